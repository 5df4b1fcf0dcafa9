import { IconHeadset, IconPointFilled, IconSettings } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import { settingsGroups } from '../../pages/settings/groups';
import { useDesk } from '../../live/desk';
import { useAgents } from '../../parts/agents';
import { may } from '../../parts/may';
import { plain } from '../../words/phone';
import { placesFor } from '../places';
import type { Entry } from './entries';

// What stands beside a page under another address.
const beside = [
  { to: '/duties', word: 'duties.title', needs: 'cards.see' },
  { to: '/projects', word: 'projects.title', needs: 'tasks.see' },
  { to: '/absences', word: 'absences.title', needs: 'desk.see' },
  { to: '/imports', word: 'exchange.import', needs: 'cards.import' },
  { to: '/duplicates', word: 'duplicates.title', needs: 'cards.merge' },
  { to: '/profile', word: 'account.title', needs: null },
] as const;

// usePages is every page and page of settings that one may open.
export function usePages(): Entry[] {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const entries = [
    ...placesFor(me).map((p) => ({ to: p.to, name: t(`nav.${p.word}`), icon: p.icon })),
    ...beside.filter((p) => !p.needs || may(me, p.needs)).map((p) => ({ to: p.to, name: t(p.word), icon: IconPointFilled })),
    ...settingsGroups.flatMap((g) =>
      g.pages.filter((p) => may(me, p.needs)).map((p) => ({ to: p.to, name: t(p.word), also: t('nav.settings'), hint: t('nav.settings'), icon: IconSettings })),
    ),
  ];
  return entries.map((e) => ({ ...e, id: `page:${e.to}:${e.name}`, section: 'pages' }));
}

// usePeople is the agents, each leading to their calls.
export function usePeople(): Entry[] {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: desk } = useDesk();
  const states = new Map(desk?.agents.map((a) => [a.id, a.state]));
  const agents = useAgents() ?? [];
  if (!may(me, 'calls.see')) return [];
  return agents.map((a) => {
    const state = states.get(a.id);
    const hint = state ? `${a.extension} · ${t(`state.${state}`)}` : a.extension;
    return { id: `agent:${a.id}`, section: 'people', name: plain(a.name), also: a.extension, hint, icon: IconHeadset, to: `/calls?agent=${encodeURIComponent(a.id)}` };
  });
}
