import { expect, test } from 'vitest';
import { busiestHour } from './load';

const call = (started_at: string, talk_ms: number | null, direction: 'inbound' | 'outbound' = 'inbound') => ({ started_at, talk_ms, direction });

test('the busiest hour counts calls that came in, and the average counts conversations', () => {
  const calls = [
    call('2026-11-27T09:01:00Z', 60_000), call('2026-11-27T09:59:00Z', null), call('2026-11-27T09:20:00Z', 120_000), call('2026-11-27T10:20:00Z', 180_000),
    call('2026-11-27T10:21:00Z', 900_000, 'outbound'),
  ];
  expect(busiestHour(calls)).toEqual({ perHour: 3, talk: 120 });
});

test('where nobody has talked there is nothing to go by', () => expect(busiestHour([call('2026-11-27T09:01:00Z', null)])).toBeNull());
