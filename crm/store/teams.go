package store

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type teamRow struct {
	ID      crm.TeamID
	Name    string
	Version int64
	HoursID *crm.HoursID
	Members string `gorm:"->;-:migration"` // apart by spaces
	Leads   string `gorm:"->;-:migration"`
}

func (teamRow) TableName() string { return "teams" }

func (r teamRow) team() crm.Team {
	return crm.Team{ID: r.ID, Name: r.Name, Version: r.Version, Hours: some(r.HoursID), Members: split[crm.AgentID](r.Members), Leads: split[crm.UserID](r.Leads)}
}

func teams(tx *gorm.DB) *gorm.DB {
	return tx.Table("teams").Select(`teams.*,
		array_to_string(ARRAY(SELECT agent_id FROM team_members m WHERE m.team_id = teams.id ORDER BY 1), ' ') AS members,
		array_to_string(ARRAY(SELECT user_id FROM team_leads l WHERE l.team_id = teams.id ORDER BY 1), ' ') AS leads`)
}

// ListTeams are all teams by name.
func (s *Store) ListTeams(ctx context.Context) ([]crm.Team, error) {
	var rows []teamRow
	err := s.read(ctx, "store.ListTeams", func(tx *gorm.DB) error { return teams(tx).Order("name").Limit(500).Find(&rows).Error })
	all := make([]crm.Team, len(rows))
	for i, r := range rows {
		all[i] = r.team()
	}
	return all, err
}

// PutTeam makes a team ("" for the id) or changes one. before is the team as it
// was.
func (s *Store) PutTeam(ctx context.Context, id crm.TeamID, ch crm.TeamChange) (before, after crm.Team, err error) {
	const op = "store.PutTeam"
	made := id == ""
	if made {
		if id, err = newID[crm.TeamID](); err != nil {
			return before, after, fault.Wrap(op, err)
		}
	}
	if !sound(id) {
		return before, after, unknown(op)
	}
	for _, m := range some(ch.Members) {
		if err := narrow(op, m, "members"); err != nil {
			return before, after, err
		}
	}
	for _, l := range some(ch.Leads) {
		if err := narrow(op, l, "leads"); err != nil {
			return before, after, err
		}
	}
	if err := narrow(op, some(ch.Hours), "hours_id"); err != nil {
		return before, after, err
	}
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		before = crm.Team{ID: id}
		if !made {
			var row teamRow
			if err := tx.Clauses(forUpdate).Select("id").Where("id = ?", id).Take(&teamRow{}).Error; err != nil {
				return err
			}
			if err := teams(tx).Where("id = ?", id).Take(&row).Error; err != nil {
				return err
			}
			before = row.team()
		}
		var err error
		if after, err = ch.Apply(before); err != nil {
			return err
		}
		after.Version++
		err = tx.Exec(`INSERT INTO teams (id, name, hours_id, created_at, version) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, hours_id = EXCLUDED.hours_id, version = EXCLUDED.version`,
			id, after.Name, null(after.Hours), crm.Moment(s.clock.Now()), after.Version).Error
		if err != nil {
			return err
		}
		if err := seat(tx, "team_members", "agent_id", id, after.Members); err != nil {
			return err
		}
		if err := seat(tx, "team_leads", "user_id", id, after.Leads); err != nil {
			return err
		}
		return s.reckonTeam(tx, before, after)
	})
	return before, after, err
}

// seat makes these the ones in a team's table.
func seat[T ~string](tx *gorm.DB, table, column string, team crm.TeamID, who []T) error {
	if err := tx.Exec("DELETE FROM "+table+" WHERE team_id = ?", team).Error; err != nil {
		return err
	}
	for _, w := range who {
		if err := tx.Exec("INSERT INTO "+table+" (team_id, "+column+") VALUES (?, ?)", team, w).Error; err != nil {
			return err
		}
	}
	return nil
}

// DeleteTeam removes a team, and answers what it was.
func (s *Store) DeleteTeam(ctx context.Context, id crm.TeamID) (crm.Team, error) {
	const op = "store.DeleteTeam"
	if !sound(id) {
		return crm.Team{}, unknown(op)
	}
	var row teamRow
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		if err := teams(tx).Where("id = ?", id).Take(&row).Error; err != nil {
			return err
		}
		if err := tx.Where("id = ?", id).Delete(&teamRow{}).Error; err != nil {
			return err
		}
		return s.reckonTeam(tx, row.team(), crm.Team{})
	})
	return row.team(), err
}

// reckonTeam has what is to come go by the hours of a team as it is now.
func (s *Store) reckonTeam(tx *gorm.DB, before, after crm.Team) error {
	people := slices.Concat(before.Members, after.Members)
	if len(people) == 0 || before.Hours == "" && after.Hours == "" {
		return nil
	}
	return s.reckonAnew(tx, thoseOf(people...))
}

func split[T ~string](text string) []T {
	ids := []T{}
	for id := range strings.FieldsSeq(text) {
		ids = append(ids, T(id))
	}
	return ids
}
