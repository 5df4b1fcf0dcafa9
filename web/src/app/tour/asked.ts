// Whether somebody is to be shown around: asked for by the menu, or by the address
// /tour, with which a demo company is opened.
import { useSyncExternalStore } from 'react';

let wanted = false;
const listeners = new Set<() => void>();

export function showAround(on: boolean) {
  wanted = on;
  listeners.forEach((tell) => tell());
}

export const useTour = () =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => wanted,
  );
