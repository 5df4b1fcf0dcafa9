package api

import (
	"crypto/subtle"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// openingLife is how long the token of the first administrator holds.
const openingLife = 30 * time.Minute

// opening is the time in which there is no administrator yet. It is safe for
// use by many goroutines.
type opening struct {
	mu    sync.Mutex
	token string // "" when it is over
	until time.Time
}

// closed ends it for good.
func (o *opening) closed() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.token = ""
}

// state reports whether it lasts, and whether this is its token.
func (o *opening) state(token string, now time.Time) (lasts, right bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	lasts = o.token != "" && now.Before(o.until)
	return lasts, lasts && subtle.ConstantTimeCompare([]byte(o.token), []byte(token)) == 1
}

// SetUp makes the first administrator and logs them in.
func (h handlers) SetUp(c echo.Context) error {
	lasts, _ := h.opening.state("", h.cfg.Clock.Now())
	if !lasts {
		return notFound
	}
	var form SetUp
	if err := c.Bind(&form); err != nil {
		return err
	}
	if err := h.attempt(c, "set-up"); err != nil {
		return err
	}
	if _, right := h.opening.state(form.Token, h.cfg.Clock.Now()); !right {
		return &refusal{status: http.StatusUnauthorized, code: "wrong_login", detail: "This is not the address that was printed, or not any more."}
	}
	user, made, err := h.cfg.Store.FirstAdministrator(settled(c), form.Login, form.Name, form.Password)
	if err != nil {
		return err
	}
	if !made {
		h.opening.closed()
		return notFound
	}
	afterwards(c, func() error {
		h.opening.closed()
		return nil
	})
	if user, err = h.cfg.Store.Identity(settled(c), user.ID); err != nil {
		return err
	}
	c.Set(callerKey, caller{user: user, viewer: user.Viewer()})
	noted(c, string(user.ID), user.Login)
	if err := h.openSession(c, user, "after the set-up"); err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, h.meView(user))
}

// CloseSetUp lets nobody be made the first administrator any more.
func (s *Server) CloseSetUp() { s.opening.closed() }
