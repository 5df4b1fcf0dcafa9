package api

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/crm/sheet"
)

// exportedAtOnce is how many tables are written at one time.
const exportedAtOnce = 2

var separators = map[ExportCardsParamsSeparator]rune{"semicolon": ';', "comma": ',', "tab": '\t'}

// ExportCards writes the table to the disk first: what arrives is then whole,
// and who took how much out of the house is written down before they have it.
func (h handlers) ExportCards(c echo.Context, p ExportCardsParams) error {
	select {
	case h.exporting <- struct{}{}:
		defer func() { <-h.exporting }()
	default:
		return &refusal{status: http.StatusServiceUnavailable, code: "unavailable", detail: "Too many tables are being exported. Try again soon.", after: retryUnavailable}
	}
	file, err := os.CreateTemp("", "export-*")
	if err != nil {
		return err
	}
	defer file.Close()
	if err := os.Remove(file.Name()); err != nil {
		return err
	}
	rows, err := h.writeCards(c, p, file)
	if err != nil {
		return parameter(err)
	}
	size, err := file.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	format := cmp.Or(string(given(p.Format)), "csv")
	line := crm.AuditLine{What: "exported", Thing: "cards", Detail: fmt.Sprintf("%d cards as %s, %s", rows, format, cmp.Or(c.QueryString(), "all"))}
	if err := h.audit(c, line); err != nil {
		return err
	}
	kind := "text/csv; charset=utf-8"
	if format == "xlsx" {
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	name := "cards-" + h.cfg.Clock.Now().In(h.cfg.Zone).Format(time.DateOnly) + "." + format
	header := c.Response().Header()
	header.Set("Content-Disposition", disposition("attachment", name))
	header.Set("Content-Length", strconv.FormatInt(size, 10))
	return c.Stream(http.StatusOK, kind, file)
}

// mostCounted is up to how many cards are counted one by one.
const mostCounted = 10_000

// CountCards answers how many cards an export would have.
func (h handlers) CountCards(c echo.Context, p CountCardsParams) error {
	f := h.cardFilter(ListCardsParams{Phone: p.Phone, Q: p.Q, OwnerID: p.OwnerID, Tag: p.Tag, Group: p.Group, Tier: p.Tier, Field: p.Field})
	n, err := h.cfg.Store.CountExport(c.Request().Context(), viewerOf(c), f, mostCounted+1)
	if err != nil {
		return parameter(err)
	}
	return c.JSON(http.StatusOK, CardCount{Count: min(n, mostCounted), More: n > mostCounted})
}

// writeCards writes the table and says how many cards are in it.
func (h handlers) writeCards(c echo.Context, p ExportCardsParams, to io.Writer) (rows int, err error) {
	var table sheet.Writer
	if given(p.Format) == "xlsx" {
		table, err = sheet.NewXLSX(to, "Vonal")
	} else {
		table, err = sheet.NewCSV(to, separators[cmp.Or(given(p.Separator), "semicolon")])
	}
	if err != nil {
		return 0, err
	}
	f := h.cardFilter(ListCardsParams{Phone: p.Phone, Q: p.Q, OwnerID: p.OwnerID, Tag: p.Tag, Group: p.Group, Tier: p.Tier, Field: p.Field,
		Sort: (*ListCardsParamsSort)(p.Sort)})
	var company crm.Layout
	var columns []crm.Column
	err = h.cfg.Store.ExportCards(c.Request().Context(), viewerOf(c), f, func(l crm.Layout) error {
		company, columns = l, l.Columns()
		return table.Row(l.Heads(columns, cmp.Or(string(given(p.Language)), "en")))
	}, func(card crm.Card) error {
		rows++
		return table.Row(company.Row(columns, card))
	})
	if closed := table.Close(); err == nil {
		err = closed
	}
	return rows, err
}
