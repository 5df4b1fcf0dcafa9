import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { extend } from '../live/actions';
import { useDesk } from '../live/desk';
import { failed } from '../parts/notices';
import { extensionMinutes, mayExtend } from './shift';
import { useOwn } from './own';

// Extend makes one's own wrap-up longer, as often as the policy allows.
export function Extend() {
  const { t } = useTranslation();
  const own = useOwn();
  const { data: desk } = useDesk();
  const [busy, setBusy] = useState(false);
  if (!own || !desk || !mayExtend(own.agent, desk.policy)) return null;
  const longer = async () => {
    setBusy(true);
    await extend(own.agent.id).catch((err: unknown) => failed(err, t));
    setBusy(false);
  };
  return (
    <Button size="compact-md" variant="default" loading={busy} onClick={() => void longer()}>
      {t('next.extend', { time: extensionMinutes(desk.policy) })}
    </Button>
  );
}
