// The agent who sits at this page, if one does, and the call they are in.
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { callQuery, meQuery } from '../api/queries';
import type { Agent, Call } from '../api/types';
import { useDesk } from '../live/desk';

export interface Own {
  agent: Agent;
  call: Call | null; // rung for, talking in, or wrapping up
}

// useOwn is null for a user who is no agent.
export function useOwn(): Own | null {
  const { data: me } = useQuery(meQuery);
  const { data: desk } = useDesk();
  const agent = desk?.agents.find((a) => a.id === me?.agent_id);
  const live = desk?.calls.find((c) => c.id === agent?.call_id);
  const last = useRef<Call>(undefined);
  if (live) last.current = live;
  // In wrap-up the call has left the desk: it is read by its id, and until then
  // stays as it was, so that nobody's typing is interrupted.
  const ended = useQuery({
    ...callQuery(agent?.call_id ?? ''),
    retry: 4, // it may be on its way from the desk into the books
    enabled: agent?.state === 'wrapup' && !!agent.call_id && !live,
  });
  if (!agent) return null;
  const left = last.current?.id === agent.call_id ? last.current : undefined;
  return { agent, call: live ?? (agent.state === 'wrapup' ? (ended.data ?? left ?? null) : null) };
}
