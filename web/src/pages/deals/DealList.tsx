import { Button, Checkbox } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DealFilter, dealsQuery } from '../../api/deals';
import { meQuery } from '../../api/queries';
import type { Deal } from '../../api/types';
import { useAgentName } from '../../parts/agents';
import { useChosen } from '../../parts/chosen';
import { Empty } from '../../parts/Empty';
import { may } from '../../parts/may';
import { Ago } from '../../parts/Moment';
import { Rows } from '../../parts/Rows';
import { useStageWord } from '../../parts/stages';
import { Trouble } from '../../parts/Trouble';
import { money } from '../../words/money';
import { plain } from '../../words/phone';
import { DealBulkBar } from './DealBulkBar';
import { DealDialog } from './DealDialog';
import classes from './Deals.module.css';
import { NextTask } from './NextTask';

// DealList is the funnel as rows, many of which can be changed at once.
export function DealList({ filter }: { filter: DealFilter }) {
  const { t, i18n } = useTranslation();
  const { stage } = useSearch({ from: '/inside/deals' });
  const { data: me } = useQuery(meQuery);
  const edits = may(me, 'deals.edit');
  const agent = useAgentName();
  const word = useStageWord();
  const [opened, setOpened] = useState<Deal | null>(null);
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    ...dealsQuery({ ...filter, stage }),
    placeholderData: keepPreviousData,
  });
  const items = useMemo(() => data?.pages.flatMap((p) => p.items), [data]);
  const { chosen, picked, choose, clear } = useChosen(items);
  if (error && !items) return <Trouble error={error} retry={() => void refetch()} />;
  if (!items) return <Rows count={12} />;
  if (items.length === 0) return <Empty icon={IconColumns3} title={t('deals.nothing')} hint={t('deals.empty_hint')} />;
  const all = items.every((d) => chosen.has(d.id));
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            {edits ? (
              <th className={classes.pick}>
                <Checkbox size="xs" aria-label={t('bulk.all')} checked={all} indeterminate={picked.length > 0 && !all} onChange={() => choose(items, !all)} />
              </th>
            ) : null}
            <th>{t('deals.deal')}</th>
            <th className={classes.wide}>{t('deals.customer')}</th>
            <th className={classes.right}>{t('deals.amount')}</th>
            <th>{t('deals.stage')}</th>
            <th className={classes.wide}>{t('deals.owner')}</th>
            <th className={classes.wide}>{t('deals.since')}</th>
            <th className={classes.wide}>{t('board.next')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((d) => (
            <tr key={d.id} data-picked={chosen.has(d.id) || undefined}>
              {edits ? (
                <td className={classes.pick}>
                  <Checkbox size="xs" aria-label={t('bulk.one', { name: plain(d.title) })} checked={chosen.has(d.id)} onChange={() => choose([d], !chosen.has(d.id))} />
                </td>
              ) : null}
              <td className="cut">
                <button type="button" className="link bare cut" data-free onClick={() => setOpened(d)}>
                  {plain(d.title)}
                </button>
              </td>
              <td className={`${classes.wide} cut`}>
                <Link to="/cards/$id" params={{ id: d.card_id }} className="link">
                  {plain(d.card_name) || t('desk.unnamed')}
                </Link>
              </td>
              <td className={`${classes.right} num`}>{money(d.amount, d.currency, i18n.language)}</td>
              <td className="cut">{word(d.stage, d.pipeline)}</td>
              <td className={`${classes.wide} cut`}>{d.owner_id ? agent(d.owner_id) : <span className="soft">{t('deals.nobody')}</span>}</td>
              <td className={`${classes.wide} soft`}>
                <Ago at={d.stage_since} />
              </td>
              <td className={classes.wide}>{d.kind === 'open' ? <NextTask due={d.next_task_at} wordy /> : null}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {hasNextPage ? (
        <Button mt={16} variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('cards.more')}
        </Button>
      ) : null}
      {edits ? <DealBulkBar chosen={picked} onClear={clear} /> : null}
      {opened ? <DealDialog deal={opened} onClose={() => setOpened(null)} /> : null}
    </>
  );
}
