import type { Labels } from '../api/types';

// labelOf is the word for a thing of the company's lists in the page's
// language, or in one there is.
export function labelOf(labels: Labels, lang: string, key: string): string {
  const own = labels[lang as keyof Labels];
  return own || labels.en || labels.hu || labels.ru || key;
}
