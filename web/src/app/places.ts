// The pages there are, who may open them, and by which key: one list for the
// navigation, the palette and the keyboard.
import { IconAddressBook, IconChecklist, IconColumns3, IconHeadset, IconHistory, IconLayoutDashboard, IconSettings, IconSun } from '@tabler/icons-react';
import type { Me } from '../api/types';
import { may } from '../parts/may';

const places = [
  { to: '/day', word: 'day', needs: null, icon: IconSun, key: 'm' }, // of whoever is an agent
  { to: '/desk', word: 'desk', needs: 'desk.see', icon: IconLayoutDashboard, key: 'l' },
  { to: '/calls', word: 'calls', needs: 'calls.see', icon: IconHistory, key: 'h' },
  { to: '/cards', word: 'cards', needs: 'cards.see', icon: IconAddressBook, key: 'c' },
  { to: '/deals', word: 'deals', needs: 'deals.see', icon: IconColumns3, key: 'd' },
  { to: '/tasks', word: 'tasks', needs: 'tasks.see', icon: IconChecklist, key: 't' },
  { to: '/agents', word: 'agents', needs: 'desk.see', icon: IconHeadset, key: 'a' },
  { to: '/settings', word: 'settings', needs: 'policy.see', icon: IconSettings, key: 's' },
] as const;

// placesFor is the pages that somebody may open, in their order.
export const placesFor = (me: Me | undefined) => places.filter((p) => (p.needs ? may(me, p.needs) : Boolean(me?.agent_id)));

export type Place = (typeof places)[number]['to'];
