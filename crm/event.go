package crm

import "time"

// EventKind is what a webhook is told has happened.
type EventKind string

// The kinds of events.
const (
	EventCardCreated     EventKind = "card.created"
	EventCardChanged     EventKind = "card.changed"
	EventDealCreated     EventKind = "deal.created"
	EventDealMoved       EventKind = "deal.moved" // into another stage
	EventOutcomeRecorded EventKind = "outcome.recorded"
	EventTaskOpened      EventKind = "task.opened" // by hand, by an outcome, by a rule
	EventTaskDone        EventKind = "task.done"
	EventCallEnded       EventKind = "call.ended"
	EventDutyOpened      EventKind = "duty.opened" // a call back is owed
	EventDutyClosed      EventKind = "duty.closed"

	EventTest EventKind = "webhook.test" // somebody tries a webhook
)

// EventKinds are those a webhook can be told of.
var EventKinds = []EventKind{EventCardCreated, EventCardChanged, EventDealCreated, EventDealMoved, EventOutcomeRecorded,
	EventTaskOpened, EventTaskDone, EventCallEnded, EventDutyOpened, EventDutyClosed}

// Event is something that has happened.
type Event struct {
	Kind EventKind
	At   time.Time
	Data EventData
}

// EventData is what is told of an event: which things it is about, and what of
// them it has changed. Who wants more asks the API for it.
type EventData struct {
	Card        CardID      `json:"card_id,omitempty"`
	Call        CallID      `json:"call_id,omitempty"`
	Deal        DealID      `json:"deal_id,omitempty"`
	Task        TaskID      `json:"task_id,omitempty"`
	Duty        DutyID      `json:"duty_id,omitempty"`
	Agent       AgentID     `json:"agent_id,omitempty"`    // of a call: who had it
	Fields      []string    `json:"fields,omitempty"`      // of a card: what was changed
	From        string      `json:"from,omitempty"`        // of a deal: the stage it left
	To          string      `json:"to,omitempty"`          // and the one it entered
	Outcome     string      `json:"outcome,omitempty"`     // of a call
	Direction   Direction   `json:"direction,omitempty"`   // of a call
	Disposition Disposition `json:"disposition,omitempty"` // of a call
	ClosedBy    DutyEnd     `json:"closed_by,omitempty"`   // of a duty
}

// EventOf is the event that a line of a timeline tells of. Of calls and tasks
// more is known where they are written, and ok is false.
func EventOf(e Entry) (ev Event, ok bool) {
	ev = Event{At: e.At, Data: EventData{Card: e.Card, Call: e.CallID}}
	switch e.Kind {
	case EntryOpened:
		ev.Kind = EventCardCreated
	case EntryChanged:
		ev.Kind = EventCardChanged
		for _, ch := range e.Changes {
			ev.Data.Fields = append(ev.Data.Fields, ch.Field)
		}
	case EntryOutcome:
		ev.Kind, ev.Data.Outcome = EventOutcomeRecorded, e.Outcome.Key
	case EntryDealMade:
		ev.Kind, ev.Data.Deal, ev.Data.To = EventDealCreated, e.Deal.ID, e.Deal.To
	case EntryDealMoved:
		ev.Kind, ev.Data.Deal, ev.Data.From, ev.Data.To = EventDealMoved, e.Deal.ID, e.Deal.From, e.Deal.To
	default:
		return ev, false
	}
	return ev, true
}

// CallEvent is that a call has ended.
func CallEvent(card CardID, in Interaction) Event {
	return Event{Kind: EventCallEnded, At: in.EndedAt, Data: EventData{Card: card, Call: in.ID, Agent: in.Agent, Direction: in.Direction, Disposition: in.Disposition}}
}
