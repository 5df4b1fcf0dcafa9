package api

import (
	"context"

	"vonal/crm"
)

// CardExchange is how cards leave the house in numbers, and come into it.
type CardExchange interface {
	ExportCards(ctx context.Context, v crm.Viewer, f crm.CardFilter, layout func(crm.Layout) error, card func(crm.Card) error) error
}

// CardKeeping is what keeps the cards in order: merges, duplicates, the
// company's own fields, and the search over everything.
type CardKeeping interface {
	PreviewMerge(ctx context.Context, v crm.Viewer, kept, other crm.CardID, take map[string]bool) (joined, was crm.Card, err error)
	MergeCards(ctx context.Context, v crm.Viewer, kept, other crm.CardID, take map[string]bool) (crm.CardMerge, error)
	UnmergeCards(ctx context.Context, v crm.Viewer, id crm.MergeID) (crm.CardMerge, error)
	CardMerges(ctx context.Context, v crm.Viewer, card crm.CardID) ([]crm.CardMerge, error)
	Duplicates(ctx context.Context, v crm.Viewer, page crm.Page) ([]crm.Pair, error)
	KeepApart(ctx context.Context, v crm.Viewer, one, other crm.CardID) error

	Fields(ctx context.Context) ([]crm.Field, error)
	PutField(ctx context.Context, f crm.Field) (crm.Field, error)
	ArchiveField(ctx context.Context, key string) error

	Search(ctx context.Context, v crm.Viewer, text string, phone crm.E164, most int) ([]crm.Hit, error)
}
