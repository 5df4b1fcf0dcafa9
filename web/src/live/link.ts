// The state of the realtime connection, as the page shows it.
import { useSyncExternalStore } from 'react';

export interface Link {
  state: 'connecting' | 'live' | 'lost';
  since: number; // when it was lost, by this machine's clock
}

let link: Link = { state: 'connecting', since: 0 };
const watchers = new Set<() => void>();

export function setLink(state: Link['state']) {
  if (state === link.state) return;
  // The first connection being made is not a connection lost.
  if (state === 'connecting' && link.state === 'lost') return;
  link = { state, since: Date.now() };
  for (const w of watchers) w();
}

export function useLink(): Link {
  return useSyncExternalStore(
    (onChange) => {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    () => link,
  );
}
