import { type RefObject, useLayoutEffect, useRef } from 'react';
import { everySecond, serverNow } from '../live/clock';

// useTicking is a place whose text follows the clock, second by second. It is
// written into the page directly: hundreds of timers tick on a busy desk, and
// none of them may have anything drawn anew. Nothing else may stand in it.
export function useTicking<E extends HTMLElement>(write: (now: number) => string): RefObject<E | null> {
  const place = useRef<E>(null);
  useLayoutEffect(() => {
    const show = () => {
      const text = write(serverNow());
      if (place.current && place.current.textContent !== text) place.current.textContent = text;
    };
    show();
    return everySecond(show);
  });
  return place;
}
