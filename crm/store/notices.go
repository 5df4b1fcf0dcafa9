package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type noticeRow struct {
	ID       crm.NoticeID
	UserID   crm.UserID
	Matter   crm.Matter
	Kind     crm.NoticeKind
	TaskID   *crm.TaskID
	DutyID   *crm.DutyID
	ByUser   *crm.UserID
	Count    int
	RaisedAt time.Time
	At       time.Time
	ReadAt   *time.Time

	TaskTitle *string
	DueAt     *time.Time
	CardID    *crm.CardID
	CardName  *string
	Number    *crm.E164
	ByName    *string
	Webhook   *string
	SortKey   *string
}

func (r noticeRow) notice() crm.Notice {
	n := crm.Notice{ID: r.ID, User: r.UserID, Kind: r.Kind, Task: some(r.TaskID), TaskTitle: some(r.TaskTitle), DueAt: utc(r.DueAt),
		Duty: some(r.DutyID), Number: some(r.Number), Card: some(r.CardID), CardName: some(r.CardName), Webhook: some(r.Webhook), By: some(r.ByUser), ByName: some(r.ByName),
		Count: r.Count, RaisedAt: r.RaisedAt.UTC(), At: r.At.UTC(), ReadAt: utc(r.ReadAt)}
	if r.Kind == crm.NoticeJobFailed {
		_, n.Job, _ = strings.Cut(string(r.Matter), ":")
	}
	return n
}

const noticeColumns = `notices.*, tasks.title AS task_title, coalesce(duties.due_at, tasks.due_at) AS due_at,
	duties.number, cards.id AS card_id, cards.name AS card_name, makers.name AS by_name, webhooks.name AS webhook`

// noticesOf are the viewer's notices whose matters are not done with, and which
// they may still see.
func noticesOf(tx *gorm.DB, v crm.Viewer) *gorm.DB {
	self := keysOf([]crm.PersonID{crm.PersonID(v.Agent), crm.PersonID(v.User)})
	return tx.Table("notices").
		Joins("LEFT JOIN tasks ON tasks.id = notices.task_id AND tasks.deleted_at IS NULL").
		Joins("LEFT JOIN duties ON duties.id = notices.duty_id").
		Joins("LEFT JOIN cards ON cards.id = coalesce(duties.card_id, tasks.card_id)").
		Joins("LEFT JOIN users AS makers ON makers.id = notices.by_user").
		Joins("LEFT JOIN webhooks ON notices.kind = 'webhook_off' AND 'webhook:' || webhooks.id = notices.matter").
		Where("notices.user_id = @user", sql.Named("user", v.User)).
		Where("CASE notices.kind"+
			" WHEN 'task_said' THEN EXISTS (@task)"+
			" WHEN 'duty_late' THEN duties.closed_at IS NULL AND cards.owner_id = @agent AND EXISTS (@card)"+
			" WHEN 'duty_escalated' THEN duties.closed_at IS NULL AND EXISTS (@card)"+
			" WHEN 'phone_paused' THEN 'paused' = (SELECT to_state FROM agent_states WHERE agent_id = @agent ORDER BY at DESC, version DESC LIMIT 1)"+
			" WHEN 'job_failed' THEN @jobs AND EXISTS (SELECT FROM jobs WHERE 'job:' || jobs.name = notices.matter AND failure <> '')"+
			" WHEN 'webhook_off' THEN @webhooks AND webhooks.off_because IN ('gone', 'failing')"+
			" ELSE tasks.state = 'open' AND EXISTS (@task) AND EXISTS (SELECT FROM task_people p WHERE p.task_id = tasks.id AND p.person_id IN @self) END",
			sql.Named("task", tasksOf(tx, v.Sight(crm.SeeTasks)).Select("1").Where("tasks.id = notices.task_id")),
			sql.Named("card", cardsWithin(tx.Table("cards").Select("1"), v.Sight(crm.SeeCards)).Where("cards.id = duties.card_id")),
			sql.Named("agent", null(v.Agent)), sql.Named("jobs", v.May(crm.SeeAudit)), sql.Named("webhooks", v.May(crm.EditSettings)), sql.Named("self", self))
}

// standing narrows notices to those in a state now.
func standing(q *gorm.DB, state crm.NoticeState, now time.Time) *gorm.DB {
	switch state {
	case crm.NoticeSnoozed:
		return q.Where("notices.at > ?", now)
	case crm.NoticeUnread:
		return q.Where("notices.at <= ? AND notices.read_at IS NULL", now)
	case crm.NoticeRead:
		return q.Where("notices.at <= ? AND notices.read_at IS NOT NULL", now)
	}
	return q.Where("notices.at <= ?", now)
}

// noticesByAge puts the unread ones first, each kind newest first; put off ones
// come in the order in which they come back.
var (
	noticesByAge = sorting{Name: "at", id: "notices.id", cast: "text", down: true,
		column: `(CASE WHEN notices.read_at IS NULL THEN 'b' ELSE 'a' END || to_char(notices.at AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')) COLLATE "C"`}
	noticesByReturn = sorting{Name: "until", id: "notices.id", cast: "timestamptz", column: "notices.at"}
)

// ListNotices are the viewer's notices, unread ones first and newest first.
func (s *Store) ListNotices(ctx context.Context, v crm.Viewer, state crm.NoticeState, page crm.Page) (list crm.List[crm.Notice], err error) {
	const op = "store.ListNotices"
	way := noticesByAge
	if state == crm.NoticeSnoozed {
		way = noticesByReturn
	}
	var rows []noticeRow
	err = s.read(ctx, op, func(tx *gorm.DB) error {
		q, err := sorted(standing(noticesOf(tx, v), state, s.clock.Now()), way, page)
		if err != nil {
			return err
		}
		return q.Select(noticeColumns + ", (" + way.column + ")::text AS sort_key").Scan(&rows).Error
	})
	return cut(rows, page, func(r noticeRow) spot { return way.spotOf(r.SortKey, string(r.ID)) }, noticeRow.notice), err
}

// CountNotices is how many the viewer has not read.
func (s *Store) CountNotices(ctx context.Context, v crm.Viewer) (n crm.NoticeCount, err error) {
	var row struct {
		Unread int
		NextAt *time.Time
	}
	err = s.read(ctx, "store.CountNotices", func(tx *gorm.DB) error {
		return noticesOf(tx, v).Where("notices.read_at IS NULL").
			Select("count(*) FILTER (WHERE notices.at <= @now) AS unread, min(notices.at) FILTER (WHERE notices.at > @now) AS next_at",
				sql.Named("now", s.clock.Now())).Scan(&row).Error
	})
	return crm.NoticeCount{Unread: row.Unread, NextAt: utc(row.NextAt)}, err
}

// ReadNotice notes that the viewer has read a notice.
func (s *Store) ReadNotice(ctx context.Context, v crm.Viewer, id crm.NoticeID) (crm.Notice, error) {
	now := crm.Moment(s.clock.Now())
	return s.onNotice(ctx, "store.ReadNotice", v, id, "read_at = coalesce(read_at, ?), at = least(at, ?)", now, now)
}

// UnreadNotice takes back that a notice was read or put off.
func (s *Store) UnreadNotice(ctx context.Context, v crm.Viewer, id crm.NoticeID) (crm.Notice, error) {
	return s.onNotice(ctx, "store.UnreadNotice", v, id, "read_at = NULL, at = raised_at")
}

// SnoozeNotice puts a notice off: it comes back unread at that moment, and is
// sent then to who wants that.
func (s *Store) SnoozeNotice(ctx context.Context, v crm.Viewer, id crm.NoticeID, until time.Time) (crm.Notice, error) {
	const op = "store.SnoozeNotice"
	if err := crm.CheckSnooze(until, s.clock.Now()); err != nil {
		return crm.Notice{}, fault.Wrap(op, err)
	}
	return s.onNotice(ctx, op, v, id, "read_at = NULL, at = ?, mail_id = NULL, push_id = NULL", crm.Moment(until))
}

func (s *Store) onNotice(ctx context.Context, op string, v crm.Viewer, id crm.NoticeID, set string, args ...any) (crm.Notice, error) {
	var row noticeRow
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		if !sound(id) {
			return unknown(op)
		}
		find := func() error {
			return noticesOf(tx, v).Select(noticeColumns).Where("notices.id = ?", id).Take(&row).Error
		}
		if err := find(); err != nil {
			return err
		}
		if err := tx.Exec("UPDATE notices SET "+set+" WHERE id = ?", append(args, id)...).Error; err != nil {
			return err
		}
		row = noticeRow{}
		if err := find(); err != nil {
			return err
		}
		if err := s.planUntold(tx, v.User); err != nil {
			return err
		}
		return heard(tx, v.User)
	})
	return row.notice(), err
}

// ReadNotices notes that the viewer has read what was raised up to that moment,
// and answers how many that were.
func (s *Store) ReadNotices(ctx context.Context, v crm.Viewer, upTo time.Time) (n int, err error) {
	now := crm.Moment(s.clock.Now())
	err = s.write(ctx, "store.ReadNotices", func(tx *gorm.DB) error {
		done := tx.Exec("UPDATE notices SET read_at = ? WHERE user_id = ? AND read_at IS NULL AND at <= ? AND raised_at <= ?", now, v.User, now, upTo)
		if n = int(done.RowsAffected); done.Error != nil || n == 0 {
			return done.Error
		}
		return heard(tx, v.User)
	})
	return n, err
}

// heard has the pages of a user look at their notices once more.
func heard(tx *gorm.DB, user crm.UserID) error {
	return tx.Exec("SELECT pg_notify('"+noticeChannel+"', ?)", string(user)).Error
}

// SweepNotices removes, at most so many of each at a time, notices as old as
// nobody looks at, and what was sent long ago.
func (s *Store) SweepNotices(ctx context.Context, most int) (gone int, err error) {
	err = s.write(ctx, "store.SweepNotices", func(tx *gorm.DB) error {
		done := tx.Exec(`DELETE FROM notices WHERE id IN (SELECT id FROM notices WHERE raised_at < ? AND at < ? ORDER BY raised_at LIMIT ? FOR UPDATE SKIP LOCKED)`,
			s.clock.Now().Add(-noticeAge), s.clock.Now(), most)
		if gone = int(done.RowsAffected); done.Error != nil {
			return done.Error
		}
		done = tx.Exec(`DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE ended_at < ? ORDER BY ended_at LIMIT ? FOR UPDATE SKIP LOCKED)`,
			s.clock.Now().Add(-deliveryAge), most)
		if gone += int(done.RowsAffected); done.Error != nil {
			return done.Error
		}
		done = tx.Exec(`DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries WHERE ended_at < ? ORDER BY ended_at LIMIT ? FOR UPDATE SKIP LOCKED)`,
			s.clock.Now().Add(-deliveryAge), most)
		gone += int(done.RowsAffected)
		return done.Error
	})
	return gone, err
}

// How long notices are kept, and what was sent.
const (
	noticeAge   = 180 * 24 * time.Hour
	deliveryAge = 30 * 24 * time.Hour
)
