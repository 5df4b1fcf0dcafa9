// The pages there are, who may open them, and by which key: one list for the
// navigation, the palette and the keyboard.
import { IconAddressBook, IconChecklist, IconColumns3, IconHeadset, IconHistory, IconLayoutDashboard, IconSettings } from '@tabler/icons-react';

export const places = [
  { to: '/desk', word: 'desk', needs: 'desk.see', icon: IconLayoutDashboard, key: 'l' },
  { to: '/calls', word: 'calls', needs: 'calls.see', icon: IconHistory, key: 'h' },
  { to: '/cards', word: 'cards', needs: 'cards.see', icon: IconAddressBook, key: 'c' },
  { to: '/deals', word: 'deals', needs: 'deals.see', icon: IconColumns3, key: 'd' },
  { to: '/tasks', word: 'tasks', needs: 'tasks.see', icon: IconChecklist, key: 't' },
  { to: '/agents', word: 'agents', needs: 'desk.see', icon: IconHeadset, key: 'a' },
  { to: '/settings', word: 'settings', needs: 'policy.see', icon: IconSettings, key: 's' },
] as const;
