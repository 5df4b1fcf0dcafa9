package api

import (
	"encoding/base64"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/internal/fault"
)

var (
	sessionNeeded = &refusal{status: http.StatusForbidden, code: "session_needed", detail: "This needs a log-in; a token cannot do it."}
	wrongPassword = &refusal{status: http.StatusForbidden, code: "wrong_password", detail: "The present password is wrong."}
)

// proven refuses whoever does not sit before the caller's screen and know their
// password.
func (h handlers) proven(c echo.Context, password string) error {
	who := callerOf(c)
	if who.secret == "" {
		return sessionNeeded
	}
	_, err := h.checkPassword(c, who.user.Login, password)
	if errors.Is(err, wrongLogin) {
		return wrongPassword
	}
	return err
}

// ChangeMyPassword gives the caller a new one.
func (h handlers) ChangeMyPassword(c echo.Context) error {
	var form PasswordChange
	if err := c.Bind(&form); err != nil {
		return err
	}
	if err := h.proven(c, form.Current); err != nil {
		return err
	}
	who := callerOf(c)
	if form.New == form.Current {
		return invalid("new", "is the present password")
	}
	if err := h.cfg.Store.SetPassword(settled(c), who.user.ID, form.New, who.secret); err != nil {
		return renamed(err, "password", "new")
	}
	afterwards(c, func() error {
		h.realtime.endOthers(who)
		return nil
	})
	return c.NoContent(http.StatusNoContent)
}

// endOthers closes what the user has open in other sessions.
func (r *Realtime) endOthers(who caller) {
	r.endWhere(func(g grant) bool { return g.viewer.User == who.user.ID && g.secret != "" && g.secret != who.secret })
}

// recheck closes the pages of whom nothing lets in any more.
func (h handlers) recheck(c echo.Context) {
	afterwards(c, func() error {
		h.realtime.checkAccess(settled(c))
		return nil
	})
}

// renamed is a fault about one member as one about another.
func renamed(err error, from, to string) error {
	var f *fault.Error
	if asFault(err, &f) && f.Field == from {
		return f.At(to)
	}
	return err
}

// ListMySessions answers where the caller is logged in.
func (h handlers) ListMySessions(c echo.Context) error { return h.sessions(c, callerOf(c).user.ID) }

func (h handlers) sessions(c echo.Context, id crm.UserID) error {
	list, err := h.cfg.Store.ListSessions(c.Request().Context(), id)
	if err != nil {
		return err
	}
	current := callerOf(c).session
	return c.JSON(http.StatusOK, SessionList{Items: each(list, func(s crm.Session) Session {
		return Session{ID: string(s.ID), IP: s.Device.IP, Browser: s.Device.Browser, Current: s.ID == current,
			CreatedAt: s.CreatedAt, SeenAt: s.SeenAt, ExpiresAt: s.ExpiresAt}
	})})
}

// EndMySession logs a browser of the caller's out.
func (h handlers) EndMySession(c echo.Context, id string) error {
	if err := h.cfg.Store.EndSessionByID(settled(c), callerOf(c).user.ID, crm.SessionID(id)); err != nil {
		return err
	}
	h.recheck(c)
	return c.NoContent(http.StatusNoContent)
}

// ListMyTokens answers what acts for the caller.
func (h handlers) ListMyTokens(c echo.Context) error { return h.tokens(c, callerOf(c).user.ID) }

func (h handlers) tokens(c echo.Context, id crm.UserID) error {
	list, err := h.cfg.Store.ListTokens(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, TokenList{Items: each(list, tokenView)})
}

func tokenView(t crm.Token) TokenSheet {
	v := TokenSheet{ID: string(t.ID), Name: t.Name, CreatedAt: t.CreatedAt, LastUsedAt: moment(t.LastUsedAt), ExpiresAt: moment(t.ExpiresAt)}
	if t.Permissions != nil {
		names := each(t.Permissions, func(p crm.Permission) string { return string(p) })
		v.Permissions = &names
	}
	return v
}

// CreateMyToken makes one that acts for the caller.
func (h handlers) CreateMyToken(c echo.Context) error { return h.makeToken(c, callerOf(c).user) }

func (h handlers) makeToken(c echo.Context, user crm.User) error {
	var form TokenNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	in := crm.NewToken{User: user.ID, Name: given(form.Name), ExpiresAt: given(form.ExpiresAt)}
	whole, err := h.cfg.Store.Identity(c.Request().Context(), user.ID) // a token's own user may less
	if err != nil {
		return err
	}
	grants := whole.Grants
	if form.Permissions != nil {
		in.Permissions = each(*form.Permissions, func(p string) crm.Permission { return crm.Permission(p) })
		grants = grants.Only(in.Permissions)
	}
	if !viewerOf(c).Covers(grants) {
		return fault.New(fault.Forbidden, "api.makeToken", "the token would do more than you may").At("permissions")
	}
	secret, token, err := h.cfg.Store.MakeToken(settled(c), in)
	if err != nil {
		return err
	}
	noted(c, string(token.ID), token.Name+" for "+user.Login)
	return c.JSON(http.StatusCreated, Token{Token: secret, ID: string(token.ID)})
}

// RevokeMyToken ends a token of the caller's.
func (h handlers) RevokeMyToken(c echo.Context, id string) error {
	return h.revoke(c, callerOf(c).user.ID, id)
}

func (h handlers) revoke(c echo.Context, user crm.UserID, id string) error {
	if err := h.cfg.Store.RevokeToken(settled(c), user, crm.TokenID(id)); err != nil {
		return err
	}
	noted(c, id, "")
	h.recheck(c)
	return c.NoContent(http.StatusNoContent)
}

// GetSecondFactor answers how far the caller's is.
func (h handlers) GetSecondFactor(c echo.Context) error {
	who := callerOf(c).user
	f, err := h.cfg.Store.SecondFactor(c.Request().Context(), who.ID)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, SecondFactor{On: f.On, Since: moment(f.Since), RecoveryLeft: f.Recovery, Rule: FactorRule(who.Factor)})
}

// StartSecondFactor answers what an authenticator is told, once.
func (h handlers) StartSecondFactor(c echo.Context) error {
	var form Password
	if err := c.Bind(&form); err != nil {
		return err
	}
	who := callerOf(c).user
	if who.Factor == crm.FactorOff {
		return fault.New(fault.Conflict, "api.StartSecondFactor", "your role has no second factor")
	}
	if err := h.proven(c, form.Password); err != nil {
		return err
	}
	made, err := h.cfg.Store.StartSecondFactor(settled(c), who)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, Enrolment{Key: made.Secret, Address: made.Address,
		Picture: "data:image/png;base64," + base64.StdEncoding.EncodeToString(made.Picture)})
}

// ConfirmSecondFactor sets it up, and ends what was logged in without it.
func (h handlers) ConfirmSecondFactor(c echo.Context) error {
	var form Code
	if err := c.Bind(&form); err != nil {
		return err
	}
	who := callerOf(c)
	if who.secret == "" {
		return sessionNeeded
	}
	if err := h.attempt(c, "confirm "+who.user.Login); err != nil {
		return err
	}
	codes, err := h.cfg.Store.ConfirmSecondFactor(settled(c), who.user.ID, form.Code, who.secret)
	if err != nil {
		return err
	}
	h.logins.right(c.RealIP(), "confirm "+who.user.Login)
	afterwards(c, func() error {
		h.realtime.endOthers(who)
		return nil
	})
	return c.JSON(http.StatusCreated, RecoveryCodes{RecoveryCodes: codes})
}

// RemoveMySecondFactor takes the caller's away.
func (h handlers) RemoveMySecondFactor(c echo.Context) error {
	var form Password
	if err := c.Bind(&form); err != nil {
		return err
	}
	if err := h.proven(c, form.Password); err != nil {
		return err
	}
	if err := h.cfg.Store.RemoveSecondFactor(settled(c), callerOf(c).user.ID); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
