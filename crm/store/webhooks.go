package store

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"strings"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type webhookRow struct {
	ID           crm.WebhookID
	Name         string
	URL          string
	Events       string // apart by spaces
	OffBecause   crm.WebhookOff
	FailingSince *time.Time
	MadeAt       time.Time
}

func (r webhookRow) webhook() crm.Webhook {
	w := crm.Webhook{ID: r.ID, Name: r.Name, URL: r.URL, Off: r.OffBecause, FailingSince: utc(r.FailingSince), MadeAt: r.MadeAt.UTC()}
	for _, kind := range strings.Fields(r.Events) {
		w.Events = append(w.Events, crm.EventKind(kind))
	}
	return w
}

func webhooks(tx *gorm.DB) *gorm.DB {
	return tx.Table("webhooks").Select("id, name, url, array_to_string(events, ' ') AS events, off_because, failing_since, made_at")
}

// secretOf is about what the secret of a webhook is sealed.
func secretOf(id crm.WebhookID) string { return "webhook " + string(id) }

// ListWebhooks are all webhooks, by name.
func (s *Store) ListWebhooks(ctx context.Context) (all []crm.Webhook, err error) {
	var rows []webhookRow
	err = s.read(ctx, "store.ListWebhooks", func(tx *gorm.DB) error { return webhooks(tx).Order("lower(name), id").Scan(&rows).Error })
	for _, r := range rows {
		all = append(all, r.webhook())
	}
	return all, err
}

// AddWebhook makes a webhook, and the secret by which it knows us, which is told
// this once. Without a key to seal it there is none: Conflict.
func (s *Store) AddWebhook(ctx context.Context, ch crm.WebhookChange) (w crm.Webhook, secret string, err error) {
	const op = "store.AddWebhook"
	if s.sealer == nil {
		return w, "", fault.New(fault.Conflict, op, "this house has no key by which a secret could be kept; an administrator can name one")
	}
	if w, err = ch.Apply(w); err != nil {
		return w, "", fault.Wrap(op, err)
	}
	if w.ID, err = newID[crm.WebhookID](); err != nil {
		return w, "", fault.Wrap(op, err)
	}
	w.MadeAt = crm.Moment(s.clock.Now())
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	secret = "whsec_" + base64.StdEncoding.EncodeToString(random)
	sealed, err := s.sealer.Seal(secret, secretOf(w.ID))
	if err != nil {
		return w, "", fault.Wrap(op, err)
	}
	return w, secret, s.write(ctx, op, func(tx *gorm.DB) error {
		var n int64
		if err := tx.Raw("SELECT count(*) FROM webhooks").Scan(&n).Error; err != nil {
			return err
		}
		if n >= crm.MaxWebhooks {
			return fault.New(fault.Conflict, op, "there are %d webhooks already", n)
		}
		return tx.Exec("INSERT INTO webhooks (id, name, url, events, secret, made_at) VALUES (?, ?, ?, string_to_array(?, ' '), ?, ?)",
			w.ID, w.Name, w.URL, spaced(w.Events), sealed, w.MadeAt).Error
	})
}

// spaced are kinds as one text.
func spaced(kinds []crm.EventKind) string {
	var b strings.Builder
	for _, k := range kinds {
		b.WriteString(string(k) + " ")
	}
	return strings.TrimSpace(b.String())
}

// ChangeWebhook changes a webhook.
func (s *Store) ChangeWebhook(ctx context.Context, id crm.WebhookID, ch crm.WebhookChange) (w crm.Webhook, err error) {
	const op = "store.ChangeWebhook"
	return w, s.write(ctx, op, func(tx *gorm.DB) error {
		row, err := heldWebhook(tx, op, id)
		if err != nil {
			return err
		}
		if w, err = ch.Apply(row.webhook()); err != nil {
			return err
		}
		return tx.Exec("UPDATE webhooks SET name = ?, url = ?, events = string_to_array(?, ' '), off_because = ?, failing_since = ? WHERE id = ?",
			w.Name, w.URL, spaced(w.Events), w.Off, at(w.FailingSince), id).Error
	})
}

// heldWebhook is a webhook that nobody else changes meanwhile.
func heldWebhook(tx *gorm.DB, op string, id crm.WebhookID) (row webhookRow, err error) {
	if !sound(id) {
		return row, unknown(op)
	}
	return row, webhooks(tx).Clauses(forUpdate).Where("id = ?", id).Take(&row).Error
}

// RemoveWebhook forgets a webhook, and what it was told.
func (s *Store) RemoveWebhook(ctx context.Context, id crm.WebhookID) (w crm.Webhook, err error) {
	const op = "store.RemoveWebhook"
	return w, s.write(ctx, op, func(tx *gorm.DB) error {
		row, err := heldWebhook(tx, op, id)
		if err != nil {
			return err
		}
		w = row.webhook()
		if err := tx.Exec("DELETE FROM webhook_deliveries WHERE webhook_id = ?", id).Error; err != nil {
			return err
		}
		return tx.Exec("DELETE FROM webhooks WHERE id = ?", id).Error
	})
}
