import { useMantineColorScheme } from '@mantine/core';
import {
  IconAddressBook, IconChecklist, IconCheck, IconHourglassHigh, IconKeyboard, IconLanguage, IconLogin2, IconLogout2, IconPhoneCall, IconPlayerPause, IconSunMoon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import { type Language, languages, setLanguage } from '../../i18n';
import { extend, logInToShift, logOutOfShift, pause, ready } from '../../live/actions';
import { useDesk } from '../../live/desk';
import { usePhone } from '../../parts/Caller';
import { useDial } from '../../parts/dial';
import { may } from '../../parts/may';
import { failed } from '../../parts/notices';
import { usePauses } from '../../parts/pauses';
import { dialable } from '../../words/phone';
import { useOwn } from '../own';
import { extensionMinutes, mayExtend, offersReady } from '../shift';
import type { Entry } from './entries';
import type { Shown } from './Palette';

type Action = Pick<Entry, 'id' | 'name' | 'icon' | 'run'>;

// useActions is what can be done from everywhere by who is here, now.
export function useActions(onShow: (what: Shown) => void): Entry[] {
  const { t, i18n } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const own = useOwnActions();
  const list: (Action | false)[] = [
    ...own,
    may(me, 'cards.edit') && { id: 'new-card', name: t('cards.new'), icon: IconAddressBook, run: () => onShow('card') },
    may(me, 'tasks.edit') && { id: 'new-task', name: t('palette.new_task'), icon: IconChecklist, run: () => onShow('task') },
    { id: 'keys', name: t('keys.title'), icon: IconKeyboard, run: () => onShow('shortcuts') },
    ...(['light', 'dark', 'auto'] as const)
      .filter((s) => s !== colorScheme)
      .map((s) => ({ id: `scheme-${s}`, name: `${t('menu.scheme')}: ${t(`menu.scheme_${s}`)}`, icon: IconSunMoon, run: () => setColorScheme(s) })),
    ...(Object.keys(languages) as Language[])
      .filter((l) => l !== i18n.language)
      .map((l) => ({ id: `language-${l}`, name: `${t('menu.language')}: ${languages[l]}`, icon: IconLanguage, run: () => setLanguage(l) })),
  ];
  return list.filter((a) => a !== false).map((a) => ({ ...a, id: `do:${a.id}`, section: 'actions' }));
}

// useOwnActions is what an agent can do about their own state.
export function useOwnActions(): Action[] {
  const { t } = useTranslation();
  const own = useOwn();
  const { data: desk } = useDesk();
  const pauses = usePauses();
  if (!own || !desk) return [];
  const { agent } = own;
  const act = (work: (id: string) => Promise<unknown>) => () => work(agent.id).catch((err: unknown) => failed(err, t));
  if (agent.state === 'offline') return [{ id: 'login', name: t('shift.log_in'), icon: IconLogin2, run: act(logInToShift) }];
  return [
    ...(offersReady(agent, pauses.forced) ? [{ id: 'ready', name: t('chip.ready'), icon: IconCheck, run: act(ready) }] : []),
    ...(mayExtend(agent, desk.policy)
      ? [{ id: 'extend', name: `${t('state.wrapup')}: ${t('chip.extend', { time: extensionMinutes(desk.policy) })}`, icon: IconHourglassHigh, run: act(extend) }]
      : []),
    ...pauses.list
      .filter((r) => !r.forced)
      .map((r) => ({ id: `pause-${r.key}`, name: `${t('chip.pause_for')}: ${pauses.word(r.key)}`, icon: IconPlayerPause, run: act((id) => pause(id, r.key)) })),
    { id: 'logout', name: t('shift.log_out'), icon: IconLogout2, run: act(logOutOfShift) },
  ];
}

// useCallTyped is the call of the number that was typed, where it is one.
export function useCallTyped(text: string): Entry | null {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const dial = useDial();
  const write = usePhone();
  const number = dial ? dialable(text, me?.country) : null;
  if (!dial || !number) return null;
  return { id: 'do:call', section: 'actions', name: t('card.call', { number: write(number) }), icon: IconPhoneCall, run: () => dial(number) };
}
