import { Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dropImport, fileOf, uploadTable, type Import } from '../../api/exchange';
import { failed } from '../../parts/notices';
import classes from './Imports.module.css';

const encodings = ['utf-8', 'windows-1250', 'windows-1251', 'utf-16le', 'utf-16be'];
const separators = ['semicolon', 'comma', 'tab'] as const;

// Reading is how the text of a table was read; as long as the page has the file
// it can be read otherwise.
export function Reading({ item }: { item: Import }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const file = fileOf(item.id);
  if (!item.encoding || !file) return null;
  const again = async (as: { encoding: string; separator: string }) => {
    setBusy(true);
    try {
      const made = await uploadTable(file, as, () => undefined);
      await navigate({ to: '/imports/$id', params: { id: made.id }, replace: true });
      await dropImport(item.id);
    } catch (err) {
      failed(err, t);
    }
    setBusy(false);
  };
  return (
    <div className={classes.reading}>
      <Select
        label={t('exchange.encoding')}
        data={encodings}
        value={item.encoding}
        allowDeselect={false}
        disabled={busy}
        onChange={(encoding) => encoding && void again({ encoding, separator: item.separator })}
      />
      <Select
        label={t('exchange.separator')}
        data={separators.map((s) => ({ value: s as string, label: t(`exchange.separator_${s}`) }))}
        value={item.separator}
        allowDeselect={false}
        disabled={busy}
        onChange={(separator) => separator && void again({ encoding: item.encoding, separator })}
      />
    </div>
  );
}
