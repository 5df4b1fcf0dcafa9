import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPhoneCall } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePhone } from './Caller';
import { useDial } from './dial';

// CallButton calls a number for the agent who sits at this page. Users who are
// no agent do not see it.
export function CallButton({ number }: { number: string }) {
  const { t } = useTranslation();
  const dial = useDial();
  const write = usePhone();
  const [busy, setBusy] = useState(false);
  if (!dial) return null;
  const what = t('card.call', { number: write(number) });

  const call = async () => {
    setBusy(true);
    await dial(number);
    setBusy(false);
  };

  return (
    <Tooltip label={what}>
      <ActionIcon variant="subtle" size={26} disabled={busy} aria-label={what} onClick={() => void call()}>
        <IconPhoneCall size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
