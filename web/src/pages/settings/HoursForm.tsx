import { Modal, Select, TextInput, Textarea } from '@mantine/core';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DaySpan, type HoursPut, putHours } from '../../api/numbers';
import { FormFoot } from '../../parts/FormFoot';
import { Trouble } from '../../parts/Trouble';
import { useSaving } from '../../parts/saving';
import { readDates, readSpans, writeDates, writeSpans } from '../../words/spans';
import { zonesWith } from '../../words/zones';
import { Holidays } from './Holidays';
import classes from './Settings.module.css';

// days are those of a week as it is shown, from Monday.
export const days = ['1', '2', '3', '4', '5', '6', '0'] as const;

// HoursForm is opening hours: each day of the week, and days on which other
// hours hold.
export function HoursForm({ hours, onClose }: { hours: HoursPut; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [name, setName] = useState(hours.name);
  const [zone, setZone] = useState(hours.zone);
  const [week, setWeek] = useState(() => Object.fromEntries(days.map((d) => [d, writeSpans(hours.week[d] ?? [])])));
  const [dates, setDates] = useState(() => writeDates(hours.dates));
  const long = new Intl.DateTimeFormat(i18n.language, { weekday: 'long', timeZone: 'UTC' });
  const other = readDates(dates);
  const wrong = days.some((d) => readSpans(week[d] ?? '') === null) || other.wrong !== undefined;

  const { busy, error, fields, save } = useSaving(async () => {
    const read: Record<string, DaySpan[]> = {};
    for (const d of days) read[d] = readSpans(week[d] ?? '') ?? [];
    await putHours({ ...hours, name, zone, week: read, dates: other.dates });
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={<span className="h2">{hours.id ? hours.name : t('numbers.new_hours')}</span>} closeButtonProps={{ 'aria-label': t('problem.close') }}>
      <form
        className={classes.form}
        onSubmit={(e) => {
          e.preventDefault();
          if (!wrong) void save();
        }}
      >
        <TextInput label={t('numbers.name')} required data-autofocus value={name} error={fields.name} onChange={(e) => setName(e.currentTarget.value)} />
        <Select label={t('numbers.zone')} searchable allowDeselect={false} value={zone} error={fields.zone} data={zonesWith(zone)} onChange={(v) => setZone(v ?? zone)} />
        <div className={classes.week}>
          {days.map((d) => (
            <Fragment key={d}>
              <label htmlFor={`day-${d}`}>{long.format(new Date(Date.UTC(2026, 10, 22 + Number(d))))}</label>
              <TextInput
                id={`day-${d}`}
                placeholder={t('numbers.closed_all_day')}
                value={week[d] ?? ''}
                error={readSpans(week[d] ?? '') === null ? t('numbers.not_hours') : undefined}
                onChange={(e) => setWeek({ ...week, [d]: e.currentTarget.value })}
              />
            </Fragment>
          ))}
        </div>
        <Textarea
          label={t('numbers.dates')}
          description={t('numbers.dates_hint')}
          autosize
          minRows={2}
          value={dates}
          error={other.wrong ? t('numbers.not_day', { line: other.wrong }) : fields.dates}
          onChange={(e) => setDates(e.currentTarget.value)}
        />
        <Holidays
          onAdd={(closed) => {
            const { dates: known, wrong: broken } = readDates(dates);
            if (broken === undefined) setDates(writeDates({ ...Object.fromEntries(closed.map((d) => [d, []])), ...known }));
          }}
        />
        {error && Object.keys(fields).length === 0 ? <Trouble error={error} /> : null}
        <FormFoot word={t('fields.save')} busy={busy} disabled={wrong || name.trim() === ''} onCancel={onClose} />
      </form>
    </Modal>
  );
}
