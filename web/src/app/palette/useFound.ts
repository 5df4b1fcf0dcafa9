import { IconAddressBook, IconChecklist, IconColumns3, IconNote } from '@tabler/icons-react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { cardQuery, meQuery } from '../../api/queries';
import { usePhone } from '../../parts/Caller';
import { may } from '../../parts/may';
import { plain } from '../../words/phone';
import type { Entry } from './entries';

const MOST = 6; // of each kind

const kinds = {
  card: { section: 'cards', icon: IconAddressBook },
  deal: { section: 'deals', icon: IconColumns3 },
  note: { section: 'notes', icon: IconNote },
} as const;

// useFound is what the server finds for a text; nothing while it is asked. A
// text that is not waited for any more is asked for no longer.
export function useFound(text: string): { found: Entry[]; asking: boolean; error: unknown } {
  const { t } = useTranslation();
  const write = usePhone();
  const { data: me } = useQuery(meQuery);
  const hits = useQuery({
    queryKey: ['palette', 'search', text],
    queryFn: ({ signal }) => answerOf(api.GET('/search', { params: { query: { q: text, limit: MOST } }, signal })),
    enabled: text !== '' && may(me, 'cards.see'),
  });
  const tasks = useQuery({
    queryKey: ['palette', 'tasks', text],
    queryFn: ({ signal }) => answerOf(api.GET('/tasks', { params: { query: { q: text, state: 'open', limit: MOST } }, signal })),
    enabled: text !== '' && may(me, 'tasks.see'),
  });
  const shown = (snippet: string) => (/^\+\d+$/.test(snippet) ? write(snippet) : snippet);
  const found: Entry[] = [
    ...(hits.data?.items ?? []).map((h) => ({
      id: `${h.kind}:${h.id}`, ...kinds[h.kind], name: plain(h.title) || t('desk.unnamed'), hint: shown(plain(h.snippet)) || undefined, to: `/cards/${h.card_id}`,
    })),
    ...(tasks.data?.items ?? []).map((task) => ({
      id: `task:${task.id}`, section: 'tasks' as const, name: plain(task.title), hint: plain(task.card_name ?? '') || undefined, icon: IconChecklist, to: `/tasks?task=${task.id}`,
    })),
  ];
  return { found, asking: hits.isFetching || tasks.isFetching, error: hits.error ?? tasks.error };
}

// useOpenedCards is the cards of these ids, by the names they have now; one that
// is gone, or that one may not see any more, is left out.
export function useOpenedCards(ids: string[]): Entry[] {
  const { t } = useTranslation();
  const cards = useQueries({ queries: ids.map((id) => ({ ...cardQuery(id), retry: false })) });
  return cards.flatMap(({ data }) =>
    data ? [{ id: `card:${data.id}`, section: 'recent' as const, name: plain(data.name) || t('desk.unnamed'), icon: IconAddressBook, to: `/cards/${data.id}` }] : [],
  );
}
