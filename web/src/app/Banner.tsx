import { IconAlertTriangle, IconCloudOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../live/desk';
import { useLink } from '../live/link';
import { duration } from '../words/format';
import classes from './Banner.module.css';

// A connection that comes back at once was not worth a word.
const PATIENCE = 1_500;

// Banner says calmly what is wrong with the whole: the connection is lost, or
// calls cannot be taken.
export function Banner() {
  const { t } = useTranslation();
  const link = useLink();
  const { data: desk } = useDesk();
  const lost = useSecondsSince(link.state === 'lost' ? link.since : null);
  if (lost !== null && lost >= PATIENCE) {
    return (
      <div className={classes.banner} role="status">
        <IconCloudOff size={18} aria-hidden />
        <span>
          {/* The count is for the eye; a screen reader hears the sentence once. */}
          <span aria-hidden>{t('link.lost', { time: duration(lost) })}</span>
          <span className="hidden">{t('link.lost', { time: '' })}</span> <span className="soft">{t('link.stale')}</span>
        </span>
      </div>
    );
  }
  if (desk?.problem) {
    return (
      <div className={classes.banner} data-grave role="alert">
        <IconAlertTriangle size={18} aria-hidden />
        <span>{t('link.phones_down', { why: desk.problem })}</span>
      </div>
    );
  }
  return null;
}

function useSecondsSince(since: number | null): number | null {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (since === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [since]);
  return since === null ? null : Math.max(0, now - since);
}
