import { ActionIcon, Button } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Hours, hoursQuery, type HoursPut, putHours, removeHours } from '../../api/numbers';
import { failed, undoable } from '../../parts/notices';
import { writeSpans } from '../../words/spans';
import { HoursForm, days } from './HoursForm';
import { OpenNow } from './OpenNow';
import classes from './Settings.module.css';

const office: HoursPut = {
  name: '',
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  week: Object.fromEntries([1, 2, 3, 4, 5].map((d) => [String(d), [{ from: 540, to: 1020 }]])),
  dates: {},
};

// OpeningHours is when the company is open, by name.
export function OpeningHours({ edit }: { edit: boolean }) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(hoursQuery);
  const [form, setForm] = useState<HoursPut | null>(null);
  const day = new Intl.DateTimeFormat(i18n.language, { weekday: 'short', timeZone: 'UTC' });

  const remove = (h: Hours) =>
    removeHours(h.id)
      .then(() => undoable(t('numbers.removed', { number: h.name }), t('agents.undo'), () => putHours({ name: h.name, zone: h.zone, week: h.week, dates: h.dates }).catch((err: unknown) => failed(err, t))))
      .catch((err: unknown) => failed(err, t));

  return (
    <section>
      <div className="spread wrap">
        <h2 className="h2">{t('numbers.opening_hours')}</h2>
        {edit ? (
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setForm(office)}>
            {t('numbers.new_hours')}
          </Button>
        ) : null}
      </div>
      {data?.items.length === 0 ? <p className="soft">{t('numbers.no_hours')}</p> : null}
      <ul className={classes.section} aria-label={t('numbers.opening_hours')}>
        {data?.items.map((h) => (
          <li key={h.id} className="spread">
            <div className="grow">
              <p className="row wrap">
                <strong>{h.name}</strong> <OpenNow open={h.open} until={h.until} />
              </p>
              <p className="soft small">
                {[
                  ...days.filter((d) => h.week[d]?.length).map((d) => `${day.format(new Date(Date.UTC(2026, 10, 22 + Number(d))))} ${writeSpans(h.week[d] ?? [])}`),
                  Object.keys(h.dates).length > 0 ? t('numbers.exceptions', { count: Object.keys(h.dates).length }) : '',
                  h.zone,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            {edit ? (
              <span className="row">
                <ActionIcon variant="subtle" color="gray" aria-label={t('numbers.change', { number: h.name })} onClick={() => setForm({ id: h.id, name: h.name, zone: h.zone, week: h.week, dates: h.dates, version: h.version })}>
                  <IconPencil size={15} />
                </ActionIcon>
                <ActionIcon variant="subtle" color="gray" aria-label={t('numbers.remove', { number: h.name })} onClick={() => void remove(h)}>
                  <IconTrash size={15} />
                </ActionIcon>
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      {form ? <HoursForm hours={form} onClose={() => setForm(null)} /> : null}
    </section>
  );
}
