package routing_test

import (
	"slices"
	"time"

	"vonal/routing"
)

// Commands of one lane keep their order, as on the real desk.
const (
	callerLane = -1
	agentLane  = 0
)

func laneOf(cmd routing.Command) int {
	switch c := cmd.(type) {
	case routing.Ring:
		return int(c.Leg)
	case routing.Drop:
		return int(c.Leg)
	case routing.FindAgent, routing.ClaimAgent, routing.Release, routing.KeepAgent, routing.MarkRinging, routing.MarkTalking, routing.StartWrapUp:
		return agentLane
	default:
		return callerLane
	}
}

func (w *world) performFirst() bool {
	for i, c := range w.calls {
		if len(c.todo) > 0 {
			w.performAt(i, 0)
			return true
		}
	}
	return false
}

func (w *world) performOne() {
	i := w.rng.IntN(len(w.calls))
	c := w.calls[i]
	if len(c.todo) == 0 {
		return
	}
	n := w.rng.IntN(len(c.todo))
	for k := range n {
		if c.todo[k].lane == c.todo[n].lane {
			n = k
			break
		}
	}
	w.performAt(i, n)
}

func (w *world) performAt(i, n int) {
	c := w.calls[i]
	cmd := c.todo[n].cmd
	c.todo = slices.Delete(c.todo, n, n+1)
	w.say("call %d:         %T", i, cmd)
	w.perform(i, cmd)
	if w.chance(5) && repeatable(cmd) {
		w.perform(i, cmd)
	}
}

// repeatable leaves out what the desk itself never does twice for one command.
func repeatable(cmd routing.Command) bool {
	switch cmd.(type) {
	case routing.FindAgent, routing.ClaimAgent, routing.Identify, routing.Report:
		return false
	}
	return true
}

func (w *world) perform(i int, cmd routing.Command) {
	c := w.calls[i]
	switch cmd := cmd.(type) {
	case routing.Welcome:
		c.welcomed, c.music = true, true
	case routing.Identify:
		w.tell(i, routing.CallerKnown{At: w.now, Caller: w.customer(i)})
	case routing.FindAgent:
		w.find(i)
	case routing.ClaimAgent:
		w.claimOne(i, cmd.Agent)
	case routing.DialCustomer:
		w.dial(i, cmd.For)
	case routing.PlayRinging:
		c.ringback = true
	case routing.RenewLease:
		c.lease = w.now.Add(cmd.For)
	case routing.Ring:
		w.ring(i, cmd)
	case routing.Ask:
		w.asked(i, cmd.Leg)
	case routing.KeepAgent:
		w.tellAgent(cmd.Agent, routing.Kept{At: w.now, Call: c.state.ID, Until: w.now.Add(cmd.For)})
	case routing.MarkRinging:
		w.tellAgent(cmd.Agent, routing.Rang{At: w.now, Call: c.state.ID})
	case routing.Drop:
		w.legEnds(i, cmd.Leg, routing.HungUp)
	case routing.Release:
		w.tellAgent(cmd.Agent, routing.LetGo{At: w.now, Call: c.state.ID, Why: cmd.Why})
	case routing.Connect:
		if int(cmd.Leg) < len(c.legs) && c.legs[cmd.Leg].state == routing.LegUp && (c.caller || c.customer == routing.LegUp) {
			if !c.out && !c.welcomed {
				w.fail("call %d: a caller was connected who had never been answered", i)
			}
			c.joined, c.heard, c.music, c.lease = cmd.Leg, true, false, w.now.Add(cmd.For)
			w.tell(i, routing.Joined{At: w.now, Leg: cmd.Leg})
		}
	case routing.Record:
		c.recorded = c.recorded || c.caller || c.customer == routing.LegUp
	case routing.MarkTalking:
		w.tellAgent(cmd.Agent, routing.Spoke{At: w.now, Call: c.state.ID, Easy: c.state.Easy()})
	case routing.Hold:
		c.joined, c.music = 0, true
	case routing.StartWrapUp:
		w.tellAgent(cmd.Agent, routing.TalkOver{At: w.now, Call: c.state.ID})
	case routing.Say:
		w.tell(i, routing.Said{At: w.now, What: cmd.What})
	case routing.HoldMusic:
		c.music = true
	case routing.TakeMessage:
		w.tell(i, routing.MessageLeft{At: w.now, Length: time.Duration(w.rng.IntN(3)) * time.Second})
	case routing.CallBack:
		w.back(i)
	case routing.HangUp:
		if c.caller && !c.heard && !turned(c.state) {
			w.fail("call %d: a caller was hung up on who had spoken to nobody", i)
		}
		w.callerLeaves(i)
	case routing.Report:
		c.reports++
	}
}

// ring makes the leg, once however often it is asked for.
func (w *world) ring(i int, cmd routing.Ring) {
	c := w.calls[i]
	if int(cmd.Leg) < len(c.legs) && c.legs[cmd.Leg].agent != "" {
		return
	}
	for len(c.legs) <= int(cmd.Leg) {
		c.legs = append(c.legs, leg{})
	}
	c.legs[cmd.Leg] = leg{agent: cmd.Agent, state: routing.LegDialled, until: w.now.Add(cmd.For)}
	if a := w.agent(cmd.Agent); !a.PhoneUp && !(routing.Phone{Address: cmd.Phone}).Outside() {
		w.legEnds(i, cmd.Leg, routing.NotReached)
	}
}

func (w *world) agent(id routing.AgentID) *routing.Agent {
	for i := range w.agents {
		if w.agents[i].ID == id {
			return &w.agents[i]
		}
	}
	return &routing.Agent{}
}

// tellAgent applies a fact to an agent, and does what the desk does when an
// agent has changed.
func (w *world) tellAgent(id routing.AgentID, ev routing.AgentEvent) {
	a := w.agent(id)
	before := *a
	after, err := w.after(before, ev, w.policy)
	w.judgeAgent(before, ev, after, err)
	*a = after
	if after == before {
		return
	}
	if w.log != nil {
		w.say("%s: %s, by %T", id, after.State, ev)
	}
	if (after.State == routing.AgentClaimed || after.State == routing.AgentRinging) && (after.NextPause != "" || !after.OnShift) {
		for i, c := range w.calls {
			if c.state.ID == after.Call {
				w.tell(i, routing.OfferWithdrawn{At: w.now, Agent: id})
			}
		}
	}
	for i, c := range w.calls {
		if c.state.Missing(after) {
			w.tell(i, routing.AgentFreed{At: w.now})
		}
	}
	w.freed(after)
}

func (w *world) legEnds(i int, n routing.LegNo, cause routing.Cause) {
	c := w.calls[i]
	if int(n) >= len(c.legs) || c.legs[n].state == "" {
		return
	}
	c.legs[n].state = ""
	if c.joined == n {
		c.joined = 0
	}
	w.tell(i, routing.LegGone{At: w.now, Leg: n, Cause: cause})
}

func (w *world) callerLeaves(i int) {
	c := w.calls[i]
	if c.out {
		w.customerEnds(i, routing.HungUp)
	}
	if !c.caller {
		return
	}
	c.caller, c.joined, c.recorded = false, 0, false
	w.tell(i, routing.CallerGone{At: w.now})
}
