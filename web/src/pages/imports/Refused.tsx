import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { refusedOf, refusedQuery, type Import } from '../../api/exchange';
import { Trouble } from '../../parts/Trouble';
import { whyRefused } from '../../words/imports';
import { plain } from '../../words/phone';
import classes from './Imports.module.css';

// Refused is which rows were refused, and why: the first of them here, all of
// them in a table to be put right.
export function Refused({ item }: { item: Import }) {
  const { t } = useTranslation();
  const { data, error } = useQuery({ ...refusedQuery(item.id, item.state + item.columns.join()), enabled: item.counts.refused > 0 });
  if (item.counts.refused === 0) return null;
  return (
    <section aria-labelledby="refused-rows">
      <div className={classes.acts}>
        <h2 className="h2" id="refused-rows">
          {t('exchange.count_refused')}
        </h2>
        <a href={refusedOf(item.id)} download className="link">
          {t('exchange.refused_all')}
        </a>
      </div>
      {error ? <Trouble error={error} /> : null}
      <table className={classes.refused}>
        <thead>
          <tr>
            <th>{t('exchange.row')}</th>
            <th>{t('exchange.column')}</th>
            <th>{t('exchange.why')}</th>
          </tr>
        </thead>
        <tbody>
          {data?.items.map((r) => {
            const column = r.problem?.column ?? null;
            return (
              <tr key={r.number}>
                <td className="num">{r.number}</td>
                <td>
                  {column === null ? '–' : plain(item.head[column] ?? '')}
                  {column === null ? null : <div className="soft small">{plain(r.cells[column] ?? '')}</div>}
                </td>
                <td>{r.problem ? whyRefused(r.problem, t) : ''}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
