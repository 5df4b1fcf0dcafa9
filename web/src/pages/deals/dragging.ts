// The deal that is being dragged: the browser's own transfer cannot be read
// while it is over a column.
import { type DragEvent, useState, useSyncExternalStore } from 'react';
import type { Deal } from '../../api/types';

let dragged: Deal | null = null;
const watchers = new Set<() => void>();

function set(deal: Deal | null) {
  dragged = deal;
  for (const w of watchers) w();
}

// drag begins to drag a deal. The page changes a moment later: a browser gives
// up a drag whose page changes as it begins.
export const drag = (deal: Deal) => requestAnimationFrame(() => set(deal));
export const drop = () => set(null);

export function useDragged(): Deal | null {
  return useSyncExternalStore(
    (onChange) => {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    () => dragged,
  );
}

// useDropOn makes of an element a place where a deal can be put down.
export function useDropOn(stage: string, put: (deal: Deal) => void) {
  const [over, setOver] = useState(false);
  return {
    'data-over': over || undefined,
    onDragOver: (e: DragEvent) => {
      if (!dragged || dragged.stage === stage) return;
      e.preventDefault();
      setOver(true);
    },
    onDragLeave: (e: DragEvent) => {
      if (!e.currentTarget.contains(e.relatedTarget as Node | null)) setOver(false);
    },
    onDrop: (e: DragEvent) => {
      e.preventDefault();
      setOver(false);
      const deal = dragged;
      drop();
      if (deal) put(deal);
    },
  };
}
