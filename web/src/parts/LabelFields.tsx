import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Labels } from '../api/types';

// LabelFields asks for the name of a thing of the company's lists in each
// language; one is enough.
export function LabelFields({ labels, error, onChange }: { labels: Labels; error?: string; onChange: (labels: Labels) => void }) {
  const { t } = useTranslation();
  return (['en', 'hu', 'ru'] as const).map((lang) => (
    <TextInput
      key={lang}
      label={`${t('fields.name')} (${lang})`}
      value={labels[lang] ?? ''}
      maxLength={100}
      error={lang === 'en' ? error : undefined}
      onChange={(e) => onChange({ ...labels, [lang]: e.currentTarget.value })}
    />
  ));
}

// named are the labels that say something.
export const named = (labels: Labels): Labels => Object.fromEntries(Object.entries(labels).filter(([, l]) => l?.trim()));
