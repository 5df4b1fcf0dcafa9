package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/internal/fault"
	"vonal/routing"
)

// ListUsers answers all users, newest first.
func (h handlers) ListUsers(c echo.Context, p ListUsersParams) error {
	list, err := h.cfg.Store.ListUsers(c.Request().Context(), pageOf(p.Limit, p.Cursor))
	if err != nil {
		return parameter(err)
	}
	return c.JSON(http.StatusOK, UserList{Items: each(list.Items, userView), NextCursor: text(list.Next)})
}

// target is the user of the address, for somebody who may as much: who may more
// is nobody's to change, nor to act for.
func (h handlers) target(c echo.Context, id string) (crm.User, error) {
	user, err := h.cfg.Store.Identity(c.Request().Context(), crm.UserID(id))
	if err == nil && !viewerOf(c).Covers(user.Grants) {
		return user, fault.New(fault.Forbidden, "api.target", "this user may more than you")
	}
	return user, err
}

// gives refuses a role that may more than the caller. One there is not is the
// store's to refuse.
func (h handlers) gives(c echo.Context, role Role) error {
	sheet, err := h.cfg.Store.RoleByKey(c.Request().Context(), crm.Role(role))
	if fault.Is(err, fault.Unknown) {
		return nil
	}
	if err == nil && !viewerOf(c).Covers(sheet.Grants) {
		return fault.New(fault.Forbidden, "api.gives", "you cannot give what you may not do yourself").At("role")
	}
	return err
}

// CreateUser makes somebody who can log in.
func (h handlers) CreateUser(c echo.Context) error {
	var form UserNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	if err := h.gives(c, form.Role); err != nil {
		return err
	}
	user, err := h.cfg.Store.CreateUser(c.Request().Context(), crm.NewUser{
		Login: form.Login, Name: form.Name, Role: crm.Role(form.Role), Agent: crm.AgentID(given(form.AgentID)),
		Email: given(form.Email), Password: form.Password,
	})
	if err != nil {
		return err
	}
	noted(c, string(user.ID), user.Login+" as "+string(user.Role))
	return c.JSON(http.StatusCreated, userView(user))
}

// ChangeUser changes what is given. The user's open pages are closed: what they
// may see can have changed.
func (h handlers) ChangeUser(c echo.Context, id string) error {
	var form UserChange
	if err := c.Bind(&form); err != nil {
		return err
	}
	before, err := h.target(c, id)
	if err != nil {
		return err
	}
	if form.Role != nil {
		if err := h.gives(c, *form.Role); err != nil {
			return err
		}
	}
	ch := crm.UserChange{Name: form.Name, Role: (*crm.Role)(form.Role), Agent: (*crm.AgentID)(form.AgentID), Email: form.Email, Disabled: form.Disabled}
	user, err := h.cfg.Store.UpdateUser(settled(c), crm.UserID(id), ch)
	if err != nil {
		return err
	}
	afterwards(c, func() error {
		h.realtime.endUser(user.ID)
		return h.phones(c, shutOut(before), shutOut(user))
	})
	switch {
	case form.Disabled != nil && *form.Disabled:
		noted(c, "", "disabled")
	case form.Disabled != nil:
		noted(c, "", "may log in again")
	case form.Role != nil:
		noted(c, "", "role "+string(user.Role))
	}
	return c.JSON(http.StatusOK, userView(user))
}

// shutOut is the agent whose phone goes because their user may not log in.
func shutOut(u crm.User) crm.AgentID {
	if u.DisabledAt.IsZero() {
		return ""
	}
	return u.Agent
}

// phones takes the phone of who is shut out now, and gives one back to who was.
func (h handlers) phones(c echo.Context, was, is crm.AgentID) error {
	if was == is {
		return nil
	}
	ctx := settled(c)
	if is != "" {
		if err := h.cfg.Desk.Dismiss(ctx, routing.AgentID(is)); err != nil && !fault.Is(err, fault.Unknown) {
			return err
		}
		h.realtime.AgentGone(routing.AgentID(is))
	}
	if was != "" {
		who, err := h.employed(c, string(was))
		if err != nil {
			return err
		}
		if err := h.cfg.Desk.Employ(ctx, who); err != nil {
			return err
		}
		h.realtime.AgentNamed(who)
	}
	return nil
}

// SetPassword gives a user a new password, who has forgotten theirs.
func (h handlers) SetPassword(c echo.Context, id string) error {
	var form PasswordNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	user, err := h.target(c, id)
	if err != nil {
		return err
	}
	if err := h.cfg.Store.SetPassword(settled(c), user.ID, form.New, ""); err != nil {
		return renamed(err, "password", "new")
	}
	h.endUser(c, user.ID)
	return c.NoContent(http.StatusNoContent)
}

// endUser closes what the user has open.
func (h handlers) endUser(c echo.Context, id crm.UserID) {
	afterwards(c, func() error {
		h.realtime.endUser(id)
		return nil
	})
}

// ListSessions answers where a user is logged in.
func (h handlers) ListSessions(c echo.Context, id string) error {
	user, err := h.target(c, id)
	if err != nil {
		return err
	}
	return h.sessions(c, user.ID)
}

// EndSessions logs a user out everywhere.
func (h handlers) EndSessions(c echo.Context, id string) error {
	user, err := h.target(c, id)
	if err != nil {
		return err
	}
	if err := h.cfg.Store.EndSessions(settled(c), user.ID, ""); err != nil {
		return err
	}
	h.endUser(c, user.ID)
	return c.NoContent(http.StatusNoContent)
}

// RemoveSecondFactor takes a user's away, who has lost it.
func (h handlers) RemoveSecondFactor(c echo.Context, id string) error {
	user, err := h.target(c, id)
	if err != nil {
		return err
	}
	if err := h.cfg.Store.RemoveSecondFactor(settled(c), user.ID); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// ListTokens answers what acts for a user.
func (h handlers) ListTokens(c echo.Context, id string) error {
	user, err := h.target(c, id)
	if err != nil {
		return err
	}
	return h.tokens(c, user.ID)
}

// CreateToken makes an API token, which is shown this once.
func (h handlers) CreateToken(c echo.Context, id string) error {
	user, err := h.cfg.Store.Identity(c.Request().Context(), crm.UserID(id))
	if err != nil {
		return err
	}
	return h.makeToken(c, user)
}

// RevokeToken ends a token of a user.
func (h handlers) RevokeToken(c echo.Context, id, token string) error {
	user, err := h.target(c, id)
	if err != nil {
		return err
	}
	return h.revoke(c, user.ID, token)
}
