package api

import (
	"cmp"
	"time"

	"vonal/crm"
	"vonal/crm/phone"
	"vonal/routing"
)

// agentView is an agent as recorded, in the state the desk knows.
func agentView(a crm.Agent, now routing.Agent) Agent {
	v := Agent{
		ID:          string(a.ID),
		Name:        a.Name,
		Extension:   a.Extension,
		Level:       Level(a.Level),
		LevelByRule: a.LevelByRule,
		HoursID:     text(a.Hours),
		State:       AgentState(now.State),
		StateSince:  moment(now.Since),
		StateUntil:  moment(now.Until),
		Reason:      text(now.Reason),
		NextPause:   text(now.NextPause),
		CallID:      text(now.Call),
		PhoneUp:     now.PhoneUp,
		Misses:      now.Misses,
		Extended:    now.Extended,
		Version:     now.Version,
	}
	if v.State == "" { // the desk has not heard of them yet
		v.State = AgentStateOffline
	}
	return v
}

// liveCallView is a call under way, or one that has ended and is not written yet.
// Numbers without a country are read as those of country.
func liveCallView(c routing.Call, country string) Call {
	from := phone.Caller(c.From, country)
	v := Call{
		ID:         string(c.ID),
		Direction:  directionView(c.Direction),
		From:       cmp.Or(text(from.E164), text(from.Raw)),
		FromName:   text(c.Name),
		To:         text(c.To),
		State:      CallState(c.Phase),
		AgentID:    text(c.Agent),
		CardID:     text(c.Caller.Card),
		CardName:   text(c.Caller.Name),
		StartedAt:  c.ArrivedAt.UTC(),
		AnsweredAt: moment(c.AnsweredAt),
		HeldSince:  moment(c.HeldAt),
		EndedAt:    moment(c.EndedAt),
		Offers:     make([]Offer, len(c.Offers)),
	}
	if c.Phase == routing.New || c.Phase == routing.Claiming {
		v.State = CallStateWaiting
	}
	if c.Disposition != "" {
		d := Disposition(c.Disposition)
		v.Disposition = &d
	}
	if c.Caller.Tier != "" {
		t := Tier(c.Caller.Tier)
		v.Tier = &t
	}
	if !c.AnsweredAt.IsZero() || !c.EndedAt.IsZero() {
		v.WaitMs = millis(c.Wait())
	}
	if !c.EndedAt.IsZero() {
		v.TalkMs = millis(c.Talk())
	}
	for i, o := range c.Offers {
		v.Offers[i] = offerView(string(o.Agent), o.OfferedAt, o.RingingAt, o.EndedAt, string(o.Result), each(o.Because, routingReason))
		v.Offers[i].HandedOverAt = moment(o.HandedOver)
	}
	return v
}

// callView is an ended call.
func callView(c crm.Call) Call {
	d := Disposition(c.Disposition)
	v := Call{
		ID:          string(c.ID),
		Direction:   CallDirection(c.Direction),
		From:        cmp.Or(text(c.From.E164), text(c.From.Raw)),
		FromName:    text(c.FromName),
		To:          text(c.To),
		State:       CallStateEnded,
		Disposition: &d,
		AgentID:     text(c.Agent),
		CardID:      text(c.Card),
		CardName:    text(c.CardName),
		StartedAt:   c.StartedAt.UTC(),
		AnsweredAt:  moment(c.AnsweredAt),
		EndedAt:     moment(c.EndedAt),
		WaitMs:      millis(c.Wait()),
		TalkMs:      millis(c.Talk()),
		Outcome:     text(c.Outcome.Key),
		Note:        text(c.Outcome.Note),
		Offers:      make([]Offer, len(c.Offers)),
	}
	if c.Tier != "" {
		t := Tier(c.Tier)
		v.Tier = &t
	}
	if c.WrapUp > 0 {
		v.WrapupMs = millis(c.WrapUp)
	}
	if r := c.Recording; r != nil {
		v.RecordingID = text(r.ID)
		v.Recording = &Recording{ID: string(r.ID), State: RecordingState(r.State), Reason: text(r.Reason)}
		if r.State == crm.Ready {
			v.Recording.DurationMs = millis(r.Duration)
		}
	}
	for i, o := range c.Offers {
		reasons := make([]Reason, len(o.Because))
		for j, r := range o.Because {
			reasons[j] = reasonView(r.Code, r.For, r.Times)
		}
		v.Offers[i] = offerView(string(o.Agent), o.OfferedAt, o.RingingAt, o.EndedAt, string(o.Result), reasons)
		v.Offers[i].HandedOverAt = moment(o.HandedOverAt)
	}
	return v
}

func searchView(e routing.Considered) AgentSearch {
	return AgentSearch{At: e.At.UTC(), Circle: AgentSearchCircle(e.Circle.String()), More: e.More,
		Choices: each(e.Choices, func(c routing.Choice) AgentChoice {
			return AgentChoice{AgentID: string(c.Agent), Take: c.Take, Because: each(c.Because, routingReason)}
		})}
}

func routingReason(r routing.Reason) Reason { return reasonView(string(r.Code), r.For, r.Times) }

func offerView(agent string, offered, ringing, ended time.Time, result string, because []Reason) Offer {
	o := Offer{AgentID: agent, OfferedAt: offered.UTC(), RingingAt: moment(ringing), EndedAt: moment(ended), Because: because}
	if result != "" {
		r := OfferResult(result)
		o.Result = &r
	}
	return o
}

func reasonView(code string, length time.Duration, times int) Reason {
	r := Reason{Code: code}
	if length != 0 {
		r.ForMs = millis(length)
	}
	if times != 0 {
		r.Times = &times
	}
	return r
}

func directionView(d routing.Direction) CallDirection {
	if d == routing.Outbound {
		return Outbound
	}
	return Inbound
}

// masked is the call without what tells who the customer is: an agent sees that
// colleagues have calls, not whose.
func masked(c Call) Call {
	if c.Direction == Outbound {
		c.To = nil
	}
	c.From, c.FromName, c.CardID, c.CardName, c.Tier = nil, nil, nil, nil, nil
	return c
}

func cardView(c crm.Card) Card {
	v := Card{
		ID:        string(c.ID),
		Kind:      CardKind(c.Kind),
		Name:      c.Name,
		Phones:    make([]string, len(c.Phones)),
		OwnerID:   text(c.Owner),
		Tier:      Tier(c.Tier),
		CreatedAt: c.CreatedAt.UTC(),
		ChangedAt: c.UpdatedAt.UTC(),
		Version:   c.Version,
	}
	detailsView(c, &v)
	for i, p := range c.Phones {
		v.Phones[i] = string(p)
	}
	return v
}

func userView(u crm.User) User {
	return User{
		ID:        string(u.ID),
		Login:     u.Login,
		Name:      u.Name,
		Role:      Role(u.Role),
		AgentID:   text(u.Agent),
		Email:     text(u.Email),
		Disabled:  !u.DisabledAt.IsZero(),
		CreatedAt: u.CreatedAt.UTC(),
	}
}

// text is null for what is empty.
func text[S ~string](s S) *string {
	if s == "" {
		return nil
	}
	t := string(s)
	return &t
}

// moment is null for no moment.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func millis(d time.Duration) *int64 {
	ms := d.Milliseconds()
	return &ms
}

// given is the value of an optional member, zero when it was left out.
func given[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
