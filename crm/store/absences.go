package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type absenceRow struct {
	ID        crm.AbsenceID
	AgentID   crm.AgentID
	DeputyID  *crm.AgentID
	StartsAt  time.Time
	EndsAt    time.Time
	AllDay    bool
	Reason    string
	MadeBy    *crm.UserID
	CreatedAt time.Time
	Version   int64
}

func (absenceRow) TableName() string { return "absences" }

func (r absenceRow) absence() crm.Absence {
	return crm.Absence{ID: r.ID, Agent: r.AgentID, Deputy: some(r.DeputyID), From: r.StartsAt.UTC(), To: r.EndsAt.UTC(),
		AllDay: r.AllDay, Reason: r.Reason, By: some(r.MadeBy), CreatedAt: r.CreatedAt.UTC(), Version: r.Version}
}

func absenceRowOf(a crm.Absence) absenceRow {
	return absenceRow{ID: a.ID, AgentID: a.Agent, DeputyID: null(a.Deputy), StartsAt: a.From, EndsAt: a.To, AllDay: a.AllDay,
		Reason: a.Reason, MadeBy: null(a.By), CreatedAt: crm.Moment(a.CreatedAt), Version: a.Version}
}

// mostAbsences is how many a list answers: some years of a company of hundreds.
const mostAbsences = 2000

// ListAbsences are those that the viewer may see, the last to begin first. Why
// somebody is away is told to those who may press their buttons.
func (s *Store) ListAbsences(ctx context.Context, v crm.Viewer, f crm.AbsenceFilter) ([]crm.Absence, error) {
	const op = "store.ListAbsences"
	var rows []absenceRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		if err := narrow(op, f.Agent, "agent_id"); err != nil {
			return err
		}
		q := within(tx, v.Sight(crm.SeeAgents), "agent_id")
		if f.Agent != "" {
			q = q.Where("agent_id = ?", f.Agent)
		}
		if !f.Since.IsZero() {
			q = q.Where("ends_at > ?", f.Since.UTC())
		}
		if !f.Until.IsZero() {
			q = q.Where("starts_at < ?", f.Until.UTC())
		}
		return q.Order("starts_at DESC, id DESC").Limit(mostAbsences).Find(&rows).Error
	})
	all := make([]crm.Absence, len(rows))
	for i, r := range rows {
		all[i] = r.told(v)
	}
	return all, err
}

// told is the absence as the viewer is told of it.
func (r absenceRow) told(v crm.Viewer) crm.Absence {
	a := r.absence()
	if !v.Sight(crm.PressAgents).SeesAgent(a.Agent) {
		a.Reason = ""
	}
	return a
}

// GetAbsence finds an absence that the viewer may see.
func (s *Store) GetAbsence(ctx context.Context, v crm.Viewer, id crm.AbsenceID) (crm.Absence, error) {
	const op = "store.GetAbsence"
	if !sound(id) {
		return crm.Absence{}, unknown(op)
	}
	var row absenceRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		return within(tx, v.Sight(crm.SeeAgents), "agent_id").Where("id = ?", id).Take(&row).Error
	})
	return row.told(v), err
}

// CreateAbsence writes down that an agent will be away. Another absence of the
// agent at the same time is a fault of kind Conflict.
func (s *Store) CreateAbsence(ctx context.Context, v crm.Viewer, a crm.Absence) (crm.Absence, error) {
	const op = "store.CreateAbsence"
	a, err := a.Checked()
	if err != nil {
		return a, fault.Wrap(op, err)
	}
	if a.ID, err = newID[crm.AbsenceID](); err != nil {
		return a, fault.Wrap(op, err)
	}
	a.By, a.CreatedAt, a.Version = v.User, crm.Moment(s.clock.Now()), 1
	return a, s.write(ctx, op, func(tx *gorm.DB) error {
		if err := absenceOf(tx, op, v, a); err != nil {
			return err
		}
		row := absenceRowOf(a)
		return tx.Create(&row).Error
	})
}

// absenceOf refuses an absence of an agent for whom the viewer does not answer,
// or with a deputy who has left.
func absenceOf(tx *gorm.DB, op string, v crm.Viewer, a crm.Absence) error {
	if !v.Sight(crm.PressAgents).SeesAgent(a.Agent) {
		return fault.New(fault.Forbidden, op, "whoever leads this agent says when they are away").At("agent_id")
	}
	if _, err := employed(tx, op, a.Agent); err != nil {
		return noSuchAgent(op, err, "agent_id")
	}
	if a.Deputy == "" {
		return nil
	}
	_, err := employed(tx, op, a.Deputy)
	return noSuchAgent(op, err, "deputy_id")
}

func noSuchAgent(op string, err error, field string) error {
	if err != nil && fault.Is(explain(op, err), fault.Unknown) {
		return fault.New(fault.Invalid, op, "there is no such agent").At(field)
	}
	return err
}

// ChangeAbsence moves an absence that is not over yet, or ends it early.
func (s *Store) ChangeAbsence(ctx context.Context, v crm.Viewer, id crm.AbsenceID, ch crm.AbsenceChange) (a crm.Absence, err error) {
	const op = "store.ChangeAbsence"
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		row, err := heldAbsence(tx, op, v, id, ch.Version)
		if err != nil {
			return err
		}
		if a, err = ch.Apply(row.absence(), s.clock.Now()); err != nil {
			return err
		}
		if ch.Deputy != nil {
			if err := absenceOf(tx, op, v, a); err != nil {
				return err
			}
		}
		a.Version++
		changed := absenceRowOf(a)
		return tx.Select("*").Updates(&changed).Error
	})
	return a, err
}

// RemoveAbsence takes back one that has not begun; one that has is ended. It
// answers the absence as it was.
func (s *Store) RemoveAbsence(ctx context.Context, v crm.Viewer, id crm.AbsenceID, version int64) (crm.Absence, error) {
	const op = "store.RemoveAbsence"
	var row absenceRow
	err := s.write(ctx, op, func(tx *gorm.DB) (err error) {
		if row, err = heldAbsence(tx, op, v, id, version); err != nil {
			return err
		}
		if !s.clock.Now().Before(row.StartsAt) {
			return fault.New(fault.Conflict, op, "this absence has begun; end it instead")
		}
		return tx.Delete(&row).Error
	})
	return row.absence(), err
}

// heldAbsence takes an absence that the viewer may change, and holds the row.
func heldAbsence(tx *gorm.DB, op string, v crm.Viewer, id crm.AbsenceID, version int64) (row absenceRow, err error) {
	if !sound(id) {
		return row, unknown(op)
	}
	if err = within(tx.Clauses(forUpdate), v.Sight(crm.SeeAgents), "agent_id").Where("id = ?", id).Take(&row).Error; err != nil {
		return row, err
	}
	if !v.Sight(crm.PressAgents).SeesAgent(row.AgentID) {
		return row, fault.New(fault.Forbidden, op, "whoever leads this agent says when they are away")
	}
	if version != 0 && version != row.Version {
		return row, stale(op)
	}
	return row, nil
}
