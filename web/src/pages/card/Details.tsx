import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import type { Card, Tier } from '../../api/types';
import { useAgentName, useAgents } from '../../parts/agents';
import { TierMark } from '../../parts/Caller';
import { InPlace } from '../../parts/InPlace';
import { may } from '../../parts/may';
import { Moment } from '../../parts/Moment';
import classes from './Card.module.css';
import { useCardSave } from './cardSave';
import { Contacts } from './Contacts';
import { MergeDialog } from './MergeDialog';
import { Merges } from './Merges';
import { More } from './More';
import { TierGround } from './TierGround';
import { Ways } from './Ways';

const tiers: Tier[] = ['normal', 'important', 'key'];

// Details is who the customer is, each fact changed where it stands.
export function Details({ card, title }: { card: Card; title: string }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [merging, setMerging] = useState(false);
  const agents = useAgents() ?? [];
  const agent = useAgentName();
  const save = useCardSave(card);
  const edits = may(me, 'cards.edit');
  const assigns = edits && may(me, 'cards.assign');

  return (
    <>
      <InPlace title label={t('card.name')} value={card.name} shown={title} edits={edits} save={(name) => save({ name }, t('card.name'))} />
      <TierMark tier={card.tier_now?.tier ?? card.tier} />
      <dl className={classes.facts}>
        <Ways card={card} kind="numbers" edits={edits} />
        {edits || card.mails?.length ? <Ways card={card} kind="mails" edits={edits} /> : null}
        <InPlace
          label={t('card.owner')}
          kind="choice"
          value={card.owner_id ?? ''}
          shown={card.owner_id ? agent(card.owner_id) : t('card.nobody')}
          choices={agents.map((a) => ({ value: a.id, label: a.name }))}
          edits={assigns}
          save={(owner_id) => save({ owner_id }, t('card.owner'))}
        />
        <InPlace
          label={t('card.tier')}
          kind="choice"
          needed
          value={card.tier}
          shown={t(`tier.${card.tier_now?.tier ?? card.tier}`)}
          under={<TierGround card={card} />}
          choices={tiers.map((x) => ({ value: x, label: t(`tier.${x}`) }))}
          edits={assigns}
          save={(tier) => save({ tier: tier as Tier }, t('card.tier'))}
        />
      </dl>
      <More card={card} />
      <Contacts card={card} />
      <p className={`${classes.since} soft small`}>
        {t('card.since')} <Moment at={card.created_at} />
      </p>
      {may(me, 'cards.merge') && card.kind === 'customer' ? (
        <>
          <Button mt={8} ml={-10} variant="subtle" size="compact-md" onClick={() => setMerging(true)}>
            {t('merge.open')}
          </Button>
          <Merges card={card.id} />
        </>
      ) : null}
      {merging ? <MergeDialog card={card} onClose={() => setMerging(false)} /> : null}
    </>
  );
}
