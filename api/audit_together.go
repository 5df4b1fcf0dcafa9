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
	"POST /setup":          true,
	"DELETE /sessions":     true,
	"POST /me/password":    true,
	"POST /me/calendar":    true,
	"DELETE /me/calendar":  true,
	"PUT /policy":          true,
	"PUT /tier-rules":      true,
	"PUT /level-rules":     true,
	"POST /absences":       true,
	"PATCH /absences/:id":  true,
	"DELETE /absences/:id": true,

	"PUT /follow-up-rules":         true,
	"DELETE /follow-up-rules/:id":  true,
	"DELETE /follow-ups/:id":       true,
	"POST /follow-ups/:id/restore": true,
	"POST /jobs/:name/pause":       true,
	"POST /jobs/:name/resume":      true,

	"DELETE /me/sessions/:id":        true,
	"POST /me/tokens":                true,
	"DELETE /me/tokens/:id":          true,
	"POST /me/second-factor/confirm": true,
	"POST /me/second-factor/remove":  true,

	"POST /users":                     true,
	"PATCH /users/:id":                true,
	"POST /users/:id/password":        true,
	"DELETE /users/:id/sessions":      true,
	"DELETE /users/:id/second-factor": true,
	"POST /users/:id/tokens":          true,
	"DELETE /users/:id/tokens/:token": true,

	"POST /agents/:id/phones":              true,
	"PATCH /agents/:id/phones/:phone":      true,
	"POST /agents/:id/phones/:phone/renew": true,
	"DELETE /agents/:id/phones/:phone":     true,

	"POST /roles":               true,
	"PATCH /roles/:id":          true,
	"DELETE /roles/:id":         true,
	"POST /teams":               true,
	"PATCH /teams/:id":          true,
	"DELETE /teams/:id":         true,
	"PUT /pause-reasons":        true,
	"DELETE /pause-reasons/:id": true,

	"POST /cards/:id/merge": true,
	"POST /merges/:id/undo": true,
	"DELETE /fields/:id":    true,
	"DELETE /hashtags":      true,
	"DELETE /deals/:id":     true,
	"DELETE /tasks/:id":     true,
	"DELETE /files/:id":     true,
}

// transaction is what a route that is carried out together with its line leaves
// for when that is over.
type transaction struct {
	waiting []func() error  // to be done when it was committed
	refused []crm.AuditLine // to be written whatever became of it
}

const transactionKey = "api.transaction"

// transactionOf is nil where the route's line is written apart.
func transactionOf(c echo.Context) *transaction {
	t, _ := c.Get(transactionKey).(*transaction)
	return t
}

// afterwards does what others must see the change for, when the change and its
// line are committed. What fails then is answered as a failure; the change stays.
func afterwards(c echo.Context, do func() error) {
	t := transactionOf(c)
	if t == nil {
		panic("api: " + c.Path() + " is not carried out together with its line") // see the list above
	}
	t.waiting = append(t.waiting, do)
}

// noteTogether carries a route out in one transaction with its line, and sends
// the answer when that is committed.
func (s *Server) noteTogether(c echo.Context, next echo.HandlerFunc, line func() crm.AuditLine) error {
	sent := c.Response()
	held := &heldAnswer{header: sent.Header().Clone()}
	t := &transaction{}
	c.Set(transactionKey, t)
	err := s.cfg.Store.Together(settled(c), func(ctx context.Context) error {
		return under(ctx, c, held, func(c echo.Context) error {
			if err := next(c); err != nil || c.Get(noteNothing) != nil {
				return err
			}
			return s.audit(c, line())
		})
	})
	c.Set(transactionKey, nil)
	for _, l := range t.refused {
		if err := s.audit(c, l); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	for _, do := range t.waiting {
		if err := do(); err != nil {
			return err
		}
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
