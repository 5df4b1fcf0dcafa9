package api

import (
	"context"

	"vonal/crm"
)

// Deals are what customers may buy, the pipelines they go through, and the
// notes whose hashtags move them.
type Deals interface {
	ListDeals(ctx context.Context, v crm.Viewer, f crm.DealFilter, page crm.Page) (crm.List[crm.Deal], error)
	GetDeal(ctx context.Context, v crm.Viewer, id crm.DealID) (crm.Deal, error)
	CreateDeal(ctx context.Context, v crm.Viewer, in crm.NewDeal) (crm.Deal, error)
	// PatchDeal answers Stale where the deal is another than was seen.
	PatchDeal(ctx context.Context, v crm.Viewer, id crm.DealID, ch crm.DealChange) (crm.Deal, error)
	RemoveDeal(ctx context.Context, v crm.Viewer, id crm.DealID, version int64) error
	RestoreDeal(ctx context.Context, v crm.Viewer, id crm.DealID) error
	DealMoves(ctx context.Context, v crm.Viewer, id crm.DealID) ([]crm.Move, error)
	// StepBack takes back the last step of a deal that is at this version.
	StepBack(ctx context.Context, v crm.Viewer, id crm.DealID, version int64) (crm.Deal, error)
	UndoMove(ctx context.Context, v crm.Viewer, deal crm.DealID, id crm.MoveID) (crm.Deal, error)
	Board(ctx context.Context, v crm.Viewer, f crm.DealFilter, each int) (crm.Board, error)
	Deadlines(ctx context.Context, v crm.Viewer, f crm.DealFilter, at crm.SpanEnds, each int) (crm.DeadlineBoard, error)

	Pipelines(ctx context.Context) ([]crm.Pipeline, error)
	SavePipeline(ctx context.Context, v crm.Viewer, key string, ch crm.PipelineChange) (crm.Pipeline, error)

	Hashtags(ctx context.Context) ([]crm.Hashtag, error)
	PutHashtag(ctx context.Context, in crm.Hashtag) (crm.Hashtag, error)
	RemoveHashtag(ctx context.Context, tag string) error

	AddNote(ctx context.Context, v crm.Viewer, card crm.CardID, text string) (crm.Note, error)
	ChooseDeal(ctx context.Context, v crm.Viewer, id crm.NoteID, tag string, deal crm.DealID) (crm.TagEffect, error)
}
