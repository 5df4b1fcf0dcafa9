import { Button, type ButtonProps } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { undoImport, type Import } from '../../api/exchange';
import { serverNow } from '../../live/clock';
import { failed } from '../../parts/notices';

// Undo takes an import back, as long as that is possible.
export function Undo({ item, size }: { item: Import; size?: ButtonProps['size'] }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  if (!item.undo_until || Date.parse(item.undo_until) < serverNow()) return <span />;
  const undo = async () => {
    setBusy(true);
    try {
      await undoImport(item.id);
    } catch (err) {
      failed(err, t);
    }
    setBusy(false);
  };
  return (
    <Button data-act="undo" variant="default" size={size} loading={busy} onClick={() => void undo()}>
      {t('exchange.undo')}
    </Button>
  );
}
