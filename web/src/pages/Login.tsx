import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { waysQuery } from '../api/access';
import { api } from '../api/client';
import { answerOf, asProblem } from '../api/problem';
import { meQuery, queries } from '../api/queries';
import type { components } from '../api/schema';
import { type Language, languages, setLanguage } from '../i18n';
import { useTitle } from '../parts/title';
import { wordsFor } from '../parts/Trouble';
import { CodeStep } from './login/Code';
import classes from './Login.module.css';

// fromProvider is what the way back from an OpenID provider says behind the #.
const fromProvider = () => new URLSearchParams(window.location.hash.slice(1));

export function Login() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/login' });
  const ways = useQuery(waysQuery);
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [challenge, setChallenge] = useState(() => fromProvider().get('challenge') ?? '');
  const [wrong, setWrong] = useState(() => {
    const failed = fromProvider().get('failed');
    if (!failed) return '';
    return failed === 'not_invited' ? t('login.not_invited') : t('login.oidc_failed');
  });
  useTitle(t('login.title'));

  const enter = async (body: components['schemas']['LogIn']) => {
    setBusy(true);
    setWrong('');
    try {
      const me = await answerOf(api.POST('/sessions', { body }));
      queries.clear();
      queries.setQueryData(meQuery.queryKey, me);
      await navigate({ href: me.second_factor_needed ? '/profile' : (next ?? '/'), replace: true });
      return;
    } catch (err) {
      const problem = asProblem(err);
      if (problem.code === 'second_factor_needed' && problem.challenge) setChallenge(problem.challenge);
      else if (problem.code === 'wrong_login') setWrong(t(body.challenge ? 'login.wrong_code' : 'login.wrong'));
      else if (problem.code === 'unauthorized') {
        setChallenge('');
        setWrong(t('login.too_late'));
      } else if (problem.status === 429) setWrong(t('login.too_many'));
      else setWrong(wordsFor(err, t));
    }
    setBusy(false);
  };

  return (
    <main className={classes.page}>
      <div className={classes.form}>
        <div className="row" style={{ gap: 12 }}>
          <img src="/favicon.svg" alt="" width={36} height={36} />
          <div>
            <h1 className="h1">{t('app.name')}</h1>
            <p className="soft small">{t('login.tagline')}</p>
          </div>
        </div>
        {challenge ? (
          <CodeStep
            busy={busy}
            wrong={wrong}
            onCode={(code) => void enter({ challenge, code })}
            onBack={() => {
              setChallenge('');
              setWrong('');
            }}
          />
        ) : (
          <form
            className="stack"
            style={{ gap: 16 }}
            onSubmit={(e) => {
              e.preventDefault();
              void enter({ login: login.trim(), password });
            }}
          >
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
            {ways.data?.oidc ? (
              <Button component="a" href="/api/v1/sessions/oidc/start" variant="default" fullWidth>
                {t('login.with', { provider: ways.data.oidc })}
              </Button>
            ) : null}
          </form>
        )}
        <NativeSelect
          className={classes.language}
          variant="unstyled"
          size="xs"
          aria-label={t('menu.language')}
          value={i18n.language}
          data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
          onChange={(e) => void setLanguage(e.currentTarget.value as Language)}
        />
      </div>
    </main>
  );
}
