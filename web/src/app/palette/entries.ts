// What the palette offers, and which of it fits what was typed. Pure.
import type { IconProps } from '@tabler/icons-react';
import type { ComponentType } from 'react';

export const sections = ['recent', 'actions', 'pages', 'people', 'cards', 'deals', 'tasks', 'notes'] as const;
export type Section = (typeof sections)[number];

export interface Entry {
  id: string; // stays the same from one opening to the next
  section: Section;
  name: string;
  hint?: string; // what tells it from another of the same name
  also?: string; // by what else it is found
  icon: ComponentType<IconProps>;
  to?: string; // where it leads, or else
  run?: () => unknown; // what it does
}

// Scopes narrow the search by the first character typed.
const scopes: Record<string, readonly Section[]> = {
  '>': ['actions', 'pages'],
  '@': ['people'],
  '#': ['deals'],
};

// asked is what was typed: the words, and the sections that they are looked for
// in.
export function asked(typed: string): { text: string; within: readonly Section[] } {
  const within = scopes[typed.trimStart().charAt(0)];
  return within ? { text: typed.trimStart().slice(1).trim(), within } : { text: typed.trim(), within: sections };
}

const folded = (s: string) => s.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

// fits reports whether every word typed begins a word of the name, whatever the
// accents.
export function fits(name: string, text: string): boolean {
  const words = folded(name).split(/[^\p{L}\p{N}]+/u);
  return folded(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .every((w) => words.some((has) => has.startsWith(w)));
}

// inSections puts entries under their heads, in the order of the sections.
export function inSections(entries: Entry[]): { section: Section; entries: Entry[] }[] {
  return sections
    .map((section) => ({ section, entries: entries.filter((e) => e.section === section) }))
    .filter((g) => g.entries.length > 0);
}
