import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cardCountQuery, exportCards, type TableFormat } from '../../api/exchange';
import type { CardFilter } from '../../api/queries';
import type { Language } from '../../i18n';
import { failed } from '../../parts/notices';

// ExportMenu saves the cards that the list shows, all of them in its order, as a
// table, and says how many they are.
export function ExportMenu({ filter }: { filter: CardFilter }) {
  const { t, i18n } = useTranslation();
  const [busy, setBusy] = useState(false);
  const { data } = useQuery({ ...cardCountQuery(filter), placeholderData: keepPreviousData });
  const count = data ? new Intl.NumberFormat(i18n.language).format(data.count) + (data.more ? '+' : '') : '';
  const save = async (format: TableFormat) => {
    setBusy(true);
    try {
      await exportCards({ ...filter, format, language: i18n.language as Language });
    } catch (err) {
      failed(err, t);
    }
    setBusy(false);
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" loading={busy} disabled={data?.count === 0} leftSection={<IconDownload size={14} aria-hidden />}>
          {count ? t('exchange.export_count', { n: count }) : t('exchange.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void save('xlsx')}>{t('exchange.xlsx')}</Menu.Item>
        <Menu.Item onClick={() => void save('csv')}>{t('exchange.csv')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
