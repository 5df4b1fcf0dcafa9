import type { TFunction } from 'i18next';

// The outcomes offered after a call. The server takes any key of the company.
export const outcomes = ['invoice', 'call_back', 'refusal', 'question', 'wrong_number'] as const;

// outcomeWord words an outcome; a key this page does not know is shown as it
// is.
export function outcomeWord(key: string, t: TFunction): string {
  const known = outcomes.find((o) => o === key);
  return known ? t(`outcome.${known}`) : key;
}
