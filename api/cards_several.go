package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// ChangeCards changes several cards, each by itself: what is refused of one
// keeps none of the others back, and is told.
func (h handlers) ChangeCards(c echo.Context) error {
	var form CardChanges
	if err := c.Bind(&form); err != nil {
		return err
	}
	ctx, v := settled(c), viewerOf(c)
	done := CardsChanged{Changed: []CardSeen{}, Refused: []CardRefused{}}
	for _, one := range form.Items {
		var card crm.Card
		change, err := h.cardChange(c, one.Change, one.Version)
		if err == nil {
			card, err = h.cfg.Store.PatchCard(ctx, v, crm.CardID(one.ID), change)
		}
		if err != nil {
			r := refusalOf(err)
			done.Refused = append(done.Refused, CardRefused{ID: one.ID, Code: r.code, Detail: r.detail})
			continue
		}
		done.Changed = append(done.Changed, CardSeen{ID: one.ID, Version: card.Version})
	}
	return c.JSON(http.StatusOK, done)
}
