package api

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/crm/phone"
	"vonal/internal/fault"
)

// ListCards answers the cards the caller may see, newest first.
func (h handlers) ListCards(c echo.Context, p ListCardsParams) error {
	list, err := h.cfg.Store.ListCards(c.Request().Context(), viewerOf(c), h.cardFilter(p), pageOf(p.Limit, p.Cursor))
	if err != nil {
		return parameter(err)
	}
	return answer(c, http.StatusOK, CardList{Items: each(list.Items, cardView), NextCursor: text(list.Next)})
}

// noNumber stands on no card.
const noNumber crm.E164 = "+"

// cardFilter reads the filter of a list of cards.
func (h handlers) cardFilter(p ListCardsParams) crm.CardFilter {
	f := crm.CardFilter{Text: given(p.Q), Owner: crm.AgentID(given(p.OwnerID)), Tag: cmp.Or(given(p.Tag), given(p.Group)),
		Tier: crm.Tier(given(p.Tier)), Field: given(p.Field), Sort: string(given(p.Sort))}
	if p.Phone != nil {
		var err error
		if f.Phone, err = phone.Parse(*p.Phone, h.cfg.Country); err != nil {
			f.Phone = noNumber
		}
	}
	return f
}

// CreateCard makes a card by hand.
func (h handlers) CreateCard(c echo.Context) error {
	var form CardNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	phones, err := h.numbers(given(form.Phones))
	if err != nil {
		return err
	}
	details, err := h.detailsOf(cardDetails{form.Form != nil, string(given(form.Form)), form.Language, form.TimeZone, form.Tags, form.Addresses,
		form.Numbers, form.Mails, form.Contacts, form.Fields, form.Consents})
	if err != nil {
		return err
	}
	if details.Numbers != nil && form.Phones != nil {
		return invalid("numbers", "and phones say the same; send one of them")
	}
	in := crm.NewCard{Name: form.Name, Phones: phones, Owner: crm.AgentID(given(form.OwnerID)), Tier: crm.Tier(given(form.Tier)),
		Details: details, AllowDuplicate: given(form.AllowDuplicate)}
	if err := mayChange(c, crm.CardChange{Owner: (*crm.AgentID)(form.OwnerID), Tier: (*crm.Tier)(form.Tier)}); err != nil {
		return err
	}
	card, err := h.cfg.Store.CreateCard(c.Request().Context(), viewerOf(c), in)
	if err != nil {
		return withCandidates(err)
	}
	tag(c, card.Version)
	return c.JSON(http.StatusCreated, cardView(card))
}

// GetCard answers one card.
func (h handlers) GetCard(c echo.Context, id string, _ GetCardParams) error {
	card, err := h.cfg.Store.GetCard(c.Request().Context(), viewerOf(c), crm.CardID(id))
	if err != nil {
		return mergedAway(err)
	}
	tag(c, card.Version)
	return answer(c, http.StatusOK, cardView(card))
}

// ChangeCard changes what is given.
func (h handlers) ChangeCard(c echo.Context, id string, _ ChangeCardParams) error {
	var form CardChange
	if err := c.Bind(&form); err != nil {
		return err
	}
	version, err := seen(c)
	if err != nil {
		return err
	}
	ch, err := h.cardChange(c, form, version)
	if err != nil {
		return err
	}
	card, err := h.cfg.Store.PatchCard(c.Request().Context(), viewerOf(c), crm.CardID(id), ch)
	if err != nil {
		return changedSince(err, version, func() (Card, int64, error) {
			now, err := h.cfg.Store.GetCard(c.Request().Context(), viewerOf(c), crm.CardID(id))
			return cardView(now), now.Version, err
		})
	}
	tag(c, card.Version)
	return c.JSON(http.StatusOK, cardView(card))
}

// cardChange reads a change of a card whose version was seen.
func (h handlers) cardChange(c echo.Context, form CardChange, version int64) (crm.CardChange, error) {
	ch := crm.CardChange{Name: form.Name, Owner: (*crm.AgentID)(form.OwnerID), Tier: (*crm.Tier)(form.Tier), Version: version}
	var err error
	ch.Details, err = h.detailsOf(cardDetails{form.Form != nil, string(given(form.Form)), form.Language, form.TimeZone, form.Tags, form.Addresses,
		form.Numbers, form.Mails, form.Contacts, form.Fields, form.Consents})
	if err != nil {
		return ch, err
	}
	if ch.Details.Numbers != nil && form.Phones != nil {
		return ch, invalid("numbers", "and phones say the same; send one of them")
	}
	if form.Phones != nil {
		phones, err := h.numbers(*form.Phones)
		if err != nil {
			return ch, err
		}
		ch.Phones = &phones
	}
	return ch, mayChange(c, ch)
}

// mayChange refuses members that are not the caller's to set as wrong members.
func mayChange(c echo.Context, ch crm.CardChange) error {
	err := viewerOf(c).CheckCardChange(ch)
	if fault.Is(err, fault.Forbidden) {
		return fault.Wrap("api.mayChange", err).OfKind(fault.Invalid)
	}
	return err
}

// numbers reads telephone numbers in any spelling.
func (h handlers) numbers(spelled []string) ([]crm.E164, error) {
	phones := make([]crm.E164, len(spelled))
	for i, p := range spelled {
		number, err := phone.Parse(p, h.cfg.Country)
		if err != nil {
			return nil, fault.Wrap("api.numbers", err).At("phones")
		}
		phones[i] = number
	}
	return phones, nil
}

// GetTimeline answers what happened with a customer, newest first.
func (h handlers) GetTimeline(c echo.Context, id string, p GetTimelineParams) error {
	var kinds []crm.EntryKind
	for kind := range strings.SplitSeq(given(p.Kind), ",") {
		if kind != "" {
			kinds = append(kinds, crm.EntryKind(kind))
		}
	}
	list, err := h.cfg.Store.Timeline(c.Request().Context(), viewerOf(c), crm.CardID(id), kinds, pageOf(p.Limit, p.Cursor))
	if err != nil {
		return parameter(err)
	}
	return c.JSON(http.StatusOK, Timeline{Items: each(list.Items, entryView), NextCursor: text(list.Next)})
}

func entryView(e crm.Entry) TimelineItem {
	v := TimelineItem{
		ID:      string(e.ID),
		Kind:    TimelineItemKind(e.Kind),
		At:      e.At.UTC(),
		By:      text(e.ByName),
		CallID:  text(e.CallID),
		Changes: each(e.Changes, func(ch crm.FieldChange) Change { return Change(ch) }),
		Deal:    dealLineView(e.Deal),
		Note:    noteLineView(e.Note),
		Merge:   mergeLineView(e.Merge),
		Task:    taskLineView(e.Task),
	}
	if e.Call != nil {
		call := callView(*e.Call)
		v.Call = &call
	}
	if e.File != nil {
		v.File = mentionView(*e.File)
	}
	if e.Outcome.Key != "" {
		v.Outcome = &Outcome{Outcome: e.Outcome.Key, Note: e.Outcome.Note}
	}
	return v
}

func pageOf(limit *Limit, cursor *Cursor) crm.Page {
	return crm.Page{Limit: given(limit), Cursor: given(cursor)}
}

// parameter makes what is wrong with a filter a 400: no form was filled in.
func parameter(err error) error {
	if fault.Is(err, fault.Invalid) {
		return badRequest("A parameter is not written as it should be.", "")
	}
	return err
}

// each is never null, so that an empty list is written as one.
func each[A, B any](all []A, view func(A) B) []B {
	views := make([]B, len(all))
	for i, a := range all {
		views[i] = view(a)
	}
	return views
}
