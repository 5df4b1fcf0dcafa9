import { useTranslation } from 'react-i18next';
import type { Import } from '../../api/exchange';
import classes from './Imports.module.css';

// Counts is what became of the rows, or would.
export function Counts({ item, would }: { item: Import; would?: boolean }) {
  const { t, i18n } = useTranslation();
  const shown: (keyof Import['counts'])[] = item.state === 'undone' ? ['undone', 'kept'] : ['new', 'changed', 'unchanged', 'refused'];
  return (
    <section aria-labelledby="import-counts">
      <h2 className="h2" id="import-counts">
        {t(would ? 'exchange.would' : 'exchange.was')}
      </h2>
      <dl className={classes.counts}>
        {shown.map((k) => (
          <div key={k} className={classes.count}>
            <dt className="soft small">{t(`exchange.count_${k}`)}</dt>
            <dd className={`${classes.figure} ${k === 'refused' && item.counts[k] > 0 ? classes.bad : ''}`}>{item.counts[k].toLocaleString(i18n.language)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
