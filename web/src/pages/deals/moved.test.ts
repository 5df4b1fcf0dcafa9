import { expect, test } from 'vitest';
import type { Board, Deal } from '../../api/types';
import { moved } from './moved';

const deal = { id: 'd1', stage: 'lead', amount: 100, currency: 'HUF', kind: 'open' } as Deal;
const column = (key: string, kind: 'open' | 'won', deals: Deal[]) => ({
  stage: { key, labels: { en: key }, kind },
  count: deals.length,
  sums: deals.length ? [{ amount: deals.reduce((n, d) => n + d.amount, 0), currency: 'HUF' }] : [],
  deals,
});

test('a moved deal is counted and added up where it now stands', () => {
  const board = { pipeline: 'sales', name: 'Sales', columns: [column('lead', 'open', [deal]), column('done', 'won', [])] } as Board;
  const after = moved(board, deal, 'done');
  expect(after.columns[0]).toMatchObject({ count: 0, sums: [], deals: [] });
  expect(after.columns[1]).toMatchObject({ count: 1, sums: [{ amount: 100, currency: 'HUF' }] });
  expect(after.columns[1]?.deals[0]).toMatchObject({ id: 'd1', stage: 'done', kind: 'won' });
  expect(board.columns[0]?.count).toBe(1);
});
