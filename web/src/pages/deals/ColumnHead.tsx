import { useTranslation } from 'react-i18next';
import type { BoardColumn } from '../../api/types';
import { money } from '../../words/money';
import classes from './Deals.module.css';

// ColumnHead says what a column of a board is, how many deals stand in it, and
// what they are worth.
export function ColumnHead({ label, count, sums }: { label: string; count: number; sums: BoardColumn['sums'] }) {
  const { i18n } = useTranslation();
  return (
    <>
      <h2 className={`${classes.title} h2`}>
        <span className="cut">{label}</span>
        <span className="soft num">{count}</span>
      </h2>
      <p className={`${classes.sums} soft small num`}>{sums.map((s) => money(s.amount, s.currency, i18n.language)).join(' · ')}</p>
    </>
  );
}
