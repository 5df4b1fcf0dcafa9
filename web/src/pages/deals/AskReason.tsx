import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

// AskReason asks why deals were lost: without a reason they cannot be.
export function AskReason({ title, onClose, onReason }: { title: string; onClose: () => void; onReason: (reason: string) => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  return (
    <Modal opened onClose={onClose} title={<span className="h2">{title}</span>} closeButtonProps={{ 'aria-label': t('cards.cancel') }}>
      <form
        className="stack"
        style={{ gap: 14 }}
        onSubmit={(e) => {
          e.preventDefault();
          if (reason.trim()) onReason(reason.trim());
        }}
      >
        <TextInput label={t('deals.reason')} description={t('deals.reason_hint')} data-autofocus value={reason} maxLength={200} onChange={(e) => setReason(e.currentTarget.value)} />
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>
            {t('cards.cancel')}
          </Button>
          <Button type="submit" disabled={!reason.trim()}>
            {t('deals.refuse')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
