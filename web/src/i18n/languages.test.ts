import { describe, expect, test } from 'vitest';
import en from './en';
import hu from './hu';
import ru from './ru';

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, path = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([k, v]) =>
      typeof v === 'string' ? [[path + k, v]] : Object.entries(flat(v, `${path}${k}.`)),
    ),
  );
}

const holes = (text: string) => [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((m) => m[1]).sort();

// A key with forms for numbers has one for each that the language knows.
function wantedKeys(words: Record<string, string>, lang: string): string[] {
  const forms = new Intl.PluralRules(lang).resolvedOptions().pluralCategories;
  const keys = new Set<string>();
  for (const key of Object.keys(words)) {
    const stem = key.match(/^(.*)_(one|other)$/)?.[1];
    if (stem) for (const form of forms) keys.add(`${stem}_${form}`);
    else keys.add(key);
  }
  return [...keys].sort();
}

const source = flat(en);

describe.each([
  ['hu', flat(hu)],
  ['ru', flat(ru)],
])('%s', (lang, words) => {
  test('has every word English has, and no other', () => {
    expect(Object.keys(words).sort()).toEqual(wantedKeys(source, lang));
  });

  test('leaves no text empty', () => {
    expect(Object.entries(words).filter(([, v]) => v.trim() === '')).toEqual([]);
  });

  test('has the same holes to fill', () => {
    for (const [key, text] of Object.entries(words)) {
      // "once" needs no number in one language and does in another.
      const original = source[key.replace(/_(one|few|many|two)$/, '_other')] ?? source[key];
      if (/_one$/.test(key) && holes(text).length === 0) continue;
      expect([key, holes(text)]).toEqual([key, holes(original ?? '')]);
    }
  });
});
