package main

import (
	"fmt"
	"strings"
	"time"

	"vonal/crm"
	"vonal/routing"
	"vonal/routing/asterisk"
)

// This file is the only place where the words of routing become those of crm
// and back. Neither package knows the other.

// interactionOf is an ended call as the CRM takes it.
func interactionOf(c routing.Call, trace string, from crm.Number) crm.Interaction {
	in := crm.Interaction{
		ID:          crm.CallID(c.ID),
		Direction:   directionOf(c.Direction),
		From:        from,
		FromName:    c.Name,
		To:          c.To,
		Channel:     string(c.Channel),
		Instance:    c.Desk,
		Disposition: crm.Disposition(c.Disposition),
		StartedAt:   c.ArrivedAt,
		AnsweredAt:  c.AnsweredAt,
		EndedAt:     c.EndedAt,
		Trace:       trace,
	}
	if !c.AnsweredAt.IsZero() || c.Direction == routing.Outbound {
		in.Agent = crm.AgentID(c.Agent)
	}
	if since := c.Since(); since.Before(c.ArrivedAt) {
		in.PlaceSince = since
	}
	in.ToldAt = c.Told
	if !c.AnsweredAt.IsZero() || c.Disposition == routing.Voicemail {
		in.RecordingName = asterisk.RecordingName(c.ID)
	}
	for _, o := range c.Offers {
		in.Offers = append(in.Offers, offerOf(o))
	}
	return in
}

func directionOf(d routing.Direction) crm.Direction {
	if d == routing.Outbound {
		return crm.Outbound
	}
	return crm.Inbound
}

func offerOf(o routing.Offer) crm.Offer {
	out := crm.Offer{
		Agent:     crm.AgentID(o.Agent),
		OfferedAt: o.OfferedAt,
		RingingAt: o.RingingAt,
		EndedAt:   o.EndedAt,
		Result:    crm.OfferResult(o.Result),

		HandedOverAt: o.HandedOver,
	}
	for _, r := range o.Because {
		out.Because = append(out.Because, crm.Reason{Code: string(r.Code), For: r.For, Times: r.Times})
	}
	return out
}

// callerOf is what routing needs to know of a card.
func callerOf(c crm.Card) routing.Caller {
	return routing.Caller{
		Card:  routing.CardID(c.ID),
		Name:  c.Name,
		Tier:  string(c.Tier),
		Owner: routing.AgentID(c.Owner),
	}
}

// levelOf is an agent's level as routing compares it.
func levelOf(l crm.Level) routing.Level {
	switch l {
	case crm.Newcomer:
		return routing.Newcomer
	case crm.Senior:
		return routing.Senior
	}
	return routing.Regular
}

// stateOf is one line of the journal of what an agent was doing.
func stateOf(before, after routing.Agent, ev routing.AgentEvent, actor string) crm.AgentState {
	return crm.AgentState{
		Agent:     crm.AgentID(after.ID),
		Version:   after.Version,
		At:        momentOf(after, ev),
		From:      string(before.State),
		To:        string(after.State),
		Cause:     causeOf(ev),
		Actor:     actor,
		Since:     after.Since,
		Until:     after.Until,
		Call:      crm.CallID(after.Call),
		Reason:    after.Reason,
		OnShift:   after.OnShift,
		PhoneUp:   after.PhoneUp,
		NextPause: after.NextPause,
		Misses:    after.Misses,
		Extended:  after.Extended,
	}
}

// momentOf is when the change happened.
func momentOf(after routing.Agent, ev routing.AgentEvent) time.Time {
	if ev == nil {
		return after.Since
	}
	return ev.When()
}

// agentOf takes a state up again from the journal.
func agentOf(s crm.AgentState) routing.Agent {
	return routing.Agent{
		ID:        routing.AgentID(s.Agent),
		State:     routing.AgentState(s.To),
		Since:     s.Since,
		Until:     s.Until,
		Call:      routing.CallID(s.Call),
		Reason:    s.Reason,
		OnShift:   s.OnShift,
		PhoneUp:   s.PhoneUp,
		NextPause: s.NextPause,
		Misses:    s.Misses,
		Extended:  s.Extended,
		Version:   s.Version,
	}
}

// causeOf names the fact that changed an agent; a claim is made by no fact.
func causeOf(ev routing.AgentEvent) string {
	if ev == nil {
		return "Claimed"
	}
	name := strings.TrimPrefix(fmt.Sprintf("%T", ev), "routing.")
	if e, ok := ev.(routing.LetGo); ok {
		return name + "(" + string(e.Why) + ")"
	}
	return name
}
