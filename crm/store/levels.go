package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// growing are the agents whose level goes by rule and can rise, with what they
// have done. Nothing is counted further than a rule asks.
const growing = `WITH most AS (SELECT coalesce(max(calls), 0) AS calls, coalesce(max(outcomes), 0) AS outcomes FROM level_rules)
	SELECT agents.*,
		(SELECT count(*) FROM (SELECT FROM calls WHERE agent_id = agents.id AND answered_at IS NOT NULL
			LIMIT (SELECT calls FROM most)) AS counted) AS calls,
		(SELECT count(*) FROM (SELECT FROM calls JOIN after_calls ON after_calls.call_id = calls.id AND after_calls.outcome <> ''
			WHERE calls.agent_id = agents.id LIMIT (SELECT outcomes FROM most)) AS counted) AS outcomes
	FROM agents WHERE deleted_at IS NULL AND level_by_rule AND level <> 'senior'`

type growingRow struct {
	Agent           agentRow `gorm:"embedded"`
	Calls, Outcomes int
}

func (r growingRow) facts() crm.LevelFacts {
	return crm.LevelFacts{HiredAt: r.Agent.CreatedAt, Calls: r.Calls, Outcomes: r.Outcomes}
}

func levelRules(tx *gorm.DB) (rules crm.LevelRules, err error) {
	err = tx.Raw("SELECT level, days, calls, outcomes FROM level_rules ORDER BY level").Scan(&rules).Error // regular before senior
	return rules, err
}

// LevelRules are what the levels ask for, and how far the agents whose buttons
// the viewer may press have come.
func (s *Store) LevelRules(ctx context.Context, v crm.Viewer) (rules crm.LevelRules, on []crm.LevelProgress, err error) {
	err = s.read(ctx, "store.LevelRules", func(tx *gorm.DB) error {
		var rows []growingRow
		if rules, err = levelRules(tx); err != nil {
			return err
		}
		if err := tx.Raw(growing).Scan(&rows).Error; err != nil {
			return err
		}
		mine, now := v.Sight(crm.PressAgents), s.clock.Now()
		for _, r := range rows {
			if step, there := crm.NextLevel(r.Agent.Level, r.facts(), rules, now); there && mine.SeesAgent(r.Agent.ID) {
				on = append(on, crm.LevelProgress{Agent: r.Agent.ID, Step: step})
			}
		}
		return nil
	})
	return rules, on, err
}

// PutLevelRules replaces what the levels ask for.
func (s *Store) PutLevelRules(ctx context.Context, rules crm.LevelRules) (crm.LevelRules, error) {
	const op = "store.PutLevelRules"
	rules, err := rules.Checked()
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return rules, s.write(ctx, op, func(tx *gorm.DB) error {
		if err := tx.Exec("LOCK TABLE level_rules IN SHARE ROW EXCLUSIVE MODE").Error; err != nil {
			return err
		}
		if err := tx.Exec("DELETE FROM level_rules").Error; err != nil {
			return err
		}
		for _, r := range rules {
			if err := tx.Exec("INSERT INTO level_rules VALUES (?, ?, ?, ?)", r.Level, r.Days, r.Calls, r.Outcomes).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

// GrowLevels gives the agents whose level goes by rule the one to which they
// have risen by now, each with a line of the audit log, and answers those who
// have. It never lowers a level.
func (s *Store) GrowLevels(ctx context.Context, now time.Time) (risen []crm.Agent, err error) {
	const op = "store.GrowLevels"
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		risen = nil
		rules, err := levelRules(tx)
		if err != nil || len(rules) == 0 {
			return err
		}
		var rows []growingRow
		if err := tx.Raw(growing + " ORDER BY agents.id FOR UPDATE OF agents").Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			level := crm.LevelBy(r.Agent.Level, r.facts(), rules, now)
			if level == r.Agent.Level {
				continue
			}
			was := r.Agent.Level
			r.Agent.Level, r.Agent.Version = level, r.Agent.Version+1
			err := tx.Exec("UPDATE agents SET level = ?, version = ? WHERE id = ?", level, r.Agent.Version, r.Agent.ID).Error
			if err != nil {
				return err
			}
			err = s.audit(tx, crm.AuditLine{What: "level_grown", Thing: "agents", ThingID: string(r.Agent.ID),
				Detail: r.Agent.Name + ": " + string(was) + " → " + string(level)})
			if err != nil {
				return err
			}
			risen = append(risen, r.Agent.agent())
		}
		return nil
	})
	return risen, err
}
