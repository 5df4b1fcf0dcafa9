package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"

	"vonal/crm"
)

// newsLine is one notice for one person, as JSON.
type newsLine struct {
	ID     crm.NoticeID   `json:"id"`
	Place  int            `json:"place"`
	Kind   crm.NoticeKind `json:"kind"`
	Matter crm.Matter     `json:"matter"`
	TaskID *crm.TaskID    `json:"task_id"`
	DutyID *crm.DutyID    `json:"duty_id"`
	ByUser *crm.UserID    `json:"by_user"`
	Person crm.PersonID   `json:"person"`
}

// noticeChannel is where PostgreSQL tells, as a transaction is committed, who
// has got a notice.
const noticeChannel = "vonal_notices"

// raiseNotices writes one notice for each person and matter, or raises anew the
// one there is. Of several about one matter the first counts.
const raiseNotices = `
WITH news AS (
	SELECT n.* FROM jsonb_to_recordset(CAST(@doc AS jsonb))
		AS n (id uuid, place int, kind text, matter text, task_id uuid, duty_id uuid, by_user uuid, person uuid)
),
whom AS (
	SELECT DISTINCT ON (users.id, news.matter) users.id AS user_id, news.* FROM news
	JOIN users ON (users.id = news.person OR users.agent_id = news.person) AND users.disabled_at IS NULL
	WHERE users.id IS DISTINCT FROM news.by_user ORDER BY users.id, news.matter, news.place
),
told AS (
	INSERT INTO notices (id, user_id, matter, kind, task_id, duty_id, by_user, raised_at, at)
	SELECT id, user_id, matter, kind, task_id, duty_id, by_user, @now, @now FROM whom ORDER BY user_id, matter
	ON CONFLICT (user_id, matter) DO UPDATE SET kind = excluded.kind, by_user = excluded.by_user, raised_at = excluded.raised_at,
		at = greatest(notices.at, excluded.at), read_at = NULL, mail_id = NULL, push_id = NULL,
		count = CASE WHEN notices.read_at IS NULL THEN notices.count + 1 ELSE 1 END
	RETURNING user_id, kind, at
)
SELECT told.user_id, told.kind, told.at, c.user_id IS NOT NULL AS chosen, c.mail, c.daily_at, c.push, c.quiet_from, c.quiet_to, c.zone, c.language
FROM told LEFT JOIN notice_choices AS c ON c.user_id = told.user_id, pg_notify('` + noticeChannel + `', told.user_id::text)`

// raise tells of what has just happened, in its transaction, and has it sent to
// those who want that.
func (s *Store) raise(tx *gorm.DB, news ...crm.News) error {
	var lines []newsLine
	for _, n := range news {
		for _, p := range n.For {
			if !sound(p) {
				continue
			}
			id, err := newID[crm.NoticeID]()
			if err != nil {
				return err
			}
			lines = append(lines, newsLine{id, len(lines), n.Kind, n.Matter, null(n.Task), null(n.Duty), null(n.By), p})
		}
	}
	if len(lines) == 0 {
		return nil
	}
	doc, err := json.Marshal(lines)
	if err != nil {
		return err
	}
	var told []toldRow
	if err := tx.Raw(raiseNotices, sql.Named("doc", string(doc)), sql.Named("now", crm.Moment(s.clock.Now()))).Scan(&told).Error; err != nil {
		return err
	}
	return s.planDeliveries(tx, told)
}

// colleagues are all who may log in, with what they may do and whom they lead.
func colleagues(tx *gorm.DB) ([]crm.Colleague, error) {
	var rows []struct {
		User  identityRow `gorm:"embedded"`
		Leads string      // apart by spaces
	}
	err := tx.Table("users").Select(identityColumns + `, array_to_string(ARRAY(
			SELECT m.agent_id FROM team_leads l JOIN team_members m USING (team_id) WHERE l.user_id = users.id), ' ') AS leads`).
		Joins(identityJoins).Where("users.disabled_at IS NULL").Order("users.id").Find(&rows).Error
	all := make([]crm.Colleague, len(rows))
	for i, r := range rows {
		if err != nil {
			return nil, err
		}
		all[i].User, err = r.User.user()
		all[i].Leads = idsIn[crm.AgentID](r.Leads)
	}
	return all, err
}

// RaiseDueTasks tells of the tasks whose time has come, each once for each
// deadline and at most so many at a time, and answers how many.
func (s *Store) RaiseDueTasks(ctx context.Context, most int) (due int, err error) {
	err = s.write(ctx, "store.RaiseDueTasks", func(tx *gorm.DB) error {
		var rows []struct {
			ID     crm.TaskID
			People string // apart by spaces
		}
		err := tx.Raw(`WITH due AS (
				SELECT id FROM tasks WHERE state = 'open' AND deleted_at IS NULL AND told_due_at IS DISTINCT FROM due_at AND due_at <= @now
				ORDER BY due_at, id LIMIT @most FOR UPDATE SKIP LOCKED)
			UPDATE tasks SET told_due_at = due_at FROM due WHERE tasks.id = due.id
			RETURNING tasks.id, array_to_string(ARRAY(SELECT person_id FROM task_people WHERE task_id = tasks.id), ' ') AS people`,
			sql.Named("now", crm.Moment(s.clock.Now())), sql.Named("most", most)).Scan(&rows).Error
		if err != nil {
			return err
		}
		due = len(rows)
		news := make([]crm.News, due)
		for i, r := range rows {
			news[i] = crm.News{Kind: crm.NoticeTaskDue, Matter: crm.MatterOf("task", r.ID), Task: r.ID, For: idsIn[crm.PersonID](r.People)}
		}
		return s.raise(tx, news...)
	})
	return due, err
}

// HearNotices calls heard with each user who gets a notice, by any controller,
// until ctx ends or the database is gone. It calls it with "" first: what was
// raised before is not told.
func (s *Store) HearNotices(ctx context.Context, heard func(crm.UserID)) error {
	const op = "store.HearNotices"
	conn, err := pgx.ConnectConfig(ctx, s.conn.Copy())
	if err != nil {
		return explain(op, err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "LISTEN "+noticeChannel); err != nil {
		return explain(op, err)
	}
	heard("")
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return explain(op, err)
		}
		heard(crm.UserID(n.Payload))
	}
}
