import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem';
import { meQuery } from '../../api/queries';
import { changeSeveral, severalCards, withoutTag, withTag } from '../../api/several';
import type { Card, CardChange, Tier } from '../../api/types';
import { useAgents } from '../../parts/agents';
import { useBulk } from '../../parts/bulk';
import { BulkChoice, BulkFrame } from '../../parts/BulkFrame';
import { may } from '../../parts/may';
import { wordsFor } from '../../parts/Trouble';
import { plain } from '../../words/phone';

const tiers: Tier[] = ['normal', 'important', 'key'];

// BulkBar changes the chosen cards: owner, tier or a tag of all of them in one
// step, which is taken back by one.
export function BulkBar({ chosen, onClear }: { chosen: Card[]; onClear: () => void }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const agents = useAgents() ?? [];
  const [tag, setTag] = useState('');
  const bulk = useBulk<Card, CardChange>({
    send: (changes, onDone) => changeSeveral(severalCards, changes, onDone),
    say: ({ thing, code, detail }) => `${plain(thing.name) || t('desk.unnamed')}: ${code === 'invalid' ? detail : wordsFor(new Problem(409, { code }), t)}`,
    changed: (count) => t('bulk.changed', { count }),
    undone: (count) => t('bulk.undone', { count }),
    onClear,
  });
  const change = (of: (card: Card) => CardChange) => bulk.change(chosen, of);
  const word = tag.trim().replace(/^#/, '');

  return (
    <BulkFrame count={chosen.length} progress={bulk.progress} refused={bulk.refused} refusedTitle={t('bulk.refused', { count: bulk.refused.length })} onClear={bulk.clear}>
      {may(me, 'cards.assign') ? (
        <BulkChoice label={t('bulk.owner')} busy={bulk.busy} choices={[{ value: '', label: t('card.nobody') }, ...agents.map((a) => ({ value: a.id, label: a.name }))]} onChoose={(owner_id) => change(() => ({ owner_id }))} />
      ) : null}
      <BulkChoice label={t('bulk.tier')} busy={bulk.busy} choices={tiers.map((x) => ({ value: x, label: t(`tier.${x}`) }))} onChoose={(tier) => change(() => ({ tier: tier as Tier }))} />
      <form
        className="row"
        onSubmit={(e) => {
          e.preventDefault();
          if (word) change((card) => ({ tags: withTag(card, word) }));
        }}
      >
        <TextInput size="xs" w={130} value={tag} maxLength={100} aria-label={t('bulk.tag')} placeholder={t('bulk.tag')} onChange={(e) => setTag(e.currentTarget.value)} />
        <Button size="compact-sm" type="submit" variant="default" disabled={!word || bulk.busy}>
          {t('bulk.add')}
        </Button>
        <Button size="compact-sm" variant="default" disabled={!word || bulk.busy} onClick={() => change((card) => ({ tags: withoutTag(card, word) }))}>
          {t('bulk.take')}
        </Button>
      </form>
    </BulkFrame>
  );
}
