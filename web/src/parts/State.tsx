import {
  IconBellRinging,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconHourglassHigh,
  IconPhoneCalling,
  IconPhoneFilled,
  IconPhoneOff,
  IconPlayerPauseFilled,
  type IconProps,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent, AgentState } from '../api/types';
import { usePauses } from './pauses';
import classes from './State.module.css';
import { Timer } from './Timer';

const icons: Record<AgentState, ComponentType<IconProps>> = {
  offline: IconCircleDashed,
  available: IconCircleCheckFilled,
  claimed: IconPhoneCalling,
  ringing: IconBellRinging,
  talking: IconPhoneFilled,
  wrapup: IconHourglassHigh,
  paused: IconPlayerPauseFilled,
  unreachable: IconPhoneOff,
};

export const agentStates = Object.keys(icons) as AgentState[];

export function StateIcon({ state, size = 16 }: { state: AgentState; size?: number }) {
  const Icon = icons[state];
  return <Icon size={size} className={classes.icon} data-state={state} aria-hidden />;
}

// StateMark is a state as icon, word and colour: never by colour alone.
export function StateMark({ state }: { state: AgentState }) {
  const { t } = useTranslation();
  return (
    <span className={classes.mark} data-state={state}>
      <StateIcon state={state} />
      <span className="cut">{t(`state.${state}`)}</span>
    </span>
  );
}

// StateTime is how long a state has lasted, or how long it lasts yet.
export function StateTime({ agent }: { agent: Agent }) {
  if (agent.state === 'wrapup' && agent.state_until) return <Timer until={agent.state_until} />;
  if (!agent.state_since) return null;
  return <Timer since={agent.state_since} />;
}

// StateDetail is what else there is to say of a state, in words.
export function useStateDetail(): (agent: Agent) => string {
  const { t } = useTranslation();
  const { word } = usePauses();
  return (agent) => {
    if (agent.state === 'paused') return word(agent.reason);
    if (agent.next_pause) return t('chip.next_pause', { reason: word(agent.next_pause) });
    return '';
  };
}
