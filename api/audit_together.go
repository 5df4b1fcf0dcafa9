package api

import (
	"context"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// together are the audited routes whose line is written in the transaction of
// what it tells: neither is there without the other. What else they do waits,
// by afterwards, until both are.
var together = map[string]bool{
	"POST /roles":                     true,
	"PATCH /roles/:id":                true,
	"DELETE /roles/:id":               true,
	"POST /me/tokens":                 true,
	"DELETE /me/tokens/:id":           true,
	"POST /users/:id/tokens":          true,
	"DELETE /users/:id/tokens/:token": true,
}

const waitingKey = "api.afterwards"

// afterwards does what other connections must see the change for: at once, or,
// where the route is carried out together with its line, when both are committed.
func afterwards(c echo.Context, do func()) {
	if waiting, ok := c.Get(waitingKey).(*[]func()); ok {
		*waiting = append(*waiting, do)
		return
	}
	do()
}

// noteTogether carries a route out in one transaction with its line, and sends
// the answer when that is committed.
func (s *Server) noteTogether(c echo.Context, next echo.HandlerFunc, line func() crm.AuditLine) error {
	sent := c.Response()
	held := &heldAnswer{header: sent.Header().Clone()}
	var waiting []func()
	c.Set(waitingKey, &waiting)
	err := s.cfg.Store.Together(settled(c), func(ctx context.Context) error {
		return under(ctx, c, held, func(c echo.Context) error {
			if err := next(c); err != nil {
				return err
			}
			return s.audit(c, line())
		})
	})
	c.Set(waitingKey, nil)
	if err != nil {
		return err
	}
	for _, do := range waiting {
		do()
	}
	return held.send(sent)
}

// under has next answer into held, with ctx as the request's.
func under(ctx context.Context, c echo.Context, held *heldAnswer, next echo.HandlerFunc) error {
	asked, sent := c.Request(), c.Response()
	c.SetRequest(asked.WithContext(ctx))
	c.SetResponse(echo.NewResponse(held, c.Echo()))
	defer func() {
		c.SetRequest(asked)
		c.SetResponse(sent)
	}()
	return next(c)
}
