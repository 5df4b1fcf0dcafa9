package api

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/crm/oidc"
	"vonal/internal/fault"
)

var (
	notInvited = &refusal{status: http.StatusForbidden, code: "not_invited", detail: "Nobody here has your address. Ask an administrator to add you."}
	oidcFailed = &refusal{status: http.StatusUnauthorized, code: "oidc_failed", detail: "The log-in with the provider did not work. Try again."}
)

// attemptLife is how long somebody may take to log in with the provider.
const attemptLife = 10 * time.Minute

// StartOidc sends the browser to the provider, and gives it what it must come
// back with.
func (h handlers) StartOidc(c echo.Context) error {
	if h.cfg.SignIn == nil {
		return notFound
	}
	address, attempt, err := h.cfg.SignIn.Begin(c.Request().Context())
	if err != nil {
		return h.toLogin(c, err)
	}
	text, err := json.Marshal(attempt)
	if err != nil {
		return err
	}
	h.setAttempt(c, base64.RawURLEncoding.EncodeToString(text), int(attemptLife/time.Second))
	return c.Redirect(http.StatusFound, address)
}

// FinishOidc takes the browser back from the provider.
func (h handlers) FinishOidc(c echo.Context, p FinishOidcParams) error {
	if h.cfg.SignIn == nil {
		return notFound
	}
	var attempt oidc.Attempt
	if cookie, err := c.Cookie(h.attemptName()); err == nil {
		text, _ := base64.RawURLEncoding.DecodeString(cookie.Value)
		_ = json.Unmarshal(text, &attempt) // what cannot be read is no attempt
	}
	h.setAttempt(c, "", -1)
	if p.Error != nil || p.Code == nil { // the person, or the provider, did not want to
		return h.toLogin(c, oidcFailed)
	}
	user, err := h.signedIn(c, attempt, given(p.State), *p.Code)
	if err != nil {
		return h.toLogin(c, err)
	}
	if user.SecondFactor {
		challenge, err := h.cfg.Store.Challenge(settled(c), user.ID)
		if err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, "/login#challenge="+url.QueryEscape(challenge))
	}
	if err := h.openSession(c, user, "by "+h.cfg.SignIn.Name()); err != nil {
		return h.toLogin(c, err)
	}
	return c.Redirect(http.StatusSeeOther, "/")
}

func (h handlers) signedIn(c echo.Context, attempt oidc.Attempt, state, code string) (crm.User, error) {
	ctx := settled(c)
	who, err := h.cfg.SignIn.Finish(ctx, attempt, state, code)
	if fault.Is(err, fault.Anonymous) {
		h.log.Warn("a log-in with the OpenID provider failed", "ip", c.RealIP(), "err", err)
		_ = h.audit(c, crm.AuditLine{What: "log_in", Outcome: crm.AuditRefused, Detail: "by " + h.cfg.SignIn.Name()})
		return crm.User{}, oidcFailed
	}
	if err != nil {
		return crm.User{}, err
	}
	user, err := h.cfg.Store.UserBySubject(ctx, who.Issuer, who.Subject, who.Email)
	if fault.Is(err, fault.Unknown) && h.cfg.SignInRole != "" && who.Email != "" {
		// A login or an address that somebody has is theirs: that is a conflict.
		_, err = h.cfg.Store.CreateUser(ctx, crm.NewUser{Login: who.Email, Name: firstOf(who.Name, who.Email), Role: h.cfg.SignInRole, Email: who.Email, Password: rand.Text()})
		if err == nil {
			user, err = h.cfg.Store.UserBySubject(ctx, who.Issuer, who.Subject, who.Email)
		}
	}
	if fault.Is(err, fault.Unknown) || fault.Is(err, fault.Conflict) {
		return user, notInvited
	}
	if err != nil {
		return user, err
	}
	return h.cfg.Store.Identity(ctx, user.ID)
}

func firstOf(a, b string) string {
	if crm.CleanName(a) != "" {
		return a
	}
	return b
}

// toLogin answers what went wrong: to a person on the page that logs them in.
func (h handlers) toLogin(c echo.Context, err error) error {
	if !strings.Contains(c.Request().Header.Get("Accept"), "text/html") {
		return err
	}
	r := refusalOf(err)
	if r.status == http.StatusForbidden {
		h.refusedLine(c, r)
	}
	if r.status >= http.StatusInternalServerError {
		h.log.Warn("a log-in with the OpenID provider failed", "err", err)
	}
	return c.Redirect(http.StatusSeeOther, "/login#failed="+url.QueryEscape(r.code))
}

func (h handlers) attemptName() string {
	if h.cfg.Secure {
		return "__Host-vonal_oidc"
	}
	return "vonal_oidc"
}

// setAttempt sets the cookie that comes along from the provider's page: unlike
// that of a session it must.
func (h handlers) setAttempt(c echo.Context, value string, age int) {
	c.SetCookie(&http.Cookie{
		Name: h.attemptName(), Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: h.cfg.Secure, SameSite: http.SameSiteLaxMode,
	})
}
