import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { answerOf, asProblem } from '../api/problem';
import { meQuery, queries } from '../api/queries';
import { useTitle } from '../parts/title';
import { wordsFor } from '../parts/Trouble';
import classes from './Login.module.css';

// SetUp makes the first administrator, by the address that the program printed.
export function SetUp() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [token] = useState(() => window.location.hash.slice(1));
  const [form, setForm] = useState({ name: '', login: '', password: '' });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useTitle(t('setup.title'));
  const problem = error ? asProblem(error) : null;
  const over = problem?.status === 404 || problem?.status === 401;

  const make = async () => {
    setBusy(true);
    setError(null);
    try {
      const me = await answerOf(api.POST('/setup', { body: { ...form, token } }));
      queries.clear();
      queries.setQueryData(meQuery.queryKey, me);
      await navigate({ href: '/', replace: true });
    } catch (err) {
      setError(err);
      setBusy(false);
    }
  };
  const field = (name: keyof typeof form) => ({
    value: form[name],
    required: true,
    withAsterisk: false,
    error: problem?.fields[name],
    onChange: (e: { currentTarget: { value: string } }) => setForm({ ...form, [name]: e.currentTarget.value }),
  });

  return (
    <main className={classes.page}>
      <form
        className={classes.form}
        onSubmit={(e) => {
          e.preventDefault();
          void make();
        }}
      >
        <div>
          <h1 className="h1">{t('setup.title')}</h1>
          <p className="soft">{t('setup.hint')}</p>
        </div>
        <TextInput label={t('account.name')} autoComplete="name" maxLength={128} autoFocus {...field('name')} />
        <TextInput label={t('login.login')} autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={128} {...field('login')} />
        <PasswordInput
          label={t('login.password')}
          description={t('account.password_hint')}
          autoComplete="new-password"
          minLength={8}
          maxLength={1024}
          {...field('password')}
        />
        {over || !token ? (
          <p role="alert">{t('setup.over')}</p>
        ) : problem && Object.keys(problem.fields).length === 0 ? (
          <p role="alert">{wordsFor(error, t)}</p>
        ) : null}
        <Button type="submit" loading={busy} disabled={!token} fullWidth>
          {t('setup.submit')}
        </Button>
      </form>
    </main>
  );
}
