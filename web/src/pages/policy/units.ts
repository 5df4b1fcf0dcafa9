// The numbers of the policy as people read and write them: in seconds, minutes
// or hours instead of milliseconds.
import type { Policy } from '../../api/types';

export type Member = Exclude<keyof Policy, 'version' | 'changed_at' | 'changed_by' | 'outcome_required' | LevelMember>;
export type LevelMember = 'important_level' | 'key_level';
export type Unit = 's' | 'min' | 'h' | 'days' | 'times' | 'misses' | 'calls';

export const groups = [
  {
    word: 'ringing',
    members: [
      { name: 'ring_timeout_ms', unit: 's' },
      { name: 'no_ring_timeout_ms', unit: 's' },
      { name: 'retry_ms', unit: 's' },
      { name: 'misses_to_pause', unit: 'misses' },
      { name: 'dial_timeout_ms', unit: 's' },
    ],
  },
  {
    word: 'who',
    members: [
      { name: 'owner_wait_ms', unit: 's' },
      { name: 'deputy_wait_ms', unit: 's' },
      { name: 'team_wait_ms', unit: 's' },
      { name: 'lower_after_ms', unit: 's' },
      { name: 'newcomers_after_ms', unit: 's' },
      { name: 'ramp_quota', unit: 'calls' },
      { name: 'keep_place_ms', unit: 's' },
    ],
  },
  {
    word: 'after',
    members: [
      { name: 'wrapup_ms', unit: 's' },
      { name: 'extension_ms', unit: 's' },
      { name: 'max_extensions', unit: 'times' },
    ],
  },
  {
    word: 'owed',
    members: [
      { name: 'duty_due_ms', unit: 'min' },
      { name: 'duty_talk_ms', unit: 's' },
    ],
  },
  { word: 'kept', members: [{ name: 'recordings_days', unit: 'days' }] },
  {
    word: 'safety',
    members: [
      { name: 'lease_ms', unit: 's' },
      { name: 'max_talk_ms', unit: 'min' },
    ],
  },
] as const satisfies { word: string; members: { name: Member; unit: Unit }[] }[];

const factor: Record<Unit, number> = { s: 1_000, min: 60_000, h: 3_600_000, days: 1, times: 1, misses: 1, calls: 1 };

// write is the number in its unit, without needless decimals.
export function write(value: number, unit: Unit): string {
  return String(Math.round((value / factor[unit]) * 1000) / 1000);
}

// read is what was typed, in the API's own unit; null where it is no number.
// A comma is a decimal point too. Whether the number is possible the server
// says.
export function read(text: string, unit: Unit): number | null {
  const clean = text.trim().replace(',', '.');
  if (!/^-?\d{1,12}(\.\d{0,6})?$/.test(clean)) return null;
  const value = Number(clean) * factor[unit];
  if (factor[unit] === 1) return Number.isInteger(value) ? value : null;
  return Math.round(value);
}
