package api

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// budgetWindow is the time in which a user may send as many requests as
// Config.Requests says.
const budgetWindow = 10 * time.Second

// budgets count how many requests each user has left. Each user's fills up
// evenly, so that nobody has to wait for a whole window. It is kept in the
// memory of one server: behind several, each counts for itself.
type budgets struct {
	mu   sync.Mutex
	used map[crm.UserID]time.Time // when the user's budget will be full again
}

// spend takes one request from the user's budget of most, and says how many are
// left and when it is full again; left is -1 where there was none to take.
func (b *budgets) spend(id crm.UserID, most int, now time.Time) (left int, full time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.used == nil || len(b.used) > 10_000 {
		b.forget(now)
	}
	each := budgetWindow / time.Duration(most)
	until := b.used[id]
	if until.Before(now) {
		until = now
	}
	if next := until.Add(each); next.Sub(now) <= budgetWindow {
		b.used[id] = next
		return int((budgetWindow - next.Sub(now)) / each), next.Sub(now)
	}
	return -1, until.Sub(now)
}

// forget drops the budgets that are full.
func (b *budgets) forget(now time.Time) {
	kept := map[crm.UserID]time.Time{}
	for id, until := range b.used {
		if until.After(now) {
			kept[id] = until
		}
	}
	b.used = kept
}

// ration tells every caller what is left of their budget (RateLimit headers,
// draft-ietf-httpapi-ratelimit-headers) and refuses beyond it.
func (s *Server) ration(c echo.Context, id crm.UserID) error {
	most := s.cfg.Requests
	left, full := s.budgets.spend(id, most, s.cfg.Clock.Now())
	h := c.Response().Header()
	h.Set("RateLimit-Policy", fmt.Sprintf(`"user";q=%d;w=%d`, most, int(budgetWindow/time.Second)))
	h.Set("RateLimit", fmt.Sprintf(`"user";r=%d;t=%d`, max(0, left), int((full+time.Second-1)/time.Second)))
	if left < 0 {
		return &refusal{status: http.StatusTooManyRequests, code: "too_many", detail: "You are sending too many requests.", after: budgetWindow / time.Duration(most)}
	}
	return nil
}
