import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import type { Call } from '../../api/types';
import { OutcomeBar } from '../../app/OutcomeBar';
import { Caller } from '../../parts/Caller';
import { may } from '../../parts/may';
import { useOutcomeWord } from '../../parts/outcomes';

// LateOutcome is what came of a call, or asks for it after the fact.
export function LateOutcome({ call }: { call: Call }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [open, setOpen] = useState(false);
  const outcome = useOutcomeWord();
  const word = call.outcome ? outcome(call.outcome) : '';
  if (!may(me, 'calls.work') || !call.agent_id || !call.talk_ms) return word;
  return (
    <>
      <Button size="compact-sm" variant="subtle" color={call.outcome ? 'gray' : undefined} fw={call.outcome ? 400 : 500} onClick={() => setOpen(true)}>
        {word || t('calls.say_outcome')}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={<Caller call={call} />} size="lg" closeButtonProps={{ 'aria-label': t('form.cancel') }}>
        <OutcomeBar call={call} when="late" onSaved={() => setOpen(false)} />
      </Modal>
    </>
  );
}
