package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/internal/fault"
)

var (
	wrongLogin = &refusal{status: http.StatusUnauthorized, code: "wrong_login", detail: "Login or password is wrong."}
	wrongCode  = &refusal{status: http.StatusUnauthorized, code: "wrong_login", detail: "The code is wrong, or was used already."}
)

// LogIn opens a session. Whether it was the login or the password that was
// wrong is not told, neither by the answer nor by its time: the store hashes
// either way.
func (h handlers) LogIn(c echo.Context) error {
	var form LogIn
	if err := c.Bind(&form); err != nil {
		return err
	}
	if form.Challenge != nil {
		return h.answerChallenge(c, *form.Challenge, given(form.Code))
	}
	switch {
	case form.Login == nil:
		return invalid("login", "is missing")
	case form.Password == nil:
		return invalid("password", "is missing")
	}
	user, err := h.checkPassword(c, *form.Login, *form.Password)
	if err != nil {
		return err
	}
	if user, err = h.cfg.Store.Identity(c.Request().Context(), user.ID); err != nil {
		return err
	}
	switch {
	case user.SecondFactor && form.Code == nil:
		challenge, err := h.cfg.Store.Challenge(settled(c), user.ID)
		if err != nil {
			return err
		}
		return &refusal{status: http.StatusUnauthorized, code: "second_factor_needed", detail: "Send the code of your second factor, too.",
			more: map[string]any{"challenge": challenge}}
	case user.SecondFactor:
		if err := h.checkCode(c, user.ID, *form.Code); err != nil {
			return err
		}
	}
	return h.begin(c, user)
}

// checkPassword finds who has this password, and bounds how often that may be
// tried.
func (h handlers) checkPassword(c echo.Context, login, password string) (crm.User, error) {
	ip, who := c.RealIP(), crm.CleanLogin(login)
	if err := h.attempt(c, who); err != nil {
		return crm.User{}, err
	}
	user, err := h.cfg.Store.CheckPassword(c.Request().Context(), login, password)
	if fault.Is(err, fault.Anonymous) {
		if err := h.audit(c, crm.AuditLine{What: "log_in", Outcome: crm.AuditRefused, Detail: "as " + who}); err != nil {
			return user, err
		}
		return user, wrongLogin
	}
	if err == nil {
		h.logins.right(ip, who)
	}
	return user, err
}

// attempt counts one at being somebody, and refuses when there were too many.
func (h handlers) attempt(c echo.Context, who string) error {
	if wait := h.logins.attempt(c.RealIP(), who, h.cfg.Clock.Now()); wait > 0 {
		h.log.Warn("too many wrong log-ins", "ip", c.RealIP())
		return &refusal{status: http.StatusTooManyRequests, code: "too_many", detail: "Too many wrong log-ins. Wait before you try again.", after: wait}
	}
	return nil
}

// checkCode checks the code of a second factor. There are a million codes only:
// wrong ones are counted by user, wherever they come from.
func (h handlers) checkCode(c echo.Context, id crm.UserID, code string) error {
	key := "code of " + string(id)
	if wait := h.logins.attempt(key, "code", h.cfg.Clock.Now()); wait > 0 {
		return &refusal{status: http.StatusTooManyRequests, code: "too_many", detail: "Too many wrong codes. Wait before you try again.", after: wait}
	}
	err := h.cfg.Store.CheckSecondFactor(settled(c), id, code)
	if fault.Is(err, fault.Anonymous) {
		if err := h.audit(c, crm.AuditLine{User: id, What: "log_in", Outcome: crm.AuditRefused, Detail: "wrong code"}); err != nil {
			return err
		}
		return wrongCode
	}
	if err == nil {
		h.logins.right(key, "code")
	}
	return err
}

// answerChallenge is the second step of a log-in.
func (h handlers) answerChallenge(c echo.Context, challenge, code string) error {
	if code == "" {
		return invalid("code", "is missing")
	}
	id, err := h.cfg.Store.Challenged(settled(c), challenge)
	if err != nil {
		return anonymous(err)
	}
	if err := h.checkCode(c, id, code); err != nil {
		return err
	}
	if err := h.cfg.Store.SpendChallenge(settled(c), challenge); err != nil {
		return anonymous(err)
	}
	user, err := h.cfg.Store.Identity(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return h.begin(c, user)
}

// begin opens a session for a user who has proven who they are, and answers it.
func (h handlers) begin(c echo.Context, user crm.User) error {
	if err := h.openSession(c, user, "by password"); err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, h.meView(user))
}

func (h handlers) openSession(c echo.Context, user crm.User, how string) error {
	if err := h.audit(c, crm.AuditLine{User: user.ID, What: "log_in", Detail: how}); err != nil {
		return err
	}
	device := crm.Device{IP: c.RealIP(), Browser: c.Request().UserAgent()}
	secret, session, err := h.cfg.Store.CreateSession(settled(c), user.ID, device)
	if fault.Is(err, fault.Unknown) { // disabled a moment ago
		return wrongLogin
	}
	if err != nil {
		return err
	}
	h.setCookie(c, secret, int(session.ExpiresAt.Sub(h.cfg.Clock.Now())/time.Second))
	return nil
}

// LogOut ends the session and what was opened in it.
func (h handlers) LogOut(c echo.Context) error {
	who := callerOf(c)
	if who.secret != "" {
		if err := h.cfg.Store.EndSession(settled(c), who.secret); err != nil {
			return err
		}
		afterwards(c, func() error {
			h.realtime.endSession(who.secret)
			return nil
		})
	}
	h.setCookie(c, "", -1)
	c.Response().Header().Set("Clear-Site-Data", `"cache", "cookies"`)
	return c.NoContent(http.StatusNoContent)
}

// GetMe answers who the caller is and what they may do.
func (h handlers) GetMe(c echo.Context) error {
	return c.JSON(http.StatusOK, h.meView(callerOf(c).user))
}

func (h handlers) meView(u crm.User) Me {
	return Me{
		ID:          string(u.ID),
		Login:       u.Login,
		Name:        u.Name,
		Role:        Role(u.Role),
		AgentID:     text(u.Agent),
		Permissions: permissionsOf(u.Viewer()),
		Country:     h.cfg.Country,

		SecondFactor:       u.SecondFactor,
		SecondFactorNeeded: u.Unproven(),
	}
}

// GetWays answers how one can log in here.
func (h handlers) GetWays(c echo.Context) error {
	if h.cfg.SignIn == nil {
		return c.JSON(http.StatusOK, Ways{})
	}
	name := h.cfg.SignIn.Name()
	return c.JSON(http.StatusOK, Ways{Oidc: &name})
}
