package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// Webhooks are the addresses outside that are told of what happens.
type Webhooks interface {
	ListWebhooks(ctx context.Context) ([]crm.Webhook, error)
	// AddWebhook answers also the secret, which is told this once.
	AddWebhook(ctx context.Context, in crm.WebhookChange) (crm.Webhook, string, error)
	ChangeWebhook(ctx context.Context, id crm.WebhookID, ch crm.WebhookChange) (crm.Webhook, error)
	RemoveWebhook(ctx context.Context, id crm.WebhookID) (crm.Webhook, error)
	TestWebhook(ctx context.Context, id crm.WebhookID) error
	WebhookDeliveries(ctx context.Context, id crm.WebhookID) ([]crm.WebhookDelivery, error)
	TellWebhookAgain(ctx context.Context, id crm.WebhookID, delivery crm.WebhookDeliveryID) error
}

// ListWebhooks answers all webhooks.
func (h handlers) ListWebhooks(c echo.Context) error {
	all, err := h.cfg.Store.ListWebhooks(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, WebhookList{Items: each(all, webhookView)})
}

// AddWebhook has an address told of what happens.
func (h handlers) AddWebhook(c echo.Context) error {
	var form WebhookNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	made, secret, err := h.cfg.Store.AddWebhook(settled(c), crm.WebhookChange{Name: &form.Name, URL: &form.URL, Events: kindsOf(&form.Events)})
	if err != nil {
		return err
	}
	noted(c, string(made.ID), made.Name)
	return c.JSON(http.StatusCreated, WebhookMade{Webhook: webhookView(made), Secret: secret})
}

// ChangeWebhook changes a webhook, or turns it off or on.
func (h handlers) ChangeWebhook(c echo.Context, id string) error {
	var form WebhookChange
	if err := c.Bind(&form); err != nil {
		return err
	}
	w, err := h.cfg.Store.ChangeWebhook(settled(c), crm.WebhookID(id), crm.WebhookChange{Name: form.Name, URL: form.URL, Events: kindsOf(form.Events), On: form.On})
	if err != nil {
		return err
	}
	noted(c, "", w.Name)
	return c.JSON(http.StatusOK, webhookView(w))
}

// RemoveWebhook forgets a webhook.
func (h handlers) RemoveWebhook(c echo.Context, id string) error {
	w, err := h.cfg.Store.RemoveWebhook(settled(c), crm.WebhookID(id))
	if err != nil {
		return err
	}
	noted(c, "", w.Name)
	return c.NoContent(http.StatusNoContent)
}

// TestWebhook has a webhook told that somebody tries it.
func (h handlers) TestWebhook(c echo.Context, id string) error {
	if err := h.cfg.Store.TestWebhook(settled(c), crm.WebhookID(id)); err != nil {
		return err
	}
	return c.NoContent(http.StatusAccepted)
}

// ListWebhookDeliveries answers what a webhook was told last.
func (h handlers) ListWebhookDeliveries(c echo.Context, id string) error {
	all, err := h.cfg.Store.WebhookDeliveries(c.Request().Context(), crm.WebhookID(id))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, WebhookDeliveryList{Items: each(all, webhookDeliveryView)})
}

// TellWebhookAgain has a webhook told once more of an event.
func (h handlers) TellWebhookAgain(c echo.Context, id, delivery string) error {
	if err := h.cfg.Store.TellWebhookAgain(settled(c), crm.WebhookID(id), crm.WebhookDeliveryID(delivery)); err != nil {
		return err
	}
	return c.NoContent(http.StatusAccepted)
}

// kindsOf are the events that a form names; nil where it names none.
func kindsOf(in *[]WebhookEvent) *[]crm.EventKind {
	if in == nil {
		return nil
	}
	kinds := make([]crm.EventKind, len(*in))
	for i, k := range *in {
		kinds[i] = crm.EventKind(k)
	}
	return &kinds
}

func webhookView(w crm.Webhook) Webhook {
	view := Webhook{ID: string(w.ID), Name: w.Name, URL: w.URL, Events: each(w.Events, func(k crm.EventKind) WebhookEvent { return WebhookEvent(k) }),
		On: w.Off == "", FailingSince: moment(w.FailingSince), MadeAt: w.MadeAt}
	if w.Off != "" {
		why := WebhookOffBecause(w.Off)
		view.OffBecause = &why
	}
	return view
}

func webhookDeliveryView(d crm.WebhookDelivery) WebhookDelivery {
	view := WebhookDelivery{ID: string(d.ID), EventID: string(d.Event), Type: string(d.Kind), At: d.At, State: WebhookDeliveryState(d.State),
		Attempts: d.Attempts, Answer: text(d.Answer), TriedAt: moment(d.TriedAt), NextAt: moment(d.NextAt)}
	if d.Status != 0 {
		view.Status = &d.Status
	}
	return view
}
