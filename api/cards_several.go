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
	done := several{in: languageOf(c)}
	for _, one := range form.Items {
		change, err := h.cardChange(c, one.Change, one.Version)
		var card crm.Card
		if err == nil {
			card, err = h.cfg.Store.PatchCard(settled(c), viewerOf(c), crm.CardID(one.ID), change)
		}
		done.add(one.ID, card.Version, err)
	}
	return c.JSON(http.StatusOK, done.answer())
}
