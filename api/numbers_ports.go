package api

import (
	"context"

	"vonal/crm"
	"vonal/crm/hours"
)

// Numbers are the company's numbers and opening hours. Lists that a version is
// too old for are a Conflict.
type Numbers interface {
	ListLines(ctx context.Context) ([]crm.Line, error)
	PutLine(ctx context.Context, l crm.Line) (crm.Line, error)
	RemoveLine(ctx context.Context, number string) error
	ListHours(ctx context.Context) ([]crm.OpeningHours, error)
	PutHours(ctx context.Context, h crm.OpeningHours, of hours.Hours) (crm.OpeningHours, error)
	RemoveHours(ctx context.Context, id crm.HoursID) error
}
