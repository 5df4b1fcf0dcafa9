package store

import (
	"cmp"
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/follow"
	"vonal/crm/recur"
	"vonal/internal/fault"
)

type followUpRow struct {
	ID          crm.FollowUpID
	RuleID      crm.FollowRuleID
	RuleVersion int64
	Occasion    string
	CardID      crm.CardID
	DealID      *crm.DealID
	MakerID     *crm.AgentID
	FromAt      time.Time
	DueAt       time.Time
	DueLocal    string
	DueZone     string
	State       crm.FollowState
	Why         string
	TaskID      *crm.TaskID
	EndedAt     *time.Time

	RuleName string         `gorm:"->"`
	When     crm.FollowWhen `gorm:"->"`
	Unless   crm.Unless     `gorm:"->"`
	Title    string         `gorm:"->"`
	CardName string         `gorm:"->"`
	SortKey  *string        `gorm:"->"`
}

func (followUpRow) TableName() string { return "follow_ups" }

func (r followUpRow) followUp() crm.FollowUp {
	return crm.FollowUp{ID: r.ID, Rule: r.RuleID, RuleName: r.RuleName, When: r.When, Unless: r.Unless, Title: r.Title, Card: r.CardID, CardName: r.CardName,
		Deal: some(r.DealID), FromAt: r.FromAt.UTC(), Due: crm.Deadline{At: r.DueAt.UTC(), Local: r.DueLocal, Zone: r.DueZone},
		State: r.State, Why: r.Why, Task: some(r.TaskID), EndedAt: utc(r.EndedAt)}
}

// occasion is something that has happened, by which rules are set off.
type occasion struct {
	key   string // the same however often it is told
	card  crm.CardID
	owner crm.AgentID // of the card
	deal  crm.DealID
	maker crm.AgentID
	at    time.Time
	day   string // that has come: what set it off began then, by the clock of whom it is asked
}

// plan writes down the follow-ups of something that has happened, by the rules
// that where finds; told again it changes nothing.
func (s *Store) plan(tx *gorm.DB, o occasion, where string, args ...any) error {
	var rules []followRuleRow
	if err := tx.Where("enabled AND "+where, args...).Order("place, id").Find(&rules).Error; err != nil || len(rules) == 0 {
		return err
	}
	work, err := s.companyRota(tx)
	if err != nil {
		return err
	}
	if err := tx.Raw("SELECT coalesce(owner_id::text, '') FROM cards WHERE id = ?", o.card).Scan(&o.owner).Error; err != nil {
		return err
	}
	for _, r := range rules {
		if err := planFor(tx, r, o, work); err != nil {
			return err
		}
	}
	return nil
}

// planFor writes down the follow-up that a rule makes of an occasion.
func planFor(tx *gorm.DB, r followRuleRow, o occasion, work *rota) error {
	due, err := dueBy(r, o, work)
	if err != nil {
		return err
	}
	return insertFollowUp(tx, r, o, comes(due))
}

// planFound is planFor for what may have been so for long: where its time is
// past, or in no year that has deadlines, that is noted instead, so that it is not
// found again.
func planFound(tx *gorm.DB, r followRuleRow, o occasion, work *rota, now time.Time) error {
	due, err := dueBy(r, o, work)
	never := fault.Is(err, fault.Invalid)
	if err != nil && !never {
		return err
	}
	row := comes(due)
	if never {
		row.DueAt = o.at
	}
	if never || follow.Past(due.At, now) {
		row.State, row.Why, row.EndedAt = crm.FollowSkipped, whyPast, &now
	}
	return insertFollowUp(tx, r, o, row)
}

func comes(due crm.Deadline) followUpRow {
	return followUpRow{DueAt: due.At, DueLocal: due.Local, DueZone: due.Zone, State: crm.FollowWaiting}
}

// whyPast is of follow-ups whose time was past when they were found.
const whyPast = "past"

func insertFollowUp(tx *gorm.DB, r followRuleRow, o occasion, row followUpRow) error {
	id, err := newID[crm.FollowUpID]()
	if err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO follow_ups (id, rule_id, rule_version, occasion, card_id, deal_id, maker_id, from_at, due_at, due_local, due_zone, state, why, ended_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (rule_id, occasion) DO NOTHING`, id, r.ID, r.Version, o.key,
		o.card, null(o.deal), null(o.maker), o.at, row.DueAt, row.DueLocal, row.DueZone, row.State, row.Why, row.EndedAt).Error
}

// dueBy is when a rule has the follow-up of something that happened then due: in
// the working days, and by the clock, of whom it will be asked.
func dueBy(r followRuleRow, o occasion, work *rota) (crm.Deadline, error) {
	when, err := work.of(r.Who.Of(o.owner, o.maker))
	if err != nil {
		return crm.Deadline{}, err
	}
	from, zone := o.at, cmp.Or(r.Zone, when.zone)
	if o.day != "" {
		begins, err := recur.Meant(o.day+"T00:00", zone)
		if err != nil {
			return crm.Deadline{}, err
		}
		from = begins.At
	}
	return r.delay().Due(from, zone, when.hours)
}

// planStage is plan for a deal that has entered a stage, by a move.
func (s *Store) planStage(tx *gorm.DB, deal crm.DealID, stage string, move crm.MoveID, by crm.UserID) error {
	var row struct{ CardID crm.CardID }
	if err := tx.Raw("SELECT card_id FROM deals WHERE id = ?", deal).Scan(&row).Error; err != nil {
		return err
	}
	maker, err := agentOf(tx, by)
	if err != nil {
		return err
	}
	return s.plan(tx, occasion{key: string(move), card: row.CardID, deal: deal, maker: maker, at: crm.Moment(s.clock.Now())},
		`"when" = 'stage' AND stage_id = ?`, stage)
}

// agentOf is the agent that a user is, or "".
func agentOf(tx *gorm.DB, user crm.UserID) (crm.AgentID, error) {
	if user == "" {
		return "", nil
	}
	var agent *crm.AgentID
	err := tx.Raw("SELECT agent_id FROM users WHERE id = ?", user).Scan(&agent).Error
	return some(agent), err
}

// PlanDates writes down the follow-ups of dates on cards, at most so many of each
// rule, and answers how many.
func (s *Store) PlanDates(ctx context.Context, most int) (planned int, err error) {
	err = s.write(ctx, "store.PlanDates", func(tx *gorm.DB) error {
		planned = 0
		var rules []followRuleRow
		if err := tx.Where(`enabled AND "when" = 'date'`).Find(&rules).Error; err != nil || len(rules) == 0 {
			return err
		}
		work, err := s.companyRota(tx)
		if err != nil {
			return err
		}
		now := crm.Moment(s.clock.Now())
		for _, r := range rules {
			zone, err := recur.Zone(cmp.Or(r.Zone, s.zone))
			if err != nil {
				return err
			}
			var dates []struct {
				ID      crm.CardID
				OwnerID *crm.AgentID
				Day     string
			}
			err = tx.Raw(`SELECT id, owner_id, fields->>? AS day FROM cards WHERE fields @@ CAST(? AS jsonpath) AND fields <> '{}' AND merged_into IS NULL
				AND NOT EXISTS (SELECT FROM follow_ups WHERE rule_id = ? AND occasion = cards.id || ' ' || (fields->>?)) LIMIT ?`,
				r.Field, `$."`+r.Field+`" != null`, r.ID, r.Field, most).Scan(&dates).Error
			if err != nil {
				return err
			}
			for _, d := range dates {
				day, err := time.ParseInLocation(time.DateOnly, d.Day, zone)
				if err != nil {
					return err
				}
				o := occasion{key: string(d.ID) + " " + d.Day, card: d.ID, owner: some(d.OwnerID), at: day.UTC(), day: d.Day}
				if err := planFound(tx, r, o, work, now); err != nil {
					return err
				}
				planned++
			}
		}
		return nil
	})
	return planned, err
}

// PlanSilences writes down the follow-ups of customers to whom nobody has spoken
// for as long as a rule says, at most so many, and answers how many. Spoken to
// again, a customer can fall silent anew.
func (s *Store) PlanSilences(ctx context.Context, most int) (planned int, err error) {
	const op = "store.PlanSilences"
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		planned = 0
		var rules []followRuleRow
		if err := tx.Where(`enabled AND "when" = 'silent'`).Find(&rules).Error; err != nil || len(rules) == 0 {
			return err
		}
		work, err := s.companyRota(tx)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		for _, r := range rules {
			var silent []struct {
				ID       crm.CardID
				OwnerID  *crm.AgentID
				Occasion string
			}
			err := tx.Raw(`SELECT id, owner_id, occasion FROM cards, LATERAL (SELECT cards.id || ' ' || floor(extract(epoch FROM last_contact_at))::bigint AS occasion) AS o
				WHERE last_contact_at <= ? AND merged_into IS NULL AND kind = 'customer'
				AND NOT EXISTS (SELECT FROM follow_ups AS f WHERE f.rule_id = ? AND f.occasion = o.occasion)
				ORDER BY last_contact_at LIMIT ?`, now.AddDate(0, 0, -r.Days), r.ID, most).Scan(&silent).Error
			if err != nil {
				return err
			}
			for _, c := range silent {
				o := occasion{key: c.Occasion, card: c.ID, owner: some(c.OwnerID), at: crm.Moment(now)}
				if err := planFor(tx, r, o, work); err != nil {
					return err
				}
				planned++
			}
		}
		return nil
	})
	return planned, err
}

// FollowUps are those of a customer whom the viewer may see: what is to come
// first, soonest first, then what has been, newest first.
func (s *Store) FollowUps(ctx context.Context, v crm.Viewer, card crm.CardID) ([]crm.FollowUp, error) {
	const op = "store.FollowUps"
	var rows []followUpRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		if !sound(card) {
			return unknown(op)
		}
		var n int64
		if err := cardsWithin(tx.Table("cards"), v.Sight(crm.SeeCards)).Where("cards.id = ?", card).Count(&n).Error; err != nil {
			return err
		}
		if n == 0 {
			return unknown(op)
		}
		return followUps(tx).Where("f.card_id = ?", card).
			Order("f.state = 'waiting' DESC, CASE WHEN f.state = 'waiting' THEN f.due_at END, f.ended_at DESC, f.id").Limit(100).Find(&rows).Error
	})
	all := make([]crm.FollowUp, len(rows))
	for i, r := range rows {
		all[i] = r.followUp()
	}
	return all, err
}

var followUpColumns = `f.*, cards.name AS card_name, r."when", r.unless, ` + ruleName + " AS rule_name, " + ruleTitle + " AS title"

func followUps(tx *gorm.DB) *gorm.DB {
	return tx.Table("follow_ups AS f").Select(followUpColumns).Joins("JOIN follow_up_rules AS r ON r.id = f.rule_id JOIN cards ON cards.id = f.card_id")
}

// FollowUpOf is the follow-up by which a task was raised.
func (s *Store) FollowUpOf(ctx context.Context, task crm.TaskID) (crm.FollowUp, error) {
	const op = "store.FollowUpOf"
	var row followUpRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		if !sound(task) {
			return unknown(op)
		}
		return followUps(tx).Where("f.task_id = ?", task).Take(&row).Error
	})
	return row.followUp(), err
}
