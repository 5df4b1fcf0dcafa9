package agentstore

import (
	"encoding/json"
	"time"

	"vonal/internal/fault"
	"vonal/routing"
)

// A call is kept as JSON under names of its own, so that renaming a field of
// routing.Call loses no call that is under way. Moments and lengths are
// milliseconds, as facts carry them.
type callJSON struct {
	ID          routing.CallID      `json:"id"`
	Direction   routing.Direction   `json:"direction,omitempty"`
	Channel     routing.ChannelID   `json:"channel,omitempty"`
	From        string              `json:"from,omitempty"`
	Name        string              `json:"name,omitempty"`
	To          string              `json:"to,omitempty"`
	Caller      callerJSON          `json:"caller,omitzero"`
	Line        lineJSON            `json:"line,omitzero"`
	BackFor     routing.CallID      `json:"back_for,omitempty"`
	WaitsFrom   moment              `json:"waits_from,omitzero"`
	Saying      string              `json:"saying,omitempty"`
	NewsAt      moment              `json:"news_at,omitzero"`
	Told        moment              `json:"told,omitzero"`
	EndAs       routing.Disposition `json:"end_as,omitempty"`
	Asking      bool                `json:"asking,omitempty"`
	Circle      routing.Circle      `json:"circle,omitempty"`
	Desk        string              `json:"desk,omitempty"`
	Phase       routing.Phase       `json:"phase,omitempty"`
	Searching   bool                `json:"searching,omitempty"`
	Again       bool                `json:"again,omitempty"`
	Wants       routing.AgentID     `json:"wants,omitempty"`
	Agent       routing.AgentID     `json:"agent,omitempty"`
	Leg         routing.LegNo       `json:"leg,omitempty"`
	Legs        routing.LegNo       `json:"legs,omitempty"`
	Tries       []tryJSON           `json:"tries,omitempty"`
	Connected   bool                `json:"connected,omitempty"`
	HeldAt      moment              `json:"held_at,omitzero"`
	Due         moment              `json:"due,omitzero"`
	Leased      moment              `json:"leased,omitzero"`
	Offers      []offerJSON         `json:"offers,omitempty"`
	ArrivedAt   moment              `json:"arrived_at,omitzero"`
	AnsweredAt  moment              `json:"answered_at,omitzero"`
	EndedAt     moment              `json:"ended_at,omitzero"`
	Disposition routing.Disposition `json:"disposition,omitempty"`
}

type callerJSON struct {
	Card  routing.CardID  `json:"card,omitempty"`
	Name  string          `json:"name,omitempty"`
	Tier  string          `json:"tier,omitempty"`
	Owner routing.AgentID `json:"owner,omitempty"`

	OwnerAway  bool            `json:"owner_away,omitempty"`
	Deputy     routing.AgentID `json:"deputy,omitempty"`
	CutOffFrom moment          `json:"cut_off_from,omitzero"`
}

type lineJSON struct {
	Team          routing.TeamID `json:"team,omitempty"`
	Language      string         `json:"language,omitempty"`
	Closed        routing.Ending `json:"closed,omitempty"`
	Empty         routing.Ending `json:"empty,omitempty"`
	Overdue       routing.Ending `json:"overdue,omitempty"`
	LongestWaitMS int64          `json:"longest_wait_ms,omitempty"`
	NewsMS        int64          `json:"news_ms,omitempty"`
	Consent       bool           `json:"consent,omitempty"`
}

type offerJSON struct {
	Agent      routing.AgentID `json:"agent,omitempty"`
	Leg        routing.LegNo   `json:"leg,omitempty"`
	OfferedAt  moment          `json:"offered_at,omitzero"`
	RingingAt  moment          `json:"ringing_at,omitzero"`
	EndedAt    moment          `json:"ended_at,omitzero"`
	Result     routing.Result  `json:"result,omitempty"`
	NotBefore  moment          `json:"not_before,omitzero"`
	HandedOver moment          `json:"handed_over,omitzero"`
	Because    []reasonJSON    `json:"because,omitempty"`
}

type tryJSON struct {
	Leg       routing.LegNo  `json:"leg,omitempty"`
	Phone     string         `json:"phone,omitempty"`
	RingMS    int64          `json:"ring_ms,omitempty"`
	BegunAt   moment         `json:"begun_at,omitzero"`
	RingingAt moment         `json:"ringing_at,omitzero"`
	AskedAt   moment         `json:"asked_at,omitzero"`
	Over      routing.Result `json:"over,omitempty"`
}

type reasonJSON struct {
	Code  routing.ReasonCode `json:"code"`
	ForMS int64              `json:"for_ms,omitempty"`
	Times int                `json:"times,omitempty"`
}

// moment is an instant as milliseconds since 1970.
type moment struct{ time.Time }

func (m moment) MarshalJSON() ([]byte, error) { return json.Marshal(m.UnixMilli()) }

func (m *moment) UnmarshalJSON(text []byte) error {
	var ms int64
	if err := json.Unmarshal(text, &ms); err != nil {
		return err
	}
	m.Time = time.UnixMilli(ms).UTC()
	return nil
}

func encodeCall(c routing.Call) (string, error) {
	text, err := json.Marshal(callJSON{
		ID: c.ID, Direction: c.Direction, Channel: c.Channel, From: c.From, Name: c.Name, To: c.To,
		Caller: callerToJSON(c.Caller), Line: lineToJSON(c.Line), BackFor: c.BackFor, WaitsFrom: moment{c.WaitsFrom},
		Saying: c.Saying, NewsAt: moment{c.NewsAt}, Told: moment{c.Told}, EndAs: c.EndAs,
		Asking: c.Asking, Circle: c.Circle, Desk: c.Desk, Phase: c.Phase,
		Searching: c.Searching, Again: c.Again, Wants: c.Wants, Agent: c.Agent, Leg: c.Leg, Legs: c.Legs, Connected: c.Connected, HeldAt: moment{c.HeldAt},
		Tries: each(c.Tries, tryToJSON), Due: moment{c.Due}, Leased: moment{c.Leased}, Offers: each(c.Offers, offerToJSON),
		ArrivedAt: moment{c.ArrivedAt}, AnsweredAt: moment{c.AnsweredAt}, EndedAt: moment{c.EndedAt},
		Disposition: c.Disposition,
	})
	if err != nil {
		return "", fault.Wrap("agentstore.encodeCall", err)
	}
	return string(text), nil
}

func decodeCall(text string) (routing.Call, error) {
	var c callJSON
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return routing.Call{}, fault.Wrap("agentstore.decodeCall", err)
	}
	return routing.Call{
		ID: c.ID, Direction: c.Direction, Channel: c.Channel, From: c.From, Name: c.Name, To: c.To,
		Caller: callerFromJSON(c.Caller), Line: lineFromJSON(c.Line), BackFor: c.BackFor, WaitsFrom: c.WaitsFrom.Time,
		Saying: c.Saying, NewsAt: c.NewsAt.Time, Told: c.Told.Time, EndAs: c.EndAs,
		Asking: c.Asking, Circle: c.Circle, Desk: c.Desk, Phase: c.Phase,
		Searching: c.Searching, Again: c.Again, Wants: c.Wants, Agent: c.Agent, Leg: c.Leg, Legs: c.Legs, Connected: c.Connected, HeldAt: c.HeldAt.Time,
		Tries: each(c.Tries, tryFromJSON), Due: c.Due.Time, Leased: c.Leased.Time, Offers: each(c.Offers, offerFromJSON),
		ArrivedAt: c.ArrivedAt.Time, AnsweredAt: c.AnsweredAt.Time, EndedAt: c.EndedAt.Time,
		Disposition: c.Disposition,
	}, nil
}

// each is f of every member; nil stays nil.
func each[A, B any](from []A, f func(A) B) []B {
	if from == nil {
		return nil
	}
	to := make([]B, len(from))
	for i, a := range from {
		to[i] = f(a)
	}
	return to
}
