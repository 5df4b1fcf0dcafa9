// Hashtags as they are typed.
import type { Hashtag } from '../api/types';

// tagBegun is the hashtag that is being typed before the caret, without its #;
// null where none is.
export function tagBegun(text: string, caret: number): string | null {
  return /(?:^|[\s(,.;])#([\p{L}\p{N}_-]*)$/u.exec(text.slice(0, caret))?.[1] ?? null;
}

// tagCompleted is the text with the hashtag before the caret written out, and
// where the caret stands then.
export function tagCompleted(text: string, caret: number, tag: string): { text: string; caret: number } {
  const before = text.slice(0, caret).replace(/#[\p{L}\p{N}_-]*$/u, `#${tag} `);
  return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length };
}

// suggestTags finds aliases that begin so; before anything is typed, one of each
// stage.
export function suggestTags(tags: Hashtag[], asked: string): Hashtag[] {
  const begun = asked.toLowerCase().normalize('NFC').replaceAll('ё', 'е');
  const fits = tags.filter((x) => x.folded.startsWith(begun) && x.folded !== begun);
  if (begun) return fits.slice(0, 6);
  const seen = new Set<string>();
  return fits.filter((x) => x.stage && !seen.has(x.stage) && seen.add(x.stage));
}
