package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
)

// callRow is a row of calls with what belongs to it in other tables.
type callRow struct {
	ID            crm.CallID
	Direction     crm.Direction
	FromRaw       string
	FromNumber    *crm.E164
	FromName      string
	ToNumber      string
	Channel       string
	Instance      string
	Disposition   crm.Disposition
	AgentID       *crm.AgentID
	CardID        crm.CardID
	StartedAt     time.Time
	AnsweredAt    *time.Time
	EndedAt       time.Time
	PlaceSince    *time.Time
	ToldAt        *time.Time
	WaitMS        int64 `gorm:"column:wait_ms"`
	TalkMS        int64 `gorm:"column:talk_ms"`
	RecordingName string
	WrittenAt     time.Time
}

func (callRow) TableName() string { return "calls" }

func (r callRow) interaction() crm.Interaction {
	return crm.Interaction{ID: r.ID, Direction: r.Direction, From: crm.Number{Raw: r.FromRaw, E164: some(r.FromNumber)},
		FromName: r.FromName, To: r.ToNumber, Channel: r.Channel, Instance: r.Instance, Disposition: r.Disposition,
		Agent: some(r.AgentID), StartedAt: r.StartedAt.UTC(), AnsweredAt: utc(r.AnsweredAt), EndedAt: r.EndedAt.UTC(),
		PlaceSince: utc(r.PlaceSince), ToldAt: utc(r.ToldAt), RecordingName: r.RecordingName}
}

// fullCallRow is a call with what stands beside it; see callColumns.
type fullCallRow struct {
	Call      callRow `gorm:"embedded"`
	CardName  string
	CardTier  crm.Tier
	CardOwner *crm.AgentID
	WrapupMS  *int64 `gorm:"column:wrapup_ms"`
	Outcome   *string
	Note      *string
	ByUser    *crm.UserID
	At        *time.Time
	Rec       recordingRow `gorm:"embedded;embeddedPrefix:rec_"`
}

const callColumns = `calls.*, cards.name AS card_name, cards.tier AS card_tier, cards.owner_id AS card_owner,
	after_calls.wrapup_ms, after_calls.outcome, after_calls.note, after_calls.by_user, after_calls.at,
	recordings.id AS rec_id, recordings.call_id AS rec_call_id, recordings.name AS rec_name, recordings.state AS rec_state,
	recordings.reason AS rec_reason, recordings.path AS rec_path, recordings.duration_ms AS rec_duration_ms,
	recordings.size_bytes AS rec_size_bytes, recordings.created_at AS rec_created_at, recordings.settled_at AS rec_settled_at`

const callJoins = `JOIN cards ON cards.id = calls.card_id
	LEFT JOIN after_calls ON after_calls.call_id = calls.id
	LEFT JOIN recordings ON recordings.call_id = calls.id`

func (fullCallRow) TableName() string { return "calls" }

func (r fullCallRow) call(offers []crm.Offer, v crm.Viewer) crm.Call {
	c := crm.Call{Interaction: r.Call.interaction(), Card: r.Call.CardID, CardName: r.CardName, Tier: r.CardTier,
		WrapUp: milliseconds(some(r.WrapupMS))}
	c.Offers = offers
	if key := some(r.Outcome); key != "" {
		c.Outcome = crm.Outcome{Key: key, Note: some(r.Note), By: some(r.ByUser), At: utc(r.At)}
	}
	if r.Rec.ID != nil && v.Sight(crm.HearCalls).Covers(c, some(r.CardOwner)) {
		rec := r.Rec.recording()
		c.Recording = &rec
	}
	return c
}

func milliseconds(n int64) time.Duration { return time.Duration(n) * time.Millisecond }

// visible narrows calls, joined with their cards, to the sight; it is
// crm.Sight.Covers in SQL.
func visible(q *gorm.DB, s crm.Sight) *gorm.DB {
	people := keysOf(s.People)
	switch {
	case s.All:
		return q
	case len(people) == 0:
		return q.Where("false")
	}
	return q.Where(`(calls.agent_id IN ? OR cards.owner_id IN ?
		OR EXISTS (SELECT FROM offers WHERE offers.call_id = calls.id AND offers.agent_id IN ?))`, people, people, people)
}

// readCalls finds the calls of q with their offers; recordings only those that
// the viewer may hear.
func readCalls(q *gorm.DB, v crm.Viewer) ([]crm.Call, error) {
	rows, err := callRows(q)
	if err != nil {
		return nil, err
	}
	return withOffers(q, rows, v)
}

func callRows(q *gorm.DB) (rows []fullCallRow, err error) {
	err = q.Table("calls").Select(callColumns).Joins(callJoins).Find(&rows).Error
	return rows, err
}

func withOffers(q *gorm.DB, rows []fullCallRow, v crm.Viewer) ([]crm.Call, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = string(r.Call.ID)
	}
	offers, err := offersOf(q.Session(&gorm.Session{NewDB: true}), ids)
	if err != nil {
		return nil, err
	}
	calls := make([]crm.Call, len(rows))
	for i, r := range rows {
		calls[i] = r.call(offers[r.Call.ID], v)
	}
	return calls, nil
}

// ListCalls are the ended calls that the viewer may see, newest first.
func (s *Store) ListCalls(ctx context.Context, v crm.Viewer, f crm.CallFilter, page crm.Page) (crm.List[crm.Call], error) {
	const op = "store.ListCalls"
	var list crm.List[crm.Call]
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		if err := narrow(op, f.Agent, "agent_id"); err != nil {
			return err
		}
		if err := narrow(op, f.Card, "card_id"); err != nil {
			return err
		}
		if err := narrow(op, f.MissedBy, "missed_by"); err != nil {
			return err
		}
		q, err := after(callsThat(visible(tx, v.Sight(crm.SeeCalls)), f), byCall, page)
		if err != nil {
			return err
		}
		rows, err := callRows(q)
		if err != nil {
			return err
		}
		part := cut(rows, page, func(r fullCallRow) place { return placeOf(r.Call.StartedAt, r.Call.ID) }, same)
		list.Next = part.Next
		if list.Items, err = withOffers(tx, part.Items, v); err != nil || len(list.Items) == 0 {
			return err
		}
		return s.groundCalls(tx, list.Items)
	})
	return list, err
}

func same[T any](v T) T { return v }

func callsThat(q *gorm.DB, f crm.CallFilter) *gorm.DB {
	if !f.Since.IsZero() {
		q = q.Where("calls.started_at >= ?", f.Since.UTC())
	}
	if !f.Until.IsZero() {
		q = q.Where("calls.started_at < ?", f.Until.UTC())
	}
	if f.Agent != "" {
		q = q.Where("calls.agent_id = ?", f.Agent)
	}
	if f.MissedBy != "" {
		q = q.Where("EXISTS (SELECT FROM offers WHERE offers.call_id = calls.id AND offers.agent_id = ? AND offers.result = ?)", f.MissedBy, crm.OfferMissed)
	}
	if f.Card != "" {
		q = q.Where("calls.card_id = ?", f.Card)
	}
	if f.Disposition != "" {
		q = q.Where("calls.disposition = ?", f.Disposition)
	}
	if f.MinTalk > 0 {
		q = q.Where("calls.talk_ms >= ?", f.MinTalk.Milliseconds())
	}
	if f.Outcome != "" {
		q = q.Where("after_calls.outcome = ?", f.Outcome)
	}
	if f.NoOutcome {
		q = q.Where("calls.answered_at IS NOT NULL AND calls.agent_id IS NOT NULL AND coalesce(after_calls.outcome, '') = ''")
	}
	return q
}

// GetCall finds an ended call that the viewer may see.
func (s *Store) GetCall(ctx context.Context, v crm.Viewer, id crm.CallID) (crm.Call, error) {
	const op = "store.GetCall"
	var call crm.Call
	err := s.read(ctx, op, func(tx *gorm.DB) (err error) {
		if call, err = visibleCall(tx, op, v, id); err != nil {
			return err
		}
		one := []crm.Call{call}
		err = s.groundCalls(tx, one)
		call = one[0]
		return err
	})
	return call, err
}

func visibleCall(tx *gorm.DB, op string, v crm.Viewer, id crm.CallID) (crm.Call, error) {
	if !id.Valid() {
		return crm.Call{}, unknown(op)
	}
	calls, err := readCalls(visible(tx.Where("calls.id = ?", string(id)), v.Sight(crm.SeeCalls)), v)
	if err != nil {
		return crm.Call{}, err
	}
	if len(calls) == 0 {
		return crm.Call{}, unknown(op)
	}
	return calls[0], nil
}

// CallTrace is the facts and decisions of an ended call that the viewer may
// see, as text that can be replayed.
func (s *Store) CallTrace(ctx context.Context, v crm.Viewer, id crm.CallID) (string, error) {
	const op = "store.CallTrace"
	var trace string
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		if _, err := visibleCall(tx, op, v, id); err != nil {
			return err
		}
		return tx.Raw("SELECT trace FROM call_traces WHERE call_id = ?", string(id)).Scan(&trace).Error
	})
	return trace, err
}

// CallWritten reports whether a call of this id is stored, whoever asks.
func (s *Store) CallWritten(ctx context.Context, id crm.CallID) (bool, error) {
	var n int64
	err := s.read(ctx, "store.CallWritten", func(tx *gorm.DB) error {
		return tx.Table("calls").Where("id = ?", string(id)).Count(&n).Error
	})
	return n > 0, err
}
