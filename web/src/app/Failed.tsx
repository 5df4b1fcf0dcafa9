import { Button } from '@mantine/core';
import { IconMapPinOff } from '@tabler/icons-react';
import { Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty } from '../parts/Empty';
import { Trouble } from '../parts/Trouble';

// Failed stands in place of a page that could not be shown.
export function Failed({ error, reset }: { error: unknown; reset?: () => void }) {
  const router = useRouter();
  return (
    <main style={{ maxWidth: 480, margin: '15vh auto', padding: 16 }}>
      <Trouble
        error={error}
        retry={() => {
          reset?.();
          void router.invalidate();
        }}
      />
    </main>
  );
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main style={{ marginTop: '12vh' }}>
      <Empty icon={IconMapPinOff} title={t('app.not_found')} alone>
        <Button component={Link} to="/desk" variant="default">
          {t('app.to_desk')}
        </Button>
      </Empty>
    </main>
  );
}
