package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// ChangeDeals changes several deals, or takes their last steps back, each by
// itself.
func (h handlers) ChangeDeals(c echo.Context) error {
	var form DealChanges
	if err := c.Bind(&form); err != nil {
		return err
	}
	ctx, v := settled(c), viewerOf(c)
	done := several{in: languageOf(c)}
	for _, one := range form.Items {
		var deal crm.Deal
		var err error
		switch back := given(one.StepBack); {
		case back == (one.Change != nil):
			err = invalid("change", "or a step back, one of them")
		case back:
			deal, err = h.cfg.Store.StepBack(ctx, v, crm.DealID(one.ID), one.Version)
		default:
			deal, err = h.cfg.Store.PatchDeal(ctx, v, crm.DealID(one.ID), dealChange(*one.Change, one.Version))
		}
		done.add(one.ID, deal.Version, err)
	}
	return c.JSON(http.StatusOK, done.answer())
}
