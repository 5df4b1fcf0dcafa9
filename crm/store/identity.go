package store

import (
	"encoding/json"
	"strings"

	"vonal/crm"
)

// identityRow is a user with what they may do and whom they work with.
type identityRow struct {
	User   userRow `gorm:"embedded"`
	Grants *string // null for a built-in role, whose grants are crm's
	Team   string  // apart by spaces
}

// identityColumns goes with identityJoins on a query that knows users.
const identityColumns = `users.*,
	CASE WHEN roles.built_in THEN NULL ELSE roles.grants END AS grants,
	array_to_string(ARRAY(
		SELECT mate.agent_id FROM team_members me JOIN team_members mate USING (team_id) WHERE me.agent_id = users.agent_id
		UNION SELECT mate.agent_id FROM team_leads lead JOIN team_members mate USING (team_id) WHERE lead.user_id = users.id
	), ' ') AS team`

const identityJoins = "JOIN roles ON roles.key = users.role"

func (r identityRow) user() (crm.User, error) {
	u := r.User.user()
	for id := range strings.FieldsSeq(r.Team) {
		u.Team = append(u.Team, crm.AgentID(id))
	}
	if r.Grants == nil {
		u.Grants = crm.BuiltIn[u.Role]
		return u, nil
	}
	return u, json.Unmarshal([]byte(*r.Grants), &u.Grants)
}
