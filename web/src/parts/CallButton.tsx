import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPhoneCall } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { answerOf, asProblem } from '../api/problem';
import { meQuery } from '../api/queries';
import type { AgentState } from '../api/types';
import { useOwn } from '../app/own';
import { usePhone } from './Caller';
import { may } from './may';
import { done, refused } from './notices';
import { wordsFor } from './Trouble';

// CallButton calls a number for the agent who sits at this page: their own
// phone rings first. Users who are no agent do not see it.
export function CallButton({ number }: { number: string }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const own = useOwn();
  const write = usePhone();
  const [busy, setBusy] = useState(false);
  if (!own || !may(me, 'calls.make')) return null;
  const what = t('card.call', { number: write(number) });

  const call = async () => {
    setBusy(true);
    try {
      await answerOf(api.POST('/calls', { body: { agent_id: own.agent.id, to: number } }));
      done(t('card.calling'));
    } catch (err) {
      refused(refusal(err, own.agent.state, t), t);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Tooltip label={what}>
      <ActionIcon variant="subtle" size={26} disabled={busy} aria-label={what} onClick={() => void call()}>
        <IconPhoneCall size={16} />
      </ActionIcon>
    </Tooltip>
  );
}

// refusal says why there is no call. What the agent is doing is worded by the
// page, in the reader's language.
function refusal(err: unknown, state: AgentState, t: TFunction): string {
  const problem = asProblem(err);
  if (problem.code === 'agent_not_free' && state !== 'available') return t('card.not_free', { state: t(`state.${state}`) });
  if (problem.code === 'invalid') return t('problem.no_number');
  return wordsFor(err, t);
}
