import { ActionIcon, Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeCard } from '../../api/cards';
import { asProblem } from '../../api/problem';
import type { Card, Tier } from '../../api/types';
import { useUnsaved } from '../../app/unsaved';
import { useAgents } from '../../parts/agents';
import { usePhone } from '../../parts/Caller';
import { done } from '../../parts/notices';
import { Trouble } from '../../parts/Trouble';
import classes from './Card.module.css';

const tiers: Tier[] = ['normal', 'important', 'key'];

// EditCard changes a card. It sends what was changed and the version that was
// read: what somebody else changed meanwhile is not overwritten.
export function EditCard({ card, onDone }: { card: Card; onDone: () => void }) {
  const { t } = useTranslation();
  const everybody = useAgents() ?? [];
  const write = usePhone();
  const [seen] = useState(card); // as it was when it was opened
  const [name, setName] = useState(card.name);
  const [phones, setPhones] = useState(() => card.phones.map(write));
  const [owner, setOwner] = useState(card.owner_id ?? '');
  const [tier, setTier] = useState(card.tier);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const phonesChanged = phones.join() !== seen.phones.map(write).join();
  const change = {
    ...(name.trim() !== seen.name && name.trim() ? { name: name.trim() } : {}),
    ...(phonesChanged ? { phones: phones.map((p) => p.trim()).filter(Boolean) } : {}),
    ...(owner !== (seen.owner_id ?? '') ? { owner_id: owner } : {}),
    ...(tier !== seen.tier ? { tier } : {}),
  };
  const dirty = Object.keys(change).length > 0;
  useUnsaved(dirty);

  const problem = error ? asProblem(error) : null;
  const fields = problem?.fields ?? {};
  const phoneError = Object.entries(fields).find(([f]) => f.startsWith('phones'))?.[1];

  const save = async () => {
    if (!dirty) return onDone();
    setBusy(true);
    setError(null);
    try {
      await changeCard(seen, change);
      done(t('card.saved'));
      onDone();
    } catch (err) {
      setError(err);
      setBusy(false);
    }
  };

  const agents = everybody.map((a) => ({ value: a.id, label: a.name }));
  return (
    <form
      className={classes.form}
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
      onKeyDown={(e) => e.key === 'Escape' && !dirty && onDone()}
    >
      <TextInput
        label={t('card.name')}
        value={name}
        maxLength={200}
        autoFocus
        error={fields.name}
        onChange={(e) => setName(e.currentTarget.value)}
      />
      <div className="stack" style={{ gap: 6 }}>
        {phones.map((p, i) => (
          <TextInput
            key={i}
            type="tel"
            label={i === 0 ? t('card.phones') : undefined}
            aria-label={t('card.phones')}
            value={p}
            maxLength={64}
            error={i === phones.length - 1 ? phoneError : undefined}
            onChange={(e) => setPhones(phones.map((x, j) => (j === i ? e.target.value : x)))}
            rightSection={
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('card.remove_phone', { number: p })}
                onClick={() => setPhones(phones.filter((_, j) => j !== i))}
              >
                <IconTrash size={15} />
              </ActionIcon>
            }
          />
        ))}
        <div>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={phones.length >= 20}
            onClick={() => setPhones([...phones, ''])}
          >
            {t('card.add_phone')}
          </Button>
        </div>
      </div>
      <Select
        label={t('card.owner')}
        value={owner}
        data={[{ value: '', label: t('card.nobody') }, ...agents]}
        allowDeselect={false}
        error={fields.owner_id}
        onChange={(v) => setOwner(v ?? '')}
      />
      <div>
        <p className="small soft" id="tier-label" style={{ marginBottom: 4 }}>
          {t('card.tier')}
        </p>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-labelledby="tier-label"
          value={tier}
          data={tiers.map((x) => ({ value: x, label: t(`tier.${x}`) }))}
          onChange={(v) => setTier(v as Tier)}
        />
        {fields.tier ? <p className="small" style={{ color: 'var(--s-unreachable)' }}>{fields.tier}</p> : null}
      </div>
      {problem && Object.keys(fields).length === 0 ? (
        <Trouble error={error} />
      ) : null}
      <div className="row">
        <Button type="submit" loading={busy}>
          {t('card.save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('card.cancel')}
        </Button>
      </div>
    </form>
  );
}
