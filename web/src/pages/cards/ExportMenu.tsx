import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exportCards, type TableFormat } from '../../api/exchange';
import type { Language } from '../../i18n';
import { failed } from '../../parts/notices';

// ExportMenu saves the cards that the list shows, all of them, as a table.
export function ExportMenu({ q }: { q: string }) {
  const { t, i18n } = useTranslation();
  const [busy, setBusy] = useState(false);
  const save = async (format: TableFormat) => {
    setBusy(true);
    try {
      await exportCards({ q: q || undefined, format, language: i18n.language as Language });
    } catch (err) {
      failed(err, t);
    }
    setBusy(false);
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" loading={busy} leftSection={<IconDownload size={16} aria-hidden />}>
          {t('exchange.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void save('xlsx')}>{t('exchange.xlsx')}</Menu.Item>
        <Menu.Item onClick={() => void save('csv')}>{t('exchange.csv')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
