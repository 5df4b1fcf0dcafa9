import { Button } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deadlinesQuery, type DealFilter, FEW, MOST } from '../../api/deals';
import type { Deal } from '../../api/types';
import { Empty } from '../../parts/Empty';
import { Rows } from '../../parts/Rows';
import { Trouble } from '../../parts/Trouble';
import { ColumnHead } from './ColumnHead';
import { DealCard } from './DealCard';
import { DealDialog } from './DealDialog';
import classes from './Deals.module.css';

// Deadlines is the open deals by when something is to be done about them.
export function Deadlines({ filter }: { filter: DealFilter }) {
  const { t } = useTranslation();
  const [limit, setLimit] = useState(FEW);
  const [opened, setOpened] = useState<Deal | null>(null);
  const { data, error, refetch } = useQuery({ ...deadlinesQuery({ ...filter, limit }), placeholderData: keepPreviousData });
  if (error && !data) return <Trouble error={error} retry={() => void refetch()} />;
  if (!data) return <Rows count={10} />;
  return (
    <>
      {data.columns.every((c) => c.count === 0) ? <Empty icon={IconColumns3} title={t('deals.nothing')} hint={t('deals.empty_hint')} /> : null}
      <div className={classes.board} data-narrow role="list" tabIndex={0} aria-label={t('board.deadlines')}>
        {data.columns.map(({ span, count, sums, deals }) => (
          <section key={span} role="listitem" aria-label={t('deals.column', { stage: t(`board.${span}`), count })} className={classes.column} data-span={span}>
            <ColumnHead label={t(`board.${span}`)} count={count} sums={sums} />
            <div className={classes.cards}>
              {deals.map((d) => (
                <DealCard key={d.id} deal={d} rots={0} edits={false} due onOpen={() => setOpened(d)} />
              ))}
              {count > deals.length && limit < MOST ? (
                <Button variant="subtle" size="compact-sm" onClick={() => setLimit(MOST)}>
                  {t('deals.rest', { count: count - deals.length })}
                </Button>
              ) : null}
            </div>
          </section>
        ))}
      </div>
      {opened ? <DealDialog deal={opened} onClose={() => setOpened(null)} /> : null}
    </>
  );
}
