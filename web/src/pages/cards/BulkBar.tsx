import { Button, Menu, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import { changeSeveral, type OneChange, withoutTag, withTag } from '../../api/several';
import type { Card, CardChange, Tier } from '../../api/types';
import { useAgents } from '../../parts/agents';
import { may } from '../../parts/may';
import { done, failed, undoable } from '../../parts/notices';
import { wordsFor } from '../../parts/Trouble';
import { Problem } from '../../api/problem';
import { plain } from '../../words/phone';
import classes from './BulkBar.module.css';

const tiers: Tier[] = ['normal', 'important', 'key'];

// BulkBar changes the chosen cards: owner, tier or a tag of all of them in one
// step, which is taken back by one. Those that could not be are named.
export function BulkBar({ chosen, onClear }: { chosen: Card[]; onClear: () => void }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const agents = useAgents() ?? [];
  const [tag, setTag] = useState('');
  const [progress, setProgress] = useState<{ done: number; all: number } | null>(null);
  const [refused, setRefused] = useState<{ id: string; text: string }[]>([]);

  const work = async (changes: OneChange[], undoing: boolean) => {
    setProgress({ done: 0, all: changes.length });
    setRefused([]);
    try {
      const came = await changeSeveral(changes, (n) => setProgress({ done: n, all: changes.length }));
      setRefused(came.refused.map(({ card, code, detail }) => ({ id: card.id, text: `${plain(card.name) || t('desk.unnamed')}: ${code === 'invalid' ? detail : wordsFor(new Problem(409, { code }), t)}` })));
      if (undoing) done(t('bulk.undone', { count: came.back.length }));
      else if (came.back.length > 0) undoable(t('bulk.changed', { count: came.back.length }), t('deals.undo'), () => work(came.back, true));
      if (came.refused.length === 0 && !undoing) onClear();
    } catch (err) {
      failed(err, t);
    }
    setProgress(null);
  };
  const change = (of: (card: Card) => CardChange) => void work(chosen.map((card) => ({ card, version: card.version, change: of(card) })), false);
  const word = tag.trim().replace(/^#/, '');
  if (chosen.length === 0 && refused.length === 0) return null;

  return (
    <section className={classes.bar} aria-label={t('bulk.label')}>
      <div className="row wrap">
        <strong className="num">{progress ? t('bulk.progress', { done: progress.done, all: progress.all }) : t('bulk.chosen', { count: chosen.length })}</strong>
        {may(me, 'cards.assign') ? (
          <Choice label={t('bulk.owner')} busy={progress !== null} choices={[{ value: '', label: t('card.nobody') }, ...agents.map((a) => ({ value: a.id, label: a.name }))]} onChoose={(owner_id) => change(() => ({ owner_id }))} />
        ) : null}
        <Choice label={t('bulk.tier')} busy={progress !== null} choices={tiers.map((x) => ({ value: x, label: t(`tier.${x}`) }))} onChoose={(tier) => change(() => ({ tier: tier as Tier }))} />
        <form
          className="row"
          onSubmit={(e) => {
            e.preventDefault();
            if (word) change((card) => ({ tags: withTag(card, word) }));
          }}
        >
          <TextInput size="xs" w={130} value={tag} maxLength={100} aria-label={t('bulk.tag')} placeholder={t('bulk.tag')} onChange={(e) => setTag(e.currentTarget.value)} />
          <Button size="compact-sm" type="submit" variant="default" disabled={!word || progress !== null}>
            {t('bulk.add')}
          </Button>
          <Button size="compact-sm" variant="default" disabled={!word || progress !== null} onClick={() => change((card) => ({ tags: withoutTag(card, word) }))}>
            {t('bulk.take')}
          </Button>
        </form>
        <Button size="compact-sm" variant="subtle" onClick={() => { setRefused([]); onClear(); }}>
          {t('bulk.clear')}
        </Button>
      </div>
      {refused.length > 0 ? (
        <div role="alert" className={classes.refused}>
          <p>{t('bulk.refused', { count: refused.length })}</p>
          <ul className="small">
            {refused.slice(0, 20).map((r) => (
              <li key={r.id}>{r.text}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </section>
  );
}

interface ChoiceProps {
  label: string;
  busy: boolean;
  choices: { value: string; label: string }[];
  onChoose: (value: string) => void;
}

function Choice({ label, busy, choices, onChoose }: ChoiceProps) {
  return (
    <Menu position="top-start">
      <Menu.Target>
        <Button size="compact-sm" variant="default" disabled={busy}>
          {label} …
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {choices.map((c) => (
          <Menu.Item key={c.value} onClick={() => onChoose(c.value)}>
            {c.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
