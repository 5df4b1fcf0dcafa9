package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/internal/fault"
)

// Provisioning is where programs fetch the accounts of phones.
type Provisioning interface {
	// ProvisionedPhone is the phone whose account this token fetches just now.
	ProvisionedPhone(ctx context.Context, token string) (crm.Agent, crm.Phone, error)
}

// account is what a phone registers with, and where a program can fetch that.
func (h handlers) account(p crm.Phone) *SIPAccount {
	return &SIPAccount{
		Username: p.Endpoint, Password: p.Secret, Domain: h.cfg.SIPDomain,
		Provisioning: PhoneProvisioning{Path: base + "/provisioning/" + p.Provisioning.Token, ExpiresAt: p.Provisioning.Until},
	}
}

// FetchAccount answers the account of the phone whose token it is, in the words
// of Linphone. The token is not logged, and nothing is told that was not written.
func (h handlers) FetchAccount(c echo.Context, token string) error {
	if err := h.ration(c, crm.UserID("provisioning "+c.RealIP())); err != nil {
		return err
	}
	who, phone, err := h.cfg.Store.ProvisionedPhone(c.Request().Context(), token)
	if err != nil {
		return err
	}
	text, err := linphone(who.Name, *h.account(phone))
	if err != nil {
		return fault.Wrap("api.FetchAccount", err)
	}
	err = h.audit(c, crm.AuditLine{What: "account_fetched", Thing: "agents", ThingID: string(phone.Agent), Detail: phoneName(phone)})
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "application/xml; charset=utf-8", text)
}
