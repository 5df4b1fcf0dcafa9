import { useCallback, useMemo, useState } from 'react';

// useChosen is which things of a list are chosen, to do something with all of
// them; those that the list shows no more are not among picked.
export function useChosen<T extends { id: string }>(items: T[] | undefined) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const picked = useMemo(() => items?.filter((x) => chosen.has(x.id)) ?? [], [items, chosen]);
  const choose = useCallback((things: T[], on: boolean) => {
    setChosen((was) => {
      const now = new Set(was);
      for (const x of things) if (on) now.add(x.id);
        else now.delete(x.id);
      return now;
    });
  }, []);
  const clear = useCallback(() => setChosen(new Set()), []);
  return { chosen, picked, choose, clear };
}
