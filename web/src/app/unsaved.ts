// Forms that hold something typed and not saved: while there is one, no page
// opens by itself.
import { useEffect, useId, useSyncExternalStore } from 'react';

const forms = new Set<string>();
const watchers = new Set<() => void>();

function tell() {
  for (const w of watchers) w();
}

// useUnsaved tells whether this form holds something not saved.
export function useUnsaved(dirty: boolean) {
  const id = useId();
  useEffect(() => {
    if (!dirty) return;
    forms.add(id);
    tell();
    return () => {
      forms.delete(id);
      tell();
    };
  }, [dirty, id]);
}

export const anythingUnsaved = () => forms.size > 0;

export function useAnythingUnsaved(): boolean {
  return useSyncExternalStore((onChange) => {
    watchers.add(onChange);
    return () => watchers.delete(onChange);
  }, anythingUnsaved);
}
