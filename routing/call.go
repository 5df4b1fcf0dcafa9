package routing

import (
	"slices"
	"time"
)

// Phase is where a call stands.
type Phase string

// The phases of a call. Claiming and Dialling are those of a call we make.
const (
	New      Phase = ""         // nothing is known of it yet
	Waiting  Phase = "waiting"  // the caller hears music; nobody rings
	Claiming Phase = "claiming" // the agent who asked for the call is being taken
	Ringing  Phase = "ringing"  // one agent's phone is being tried
	Dialling Phase = "dialling" // the agent is on the line, the customer's phone is being tried
	Talking  Phase = "talking"  // an agent has answered, or the customer of a call we make
	Leaving  Phase = "leaving"  // the caller gets nobody: they are told so, or leave a message
	Ended    Phase = "ended"    // the customer's leg is over; nothing follows
)

// Direction is who called whom. Calls stored before there was another one came
// in, so that is the zero value.
type Direction string

// The directions.
const (
	Inbound  Direction = ""
	Outbound Direction = "outbound"
)

// Disposition is how a call ended, as the phone system sees it.
type Disposition string

// The dispositions. The bridge to the CRM adds fallback.
const (
	Answered  Disposition = "answered"
	Abandoned Disposition = "abandoned"
	LostPBX   Disposition = "lost_pbx" // Asterisk went down with the call in it

	// Of callers who got nobody.
	Voicemail  Disposition = "voicemail"   // they left a message
	Closed     Disposition = "closed"      // outside the opening hours
	TurnedAway Disposition = "turned_away" // nobody was at work, or they had waited for too long
	CalledBack Disposition = "callback"    // they are called back

	// Of calls we make; Abandoned is one that its agent gave up.
	NotAnswered Disposition = "no_answer" // the customer did not pick up in time
	Busy        Disposition = "busy"      // the customer's phone was busy, or declined
	Failed      Disposition = "failed"    // a phone could not be reached, the agent's or the customer's
	NotBegun    Disposition = "not_begun" // the agent was not free: there was no call, none is written
)

// Call is all that is known of one call. It is a value: Step never changes the
// one it was given.
type Call struct {
	ID        CallID
	Direction Direction
	Channel   ChannelID // the customer's leg
	From      string    // the caller's number as the trunk gave it, cleaned; "" when withheld. Outbound: the number we show
	Name      string    // the caller's display name, cleaned
	To        string    // the dialled number; in E.164 where the call is outbound
	Caller    Caller    // the customer, also where we called
	Line      Line      // what holds for the dialled number
	BackFor   CallID    // of a call we make: the one whose caller is called back; "" if an agent asked for the call
	WaitsFrom time.Time // when whoever is called back began to wait
	Desk      string    // the controller that runs the call; set by its desk
	Phase     Phase

	Asking    bool        // the CRM is being asked who calls; no search before it has answered
	Saying    string      // what the caller is being told; "" nothing
	NewsAt    time.Time   // when the caller is next told their place; zero never
	Told      time.Time   // when it was said that the call is recorded; zero if it was not
	EndAs     Disposition // of a caller who is leaving: how the call will have ended
	Circle    Circle      // how far the call has looked for an agent
	Searching bool        // a search for an agent is under way
	Again     bool        // somebody became free during the search: search once more
	Wants     AgentID     // of a caller who was handed over: whom they are to be offered first; "" nobody, or they were
	Agent     AgentID     // the agent being tried or talking; of a call we make the one who makes it
	Leg       LegNo       // that agent's leg; while several phones are tried the first of theirs
	Legs      LegNo       // the highest number of a leg used so far
	Tries     []Try       // the agent's phones, while they are tried
	Connected bool        // both legs are in the bridge, or were until the customer was put on hold
	HeldAt    time.Time   // since when the customer has been on hold; zero if they are not
	Due       time.Time   // when this call must be looked at again; zero never
	Leased    time.Time   // how long Asterisk keeps the caller if it hears nothing from us

	Offers      []Offer
	ArrivedAt   time.Time
	AnsweredAt  time.Time // when the agent who talked answered; of a call we make when the customer did
	EndedAt     time.Time
	Disposition Disposition
}

// Customer is the number of the one who does not work here; "" when withheld.
func (c Call) Customer() string {
	if c.Direction == Outbound {
		return c.To
	}
	return c.From
}

// Begun reports whether there is a call to speak of: one we make begins when
// its agent has been taken.
func (c Call) Begun() bool {
	return c.Phase != New && (c.Direction == Inbound || c.BackFor != "" || len(c.Offers) > 0)
}

// Caller is what the CRM knows of the customer.
type Caller struct {
	Card  CardID
	Name  string
	Tier  string
	Owner AgentID

	OwnerAway  bool      // the owner is absent today
	Deputy     AgentID   // who stands in for them; "" nobody
	CutOffFrom time.Time // when they began to wait in a call that ended a moment ago without a word; zero otherwise
}

// Offer is one agent's phone ringing for a call, or the attempt.
type Offer struct {
	Agent      AgentID
	Leg        LegNo // the one that answered, or the first of those tried
	OfferedAt  time.Time
	RingingAt  time.Time // zero when the phone never rang
	EndedAt    time.Time // when it was answered, given up or refused
	Result     Result
	NotBefore  time.Time // after a refusal: the agent is not offered this call again before
	HandedOver time.Time // when the agent, having answered, handed the caller over; zero if they did not
	Because    []Reason  // why this agent
}

// Result is what became of an offer.
type Result string

// The results of an offer. Only Missed counts against the agent.
const (
	Open        Result = ""
	Accepted    Result = "answered"
	Missed      Result = "missed"
	Rejected    Result = "rejected"
	Unreachable Result = "unreachable"
	Withdrawn   Result = "withdrawn" // the caller left, or we took it back; or the agent left a call of their own making unanswered
	PassedOn    Result = "passed_on" // of a leg only: the agent has handed the caller over
	Elsewhere   Result = "elsewhere" // of one of several phones: the agent has answered or declined on another
)

// Since is when the caller began to wait. Who was cut off a moment ago and calls
// again has waited since then.
func (c Call) Since() time.Time {
	since := c.ArrivedAt
	for _, from := range []time.Time{c.Caller.CutOffFrom, c.WaitsFrom} {
		if !from.IsZero() && from.Before(since) {
			since = from
		}
	}
	return since
}

// Easy reports whether a newcomer may learn by this call.
func (c Call) Easy() bool { return c.sought() && c.Caller.easy() }

// sought reports whether the call looks for an agent: one that an agent asked
// for has one.
func (c Call) sought() bool { return c.Direction == Inbound || c.BackFor != "" }

// Place is where the call stands in the line.
func (c Call) Place() Place { return Place{priority(c.Caller.Tier), c.Since()} }

// Place orders calls that wait: a higher priority goes first, among equals who
// has waited longer.
type Place struct {
	Priority int
	Since    time.Time
}

// Tried counts the offers of this call to an agent, withdrawn ones left out.
func (c Call) Tried(agent AgentID) int {
	n := 0
	for _, o := range c.Offers {
		if o.Agent == agent && o.Result != Withdrawn {
			n++
		}
	}
	return n
}

// spared is the moment before which an agent who refused this call is not
// offered it again.
func (c Call) spared(agent AgentID) time.Time {
	for _, o := range slices.Backward(c.Offers) {
		if o.Agent == agent {
			return o.NotBefore
		}
	}
	return time.Time{}
}

// offered reports whether this very claim has been made an offer: then it is
// an old fact, told again.
func (c Call) offered(e Claimed) bool {
	return slices.ContainsFunc(c.Offers, func(o Offer) bool {
		return o.Agent == e.Agent && o.OfferedAt.Equal(e.At)
	})
}

// Wait is how long whoever called waited for an answer, or until giving up.
func (c Call) Wait() time.Duration {
	switch {
	case !c.AnsweredAt.IsZero():
		return c.AnsweredAt.Sub(c.ArrivedAt)
	case !c.EndedAt.IsZero():
		return c.EndedAt.Sub(c.ArrivedAt)
	}
	return 0
}

// ofItsOwn gives the call lists of its own, so that the caller's value stays
// as it was.
func (c Call) ofItsOwn() Call {
	c.Offers = append([]Offer(nil), c.Offers...)
	c.Tries = append([]Try(nil), c.Tries...)
	return c
}

// offer is the open offer of the present leg.
func (c *Call) offer() *Offer {
	for i := len(c.Offers) - 1; i >= 0; i-- {
		if c.Offers[i].Leg == c.Leg && c.Offers[i].Result == Open {
			return &c.Offers[i]
		}
	}
	return &Offer{}
}
