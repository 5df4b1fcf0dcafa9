// What a new company has still to do before calls can come.
export const steps = ['company', 'agents', 'trunk', 'hours', 'call'] as const;
export type FirstStep = (typeof steps)[number];

// What is known of the company, each of which ticks a step.
export interface Facts {
  country: string;
  agents: number;
  phonesUp: number; // agents whose phone is registered
  lastCall: boolean; // one has come in over the trunk
  hours: number;
  answered: boolean;
}

export function doneSteps(f: Facts): Record<FirstStep, boolean> {
  return { company: f.country !== '', agents: f.agents > 0 && f.phonesUp > 0, trunk: f.lastCall, hours: f.hours > 0, call: f.answered };
}

// nextStep is the first that is not done; null once all are.
export function nextStep(done: Record<FirstStep, boolean>): FirstStep | null {
  return steps.find((s) => !done[s]) ?? null;
}
