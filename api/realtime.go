package api

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/centrifugal/centrifuge"
	"github.com/prometheus/client_golang/prometheus"

	"vonal/crm"
	"vonal/internal/clock"
	"vonal/routing"
)

const (
	deskChannel = "desk"

	// What a page that was away may catch up on; one that was away longer is
	// told so and reads GET /desk again.
	historySize = 2048
	historyLife = 5 * time.Minute
)

// RealtimeConfig is what the live channel is made of. Metrics may be nil.
type RealtimeConfig struct {
	Clock clock.Clock  // clock.System if nil
	Log   *slog.Logger // slog.Default if nil
	// Roster answers all agents employed; it is asked when one is seen whose
	// name is not known yet.
	Roster  func(ctx context.Context) ([]crm.Agent, error)
	Metrics *prometheus.Registry
	Country string // as in Config
	// Origins are addresses, beside the server's own, whose pages may connect:
	// "https://crm.example.com".
	Origins []string
}

// Realtime tells the pages what changes. AgentChanged and its kin never block:
// they may be called from the desk's own goroutine. Each agent's and each
// call's publications keep their order; where publishing falls behind, an older
// state is left out in favour of the newer one. A page that reads too slowly is
// disconnected and catches up when it comes back.
type Realtime struct {
	cfg     RealtimeConfig
	node    *centrifuge.Node
	socket  http.Handler
	tickets tickets
	conns   connections
	pending *latest[change]
	quit    context.CancelFunc
	running sync.WaitGroup

	accounts atomic.Pointer[watched]
	refused  tally

	mu    sync.Mutex
	names map[crm.AgentID]crm.Agent
	seen  map[crm.AgentID]routing.Agent
}

// change is one thing to publish: an event, or an agent or call from which it
// is made in the publishing goroutine.
type change struct {
	event *DeskEvent
	agent *routing.Agent
	call  *routing.Call
	thing *thing
	heard *crm.UserID // has notices; "" for everybody
}

// NewRealtime starts the live channel, which runs until Close, or until nothing
// more is published when ctx ends.
func NewRealtime(ctx context.Context, cfg RealtimeConfig) (*Realtime, error) {
	if cfg.Clock == nil {
		cfg.Clock = clock.System
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Metrics == nil {
		cfg.Metrics = prometheus.NewRegistry() // else the library writes into the global one
	}
	node, err := centrifuge.New(centrifuge.Config{
		LogLevel:   centrifuge.LogLevelWarn,
		LogHandler: func(e centrifuge.LogEntry) { cfg.Log.Warn("realtime: "+e.Message, "fields", e.Fields) },
		Metrics:    centrifuge.MetricsConfig{MetricsNamespace: "vonal_realtime", RegistererGatherer: cfg.Metrics},
	})
	if err != nil {
		return nil, fmt.Errorf("api.NewRealtime: %w", err)
	}
	ctx, quit := context.WithCancel(ctx)
	r := &Realtime{
		cfg:     cfg,
		node:    node,
		pending: newLatest[change](),
		quit:    quit,
		names:   map[crm.AgentID]crm.Agent{},
		seen:    map[crm.AgentID]routing.Agent{},
	}
	r.socket = centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{
		CheckOrigin:      sameOrigin(cfg.Origins),
		MessageSizeLimit: 64 << 10,
	})
	node.OnConnecting(r.connecting)
	node.OnConnect(r.connected)
	node.OnCommandRead(r.conns.count)
	if err := node.Run(); err != nil {
		quit()
		return nil, fmt.Errorf("api.NewRealtime: %w", err)
	}
	r.running.Go(func() { r.publish(ctx) })
	r.running.Go(func() { r.watchSessions(ctx) })
	return r, nil
}

// Close disconnects everybody and waits until nothing of it runs any more, or
// ctx ends.
func (r *Realtime) Close(ctx context.Context) error {
	r.quit()
	r.running.Wait()
	if err := r.node.Shutdown(ctx); err != nil {
		return fmt.Errorf("api.Realtime.Close: %w", err)
	}
	return nil
}

// AgentChanged publishes an agent as they are now.
func (r *Realtime) AgentChanged(a routing.Agent) {
	r.pending.put("agent "+string(a.ID), change{agent: &a})
}

// AgentGone publishes that an agent was removed.
func (r *Realtime) AgentGone(id routing.AgentID) {
	r.pending.put("agent "+string(id), change{event: &DeskEvent{Type: DeskEventTypeAgentGone, AgentID: text(id)}})
}

// CallChanged publishes a call as it stands now.
func (r *Realtime) CallChanged(c routing.Call) {
	r.pending.put("call "+string(c.ID), change{call: &c})
}

// CallGone publishes that a call has been written: whatever shows ended calls
// may be read anew.
func (r *Realtime) CallGone(id routing.CallID) {
	r.pending.put("gone "+string(id), change{event: &DeskEvent{Type: DeskEventTypeCallGone, CallID: text(id)}})
}

func (r *Realtime) policyChanged(p Policy) {
	r.pending.put("policy", change{event: &DeskEvent{Type: DeskEventTypePolicy, Policy: &p}})
}

// AgentNamed takes up what is recorded of an agent, name and level, and publishes
// the agent with it.
func (r *Realtime) AgentNamed(a crm.Agent) {
	r.mu.Lock()
	r.names[a.ID] = a
	now, known := r.seen[a.ID]
	r.mu.Unlock()
	if known {
		r.AgentChanged(now)
	}
}

func (r *Realtime) publish(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.pending.filled:
			r.gather(ctx)
			for _, ch := range r.pending.take() {
				r.publishOne(ctx, ch)
			}
		}
	}
}

// gathers is how long changes are gathered before they are published: of what
// changes several times within it, only the last state is told. A person sees
// no difference; a busy desk publishes half as much.
const gathers = 20 * time.Millisecond

func (r *Realtime) gather(ctx context.Context) {
	over := make(chan struct{})
	stop := clock.System.At(clock.System.Now().Add(gathers), func() { close(over) })
	defer stop()
	select {
	case <-over:
	case <-ctx.Done():
	}
}

func (r *Realtime) publishOne(ctx context.Context, ch change) {
	switch {
	case ch.agent != nil:
		who, err := r.employee(ctx, crm.AgentID(ch.agent.ID))
		if err != nil {
			r.cfg.Log.Warn("realtime: an agent's name cannot be read", "agent", ch.agent.ID, "err", err)
			return
		}
		if who.ID == "" {
			return // removed in the meantime
		}
		r.mu.Lock()
		r.seen[who.ID] = *ch.agent
		r.mu.Unlock()
		view := agentView(who, *ch.agent)
		r.send(DeskEvent{Type: DeskEventTypeAgent, Agent: &view}, forAll, "")
	case ch.call != nil:
		full := liveCallView(*ch.call, r.cfg.Country)
		hidden := masked(full)
		r.send(DeskEvent{Type: DeskEventTypeCall, Call: &full}, forOwn, string(ch.call.Agent))
		r.send(DeskEvent{Type: DeskEventTypeCall, Call: &hidden}, forOthers, string(ch.call.Agent))
	case ch.thing != nil:
		r.sendThing(*ch.thing)
	case ch.heard != nil:
		r.sendNotices(*ch.heard)
	default:
		if id := crm.AgentID(given(ch.event.AgentID)); id != "" {
			r.mu.Lock()
			delete(r.names, id)
			delete(r.seen, id)
			r.mu.Unlock()
		}
		r.send(*ch.event, forAll, "")
	}
}

// employee is the agent as recorded, of no id when there is none of this one.
func (r *Realtime) employee(ctx context.Context, id crm.AgentID) (crm.Agent, error) {
	r.mu.Lock()
	a, known := r.names[id]
	r.mu.Unlock()
	if known {
		return a, nil
	}
	all, err := r.cfg.Roster(ctx)
	if err != nil {
		return crm.Agent{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, a := range all {
		r.names[a.ID] = a
	}
	return r.names[id], nil
}

func (r *Realtime) send(e DeskEvent, to, agent string) {
	body, err := json.Marshal(e)
	if err == nil {
		_, err = r.node.Publish(deskChannel, body,
			centrifuge.WithHistory(historySize, historyLife),
			centrifuge.WithTags(map[string]string{tagFor: to, tagAgent: agent}))
	}
	if err != nil {
		r.cfg.Log.Error("realtime: not published", "type", e.Type, "err", err)
	}
}
