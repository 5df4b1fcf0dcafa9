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

// inHand is the board with the deals that somebody has just moved on top of
// where they put them, also where the board shows only the first of many. Who
// moved them further meanwhile is right.
export function inHand(board: Board, deals: Deal[]): Board {
  return deals.reduceRight((now, deal) => {
    const at = now.columns.find((c) => c.deals.some((d) => d.id === deal.id));
    const column = now.columns.find((c) => c.stage.key === deal.stage);
    if (!column || (at && at !== column) || (!at && column.count <= column.deals.length)) return now;
    const shown = at?.deals.find((d) => d.id === deal.id) ?? deal;
    const top = { ...column, deals: [shown, ...column.deals.filter((d) => d.id !== deal.id)] };
    return { ...now, columns: now.columns.map((c) => (c === column ? top : c)) };
  }, board);
}
