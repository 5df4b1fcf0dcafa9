package store

import (
	"context"
	"database/sql"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/courier"
)

// latestGivenUp is how many of what was given up are listed.
const latestGivenUp = 100

// ListGivenUp is what could not be sent, to whom and why, newest first.
func (s *Store) ListGivenUp(ctx context.Context) (all []crm.GivenUp, err error) {
	err = s.read(ctx, "store.ListGivenUp", func(tx *gorm.DB) error {
		return tx.Raw(`SELECT d.id, d.channel, users.name AS "to", '' AS event, failure AS why, attempts, ended_at AS at
				FROM deliveries AS d JOIN users ON users.id = d.user_id WHERE d.state = 'given_up'
			UNION ALL SELECT d.id, @webhook, webhooks.name, kind, answer, attempts, ended_at
				FROM webhook_deliveries AS d JOIN webhooks ON webhooks.id = d.webhook_id WHERE d.state = 'given_up'
			ORDER BY at DESC, id LIMIT @most`, sql.Named("webhook", crm.ByWebhook), sql.Named("most", latestGivenUp)).Scan(&all).Error
	})
	for i := range all {
		all[i].At = all[i].At.UTC()
	}
	return all, err
}

// CountGivenUp is how much could not be sent, by channel.
func (s *Store) CountGivenUp(ctx context.Context) (map[crm.Channel]int, error) {
	var rows []struct {
		Channel crm.Channel
		N       int
	}
	err := s.read(ctx, "store.CountGivenUp", func(tx *gorm.DB) error {
		return tx.Raw(`SELECT channel, count(*) AS n FROM deliveries WHERE state = 'given_up' GROUP BY channel
			UNION ALL SELECT ?, count(*) FROM webhook_deliveries WHERE state = 'given_up'`, crm.ByWebhook).Scan(&rows).Error
	})
	counts := map[crm.Channel]int{}
	for _, r := range rows {
		counts[r.Channel] = r.N
	}
	return counts, err
}

// SendAgain has what was given up sent once more, by the same name.
func (s *Store) SendAgain(ctx context.Context, id string) error {
	const op = "store.SendAgain"
	if !sound(id) {
		return unknown(op)
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		var channel crm.Channel
		err := tx.Raw("SELECT channel FROM deliveries WHERE id = ? AND state = 'given_up' FOR UPDATE", id).Scan(&channel).Error
		if err != nil {
			return err
		}
		if channel == "" {
			var hook crm.WebhookID
			err := tx.Raw("SELECT webhook_id FROM webhook_deliveries WHERE id = ? AND state = 'given_up'", id).Scan(&hook).Error
			if err != nil {
				return err
			}
			return s.tellHookAgain(tx, op, hook, crm.WebhookDeliveryID(id))
		}
		jobs, err := s.errands.Put(tx.Statement.Context, transaction(tx), courier.Errand{Channel: channel, ID: id})
		if err != nil {
			return err
		}
		return tx.Exec("UPDATE deliveries SET state = 'sending', ended_at = NULL, attempts = 0, job_id = ? WHERE id = ?", jobs[0], id).Error
	})
}
