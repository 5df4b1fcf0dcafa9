import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Webhook } from '../../api/types';
import { addWebhook, changeWebhook } from '../../api/webhooks';
import { Copy } from '../../parts/Copy';
import { FormFoot } from '../../parts/FormFoot';
import { useSaving } from '../../parts/saving';
import { Trouble } from '../../parts/Trouble';
import { eventWord, webhookEvents } from '../../words/webhooks';
import classes from './Settings.module.css';

// WebhookForm makes a webhook, of which it shows the secret once, or changes one.
export function WebhookForm({ webhook, onClose }: { webhook: Webhook | null; onClose: () => void }) {
  const { t } = useTranslation();
  const [form, setForm] = useState({ name: webhook?.name ?? '', url: webhook?.url ?? '', events: webhook?.events ?? [] });
  const [secret, setSecret] = useState('');
  const { busy, error, fields, save } = useSaving(async () => {
    if (!webhook) return setSecret((await addWebhook(form)).secret);
    await changeWebhook(webhook.id, form);
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={<span className="h2">{t(webhook ? 'webhooks.edit' : 'webhooks.new')}</span>} closeButtonProps={{ 'aria-label': t('problem.close') }}>
      {secret ? (
        <Secret secret={secret} onClose={onClose} />
      ) : (
        <form
          className={classes.form}
          onSubmit={(e) => {
            e.preventDefault();
            void save();
          }}
        >
          <TextInput label={t('webhooks.name')} data-autofocus value={form.name} error={fields.name} onChange={(e) => setForm({ ...form, name: e.currentTarget.value })} />
          <TextInput label={t('webhooks.url')} description={t('webhooks.url_hint')} type="url" value={form.url} error={fields.url} onChange={(e) => setForm({ ...form, url: e.currentTarget.value })} />
          <Checkbox.Group label={t('webhooks.events')} error={fields.events} value={form.events} onChange={(all) => setForm({ ...form, events: webhookEvents.filter((e) => all.includes(e)) })}>
            <div className={classes.events}>
              {webhookEvents.map((e) => (
                <Checkbox key={e} value={e} label={eventWord(e, t)} />
              ))}
            </div>
          </Checkbox.Group>
          {error && Object.keys(fields).length === 0 ? <Trouble error={error} /> : null}
          <FormFoot word={t('fields.save')} busy={busy} disabled={!form.name.trim() || form.events.length === 0} onCancel={onClose} />
        </form>
      )}
    </Modal>
  );
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.form}>
      <p>{t('webhooks.secret_hint')}</p>
      <TextInput label={t('webhooks.secret')} readOnly value={secret} rightSection={<Copy value={secret} what={t('webhooks.secret')} />} />
      <div className="row">
        <Button onClick={onClose}>{t('webhooks.secret_kept')}</Button>
      </div>
    </div>
  );
}
