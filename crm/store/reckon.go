package store

import (
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"vonal/crm"
)

// concerned says which waiting follow-ups f, of cards, a change concerns.
type concerned struct {
	where string
	args  []any
}

var everybody = concerned{where: "true"}

// thoseOf are the follow-ups that may be asked of these agents.
func thoseOf(agents ...crm.AgentID) concerned {
	return concerned{"(cards.owner_id IN ? OR f.maker_id IN ?)", []any{agents, agents}}
}

// thoseAbout are the follow-ups of a customer.
func thoseAbout(card crm.CardID) concerned { return concerned{"f.card_id = ?", []any{card}} }

// reckonAnew gives waiting follow-ups the deadlines of now, since who owns a card,
// or when somebody works, has changed. Rules do not change meanwhile.
func (s *Store) reckonAnew(tx *gorm.DB, whose concerned) error {
	var rules []followRuleRow
	err := tx.Clauses(clause.Locking{Strength: clause.LockingStrengthShare}).
		Where("enabled AND EXISTS (SELECT FROM follow_ups WHERE rule_id = follow_up_rules.id AND state = 'waiting')").Order("id").Find(&rules).Error
	if err != nil || len(rules) == 0 {
		return err
	}
	work, err := s.companyRota(tx)
	if err != nil {
		return err
	}
	for _, r := range rules {
		if err := reckon(tx, r, work, whose); err != nil {
			return err
		}
	}
	return nil
}

// reckonedAtOnce keeps the memory of a change in bounds.
const reckonedAtOnce = 5000

// reckon gives what waits of a rule its deadline by the rule, the owners and the
// hours of now, as far as it concerns these.
func reckon(tx *gorm.DB, r followRuleRow, work *rota, whose concerned) error {
	last := noCard
	for {
		var rows []struct {
			ID       crm.FollowUpID
			FromAt   time.Time
			Occasion string
			MakerID  *crm.AgentID
			OwnerID  *crm.AgentID
		}
		err := tx.Raw(`SELECT f.id, f.from_at, f.maker_id, f.occasion, cards.owner_id FROM follow_ups AS f JOIN cards ON cards.id = f.card_id
			WHERE rule_id = ? AND state = 'waiting' AND f.id > ? AND `+whose.where+` ORDER BY f.id LIMIT ?`,
			append(append([]any{r.ID, last}, whose.args...), reckonedAtOnce)...).Scan(&rows).Error
		if err != nil || len(rows) == 0 {
			return err
		}
		type line struct {
			ID    crm.FollowUpID `json:"id"`
			At    time.Time      `json:"at"`
			Local string         `json:"local"`
			Zone  string         `json:"zone"`
		}
		lines := make([]line, len(rows))
		for i, row := range rows {
			o := occasion{owner: some(row.OwnerID), maker: some(row.MakerID), at: row.FromAt.UTC()}
			if r.When == crm.WhenDate {
				_, o.day, _ = strings.Cut(row.Occasion, " ")
			}
			due, err := dueBy(r, o, work)
			if err != nil {
				return err
			}
			lines[i] = line{row.ID, due.At, due.Local, due.Zone}
		}
		err = tx.Exec(`UPDATE follow_ups SET due_at = line.at, due_local = line.local, due_zone = line.zone, rule_version = ?
			FROM jsonb_to_recordset(?::jsonb) AS line (id uuid, at timestamptz, local text, zone text) WHERE follow_ups.id = line.id AND state = 'waiting'`, r.Version, jsonText(lines)).Error
		if err != nil {
			return err
		}
		last = crm.CardID(rows[len(rows)-1].ID)
	}
}
