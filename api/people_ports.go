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
	RemoveAbsence(ctx context.Context, v crm.Viewer, id crm.AbsenceID, version int64) (crm.Absence, error)
}

// Growth is what makes customers important and agents experienced, and why
// agents pause: the company's own lists.
type Growth interface {
	TierRules(ctx context.Context) (rules crm.TierRules, currency string, err error)
	PutTierRules(ctx context.Context, rules crm.TierRules) (crm.TierRules, error)
	LevelRules(ctx context.Context, v crm.Viewer) (rules crm.LevelRules, on []crm.LevelProgress, err error)
	PutLevelRules(ctx context.Context, rules crm.LevelRules) (crm.LevelRules, error)
	PauseReasons(ctx context.Context) ([]crm.PauseReason, error)
	PutPauseReason(ctx context.Context, r crm.PauseReason) (crm.PauseReason, error)
	RemovePauseReason(ctx context.Context, key string) error
}
