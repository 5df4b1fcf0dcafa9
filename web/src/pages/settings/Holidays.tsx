import { Button, NumberInput, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { holidaysQuery } from '../../api/numbers';
import { Trouble } from '../../parts/Trouble';
import classes from './Settings.module.css';

// Holidays takes the days on which a country is closed by law into opening
// hours: all day, and to be changed like any other.
export function Holidays({ onAdd }: { onAdd: (days: string[]) => void }) {
  const { t, i18n } = useTranslation();
  const [country, setCountry] = useState('');
  const [year, setYear] = useState(() => new Date().getFullYear());
  const { data, error } = useQuery(holidaysQuery(country, year));
  const names = new Intl.DisplayNames(i18n.language, { type: 'region' });
  return (
    <div className={classes.holidays}>
      <Select
        label={t('numbers.holidays_of')}
        allowDeselect={false}
        value={country || (data?.country ?? null)}
        data={(data?.countries ?? []).map((c) => ({ value: c, label: names.of(c) ?? c }))}
        onChange={(v) => setCountry(v ?? '')}
      />
      <NumberInput label={t('numbers.holidays_year')} value={year} min={2020} max={2100} onChange={(v) => setYear(Number(v))} />
      <Button variant="default" disabled={!data} onClick={() => data && onAdd(data.items.map((d) => d.date))}>
        {t('numbers.holidays_add', { count: data?.items.length ?? 0 })}
      </Button>
      {error ? <Trouble error={error} /> : null}
    </div>
  );
}
