package main

import (
	"context"
	"errors"

	"vonal/crm"
	"vonal/crm/courier"
	"vonal/crm/hook"
	"vonal/internal/fault"
)

// byWebhook tells an address outside of an event.
func (p *program) byWebhook(ctx context.Context, try courier.Try) error {
	id := crm.WebhookDeliveryID(try.ID)
	call, err := p.store.TakeWebhookDelivery(ctx, id, try.Job)
	if fault.Is(err, fault.Unknown) {
		return nil
	}
	if err != nil {
		return err
	}
	end := hook.Send(ctx, p.outside, call, p.Clock.Now())
	end.Over = !end.Sent && (end.Gone || try.Last())
	if err := p.store.EndWebhookDelivery(context.WithoutCancel(ctx), id, end); err != nil || end.Sent {
		return err
	}
	p.Log.Warn("a webhook was not told", "webhook", call.Webhook, "event", call.Kind, "attempts", try.Number, "given_up", end.Over, "answer", end.Why)
	failed := fault.New(fault.Unavailable, "byWebhook", "%s", end.Why)
	if end.Over {
		return errors.Join(courier.ErrOver, failed)
	}
	return failed
}
