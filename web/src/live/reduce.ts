// The live picture as a pure function: the old picture and what is published
// make the new one, equal to the snapshot the server would answer then.
import type { Agent, Call, DeskEvent, DeskNow } from '../api/types';

const byName = (a: Agent, b: Agent) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1);
const byAge = (a: Call, b: Call) =>
  a.started_at < b.started_at ? -1 : a.started_at > b.started_at ? 1 : a.id < b.id ? -1 : 1;

function put<T extends { id: string }>(list: T[], item: T, order: (a: T, b: T) => number): T[] {
  const rest = list.filter((x) => x.id !== item.id);
  return [...rest, item].sort(order);
}

// after answers a publication with the picture as it is then. An agent older
// than the one already shown changes nothing: publications and snapshots come
// by two ways. One that says nothing, or nothing this page knows, changes
// nothing either.
export function after(desk: DeskNow, event: DeskEvent): DeskNow {
  switch (event.type) {
    case 'agent': {
      const agent = event.agent;
      if (!agent) return desk;
      const old = desk.agents.find((a) => a.id === agent.id);
      if (old && old.version > agent.version) return desk;
      return { ...desk, agents: put(desk.agents, agent, byName) };
    }
    case 'agent_gone':
      if (!desk.agents.some((a) => a.id === event.agent_id)) return desk;
      return { ...desk, agents: desk.agents.filter((a) => a.id !== event.agent_id) };
    case 'call': {
      const call = event.call;
      if (!call) return desk;
      if (call.state === 'ended') {
        if (!desk.calls.some((c) => c.id === call.id)) return desk;
        return { ...desk, calls: desk.calls.filter((c) => c.id !== call.id) };
      }
      return { ...desk, calls: put(desk.calls, call, byAge) };
    }
    case 'policy':
      if (!event.policy || event.policy.version < desk.policy.version) return desk;
      return { ...desk, policy: event.policy };
    default:
      return desk;
  }
}
