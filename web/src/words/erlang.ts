// How many agents a number of calls needs, by Erlang C: calls come by chance,
// wait as long as they must, and are taken in the order in which they came.

export interface Load {
  perHour: number; // calls
  talk: number; // seconds of a conversation, on the average
  wrapup: number; // seconds after it
}

export interface Aim {
  within: number; // seconds
  share: number; // of the calls to be answered within them, such as 0.8
}

// erlangs is the traffic: how many agents would be busy at every moment.
export const erlangs = (load: Load) => (load.perHour * (load.talk + load.wrapup)) / 3600;

// waiting is the chance that a call has to wait, with so many agents. It is
// reckoned by Erlang B, agent by agent, so that no factorial gets too large.
export function waiting(traffic: number, agents: number): number {
  if (traffic <= 0) return 0;
  if (agents <= traffic) return 1; // the line would grow without end
  let blocked = 1;
  for (let n = 1; n <= agents; n++) blocked = (traffic * blocked) / (n + traffic * blocked);
  return blocked / (1 - (traffic / agents) * (1 - blocked));
}

// serviceLevel is the share of the calls that are answered within so many
// seconds.
export function serviceLevel(load: Load, agents: number, within: number): number {
  const traffic = erlangs(load);
  if (traffic <= 0) return 1;
  if (agents <= traffic) return 0;
  return 1 - waiting(traffic, agents) * Math.exp((-(agents - traffic) * within) / (load.talk + load.wrapup));
}

const MOST = 10_000; // a load beyond that is a mistake in typing

// agentsNeeded is the least number of agents by whom the aim is met; null where
// nothing sensible was given.
export function agentsNeeded(load: Load, aim: Aim): number | null {
  const traffic = erlangs(load);
  if (![load.perHour, load.talk, load.wrapup].every((n) => Number.isFinite(n) && n >= 0) || traffic > MOST) return null;
  if (traffic === 0) return 0;
  let agents = Math.floor(traffic) + 1;
  while (serviceLevel(load, agents, aim.within) < aim.share) agents++;
  return agents;
}
