package store

import (
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
)

// report is all that is written of an ended call, as one JSON text, so that one
// statement writes it and not one for each table.
type report struct {
	Call      callLine     `json:"call"`
	Trace     string       `json:"trace"`
	Offers    []offerLine  `json:"offers"`
	Timeline  []entryLine  `json:"timeline"`
	Recording []recordLine `json:"recording"` // none or one
}

// The lines have the names of their tables' columns, and must have all that may
// not be null: a column that a line does not name is null, whatever its default.
type callLine struct {
	ID            crm.CallID      `json:"id"`
	Direction     crm.Direction   `json:"direction"`
	FromRaw       string          `json:"from_raw"`
	FromNumber    *crm.E164       `json:"from_number"`
	FromName      string          `json:"from_name"`
	ToNumber      string          `json:"to_number"`
	Channel       string          `json:"channel"`
	Instance      string          `json:"instance"`
	Disposition   crm.Disposition `json:"disposition"`
	AgentID       *crm.AgentID    `json:"agent_id"`
	CardID        crm.CardID      `json:"card_id"`
	StartedAt     time.Time       `json:"started_at"`
	AnsweredAt    *time.Time      `json:"answered_at"`
	EndedAt       time.Time       `json:"ended_at"`
	PlaceSince    *time.Time      `json:"place_since"`
	ToldAt        *time.Time      `json:"told_at"`
	WaitMS        int64           `json:"wait_ms"`
	TalkMS        int64           `json:"talk_ms"`
	RecordingName string          `json:"recording_name"`
	WrittenAt     time.Time       `json:"written_at"`
}

type offerLine struct {
	CallID    crm.CallID      `json:"call_id"`
	Place     int             `json:"place"`
	AgentID   crm.AgentID     `json:"agent_id"`
	OfferedAt time.Time       `json:"offered_at"`
	RingingAt *time.Time      `json:"ringing_at"`
	EndedAt   *time.Time      `json:"ended_at"`
	Result    crm.OfferResult `json:"result"`
	Because   []crm.Reason    `json:"because"`

	HandedOverAt *time.Time `json:"handed_over_at"`
}

type entryLine struct {
	ID     crm.EntryID   `json:"id"`
	CardID crm.CardID    `json:"card_id"`
	At     time.Time     `json:"at"`
	Kind   crm.EntryKind `json:"kind"`
	ByUser *crm.UserID   `json:"by_user"`
	CallID *crm.CallID   `json:"call_id"`
	Data   entryData     `json:"data"`
}

type recordLine struct {
	ID        crm.RecordingID    `json:"id"`
	CallID    crm.CallID         `json:"call_id"`
	Name      string             `json:"name"`
	State     crm.RecordingState `json:"state"`
	CreatedAt time.Time          `json:"created_at"`
}

// writeReport replaces the call and its trace, and adds what is not there yet.
// References between the tables are checked when all of it is done.
var writeReport = `
WITH doc AS (SELECT ?::jsonb AS d),
call AS (
	INSERT INTO calls SELECT line.* FROM doc, jsonb_populate_record(NULL::calls, d->'call') AS line
	ON CONFLICT (id) DO UPDATE SET direction = excluded.direction, from_raw = excluded.from_raw,
		from_number = excluded.from_number, from_name = excluded.from_name, to_number = excluded.to_number,
		channel = excluded.channel, instance = excluded.instance, disposition = excluded.disposition,
		agent_id = excluded.agent_id, card_id = excluded.card_id, started_at = excluded.started_at,
		answered_at = excluded.answered_at, ended_at = excluded.ended_at, place_since = excluded.place_since, told_at = excluded.told_at, wait_ms = excluded.wait_ms,
		talk_ms = excluded.talk_ms, recording_name = excluded.recording_name, written_at = excluded.written_at
),
trace AS (
	INSERT INTO call_traces SELECT d->'call'->>'id', d->>'trace' FROM doc
	ON CONFLICT (call_id) DO UPDATE SET trace = excluded.trace
),
offer AS (
	INSERT INTO offers SELECT line.* FROM doc, jsonb_populate_recordset(NULL::offers, d->'offers') AS line
),
talked AS (
	UPDATE cards SET last_contact_at = greatest(last_contact_at, (d->'call'->>'started_at')::timestamptz)
	FROM doc WHERE cards.id = (d->'call'->>'card_id')::uuid AND d->'call'->>'answered_at' IS NOT NULL
),
settled AS (
	UPDATE duties SET closed_at = line.ended_at, closed_by = 'talk', closed_call_id = line.id, version = version + 1
	FROM doc, jsonb_populate_record(NULL::calls, d->'call') AS line
	WHERE duties.card_id = line.card_id AND closed_at IS NULL AND last_at <= line.ended_at
		AND line.answered_at IS NOT NULL AND line.talk_ms >= ` + dutyTalkMS + `
),
entry AS (
	INSERT INTO timeline SELECT line.* FROM doc, jsonb_populate_recordset(NULL::timeline, d->'timeline') AS line
	ON CONFLICT (call_id) WHERE kind = 'call' DO NOTHING
)
INSERT INTO recordings (id, call_id, name, state, created_at)
SELECT line.id, line.call_id, line.name, line.state, line.created_at
FROM doc, jsonb_populate_recordset(NULL::recordings, d->'recording') AS line
ON CONFLICT (call_id) DO NOTHING`

// putReport writes the call and what the rules decided about its card as it
// was. No offers of the call may be written yet.
func (s *Store) putReport(tx *gorm.DB, was crm.Card, ch crm.Changes, in crm.Interaction) error {
	if ch.Card.Name != was.Name { // a call gives a name only where there is none: one set meanwhile stays
		err := tx.Model(&cardRow{}).Where("id = ? AND name = ?", was.ID, was.Name).Updates(map[string]any{
			"name": ch.Card.Name, "updated_at": crm.Moment(s.clock.Now()), "version": gorm.Expr("version + 1"),
		}).Error
		if err != nil {
			return err
		}
	}
	now := crm.Moment(s.clock.Now())
	r := report{Call: callLineOf(was.ID, in, now), Trace: in.Trace, Offers: offerLines(in), Timeline: []entryLine{}, Recording: []recordLine{}}
	for _, e := range ch.Entries {
		line, err := entryLineOf(e)
		if err != nil {
			return err
		}
		r.Timeline = append(r.Timeline, line)
	}
	if rec := ch.Recording; rec != nil {
		id, err := newID[crm.RecordingID]()
		if err != nil {
			return err
		}
		r.Recording = append(r.Recording, recordLine{ID: id, CallID: rec.Call, Name: rec.Name, State: rec.State, CreatedAt: now})
	}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := tx.Exec(writeReport, string(text)).Error; err != nil {
		return err
	}
	return s.keepDuty(tx, was.ID, in)
}

func callLineOf(card crm.CardID, in crm.Interaction, now time.Time) callLine {
	return callLine{ID: in.ID, Direction: in.Direction, FromRaw: in.From.Raw, FromNumber: null(in.From.E164),
		FromName: in.FromName, ToNumber: in.To, Channel: in.Channel, Instance: in.Instance, Disposition: in.Disposition,
		AgentID: null(in.Agent), CardID: card, StartedAt: in.StartedAt, AnsweredAt: at(in.AnsweredAt), EndedAt: in.EndedAt,
		PlaceSince: at(in.PlaceSince), ToldAt: at(in.ToldAt), WaitMS: in.Wait().Milliseconds(), TalkMS: in.Talk().Milliseconds(), RecordingName: in.RecordingName, WrittenAt: now}
}

func offerLines(in crm.Interaction) []offerLine {
	lines := []offerLine{}
	for i, o := range in.Offers {
		because := o.Because
		if because == nil {
			because = []crm.Reason{}
		}
		lines = append(lines, offerLine{CallID: in.ID, Place: i, AgentID: o.Agent, OfferedAt: crm.Moment(o.OfferedAt),
			RingingAt: at(o.RingingAt), EndedAt: at(o.EndedAt), Result: o.Result, Because: because, HandedOverAt: at(o.HandedOverAt)})
	}
	return lines
}

func entryLineOf(e crm.Entry) (entryLine, error) {
	id, err := newID[crm.EntryID]()
	return entryLine{ID: id, CardID: e.Card, At: crm.Moment(e.At), Kind: e.Kind, ByUser: null(e.By), CallID: null(e.CallID),
		Data: dataOf(e)}, err
}
