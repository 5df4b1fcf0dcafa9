package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/crm/phone"
)

// MergeCards joins another card into this one, or shows what would come of it.
func (h handlers) MergeCards(c echo.Context, id string) error {
	var form CardMergeNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	ctx, v := settled(c), viewerOf(c)
	kept, other := crm.CardID(id), crm.CardID(form.OtherID)
	take := map[string]bool{}
	for _, name := range given(form.Take) {
		take[name] = true
	}
	joined, was, err := h.cfg.Store.PreviewMerge(ctx, v, kept, other, take)
	if err != nil {
		return err
	}
	if given(form.Preview) {
		notNoted(c)
		return c.JSON(http.StatusOK, CardMerged{Card: cardView(joined), Other: cardView(was)})
	}
	merge, err := h.cfg.Store.MergeCards(ctx, v, kept, other, take)
	if err != nil {
		return err
	}
	now, err := h.cfg.Store.GetCard(ctx, v, kept)
	if err != nil {
		return err
	}
	tag(c, now.Version)
	return c.JSON(http.StatusOK, CardMerged{Card: cardView(now), Other: cardView(was), MergeID: text(merge.ID)})
}

// ListMerges answers what was merged into a card.
func (h handlers) ListMerges(c echo.Context, id string) error {
	all, err := h.cfg.Store.CardMerges(c.Request().Context(), viewerOf(c), crm.CardID(id))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, CardMergeList{Items: each(all, func(m crm.CardMerge) CardMerge {
		return CardMerge{ID: string(m.ID), Kept: string(m.Kept), Merged: string(m.Merged), Name: m.Name, At: m.At, UndoUntil: m.At.Add(crm.UnmergeWithin)}
	})})
}

// UnmergeCards takes two cards apart.
func (h handlers) UnmergeCards(c echo.Context, id string) error {
	m, err := h.cfg.Store.UnmergeCards(settled(c), viewerOf(c), crm.MergeID(id))
	if err != nil {
		return err
	}
	card, err := h.cfg.Store.GetCard(c.Request().Context(), viewerOf(c), m.Merged)
	if err != nil {
		return err
	}
	tag(c, card.Version)
	return c.JSON(http.StatusOK, cardView(card))
}

// ListDuplicates answers pairs that may be one customer.
func (h handlers) ListDuplicates(c echo.Context, p ListDuplicatesParams) error {
	list, err := h.cfg.Store.Duplicates(c.Request().Context(), viewerOf(c), crm.Page{Cursor: given(p.Cursor), Limit: given(p.Limit)})
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, DuplicateList{NextCursor: text(list.Next), Items: each(list.Items, func(k crm.Pair) Duplicate {
		k.One.Why, k.Other.Why = k.Why, k.Why
		return Duplicate{One: candidateView(k.One), Other: candidateView(k.Other), Why: DuplicateWhy(k.Why)}
	})})
}

// KeepApart remembers that two cards are two customers.
func (h handlers) KeepApart(c echo.Context, id string) error {
	var form KeepApartJSONRequestBody
	if err := c.Bind(&form); err != nil {
		return err
	}
	if err := h.cfg.Store.KeepApart(c.Request().Context(), viewerOf(c), crm.CardID(id), crm.CardID(form.OtherID)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// ListFields answers the company's own fields.
func (h handlers) ListFields(c echo.Context) error {
	all, err := h.cfg.Store.Fields(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, FieldList{Items: each(all, fieldView)})
}

// PutField adds or changes a field.
func (h handlers) PutField(c echo.Context) error {
	var form Field
	if err := c.Bind(&form); err != nil {
		return err
	}
	saved, err := h.cfg.Store.PutField(c.Request().Context(), crm.Field{Key: form.Key, Labels: labelsOf(form.Labels),
		Kind: crm.FieldKind(form.Kind), Required: given(form.Required), Choices: given(form.Choices)})
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, fieldView(saved))
}

// ArchiveField takes a field out of use.
func (h handlers) ArchiveField(c echo.Context, key string) error {
	if err := h.cfg.Store.ArchiveField(c.Request().Context(), key); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

func fieldView(f crm.Field) Field {
	choices := append([]string{}, f.Choices...)
	return Field{Key: f.Key, Labels: labelsView(f.Labels), Kind: FieldKind(f.Kind), Required: &f.Required, Choices: &choices}
}

// Search finds anything the caller may see.
func (h handlers) Search(c echo.Context, p SearchParams) error {
	number, _ := phone.Parse(p.Q, h.cfg.Country) // no number is no harm
	hits, err := h.cfg.Store.Search(c.Request().Context(), viewerOf(c), p.Q, number, given(p.Limit))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, HitList{Items: each(hits, func(k crm.Hit) Hit {
		return Hit{Kind: HitKind(k.Kind), ID: k.ID, CardID: string(k.Card), Title: k.Title, Snippet: k.Snippet}
	})})
}
