package api

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/crm/sheet"
	"vonal/internal/fault"
)

// UploadImport puts a table away and proposes what its columns hold.
func (h handlers) UploadImport(c echo.Context) error {
	up := uploadOf(c)
	o := sheet.Options{Encoding: sheet.Encoding(up.fields["encoding"]), Separator: separators[ExportCardsParamsSeparator(up.fields["separator"])]}
	table, err := sheet.Open(up.parcel.Content(), up.parcel.Size, o)
	if err != nil {
		return ofFile(err)
	}
	defer table.Close()
	in := crm.Import{Name: up.parcel.Name, Country: h.cfg.Country, Encoding: string(table.Encoding), Head: table.Head}
	for name, separator := range separators {
		if separator == table.Separator {
			in.Separator = string(name)
		}
	}
	made, err := h.cfg.Store.TakeImport(c.Request().Context(), viewerOf(c), in, func() (crm.ImportRow, error) {
		row, err := table.Next()
		if err == io.EOF {
			return crm.ImportRow{}, io.EOF
		}
		if err != nil {
			return crm.ImportRow{}, ofFile(err)
		}
		return crm.ImportRow{Number: row.Number, Cells: row.Cells, More: row.More}, nil
	})
	if err != nil {
		return err
	}
	noted(c, string(made.ID), fmt.Sprintf("%s, %d rows", made.Name, made.Rows))
	return c.JSON(http.StatusCreated, importView(made))
}

// ofFile says that it is the file that is wrong.
func ofFile(err error) error {
	if fault.Is(err, fault.Invalid) {
		return fault.Wrap("api.UploadImport", err).At("file")
	}
	return err
}

// ListImports answers the imports the caller may see, newest first.
func (h handlers) ListImports(c echo.Context, p ListImportsParams) error {
	list, err := h.cfg.Store.ListImports(c.Request().Context(), viewerOf(c), pageOf(p.Limit, p.Cursor))
	if err != nil {
		return parameter(err)
	}
	return c.JSON(http.StatusOK, ImportList{Items: each(list.Items, importView), NextCursor: text(list.Next)})
}

// GetImport answers one import.
func (h handlers) GetImport(c echo.Context, id string) error { return h.showImport(c, id, nil) }

// CheckImport has a mapping tried.
func (h handlers) CheckImport(c echo.Context, id string) error {
	var form ImportMapping
	if err := c.Bind(&form); err != nil {
		return err
	}
	columns := each(form.Columns, func(name string) crm.Column { return crm.Column(name) })
	return h.showImport(c, id, func(ctx context.Context) error {
		return h.cfg.Store.CheckImport(ctx, viewerOf(c), crm.ImportID(id), columns, crm.ImportRule(form.Rule))
	})
}

// RunImport has the cards made and changed.
func (h handlers) RunImport(c echo.Context, id string) error {
	return h.showImport(c, id, func(ctx context.Context) error { return h.cfg.Store.RunImport(ctx, viewerOf(c), crm.ImportID(id)) })
}

// UndoImport has an import taken back.
func (h handlers) UndoImport(c echo.Context, id string) error {
	return h.showImport(c, id, func(ctx context.Context) error { return h.cfg.Store.UndoImport(ctx, viewerOf(c), crm.ImportID(id)) })
}

// CancelImport has a run given up.
func (h handlers) CancelImport(c echo.Context, id string) error {
	return h.showImport(c, id, func(ctx context.Context) error { return h.cfg.Store.CancelImport(ctx, viewerOf(c), crm.ImportID(id)) })
}

// RemoveImport forgets a table.
func (h handlers) RemoveImport(c echo.Context, id string) error {
	if err := h.cfg.Store.DropImport(c.Request().Context(), viewerOf(c), crm.ImportID(id)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// showImport answers an import, after begin has let it be worked on.
func (h handlers) showImport(c echo.Context, id string, begin func(context.Context) error) error {
	ctx := c.Request().Context()
	if begin != nil {
		if err := begin(ctx); err != nil {
			return err
		}
		if h.cfg.Importing != nil {
			h.cfg.Importing()
		}
	}
	in, err := h.cfg.Store.GetImport(ctx, viewerOf(c), crm.ImportID(id))
	if err != nil {
		return err
	}
	noted(c, id, fmt.Sprintf("%s, %d rows", in.Name, in.Rows))
	return c.JSON(http.StatusOK, importView(in))
}

// ListImportRows answers rows and what became of them.
func (h handlers) ListImportRows(c echo.Context, id string, p ListImportRowsParams) error {
	rows, err := h.cfg.Store.ImportRows(c.Request().Context(), viewerOf(c), crm.ImportID(id), crm.ImportResult(given(p.Result)),
		given(p.After), pageOf(p.Limit, nil).Size())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, ImportRowList{Items: each(rows, importRowView)})
}

// DownloadRefusedRows sends what must be put right, as a table that can be
// imported again: the three columns in front are not taken for any of a card's.
func (h handlers) DownloadRefusedRows(c echo.Context, id string) error {
	ctx, v := c.Request().Context(), viewerOf(c)
	in, err := h.cfg.Store.GetImport(ctx, v, crm.ImportID(id))
	if err != nil {
		return err
	}
	rows, err := h.cfg.Store.ImportRows(ctx, v, in.ID, crm.RowRefused, 0, crm.MaxPage)
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Content-Disposition", disposition("attachment", "refused-"+h.cfg.Clock.Now().In(h.cfg.Zone).Format(time.DateOnly)+".csv"))
	header.Set("Content-Type", "text/csv; charset=utf-8")
	c.Response().WriteHeader(http.StatusOK)
	table, err := sheet.NewCSV(c.Response(), ';')
	if err == nil {
		err = table.Row(append([]string{"#", "#column", "#reason"}, in.Head...))
	}
	for err == nil && len(rows) > 0 {
		for _, r := range rows {
			if err = table.Row(append([]string{fmt.Sprint(r.Number), in.HeadOf(r.Problem), r.Problem.Text}, r.Cells...)); err != nil {
				return err
			}
		}
		rows, err = h.cfg.Store.ImportRows(ctx, v, in.ID, crm.RowRefused, rows[len(rows)-1].Number, crm.MaxPage)
	}
	if err != nil {
		return err
	}
	return table.Close()
}

func importView(in crm.Import) Import {
	v := Import{ID: string(in.ID), Name: in.Name, Encoding: in.Encoding, Separator: in.Separator, Head: append([]string{}, in.Head...),
		Columns: each(in.Columns, func(c crm.Column) string { return string(c) }), Rule: ImportRule(in.Rule), State: ImportState(in.State),
		Rows: in.Rows, Done: in.Done, Counts: countsView(in.Counts), Failure: text(in.Failure), By: in.ByName, CreatedAt: in.CreatedAt,
		EndedAt: moment(in.EndedAt), Sample: each(in.Sample, importRowView)}
	if until, possible := in.UndoUntil(); possible {
		v.UndoUntil = &until
	}
	return v
}

func countsView(n crm.ImportCounts) ImportCounts {
	return ImportCounts{New: n.New, Changed: n.Changed, Unchanged: n.Unchanged, Refused: n.Refused, Undone: n.Undone, Kept: n.Kept}
}

func importRowView(r crm.ImportRow) ImportRow {
	v := ImportRow{Number: r.Number, Cells: append([]string{}, r.Cells...), CardID: text(r.Card)}
	if r.Result != "" {
		v.Result = (*ImportResult)(&r.Result)
	}
	if p := r.Problem; p != nil {
		v.Problem = &RowProblem{Reason: p.Reason, Text: p.Text}
		if p.Column >= 0 {
			v.Problem.Column = &p.Column
		}
	}
	return v
}
