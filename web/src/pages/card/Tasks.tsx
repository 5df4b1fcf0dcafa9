import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import { tasksQuery } from '../../api/tasks';
import type { Card } from '../../api/types';
import { may } from '../../parts/may';
import { AddTask } from '../tasks/AddTask';
import { TaskRow } from '../tasks/TaskRow';
import classes from './Side.module.css';

// Tasks is what is still to do for the customer.
export function Tasks({ card }: { card: Card }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data } = useInfiniteQuery(tasksQuery({ card_id: card.id, state: 'open' }));
  const edits = may(me, 'tasks.edit');
  const items = data?.pages.flatMap((p) => p.items) ?? [];
  return (
    <section className={classes.block} aria-labelledby="card-tasks">
      <h2 className="h2" id="card-tasks">
        {t('tasks.title')}
      </h2>
      {data && items.length === 0 ? <p className="soft small">{t('deals.none_here')}</p> : null}
      <ul>
        {items.map((task) => (
          <TaskRow key={task.id} task={task} edits={edits} showCard={false} />
        ))}
      </ul>
      {edits ? <AddTask card={card.id} /> : null}
    </section>
  );
}
