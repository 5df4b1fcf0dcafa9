package api

import (
	"context"

	"vonal/crm"
)

// CardExchange is how cards leave the house in numbers, and come into it.
type CardExchange interface {
	// CountExport counts the cards that an export would have, up to most.
	CountExport(ctx context.Context, v crm.Viewer, f crm.CardFilter, most int) (int, error)
	ExportCards(ctx context.Context, v crm.Viewer, f crm.CardFilter, layout func(crm.Layout) error, card func(crm.Card) error) error

	// TakeImport reads rows until next answers io.EOF.
	TakeImport(ctx context.Context, v crm.Viewer, in crm.Import, next func() (crm.ImportRow, error)) (crm.Import, error)
	ListImports(ctx context.Context, v crm.Viewer, page crm.Page) (crm.List[crm.Import], error)
	GetImport(ctx context.Context, v crm.Viewer, id crm.ImportID) (crm.Import, error)
	ImportRows(ctx context.Context, v crm.Viewer, id crm.ImportID, result crm.ImportResult, after, most int) ([]crm.ImportRow, error)
	CheckImport(ctx context.Context, v crm.Viewer, id crm.ImportID, columns []crm.Column, rule crm.ImportRule) error
	RunImport(ctx context.Context, v crm.Viewer, id crm.ImportID) error
	CancelImport(ctx context.Context, v crm.Viewer, id crm.ImportID) error
	UndoImport(ctx context.Context, v crm.Viewer, id crm.ImportID) error
	DropImport(ctx context.Context, v crm.Viewer, id crm.ImportID) error
}

// CardKeeping is what keeps the cards in order: merges, duplicates, the
// company's own fields, and the search over everything.
type CardKeeping interface {
	PreviewMerge(ctx context.Context, v crm.Viewer, kept, other crm.CardID, take map[string]bool) (joined, was crm.Card, err error)
	MergeCards(ctx context.Context, v crm.Viewer, kept, other crm.CardID, take map[string]bool) (crm.CardMerge, error)
	UnmergeCards(ctx context.Context, v crm.Viewer, id crm.MergeID) (crm.CardMerge, error)
	CardMerges(ctx context.Context, v crm.Viewer, card crm.CardID) ([]crm.CardMerge, error)
	Duplicates(ctx context.Context, v crm.Viewer, page crm.Page) (crm.List[crm.Pair], error)
	KeepApart(ctx context.Context, v crm.Viewer, one, other crm.CardID) error

	Fields(ctx context.Context) ([]crm.Field, error)
	PutField(ctx context.Context, f crm.Field) (crm.Field, error)
	ArchiveField(ctx context.Context, key string) error

	Search(ctx context.Context, v crm.Viewer, text string, phone crm.E164, most int) ([]crm.Hit, error)
}
