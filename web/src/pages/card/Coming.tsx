import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { followUpsQuery } from '../../api/schedule';
import { Moment } from '../../parts/Moment';
import { SkipFollowUp } from '../../parts/SkipFollowUp';
import { plain } from '../../words/phone';
import classes from './Side.module.css';

// Coming is what rules will raise about the customer, when, and why.
export function Coming({ card }: { card: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(followUpsQuery(card));
  const coming = data?.items.filter((f) => f.state === 'waiting') ?? [];
  if (coming.length === 0) return null;
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
            <SkipFollowUp of={f} />
          </li>
        ))}
      </ul>
    </section>
  );
}
