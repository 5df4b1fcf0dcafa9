package agentstore_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vonal/routing"
	"vonal/routing/agentstore"
)

// fakeDesk is what a controller does with the store, and nothing else: it
// searches when a call arrives and when it is woken, never by a clock.
type fakeDesk struct {
	store *agentstore.Store
	now   *atomic.Int64 // milliseconds since noon, moved on by every look at it
	held  *sync.Map     // agent → call, of every desk
	mu    sync.Mutex
	wakes map[routing.CallID]chan struct{}
}

func (d *fakeDesk) at() time.Time { return noon.Add(time.Duration(d.now.Add(1)) * time.Millisecond) }

func (d *fakeDesk) wake(id routing.CallID) chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.wakes[id] == nil {
		d.wakes[id] = make(chan struct{}, 1)
	}
	return d.wakes[id]
}

func (d *fakeDesk) onWake(id routing.CallID) {
	select {
	case d.wake(id) <- struct{}{}:
	default:
	}
}

// run takes one call from its arrival to the end of the wrap-up.
func (d *fakeDesk) run(ctx context.Context, c routing.Call) error {
	c.ArrivedAt = d.at()
	woken := d.wake(c.ID)
	for {
		if err := d.store.Save(ctx, c, "search\n"); err != nil {
			return err
		}
		agent, ok, err := d.search(ctx, c)
		if err != nil {
			return err
		}
		if ok {
			return d.serve(ctx, c, agent)
		}
		select {
		case <-woken:
		case <-ctx.Done():
			return fmt.Errorf("call %s waits for ever", c.ID)
		}
	}
}

func (d *fakeDesk) search(ctx context.Context, c routing.Call) (routing.AgentID, bool, error) {
	agents, err := d.store.Agents(ctx)
	if err != nil {
		return "", false, err
	}
	now := d.at()
	return d.store.Claim(ctx, routing.Rank(agents, c, routing.DefaultPolicy, now).Search(c), now, now.Add(time.Hour))
}

func (d *fakeDesk) serve(ctx context.Context, c routing.Call, agent routing.AgentID) error {
	if other, held := d.held.LoadOrStore(agent, c.ID); held {
		return fmt.Errorf("%s was claimed for %s while %v held them", agent, c.ID, other)
	}
	for _, ev := range []routing.AgentEvent{
		routing.Rang{At: d.at(), Call: c.ID}, routing.Spoke{At: d.at(), Call: c.ID}, routing.TalkOver{At: d.at(), Call: c.ID},
	} {
		before, after, err := d.store.Tell(ctx, agent, ev, routing.DefaultPolicy)
		if err != nil {
			return err
		}
		if before == after {
			return fmt.Errorf("%T meant nothing to %+v", ev, before)
		}
	}
	c.Phase, c.EndedAt = routing.Ended, d.at()
	if err := d.store.Save(ctx, c, "end\n"); err != nil {
		return err
	}
	d.held.Delete(agent)
	if _, _, err := d.store.Tell(ctx, agent, routing.ReadyPressed{At: d.at()}, routing.DefaultPolicy); err != nil {
		return err
	}
	return d.store.Forget(ctx, c.ID)
}

func TestTwoDesksServeEveryCallByWakesAlone(t *testing.T) {
	const calls, staff = 200, 10
	first := open(t)
	for i := range staff {
		put(t, first, available(routing.AgentID(fmt.Sprint("agent-", i))))
	}
	second := agentstore.New(shared.client(t), agentstore.Options{Prefix: prefixOf(t), Timeout: patient})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var now atomic.Int64
	var held sync.Map
	var work, ears sync.WaitGroup
	listening, hush := context.WithCancel(ctx)
	for n, s := range []*agentstore.Store{first, second} {
		d := &fakeDesk{store: s, now: &now, held: &held, wakes: map[routing.CallID]chan struct{}{}}
		begun := make(chan struct{}, 100)
		ears.Go(func() {
			_ = s.Listen(listening, func(routing.Agent) {}, d.onWake, func(routing.CardID) {}, func() { begun <- struct{}{} })
		})
		<-begun
		for i := range calls / 2 {
			work.Go(func() {
				c := routing.Call{ID: routing.CallID(fmt.Sprintf("desk-%d-call-%d", n, i)), Phase: routing.Waiting}
				if err := d.run(ctx, c); err != nil {
					t.Error(err)
				}
			})
		}
	}
	work.Wait()
	hush()
	ears.Wait()
	left, err := first.Open(t.Context())
	must(t, err)
	if len(left) > 0 {
		t.Errorf("%d calls were left", len(left))
	}
	all, err := second.Agents(t.Context())
	must(t, err)
	for _, a := range all {
		if a.State != routing.AgentAvailable {
			t.Errorf("%s was left %s", a.ID, a.State)
		}
	}
}
