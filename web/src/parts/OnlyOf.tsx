import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

// OnlyOf says that a list is narrowed to one person, and ends that.
export function OnlyOf({ name, onEnd }: { name: string; onEnd: () => void }) {
  const { t } = useTranslation();
  return (
    <Button variant="light" size="compact-md" rightSection={<IconX size={14} aria-hidden />} aria-label={t('team.end', { name })} onClick={onEnd}>
      {t('team.only', { name })}
    </Button>
  );
}
