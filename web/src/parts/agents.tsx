import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { agentsQuery, meQuery } from '../api/queries';
import type { Agent } from '../api/types';
import { useDesk } from '../live/desk';
import { may } from './may';

// Colleague is what of an agent stays as it is while calls come and go.
export type Colleague = Pick<Agent, 'id' | 'name' | 'extension'>;

interface Staff {
  list: Colleague[] | undefined; // undefined until it is known
  names: ReadonlyMap<string, string>;
}

const Everybody = createContext<Staff>({ list: undefined, names: new Map() });

const same = (a: Colleague[] | undefined, b: Colleague[] | undefined) =>
  a === b || (!!a && !!b && a.length === b.length && a.every((x, i) => x.id === b[i]?.id && x.name === b[i].name && x.extension === b[i].extension));

// StaffProvider follows who works here, from the live picture, or read once by
// who may not see that. Below it nothing is drawn anew because somebody's state
// has changed.
export function StaffProvider({ children }: { children: ReactNode }) {
  const { data: me } = useQuery(meQuery);
  const { data: desk } = useDesk();
  const { data: read } = useQuery({ ...agentsQuery, enabled: me !== undefined && !may(me, 'desk.see') });
  const latest = useRef<Colleague[]>(undefined);
  const now = desk?.agents ?? read?.items;
  if (!same(latest.current, now)) latest.current = now;
  const list = latest.current;
  const staff = useMemo(() => ({ list, names: new Map(list?.map((a) => [a.id, a.name])) }), [list]);
  return <Everybody value={staff}>{children}</Everybody>;
}

// useAgents is everybody who works here.
export const useAgents = () => useContext(Everybody).list;

// useAgentName is an agent's name by id. Who is unknown has left; while nobody
// is known yet, there is no name.
export function useAgentName(): (id: string | null) => string {
  const { t } = useTranslation();
  const { list, names } = useContext(Everybody);
  return (id) => (id && list ? (names.get(id) ?? t('offer.gone_agent')) : '');
}
