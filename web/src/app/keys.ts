// Keys that work from everywhere on the page.
import { useEffect, useRef } from 'react';

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey'>;

// pressed names a key as shortcuts are written: "/", "g", "mod+k". A keyboard
// of other letters counts by where its keys lie, so that Ctrl+K is Ctrl+K in
// Russian, too.
export function pressed(e: Press): string {
  if (e.altKey) return '';
  const latin = e.key.length === 1 && e.key.charCodeAt(0) < 128;
  const place = /^Key([A-Z])$/.exec(e.code)?.[1] ?? (e.code === 'Period' ? '.' : e.code === 'Slash' ? '/' : e.key);
  return (e.ctrlKey || e.metaKey ? 'mod+' : '') + (latin || e.key.length > 1 ? e.key : place).toLowerCase().replace(/^enter$/, 'Enter');
}

// after is what a press means behind another one: "g" and then "d" are "g d".
export const after = (before: string, key: string) => (before ? `${before} ${key}` : key);

const typing = (e: KeyboardEvent) =>
  e.target instanceof HTMLElement && (e.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName));

// useKeys does what a key stands for. A key without Ctrl is left to whoever is
// typing, and to a dialog that is open.
export function useKeys(actions: Record<string, () => void>) {
  const now = useRef(actions);
  now.current = actions;
  useEffect(() => {
    let before = '';
    const onKey = (e: KeyboardEvent) => {
      const key = pressed(e);
      const free = !typing(e) && !document.querySelector('[role=dialog], [role=menu]');
      if (e.repeat || e.defaultPrevented || (!key.startsWith('mod+') && !free)) return;
      const keys = after(before, key);
      const act = now.current[keys] ?? now.current[key];
      before = Object.keys(now.current).some((k) => k.startsWith(`${keys} `)) ? keys : '';
      if (!act) return;
      e.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
