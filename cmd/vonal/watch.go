package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"vonal/crm"
	"vonal/internal/clock"
	"vonal/internal/fault"
	"vonal/routing"
	"vonal/routing/desk"
)

// screens are told what changes, to show it.
type screens interface {
	AgentChanged(routing.Agent)
	AgentGone(routing.AgentID)
	PhonesChanged(routing.AgentID)
	CallChanged(routing.Call)
	CallGone(routing.CallID)
}

// journal writes what agents do into the record, in order, however long the
// database is away. It is the desk's Watcher, and passes everything on to the
// screens.
type journal struct {
	screens screens
	append  func(context.Context, ...crm.AgentState) error
	came    func(context.Context, ...string) error // phones that have registered
	wrapUps func(context.Context, map[crm.CallID]time.Duration) error
	clock   clock.Clock
	log     *slog.Logger

	mu     sync.Mutex
	lines  []entry
	phones []string // that came
	more   chan struct{}
}

// entry is a line of the journal, and the wrap-up that ended with it, if any.
type entry struct {
	state crm.AgentState
	call  crm.CallID
	rest  time.Duration
}

var _ desk.Watcher = (*journal)(nil)

// AgentChanged queues a line.
func (j *journal) AgentChanged(before, after routing.Agent, ev routing.AgentEvent) {
	e := entry{state: stateOf(before, after, ev, actorOf(ev))}
	if before.State == routing.AgentWrapUp && after.State != routing.AgentWrapUp {
		e.call, e.rest = crm.CallID(before.Call), after.Since.Sub(before.Since)
	}
	j.mu.Lock()
	j.lines = append(j.lines, e)
	j.mu.Unlock()
	j.wake()
}

// wake has what is queued written.
func (j *journal) wake() {
	select {
	case j.more <- struct{}{}:
	default:
	}
}

// AgentSeen shows an agent.
func (j *journal) AgentSeen(a routing.Agent) { j.screens.AgentChanged(a) }

// PhonesSeen has the screens look at the phones of an agent, or of all.
func (j *journal) PhonesSeen(id routing.AgentID) { j.screens.PhonesChanged(id) }

// PhoneCame queues that the address of a phone's account is dead from now on.
func (j *journal) PhoneCame(endpoint string) {
	j.mu.Lock()
	j.phones = append(j.phones, endpoint)
	j.mu.Unlock()
	j.wake()
}

// AgentGone takes an agent off the screens.
func (j *journal) AgentGone(id routing.AgentID) { j.screens.AgentGone(id) }

// CallChanged shows a call.
func (j *journal) CallChanged(c routing.Call) { j.screens.CallChanged(c) }

// CallGone takes a call off the screens.
func (j *journal) CallGone(id routing.CallID) { j.screens.CallGone(id) }

// journalGathers is how long lines are gathered before they are written.
const journalGathers = 50 * time.Millisecond

// lastLines is how long the end of the program waits for the last lines.
const lastLines = 2 * time.Second

// run writes lines until ctx ends.
func (j *journal) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastLines)
			defer cancel()
			j.writeSome(last)
			return
		case <-j.more:
		}
		// What happens within this time is written as one: a call changes an agent
		// five times, and each of its own would be a transaction.
		clock.Wait(ctx, j.clock, journalGathers)
		for j.writeSome(ctx) {
		}
	}
}

// writeSome writes what is queued and reports whether more may be waiting.
func (j *journal) writeSome(ctx context.Context) bool {
	j.mu.Lock()
	batch, phones := j.lines, j.phones
	j.lines, j.phones = nil, nil
	j.mu.Unlock()
	if len(phones) > 0 {
		persist(ctx, j.clock, j.log, "end the addresses of accounts", func() error { return j.came(ctx, phones...) })
	}
	if len(batch) == 0 {
		return len(phones) > 0 && ctx.Err() == nil
	}
	states := make([]crm.AgentState, len(batch))
	rests := map[crm.CallID]time.Duration{}
	for i, e := range batch {
		states[i] = e.state
		if e.call != "" {
			rests[e.call] = e.rest
		}
	}
	persist(ctx, j.clock, j.log, "write the journal of agents", func() error { return j.append(ctx, states...) })
	persist(ctx, j.clock, j.log, "write wrap-ups", func() error { return j.wrapUps(ctx, rests) })
	return ctx.Err() == nil
}

// actorOf says whose doing a change was.
func actorOf(ev routing.AgentEvent) string {
	switch ev.(type) {
	case routing.ReadyPressed, routing.ExtendPressed, routing.PausePressed, routing.ShiftBegan, routing.ShiftEnded:
		return "person"
	case routing.PhoneCame, routing.PhoneWent, routing.Rang, routing.Spoke:
		return "phone"
	}
	return "desk"
}

// persist repeats act while the database does not answer, more and more
// slowly. Another failure is logged and given up.
func persist(ctx context.Context, c clock.Clock, log *slog.Logger, what string, act func() error) {
	for pause := 100 * time.Millisecond; ctx.Err() == nil; pause = min(2*pause, 5*time.Second) {
		err := act()
		switch {
		case err == nil || ctx.Err() != nil:
			return
		case !fault.Is(err, fault.Unavailable):
			log.Error("cannot "+what, "error", err)
			return
		}
		log.Warn("cannot "+what+" yet", "again_in", pause, "error", err)
		clock.Wait(ctx, c, pause)
	}
}
