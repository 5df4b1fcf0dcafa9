import { Checkbox, Modal, NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pipelinesQuery } from '../../api/deals';
import type { OutcomeKind } from '../../api/types';
import { FormFoot } from '../../parts/FormFoot';
import { LabelFields, named } from '../../parts/LabelFields';
import { useSaving } from '../../parts/saving';
import { useStageWord } from '../../parts/stages';
import { Trouble } from '../../parts/Trouble';
import { keyOf } from '../../words/keys';
import { putOutcome } from './Outcomes';

// OutcomeForm is one outcome: its names and what it does.
export function OutcomeForm({ outcome, onClose }: { outcome: OutcomeKind; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: pipelines } = useQuery(pipelinesQuery);
  const word = useStageWord();
  const [form, setForm] = useState(outcome);
  const set = (change: Partial<OutcomeKind>) => setForm((f) => ({ ...f, ...change }));
  const task = form.task;
  const stages = pipelines?.items[0]?.stages ?? [];

  const { busy, error, fields, save } = useSaving(async () => {
    const labels = named(form.labels);
    await putOutcome({ ...form, labels, key: form.key || keyOf(labels.en ?? labels.hu ?? labels.ru ?? '', 'outcome') });
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={<span className="h2">{t(outcome.key ? 'outcomes.edit' : 'outcomes.new')}</span>} closeButtonProps={{ 'aria-label': t('problem.close') }}>
      <form
        className="stack"
        style={{ gap: 12 }}
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <LabelFields labels={form.labels} error={fields.labels} onChange={(labels) => set({ labels })} />
        <Select
          label={t('outcomes.stage')}
          placeholder={t('outcomes.no_stage')}
          clearable
          data={stages.map((s) => ({ value: s.key, label: word(s.key) }))}
          value={form.stage || null}
          error={fields.stage}
          onChange={(stage) => set({ stage: stage ?? undefined })}
        />
        <Checkbox
          label={t('outcomes.task')}
          checked={task !== undefined}
          onChange={(e) => set({ task: e.currentTarget.checked ? { title: '', after_days: 1, at: '10:00', for: 'owner' } : undefined })}
        />
        {task ? (
          <>
            <TextInput label={t('outcomes.task_title')} value={task.title} maxLength={200} error={fields['task.title']} onChange={(e) => set({ task: { ...task, title: e.currentTarget.value } })} />
            <div className="row wrap">
              <NumberInput
                w={130}
                label={t('outcomes.task_days')}
                min={0}
                max={3650}
                allowDecimal={false}
                value={task.after_days}
                error={fields['task.after_days']}
                onChange={(days) => set({ task: { ...task, after_days: Number(days) || 0 } })}
              />
              <TextInput
                w={140}
                type="time"
                label={t('outcomes.task_at')}
                value={task.at ?? ''}
                error={fields['task.at']}
                onChange={(e) => set({ task: { ...task, at: e.currentTarget.value || undefined } })}
              />
              <Select
                w={280}
                label={t('tasks.who')}
                allowDeselect={false}
                data={(['owner', 'agent'] as const).map((who) => ({ value: who, label: t(`outcomes.for_${who}`) }))}
                value={task.for}
                onChange={(who) => set({ task: { ...task, for: who as 'owner' | 'agent' } })}
              />
            </div>
          </>
        ) : null}
        <TextInput label={t('outcomes.points')} description={t('outcomes.points_hint')} value={form.points ?? ''} maxLength={40} error={fields.points} onChange={(e) => set({ points: e.currentTarget.value || undefined })} />
        <Checkbox label={t('outcomes.asks_note')} checked={form.asks_note ?? false} onChange={(e) => set({ asks_note: e.currentTarget.checked })} />
        <Checkbox label={t('outcomes.asks_follow_up')} checked={form.asks_follow_up ?? false} onChange={(e) => set({ asks_follow_up: e.currentTarget.checked })} />
        {error ? <Trouble error={error} /> : null}
        <FormFoot word={t('fields.save')} busy={busy} disabled={Object.keys(named(form.labels)).length === 0} onCancel={onClose} />
      </form>
    </Modal>
  );
}
