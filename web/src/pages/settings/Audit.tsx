import { Button, Select } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AuditFilter, auditQuery, usersQuery } from '../../api/access';
import { Copy } from '../../parts/Copy';
import { Moment } from '../../parts/Moment';
import { Rows } from '../../parts/Rows';
import { useTitle } from '../../parts/title';
import { Trouble } from '../../parts/Trouble';
import { auditWord } from '../../words/access';
import classes from './Access.module.css';

const kinds = [
  'log_in', 'log_out', 'refused', 'recording_played', 'user_made', 'user_changed', 'password_changed', 'password_set', 'token_made', 'token_revoked', 'calendar_made', 'calendar_removed',
  'role_changed', 'team_changed', 'agent_deleted', 'account_fetched', 'absence_made', 'level_grown', 'policy_changed', 'deleted',
];

// Audit is who did what, when and from where; the chain's head stands below.
export function Audit() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<AuditFilter>({});
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(auditQuery(filter));
  const { data: users } = useQuery(usersQuery);
  useTitle(t('audit.title'));
  const lines = data?.pages.flatMap((p) => p.items);
  const head = data?.pages[0]?.head;
  return (
    <>
      <h1 className="h1">{t('audit.title')}</h1>
      <div className={classes.filters} style={{ marginTop: 12 }}>
        <Select
          size="xs"
          aria-label={t('audit.who')}
          placeholder={t('audit.who')}
          clearable
          searchable
          data={(users ?? []).map((u) => ({ value: u.id, label: u.name }))}
          value={filter.user_id ?? null}
          onChange={(v) => setFilter({ ...filter, user_id: v ?? undefined })}
        />
        <Select
          size="xs"
          aria-label={t('audit.what')}
          placeholder={t('audit.what')}
          clearable
          searchable
          data={kinds.map((k) => ({ value: k, label: auditWord(k, t) }))}
          value={filter.what ?? null}
          onChange={(v) => setFilter({ ...filter, what: v ?? undefined })}
        />
        <Select
          size="xs"
          aria-label={t('audit.outcome')}
          placeholder={t('audit.outcome')}
          clearable
          data={[
            { value: 'done', label: t('audit.done') },
            { value: 'refused', label: t('audit.refused') },
          ]}
          value={filter.outcome ?? null}
          onChange={(v) => setFilter({ ...filter, outcome: (v as AuditFilter['outcome']) ?? undefined })}
        />
      </div>
      {error && !lines ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!lines && !error ? <Rows count={10} /> : null}
      {lines?.length === 0 ? <p className="soft">{t('audit.nothing')}</p> : null}
      {lines?.length ? (
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('audit.title')}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th>{t('calls.when')}</th>
                <th>{t('audit.who')}</th>
                <th>{t('audit.what')}</th>
                <th>{t('audit.detail')}</th>
                <th>{t('audit.from')}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((l) => (
                <tr key={l.seq} data-refused={l.outcome === 'refused' || undefined}>
                  <td>
                    <Moment at={l.at} />
                  </td>
                  <td>{l.user_name ?? (l.user_id ? l.user_id.slice(0, 8) : '–')}</td>
                  <td>
                    {auditWord(l.what, t)}
                    {l.outcome === 'refused' && l.what !== 'refused' ? ` · ${t('audit.refused')}` : null}
                  </td>
                  <td>
                    {l.detail} {l.thing_id && l.thing !== '' ? <span className="soft small">{`${l.thing} ${l.thing_id.slice(-8)}`}</span> : null}
                  </td>
                  <td className="num">{l.ip}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {hasNextPage ? (
        <Button variant="default" mt={12} loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('calls.more')}
        </Button>
      ) : null}
      {head && head.seq > 0 ? (
        <p className="soft small" style={{ marginTop: 16 }}>
          {t('audit.head')}{' '}
          <span className={classes.head}>
            {head.seq}:{head.hash}
          </span>{' '}
          <Copy value={`${head.seq}:${head.hash}`} what={t('audit.head_short')} />
        </p>
      ) : null}
    </>
  );
}
