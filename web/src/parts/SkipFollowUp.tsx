import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../api/queries';
import { restoreFollowUp, skipFollowUp } from '../api/schedule';
import type { FollowUp } from '../api/types';
import { plain } from '../words/phone';
import { may } from './may';
import { failed, undoable } from './notices';

// SkipFollowUp keeps a task from being raised, which can be taken back.
export function SkipFollowUp({ of: f }: { of: FollowUp }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  if (!may(me, 'tasks.edit')) return null;
  const act = (work: Promise<unknown>) => work.catch((err: unknown) => failed(err, t));
  const skip = () =>
    act(skipFollowUp(f.id).then(() => undoable(t('followups.skipped', { task: plain(f.title) }), t('followups.undo'), () => act(restoreFollowUp(f.id)))));
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={t('followups.skip', { task: plain(f.title) })} onClick={() => void skip()}>
      <IconX size={15} />
    </ActionIcon>
  );
}
