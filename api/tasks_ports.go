package api

import (
	"context"

	"vonal/crm"
)

// Tasks are what people are to do, the projects that group them, and what may
// come of a call.
type Tasks interface {
	ListTasks(ctx context.Context, v crm.Viewer, f crm.TaskFilter, page crm.Page) (crm.List[crm.Task], error)
	CountTasks(ctx context.Context, v crm.Viewer, f crm.TaskFilter) (crm.TaskCounts, error)
	// Workloads is who has how much to do, by name.
	Workloads(ctx context.Context, v crm.Viewer) ([]crm.Workload, error)
	GetTask(ctx context.Context, v crm.Viewer, id crm.TaskID) (crm.Task, error)
	CreateTask(ctx context.Context, v crm.Viewer, in crm.NewTask) (crm.Task, error)
	PatchTask(ctx context.Context, v crm.Viewer, id crm.TaskID, ch crm.TaskChange) (crm.Task, error)
	RemoveTask(ctx context.Context, v crm.Viewer, id crm.TaskID, version int64) error
	RestoreTask(ctx context.Context, v crm.Viewer, id crm.TaskID) (crm.Task, error)
	// TaskHistory is what was done to a task, newest first.
	TaskHistory(ctx context.Context, v crm.Viewer, id crm.TaskID, page crm.Page) (crm.List[crm.TaskEvent], error)
	AddComment(ctx context.Context, v crm.Viewer, about crm.Discussion, text string) (crm.Comment, error)
	Comments(ctx context.Context, v crm.Viewer, about crm.Discussion) ([]crm.Comment, error)

	ListProjects(ctx context.Context, v crm.Viewer, page crm.Page) (crm.List[crm.Project], error)
	GetProject(ctx context.Context, v crm.Viewer, id crm.ProjectID) (crm.Project, error)
	// SaveProject makes one where id is "".
	SaveProject(ctx context.Context, v crm.Viewer, id crm.ProjectID, ch crm.ProjectChange) (crm.Project, error)

	Outcomes(ctx context.Context) ([]crm.OutcomeKind, error)
	PutOutcome(ctx context.Context, o crm.OutcomeKind) (crm.OutcomeKind, error)
	// HasOutcome reports whether somebody has said what came of the call.
	HasOutcome(ctx context.Context, call crm.CallID) (bool, error)
	// OutcomeEffects are of a call that the caller may see.
	OutcomeEffects(ctx context.Context, v crm.Viewer, call crm.CallID) ([]crm.Effect, error)
	// UndoEffect takes back one thing that an outcome did; Conflict where it
	// cannot be any more.
	UndoEffect(ctx context.Context, v crm.Viewer, call crm.CallID, id crm.EffectID) error
	// ChooseEffect carries out an ambiguous hashtag of an outcome's note for
	// the deal.
	ChooseEffect(ctx context.Context, v crm.Viewer, call crm.CallID, id crm.EffectID, deal crm.DealID) error
}
