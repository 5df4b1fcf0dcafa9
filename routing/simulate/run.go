package simulate

import (
	"container/heap"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"vonal/routing"
)

// The moments that nobody has measured: small, and the same for all.
const (
	knows   = 3 * time.Millisecond // until the CRM says who calls
	joins   = 20 * time.Millisecond
	says    = 4 * time.Second
	message = 20 * time.Second
	rings   = 300 * time.Millisecond // until a phone rings whose delay was never seen
)

// Run plays the day by the policy.
func Run(d Day, p routing.Policy, seed uint64) Observed {
	r := &runner{
		day: d, policy: p, rng: rand.New(rand.NewPCG(seed, 0)), now: d.Since,
		agents: map[routing.AgentID]*person{}, out: Observed{Agents: map[routing.AgentID]Busy{}},
	}
	for _, a := range d.Agents {
		r.agents[a.ID] = &person{agent: a, since: d.Since}
	}
	for _, h := range d.Hours {
		r.at(h.Fact.When(), func() { r.tell(h.Agent, h.Fact) })
	}
	for _, a := range d.Arrivals {
		r.at(a.Fact.At, func() { r.arrive(a) })
	}
	for len(r.events) > 0 {
		e := heap.Pop(&r.events).(event)
		r.now = later(r.now, e.at)
		e.do()
	}
	for id, person := range r.agents {
		person.spend(later(r.now, d.Until))
		r.out.Agents[id] = person.busy
	}
	slices.SortFunc(r.out.Calls, func(a, b Outcome) int { return a.ArrivedAt.Compare(b.ArrivedAt) })
	return r.out
}

type runner struct {
	day    Day
	policy routing.Policy
	rng    *rand.Rand
	now    time.Time
	events events
	seq    int
	agents map[routing.AgentID]*person
	line   []*live // waiting calls
	out    Observed
}

// person is an agent, and what their time went into.
type person struct {
	agent routing.Agent
	busy  Busy
	since time.Time
	rang  time.Duration // of the offer that rings
}

// live is a call under way.
type live struct {
	arrival Arrival
	call    routing.Call
	due     time.Time // for which an event is on its way
}

func (r *runner) at(when time.Time, do func()) {
	r.seq++
	heap.Push(&r.events, event{when, r.seq, do})
}

func (r *runner) after(d time.Duration, do func()) { r.at(r.now.Add(d), do) }

func (r *runner) arrive(a Arrival) {
	c := &live{arrival: a}
	leaves := a.Fact.At.Add(a.Patience)
	if a.Patience == 0 { // for ever: until everybody has gone home
		leaves = later(r.day.Until, a.Fact.At).Add(time.Hour)
	}
	r.at(leaves, func() {
		if c.call.Phase == routing.Waiting || c.call.Phase == routing.Ringing {
			r.step(c, routing.CallerGone{At: r.now})
		}
	})
	r.step(c, a.Fact)
}

// step is a fact about a call, and what follows from it.
func (r *runner) step(c *live, ev routing.Event) {
	was := c.call.Phase
	var cmds []routing.Command
	c.call, cmds = routing.Step(c.call, ev, r.policy)
	if c.call.Phase != routing.Waiting {
		r.leave(c)
	}
	if due := c.call.Due; !due.IsZero() && !due.Equal(c.due) {
		c.due = due
		r.at(due, func() {
			if c.call.Due.Equal(due) {
				c.due = time.Time{}
				r.step(c, routing.Due{At: r.now})
			}
		})
	}
	for _, cmd := range cmds {
		r.perform(c, cmd)
	}
	if was != routing.Ended && c.call.Phase == routing.Ended {
		r.out.Calls = append(r.out.Calls, outcomeOf(c.call))
	}
}

func outcomeOf(c routing.Call) Outcome {
	o := Outcome{ArrivedAt: c.ArrivedAt, Wait: c.Wait(), Talk: c.Talk(), Disposition: c.Disposition}
	if !c.AnsweredAt.IsZero() {
		o.Agent = c.Agent
	}
	for _, offer := range c.Offers {
		if offer.Result == routing.Missed {
			o.Missed = append(o.Missed, offer.Agent)
		}
	}
	return o
}

func (r *runner) perform(c *live, cmd routing.Command) {
	switch cmd := cmd.(type) {
	case routing.Identify:
		r.after(knows, func() { r.step(c, routing.CallerKnown{At: r.now, Caller: c.arrival.Caller}) })
	case routing.FindAgent:
		r.find(c)
	case routing.Ring:
		r.ring(c, cmd)
	case routing.Release:
		r.tell(cmd.Agent, routing.LetGo{At: r.now, Call: c.call.ID, Why: cmd.Why})
	case routing.MarkRinging:
		r.tell(cmd.Agent, routing.Rang{At: r.now, Call: c.call.ID})
	case routing.MarkTalking:
		r.tell(cmd.Agent, routing.Spoke{At: r.now, Call: c.call.ID, Easy: c.call.Easy()})
	case routing.StartWrapUp:
		r.tell(cmd.Agent, routing.TalkOver{At: r.now, Call: c.call.ID})
	case routing.Connect:
		leg := cmd.Leg
		r.after(joins, func() { r.step(c, routing.Joined{At: r.now, Leg: leg}) })
		r.after(max(c.arrival.Talk, joins), func() { r.step(c, routing.CallerGone{At: r.now}) })
	case routing.Say:
		r.after(says, func() { r.step(c, routing.Said{At: r.now, What: cmd.What}) })
	case routing.TakeMessage:
		r.after(message, func() { r.step(c, routing.MessageLeft{At: r.now, Length: message}) })
	}
}

// find ranks and takes. Whoever waits longer has looked already: everybody they
// could have had was taken.
func (r *runner) find(c *live) {
	ranking := routing.Rank(r.standing(), c.call, r.policy, r.now)
	ranked := ranking.Ranked()
	if len(ranked) == 0 {
		if !slices.Contains(r.line, c) {
			r.line = append(r.line, c)
		}
		r.step(c, routing.NobodyFree{At: r.now, Circle: ranking.Circle, Next: ranking.Next, Nobody: !ranking.Served})
		return
	}
	who := r.agents[ranked[0]]
	who.spend(r.now)
	who.agent = who.agent.Taken(c.call.ID, r.now, r.now.Add(r.policy.ClaimLease()))
	r.step(c, routing.Claimed{At: r.now, Agent: who.agent.ID, Because: ranking.Because(who.agent.ID)})
}

// standing is all agents, always in the same order.
func (r *runner) standing() []routing.Agent {
	all := make([]routing.Agent, 0, len(r.agents))
	for _, p := range r.agents {
		all = append(all, p.agent)
	}
	slices.SortFunc(all, func(a, b routing.Agent) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return all
}

func (r *runner) leave(c *live) {
	r.line = slices.DeleteFunc(r.line, func(other *live) bool { return other == c })
}

// ring has the agent answer as they do: after one of the times that were seen,
// or not at all as often as was seen.
func (r *runner) ring(c *live, cmd routing.Ring) {
	habit := r.day.Habits[cmd.Agent]
	delay := habit.RingDelay
	if delay <= 0 {
		delay = rings
	}
	if !r.agents[cmd.Agent].agent.PhoneUp {
		r.after(joins, func() { r.step(c, routing.LegGone{At: r.now, Leg: cmd.Leg, Cause: routing.NotReached}) })
		return
	}
	r.after(delay, func() { r.step(c, routing.LegRinging{At: r.now, Leg: cmd.Leg}) })
	answers := len(habit.Answers)
	if answers == 0 && habit.Missed == 0 {
		answers = 1 // nothing was seen of them: they answer after two seconds
	}
	if r.rng.IntN(answers+habit.Missed) >= answers {
		return // it rings on until the time is over
	}
	takes := 2 * time.Second
	if len(habit.Answers) > 0 {
		takes = habit.Answers[r.rng.IntN(len(habit.Answers))]
	}
	who := r.agents[cmd.Agent]
	r.after(delay+takes, func() {
		if c.call.Phase == routing.Ringing && c.call.Leg == cmd.Leg {
			who.rang = takes
			r.step(c, routing.LegAnswered{At: r.now, Leg: cmd.Leg})
		}
	})
}

// tell is a fact about an agent. One who becomes free is offered to the calls
// that wait, in the order of the line.
func (r *runner) tell(id routing.AgentID, ev routing.AgentEvent) {
	who := r.agents[id]
	if who == nil {
		return
	}
	before := who.agent
	after, err := before.After(ev, r.policy)
	if err != nil || after == before {
		return
	}
	who.spend(r.now)
	who.agent = after
	switch e := ev.(type) {
	case routing.LetGo:
		if e.Why == routing.Missed {
			who.busy.Missed++
		}
	case routing.Spoke:
		who.busy.Calls++
		who.busy.Ringing += who.rang
		who.rang = 0
	case routing.TalkOver:
		r.rest(who)
	}
	if until := after.Until; !until.IsZero() && !until.Equal(before.Until) {
		r.at(until, func() { r.tell(id, routing.Rested{At: r.now}) })
	}
	if !after.Free(r.now) {
		for _, c := range slices.Clone(r.line) {
			if c.call.Missing(after) {
				r.step(c, routing.AgentFreed{At: r.now})
			}
		}
		return
	}
	waiting := slices.Clone(r.line)
	slices.SortStableFunc(waiting, func(a, b *live) int {
		x, y := a.call.Place(), b.call.Place()
		if x.Priority != y.Priority {
			return y.Priority - x.Priority
		}
		return x.Since.Compare(y.Since)
	})
	for _, c := range waiting {
		if !who.agent.Free(r.now) {
			return
		}
		r.step(c, routing.AgentFreed{At: r.now})
	}
}

// rest has the agent end the wrap-up as they did, if that is sooner than the
// policy does.
func (r *runner) rest(who *person) {
	rests := r.day.Habits[who.agent.ID].Rests
	if len(rests) == 0 || who.agent.State != routing.AgentWrapUp {
		return
	}
	length := rests[r.rng.IntN(len(rests))]
	if until := who.agent.Until; r.now.Add(length).Before(until) {
		id, call := who.agent.ID, who.agent.Call
		r.after(length, func() {
			if a := r.agents[id].agent; a.State == routing.AgentWrapUp && a.Call == call {
				r.tell(id, routing.ReadyPressed{At: r.now})
			}
		})
	}
}

// spend books the time since the last change.
func (p *person) spend(now time.Time) {
	spent := now.Sub(p.since)
	if spent < 0 {
		return
	}
	switch p.agent.State {
	case routing.AgentTalking:
		p.busy.Talking += spent
	case routing.AgentWrapUp:
		p.busy.WrapUp += spent
	case routing.AgentAvailable:
		p.busy.Free += spent
	}
	p.since = now
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// event is something that will happen. Of those at one moment the one foreseen
// first comes first.
type event struct {
	at  time.Time
	seq int
	do  func()
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at.Before(e[j].at) || e[i].at.Equal(e[j].at) && e[i].seq < e[j].seq
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}
