import { Checkbox, Modal, NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { teamsQuery } from '../../api/access';
import { type Ending, hoursQuery, type NumberPut, putNumber } from '../../api/numbers';
import { FormFoot } from '../../parts/FormFoot';
import { Trouble } from '../../parts/Trouble';
import { useSaving } from '../../parts/saving';
import classes from './Settings.module.css';

const endings: Record<'closed' | 'empty' | 'overdue', Ending[]> = {
  closed: ['announce', 'voicemail', 'wait'],
  empty: ['announce', 'voicemail', 'callback', 'wait'],
  overdue: ['announce', 'voicemail', 'callback', 'wait'],
};
const whens = ['closed', 'empty', 'overdue'] as const;
const languages: NumberPut['language'][] = ['en', 'hu', 'ru'];

// NumberForm is one of the company's numbers and what holds for its calls.
export function NumberForm({ number, onClose }: { number: NumberPut; onClose: () => void }) {
  const { t } = useTranslation();
  const [form, setForm] = useState(number);
  const { data: teams } = useQuery(teamsQuery);
  const { data: hours } = useQuery(hoursQuery);
  const known = number.version !== undefined;
  const others = known && number.number === '';

  const { busy, error, fields, save } = useSaving(async () => {
    await putNumber(form);
    onClose();
  });
  const seconds = (name: 'longest_wait_ms' | 'news_ms') => (
    <NumberInput
      label={t(`numbers.${name}`)}
      description={t(`numbers.${name}_hint`)}
      suffix={` ${t('policy.unit_s')}`}
      min={0}
      value={form[name] / 1000}
      error={fields[name]}
      onChange={(v) => setForm({ ...form, [name]: Math.round(Number(v) * 1000) })}
    />
  );
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={<span className="h2">{others ? t('numbers.others') : known ? number.number : t('numbers.new')}</span>}
      closeButtonProps={{ 'aria-label': t('problem.close') }}
    >
      <form
        className={classes.form}
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        {known ? null : (
          <TextInput label={t('numbers.number')} description={t('numbers.number_hint')} required data-autofocus value={form.number} error={fields.number} onChange={(e) => setForm({ ...form, number: e.currentTarget.value.trim() })} />
        )}
        <TextInput label={t('numbers.label')} value={form.label ?? ''} error={fields.label} onChange={(e) => setForm({ ...form, label: e.currentTarget.value })} />
        <Select
          label={t('numbers.team')}
          clearable
          placeholder={t('numbers.everybody')}
          value={form.team_id ?? null}
          error={fields.team_id}
          data={teams?.items.map((x) => ({ value: x.id, label: x.name })) ?? []}
          onChange={(v) => setForm({ ...form, team_id: v })}
        />
        <Select
          label={t('numbers.language')}
          allowDeselect={false}
          value={form.language}
          data={languages.map((l) => ({ value: l, label: t(`numbers.language_${l}`) }))}
          onChange={(v) => setForm({ ...form, language: languages.find((l) => l === v) ?? form.language })}
        />
        <Select
          label={t('numbers.hours')}
          clearable
          placeholder={t('numbers.always')}
          value={form.hours_id ?? null}
          error={fields.hours_id}
          data={hours?.items.map((x) => ({ value: x.id, label: x.name })) ?? []}
          onChange={(v) => setForm({ ...form, hours_id: v })}
        />
        {whens.map((when) => (
          <Select
            key={when}
            label={t(`numbers.when_${when}`)}
            allowDeselect={false}
            value={form[when]}
            error={fields[when]}
            data={endings[when].map((e) => ({ value: e, label: t(`numbers.ending_${e}`) }))}
            onChange={(v) => setForm({ ...form, [when]: endings[when].find((e) => e === v) ?? form[when] })}
          />
        ))}
        {seconds('longest_wait_ms')}
        {seconds('news_ms')}
        <Checkbox label={t('numbers.consent')} description={t('numbers.consent_hint')} checked={form.consent} onChange={(e) => setForm({ ...form, consent: e.currentTarget.checked })} />
        {error && Object.keys(fields).length === 0 ? <Trouble error={error} /> : null}
        <FormFoot word={t('fields.save')} busy={busy} disabled={!known && form.number === ''} onCancel={onClose} />
      </form>
    </Modal>
  );
}
