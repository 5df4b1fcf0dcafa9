package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/internal/fault"
)

// GetMyNoticeChoices answers how the caller is told of notices, beside the page.
func (h handlers) GetMyNoticeChoices(c echo.Context) error {
	ctx, user := c.Request().Context(), callerOf(c).user
	choices, err := h.cfg.Store.NoticeChoices(ctx, user.ID)
	if err != nil {
		return err
	}
	trouble, err := h.cfg.Store.DeliveryTrouble(ctx, user.ID, crm.ByMail)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, NoticeChoices{Mail: MailChoice(choices.Mail), DailyAt: choices.DailyAt, QuietFrom: text(choices.QuietFrom),
		QuietTo: text(choices.QuietTo), Zone: choices.Zone, Language: choices.Language, Email: text(user.Email), MailReady: h.cfg.Mail, MailFailure: text(trouble)})
}

// PutMyNoticeChoices says how.
func (h handlers) PutMyNoticeChoices(c echo.Context) error {
	var form NoticeChoicesPut
	if err := c.Bind(&form); err != nil {
		return err
	}
	if crm.MailChoice(form.Mail) != crm.MailOff && !h.cfg.Mail {
		return fault.New(fault.Conflict, "api.PutMyNoticeChoices", "no mail server is set up; an administrator can name one").At("mail")
	}
	err := h.cfg.Store.PutNoticeChoices(settled(c), callerOf(c).user.ID, crm.NoticeChoices{Mail: crm.MailChoice(form.Mail), DailyAt: form.DailyAt,
		QuietFrom: given(form.QuietFrom), QuietTo: given(form.QuietTo), Zone: form.Zone, Language: form.Language})
	if err != nil {
		return err
	}
	return h.GetMyNoticeChoices(c)
}
