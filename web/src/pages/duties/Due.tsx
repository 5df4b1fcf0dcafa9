import { Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Duty } from '../../api/types';
import { useNow } from '../../live/clock';
import { dueWords } from '../../words/duties';
import { exact } from '../../words/format';
import classes from './Duties.module.css';

// Due is by when to call back, or how late it is: by icon, word and colour.
export function Due({ duty }: { duty: Duty }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const due = Date.parse(duty.due_at);
  const late = due <= now;
  const Icon = late ? IconAlertTriangle : IconClock;
  return (
    <Tooltip label={exact(due, i18n.language)}>
      <time dateTime={duty.due_at} className={`${classes.due} num`} data-late={late || undefined}>
        <Icon size={15} aria-hidden />
        {dueWords(due, now, i18n.language, t)}
      </time>
    </Tooltip>
  );
}
