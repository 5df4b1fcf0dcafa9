import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { answerOf, asProblem } from '../api/problem';
import { meQuery } from '../api/queries';
import type { AgentState } from '../api/types';
import { useOwn } from '../app/own';
import { may } from './may';
import { done, refused } from './notices';
import { wordsFor } from './Trouble';

// useDial calls a number for the agent who sits at this page: their own phone
// rings first. It is null for who is no agent, or may make no calls.
export function useDial(): ((number: string) => Promise<void>) | null {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const own = useOwn();
  if (!own || !may(me, 'calls.make')) return null;
  return async (number) => {
    try {
      await answerOf(api.POST('/calls', { body: { agent_id: own.agent.id, to: number } }));
      done(t('card.calling'));
    } catch (err) {
      refused(refusal(err, own.agent.state, t), t);
    }
  };
}

// refusal says why there is no call. What the agent is doing is worded by the
// page, in the reader's language.
function refusal(err: unknown, state: AgentState, t: TFunction): string {
  const problem = asProblem(err);
  if (problem.code === 'agent_not_free' && state !== 'available') return t('card.not_free', { state: t(`state.${state}`) });
  if (problem.code === 'invalid') return t('problem.no_number');
  return wordsFor(err, t);
}
