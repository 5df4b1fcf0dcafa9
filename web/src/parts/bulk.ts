import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Came, OneChange, OneRefused } from '../api/several';
import { done, undoable } from './notices';

interface Ways<T, C> {
  send: (changes: OneChange<T, C>[], onDone: (done: number) => void) => Promise<Came<T, C>>;
  say: (refused: OneRefused<T>) => string;
  changed: (count: number) => string;
  undone: (count: number) => string;
  onClear: () => void;
}

// useBulk is how many things are changed at once: how far it has come, what was
// refused, and one press that takes all of it back.
export function useBulk<T extends { id: string; version: number }, C>({ send, say, changed, undone, onClear }: Ways<T, C>) {
  const { t } = useTranslation();
  const [progress, setProgress] = useState<{ done: number; all: number } | null>(null);
  const [refused, setRefused] = useState<{ id: string; text: string }[]>([]);

  const work = async (changes: OneChange<T, C>[], undoing: boolean) => {
    setProgress({ done: 0, all: changes.length });
    setRefused([]);
    const came = await send(changes, (n) => setProgress({ done: n, all: changes.length }));
    setRefused(came.refused.map((r) => ({ id: r.thing.id, text: say(r) })));
    if (undoing) done(undone(came.back.length));
    else if (came.back.length > 0) undoable(changed(came.back.length), t('deals.undo'), () => work(came.back, true));
    if (came.refused.length === 0 && !undoing) onClear();
    setProgress(null);
  };
  const change = (things: T[], of: (thing: T) => C) => void work(things.map((thing) => ({ thing, version: thing.version, change: of(thing) })), false);
  const clear = () => {
    setRefused([]);
    onClear();
  };
  return { busy: progress !== null, progress, refused, change, clear };
}
