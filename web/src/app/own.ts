// The agent who sits at this page, if one does, and the call they are in.
import { useQuery } from '@tanstack/react-query';
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
  // In wrap-up the call has left the desk: it is read by its id.
  const ended = useQuery({
    ...callQuery(agent?.call_id ?? ''),
    retry: 4, // it may be on its way from the desk into the books
    enabled: agent?.state === 'wrapup' && !!agent.call_id && !live,
  });
  if (!agent) return null;
  return { agent, call: live ?? (agent.state === 'wrapup' ? (ended.data ?? null) : null) };
}
