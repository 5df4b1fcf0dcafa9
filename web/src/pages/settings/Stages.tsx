import { ActionIcon, Button, MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { pipelinesQuery, refreshDeals } from '../../api/deals';
import { answerOf } from '../../api/problem';
import { queries } from '../../api/queries';
import type { Pipeline, Stage } from '../../api/types';
import { useUnsaved } from '../../app/unsaved';
import { done } from '../../parts/notices';
import { Trouble } from '../../parts/Trouble';
import { labelOf } from '../../words/labels';
import classes from './Settings.module.css';

const langs = ['en', 'hu', 'ru'] as const;
const needs = ['amount', 'reason', 'expected_close', 'owner_id'] as const;

// Stages changes the stages of a pipeline. Of a stage that is taken away, it
// asks where its deals go.
export function Stages({ pipeline }: { pipeline: Pipeline }) {
  const { t, i18n } = useTranslation();
  const [stages, setStages] = useState(pipeline.stages);
  const [moveTo, setMoveTo] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const dirty = JSON.stringify(stages) !== JSON.stringify(pipeline.stages);
  useUnsaved(dirty);
  const heads = [t('funnel.key'), ...langs, t('funnel.kind'), t('funnel.needs'), t('funnel.rots')];
  const gone = pipeline.stages.filter((s) => !stages.some((x) => x.key === s.key));
  const set = (i: number, change: Partial<Stage>) => setStages((all) => all.map((s, n) => (n === i ? { ...s, ...change } : s)));
  const swap = (i: number, to: number) =>
    setStages((all) => {
      const next = [...all];
      const [stage] = next.splice(i, 1);
      if (stage) next.splice(to, 0, stage);
      return next;
    });

  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await answerOf(
        api.PUT('/pipelines/{id}', {
          params: { path: { id: pipeline.key }, header: { 'If-Match': `"${pipeline.version}"` } },
          body: { name: pipeline.name, stages, move_to: moveTo },
        }),
      );
      await queries.invalidateQueries({ queryKey: pipelinesQuery.queryKey });
      refreshDeals();
      done(t('funnel.saved'));
    } catch (err) {
      setError(err);
    }
    setBusy(false);
  };

  return (
    <section className={classes.section}>
      <h2 className="h2">
        {t('funnel.stages')}: {pipeline.name}
      </h2>
      <p className="soft">{t('funnel.stages_hint')}</p>
      <div className={classes.stages}>
        <div className={classes.stageHead} aria-hidden>
          {heads.map((head) => (
            <span key={head}>{head}</span>
          ))}
        </div>
        {stages.map((s, i) => (
          <div key={i} className={classes.stage}>
            <TextInput
              label={t('funnel.key')}
              value={s.key}
              readOnly={pipeline.stages.some((x) => x.key === s.key)}
              onChange={(e) => set(i, { key: e.currentTarget.value.toLowerCase().replace(/[^a-z0-9_]/g, '_') })}
            />
            {langs.map((lang) => (
              <TextInput key={lang} label={lang} value={s.labels[lang] ?? ''} maxLength={100} onChange={(e) => set(i, { labels: { ...s.labels, [lang]: e.currentTarget.value } })} />
            ))}
            <Select
              label={t('funnel.kind')}
              data={(['open', 'won', 'lost'] as const).map((k) => ({ value: k, label: t(`funnel.${k}`) }))}
              value={s.kind}
              allowDeselect={false}
              onChange={(v) => v && set(i, { kind: v as Stage['kind'] })}
            />
            <MultiSelect
              label={t('funnel.needs')}
              data={needs.map((n) => ({ value: n, label: t(n === 'amount' ? 'deals.amount' : n === 'reason' ? 'deals.reason' : n === 'owner_id' ? 'deals.owner' : 'deals.close') }))}
              value={s.needs ?? []}
              onChange={(v) => set(i, { needs: v as Stage['needs'] })}
            />
            <NumberInput label={t('funnel.rots')} min={0} max={3650} value={s.rots_days ?? 0} onChange={(v) => set(i, { rots_days: Number(v) || 0 })} />
            <div className={classes.stageActs}>
              <ActionIcon variant="subtle" aria-label={t('funnel.up')} disabled={i === 0} onClick={() => swap(i, i - 1)}>
                <IconArrowUp size={16} />
              </ActionIcon>
              <ActionIcon variant="subtle" aria-label={t('funnel.down')} disabled={i === stages.length - 1} onClick={() => swap(i, i + 1)}>
                <IconArrowDown size={16} />
              </ActionIcon>
              <ActionIcon variant="subtle" aria-label={t('funnel.drop')} onClick={() => setStages((all) => all.filter((_, n) => n !== i))}>
                <IconTrash size={16} />
              </ActionIcon>
            </div>
          </div>
        ))}
      </div>
      {gone.map((s) => (
        <Select
          key={s.key}
          label={t('funnel.move_to', { stage: labelOf(s.labels, i18n.language, s.key) })}
          data={stages.map((x) => ({ value: x.key, label: labelOf(x.labels, i18n.language, x.key) }))}
          value={moveTo[s.key] ?? null}
          w={300}
          onChange={(v) => setMoveTo((m) => ({ ...m, ...(v ? { [s.key]: v } : {}) }))}
        />
      ))}
      <Trouble error={error} />
      <div className="row">
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setStages((all) => [...all, { key: `stage_${all.length + 1}`, labels: {}, kind: 'open', needs: [], rots_days: 0 }])}
        >
          {t('funnel.add')}
        </Button>
        <Button loading={busy} disabled={!dirty} onClick={() => void save()}>
          {t('funnel.save')}
        </Button>
      </div>
    </section>
  );
}
