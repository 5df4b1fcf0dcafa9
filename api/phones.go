package api

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// AgentPhones are the phones of agents, as crm/store keeps them.
type AgentPhones interface {
	AddPhone(ctx context.Context, agent crm.AgentID, in crm.NewPhone) (crm.Phone, error)
	ChangePhone(ctx context.Context, agent crm.AgentID, id crm.PhoneID, ch crm.PhoneChange) (crm.Phone, error)
	RenewPhone(ctx context.Context, agent crm.AgentID, id crm.PhoneID) (crm.Phone, error)
	RemovePhone(ctx context.Context, agent crm.AgentID, id crm.PhoneID) (crm.Phone, error)
}

// ListPhones answers the phones of an agent: their own, or those of whom the
// caller leads.
func (h handlers) ListPhones(c echo.Context, id string) error {
	if err := mayPress(c, id); err != nil {
		return err
	}
	who, err := h.employed(c, id)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, PhoneList{Items: each(who.Phones, h.phoneView)})
}

// AddPhone gives the agent one more phone, which can register at once.
func (h handlers) AddPhone(c echo.Context, id string) error {
	var form PhoneNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	in := crm.NewPhone{Name: given(form.Name), Ring: ringTime(given(form.RingMs))}
	if form.Number != nil {
		number, err := h.dialable(c, "number", *form.Number)
		if err != nil {
			return err
		}
		in.Number = number
	}
	p, err := h.cfg.Store.AddPhone(settled(c), crm.AgentID(id), in)
	if err != nil {
		return err
	}
	return h.equipped(c, http.StatusCreated, p, p.Endpoint != "")
}

// ChangePhone changes what a phone is called, how long it rings, or the number
// of an outside phone.
func (h handlers) ChangePhone(c echo.Context, id, phone string) error {
	var form PhoneChange
	if err := c.Bind(&form); err != nil {
		return err
	}
	ch := crm.PhoneChange{Name: form.Name}
	if form.RingMs != nil {
		ring := ringTime(*form.RingMs)
		ch.Ring = &ring
	}
	if form.Number != nil {
		number, err := h.dialable(c, "number", *form.Number)
		if err != nil {
			return err
		}
		ch.Number = &number
	}
	p, err := h.cfg.Store.ChangePhone(settled(c), crm.AgentID(id), crm.PhoneID(phone), ch)
	if err != nil {
		return err
	}
	return h.equipped(c, http.StatusOK, p, false)
}

// RenewPhone gives a phone a new password.
func (h handlers) RenewPhone(c echo.Context, id, phone string) error {
	p, err := h.cfg.Store.RenewPhone(settled(c), crm.AgentID(id), crm.PhoneID(phone))
	if err != nil {
		return err
	}
	return h.equipped(c, http.StatusOK, p, true)
}

// RemovePhone takes a phone from the agent.
func (h handlers) RemovePhone(c echo.Context, id, phone string) error {
	p, err := h.cfg.Store.RemovePhone(settled(c), crm.AgentID(id), crm.PhoneID(phone))
	if err != nil {
		return err
	}
	noted(c, id, phoneName(p))
	afterwards(c, func() error {
		h.regroup(c)
		return nil
	})
	return c.NoContent(http.StatusNoContent)
}

// equipped has the desk ring the agent's phones as they are now, and answers
// with one of them, and with its account where it has a new password.
func (h handlers) equipped(c echo.Context, status int, p crm.Phone, renewed bool) error {
	noted(c, string(p.Agent), phoneName(p))
	view := h.phoneView(p)
	if renewed {
		view.SIP = h.account(p)
	}
	afterwards(c, func() error {
		who, err := h.cfg.Store.AgentByID(settled(c), p.Agent)
		if err != nil {
			return err
		}
		if renewed {
			h.cfg.Desk.InstallPhone(settled(c), who, p)
		}
		h.regroup(c)
		return nil
	})
	return c.JSON(status, view)
}

func (h handlers) phoneView(p crm.Phone) Phone {
	view := Phone{ID: string(p.ID), Name: p.Name, Outside: p.Number != "", Address: cmp.Or(p.Endpoint, string(p.Number)), RingMs: p.Ring.Milliseconds(), Up: true}
	if !view.Outside {
		up, since := h.cfg.Desk.PhoneUp(p.Endpoint)
		view.Up, view.UpSince = up, moment(since)
	}
	return view
}

// phoneName is how a phone is spoken of in the audit log.
func phoneName(p crm.Phone) string { return cmp.Or(p.Name, p.Endpoint, string(p.Number)) }

func ringTime(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }
