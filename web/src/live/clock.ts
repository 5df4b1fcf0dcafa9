// The present by the server's clock, once a second, for every timer of the
// page: a desk whose own clock is wrong counts right all the same.
import { useSyncExternalStore } from 'react';

let offset = 0; // what to add to this machine's clock
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const watchers = new Set<() => void>();

function tick() {
  now = Date.now() + offset;
  for (const w of watchers) w();
}

// everySecond calls a function once a second until the one it returns is called.
export function everySecond(onTick: () => void) {
  watchers.add(onTick);
  timer ??= setInterval(tick, 1000);
  return () => {
    watchers.delete(onTick);
    if (watchers.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

// setServerTime tells what the server's clock said between two moments of
// ours; the middle of them is the best guess of when.
export function setServerTime(server: string, asked: number, answered: number) {
  const at = Date.parse(server);
  if (Number.isFinite(at)) {
    offset = at - (asked + answered) / 2;
    tick();
  }
}

// serverNow is the present by the server's clock, in milliseconds.
export function serverNow(): number {
  return Date.now() + offset;
}

// useNow is serverNow, renewed every second.
export function useNow(): number {
  return useSyncExternalStore(everySecond, () => now);
}

// useMinute is the beginning of the present minute, renewed when the next begins.
export function useMinute(): number {
  return useSyncExternalStore(everySecond, () => now - (now % 60_000));
}
