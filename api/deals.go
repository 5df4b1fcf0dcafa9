package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/crm/recur"
)

// ListDeals answers the deals the caller may see.
func (h handlers) ListDeals(c echo.Context, p ListDealsParams) error {
	ends, err := h.spanEnds(p.Zone)
	if err != nil {
		return parameter(err)
	}
	f := crm.DealFilter{Card: crm.CardID(given(p.CardID)), Owner: crm.AgentID(given(p.OwnerID)), Team: crm.TeamID(given(p.TeamID)), Pipeline: given(p.Pipeline),
		Stage: given(p.Stage), Kind: crm.StageKind(given(p.Kind)), Due: crm.Span(given(p.Due)), Ends: ends, Text: given(p.Q), Sort: string(given(p.Sort))}
	list, err := h.cfg.Store.ListDeals(c.Request().Context(), viewerOf(c), f, pageOf(p.Limit, p.Cursor))
	if err != nil {
		return parameter(err)
	}
	return answer(c, http.StatusOK, DealList{Items: each(list.Items, dealView), NextCursor: text(list.Next)})
}

// CreateDeal makes a deal of a customer.
func (h handlers) CreateDeal(c echo.Context) error {
	var form DealNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	deal, err := h.cfg.Store.CreateDeal(c.Request().Context(), viewerOf(c), crm.NewDeal{
		Card: crm.CardID(form.CardID), Pipeline: given(form.Pipeline), Stage: given(form.Stage), Title: form.Title,
		Money: crm.Money{Amount: form.Amount, Currency: form.Currency}, Owner: crm.AgentID(given(form.OwnerID)),
		ExpectedClose: crm.Day(given(form.ExpectedClose)), Reason: given(form.Reason),
	})
	if err != nil {
		return err
	}
	tag(c, deal.Version)
	return c.JSON(http.StatusCreated, dealView(deal))
}

// GetDeal answers one deal.
func (h handlers) GetDeal(c echo.Context, id string, _ GetDealParams) error {
	deal, err := h.cfg.Store.GetDeal(c.Request().Context(), viewerOf(c), crm.DealID(id))
	if err != nil {
		return err
	}
	tag(c, deal.Version)
	return answer(c, http.StatusOK, dealView(deal))
}

// ChangeDeal changes what is given, the stage among it.
func (h handlers) ChangeDeal(c echo.Context, id string, _ ChangeDealParams) error {
	var form DealChange
	if err := c.Bind(&form); err != nil {
		return err
	}
	version, err := seen(c)
	if err != nil {
		return err
	}
	deal, err := h.cfg.Store.PatchDeal(c.Request().Context(), viewerOf(c), crm.DealID(id), dealChange(form, version))
	if err != nil {
		return changedSince(err, version, h.dealNow(c, id))
	}
	tag(c, deal.Version)
	return c.JSON(http.StatusOK, dealView(deal))
}

// dealChange reads a change of a deal whose version was seen.
func dealChange(form DealChange, version int64) crm.DealChange {
	return crm.DealChange{Stage: form.Stage, Title: form.Title, Amount: form.Amount, Currency: form.Currency, Owner: (*crm.AgentID)(form.OwnerID),
		ExpectedClose: (*crm.Day)(form.ExpectedClose), Reason: form.Reason, Version: version}
}

// dealNow reads what stands there, for a 412.
func (h handlers) dealNow(c echo.Context, id string) func() (Deal, int64, error) {
	return func() (Deal, int64, error) {
		now, err := h.cfg.Store.GetDeal(c.Request().Context(), viewerOf(c), crm.DealID(id))
		return dealView(now), now.Version, err
	}
}

// RemoveDeal takes a deal out of every list.
func (h handlers) RemoveDeal(c echo.Context, id string, _ RemoveDealParams) error {
	version, err := seen(c)
	if err != nil {
		return err
	}
	if err := h.cfg.Store.RemoveDeal(c.Request().Context(), viewerOf(c), crm.DealID(id), version); err != nil {
		return changedSince(err, version, h.dealNow(c, id))
	}
	return c.NoContent(http.StatusNoContent)
}

// RestoreDeal puts a removed deal back.
func (h handlers) RestoreDeal(c echo.Context, id string) error {
	if err := h.cfg.Store.RestoreDeal(c.Request().Context(), viewerOf(c), crm.DealID(id)); err != nil {
		return err
	}
	return h.GetDeal(c, id, GetDealParams{})
}

// ListDealMoves answers the steps of a deal, newest first.
func (h handlers) ListDealMoves(c echo.Context, id string) error {
	moves, err := h.cfg.Store.DealMoves(c.Request().Context(), viewerOf(c), crm.DealID(id))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, DealMoveList{Items: each(moves, moveView)})
}

// UndoDealMove takes back the last step of a deal.
func (h handlers) UndoDealMove(c echo.Context, id, move string) error {
	deal, err := h.cfg.Store.UndoMove(c.Request().Context(), viewerOf(c), crm.DealID(id), crm.MoveID(move))
	if err != nil {
		return err
	}
	tag(c, deal.Version)
	return c.JSON(http.StatusOK, dealView(deal))
}

// GetBoard answers a pipeline with its deals.
func (h handlers) GetBoard(c echo.Context, p GetBoardParams) error {
	ends, err := h.spanEnds(p.Zone)
	if err != nil {
		return parameter(err)
	}
	f := crm.DealFilter{Pipeline: given(p.Pipeline), Owner: crm.AgentID(given(p.OwnerID)), Team: crm.TeamID(given(p.TeamID)), Due: crm.Span(given(p.Due)), Ends: ends, Text: given(p.Q)}
	board, err := h.cfg.Store.Board(c.Request().Context(), viewerOf(c), f, given(p.Limit))
	if err != nil {
		return parameter(err)
	}
	return c.JSON(http.StatusOK, Board{Pipeline: board.Pipeline.Key, Name: board.Pipeline.Name, Columns: each(board.Columns, columnView)})
}

// GetDeadlines answers the open deals of a pipeline by when their next task is due.
func (h handlers) GetDeadlines(c echo.Context, p GetDeadlinesParams) error {
	ends, err := h.spanEnds(p.Zone)
	if err != nil {
		return parameter(err)
	}
	f := crm.DealFilter{Pipeline: given(p.Pipeline), Owner: crm.AgentID(given(p.OwnerID)), Team: crm.TeamID(given(p.TeamID)), Text: given(p.Q)}
	board, err := h.cfg.Store.Deadlines(c.Request().Context(), viewerOf(c), f, ends, given(p.Limit))
	if err != nil {
		return parameter(err)
	}
	return c.JSON(http.StatusOK, DeadlineBoard{Pipeline: board.Pipeline.Key, Name: board.Pipeline.Name, Columns: each(board.Columns, deadlineView)})
}

// spanEnds is what the spans of the reader's calendar end with.
func (h handlers) spanEnds(zone *string) (crm.SpanEnds, error) {
	where, err := h.readersZone(zone)
	if err != nil {
		return crm.SpanEnds{}, err
	}
	now := h.cfg.Clock.Now()
	sunday := (7 - int(now.In(where).Weekday())) % 7
	return crm.SpanEnds{Now: now, Midnight: recur.EndOfDay(now, where), Week: recur.EndOfDay(now.AddDate(0, 0, sunday), where), NextWeek: recur.EndOfDay(now.AddDate(0, 0, sunday+7), where)}, nil
}

// AddNote writes a note, and answers what its hashtags did.
func (h handlers) AddNote(c echo.Context, id string) error {
	var form NoteNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	note, err := h.cfg.Store.AddNote(settled(c), viewerOf(c), crm.CardID(id), form.Text)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, Note{ID: string(note.ID), CardID: string(note.Card), Text: note.Text, By: text(callerOf(c).user.Name),
		At: note.At, Effects: each(note.Effects, effectView)})
}

// ChooseDeal says which deal a hashtag speaks of.
func (h handlers) ChooseDeal(c echo.Context, id string) error {
	var form TagChoice
	if err := c.Bind(&form); err != nil {
		return err
	}
	effect, err := h.cfg.Store.ChooseDeal(settled(c), viewerOf(c), crm.NoteID(id), form.Tag, crm.DealID(form.DealID))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, effectView(effect))
}
