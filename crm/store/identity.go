package store

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"vonal/crm"
)

// identityRow is a user with what they may do and whom they work with.
type identityRow struct {
	User   userRow `gorm:"embedded"`
	Grants *string // null for a built-in role, whose grants are crm's
	Team   string  // apart by spaces
	Factor crm.Factor
	Proven bool // a second factor is set up
}

// identityColumns goes with identityJoins on a query that knows users.
const identityColumns = `users.*,
	CASE WHEN roles.built_in THEN NULL ELSE roles.grants END AS grants, roles.second_factor AS factor,
	EXISTS (SELECT FROM second_factors f WHERE f.user_id = users.id AND f.confirmed_at IS NOT NULL) AS proven,
	array_to_string(ARRAY(
		SELECT mate.agent_id FROM team_members me JOIN team_members mate USING (team_id) WHERE me.agent_id = users.agent_id
		UNION SELECT mate.agent_id FROM team_leads lead JOIN team_members mate USING (team_id) WHERE lead.user_id = users.id
	), ' ') AS team`

const identityJoins = "JOIN roles ON roles.key = users.role"

func (r identityRow) user() (crm.User, error) {
	u := r.User.user()
	u.Factor, u.SecondFactor = r.Factor, r.Proven
	u.Team = idsIn[crm.AgentID](r.Team)
	if r.Grants == nil {
		u.Grants = crm.BuiltIn[u.Role]
		return u, nil
	}
	return u, json.Unmarshal([]byte(*r.Grants), &u.Grants)
}

// Identity is a user with what they may do, whether or not they may log in.
func (s *Store) Identity(ctx context.Context, id crm.UserID) (crm.User, error) {
	const op = "store.Identity"
	if !sound(id) {
		return crm.User{}, unknown(op)
	}
	var row identityRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		return tx.Table("users").Select(identityColumns).Joins(identityJoins).Where("users.id = ?", id).Take(&row).Error
	})
	if err != nil {
		return crm.User{}, err
	}
	user, err := row.user()
	if err != nil {
		return crm.User{}, explain(op, err)
	}
	return user, nil
}

// Bearers are who acts by each of these secrets of sessions and tokens now.
// What is not in the answer holds no longer. No session is kept from becoming
// idle by it.
func (s *Store) Bearers(ctx context.Context, secrets []string) (map[string]crm.User, error) {
	const op = "store.Bearers"
	if len(secrets) == 0 {
		return nil, nil
	}
	bySecret := map[string]string{}
	digests := make([][]byte, len(secrets))
	for i, plain := range secrets {
		digests[i] = digestOf(plain)
		bySecret[string(digests[i])] = plain
	}
	now := crm.Moment(s.clock.Now())
	var rows []struct {
		User        identityRow `gorm:"embedded"`
		Digest      []byte
		Permissions *string
	}
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		return tx.Table("users").Select(identityColumns+", held.digest, held.permissions").
			Joins(identityJoins).
			Joins(`JOIN (SELECT digest, user_id, NULL::jsonb AS permissions FROM sessions WHERE expires_at > ? AND seen_at > ?
				UNION ALL SELECT digest, user_id, permissions FROM tokens WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)
			) held ON held.user_id = users.id`, now, now.Add(-idleSession), now).
			Where("users.disabled_at IS NULL AND held.digest IN ?", digests).Find(&rows).Error
	})
	if err != nil {
		return nil, err
	}
	held := make(map[string]crm.User, len(rows))
	for _, r := range rows {
		user, err := r.User.user()
		if err == nil {
			user, err = limited(user, r.Permissions)
		}
		if err != nil {
			return nil, explain(op, err)
		}
		held[bySecret[string(r.Digest)]] = user
	}
	return held, nil
}
