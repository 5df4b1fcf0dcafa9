import { useNow } from '../live/clock';
import { countdown, duration } from '../words/format';

type Props = { since: string | null; until?: undefined } | { until: string | null; since?: undefined };

// Timer counts up from a moment, or down to one with a minus sign in front.
// It is no live region: a screen reader reads it when asked, not every second.
export function Timer(props: Props) {
  const now = useNow();
  if (props.until) return <span className="num">−{countdown(Date.parse(props.until), now)}</span>;
  if (props.since) return <span className="num">{duration(now - Date.parse(props.since))}</span>;
  return <span className="num">–</span>;
}
