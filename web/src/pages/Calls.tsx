import { ActionIcon, Button, Select, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconHistory, IconPhoneIncoming, IconPhoneOutgoing, IconPlayerPlayFilled, IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Fragment, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callsQuery } from '../api/queries';
import type { Call } from '../api/types';
import type { CallsSearch } from '../app/router';
import { serverNow } from '../live/clock';
import { useDesk } from '../live/desk';
import { forgetNewCalls, useNewCalls } from '../live/news';
import { Caller } from '../parts/Caller';
import { Empty } from '../parts/Empty';
import { Heard } from '../parts/Heard';
import { Moment } from '../parts/Moment';
import { useAgentName, useAgents } from '../parts/agents';
import { dispositions, Result } from '../parts/Result';
import { Rows } from '../parts/Rows';
import { useTitle } from '../parts/title';
import { Trouble } from '../parts/Trouble';
import { duration } from '../words/format';
import classes from './Calls.module.css';
import { CallsNav } from './calls/CallsNav';
import { LateOutcome } from './calls/LateOutcome';
import { WhyButton } from './desk/CallsNow';
import { Why } from './desk/Why';

const periods = ['today', 'week', 'month'] as const;
const lengths = [1, 5, 15];

// since is the moment a period begins; whole minutes, so that drawing the page
// again does not ask again.
function since(period: CallsSearch['period'], midnight: string | undefined): string | undefined {
  const day = 86_400_000;
  if (period === 'today') return midnight ?? new Date(new Date().setHours(0, 0, 0, 0)).toISOString();
  if (period === 'week' || period === 'month') {
    const minute = Math.floor(serverNow() / 60_000) * 60_000;
    return new Date(minute - (period === 'week' ? 7 : 30) * day).toISOString();
  }
  return undefined;
}

export function Calls() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/inside/calls' });
  const navigate = useNavigate({ from: '/calls' });
  const { data: desk } = useDesk();
  const agents = useAgents() ?? [];
  const [heard, setHeard] = useState<string | null>(null);
  const [why, setWhy] = useState<string | null>(null);
  useTitle(t('calls.title'));

  const midnight = desk?.today.since;
  const filter = useMemo(
    () => ({
      agent_id: search.agent,
      disposition: search.result,
      since: since(search.period, midnight),
      min_talk_ms: search.talk ? search.talk * 60_000 : undefined,
      outcome: search.outcome,
    }),
    [search.agent, search.result, search.period, search.talk, search.outcome, midnight],
  );
  const { data, dataUpdatedAt, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(callsQuery(filter));
  const items = data?.pages.flatMap((p) => p.items);
  const fresh = useNewCalls();
  // Whatever has just been read is not new any more.
  useEffect(() => forgetNewCalls(), [dataUpdatedAt]);
  const filtered = Object.values(search).some((v) => v !== undefined);
  const set = (change: Partial<CallsSearch>) => void navigate({ search: (s) => ({ ...s, ...change }), replace: true });

  return (
    <>
      <CallsNav />
      <div className={classes.head}>
        <h1 className="h1">{t('calls.title')}</h1>
        <div className={classes.filters}>
          <Select
            size="xs"
            aria-label={t('calls.filter_period')}
            value={search.period ?? ''}
            data={[{ value: '', label: t('calls.period_all') }, ...periods.map((p) => ({ value: p, label: t(`calls.period_${p}`) }))]}
            allowDeselect={false}
            onChange={(v) => set({ period: (v || undefined) as CallsSearch['period'] })}
          />
          <Select
            size="xs"
            aria-label={t('calls.filter_agent')}
            value={search.agent ?? ''}
            data={[{ value: '', label: t('calls.any_agent') }, ...agents.map((a) => ({ value: a.id, label: a.name }))]}
            allowDeselect={false}
            searchable
            onChange={(v) => set({ agent: v || undefined })}
          />
          <Select
            size="xs"
            aria-label={t('calls.filter_disposition')}
            value={search.result ?? ''}
            data={[{ value: '', label: t('calls.any_disposition') }, ...dispositions.map((d) => ({ value: d, label: t(`disposition.${d}`) }))]}
            allowDeselect={false}
            onChange={(v) => set({ result: (v || undefined) as CallsSearch['result'] })}
          />
          <Select
            size="xs"
            aria-label={t('calls.filter_talk')}
            value={search.talk ? String(search.talk) : ''}
            data={[
              { value: '', label: t('calls.any_talk') },
              ...lengths.map((m) => ({ value: String(m), label: `≥ ${t('calls.talk_min', { count: m })}` })),
            ]}
            allowDeselect={false}
            onChange={(v) => set({ talk: v ? Number(v) : undefined })}
          />
          <Select
            size="xs"
            aria-label={t('calls.filter_outcome')}
            value={search.outcome ?? ''}
            data={[{ value: '', label: t('calls.any_outcome') }, { value: 'missing', label: t('calls.no_outcome') }]}
            allowDeselect={false}
            onChange={(v) => set({ outcome: v === 'missing' ? v : undefined })}
          />
          {filtered ? (
            <Button size="xs" variant="subtle" color="gray" leftSection={<IconX size={14} aria-hidden />} onClick={() => void navigate({ search: {}, replace: true })}>
              {t('calls.reset')}
            </Button>
          ) : null}
        </div>
      </div>
      {error && !items ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <Rows count={12} /> : null}
      {items?.length === 0 ? (
        filtered ? (
          <Empty icon={IconHistory} title={t('calls.nothing')} />
        ) : (
          <Empty icon={IconHistory} title={t('calls.empty')} hint={t('calls.empty_hint')} />
        )
      ) : null}
      {items && fresh > 0 ? (
        <div className={classes.fresh}>
          <Button variant="light" size="compact-sm" onClick={() => void refetch()}>
            {t('calls.fresh', { count: fresh })}
          </Button>
        </div>
      ) : null}
      {items?.length ? (
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{t('calls.when')}</th>
              <th>{t('calls.caller')}</th>
              <th>{t('calls.how')}</th>
              <th>{t('calls.agent')}</th>
              <th className={classes.right}>{t('calls.wait')}</th>
              <th className={classes.right}>{t('calls.talk')}</th>
              <th>{t('calls.outcome')}</th>
              <th>
                <span className="hidden">{t('calls.rec')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((c) => (
              <Row
                key={c.id}
                call={c}
                heard={heard === c.id}
                onHear={() => setHeard(heard === c.id ? null : c.id)}
                onWhy={() => setWhy(c.id)}
              />
            ))}
          </tbody>
        </table>
      ) : null}
      {hasNextPage ? (
        <div className={classes.more}>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('calls.more')}
          </Button>
        </div>
      ) : null}
      <Why id={why} onClose={() => setWhy(null)} />
    </>
  );
}

interface RowProps {
  call: Call;
  heard: boolean;
  onHear: () => void;
  onWhy: () => void;
}

function Row({ call, heard, onHear, onWhy }: RowProps) {
  const { t } = useTranslation();
  const name = useAgentName();
  const out = call.direction === 'outbound';
  return (
    <Fragment>
      <tr data-open={heard || undefined}>
        <td className={classes.when}>
          <Tooltip label={t(out ? 'calls.outbound' : 'calls.inbound')}>
            {out ? (
              <IconPhoneOutgoing size={15} role="img" aria-label={t('calls.outbound')} />
            ) : (
              <IconPhoneIncoming size={15} role="img" aria-label={t('calls.inbound')} />
            )}
          </Tooltip>
          <Moment at={call.started_at} />
        </td>
        <td className={classes.caller}>
          <Caller call={call} />
        </td>
        <td className={classes.result}>
          <Result disposition={call.disposition} />
        </td>
        <td className={`${classes.agent} cut`}>{name(call.agent_id)}</td>
        <td className={`${classes.right} ${classes.wait} num soft`}>{duration(call.wait_ms)}</td>
        <td className={`${classes.right} ${classes.talk} num`}>{call.talk_ms ? duration(call.talk_ms) : '–'}</td>
        <td className={`${classes.outcome} cut`}>
          <LateOutcome call={call} />
        </td>
        <td className={classes.acts}>
          {call.recording?.state === 'failed' ? (
            <Tooltip label={t('rec.failed')}>
              <span className={classes.failed} role="img" aria-label={t('rec.failed')}>
                <IconAlertTriangle size={16} />
              </span>
            </Tooltip>
          ) : call.recording ? (
            <Tooltip label={t('rec.listen')}>
              <ActionIcon variant={heard ? 'light' : 'subtle'} size={26} onClick={onHear} aria-label={t('rec.listen')} aria-expanded={heard}>
                <IconPlayerPlayFilled size={14} />
              </ActionIcon>
            </Tooltip>
          ) : null}
          <WhyButton onClick={onWhy} />
        </td>
      </tr>
      {heard ? (
        <tr className={classes.player}>
          <td colSpan={8}>
            <Heard call={call} autoplay />
          </td>
        </tr>
      ) : null}
    </Fragment>
  );
}
