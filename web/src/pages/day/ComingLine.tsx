import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { FollowUp } from '../../api/types';
import { Moment } from '../../parts/Moment';
import { SkipFollowUp } from '../../parts/SkipFollowUp';
import { plain } from '../../words/phone';
import classes from './Day.module.css';

// ComingLine is a task that a rule will raise today, and about whom.
export function ComingLine({ followUp: f }: { followUp: FollowUp }) {
  const { t } = useTranslation();
  return (
    <li className={classes.line}>
      <span className={`${classes.who} cut`}>
        {plain(f.title)} ·{' '}
        <Link to="/cards/$id" params={{ id: f.card_id }} className="link">
          {plain(f.card_name) || t('desk.unnamed')}
        </Link>
      </span>
      <span className={classes.when}>
        <Moment at={f.due_at} /> <span className="soft small">{t(`followups.why_${f.when}`)}</span>
      </span>
      <span className={classes.acts}>
        <SkipFollowUp of={f} />
      </span>
    </li>
  );
}
