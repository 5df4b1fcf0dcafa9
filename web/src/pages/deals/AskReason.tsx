import { Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormFoot } from '../../parts/FormFoot';

// AskReason asks why deals were lost: without a reason they cannot be.
export function AskReason({ title, onClose, onReason }: { title: string; onClose: () => void; onReason: (reason: string) => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  return (
    <Modal opened onClose={onClose} title={<span className="h2">{title}</span>} closeButtonProps={{ 'aria-label': t('form.cancel') }}>
      <form
        className="stack"
        style={{ gap: 14 }}
        onSubmit={(e) => {
          e.preventDefault();
          if (reason.trim()) onReason(reason.trim());
        }}
      >
        <TextInput label={t('deals.reason')} description={t('deals.reason_hint')} data-autofocus value={reason} maxLength={200} onChange={(e) => setReason(e.currentTarget.value)} />
        <FormFoot word={t('deals.refuse')} disabled={!reason.trim()} onCancel={onClose} />
      </form>
    </Modal>
  );
}
