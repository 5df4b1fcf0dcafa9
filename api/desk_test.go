package api_test

import (
	"context"
	"sync"
	"time"

	"vonal/crm"
	"vonal/internal/fault"
	"vonal/routing"
)

// scriptedDesk is a desk in memory: agents obey routing's rules, calls are what
// the test says they are.
type scriptedDesk struct {
	mu        sync.Mutex
	regrouped int // how often levels and teams were taken from the record
	policy    routing.Policy
	agents    []routing.Agent
	calls     []routing.Call
	traces    map[routing.CallID]string
	hungUp    []routing.CallID
	paused    map[routing.CallID]bool
	handedTo  map[routing.CallID]routing.AgentID
	phones    map[crm.AgentID]crm.Agent
	failing   error // answered to Employ
	notReady  error
}

func newDesk() *scriptedDesk {
	return &scriptedDesk{
		policy: routing.DefaultPolicy,
		traces: map[routing.CallID]string{},
		paused: map[routing.CallID]bool{}, handedTo: map[routing.CallID]routing.AgentID{},
		phones: map[crm.AgentID]crm.Agent{},
	}
}

func (d *scriptedDesk) Agents(context.Context) ([]routing.Agent, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]routing.Agent(nil), d.agents...), nil
}

func (d *scriptedDesk) Press(_ context.Context, id routing.AgentID, ev routing.AgentEvent) (routing.Agent, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, a := range d.agents {
		if a.ID == id {
			after, err := a.After(ev, d.policy)
			d.agents[i] = after
			return after, err
		}
	}
	return routing.Agent{}, fault.New(fault.Unknown, "desk.Press", "there is no agent %s", id)
}

func (d *scriptedDesk) Dial(_ context.Context, id routing.AgentID, to crm.E164) (routing.Call, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.failing != nil {
		return routing.Call{}, d.failing
	}
	for i, a := range d.agents {
		if a.ID != id || !a.Free(time.Now()) {
			continue
		}
		now := time.Now().UTC()
		d.agents[i] = a.Taken("made", now, now.Add(time.Minute))
		c := routing.Call{ID: "made", Direction: routing.Outbound, Agent: id, To: string(to), Phase: routing.Ringing, ArrivedAt: now,
			Offers: []routing.Offer{{Agent: id, Leg: 1, OfferedAt: now}}}
		d.calls = append(d.calls, c)
		return c, nil
	}
	return routing.Call{}, fault.New(fault.Conflict, "desk.Dial", "the agent is not free")
}

func (d *scriptedDesk) Calls() []routing.Call {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]routing.Call(nil), d.calls...)
}

func (d *scriptedDesk) Trace(_ context.Context, id routing.CallID) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t, ok := d.traces[id]; ok {
		return t, nil
	}
	return "", fault.New(fault.Unknown, "desk.Trace", "there is no call %s", id)
}

func (d *scriptedDesk) Employ(_ context.Context, a crm.Agent) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.failing != nil {
		return d.failing
	}
	d.phones[a.ID] = a
	d.agents = append(d.agents, routing.Agent{
		ID: routing.AgentID(a.ID), Phones: routing.Phones(a.Phones[0].Endpoint), OnShift: true,
		State: routing.AgentUnreachable, Since: time.Now().UTC(), Version: 1,
	})
	return nil
}

func (d *scriptedDesk) InstallPhone(_ context.Context, a crm.Agent, _ crm.Phone) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.phones[a.ID] = a
}

// PhoneUp: every phone can be reached, and could since a moment.
func (d *scriptedDesk) PhoneUp(string) (bool, time.Time) { return true, aMoment }

func (d *scriptedDesk) Dismiss(_ context.Context, id routing.AgentID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, a := range d.agents {
		if a.ID == id {
			d.agents = append(d.agents[:i:i], d.agents[i+1:]...)
			delete(d.phones, crm.AgentID(id))
			return nil
		}
	}
	return fault.New(fault.Unknown, "desk.Dismiss", "there is no agent %s", id)
}

func (d *scriptedDesk) UsePolicy(p routing.Policy) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.policy = p
}

func (d *scriptedDesk) Regroup(context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.regrouped++
	return nil
}

func (d *scriptedDesk) HangUp(_ context.Context, id routing.CallID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hungUp = append(d.hungUp, id)
	return nil
}

func (d *scriptedDesk) Hold(id routing.CallID, on bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := range d.calls {
		if d.calls[i].ID == id {
			d.calls[i].HeldAt = time.Time{}
			if on {
				d.calls[i].HeldAt = aMoment
			}
		}
	}
	return nil
}

func (d *scriptedDesk) HandOver(id routing.CallID, to routing.AgentID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.handedTo[id] = to
	return nil
}

func (d *scriptedDesk) PauseRecording(_ context.Context, id routing.CallID, paused bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.paused[id] = paused
	return nil
}

func (d *scriptedDesk) Parts() (phones, store error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.notReady, nil
}

func (d *scriptedDesk) Ready() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.notReady
}

// set changes the script.
func (d *scriptedDesk) set(change func(d *scriptedDesk)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change(d)
}

// fact tells an agent a fact and answers the agent afterwards.
func (d *scriptedDesk) fact(id crm.AgentID, ev routing.AgentEvent) routing.Agent {
	a, err := d.Press(context.Background(), routing.AgentID(id), ev)
	if err != nil {
		panic(err)
	}
	return a
}
