// How many calls have been written since the list of calls was read.
import { useSyncExternalStore } from 'react';

let count = 0;
const watchers = new Set<() => void>();

function set(n: number) {
  count = n;
  for (const w of watchers) w();
}

export const addNewCall = () => set(count + 1);
export const forgetNewCalls = () => set(0);

export function useNewCalls(): number {
  return useSyncExternalStore(
    (onChange) => {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    () => count,
  );
}
