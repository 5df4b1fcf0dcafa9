import { countdown, duration } from '../words/format';
import { useTicking } from './ticking';

type Props = { since: string | null; until?: undefined } | { until: string | null; since?: undefined };

// Timer counts up from a moment, or down to one with a minus sign in front.
// It is no live region: a screen reader reads it when asked, not every second.
export function Timer({ since, until }: Props) {
  const place = useTicking<HTMLSpanElement>((now) =>
    until ? `−${countdown(Date.parse(until), now)}` : since ? duration(now - Date.parse(since)) : '–',
  );
  return <span ref={place} className="num" />;
}
