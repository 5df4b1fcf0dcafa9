import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import type { Card } from '../../api/types';
import { TierMark, usePhone } from '../../parts/Caller';
import { CallButton } from '../../parts/CallButton';
import { Copy } from '../../parts/Copy';
import { may } from '../../parts/may';
import { useAgentName } from '../../parts/agents';
import { Moment } from '../../parts/Moment';
import classes from './Card.module.css';
import { Contacts } from './Contacts';
import { EditCard } from './EditCard';
import { MergeDialog } from './MergeDialog';
import { More } from './More';
import { TierGround } from './TierGround';

// Details is who the customer is, to read and, on a press, to change.
export function Details({ card, title }: { card: Card; title: string }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [editing, setEditing] = useState(false);
  const [merging, setMerging] = useState(false);
  const write = usePhone();
  const agent = useAgentName();

  if (editing) return <EditCard card={card} onDone={() => setEditing(false)} />;
  return (
    <>
      <h1 className={`${classes.title} h1`}>{title}</h1>
      <TierMark tier={card.tier_now?.tier ?? card.tier} />
      <dl className={classes.facts}>
        <div>
          <dt>{t('card.phones')}</dt>
          {card.phones.length === 0 ? <dd className="soft">{t('card.no_phones')}</dd> : null}
          {card.phones.map((p) => (
            <dd key={p} className={`${classes.phone} num`}>
              {write(p)} <CallButton number={p} /> <Copy value={p} what={write(p)} />
            </dd>
          ))}
        </div>
        <div>
          <dt>{t('card.owner')}</dt>
          <dd>{card.owner_id ? agent(card.owner_id) : <span className="soft">{t('card.nobody')}</span>}</dd>
        </div>
        <div>
          <dt>{t('card.tier')}</dt>
          <dd>{t(`tier.${card.tier_now?.tier ?? card.tier}`)}</dd>
          <TierGround card={card} />
        </div>
        <div>
          <dt>{t('card.since')}</dt>
          <dd>
            <Moment at={card.created_at} />
          </dd>
        </div>
      </dl>
      <More card={card} />
      <Contacts card={card} />
      <div className="row wrap">
      {may(me, 'cards.edit') ? (
        <Button mt={16} variant="default" leftSection={<IconPencil size={15} aria-hidden />} onClick={() => setEditing(true)}>
          {t('card.edit')}
        </Button>
      ) : null}
      {may(me, 'cards.merge') && card.kind === 'customer' ? (
        <Button mt={16} variant="subtle" onClick={() => setMerging(true)}>
          {t('merge.open')}
        </Button>
      ) : null}
      </div>
      {merging ? <MergeDialog card={card} onClose={() => setMerging(false)} /> : null}
    </>
  );
}
