import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { NewCard } from '../../pages/card/NewCard';
import { AddTask } from '../../pages/tasks/AddTask';
import { done } from '../../parts/notices';

// NewThing makes a card or a task from wherever one is.
export function NewThing({ what, onClose }: { what: 'card' | 'task'; onClose: () => void }) {
  const { t } = useTranslation();
  if (what === 'card') return <NewCard opened onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} size="lg" title={<span className="h2">{t('palette.new_task')}</span>} closeButtonProps={{ 'aria-label': t('rec.close') }}>
      <AddTask
        onAdded={() => {
          done(t('palette.task_made'));
          onClose();
        }}
      />
    </Modal>
  );
}
