package store_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/clock"
	"vonal/internal/fault"
)

// mailman does the errands of the mail by hand, in the place of River, so that a
// test sees each step.
type mailman struct {
	t    *testing.T
	s    *store.Store
	db   *pgx.Conn
	clk  *clock.Shifted
	jobs map[crm.DeliveryID]int64 // under way
}

func mailmanOf(t *testing.T, s *store.Store, clk *clock.Shifted, dsn string) *mailman {
	t.Helper()
	return &mailman{t: t, s: s, db: connect(t, dsn), clk: clk, jobs: map[crm.DeliveryID]int64{}}
}

// taken is what is to be sent now; one without a delivery where nothing is.
func (m *mailman) taken() crm.Parcel {
	m.t.Helper()
	for {
		var job int64
		var id crm.DeliveryID
		err := m.db.QueryRow(m.t.Context(), `SELECT id, args ->> 'id' FROM river_job WHERE queue = 'mail' AND state IN ('available', 'scheduled')
			AND scheduled_at <= $1 ORDER BY scheduled_at, id LIMIT 1`, m.clk.Now()).Scan(&job, &id)
		if err == pgx.ErrNoRows {
			return crm.Parcel{}
		}
		ok(m.t, err)
		p, later, err := m.s.TakeDelivery(m.t.Context(), id, job)
		switch {
		case fault.Is(err, fault.Unknown):
			m.done(job)
		case err != nil:
			m.t.Fatal(err)
		case !later.IsZero():
			m.at(job, later)
		default:
			_, err := m.db.Exec(m.t.Context(), "UPDATE river_job SET state = 'running', attempt = attempt + 1 WHERE id = $1", job)
			ok(m.t, err)
			m.jobs[id] = job
			return p
		}
	}
}

// sent ends what was taken.
func (m *mailman) sent(p crm.Parcel) {
	m.t.Helper()
	ok(m.t, m.s.EndDelivery(m.t.Context(), p.Delivery, crm.DeliveryEnd{Sent: true}))
	m.done(m.jobs[p.Delivery])
}

// lost has what was taken tried again in a minute; without a reason as by a crash.
func (m *mailman) lost(p crm.Parcel, why string) {
	m.t.Helper()
	if why != "" {
		ok(m.t, m.s.EndDelivery(m.t.Context(), p.Delivery, crm.DeliveryEnd{Why: why}))
	}
	m.at(m.jobs[p.Delivery], m.clk.Now().Add(time.Minute))
}

func (m *mailman) at(job int64, when time.Time) {
	m.t.Helper()
	_, err := m.db.Exec(m.t.Context(), "UPDATE river_job SET state = 'scheduled', scheduled_at = $2 WHERE id = $1", job, when)
	ok(m.t, err)
}

func (m *mailman) done(job int64) {
	m.t.Helper()
	_, err := m.db.Exec(m.t.Context(), "DELETE FROM river_job WHERE id = $1", job)
	ok(m.t, err)
}
