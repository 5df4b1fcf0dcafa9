import { Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { putPauseReasons, type PauseReason } from '../../api/people';
import { FormFoot } from '../../parts/FormFoot';
import { LabelFields, named } from '../../parts/LabelFields';
import { Trouble } from '../../parts/Trouble';
import { useSaving } from '../../parts/saving';
import { keyOf } from '../../words/keys';

// PauseForm is one reason for a pause: its names and what it means.
export function PauseForm({ reason, onClose }: { reason: PauseReason; onClose: () => void }) {
  const { t } = useTranslation();
  const [form, setForm] = useState(reason);
  const labels = named(form.labels);

  const { busy, error, fields, save } = useSaving(async () => {
    await putPauseReasons({ ...form, labels, key: form.key || keyOf(labels.en ?? labels.hu ?? labels.ru ?? '', 'pause') });
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={<span className="h2">{t(reason.key ? 'pauses.edit' : 'pauses.new')}</span>} closeButtonProps={{ 'aria-label': t('problem.close') }}>
      <form
        className="stack"
        style={{ gap: 12 }}
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <LabelFields labels={form.labels} error={fields.labels ?? fields.key} onChange={(l) => setForm({ ...form, labels: l })} />
        <Checkbox label={t('pauses.forced')} description={t('pauses.forced_hint')} checked={form.forced ?? false} onChange={(e) => setForm({ ...form, forced: e.currentTarget.checked })} />
        <Checkbox label={t('pauses.paid')} checked={form.paid ?? false} onChange={(e) => setForm({ ...form, paid: e.currentTarget.checked })} />
        {error && Object.keys(fields).length === 0 ? <Trouble error={error} /> : null}
        <FormFoot word={t('fields.save')} busy={busy} disabled={Object.keys(labels).length === 0} onCancel={onClose} />
      </form>
    </Modal>
  );
}
