package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type webhookDeliveryRow struct {
	ID       crm.WebhookDeliveryID
	EventID  crm.EventID
	Kind     crm.EventKind
	At       time.Time
	State    crm.WebhookState
	Attempts int
	Status   int
	Answer   string
	TriedAt  *time.Time
	NextAt   *time.Time // as River knows it
}

func (r webhookDeliveryRow) delivery() crm.WebhookDelivery {
	return crm.WebhookDelivery{ID: r.ID, Event: r.EventID, Kind: r.Kind, At: r.At.UTC(), State: r.State, Attempts: r.Attempts,
		Status: r.Status, Answer: r.Answer, TriedAt: utc(r.TriedAt), NextAt: utc(r.NextAt)}
}

func webhookDeliveries(tx *gorm.DB, of crm.WebhookID) *gorm.DB {
	return tx.Table("webhook_deliveries AS d").Where("d.webhook_id = ?", of).
		Select("d.*, river_job.scheduled_at AS next_at").
		Joins("LEFT JOIN river_job ON river_job.id = d.job_id AND d.state = 'waiting' AND river_job.finalized_at IS NULL")
}

// latestDeliveries is how many of a webhook's deliveries are listed.
const latestDeliveries = 50

// WebhookDeliveries are the last events that a webhook was told of, newest first.
func (s *Store) WebhookDeliveries(ctx context.Context, id crm.WebhookID) (all []crm.WebhookDelivery, err error) {
	const op = "store.WebhookDeliveries"
	if !sound(id) {
		return nil, unknown(op)
	}
	var rows []webhookDeliveryRow
	err = s.read(ctx, op, func(tx *gorm.DB) error {
		if err := webhooks(tx).Where("id = ?", id).Take(&webhookRow{}).Error; err != nil {
			return err
		}
		return webhookDeliveries(tx, id).Order("d.id DESC").Limit(latestDeliveries).Scan(&rows).Error
	})
	for _, r := range rows {
		all = append(all, r.delivery())
	}
	return all, err
}

// TestWebhook has a webhook told that somebody tries it.
func (s *Store) TestWebhook(ctx context.Context, id crm.WebhookID) error {
	const op = "store.TestWebhook"
	event, err := newID[crm.EventID]()
	if err != nil {
		return fault.Wrap(op, err)
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		if err := onWebhook(tx, op, id); err != nil {
			return err
		}
		return s.tellHook(tx, id, happened{ID: event, Kind: crm.EventTest, At: crm.Moment(s.clock.Now())})
	})
}

// onWebhook refuses a webhook that is off.
func onWebhook(tx *gorm.DB, op string, id crm.WebhookID) error {
	row, err := heldWebhook(tx, op, id)
	if err == nil && row.OffBecause != "" {
		return fault.New(fault.Conflict, op, "the webhook is off")
	}
	return err
}

// TellWebhookAgain has a webhook told once more of an event, by the same id.
func (s *Store) TellWebhookAgain(ctx context.Context, id crm.WebhookID, delivery crm.WebhookDeliveryID) error {
	const op = "store.TellWebhookAgain"
	return s.write(ctx, op, func(tx *gorm.DB) error { return s.tellHookAgain(tx, op, id, delivery) })
}

func (s *Store) tellHookAgain(tx *gorm.DB, op string, id crm.WebhookID, delivery crm.WebhookDeliveryID) error {
	if err := onWebhook(tx, op, id); err != nil {
		return err
	}
	if !sound(delivery) {
		return unknown(op)
	}
	job, err := s.hookJob(tx, delivery)
	if err != nil {
		return err
	}
	done := tx.Exec("UPDATE webhook_deliveries SET state = 'waiting', ended_at = NULL, attempts = 0, job_id = ? WHERE id = ? AND webhook_id = ?", job, delivery, id)
	if done.Error == nil && done.RowsAffected == 0 {
		return unknown(op)
	}
	return done.Error
}

// TakeWebhookDelivery is what a webhook is told, to whoever tells it by this job.
// A fault of kind Unknown is that there is nothing to tell: it was told, another
// job is at it, or the webhook is off. EndWebhookDelivery says what came of it.
func (s *Store) TakeWebhookDelivery(ctx context.Context, id crm.WebhookDeliveryID, job int64) (c crm.WebhookCall, err error) {
	const op = "store.TakeWebhookDelivery"
	var row struct {
		WebhookID crm.WebhookID
		EventID   crm.EventID
		Kind      crm.EventKind
		At        time.Time
		Data      string
		URL       string
		Secret    []byte
		Off       bool
	}
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		err := tx.Raw(`SELECT d.webhook_id, d.event_id, d.kind, d.at, d.data, url, secret, off_because <> '' AS off FROM webhook_deliveries AS d
			JOIN webhooks ON webhooks.id = d.webhook_id WHERE d.id = ? AND d.job_id = ? AND d.state = 'waiting' FOR UPDATE OF d`, id, job).Scan(&row).Error
		if err != nil || !row.Off {
			return err
		}
		return tx.Exec("UPDATE webhook_deliveries SET state = 'dropped', ended_at = ? WHERE id = ?", crm.Moment(s.clock.Now()), id).Error
	})
	if err == nil && (row.WebhookID == "" || row.Off) {
		err = unknown(op)
	}
	if err != nil {
		return c, err
	}
	if s.sealer == nil {
		return c, fault.New(fault.Unavailable, op, "there is no key to open its secret with")
	}
	c = crm.WebhookCall{Webhook: row.WebhookID, URL: row.URL, Event: row.EventID, Kind: row.Kind, At: row.At.UTC(), Data: []byte(row.Data)}
	c.Secret, err = s.sealer.Open(row.Secret, secretOf(row.WebhookID))
	return c, err
}

// EndWebhookDelivery says what came of telling a webhook. One that wants to hear
// no more, or has failed for too long, is told nothing more, and administrators
// hear of it.
func (s *Store) EndWebhookDelivery(ctx context.Context, id crm.WebhookDeliveryID, end crm.WebhookEnd) error {
	const op = "store.EndWebhookDelivery"
	now := crm.Moment(s.clock.Now())
	state, over := crm.WebhookWaiting, &now
	switch {
	case end.Sent:
		state = crm.WebhookSent
	case end.Over:
		state = crm.WebhookGivenUp
	default:
		over = nil
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		var of crm.WebhookID
		err := tx.Raw(`UPDATE webhook_deliveries SET state = ?, attempts = attempts + 1, status = ?, answer = ?, tried_at = ?, ended_at = ?
			WHERE id = ? AND state = 'waiting' RETURNING webhook_id`, state, end.Status, crm.CleanName(end.Why), now, over, id).Scan(&of).Error
		if err != nil || of == "" {
			return err
		}
		if end.Sent {
			return tx.Exec("UPDATE webhooks SET failing_since = NULL WHERE id = ? AND failing_since IS NOT NULL", of).Error
		}
		var off crm.WebhookOff
		err = tx.Raw(`UPDATE webhooks SET failing_since = coalesce(failing_since, @now),
				off_because = CASE WHEN @gone THEN 'gone' WHEN failing_since <= @long THEN 'failing' ELSE '' END
			WHERE id = @id AND off_because = '' RETURNING off_because`,
			map[string]any{"now": now, "long": now.Add(-crm.WebhookPatience), "gone": end.Gone, "id": of}).Scan(&off).Error
		if err != nil || off == "" {
			return err
		}
		all, err := colleagues(tx)
		if err != nil {
			return err
		}
		return s.raise(tx, crm.News{Kind: crm.NoticeWebhookOff, Matter: crm.MatterOf("webhook", of), For: crm.Permitted(crm.EditSettings, all)})
	})
}
