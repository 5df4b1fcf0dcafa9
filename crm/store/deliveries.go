package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
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
	NextAt  time.Time      `json:"next_at"`
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
	return tx.Exec(`INSERT INTO deliveries (id, user_id, channel, way, next_at)
		SELECT d.* FROM jsonb_to_recordset(CAST(? AS jsonb)) AS d (id uuid, user_id uuid, channel text, way text, next_at timestamptz)
		ORDER BY user_id, channel, way
		ON CONFLICT (user_id, channel, way) WHERE state = 'waiting' DO UPDATE SET next_at = least(deliveries.next_at, excluded.next_at)`, string(doc)).Error
}

// sendingFor is how long whoever has taken a delivery may take over it; then
// another tries, as after a crash.
const sendingFor = 2 * time.Minute

type deliveryRow struct {
	ID       crm.DeliveryID
	UserID   crm.UserID
	Channel  crm.Channel
	Way      crm.Way
	Attempts int
}

// TakeDelivery takes what is to be sent next by the channel, with all that it
// says: the same at each attempt, but for what was read meanwhile. ok is false
// where nothing is due, or others are at it. EndDelivery says what came of it.
func (s *Store) TakeDelivery(ctx context.Context, channel crm.Channel) (p crm.Parcel, ok bool, err error) {
	for !ok && err == nil {
		var due bool
		err = s.write(ctx, "store.TakeDelivery", func(tx *gorm.DB) (err error) {
			p, due, ok, err = s.takeDelivery(tx, channel)
			return err
		})
		if !due {
			break
		}
	}
	return p, ok, err
}

// takeDelivery takes one; ok is false where there is nothing to say by it, or
// its time has become quiet.
func (s *Store) takeDelivery(tx *gorm.DB, channel crm.Channel) (p crm.Parcel, due, ok bool, err error) {
	now := crm.Moment(s.clock.Now())
	var row deliveryRow
	err = tx.Raw(`UPDATE deliveries SET state = 'sending', attempts = attempts + 1, next_at = @until FROM (
			SELECT id FROM deliveries WHERE channel = @channel AND ended_at IS NULL AND next_at <= @now
			ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED) AS due
		WHERE deliveries.id = due.id RETURNING deliveries.*`,
		sql.Named("channel", channel), sql.Named("now", now), sql.Named("until", now.Add(sendingFor))).Scan(&row).Error
	if err != nil || row.ID == "" {
		return p, false, false, err
	}
	p = crm.Parcel{Delivery: row.ID, Way: row.Way, Attempts: row.Attempts}
	if p.Choices, err = s.choicesOf(tx, row.UserID); err != nil {
		return p, true, false, err
	}
	if loud := quiet.Loud(p.Choices, now); loud.After(now) {
		return p, true, false, tx.Exec("UPDATE deliveries SET attempts = attempts - 1, next_at = ? WHERE id = ?", loud, row.ID).Error
	}
	if err := s.fill(tx, row, &p); err != nil {
		return p, true, false, err
	}
	if len(p.Notices) == 0 {
		return p, true, false, tx.Exec("UPDATE deliveries SET state = 'nothing', ended_at = ? WHERE id = ?", now, row.ID).Error
	}
	return p, true, true, nil
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
	if row.Attempts == 1 {
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
func (s *Store) EndDelivery(ctx context.Context, p crm.Parcel, end crm.DeliveryEnd) error {
	now := crm.Moment(s.clock.Now())
	return s.write(ctx, "store.EndDelivery", func(tx *gorm.DB) error {
		switch {
		case end.Sent:
			return tx.Exec("UPDATE deliveries SET state = 'sent', failure = '', ended_at = ? WHERE id = ? AND state = 'sending'", now, p.Delivery).Error
		case end.RetryAt.IsZero():
			return tx.Exec("UPDATE deliveries SET state = 'given_up', failure = ?, ended_at = ? WHERE id = ? AND state = 'sending'", end.Why, now, p.Delivery).Error
		}
		return tx.Exec("UPDATE deliveries SET failure = ?, next_at = ? WHERE id = ? AND state = 'sending'",
			end.Why, quiet.Loud(p.Choices, crm.Moment(end.RetryAt)), p.Delivery).Error
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

// DeliveriesDue is how many things are to be sent by now and are not.
func (s *Store) DeliveriesDue(ctx context.Context) (n int, err error) {
	err = s.read(ctx, "store.DeliveriesDue", func(tx *gorm.DB) error {
		return tx.Raw("SELECT count(*) FROM deliveries WHERE ended_at IS NULL AND (next_at <= ? OR state = 'sending')", s.clock.Now()).Scan(&n).Error
	})
	return n, err
}
