import { expect, test } from 'vitest';
import type { Board, Deal } from '../../api/types';
import { inHand, moved } from './moved';

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

const others = ['d2', 'd3'].map((id) => ({ ...deal, id, stage: 'in_work' }) as Deal);
const mine = { ...deal, stage: 'in_work', version: 2 } as Deal;
const ids = (board: Board) => board.columns.map((c) => c.deals.map((d) => d.id).join());

test('a deal that was just moved stands on top, though the board begins with the oldest', () => {
  const board = { columns: [column('lead', 'open', []), column('in_work', 'open', [...others, mine])] } as unknown as Board;
  expect(ids(inHand(board, [mine]))).toEqual(['', 'd1,d2,d3']);
});

test('it is shown where the board ends before it, and not where it is gone', () => {
  const many = { columns: [{ ...column('in_work', 'open', others), count: 300 }] } as unknown as Board;
  expect(ids(inHand(many, [mine]))).toEqual(['d1,d2,d3']);
  expect(ids(inHand({ ...many, columns: [{ ...many.columns[0]!, count: 2 }] }, [mine]))).toEqual(['d2,d3']);
});

test('who moved it further meanwhile is right', () => {
  const board = { columns: [column('in_work', 'open', others), column('done', 'won', [{ ...mine, stage: 'done' }])] } as unknown as Board;
  expect(ids(inHand(board, [mine]))).toEqual(['d2,d3', 'd1']);
});
