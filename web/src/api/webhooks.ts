// What the page asks the server about addresses outside that are told of events.
import { queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { answerOf } from './problem';
import { queries } from './queries';
import type { components } from './schema';
import type { Webhook, WebhookDelivery } from './types';

type Schemas = components['schemas'];

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: ({ signal }) => answerOf(api.GET('/webhooks', { signal })),
});

const of = (id: string) => ({ path: { id } });
const again = () => queries.invalidateQueries({ queryKey: webhooksQuery.queryKey });

export const webhookDeliveriesQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', id, 'deliveries'],
    queryFn: ({ signal }) => answerOf(api.GET('/webhooks/{id}/deliveries', { params: of(id), signal })),
    refetchInterval: 3_000, // they go on without anybody's doing
  });

// addWebhook answers the secret, too, which is told this once.
export async function addWebhook(body: Schemas['WebhookNew']) {
  const made = await answerOf(api.POST('/webhooks', { body }));
  await again();
  return made;
}

export async function changeWebhook(id: string, body: Schemas['WebhookChange']) {
  await answerOf(api.PATCH('/webhooks/{id}', { params: of(id), body }));
  await again();
}

export const removeWebhook = (id: string) => answerOf(api.DELETE('/webhooks/{id}', { params: of(id) })).then(again);
export const testWebhook = (id: string) => answerOf(api.POST('/webhooks/{id}/test', { params: of(id) })).then(again);

export const tellWebhookAgain = (w: Webhook, d: WebhookDelivery) =>
  answerOf(api.POST('/webhooks/{id}/deliveries/{delivery}/again', { params: { path: { id: w.id, delivery: d.id } } })).then(again);
