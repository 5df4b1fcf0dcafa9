package main

import (
	"context"
	"time"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/routing"
	"vonal/routing/simulate"
)

// recordedDay is a span of time as it was, ready to be played again.
type recordedDay struct {
	day     simulate.Day
	real    simulate.Observed
	names   map[routing.AgentID]string
	leftOut int // calls that no controller carried: nothing is known of their way
}

// readDay reads a span from the record: the calls from their traces, the agents
// from their journal. Levels and teams are those of today.
func readDay(ctx context.Context, s *store.Store, since, until time.Time, seed uint64) (d recordedDay, err error) {
	d = recordedDay{
		day:   simulate.Day{Since: since, Until: until, Habits: map[routing.AgentID]simulate.Habit{}},
		real:  simulate.Observed{Agents: map[routing.AgentID]simulate.Busy{}},
		names: map[routing.AgentID]string{},
	}
	traces, err := s.SpanTraces(ctx, since, until)
	if err != nil {
		return d, err
	}
	if err := d.agents(ctx, s, since, until); err != nil {
		return d, err
	}
	var waited []time.Duration
	var gaveUp []bool
	for _, trace := range traces {
		c, err := routing.Replayed(trace)
		if err != nil || trace == "" || c.ArrivedAt.IsZero() {
			d.leftOut++
			continue
		}
		d.call(c)
		waited, gaveUp = append(waited, c.Wait()), append(gaveUp, c.Disposition == routing.Abandoned)
	}
	simulate.Patience(d.day.Arrivals, waited, gaveUp, seed)
	return d, nil
}

// call takes in a call that came in: who it was, and how those behaved who were
// offered it.
func (d *recordedDay) call(c routing.Call) {
	d.day.Arrivals = append(d.day.Arrivals, simulate.Arrival{
		Fact:   routing.Arrived{At: c.ArrivedAt, ID: c.ID, Channel: c.Channel, From: c.From, To: c.To, Line: c.Line},
		Caller: c.Caller, Talk: c.Talk(),
	})
	o := simulate.Outcome{ArrivedAt: c.ArrivedAt, Wait: c.Wait(), Talk: c.Talk(), Disposition: c.Disposition}
	if !c.AnsweredAt.IsZero() {
		o.Agent = c.Agent
	}
	for _, offer := range c.Offers {
		h, b := d.day.Habits[offer.Agent], d.real.Agents[offer.Agent]
		if !offer.RingingAt.IsZero() && h.RingDelay == 0 {
			h.RingDelay = offer.RingingAt.Sub(offer.OfferedAt)
		}
		switch offer.Result {
		case routing.Accepted:
			rang := offer.EndedAt.Sub(offer.RingingAt)
			h.Answers = append(h.Answers, rang)
			b.Calls++
			b.Ringing += rang
		case routing.Missed:
			h.Missed++
			b.Missed++
			o.Missed = append(o.Missed, offer.Agent)
		}
		d.day.Habits[offer.Agent], d.real.Agents[offer.Agent] = h, b
	}
	d.real.Calls = append(d.real.Calls, o)
}

// agents reads who worked when, and what their time went into.
func (d *recordedDay) agents(ctx context.Context, s *store.Store, since, until time.Time) error {
	roster, err := s.Roster(ctx)
	if err != nil {
		return err
	}
	teams, err := teamsOf(ctx, s)
	if err != nil {
		return err
	}
	before, within, err := s.SpanStates(ctx, since, until)
	if err != nil {
		return err
	}
	first := map[crm.AgentID]crm.AgentState{}
	for _, st := range before {
		first[st.Agent] = st
	}
	for _, a := range roster {
		id := routing.AgentID(a.ID)
		was := agentOf(first[a.ID])
		was.ID, was.Level, was.Teams = id, levelOf(a.Level), teams[a.ID]
		switch was.State { // what was under way at the beginning is not played
		case routing.AgentClaimed, routing.AgentRinging, routing.AgentTalking, routing.AgentWrapUp:
			was.State, was.Call, was.Until = routing.AgentAvailable, "", time.Time{}
		}
		d.names[id] = a.Name
		d.day.Agents = append(d.day.Agents, was)
	}
	last := first
	for _, st := range within {
		d.span(last[st.Agent], st.At, since)
		if fact := hourOf(st); fact != nil {
			d.day.Hours = append(d.day.Hours, simulate.Hour{Agent: routing.AgentID(st.Agent), Fact: fact})
		}
		if st.From == string(routing.AgentWrapUp) && st.To != st.From {
			if was, ok := last[st.Agent]; ok && was.To == st.From {
				h := d.day.Habits[routing.AgentID(st.Agent)]
				h.Rests = append(h.Rests, st.At.Sub(was.Since))
				d.day.Habits[routing.AgentID(st.Agent)] = h
			}
		}
		last[st.Agent] = st
	}
	for _, st := range last {
		d.span(st, until, since)
	}
	return nil
}

// span books the time an agent was in a state.
func (d *recordedDay) span(st crm.AgentState, until, since time.Time) {
	if st.Agent == "" {
		return
	}
	from := st.At
	if from.Before(since) {
		from = since
	}
	spent := until.Sub(from)
	if spent <= 0 {
		return
	}
	id := routing.AgentID(st.Agent)
	b := d.real.Agents[id]
	switch routing.AgentState(st.To) {
	case routing.AgentTalking:
		b.Talking += spent
	case routing.AgentWrapUp:
		b.WrapUp += spent
	case routing.AgentAvailable:
		b.Free += spent
	}
	d.real.Agents[id] = b
}

// hourOf is what an agent did by themself, if that is what the line tells. How
// wrap-ups ended is a habit, and what calls brought about is played anew.
func hourOf(st crm.AgentState) routing.AgentEvent {
	switch st.Cause {
	case "ShiftBegan":
		return routing.ShiftBegan{At: st.At}
	case "ShiftEnded":
		return routing.ShiftEnded{At: st.At}
	case "PhoneCame":
		return routing.PhoneCame{At: st.At}
	case "PhoneWent":
		return routing.PhoneWent{At: st.At}
	case "PausePressed":
		if reason := st.NextPause + st.Reason; reason != "" {
			return routing.PausePressed{At: st.At, Reason: reason}
		}
	case "ReadyPressed":
		if st.From != string(routing.AgentWrapUp) {
			return routing.ReadyPressed{At: st.At}
		}
	}
	return nil
}
