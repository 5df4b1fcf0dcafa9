import type { TFunction } from 'i18next';
import i18n from 'i18next';
import type { components } from '../api/schema';

// whyRefused is why a row was refused in the reader's words; what is newer than
// the page is said as the server says it.
export function whyRefused(problem: components['schemas']['RowProblem'], _: TFunction): string {
  const key = `exchange.why_${problem.reason}`;
  const row = /\d+/.exec(problem.text)?.[0] ?? '';
  return i18n.exists(key) ? String(i18n.t(key as never, { row } as never)) : problem.text;
}
