package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// absencesNow are the absences under way at @at, if the card's owner is away; a
// deputy who has left the company is none.
const absencesNow = `(SELECT coalesce(jsonb_agg(jsonb_build_object('Agent', absences.agent_id, 'Deputy', coalesce(deputies.id::text, ''),
		'From', starts_at, 'To', ends_at)), '[]')
	FROM absences LEFT JOIN agents AS deputies ON deputies.id = deputy_id AND deputies.deleted_at IS NULL
	WHERE starts_at <= @at AND ends_at > @at AND EXISTS (
		SELECT FROM absences AS own WHERE own.agent_id = cards.owner_id AND own.starts_at <= @at AND own.ends_at > @at))`

// whoAnswers reads all of it at once: it is asked when a call arrives.
const whoAnswers = `SELECT ` + cardColumns + `, ` + absencesNow + ` AS absences, ` + tierFacts + ` AS facts,
	CASE WHEN newest.lost AND newest.ended_at >= @kept OR newest.back AND newest.ended_at >= @owed AND NOT EXISTS (
		SELECT FROM calls AS talks WHERE talks.card_id = cards.id AND talks.started_at >= newest.ended_at - interval '1 second' AND talks.answered_at IS NOT NULL)
		THEN newest.since END AS waits_since
	FROM cards LEFT JOIN LATERAL (
		SELECT ended_at, coalesce(place_since, started_at) AS since,
			answered_at IS NULL AND disposition IN ('abandoned', 'lost_pbx') AS lost, disposition = 'callback' AS back
		FROM calls WHERE card_id = cards.id AND direction = 'inbound' AND from_number = @number
		ORDER BY started_at DESC, id DESC LIMIT 1) AS newest ON true
	WHERE cards.id = (SELECT card_id FROM card_phones WHERE phone = @number)`

// backOwed is how long somebody is to be called back.
const backOwed = 4 * time.Hour

// WhoAnswers is on whose card the number stands and, of that card at a moment:
// who stands in for its owner if they are away, its tier by hand and by rules,
// and since when whoever calls has waited, if their last call was cut off
// before anybody spoke to them and not longer than keeps ago, or if they are
// still to be called back for it; else zero. It is
// one question to the database.
func (s *Store) WhoAnswers(ctx context.Context, number crm.E164, moment time.Time, keeps time.Duration) (
	card crm.Card, deputy crm.AgentID, away bool, tier crm.Tier, waitsSince time.Time, found bool, err error,
) {
	const op = "store.WhoAnswers"
	var row struct {
		Card            cardRow `gorm:"embedded"`
		Absences, Facts string
		WaitsSince      *time.Time
	}
	moment = crm.Moment(moment)
	err = s.read(ctx, op, func(tx *gorm.DB) error {
		return tx.Raw(whoAnswers, sql.Named("number", string(number)), sql.Named("at", moment),
			sql.Named("kept", moment.Add(-keeps)), sql.Named("owed", moment.Add(-backOwed)), sql.Named("currency", s.currency)).Take(&row).Error
	})
	if fault.Is(err, fault.Unknown) {
		return card, "", false, crm.Normal, waitsSince, false, nil
	}
	if err != nil {
		return card, "", false, "", waitsSince, false, err
	}
	var absences []crm.Absence
	if err := json.Unmarshal([]byte(row.Absences), &absences); err != nil {
		return card, "", false, "", waitsSince, false, fault.Wrap(op, err)
	}
	facts, err := factsOf(row.Facts)
	if err != nil {
		return card, "", false, "", waitsSince, false, fault.Wrap(op, err)
	}
	card = row.Card.card()
	deputy, away = crm.Deputy(card.Owner, absences, moment)
	return card, deputy, away, crm.TierBy(card.Tier, card.Tags, facts).Tier, utc(row.WaitsSince), true, nil
}
