package routing

import (
	"slices"
	"time"
)

// Phase is where a call stands.
type Phase string

// The phases of a call.
const (
	New     Phase = ""        // nothing is known of it yet
	Waiting Phase = "waiting" // the caller hears music; nobody rings
	Ringing Phase = "ringing" // one agent's phone is being tried
	Talking Phase = "talking" // an agent has answered
	Ended   Phase = "ended"   // the caller's leg is over; nothing follows
)

// Disposition is how a call ended, as the phone system sees it.
type Disposition string

// The dispositions. The bridge to the CRM adds voicemail, closed and fallback.
const (
	Answered  Disposition = "answered"
	Abandoned Disposition = "abandoned"
	LostPBX   Disposition = "lost_pbx" // Asterisk went down with the call in it
)

// Call is all that is known of one call. It is a value: Step never changes the
// one it was given.
type Call struct {
	ID      CallID
	Channel ChannelID
	From    string // the caller's number as the trunk gave it, cleaned; "" when withheld
	Name    string // the caller's display name, cleaned
	To      string // the dialled number
	Caller  Caller
	Desk    string // the controller that runs the call; set by its desk
	Phase   Phase

	Searching bool      // a search for an agent is under way
	Again     bool      // somebody became free during the search: search once more
	Agent     AgentID   // the agent being tried or talking
	Leg       LegNo     // that agent's leg; also the highest number used so far
	Connected bool      // both legs are in the bridge
	Due       time.Time // when this call must be looked at again; zero never
	Leased    time.Time // how long Asterisk keeps the caller if it hears nothing from us

	Offers      []Offer
	ArrivedAt   time.Time
	AnsweredAt  time.Time // when the agent who talked answered
	EndedAt     time.Time
	Disposition Disposition
}

// Caller is what the CRM knows of the person who calls.
type Caller struct {
	Card  CardID
	Name  string
	Tier  string
	Owner AgentID
}

// Offer is one agent's phone ringing for a call, or the attempt.
type Offer struct {
	Agent     AgentID
	Leg       LegNo
	OfferedAt time.Time
	RingingAt time.Time // zero when the phone never rang
	EndedAt   time.Time // when it was answered, given up or refused
	Result    Result
	NotBefore time.Time // after a refusal: the agent is not offered this call again before
	Because   []Reason  // why this agent
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
	Withdrawn   Result = "withdrawn" // the caller left, or we took it back
)

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

// Talk is how long the conversation lasted; zero if there was none.
func (c Call) Talk() time.Duration {
	if c.AnsweredAt.IsZero() || c.EndedAt.IsZero() {
		return 0
	}
	return c.EndedAt.Sub(c.AnsweredAt)
}

// Wait is how long the caller waited for an answer, or until giving up.
func (c Call) Wait() time.Duration {
	switch {
	case !c.AnsweredAt.IsZero():
		return c.AnsweredAt.Sub(c.ArrivedAt)
	case !c.EndedAt.IsZero():
		return c.EndedAt.Sub(c.ArrivedAt)
	}
	return 0
}

// withOffers gives the call an offer list of its own, so that the caller's
// value stays as it was.
func (c Call) withOffers() Call {
	c.Offers = append([]Offer(nil), c.Offers...)
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
