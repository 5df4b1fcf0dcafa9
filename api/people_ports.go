package api

import (
	"context"

	"vonal/crm"
)

// Absences are who is away, and who stands in.
type Absences interface {
	ListAbsences(ctx context.Context, v crm.Viewer, f crm.AbsenceFilter) ([]crm.Absence, error)
	GetAbsence(ctx context.Context, v crm.Viewer, id crm.AbsenceID) (crm.Absence, error)
	// CreateAbsence is Conflict where the agent is away already.
	CreateAbsence(ctx context.Context, v crm.Viewer, a crm.Absence) (crm.Absence, error)
	ChangeAbsence(ctx context.Context, v crm.Viewer, id crm.AbsenceID, ch crm.AbsenceChange) (crm.Absence, error)
	RemoveAbsence(ctx context.Context, v crm.Viewer, id crm.AbsenceID, version int64) error
}
