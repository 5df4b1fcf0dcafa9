import { Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Policy } from '../../api/types';
import { changeAtOnce } from './change';

// OutcomeRequired says whether agents owe an outcome before they are ready. It
// takes effect when it is switched.
export function OutcomeRequired({ policy, edit }: { policy: Policy; edit: boolean }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);

  const change = async (on: boolean) => {
    setBusy(true);
    await changeAtOnce(policy, { outcome_required: on }, t);
    setBusy(false);
  };
  return (
    <Switch
      id="outcome_required"
      checked={policy.outcome_required}
      disabled={!edit || busy}
      label={t('policy.outcome_required')}
      description={t('policy.outcome_required_hint')}
      onChange={(e) => void change(e.currentTarget.checked)}
    />
  );
}
