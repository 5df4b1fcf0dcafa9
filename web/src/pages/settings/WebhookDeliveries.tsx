import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Webhook, WebhookDelivery } from '../../api/types';
import { tellWebhookAgain, webhookDeliveriesQuery } from '../../api/webhooks';
import { Moment } from '../../parts/Moment';
import { failed } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { Trouble } from '../../parts/Trouble';
import { eventWord } from '../../words/webhooks';
import classes from './Settings.module.css';

// WebhookDeliveries is what a webhook was told last, and what it answered.
export function WebhookDeliveries({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(webhookDeliveriesQuery(webhook.id));
  if (error && !data) return <Trouble error={error} retry={() => void refetch()} />;
  if (!data) return <Rows count={2} />;
  if (data.items.length === 0) return <p className="soft">{t('webhooks.told_nothing')}</p>;
  return (
    <ol className={classes.told} aria-label={t('webhooks.deliveries_of', { name: webhook.name })}>
      {data.items.map((d) => (
        <Line key={d.id} webhook={webhook} delivery={d} />
      ))}
    </ol>
  );
}

function Line({ webhook, delivery: d }: { webhook: Webhook; delivery: WebhookDelivery }) {
  const { t } = useTranslation();
  const again = () => void tellWebhookAgain(webhook, d).catch((err: unknown) => failed(err, t));
  return (
    <li className="spread">
      <span className="grow">
        {eventWord(d.type, t)}{' '}
        <span className="soft small">
          <Moment at={d.at} /> · {t(`webhooks.state_${d.state}`)}
          {d.attempts > 0 ? ` · ${t('webhooks.attempts', { count: d.attempts })}` : ''}
          {d.answer ? ` · ${d.answer}` : ''}
          {d.next_at && d.attempts > 0 ? (
            <>
              {' '}
              · {t('webhooks.next')} <Moment at={d.next_at} />
            </>
          ) : null}
        </span>
      </span>
      {d.state === 'waiting' || !webhook.on ? null : (
        <Button variant="subtle" size="compact-sm" aria-label={t('webhooks.again_of', { event: eventWord(d.type, t) })} onClick={again}>
          {t('webhooks.again')}
        </Button>
      )}
    </li>
  );
}
