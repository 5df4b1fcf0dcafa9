import type { TFunction } from 'i18next';
import type { WebhookEvent } from '../api/types';

const words = {
  'card.created': 'card_created', 'card.changed': 'card_changed', 'deal.created': 'deal_created', 'deal.moved': 'deal_moved',
  'outcome.recorded': 'outcome_recorded', 'task.opened': 'task_opened', 'task.done': 'task_done', 'call.ended': 'call_ended',
  'duty.opened': 'duty_opened', 'duty.closed': 'duty_closed', 'webhook.test': 'webhook_test',
} as const;

// webhookEvents are those a webhook can be told of.
export const webhookEvents = Object.keys(words).filter((e) => e !== 'webhook.test') as WebhookEvent[];

const isKnown = (event: string): event is keyof typeof words => event in words;

// eventWord is what an event is called; one this page does not know, by its own name.
export const eventWord = (event: string, t: TFunction) => (isKnown(event) ? t(`webhooks.event_${words[event]}`) : event);

const channels = { mail: 'mail', push: 'push', webhook: 'webhook' } as const;

// channelWord is what a way out of the house is called.
export const channelWord = (name: string, t: TFunction) => (name in channels ? t(`queues.${channels[name as keyof typeof channels]}`) : name);
