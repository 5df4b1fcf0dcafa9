package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/follow"
	"vonal/crm/recur"
	"vonal/internal/fault"
)

type followRuleRow struct {
	ID        crm.FollowRuleID
	Name      string
	Enabled   bool
	Place     int
	When      crm.FollowWhen
	StageID   *string
	Outcome   string
	Field     string
	Days      int
	Count     int
	Unit      follow.Unit
	At        string
	Zone      string
	Unless    crm.Unless
	Series    string
	Title     string
	Note      string
	Priority  crm.Priority
	Who       crm.FollowWho
	ChangedAt time.Time
	ByUser    *crm.UserID
	Version   int64
	Words     *string // of a rule that still says what every company begins with

	Pipeline  string `gorm:"->"`
	Stage     string `gorm:"->"`
	Waiting   int    `gorm:"->"`
	NameSaid  string `gorm:"->"`
	TitleSaid string `gorm:"->"`
}

func (followRuleRow) TableName() string { return "follow_up_rules" }

func (r followRuleRow) delay() follow.Delay {
	return follow.Delay{Count: r.Count, Unit: r.Unit, At: r.At}
}

func (r followRuleRow) rule() crm.FollowRule {
	return crm.FollowRule{ID: r.ID, Name: r.NameSaid, Enabled: r.Enabled, When: r.When, Pipeline: r.Pipeline, Stage: r.Stage, Outcome: r.Outcome, Field: r.Field,
		Days: r.Days, Count: r.Count, Unit: string(r.Unit), At: r.At, Zone: r.Zone, Unless: r.Unless, Series: r.Series, Title: r.TitleSaid,
		Note: r.Note, Priority: r.Priority, For: r.Who, Waiting: r.Waiting, Version: r.Version}
}

// companyLanguage is the one in which the company speaks to whoever calls a
// number that is not listed.
const companyLanguage = "(SELECT language FROM numbers WHERE number = '')"

// What a rule r is called, and what it asks for, in the company's language.
const (
	ruleName  = "coalesce(r.words->" + companyLanguage + "->>'name', r.name)"
	ruleTitle = "coalesce(r.words->" + companyLanguage + "->>'title', r.title)"
	ruleWords = ruleName + " AS name_said, " + ruleTitle + " AS title_said"
)

func followRules(tx *gorm.DB) *gorm.DB {
	return tx.Table("follow_up_rules AS r").Select(`r.*, ` + ruleWords + `, coalesce(pipelines.key, '') AS pipeline, coalesce(stages.key, '') AS stage,
		(SELECT count(*) FROM follow_ups WHERE rule_id = r.id AND state = 'waiting') AS waiting`).
		Joins("LEFT JOIN stages ON stages.id = r.stage_id LEFT JOIN pipelines ON pipelines.id = stages.pipeline_id").Order("r.place, r.id")
}

// FollowRules are the rules by which follow-ups are raised, in their order.
func (s *Store) FollowRules(ctx context.Context) ([]crm.FollowRule, error) {
	var rows []followRuleRow
	err := s.read(ctx, "store.FollowRules", func(tx *gorm.DB) error { return followRules(tx).Limit(500).Find(&rows).Error })
	all := make([]crm.FollowRule, len(rows))
	for i, r := range rows {
		all[i] = r.rule()
	}
	return all, err
}

// PutFollowRule makes a rule, where its version is 0, or changes one that was
// seen with that version. What waits is reckoned anew in the same transaction: a
// follow-up of the rule as it was is never raised after that. A rule counts for
// what is so already, too, where its time is not past: deals that stand in the
// stage.
func (s *Store) PutFollowRule(ctx context.Context, v crm.Viewer, r crm.FollowRule) (crm.FollowRule, error) {
	const op = "store.PutFollowRule"
	r, err := r.Checked()
	if err != nil {
		return r, fault.Wrap(op, err)
	}
	if err := (follow.Delay{Count: r.Count, Unit: follow.Unit(r.Unit), At: r.At}).Check(r.When == crm.WhenDate); err != nil {
		return r, fault.Wrap(op, err)
	}
	if r.Zone != "" {
		if _, err := recur.Zone(r.Zone); err != nil {
			return r, fault.Wrap(op, err)
		}
	}
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		row, err := s.followRuleRow(tx, op, v, r)
		if err != nil {
			return err
		}
		var was followRuleRow
		switch {
		case r.Version == 0:
			if err := tx.Create(&row).Error; err != nil {
				return err
			}
		default:
			if !sound(r.ID) {
				return unknown(op)
			}
			if err := tx.Raw("SELECT *, "+ruleWords+" FROM follow_up_rules AS r WHERE id = ? FOR UPDATE", r.ID).Take(&was).Error; err != nil {
				return err
			}
			if was.Version != r.Version {
				return stale(op)
			}
			row.Place = was.Place
			if row.Name == was.NameSaid && row.Title == was.TitleSaid { // nobody has given it words of its own
				row.Name, row.Title, row.Words = was.Name, was.Title, was.Words
			}
			if err := tx.Where("id = ?", row.ID).Select("*").Updates(&row).Error; err != nil {
				return err
			}
		}
		if err := s.replan(tx, was, row); err != nil {
			return err
		}
		var done followRuleRow
		if err := followRules(tx).Where("r.id = ?", row.ID).Take(&done).Error; err != nil {
			return err
		}
		r = done.rule()
		return nil
	})
	return r, err
}

func (s *Store) followRuleRow(tx *gorm.DB, op string, v crm.Viewer, r crm.FollowRule) (followRuleRow, error) {
	row := followRuleRow{ID: r.ID, Name: r.Name, Enabled: r.Enabled, When: r.When, Outcome: r.Outcome, Field: r.Field, Days: r.Days, Count: r.Count,
		Unit: follow.Unit(r.Unit), At: r.At, Zone: r.Zone, Unless: r.Unless, Series: r.Series, Title: r.Title, Note: r.Note, Priority: r.Priority,
		Who: r.For, ChangedAt: crm.Moment(s.clock.Now()), ByUser: null(v.User), Version: r.Version + 1}
	if r.Version == 0 {
		var err error
		if row.ID, err = newID[crm.FollowRuleID](); err != nil {
			return row, err
		}
		if err := tx.Raw("SELECT coalesce(max(place), 0) + 1 FROM follow_up_rules").Scan(&row.Place).Error; err != nil {
			return row, err
		}
	}
	switch r.When {
	case crm.WhenStage:
		p, err := pipeline(tx, op, r.Pipeline)
		if err != nil {
			return row, err
		}
		stage, ok := p.Stage(r.Stage)
		if !ok {
			return row, noStage(op)
		}
		row.StageID = null(stage.ID)
	case crm.WhenDate:
		fields, err := fieldsInUse(tx)
		if err != nil {
			return row, err
		}
		if !slices.ContainsFunc(fields, func(f crm.Field) bool { return f.Key == r.Field && f.Kind == crm.FieldDate }) {
			return row, fault.New(fault.Invalid, op, "there is no such field that holds a date").At("field")
		}
	case crm.WhenOutcome:
		if _, err := outcomeOf(tx, op, r.Outcome); err != nil {
			return row, err
		}
	}
	return row, nil
}

// replan brings what waits in line with a rule as it is now.
func (s *Store) replan(tx *gorm.DB, was, is followRuleRow) error {
	now := crm.Moment(s.clock.Now())
	other := was.When != is.When || some(was.StageID) != some(is.StageID) || was.Outcome != is.Outcome || was.Field != is.Field || was.Days != is.Days
	// What was past by the rule as it was may not be by the rule as it is.
	err := tx.Exec("DELETE FROM follow_ups WHERE rule_id = ? AND (why = ? OR ? AND state = 'waiting')", is.ID, whyPast, other).Error
	if err != nil {
		return err
	}
	switch {
	case !is.Enabled:
		err = tx.Exec("UPDATE follow_ups SET state = 'skipped', why = 'off', ended_at = ? WHERE rule_id = ? AND state = 'waiting'", now, is.ID).Error
	case was.ID != "" && !was.Enabled: // what came due while it was off is not raised now
		err = tx.Exec("UPDATE follow_ups SET state = 'waiting', why = '', ended_at = NULL WHERE rule_id = ? AND why = 'off' AND due_at > ?", is.ID, now).Error
	}
	if err != nil {
		return err
	}
	work, err := s.companyRota(tx)
	if err != nil {
		return err
	}
	if err := reckon(tx, is, work, everybody); err != nil {
		return err
	}
	if !is.Enabled || is.When != crm.WhenStage {
		return nil
	}
	return planStanding(tx, is, work, now)
}

// planStanding plans for the deals that stand in the rule's stage already, and
// whose time is not past.
func planStanding(tx *gorm.DB, r followRuleRow, work *rota, now time.Time) error {
	var deals []struct {
		ID         crm.DealID
		CardID     crm.CardID
		OwnerID    *crm.AgentID
		StageSince time.Time
		Move       crm.MoveID
	}
	err := tx.Raw(`SELECT deals.id, card_id, cards.owner_id, stage_since, (SELECT id FROM deal_moves WHERE deal_id = deals.id ORDER BY at DESC, id DESC LIMIT 1) AS move
		FROM deals JOIN cards ON cards.id = card_id WHERE stage_id = ? AND deals.deleted_at IS NULL`, some(r.StageID)).Scan(&deals).Error
	if err != nil {
		return err
	}
	for _, d := range deals {
		o := occasion{key: string(d.Move), card: d.CardID, owner: some(d.OwnerID), deal: d.ID, at: d.StageSince.UTC()}
		due, err := dueBy(r, o, work)
		if err != nil {
			return err
		}
		if follow.Past(due.At, now) {
			continue
		}
		if err := insertFollowUp(tx, r, o, comes(due)); err != nil {
			return err
		}
	}
	return nil
}

// RemoveFollowRule takes a rule away with all that waits for it, and answers
// what it was called; the tasks it has raised stay.
func (s *Store) RemoveFollowRule(ctx context.Context, id crm.FollowRuleID) (name string, err error) {
	const op = "store.RemoveFollowRule"
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		if !sound(id) {
			return unknown(op)
		}
		done := tx.Raw("DELETE FROM follow_up_rules AS r WHERE id = ? RETURNING "+ruleName, id).Scan(&name)
		if done.Error == nil && done.RowsAffected == 0 {
			return unknown(op)
		}
		return done.Error
	})
	return name, err
}
