// Long lists draw only the rows that are near what is seen.
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

const AROUND = 12; // rows drawn beyond the edges, so that none is blank while one scrolls

// Part is the rows from first up to before last, and how much room the others
// take above and below.
export interface Part {
  first: number;
  last: number;
  above: number;
  below: number;
}

// partOf is the part of a list of rows of one height that is near the screen:
// top is where the list begins, as seen from the upper edge.
export function partOf(count: number, height: number, top: number, screen: number): Part {
  const clip = (n: number) => Math.min(count, Math.max(0, n));
  const first = clip(Math.floor(-top / height) - AROUND);
  const last = clip(Math.ceil((screen - top) / height) + AROUND);
  return { first, last: Math.max(first, last), above: first * height, below: (count - Math.max(first, last)) * height };
}

// useWindowed follows the page's scrolling with the part of a list to draw. A
// list of few rows is drawn whole.
export function useWindowed(list: RefObject<HTMLElement | null>, count: number, height: number, few: number): Part {
  const whole = { first: 0, last: count, above: 0, below: 0 };
  const [seen, setSeen] = useState({ first: 0, last: few });
  const latest = useRef(seen);
  const long = count > few;
  useLayoutEffect(() => {
    if (!long) return;
    let frame = 0;
    const look = () => {
      frame = 0;
      if (!list.current) return;
      const { first, last } = partOf(count, height, list.current.getBoundingClientRect().top, innerHeight);
      const was = latest.current;
      if (Math.abs(first - was.first) < AROUND / 2 && Math.abs(last - was.last) < AROUND / 2) return; // still enough around
      latest.current = { first, last };
      setSeen(latest.current);
    };
    const later = () => (frame ||= requestAnimationFrame(look));
    look();
    addEventListener('scroll', later, { passive: true, capture: true });
    addEventListener('resize', later);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('scroll', later, { capture: true });
      removeEventListener('resize', later);
    };
  }, [list, count, height, long]);
  if (!long) return whole;
  const first = Math.min(seen.first, count);
  const last = Math.min(Math.max(seen.last, first), count);
  return { first, last, above: first * height, below: (count - last) * height };
}
