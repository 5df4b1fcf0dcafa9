import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { factorQuery } from '../../api/access';
import { api } from '../../api/client';
import { answerOf, asProblem } from '../../api/problem';
import { meQuery, queries } from '../../api/queries';
import type { components } from '../../api/schema';
import { Copy } from '../../parts/Copy';
import { Moment } from '../../parts/Moment';
import { done } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { Trouble } from '../../parts/Trouble';
import classes from './Profile.module.css';

type Enrolment = components['schemas']['Enrolment'];

// Factor sets up the second factor, in three steps, or takes it away.
export function Factor() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(factorQuery);
  const [made, setMade] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [asking, setAsking] = useState(false);

  const again = async () => {
    await Promise.all([queries.invalidateQueries({ queryKey: ['account'] }), queries.invalidateQueries({ queryKey: meQuery.queryKey })]);
  };
  const start = async (password: string) => setMade(await answerOf(api.POST('/me/second-factor', { body: { password } })));
  const remove = async (password: string) => {
    await answerOf(api.POST('/me/second-factor/remove', { body: { password } }));
    setAsking(false);
    done(t('account.factor_removed'));
    await again();
  };

  return (
    <section className={classes.section}>
      <h2 className="h2">{t('account.factor')}</h2>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={2} /> : null}
      {codes ? (
        <Codes codes={codes} onDone={() => setCodes(null)} />
      ) : made ? (
        <Confirm
          made={made}
          onCodes={(c) => {
            setMade(null);
            setAsking(false);
            setCodes(c);
            void again();
          }}
        />
      ) : data ? (
        <>
          <p className="soft">
            {data.on ? t('account.factor_on', { count: data.recovery_left }) : data.rule === 'off' ? t('account.factor_off') : t('account.factor_hint')}{' '}
            {data.on && data.since ? <Moment at={data.since} /> : null}
          </p>
          {asking ? (
            <AskPassword word={data.on ? t('account.factor_remove') : t('account.factor_next')} onPassword={data.on ? remove : start} />
          ) : data.on || data.rule !== 'off' ? (
            <div>
              <Button variant="default" onClick={() => setAsking(true)}>
                {data.on ? t('account.factor_remove') : t('account.factor_start')}
              </Button>
            </div>
          ) : null}
        </>
      ) : null}
    </section>
  );
}

function AskPassword({ word, onPassword }: { word: string; onPassword: (password: string) => Promise<void> }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const wrong = error ? asProblem(error).code === 'wrong_password' : false;
  return (
    <form
      className={classes.fields}
      onSubmit={(e) => {
        e.preventDefault();
        setBusy(true);
        setError(null);
        void onPassword(password)
          .catch(setError)
          .finally(() => setBusy(false));
      }}
    >
      <PasswordInput
        label={t('account.password_current')}
        autoComplete="current-password"
        value={password}
        maxLength={1024}
        required
        withAsterisk={false}
        autoFocus
        error={wrong ? t('account.password_wrong') : undefined}
        onChange={(e) => setPassword(e.currentTarget.value)}
      />
      {error && !wrong ? <Trouble error={error} /> : null}
      <div>
        <Button type="submit" loading={busy}>
          {word}
        </Button>
      </div>
    </form>
  );
}

function Confirm({ made, onCodes }: { made: Enrolment; onCodes: (codes: string[]) => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      onCodes((await answerOf(api.POST('/me/second-factor/confirm', { body: { code: code.replace(/\s/g, '') } }))).recovery_codes);
    } catch (err) {
      setError(err);
      setBusy(false);
    }
  };
  const wrong = error ? asProblem(error).status === 422 : false;
  return (
    <div className={classes.enrol}>
      <img className={classes.picture} src={made.picture} alt={t('account.factor_picture')} />
      <form
        className={classes.fields}
        onSubmit={(e) => {
          e.preventDefault();
          void confirm();
        }}
      >
        <p>{t('account.factor_scan')}</p>
        <p className="row">
          <span className={classes.key}>{made.key}</span>
          <Copy value={made.key} what={t('account.factor_key')} />
        </p>
        <TextInput
          label={t('account.factor_code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          minLength={6}
          maxLength={8}
          required
          withAsterisk={false}
          autoFocus
          error={wrong ? t('login.wrong_code') : undefined}
          onChange={(e) => setCode(e.currentTarget.value)}
        />
        {error && !wrong ? <Trouble error={error} /> : null}
        <div>
          <Button type="submit" loading={busy}>
            {t('account.factor_confirm')}
          </Button>
        </div>
      </form>
    </div>
  );
}

function Codes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <p>{t('account.codes_hint')}</p>
      <ul className={classes.codes}>
        {codes.map((c) => (
          <li key={c}>{c}</li>
        ))}
      </ul>
      <div className="row">
        <Button onClick={onDone}>{t('account.codes_kept')}</Button>
        <Copy value={codes.join('\n')} what={t('account.codes')} />
      </div>
    </>
  );
}
