package store

import (
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/courier"
)

// happened is an event as JSON.
type happened struct {
	Place int           `json:"place"`
	ID    crm.EventID   `json:"id"`
	Kind  crm.EventKind `json:"kind"`
	At    time.Time     `json:"at"`
	Data  crm.EventData `json:"data"`
}

// tellHooks has those outside told of what has just happened who want to know,
// if the transaction is committed.
func (s *Store) tellHooks(tx *gorm.DB, events ...crm.Event) error {
	if len(events) == 0 {
		return nil
	}
	lines := make([]happened, len(events))
	for i, e := range events {
		id, err := newID[crm.EventID]()
		if err != nil {
			return err
		}
		lines[i] = happened{i, id, e.Kind, crm.Moment(e.At), e.Data}
	}
	var wanted []struct {
		Place   int
		Webhook crm.WebhookID
	}
	kinds := make([]string, len(lines))
	for i, l := range lines {
		kinds[i] = string(l.Kind)
	}
	err := tx.Raw(`SELECT e.place - 1 AS place, webhooks.id AS webhook FROM jsonb_array_elements_text(CAST(? AS jsonb)) WITH ORDINALITY AS e (kind, place)
		JOIN webhooks ON e.kind = ANY (webhooks.events) AND webhooks.off_because = '' ORDER BY 1, 2 FOR KEY SHARE OF webhooks`, jsonText(kinds)).Scan(&wanted).Error
	if err != nil {
		return err
	}
	for _, w := range wanted {
		if err := s.tellHook(tx, w.Webhook, lines[w.Place]); err != nil {
			return err
		}
	}
	return nil
}

// tellHook has one webhook told of an event.
func (s *Store) tellHook(tx *gorm.DB, to crm.WebhookID, e happened) error {
	id, err := newID[crm.WebhookDeliveryID]()
	if err != nil {
		return err
	}
	data, err := json.Marshal(e.Data)
	if err != nil {
		return err
	}
	job, err := s.hookJob(tx, id)
	if err != nil {
		return err
	}
	return tx.Exec("INSERT INTO webhook_deliveries (id, webhook_id, event_id, kind, at, data, job_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
		id, to, e.ID, e.Kind, e.At, string(data), job).Error
}

// hookJob is the job by which a webhook's delivery is carried.
func (s *Store) hookJob(tx *gorm.DB, id crm.WebhookDeliveryID) (int64, error) {
	jobs, err := s.errands.Put(tx.Statement.Context, transaction(tx), courier.Errand{Channel: crm.ByWebhook, ID: string(id)})
	if err != nil {
		return 0, err
	}
	return jobs[0], nil
}

// eventsOf are the events that lines of timelines tell of.
func eventsOf(entries []crm.Entry) (events []crm.Event) {
	for _, e := range entries {
		if ev, ok := crm.EventOf(e); ok {
			events = append(events, ev)
		}
	}
	return events
}

// taskEvents are what those outside are told of what stands on a timeline of tasks.
var taskEvents = map[crm.EntryKind]crm.EventKind{crm.EntryTaskMade: crm.EventTaskOpened, crm.EntryTaskDone: crm.EventTaskDone}

// taskEvent is that a task was opened, or is done.
func taskEvent(kind crm.EventKind, at time.Time, id crm.TaskID, card crm.CardID) crm.Event {
	return crm.Event{Kind: kind, At: at, Data: crm.EventData{Task: id, Card: card}}
}

// dutyEvent is that a call back has come to be owed, or is no longer.
func dutyEvent(kind crm.EventKind, at time.Time, id crm.DutyID, card crm.CardID, by crm.DutyEnd) crm.Event {
	return crm.Event{Kind: kind, At: at, Data: crm.EventData{Duty: id, Card: card, ClosedBy: by}}
}

// tellTalk has those outside told of the calls back that a conversation was.
func (s *Store) tellTalk(tx *gorm.DB, card crm.CardID, in crm.Interaction) error {
	if in.AnsweredAt.IsZero() {
		return nil
	}
	var closed []crm.DutyID
	if err := tx.Raw("SELECT id FROM duties WHERE card_id = ? AND closed_call_id = ?", card, string(in.ID)).Scan(&closed).Error; err != nil {
		return err
	}
	for _, id := range closed {
		if err := s.tellHooks(tx, dutyEvent(crm.EventDutyClosed, in.EndedAt, id, card, crm.DutyTalk)); err != nil {
			return err
		}
	}
	return nil
}
