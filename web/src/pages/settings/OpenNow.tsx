import { useTranslation } from 'react-i18next';
import { Moment } from '../../parts/Moment';
import classes from './Settings.module.css';

// OpenNow is whether it is open now, and when that changes.
export function OpenNow({ open, until }: { open: boolean; until: string | null }) {
  const { t } = useTranslation();
  return (
    <span className={classes.open} data-open={open || undefined}>
      {t(open ? 'numbers.open' : 'numbers.closed')}
      {until ? (
        <span className="soft small">
          {' '}
          {t('numbers.until')} <Moment at={until} />
        </span>
      ) : null}
    </span>
  );
}
