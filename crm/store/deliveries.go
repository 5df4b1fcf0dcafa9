package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/courier"
	"vonal/crm/quiet"
)

// toldRow is a notice that was raised, and how its user wants to be told.
type toldRow struct {
	UserID  crm.UserID
	Kind    crm.NoticeKind
	At      time.Time  // from when the notice stands
	Chosen  bool       // the user has made choices
	Choices choicesRow `gorm:"embedded"`
}

// planned is one delivery that is to wait, as JSON.
type planned struct {
	ID      crm.DeliveryID `json:"id"`
	UserID  crm.UserID     `json:"user_id"`
	Channel crm.Channel    `json:"channel"`
	Way     crm.Way        `json:"way"`
	DueAt   time.Time      `json:"due_at"`
}

// planDeliveries has what was raised sent as its users want: where something
// waits for them already, it goes with that. That the waiting one is held by it
// keeps the notice from being missed by whoever takes it just now.
func (s *Store) planDeliveries(tx *gorm.DB, told []toldRow) error {
	type key struct {
		user    crm.UserID
		channel crm.Channel
		way     crm.Way
	}
	all := map[key]time.Time{}
	plan := func(k key, at time.Time) {
		if was, there := all[k]; !there || at.Before(was) {
			all[k] = at
		}
	}
	now := s.clock.Now()
	for _, t := range told {
		c, from := t.Choices.choices(), t.At
		if from.Before(now) {
			from = now
		}
		switch {
		case !t.Chosen:
			continue
		case c.Mail == crm.MailDigest:
			plan(key{t.UserID, crm.ByMail, crm.Digest}, quiet.DigestAfter(c, from))
		case c.Mail == crm.MailAtOnce && t.Kind.Important():
			plan(key{t.UserID, crm.ByMail, crm.AtOnce}, quiet.Loud(c, from))
		}
		if c.Push {
			plan(key{t.UserID, crm.ByPush, crm.AtOnce}, quiet.Loud(c, from))
		}
	}
	if len(all) == 0 {
		return nil
	}
	lines := make([]planned, 0, len(all))
	for k, at := range all {
		id, err := newID[crm.DeliveryID]()
		if err != nil {
			return err
		}
		lines = append(lines, planned{id, k.user, k.channel, k.way, crm.Moment(at)})
	}
	doc, err := json.Marshal(lines)
	if err != nil {
		return err
	}
	var errands []courier.Errand
	if err := tx.Raw(putDeliveries, string(doc)).Scan(&errands).Error; err != nil {
		return err
	}
	_, err = s.errands.Put(tx.Statement.Context, transaction(tx), errands...)
	return err
}

// putDeliveries writes one delivery for each user, channel and way, or has the one
// that waits looked at earlier. It answers those at which somebody must look at a
// moment that was not known before; where another does the same at once, they may
// be looked at once too often.
const putDeliveries = `
WITH put AS (
	INSERT INTO deliveries (id, user_id, channel, way, due_at)
	SELECT d.* FROM jsonb_to_recordset(CAST(? AS jsonb)) AS d (id uuid, user_id uuid, channel text, way text, due_at timestamptz)
	ORDER BY user_id, channel, way
	ON CONFLICT (user_id, channel, way) WHERE state = 'waiting' DO UPDATE SET due_at = least(deliveries.due_at, excluded.due_at)
	RETURNING id, channel, due_at
)
SELECT put.id, put.channel, put.due_at AS at FROM put LEFT JOIN deliveries AS was ON was.id = put.id
WHERE was.id IS NULL OR put.due_at < was.due_at ORDER BY put.id`

type deliveryRow struct {
	ID      crm.DeliveryID
	UserID  crm.UserID
	Channel crm.Channel
	Way     crm.Way
	Waiting bool // nobody has begun to send it
}

// TakeDelivery is what a delivery says, to whoever carries it by this job: the
// same at each attempt, but for what was read meanwhile. A fault of kind Unknown
// is that there is nothing to send: it was sent, another job is at it, or there is
// nothing to say. Where the user wants quiet, later is when to ask again.
// EndDelivery says what came of it.
func (s *Store) TakeDelivery(ctx context.Context, id crm.DeliveryID, job int64) (p crm.Parcel, later time.Time, err error) {
	const op = "store.TakeDelivery"
	there := false
	err = s.write(ctx, op, func(tx *gorm.DB) (err error) {
		p, later, err = s.takeDelivery(tx, id, job)
		there = len(p.Notices) > 0
		return err
	})
	if err == nil && later.IsZero() && !there {
		err = unknown(op)
	}
	return p, later, err
}

func (s *Store) takeDelivery(tx *gorm.DB, id crm.DeliveryID, job int64) (p crm.Parcel, later time.Time, err error) {
	now := crm.Moment(s.clock.Now())
	var row deliveryRow
	err = tx.Raw(`SELECT id, user_id, channel, way, state = 'waiting' AS waiting FROM deliveries
		WHERE id = ? AND (state = 'waiting' OR state = 'sending' AND job_id = ?) FOR UPDATE`, id, job).Scan(&row).Error
	if err != nil || row.ID == "" {
		return p, later, err
	}
	p = crm.Parcel{Delivery: row.ID, Way: row.Way}
	if p.Choices, err = s.choicesOf(tx, row.UserID); err != nil {
		return p, later, err
	}
	if loud := quiet.Loud(p.Choices, now); loud.After(now) {
		return p, loud, nil
	}
	if err := s.fill(tx, row, &p); err != nil {
		return p, later, err
	}
	if len(p.Notices) == 0 {
		return p, later, tx.Exec("UPDATE deliveries SET state = 'nothing', ended_at = ? WHERE id = ?", now, row.ID).Error
	}
	return p, later, tx.Exec("UPDATE deliveries SET state = 'sending', job_id = ?, attempts = attempts + 1 WHERE id = ?", job, row.ID).Error
}

// fill is what a delivery says: at the first attempt whatever no other has told.
func (s *Store) fill(tx *gorm.DB, row deliveryRow, p *crm.Parcel) error {
	var who identityRow
	err := tx.Table("users").Select(identityColumns).Joins(identityJoins).Where("users.id = ? AND users.disabled_at IS NULL", row.UserID).Take(&who).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil
	}
	if err == nil {
		p.To, err = who.user()
	}
	if err != nil {
		return err
	}
	mine := func(of string) *gorm.DB {
		return standing(noticesOf(tx, p.To.Viewer()), crm.NoticeUnread, s.clock.Now()).Where("notices." + string(row.Channel) + "_id " + of)
	}
	if row.Waiting {
		untold := mine("IS NULL")
		if row.Channel == crm.ByMail && row.Way == crm.AtOnce {
			untold = untold.Where("notices.kind NOT IN ?", crm.PatientNotices)
		}
		err := tx.Exec("UPDATE notices SET "+string(row.Channel)+"_id = ? WHERE id IN (?)", row.ID, untold.Select("notices.id")).Error
		if err != nil {
			return err
		}
	}
	var rows []noticeRow
	if err := mine("= '" + string(row.ID) + "'").Select(noticeColumns).Order("notices.at DESC, notices.id DESC").Scan(&rows).Error; err != nil {
		return err
	}
	if p.More = len(rows) - crm.MaxParcel; p.More > 0 {
		rows = rows[:crm.MaxParcel]
	}
	p.More = max(p.More, 0)
	for _, r := range rows {
		p.Notices = append(p.Notices, r.notice())
	}
	return nil
}

// EndDelivery says what came of an attempt to send something.
func (s *Store) EndDelivery(ctx context.Context, id crm.DeliveryID, end crm.DeliveryEnd) error {
	state, over := "sending", (*time.Time)(nil)
	if end.Sent || end.Over {
		now := crm.Moment(s.clock.Now())
		over = &now
	}
	switch {
	case end.Sent:
		state, end.Why = "sent", ""
	case end.Over:
		state = "given_up"
	}
	return s.write(ctx, "store.EndDelivery", func(tx *gorm.DB) error {
		return tx.Exec("UPDATE deliveries SET state = ?, failure = ?, ended_at = ? WHERE id = ? AND state = 'sending'",
			state, crm.CleanName(end.Why), over, id).Error
	})
}

// DeliveryTrouble is why the last thing that was to be sent to a user was given
// up; "" if it was not.
func (s *Store) DeliveryTrouble(ctx context.Context, user crm.UserID, channel crm.Channel) (why string, err error) {
	err = s.read(ctx, "store.DeliveryTrouble", func(tx *gorm.DB) error {
		return tx.Raw(`SELECT CASE state WHEN 'given_up' THEN failure ELSE '' END FROM deliveries
			WHERE user_id = ? AND channel = ? AND ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT 1`, user, channel).Scan(&why).Error
	})
	return why, err
}
