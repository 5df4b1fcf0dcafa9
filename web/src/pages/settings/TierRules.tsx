import { ActionIcon, Button, NumberInput, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { putTierRules, type TierRule } from '../../api/people';
import { asProblem } from '../../api/problem';
import { useUnsaved } from '../../app/unsaved';
import { done } from '../../parts/notices';
import { Trouble } from '../../parts/Trouble';
import { fromInput, toInput } from '../../words/money';
import classes from './Settings.module.css';

// A rule as it is typed.
interface Draft {
  tier: 'important' | 'key';
  by: 'deals' | 'tag';
  tag: string;
  least: string;
  days: number;
}

const draftOf = (r: TierRule, currency: string): Draft => ({
  tier: r.tier === 'key' ? 'key' : 'important',
  by: r.tag ? 'tag' : 'deals',
  tag: r.tag ?? '',
  least: r.least ? toInput(r.least, currency) : '',
  days: r.days ?? 365,
});

// TierRules is what makes a customer important, beside somebody's word.
export function TierRules({ rules, currency }: { rules: TierRule[]; currency: string }) {
  const { t } = useTranslation();
  const [drafts, setDrafts] = useState(() => rules.map((r) => draftOf(r, currency)));
  const [busy, setBusy] = useState(false);
  const [dirty, setDirty] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const fields = error ? asProblem(error).fields : {};
  useUnsaved(dirty);
  const put = (next: Draft[]) => {
    setDrafts(next);
    setDirty(true);
  };
  const set = (i: number, change: Partial<Draft>) => put(drafts.map((d, j) => (j === i ? { ...d, ...change } : d)));
  const bad = (d: Draft) => (d.by === 'tag' ? !d.tag.trim() : !fromInput(d.least, currency));

  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await putTierRules(drafts.map((d) => (d.by === 'tag' ? { tier: d.tier, tag: d.tag.trim() } : { tier: d.tier, least: fromInput(d.least, currency) ?? 0, days: d.days })));
      setDirty(false);
      done(t('growth.saved'));
    } catch (err) {
      setError(err);
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className={classes.section} aria-label={t('growth.tiers')}>
      <h2 className="h2">{t('growth.tiers')}</h2>
      <p className="soft">{t('growth.tiers_hint')}</p>
      {drafts.length === 0 ? <p className="soft">{t('growth.no_tiers')}</p> : null}
      {drafts.map((d, i) => (
        <div key={i} className={`${classes.rule} row wrap`} role="group" aria-label={t('growth.rule', { n: i + 1 })}>
          <Select w={140} label={t('growth.tier')} allowDeselect={false} data={(['important', 'key'] as const).map((x) => ({ value: x, label: t(`tier.${x}`) }))} value={d.tier} onChange={(v) => set(i, { tier: v as Draft['tier'] })} />
          <Select w={200} label={t('growth.by')} allowDeselect={false} data={(['deals', 'tag'] as const).map((x) => ({ value: x, label: t(`growth.by_${x}`) }))} value={d.by} onChange={(v) => set(i, { by: v as Draft['by'] })} />
          {d.by === 'tag' ? (
            <TextInput w={180} label={t('growth.tag')} maxLength={64} value={d.tag} error={fields[`items[${i}].tag`]} onChange={(e) => set(i, { tag: e.currentTarget.value })} />
          ) : (
            <>
              <TextInput w={180} label={t('growth.least', { currency })} inputMode="decimal" value={d.least} error={fields[`items[${i}].least`]} onChange={(e) => set(i, { least: e.currentTarget.value })} />
              <NumberInput w={150} label={t('growth.within')} min={0} max={3650} allowDecimal={false} value={d.days} error={fields[`items[${i}].days`]} onChange={(v) => set(i, { days: Number(v) || 0 })} />
            </>
          )}
          <ActionIcon mb={4} variant="subtle" color="gray" aria-label={t('growth.remove', { n: i + 1 })} onClick={() => put(drafts.filter((_, j) => j !== i))}>
            <IconTrash size={15} />
          </ActionIcon>
        </div>
      ))}
      {error ? <Trouble error={error} /> : null}
      <div className="row wrap">
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} disabled={drafts.length >= 20} onClick={() => put([...drafts, { tier: 'important', by: 'deals', tag: '', least: '', days: 365 }])}>
          {t('growth.add')}
        </Button>
        <Button loading={busy} disabled={!dirty || drafts.some(bad)} onClick={() => void save()}>
          {t('fields.save')}
        </Button>
      </div>
    </section>
  );
}
