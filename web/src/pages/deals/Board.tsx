import { IconColumns3 } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { boardQuery, changeDeal, type DealFilter, FEW, MOST, refreshDeals, takeBack } from '../../api/deals';
import { asProblem } from '../../api/problem';
import { meQuery, queries } from '../../api/queries';
import type { Board as BoardOf, Deal } from '../../api/types';
import { Empty } from '../../parts/Empty';
import { may } from '../../parts/may';
import { failed, undoable } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { useStageWord } from '../../parts/stages';
import { Trouble } from '../../parts/Trouble';
import { Column } from './Column';
import classes from './Deals.module.css';
import { DealDialog } from './DealDialog';
import { DropZones } from './DropZones';
import { AskReason } from './AskReason';
import { inHand, moved } from './moved';

// HAND is how many moved deals are kept in sight.
const HAND = 10;

// Board is the funnel: a deal is dragged from stage to stage, or moved with the
// keyboard (space, arrows, space). A move shows at once; if the server refuses
// it, the deal goes back and the reason is said.
export function Board({ filter }: { filter: DealFilter }) {
  const { t } = useTranslation();
  const word = useStageWord();
  const { data: me } = useQuery(meQuery);
  const [limit, setLimit] = useState(FEW);
  const query = boardQuery({ ...filter, limit });
  const { data: board, error, refetch } = useQuery({ ...query, placeholderData: keepPreviousData });
  const [opened, setOpened] = useState<Deal | null>(null);
  const [asking, setAsking] = useState<{ deal: Deal; stage: string } | null>(null);
  const edits = may(me, 'deals.edit');
  const [hand, setHand] = useState<Deal[]>([]); // what was moved just now
  const sent = useRef(new Map<string, Promise<Deal>>()); // the last move of each, which the next one follows
  const keep = (deal: Deal) => setHand((now) => [deal, ...now.filter((d) => d.id !== deal.id)].slice(0, HAND));

  const move = async (deal: Deal, stage: string, reason?: string) => {
    if (deal.stage === stage) return;
    const target = board?.columns.find((c) => c.stage.key === stage);
    if (target?.stage.needs?.includes('reason') && !reason) return setAsking({ deal, stage });
    await queries.cancelQueries({ queryKey: query.queryKey });
    const before = queries.getQueryData<BoardOf>(query.queryKey);
    queries.setQueryData<BoardOf>(query.queryKey, (now) => now && moved(now, deal, stage));
    const going = (sent.current.get(deal.id) ?? Promise.resolve(deal)).then((last) =>
      changeDeal({ ...deal, version: Math.max(last.version, deal.version) }, { stage, ...(reason ? { reason } : {}) }),
    );
    sent.current.set(deal.id, going);
    keep({ ...deal, stage }); // whatever the board is told meanwhile
    try {
      keep(await going);
      undoable(t('deals.moved', { deal: deal.title, stage: word(stage, deal.pipeline) }), t('deals.undo'), () =>
        takeBack(deal.id).then(
          (back) => {
            sent.current.delete(deal.id);
            if (back) keep(back);
            refreshDeals();
          },
          (err: unknown) => failed(err, t),
        ),
      );
    } catch (err) {
      queries.setQueryData(query.queryKey, before);
      sent.current.delete(deal.id);
      setHand((now) => now.filter((d) => d.id !== deal.id));
      const needs = Object.keys(asProblem(err).fields)[0];
      if (needs && needs !== 'reason') setOpened(deal);
      failed(err, t);
    }
    refreshDeals();
  };

  if (error && !board) return <Trouble error={error} retry={() => void refetch()} />;
  if (!board) return <Rows count={10} />;
  const { columns } = inHand(board, hand);
  const none = board.columns.every((c) => c.count === 0);
  return (
    <>
      {none ? (
        <Empty icon={IconColumns3} title={t(filter.q || filter.owner_id || filter.team_id || filter.due ? 'deals.nothing' : 'deals.empty')} hint={t('deals.empty_hint')} />
      ) : null}
      <p id="deals-keys" className="hidden">
        {t('deals.keys')}
      </p>
      <div className={classes.board} role="list" tabIndex={0} aria-label={board.name}>
        {columns.map((c, i) => (
          <Column
            key={c.stage.key}
            column={c}
            left={columns[i - 1]?.stage.key}
            right={columns[i + 1]?.stage.key}
            edits={edits}
            filter={filter}
            onMore={limit < MOST ? () => setLimit(MOST) : undefined}
            open={setOpened}
            move={(deal, stage) => void move(deal, stage)}
          />
        ))}
      </div>
      {edits ? <DropZones stages={board.columns.map((c) => c.stage)} move={(deal, stage) => void move(deal, stage)} /> : null}
      {opened ? <DealDialog deal={opened} onClose={() => setOpened(null)} /> : null}
      {asking ? (
        <AskReason
          title={t('deals.why', { deal: asking.deal.title })}
          onClose={() => setAsking(null)}
          onReason={(reason) => {
            setAsking(null);
            void move(asking.deal, asking.stage, reason);
          }}
        />
      ) : null}
    </>
  );
}
