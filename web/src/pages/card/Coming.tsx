import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import { followUpsQuery, restoreFollowUp, skipFollowUp } from '../../api/schedule';
import type { FollowUp } from '../../api/types';
import { may } from '../../parts/may';
import { Moment } from '../../parts/Moment';
import { failed, undoable } from '../../parts/notices';
import { plain } from '../../words/phone';
import classes from './Side.module.css';

// Coming is what rules will raise about the customer, when, and why.
export function Coming({ card }: { card: string }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data } = useQuery(followUpsQuery(card));
  const coming = data?.items.filter((f) => f.state === 'waiting') ?? [];
  if (coming.length === 0) return null;
  const act = (work: Promise<unknown>) => work.catch((err: unknown) => failed(err, t));
  const skip = (f: FollowUp) =>
    act(skipFollowUp(f.id).then(() => undoable(t('followups.skipped', { task: plain(f.title) }), t('followups.undo'), () => act(restoreFollowUp(f.id)))));
  return (
    <section className={classes.block} aria-labelledby="card-coming">
      <h2 className="h2" id="card-coming">
        {t('followups.coming')}
      </h2>
      <ul className={classes.list}>
        {coming.map((f) => (
          <li key={f.id} className="spread">
            <div className="grow">
              <div>{plain(f.title)}</div>
              <div className="small">
                <Moment at={f.due_at} />
              </div>
              <div className="soft small">
                {t(`followups.why_${f.when}`)} <Moment at={f.from_at} /> · {plain(f.rule_name)}
                {f.unless ? ` · ${t('followups.unless')}: ${t(`followups.unless_${f.unless}`)}` : ''}
              </div>
            </div>
            {may(me, 'tasks.edit') ? (
              <ActionIcon variant="subtle" color="gray" aria-label={t('followups.skip', { task: plain(f.title) })} onClick={() => void skip(f)}>
                <IconX size={15} />
              </ActionIcon>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
