import { type ReactNode, useEffect, useRef } from 'react';
import { everySecond } from '../../live/clock';
import classes from './Desk.module.css';

const LEAST = 700; // ms

// Tint is a cell that tints for about a second when what it shows has changed;
// not when it is first seen. It ends with a tick of the clock, and without an
// animation: on a busy desk something would always move, and be painted sixty
// times a second.
export function Tint({ of, children }: { of: string; children: ReactNode }) {
  const place = useRef<HTMLSpanElement>(null);
  const was = useRef(of);
  useEffect(() => {
    const shown = place.current;
    if (was.current === of || !shown) return;
    was.current = of;
    shown.dataset.fresh = '';
    const until = Date.now() + LEAST;
    const end = () => {
      delete shown.dataset.fresh;
      stop();
    };
    const stop = everySecond(() => Date.now() >= until && end());
    return end;
  }, [of]);
  return (
    <span ref={place} className={`${classes.tint} cut`}>
      {children}
    </span>
  );
}
