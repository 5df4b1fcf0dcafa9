import { useTranslation } from 'react-i18next';
import type { Duty } from '../../api/types';
import { Moment } from '../../parts/Moment';

// Tried is how often a customer has called in vain, and when last.
export function Tried({ duty }: { duty: Duty }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="num">{t('duties.tries', { count: duty.calls })}</span> · <Moment at={duty.last_at} />
    </>
  );
}
