import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pipelinesQuery } from '../../api/deals';
import { Problem } from '../../api/problem';
import { meQuery } from '../../api/queries';
import { changeSeveral, type DealStep, type OneRefused, severalDeals } from '../../api/several';
import type { Deal, DealChange, Stage } from '../../api/types';
import { useAgents } from '../../parts/agents';
import { useBulk } from '../../parts/bulk';
import { BulkChoice, BulkFrame } from '../../parts/BulkFrame';
import { may } from '../../parts/may';
import { wordsFor } from '../../parts/Trouble';
import { labelOf } from '../../words/labels';
import { plain } from '../../words/phone';
import { AskReason } from './AskReason';

// What a stage may ask for, and a deal may lack.
const needs = { '#/amount': 'deals.amount', '#/reason': 'deals.reason', '#/expected_close': 'deals.close', '#/owner_id': 'deals.owner' } as const;

// DealBulkBar changes the chosen deals: stage or owner of all of them in one
// step, which is taken back by one. What a stage asks for and a deal lacks is
// said of each; a reason is asked for once.
export function DealBulkBar({ chosen, onClear }: { chosen: Deal[]; onClear: () => void }) {
  const { t, i18n } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: pipelines } = useQuery(pipelinesQuery);
  const agents = useAgents() ?? [];
  const [asking, setAsking] = useState<Stage | null>(null);
  const why = ({ code, detail, pointer }: OneRefused<Deal>) => {
    if (code === 'invalid') return pointer && pointer in needs ? t('bulk.needs', { what: t(needs[pointer as keyof typeof needs]) }) : detail;
    return wordsFor(new Problem(409, { code }), t);
  };
  const bulk = useBulk<Deal, DealStep>({
    send: (changes, onDone) => changeSeveral(severalDeals, changes, onDone),
    say: (refused) => `${plain(refused.thing.title)}: ${why(refused)}`,
    changed: (count) => t('bulk.deals_changed', { count }),
    undone: (count) => t('bulk.deals_undone', { count }),
    onClear,
  });
  const [pipeline, ...others] = new Set(chosen.map((d) => d.pipeline));
  const stages = others.length === 0 ? (pipelines?.items.find((p) => p.key === pipeline)?.stages ?? []) : []; // those in which all of them may stand
  const move = (stage: Stage, change: DealChange = {}) =>
    bulk.change(
      chosen.filter((d) => d.stage !== stage.key), // those that stand there already have no step to take back
      () => ({ change: { stage: stage.key, ...change } }),
    );
  const choose = (key: string) => {
    const stage = stages.find((s) => s.key === key);
    if (stage?.needs?.includes('reason')) setAsking(stage);
    else if (stage) move(stage);
  };

  return (
    <>
      <BulkFrame count={chosen.length} progress={bulk.progress} refused={bulk.refused} refusedTitle={t('bulk.deals_refused', { count: bulk.refused.length })} onClear={bulk.clear}>
        <BulkChoice label={t('deals.stage')} busy={bulk.busy || stages.length === 0} choices={stages.map((s) => ({ value: s.key, label: labelOf(s.labels, i18n.language, s.key) }))} onChoose={choose} />
        {may(me, 'cards.assign') ? (
          <BulkChoice
            label={t('deals.owner')}
            busy={bulk.busy}
            choices={[{ value: '', label: t('deals.nobody') }, ...agents.map((a) => ({ value: a.id, label: a.name }))]}
            onChoose={(owner_id) => bulk.change(chosen, () => ({ change: { owner_id } }))}
          />
        ) : null}
      </BulkFrame>
      {asking ? (
        <AskReason
          title={t('bulk.deals_why', { count: chosen.length })}
          onClose={() => setAsking(null)}
          onReason={(reason) => {
            setAsking(null);
            move(asking, { reason });
          }}
        />
      ) : null}
    </>
  );
}
