import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import { may } from '../../parts/may';
import { asked, type Entry, fits, sections } from './entries';
import type { Shown } from './Palette';
import { recent } from './recent';
import { useActions, useCallTyped } from './useActions';
import { useFound, useOpenedCards } from './useFound';
import { usePages, usePeople } from './usePages';

const PAUSE = 150; // ms without a key before the server is asked
const ENOUGH = 3; // letters of an action; whoever begins a customer's name must not be paused by Enter

// useEntries is what the palette shows for what was typed: with nothing typed
// what was opened last, all actions and pages; else what fits, first what is at
// hand and then what the server finds.
export function useEntries(typed: string, onShow: (what: Shown) => void): { entries: Entry[]; asking: boolean; error: unknown } {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { text, within } = asked(typed);
  const [settled] = useDebouncedValue(text, PAUSE);
  const call = useCallTyped(text);
  const actions = useActions(onShow);
  const pages = usePages();
  const people = usePeople();
  const kept = useMemo(() => (me ? recent(me.id) : []), [me]);
  const cards = useOpenedCards(kept.flatMap((k) => (k.startsWith('card:') ? [k.slice(5)] : [])));
  const waiting = settled !== text;
  const { found, asking, error } = useFound(!waiting && within.includes('deals') ? text : '');

  const atHand = [...actions, ...pages, ...people];
  const narrowed = within !== sections;
  const only = (list: Entry[]) => (narrowed ? list.filter((e) => within.includes(e.section)) : list);
  if (!text) {
    const opened = kept.flatMap((id) => [...cards, ...atHand].find((e) => e.id === id) ?? []);
    const again = opened.map((e): Entry => ({ ...e, id: `recent:${e.id}`, section: 'recent' }));
    return { entries: narrowed ? only(atHand) : [...again, ...actions, ...pages], asking: false, error: null };
  }
  const all: Entry[] = may(me, 'cards.see')
    ? [{ id: 'all-cards', section: 'cards', name: t('palette.all_cards', { text }), icon: IconSearch, to: `/cards?q=${encodeURIComponent(text)}` }]
    : [];
  const entries = [...(call ? [call] : []), ...atHand.filter((e) => (narrowed || e.section !== 'actions' || text.length >= ENOUGH) && fits(`${e.name} ${e.also ?? ''}`, text)), ...found, ...all];
  return { entries: only(entries), asking: asking || waiting, error };
}
