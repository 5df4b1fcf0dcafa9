import { IconAlarm, IconCalendarDue, IconCalendarEvent, IconCalendarOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../live/clock';
import { activityOf } from '../../words/activity';
import { moment } from '../../words/format';
import classes from './Deals.module.css';

const icons = { overdue: IconAlarm, today: IconCalendarDue, later: IconCalendarEvent, none: IconCalendarOff };

// NextTask marks when something is to be done about a deal: overdue, today,
// later or nothing, each with its colour, its sign and its word; wordy, with the
// time beside it.
export function NextTask({ due, wordy = false }: { due: string | null | undefined; wordy?: boolean }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const activity = activityOf(due, now);
  const Icon = icons[activity];
  const time = due ? moment(due, now, i18n.language) : '';
  const word = t(`board.next_${activity}`, { time });
  return (
    <span className={classes.next} data-next={activity} title={word}>
      <Icon size={15} aria-hidden />
      <span className={wordy && time ? 'num small' : 'hidden'}>{wordy && time ? time : word}</span>
    </span>
  );
}
