import { Button, Modal, Switch } from '@mantine/core';
import { IconAlertTriangle, IconPlus, IconWebhook } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Webhook } from '../../api/types';
import { changeWebhook, removeWebhook, testWebhook, webhooksQuery } from '../../api/webhooks';
import { Empty } from '../../parts/Empty';
import { Moment } from '../../parts/Moment';
import { done, failed } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { useTitle } from '../../parts/title';
import { Trouble } from '../../parts/Trouble';
import { eventWord } from '../../words/webhooks';
import { WebhookDeliveries } from './WebhookDeliveries';
import { WebhookForm } from './WebhookForm';
import classes from './Settings.module.css';

// Webhooks is the addresses outside that are told of what happens.
export function Webhooks() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(webhooksQuery);
  const [form, setForm] = useState<Webhook | 'new' | null>(null);
  useTitle(t('webhooks.title'));
  const make = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setForm('new')}>
      {t('webhooks.new')}
    </Button>
  );
  return (
    <>
      <div className="spread wrap">
        <h1 className="h1">{t('webhooks.title')}</h1>
        {data?.items.length ? make : null}
      </div>
      <p className="soft">{t('webhooks.hint')}</p>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={3} /> : null}
      {data?.items.length === 0 ? (
        <Empty icon={IconWebhook} title={t('webhooks.none')}>
          {make}
        </Empty>
      ) : null}
      {data?.items.length ? (
        <ul className={classes.section} aria-label={t('webhooks.title')}>
          {data.items.map((w) => (
            <Line key={w.id} webhook={w} onChange={() => setForm(w)} />
          ))}
        </ul>
      ) : null}
      {form ? <WebhookForm webhook={form === 'new' ? null : form} onClose={() => setForm(null)} /> : null}
    </>
  );
}

function Line({ webhook: w, onChange }: { webhook: Webhook; onChange: () => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState(false);
  const act = (work: Promise<unknown>) => void work.catch((err: unknown) => failed(err, t));
  const off = w.off_because === 'gone' || w.off_because === 'failing' ? t(`webhooks.off_${w.off_because}`) : '';
  return (
    <li className={classes.hook}>
      <div className={classes.line}>
        <div className="grow">
          <strong>{w.name}</strong> <span className={`soft small ${classes.address}`}>{w.url}</span>
          <div className="soft small">{w.events.map((e) => eventWord(e, t)).join(' · ')}</div>
          {off || w.failing_since ? (
            <div className={`${classes.failure} small`}>
              <IconAlertTriangle size={15} aria-hidden />
              <span>
                {off || t('webhooks.failing')} {w.failing_since && !off ? <Moment at={w.failing_since} /> : null}
              </span>
            </div>
          ) : null}
        </div>
        <Switch label={t('webhooks.on')} aria-label={t('webhooks.on_of', { name: w.name })} checked={w.on} onChange={(e) => act(changeWebhook(w.id, { on: e.currentTarget.checked }))} />
      </div>
      <div className="row wrap">
        <Button
          variant="default"
          size="compact-md"
          disabled={!w.on}
          aria-label={t('webhooks.test_of', { name: w.name })}
          onClick={() => {
            setOpen(true);
            act(testWebhook(w.id).then(() => done(t('webhooks.tested', { name: w.name }))));
          }}
        >
          {t('webhooks.test')}
        </Button>
        <Button variant="subtle" size="compact-md" aria-expanded={open} aria-label={t('webhooks.deliveries_of', { name: w.name })} onClick={() => setOpen(!open)}>
          {t('webhooks.deliveries')}
        </Button>
        <Button variant="subtle" color="gray" size="compact-md" aria-label={t('webhooks.change_of', { name: w.name })} onClick={onChange}>
          {t('webhooks.change')}
        </Button>
        <Button variant="subtle" color="gray" size="compact-md" aria-label={t('webhooks.remove_of', { name: w.name })} onClick={() => setAsked(true)}>
          {t('webhooks.remove')}
        </Button>
      </div>
      {open ? <WebhookDeliveries webhook={w} /> : null}
      <Modal opened={asked} onClose={() => setAsked(false)} title={<span className="h2">{t('webhooks.remove_of', { name: w.name })}</span>} closeButtonProps={{ 'aria-label': t('problem.close') }}>
        <div className={classes.form}>
          <p>{t('webhooks.remove_hint')}</p>
          <div className="row">
            <Button color="red" onClick={() => act(removeWebhook(w.id).then(() => setAsked(false)))}>
              {t('webhooks.remove')}
            </Button>
            <Button variant="default" onClick={() => setAsked(false)}>
              {t('form.cancel')}
            </Button>
          </div>
        </div>
      </Modal>
    </li>
  );
}
