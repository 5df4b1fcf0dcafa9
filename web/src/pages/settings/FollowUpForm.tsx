import { Modal, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsQuery } from '../../api/cards';
import { pipelinesQuery } from '../../api/deals';
import { putFollowUpRule } from '../../api/schedule';
import type { components } from '../../api/schema';
import { outcomesQuery } from '../../api/tasks';
import type { FollowUpRule } from '../../api/types';
import { FormFoot } from '../../parts/FormFoot';
import { useOutcomeWord } from '../../parts/outcomes';
import { useSaving } from '../../parts/saving';
import { useStageWord } from '../../parts/stages';
import { Trouble } from '../../parts/Trouble';
import { labelOf } from '../../words/labels';
import { plain } from '../../words/phone';
import { zonesWith } from '../../words/zones';

type Put = components['schemas']['FollowUpRulePut'];

const whens = ['stage', 'outcome', 'lost_call', 'silent', 'date'] as const;
const units = ['minute', 'hour', 'day', 'working_day', 'week', 'month', 'year'] as const;

// asPut is a rule as it is sent: without what the server reckons.
function asPut(rule: Put | FollowUpRule): Put {
  const { waiting: _, ...put } = { waiting: 0, ...rule };
  return put;
}

// FollowUpForm is one rule: what sets it off, how long after, what task.
export function FollowUpForm({ rule, onClose }: { rule: Put | FollowUpRule; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { data: pipelines } = useQuery(pipelinesQuery);
  const { data: outcomes } = useQuery(outcomesQuery);
  const outcome = useOutcomeWord();
  const { data: cardFields } = useQuery(fieldsQuery);
  const stageWord = useStageWord();
  const [form, setForm] = useState<Put>(() => asPut(rule));
  const set = (change: Partial<Put>) => setForm((f) => ({ ...f, ...change }));
  const dated = form.when === 'date'; // then it may be before, too
  const exact = form.unit === 'minute' || form.unit === 'hour'; // these have no time of the day

  const { busy, error, fields, save } = useSaving(async () => {
    await putFollowUpRule(form);
    onClose();
  });

  return (
    <Modal opened onClose={onClose} title={<span className="h2">{t(form.id ? 'followups.edit' : 'followups.new')}</span>} closeButtonProps={{ 'aria-label': t('problem.close') }}>
      <form
        className="stack"
        style={{ gap: 12 }}
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <TextInput label={t('followups.name')} data-autofocus value={form.name} maxLength={128} error={fields.name} onChange={(e) => set({ name: e.currentTarget.value })} />
        <Select
          label={t('followups.when')}
          allowDeselect={false}
          data={whens.map((w) => ({ value: w, label: t(`followups.when_${w}`) }))}
          value={form.when}
          error={fields.when}
          onChange={(w) => set({ when: w as Put['when'], count: w === 'date' ? form.count : Math.max(0, form.count), ...(w === 'stage' || form.unless !== 'renewed' ? {} : { unless: '' }) })}
        />
        {form.when === 'stage' ? (
          <Select
            label={t('followups.stage')}
            allowDeselect={false}
            data={(pipelines?.items ?? []).flatMap((p) => p.stages.map((s) => ({ value: `${p.key}/${s.key}`, label: stageWord(s.key, p.key) })))}
            value={form.stage ? `${form.pipeline}/${form.stage}` : null}
            error={fields.stage ?? fields.pipeline}
            onChange={(v) => set({ pipeline: v?.split('/')[0], stage: v?.split('/')[1] })}
          />
        ) : null}
        {form.when === 'outcome' ? (
          <Select
            label={t('followups.outcome')}
            allowDeselect={false}
            data={(outcomes?.items ?? []).filter((o) => !o.archived).map((o) => ({ value: o.key, label: outcome(o.key) }))}
            value={form.outcome || null}
            error={fields.outcome}
            onChange={(outcome) => set({ outcome: outcome ?? undefined })}
          />
        ) : null}
        {form.when === 'date' ? (
          <Select
            label={t('followups.field')}
            allowDeselect={false}
            data={(cardFields?.items ?? []).filter((f) => f.kind === 'date').map((f) => ({ value: f.key, label: plain(labelOf(f.labels, i18n.language, f.key)) }))}
            value={form.field || null}
            error={fields.field}
            onChange={(field) => set({ field: field ?? undefined })}
          />
        ) : null}
        {form.when === 'silent' ? (
          <NumberInput label={t('followups.days')} min={1} max={3650} allowDecimal={false} value={form.days || ''} error={fields.days} onChange={(d) => set({ days: Number(d) || 0 })} />
        ) : null}
        <div className="row wrap" style={{ alignItems: 'flex-end' }}>
          <NumberInput
            w={150}
            label={t('followups.delay')}
            description={dated ? t('followups.before_hint') : undefined}
            min={dated ? undefined : 0}
            allowDecimal={false}
            value={form.count}
            error={fields.count}
            onChange={(c) => set({ count: Number(c) || 0 })}
          />
          <Select
            w={150}
            label={t('followups.unit')}
            allowDeselect={false}
            data={units.map((u) => ({ value: u, label: t(`followups.unit_${u}`) }))}
            value={form.unit}
            error={fields.unit}
            onChange={(u) => set({ unit: u as Put['unit'], ...(u === 'minute' || u === 'hour' ? { at: '' } : {}) })}
          />
          {exact ? null : (
            <TextInput w={130} type="time" label={t('followups.at')} value={form.at ?? ''} error={fields.at} onChange={(e) => set({ at: e.currentTarget.value })} />
          )}
        </div>
        <Select
          label={t('followups.zone')}
          allowDeselect={false}
          searchable
          data={[{ value: '', label: t('followups.zone_company') }, ...zonesWith(form.zone ?? '')]}
          value={form.zone ?? ''}
          error={fields.zone}
          onChange={(zone) => set({ zone: zone ?? '' })}
        />
        <Select
          label={t('followups.unless')}
          allowDeselect={false}
          data={[
            { value: '', label: t('followups.unless_nothing') },
            { value: 'spoken', label: t('followups.unless_spoken') },
            ...(form.when === 'stage' ? [{ value: 'renewed', label: t('followups.unless_renewed') }] : []),
          ]}
          value={form.unless ?? ''}
          error={fields.unless}
          onChange={(u) => set({ unless: (u ?? '') as Put['unless'] })}
        />
        <TextInput label={t('followups.task')} value={form.title} maxLength={200} error={fields.title} onChange={(e) => set({ title: e.currentTarget.value })} />
        <Textarea label={t('followups.note')} autosize minRows={2} value={form.note ?? ''} maxLength={2000} error={fields.note} onChange={(e) => set({ note: e.currentTarget.value })} />
        <div className="row wrap">
          <Select
            w={150}
            label={t('followups.priority')}
            allowDeselect={false}
            data={(['low', 'normal', 'high'] as const).map((p) => ({ value: p, label: t(`followups.priority_${p}`) }))}
            value={form.priority ?? 'normal'}
            onChange={(p) => set({ priority: p as Put['priority'] })}
          />
          <Select
            w={270}
            label={t('followups.for')}
            allowDeselect={false}
            data={(['owner', 'maker'] as const).map((w) => ({ value: w, label: t(`followups.for_${w}`) }))}
            value={form.for ?? 'owner'}
            onChange={(w) => set({ for: w as Put['for'] })}
          />
        </div>
        <TextInput label={t('followups.series')} description={t('followups.series_hint')} value={form.series ?? ''} maxLength={64} error={fields.series} onChange={(e) => set({ series: e.currentTarget.value })} />
        {error ? <Trouble error={error} /> : null}
        <FormFoot word={t('followups.save')} busy={busy} disabled={!form.name.trim() || !form.title.trim()} onCancel={onClose} />
      </form>
    </Modal>
  );
}
