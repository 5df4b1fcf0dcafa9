package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/hours"
	"vonal/internal/fault"
)

type dutyRow struct {
	ID           crm.DutyID
	CardID       crm.CardID
	CardName     string       `gorm:"->"`
	Tier         crm.Tier     `gorm:"->"`
	OwnerID      *crm.AgentID `gorm:"->"`
	Number       crm.E164
	OpenedAt     time.Time
	DueAt        time.Time
	Calls        int `gorm:"->"`
	LastCallID   crm.CallID
	LastAt       time.Time
	EscalatedAt  *time.Time
	ClosedAt     *time.Time
	ClosedBy     *crm.DutyEnd
	ClosedCallID *crm.CallID
	Reason       string
	ByUser       *crm.UserID
	Version      int64
	SortKey      *string `gorm:"->"`
}

func (dutyRow) TableName() string { return "duties" }

func (r dutyRow) duty() crm.Duty {
	return crm.Duty{ID: r.ID, Card: r.CardID, CardName: r.CardName, Tier: r.Tier, Owner: some(r.OwnerID), Number: r.Number,
		OpenedAt: r.OpenedAt.UTC(), DueAt: r.DueAt.UTC(), Calls: r.Calls, LastCall: r.LastCallID, LastAt: r.LastAt.UTC(),
		EscalatedAt: utc(r.EscalatedAt), ClosedAt: utc(r.ClosedAt), ClosedBy: some(r.ClosedBy), ClosedCall: some(r.ClosedCallID),
		Reason: r.Reason, By: some(r.ByUser), Version: r.Version}
}

// keepDuty opens the duty that a call leaves, or counts the call to the one
// there is. Conversations close duties as they are written (writeReport). A call
// that is written late, when somebody has spoken to the customer meanwhile,
// leaves none.
func (s *Store) keepDuty(tx *gorm.DB, card crm.CardID, in crm.Interaction) error {
	if !in.Owes() {
		return nil
	}
	var spoken, counted bool
	err := tx.Raw(`SELECT EXISTS (SELECT FROM calls WHERE card_id = @card AND answered_at IS NOT NULL AND ended_at >= @ended
		AND talk_ms >= `+dutyTalkMS+`), EXISTS (SELECT FROM duty_calls WHERE call_id = @call)`,
		sql.Named("card", card), sql.Named("ended", in.EndedAt), sql.Named("call", string(in.ID))).Row().Scan(&spoken, &counted)
	if err != nil || spoken || counted {
		return err
	}
	due, err := s.dutyDue(tx, card, in)
	if err != nil {
		return err
	}
	id, err := newID[crm.DutyID]()
	if err != nil {
		return err
	}
	var duty crm.DutyID
	err = tx.Raw(`WITH kept AS (
			INSERT INTO duties (id, card_id, number, opened_at, due_at, last_call_id, last_at)
			VALUES (@id, @card, @number, @ended, @due, @call, @ended)
			ON CONFLICT (card_id) WHERE closed_at IS NULL DO UPDATE SET version = duties.version + 1,
				number = CASE WHEN excluded.last_at >= duties.last_at THEN excluded.number ELSE duties.number END,
				last_call_id = CASE WHEN excluded.last_at >= duties.last_at THEN excluded.last_call_id ELSE duties.last_call_id END,
				last_at = greatest(duties.last_at, excluded.last_at),
				opened_at = least(duties.opened_at, excluded.opened_at), due_at = least(duties.due_at, excluded.due_at)
			RETURNING id)
		INSERT INTO duty_calls (call_id, duty_id) SELECT @call, id FROM kept RETURNING duty_id`,
		sql.Named("id", id), sql.Named("card", card), sql.Named("number", string(in.From.E164)), sql.Named("ended", in.EndedAt),
		sql.Named("due", due), sql.Named("call", string(in.ID))).Scan(&duty).Error
	if err != nil {
		return err
	}
	if duty == id {
		if err := s.tellHooks(tx, dutyEvent(crm.EventDutyOpened, in.EndedAt, id, card, "")); err != nil {
			return err
		}
	}
	return s.plan(tx, occasion{key: string(duty), card: card, at: crm.Moment(in.EndedAt)}, `"when" = 'lost_call'`)
}

// What the policy says of duties; the product's numbers where it says nothing.
var (
	dutyTalkMS = policyNumber("duty_talk_ms", crm.DefaultDutyRules.Talk)
	dutyDueMS  = policyNumber("duty_due_ms", crm.DefaultDutyRules.Due)
)

// policyNumber is a number of the newest policy in SQL, or the product's.
func policyNumber(name string, product time.Duration) string {
	return fmt.Sprintf("coalesce(((SELECT numbers FROM policies ORDER BY version DESC LIMIT 1)->>'%s')::bigint, %d)", name, product.Milliseconds())
}

// dutyDue is when a call must have been returned: in the working time of whoever
// owns the card or stands in for them, which is that of the number that was
// dialled where they have none of their own.
func (s *Store) dutyDue(tx *gorm.DB, card crm.CardID, in crm.Interaction) (time.Time, error) {
	var row struct {
		MS    int64
		Owner crm.AgentID
	}
	err := tx.Raw("SELECT "+dutyDueMS+" AS ms, coalesce((SELECT owner_id FROM cards WHERE id = ?)::text, '') AS owner", card).Scan(&row).Error
	if err != nil {
		return time.Time{}, err
	}
	open, err := hoursOf(tx, in.To)
	if err != nil {
		return time.Time{}, err
	}
	standIns, err := s.standIns(tx)
	if err != nil {
		return time.Time{}, err
	}
	who := row.Owner
	if other, away := standIns.For(who, in.EndedAt); away {
		who = crm.AgentID(other)
	}
	work, err := newRota(tx, open, s.zone).of(who)
	if err != nil {
		return time.Time{}, err
	}
	length := time.Duration(row.MS) * time.Millisecond
	due := work.hours.After(in.EndedAt, length)
	if due.IsZero() { // who never works
		due = in.EndedAt.Add(length)
	}
	return due, nil
}

// hoursOf are the opening hours of a number; those of the numbers that are not
// listed where it has none, always open where these have none either.
func hoursOf(tx *gorm.DB, number string) (h hours.Hours, err error) {
	var text *string
	err = tx.Raw(`SELECT hours::text FROM opening_hours JOIN numbers ON hours_id = opening_hours.id
		WHERE number IN (?, '') ORDER BY number DESC LIMIT 1`, number).Scan(&text).Error
	if err != nil || text == nil {
		return h, err
	}
	if err := json.Unmarshal([]byte(*text), &h); err != nil {
		return h, err
	}
	return h.Checked()
}

const dutyColumns = `duties.*, cards.name AS card_name, cards.tier, cards.owner_id,
	(SELECT count(*) FROM duty_calls WHERE duty_id = duties.id) AS calls`

func duties(tx *gorm.DB, v crm.Viewer) *gorm.DB {
	return cardsWithin(tx.Table("duties").Select(dutyColumns).Joins("JOIN cards ON cards.id = duties.card_id"), v.Sight(crm.SeeCards))
}

var (
	dutiesByDue    = sorting{Name: "due_at", column: "duties.due_at", cast: "timestamptz", id: "duties.id"}
	dutiesByClosed = sorting{Name: "closed_at", column: "duties.closed_at", cast: "timestamptz", id: "duties.id", gaps: true}
)

// ListDuties are the duties about customers whom the viewer may see: the open
// ones by deadline, the closed ones by when, newest first.
func (s *Store) ListDuties(ctx context.Context, v crm.Viewer, f crm.DutyFilter, page crm.Page) (crm.List[crm.Duty], error) {
	const op = "store.ListDuties"
	if err := narrow(op, f.Card, "card_id"); err != nil {
		return crm.List[crm.Duty]{}, err
	}
	if err := narrow(op, f.Owner, "owner_id"); err != nil {
		return crm.List[crm.Duty]{}, err
	}
	way := dutiesByDue
	if f.State == "closed" {
		way = dutiesByClosed
		way.down = true
	}
	var rows []dutyRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		q := duties(tx, v)
		switch f.State {
		case "open":
			q = q.Where("duties.closed_at IS NULL")
		case "late":
			q = q.Where("duties.closed_at IS NULL AND duties.due_at <= ?", s.clock.Now())
		case "closed":
			q = q.Where("duties.closed_at IS NOT NULL")
		}
		if f.Card != "" {
			q = q.Where("duties.card_id = ?", f.Card)
		}
		if f.Owner != "" {
			q = q.Where("cards.owner_id = ?", f.Owner)
		}
		q, err := sorted(q, way, page)
		if err != nil {
			return err
		}
		return q.Select(dutyColumns + ", " + way.sortKey()).Find(&rows).Error
	})
	where := func(r dutyRow) spot { return way.spotOf(r.SortKey, string(r.ID)) }
	return cut(rows, page, where, dutyRow.duty), err
}

// CountDuties is how many calls back are owed to customers whom the viewer may
// see.
func (s *Store) CountDuties(ctx context.Context, v crm.Viewer) (n crm.DutyCount, err error) {
	err = s.read(ctx, "store.CountDuties", func(tx *gorm.DB) error {
		return cardsWithin(tx.Table("duties").Joins("JOIN cards ON cards.id = duties.card_id"), v.Sight(crm.SeeCards)).
			Select("count(*) AS open, count(*) FILTER (WHERE due_at <= ?) AS late", s.clock.Now()).
			Where("closed_at IS NULL").Scan(&n).Error
	})
	return n, err
}

// CloseDuty says why a customer is not called back.
func (s *Store) CloseDuty(ctx context.Context, v crm.Viewer, id crm.DutyID, reason string) (crm.Duty, error) {
	const op = "store.CloseDuty"
	if reason = crm.CleanNote(reason); reason == "" {
		return crm.Duty{}, fault.New(fault.Invalid, op, "must say why").At("reason")
	}
	return s.onDuty(ctx, op, v, id, func(tx *gorm.DB, d crm.Duty) error {
		if !d.ClosedAt.IsZero() {
			return fault.New(fault.Conflict, op, "this duty is closed already")
		}
		now := crm.Moment(s.clock.Now())
		err := tx.Exec("UPDATE duties SET closed_at = ?, closed_by = ?, reason = ?, by_user = ?, version = version + 1 WHERE id = ?",
			now, crm.DutyReason, reason, null(v.User), id).Error
		if err != nil {
			return err
		}
		return s.tellHooks(tx, dutyEvent(crm.EventDutyClosed, now, id, d.Card, crm.DutyReason))
	})
}

// ReopenDuty takes back what CloseDuty did.
func (s *Store) ReopenDuty(ctx context.Context, v crm.Viewer, id crm.DutyID) (crm.Duty, error) {
	const op = "store.ReopenDuty"
	return s.onDuty(ctx, op, v, id, func(tx *gorm.DB, d crm.Duty) error {
		if d.ClosedBy != crm.DutyReason {
			return fault.New(fault.Conflict, op, "only what somebody has closed by a reason can be opened again")
		}
		var other bool
		err := tx.Raw("SELECT EXISTS (SELECT FROM duties WHERE card_id = ? AND closed_at IS NULL)", d.Card).Scan(&other).Error
		if err == nil && other {
			err = fault.New(fault.Conflict, op, "the customer has called again meanwhile, and is owed a call for that")
		}
		if err != nil {
			return err
		}
		err = tx.Exec("UPDATE duties SET closed_at = NULL, closed_by = NULL, reason = '', by_user = NULL, version = version + 1 WHERE id = ?", id).Error
		if err != nil {
			return err
		}
		return s.tellHooks(tx, dutyEvent(crm.EventDutyOpened, s.clock.Now(), id, d.Card, ""))
	})
}

// onDuty has act change a duty that the viewer may see.
func (s *Store) onDuty(ctx context.Context, op string, v crm.Viewer, id crm.DutyID, act func(*gorm.DB, crm.Duty) error) (crm.Duty, error) {
	var after dutyRow
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		if !sound(id) {
			return unknown(op)
		}
		if err := tx.Exec("SELECT FROM duties WHERE id = ? FOR UPDATE", id).Error; err != nil {
			return err
		}
		var before dutyRow
		if err := duties(tx, v).Where("duties.id = ?", id).Take(&before).Error; err != nil {
			return err
		}
		if err := act(tx, before.duty()); err != nil {
			return err
		}
		return duties(tx, v).Where("duties.id = ?", id).Take(&after).Error
	})
	return after.duty(), err
}

// EscalateDuties marks the duties that have become late, each once and at most
// so many at a time, and answers how many. Who owes them is told, and whoever
// stands above.
func (s *Store) EscalateDuties(ctx context.Context, most int) (late int, err error) {
	err = s.write(ctx, "store.EscalateDuties", func(tx *gorm.DB) error {
		var rows []lateDuty
		err := tx.Raw(`UPDATE duties SET escalated_at = @now, version = version + 1 FROM (
				SELECT id FROM duties WHERE closed_at IS NULL AND escalated_at IS NULL AND due_at <= @now
				ORDER BY due_at, id LIMIT @most FOR UPDATE SKIP LOCKED) AS due
			WHERE duties.id = due.id
			RETURNING duties.id, (SELECT owner_id FROM cards WHERE cards.id = duties.card_id)`,
			sql.Named("now", crm.Moment(s.clock.Now())), sql.Named("most", most)).Scan(&rows).Error
		if late = len(rows); err != nil || late == 0 {
			return err
		}
		return s.tellLate(tx, rows)
	})
	return late, err
}

type lateDuty struct {
	ID      crm.DutyID
	OwnerID *crm.AgentID
}

func (s *Store) tellLate(tx *gorm.DB, late []lateDuty) error {
	all, err := colleagues(tx)
	if err != nil {
		return err
	}
	var news []crm.News
	for _, d := range late {
		matter, owner := crm.MatterOf("duty", d.ID), some(d.OwnerID)
		news = append(news, crm.News{Kind: crm.NoticeDutyLate, Matter: matter, Duty: d.ID, For: []crm.PersonID{crm.PersonID(owner)}},
			crm.News{Kind: crm.NoticeDutyEscalated, Matter: matter, Duty: d.ID, For: crm.Escalated(owner, all)})
	}
	return s.raise(tx, news...)
}

// mergeDuties closes what is owed to a card that becomes another's, where that
// one is owed a call, too: one customer is owed one.
func mergeDuties(tx *gorm.DB, from, to crm.CardID, at time.Time) error {
	return tx.Exec(`UPDATE duties SET closed_at = ?, closed_by = ?, version = version + 1 WHERE card_id = ? AND closed_at IS NULL
		AND EXISTS (SELECT FROM duties AS own WHERE own.card_id = ? AND own.closed_at IS NULL)`, at, crm.DutyMerged, from, to).Error
}
