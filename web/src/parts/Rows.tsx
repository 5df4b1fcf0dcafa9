import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const widths = ['62%', '48%', '71%', '55%', '66%', '43%'];

// Rows stands where a list will be while it is on its way.
export function Rows({ count = 6 }: { count?: number }) {
  const { t } = useTranslation();
  return (
    <div aria-busy="true" aria-label={t('app.loading')} role="status">
      {Array.from({ length: count }, (_, i) => (
        <div key={i} style={{ height: 33, display: 'flex', alignItems: 'center' }}>
          <Skeleton height={10} width={widths[i % widths.length]} radius={3} />
        </div>
      ))}
    </div>
  );
}
