import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { hoursQuery } from '../api/numbers';
import { plain } from '../words/phone';

// HoursSelect is when somebody works: by opening hours of Settings → Numbers, or
// by none of their own.
export function HoursSelect({ value, none, error, onChange }: { value: string; none: string; error?: string | undefined; onChange: (id: string) => void }) {
  const { t } = useTranslation();
  const { data } = useQuery(hoursQuery);
  return (
    <Select
      label={t('hours.works')}
      description={t('hours.hint')}
      allowDeselect={false}
      searchable
      data={[{ value: '', label: none }, ...(data?.items ?? []).map((h) => ({ value: h.id, label: plain(h.name) }))]}
      value={value}
      error={error}
      onChange={(id) => onChange(id ?? '')}
    />
  );
}
