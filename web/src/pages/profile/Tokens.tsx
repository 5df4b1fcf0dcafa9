import { Button, MultiSelect, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { myTokensQuery, type TokenSheet } from '../../api/access';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { meQuery, queries } from '../../api/queries';
import { serverNow } from '../../live/clock';
import { Copy } from '../../parts/Copy';
import { Ago, Moment } from '../../parts/Moment';
import { failed } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { Trouble } from '../../parts/Trouble';
import { permissionWord } from '../../words/access';
import classes from './Profile.module.css';

const days = ['30', '90', '365', ''] as const;

// Tokens are what lets programs act in one's name.
export function Tokens() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(myTokensQuery);
  const [made, setMade] = useState('');
  const again = () => queries.invalidateQueries({ queryKey: myTokensQuery.queryKey });
  const revoke = async (token: TokenSheet) => {
    try {
      await answerOf(api.DELETE('/me/tokens/{id}', { params: { path: { id: token.id } } }));
      await again();
    } catch (err) {
      failed(err, t);
    }
  };
  return (
    <section className={classes.section}>
      <h2 className="h2">{t('account.tokens')}</h2>
      <p className="soft">{t('account.tokens_hint')}</p>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={2} /> : null}
      <ul className={classes.list}>
        {data?.items.map((x) => (
          <li key={x.id}>
            <div className="grow">
              <div className="cut">{x.name}</div>
              <div className="soft small">
                {x.permissions ? t('account.token_some', { count: x.permissions.length }) : t('account.token_all')} ·{' '}
                {x.last_used_at ? <Ago at={x.last_used_at} /> : t('account.token_unused')}
                {x.expires_at ? (
                  <>
                    {' '}
                    · {t('account.token_until')} <Moment at={x.expires_at} />
                  </>
                ) : null}
              </div>
            </div>
            <Button variant="default" size="compact-sm" aria-label={`${t('account.token_revoke')}: ${x.name}`} onClick={() => void revoke(x)}>
              {t('account.token_revoke')}
            </Button>
          </li>
        ))}
      </ul>
      {made ? (
        <div role="status">
          <p>{t('account.token_made')}</p>
          <p className="row">
            <span className={classes.key}>{made}</span>
            <Copy value={made} what={t('account.token')} />
          </p>
        </div>
      ) : null}
      <NewToken
        onMade={(token) => {
          setMade(token);
          void again();
        }}
      />
    </section>
  );
}

function NewToken({ onMade }: { onMade: (token: string) => void }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [name, setName] = useState('');
  const [permissions, setPermissions] = useState<string[]>([]);
  const [life, setLife] = useState<string>('90');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const make = async () => {
    setBusy(true);
    setError(null);
    try {
      const expires_at = life ? new Date(serverNow() + Number(life) * 86_400_000).toISOString() : null;
      const body = { name: name.trim(), expires_at, permissions: permissions.length ? permissions : null };
      onMade((await answerOf(api.POST('/me/tokens', { body }))).token);
      setName('');
      setPermissions([]);
    } catch (err) {
      setError(err);
    }
    setBusy(false);
  };
  return (
    <form
      className={classes.fields}
      onSubmit={(e) => {
        e.preventDefault();
        void make();
      }}
    >
      <TextInput
        label={t('account.token_name')}
        value={name}
        maxLength={128}
        required
        withAsterisk={false}
        onChange={(e) => setName(e.currentTarget.value)}
      />
      <MultiSelect
        label={t('account.token_may')}
        placeholder={permissions.length ? undefined : t('account.token_all')}
        data={(me?.permissions ?? []).map((p) => ({ value: p, label: permissionWord(p, t) }))}
        value={permissions}
        searchable
        clearable
        onChange={setPermissions}
      />
      <Select
        label={t('account.token_life')}
        value={life}
        allowDeselect={false}
        data={days.map((d) => ({ value: d, label: d ? t('account.days', { count: Number(d) }) : t('account.for_ever') }))}
        onChange={(v) => setLife(v ?? '')}
      />
      {error ? <Trouble error={error} /> : null}
      <div>
        <Button type="submit" variant="default" loading={busy} disabled={!name.trim()}>
          {t('account.token_make')}
        </Button>
      </div>
    </form>
  );
}
