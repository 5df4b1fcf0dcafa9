import type { Board, Deal } from '../../api/types';

// moved is the board as it will look once a deal stands in another stage.
export function moved(board: Board, deal: Deal, stage: string): Board {
  const add = (sums: Board['columns'][number]['sums'], by: number) => {
    const has = sums.some((s) => s.currency === deal.currency);
    const next = (has ? sums : [...sums, { amount: 0, currency: deal.currency }]).map((s) =>
      s.currency === deal.currency ? { ...s, amount: s.amount + by } : s,
    );
    return next.filter((s) => s.amount !== 0);
  };
  return {
    ...board,
    columns: board.columns.map((c) => {
      if (c.stage.key === deal.stage)
        return { ...c, count: c.count - 1, sums: add(c.sums, -deal.amount), deals: c.deals.filter((d) => d.id !== deal.id) };
      if (c.stage.key === stage)
        return {
          ...c,
          count: c.count + 1,
          sums: add(c.sums, deal.amount),
          deals: [{ ...deal, stage, kind: c.stage.kind }, ...c.deals],
        };
      return c;
    }),
  };
}
