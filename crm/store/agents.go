package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type agentRow struct {
	ID          crm.AgentID
	Name        string
	Extension   string
	Level       crm.Level
	LevelByRule bool
	HoursID     *crm.HoursID
	CreatedAt   time.Time
	DeletedAt   *time.Time
	Version     int64
}

func (agentRow) TableName() string { return "agents" }

func (r agentRow) agent() crm.Agent {
	return crm.Agent{ID: r.ID, Name: r.Name, Extension: r.Extension, Level: r.Level, LevelByRule: r.LevelByRule, Hours: some(r.HoursID),
		CreatedAt: r.CreatedAt.UTC(), DeletedAt: utc(r.DeletedAt), Version: r.Version}
}

// CreateAgent makes an agent with a phone of a name and a secret of its own. An
// extension that another agent has is a fault of kind Conflict.
func (s *Store) CreateAgent(ctx context.Context, in crm.NewAgent) (crm.Agent, error) {
	const op = "store.CreateAgent"
	in, err := in.Checked()
	if err != nil {
		return crm.Agent{}, fault.Wrap(op, err)
	}
	id, err := newID[crm.AgentID]()
	if err != nil {
		return crm.Agent{}, fault.Wrap(op, err)
	}
	row := agentRow{ID: id, Name: in.Name, Extension: in.Extension, Level: in.Level, LevelByRule: in.LevelByRule,
		CreatedAt: crm.Moment(s.clock.Now()), Version: 1}
	phone, err := s.newPhone(id, crm.NewPhone{})
	if err != nil {
		return crm.Agent{}, fault.Wrap(op, err)
	}
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		return tx.Create(&phone).Error
	})
	agent := row.agent()
	agent.Phones = []crm.Phone{phone.phone()}
	return agent, err
}

// ListAgents are the agents employed now, newest first.
func (s *Store) ListAgents(ctx context.Context, page crm.Page) (crm.List[crm.Agent], error) {
	var rows []agentRow
	err := s.read(ctx, "store.ListAgents", func(tx *gorm.DB) error {
		q, err := after(tx.Where("deleted_at IS NULL"), byAgent, page)
		if err != nil {
			return err
		}
		return q.Find(&rows).Error
	})
	where := func(r agentRow) place { return placeOf(r.CreatedAt, r.ID) }
	return cut(rows, page, where, agentRow.agent), err
}

// Roster is every agent employed now with the secrets of their phones, by
// extension: what Asterisk must know.
func (s *Store) Roster(ctx context.Context) ([]crm.Agent, error) {
	var agents []crm.Agent
	err := s.read(ctx, "store.Roster", func(tx *gorm.DB) error {
		var rows []agentRow
		if err := tx.Where("deleted_at IS NULL").Order("extension").Find(&rows).Error; err != nil {
			return err
		}
		agents = make([]crm.Agent, len(rows))
		for i, r := range rows {
			agents[i] = r.agent()
		}
		return equip(tx, agents)
	})
	return agents, err
}

// AgentByID finds an agent and their phones, also one who has left; see
// DeletedAt.
func (s *Store) AgentByID(ctx context.Context, id crm.AgentID) (crm.Agent, error) {
	const op = "store.AgentByID"
	if !sound(id) {
		return crm.Agent{}, unknown(op)
	}
	agents := make([]crm.Agent, 1)
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		var row agentRow
		if err := tx.Where("id = ?", string(id)).Take(&row).Error; err != nil {
			return err
		}
		agents[0] = row.agent()
		return equip(tx, agents)
	})
	return agents[0], err
}

// AgentNames are the names of all agents there ever were, for lists that speak
// of them.
func (s *Store) AgentNames(ctx context.Context) (map[crm.AgentID]string, error) {
	var rows []agentRow
	err := s.read(ctx, "store.AgentNames", func(tx *gorm.DB) error {
		return tx.Select("id", "name").Find(&rows).Error
	})
	names := make(map[crm.AgentID]string, len(rows))
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, err
}

// UpdateAgent changes an agent employed now.
func (s *Store) UpdateAgent(ctx context.Context, id crm.AgentID, ch crm.AgentChange) (crm.Agent, error) {
	const op = "store.UpdateAgent"
	var agent crm.Agent
	if err := narrow(op, some(ch.Hours), "hours_id"); err != nil {
		return agent, err
	}
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		row, err := employed(tx, op, id)
		if err != nil {
			return err
		}
		if ch.Version != 0 && ch.Version != row.Version {
			return changedSince(op)
		}
		if agent, err = ch.Apply(row.agent()); err != nil {
			return err
		}
		agent.Version++
		err = tx.Model(&agentRow{}).Where("id = ?", id).Updates(map[string]any{
			"name": agent.Name, "extension": agent.Extension, "level": agent.Level, "level_by_rule": agent.LevelByRule, "hours_id": null(agent.Hours), "version": agent.Version,
		}).Error
		if err != nil || agent.Hours == some(row.HoursID) {
			return err
		}
		return s.reckonAnew(tx, thoseOf(id))
	})
	return agent, err
}

// DeleteAgent ends an employment: the extension is free again, and the user who
// was this agent is one no longer. What the agent did stays, and so do they as
// owner of cards until somebody else is. It answers the agent as they were.
func (s *Store) DeleteAgent(ctx context.Context, id crm.AgentID) (crm.Agent, error) {
	const op = "store.DeleteAgent"
	var row agentRow
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		var err error
		if row, err = employed(tx, op, id); err != nil {
			return err
		}
		now := crm.Moment(s.clock.Now())
		row.DeletedAt = &now
		row.Version++
		if err := tx.Model(&userRow{}).Where("agent_id = ?", id).Update("agent_id", nil).Error; err != nil {
			return err
		}
		return tx.Model(&agentRow{}).Where("id = ?", id).
			Updates(map[string]any{"deleted_at": now, "version": row.Version}).Error
	})
	return row.agent(), err
}

// employed takes an agent who has not left, and holds the row.
func employed(tx *gorm.DB, op string, id crm.AgentID) (row agentRow, err error) {
	if !sound(id) {
		return row, unknown(op)
	}
	err = tx.Clauses(forUpdate).Where("id = ? AND deleted_at IS NULL", id).Take(&row).Error
	return row, err
}

func changedSince(op string) error {
	return fault.New(fault.Conflict, op, "somebody has changed it since you saw it").At("version")
}

// stale is changedSince for what the API changes by If-Match.
func stale(op string) error {
	return fault.New(fault.Stale, op, "somebody has changed it since you saw it")
}

// ShutOut are the agents whose users may not log in any more: they have no
// phone, either.
func (s *Store) ShutOut(ctx context.Context) (agents []crm.AgentID, err error) {
	err = s.read(ctx, "store.ShutOut", func(tx *gorm.DB) error {
		return tx.Model(&userRow{}).Where("disabled_at IS NOT NULL AND agent_id IS NOT NULL").Pluck("agent_id", &agents).Error
	})
	return agents, err
}
