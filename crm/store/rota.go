package store

import (
	"database/sql"
	"encoding/json"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/hours"
)

// rota is when people work: by their own hours, by those of the first of their
// teams that has some, and by those that hold for everybody. It is kept for one
// transaction.
type rota struct {
	tx    *gorm.DB
	known map[crm.AgentID]worktime
}

// worktime is when somebody works, and the zone of their clock.
type worktime struct {
	hours hours.Hours
	zone  string
}

// newRota has those without hours of their own work by these.
func newRota(tx *gorm.DB, all hours.Hours, zone string) *rota {
	return &rota{tx, map[crm.AgentID]worktime{"": {all, zone}}}
}

// companyRota is that of a company that works when the numbers that are not
// listed are open.
func (s *Store) companyRota(tx *gorm.DB) (*rota, error) {
	all, err := hoursOf(tx, "")
	return newRota(tx, all, s.zone), err
}

// of is when somebody works; "" is everybody.
func (r *rota) of(who crm.AgentID) (worktime, error) {
	if known, ok := r.known[who]; ok {
		return known, nil
	}
	var row struct{ Own, Team *string }
	err := r.tx.Raw(`SELECT own.hours::text AS own, (SELECT h.hours::text FROM team_members AS m JOIN teams ON teams.id = m.team_id
			JOIN opening_hours AS h ON h.id = teams.hours_id WHERE m.agent_id = agents.id ORDER BY teams.name LIMIT 1) AS team
		FROM agents LEFT JOIN opening_hours AS own ON own.id = agents.hours_id WHERE agents.id = ?`, who).Scan(&row).Error
	if err != nil {
		return worktime{}, err
	}
	work := r.known[""]
	for _, text := range []*string{row.Team, row.Own} {
		if text == nil {
			continue
		}
		var nearer hours.Hours
		if err := json.Unmarshal([]byte(*text), &nearer); err != nil {
			return worktime{}, err
		}
		work = worktime{nearer.Over(work.hours), nearer.Zone}
	}
	r.known[who] = work
	return work, nil
}

// standIns are who stands in for those who are absent now.
func (s *Store) standIns(tx *gorm.DB) (all crm.StandIns, err error) {
	if all.Absences, err = absencesAt(tx, crm.Moment(s.clock.Now())); err != nil || len(all.Absences) == 0 {
		return all, err
	}
	var heads []struct {
		AgentID crm.AgentID
		Head    crm.PersonID
	}
	err = tx.Raw(`SELECT m.agent_id, coalesce(users.agent_id, users.id) AS head FROM team_members AS m JOIN teams ON teams.id = m.team_id
		JOIN team_leads AS l ON l.team_id = m.team_id JOIN users ON users.id = l.user_id AND users.disabled_at IS NULL
		WHERE m.agent_id IN (SELECT agent_id FROM absences WHERE starts_at <= @now AND ends_at > @now)
		ORDER BY teams.name, users.name, users.id`, sql.Named("now", crm.Moment(s.clock.Now()))).Scan(&heads).Error
	all.Heads = map[crm.AgentID][]crm.PersonID{}
	for _, h := range heads {
		all.Heads[h.AgentID] = append(all.Heads[h.AgentID], h.Head)
	}
	return all, err
}
