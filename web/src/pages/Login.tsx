import { Button, PasswordInput, Select, TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { answerOf, asProblem } from '../api/problem';
import { meQuery, queries } from '../api/queries';
import { type Language, languages, setLanguage } from '../i18n';
import { useTitle } from '../parts/title';
import { wordsFor } from '../parts/Trouble';
import classes from './Login.module.css';

export function Login() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/login' });
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  useTitle(t('login.title'));

  const submit = async () => {
    setBusy(true);
    setWrong('');
    try {
      const me = await answerOf(api.POST('/sessions', { body: { login: login.trim(), password } }));
      queries.clear();
      queries.setQueryData(meQuery.queryKey, me);
      await navigate({ href: next ?? '/', replace: true });
    } catch (err) {
      const problem = asProblem(err);
      if (problem.code === 'wrong_login') setWrong(t('login.wrong'));
      else if (problem.status === 429) setWrong(t('login.too_many'));
      else setWrong(wordsFor(err, t));
      setBusy(false);
    }
  };

  return (
    <main className={classes.page}>
      <form
        className={classes.form}
        onSubmit={(e) => {
          e.preventDefault();
          void submit();
        }}
      >
        <div className="row" style={{ gap: 12 }}>
          <img src="/favicon.svg" alt="" width={36} height={36} />
          <div>
            <h1 className="h1">{t('app.name')}</h1>
            <p className="soft small">{t('login.tagline')}</p>
          </div>
        </div>
        <TextInput
          label={t('login.login')}
          value={login}
          onChange={(e) => setLogin(e.currentTarget.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={128}
          autoFocus
          required
          withAsterisk={false}
        />
        <PasswordInput
          label={t('login.password')}
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
          autoComplete="current-password"
          maxLength={1024}
          required
          withAsterisk={false}
          error={wrong || undefined}
        />
        <Button type="submit" loading={busy} fullWidth>
          {t('login.submit')}
        </Button>
        <Select
          className={classes.language}
          variant="unstyled"
          size="xs"
          aria-label={t('menu.language')}
          value={i18n.language}
          data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
          allowDeselect={false}
          onChange={(l) => l && void setLanguage(l as Language)}
        />
      </form>
    </main>
  );
}
