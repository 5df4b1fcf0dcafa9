package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/internal/fault"
)

// LogIn opens a session. Whether it was the login or the password that was
// wrong is not told, neither by the answer nor by its time: the store hashes
// either way.
func (h handlers) LogIn(c echo.Context) error {
	var form LogIn
	if err := c.Bind(&form); err != nil {
		return err
	}
	ip, login := c.RealIP(), crm.CleanLogin(form.Login)
	if wait := h.logins.attempt(ip, login, h.cfg.Clock.Now()); wait > 0 {
		h.log.Warn("too many wrong log-ins", "ip", ip)
		return &refusal{status: http.StatusTooManyRequests, code: "too_many", detail: "Too many wrong log-ins. Wait before you try again.", after: wait}
	}
	ctx := c.Request().Context()
	user, err := h.cfg.Store.CheckPassword(ctx, form.Login, form.Password)
	if fault.Is(err, fault.Anonymous) {
		h.log.Info("wrong log-in", "ip", ip)
		return &refusal{status: http.StatusUnauthorized, code: "wrong_login", detail: "Login or password is wrong."}
	}
	if err != nil {
		return err
	}
	h.logins.right(ip, login)
	secret, session, err := h.cfg.Store.CreateSession(ctx, user.ID)
	if err != nil {
		return err
	}
	h.log.Info("logged in", "user", user.ID, "ip", ip)
	h.setCookie(c, secret, int(session.ExpiresAt.Sub(h.cfg.Clock.Now())/time.Second))
	return c.JSON(http.StatusCreated, h.meView(user))
}

// LogOut ends the session and what was opened in it.
func (h handlers) LogOut(c echo.Context) error {
	who := callerOf(c)
	if who.secret != "" {
		if err := h.cfg.Store.EndSession(settled(c), who.secret); err != nil {
			return err
		}
		h.realtime.endSession(who.secret)
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
	}
}

// ListUsers answers all users, newest first.
func (h handlers) ListUsers(c echo.Context, p ListUsersParams) error {
	list, err := h.cfg.Store.ListUsers(c.Request().Context(), pageOf(p.Limit, p.Cursor))
	if err != nil {
		return parameter(err)
	}
	return c.JSON(http.StatusOK, UserList{Items: each(list.Items, userView), NextCursor: text(list.Next)})
}

// CreateUser makes somebody who can log in.
func (h handlers) CreateUser(c echo.Context) error {
	var form UserNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	user, err := h.cfg.Store.CreateUser(c.Request().Context(), crm.NewUser{
		Login: form.Login, Name: form.Name, Role: crm.Role(form.Role), Agent: crm.AgentID(given(form.AgentID)), Password: form.Password,
	})
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, userView(user))
}

// ChangeUser changes what is given. The user's open pages are closed: what they
// may see can have changed.
func (h handlers) ChangeUser(c echo.Context, id string) error {
	var form UserChange
	if err := c.Bind(&form); err != nil {
		return err
	}
	ch := crm.UserChange{Name: form.Name, Role: (*crm.Role)(form.Role), Agent: (*crm.AgentID)(form.AgentID), Disabled: form.Disabled}
	user, err := h.cfg.Store.UpdateUser(settled(c), crm.UserID(id), ch)
	if err != nil {
		return err
	}
	h.realtime.endUser(user.ID)
	return c.JSON(http.StatusOK, userView(user))
}

// CreateToken makes an API token, which is shown this once.
func (h handlers) CreateToken(c echo.Context, id string) error {
	secret, _, err := h.cfg.Store.CreateToken(c.Request().Context(), crm.UserID(id), "API")
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, Token{Token: secret})
}
