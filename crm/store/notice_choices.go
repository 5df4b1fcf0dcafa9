package store

import (
	"context"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"vonal/crm"
	"vonal/crm/quiet"
	"vonal/internal/fault"
)

type choicesRow struct {
	UserID    crm.UserID
	Mail      crm.MailChoice
	DailyAt   string
	Push      bool
	QuietFrom string
	QuietTo   string
	Zone      string
	Language  string
}

func (choicesRow) TableName() string { return "notice_choices" }

func (r choicesRow) choices() crm.NoticeChoices {
	return crm.NoticeChoices{Mail: r.Mail, DailyAt: r.DailyAt, Push: r.Push, QuietFrom: r.QuietFrom, QuietTo: r.QuietTo, Zone: r.Zone, Language: r.Language}
}

// NoticeChoices are how a user is told of notices; those of the house where they
// have made none.
func (s *Store) NoticeChoices(ctx context.Context, user crm.UserID) (c crm.NoticeChoices, err error) {
	err = s.read(ctx, "store.NoticeChoices", func(tx *gorm.DB) error {
		c, err = s.choicesOf(tx, user)
		return err
	})
	return c, err
}

func (s *Store) choicesOf(tx *gorm.DB, user crm.UserID) (crm.NoticeChoices, error) {
	var row choicesRow
	err := tx.Where("user_id = ?", user).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return crm.DefaultNoticeChoices(s.zone), nil
	}
	return row.choices(), err
}

// PutNoticeChoices says how a user is told of notices. What waits to be sent is
// planned anew by it. By mail is told only who has an address.
func (s *Store) PutNoticeChoices(ctx context.Context, user crm.UserID, c crm.NoticeChoices) error {
	const op = "store.PutNoticeChoices"
	if err := quiet.Check(c); err != nil {
		return fault.Wrap(op, err)
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		var who userRow
		if err := tx.Where("id = ?", user).Take(&who).Error; err != nil {
			return err
		}
		if c.Mail != crm.MailOff && who.Email == nil {
			return fault.New(fault.Invalid, op, "your account has no mail address; an administrator can add it").At("mail")
		}
		row := choicesRow{UserID: user, Mail: c.Mail, DailyAt: c.DailyAt, QuietFrom: c.QuietFrom, QuietTo: c.QuietTo, Zone: c.Zone, Language: c.Language}
		kept := clause.OnConflict{Columns: []clause.Column{{Name: "user_id"}},
			DoUpdates: clause.AssignmentColumns([]string{"mail", "daily_at", "quiet_from", "quiet_to", "zone", "language"})} // push goes by browser
		if err := tx.Clauses(kept).Create(&row).Error; err != nil {
			return err
		}
		if err := tx.Exec("DELETE FROM deliveries WHERE user_id = ? AND state = 'waiting'", user).Error; err != nil {
			return err
		}
		return s.planUntold(tx, user)
	})
}

// planUntold has sent what a user has not read and nothing has told them of.
func (s *Store) planUntold(tx *gorm.DB, user crm.UserID) error {
	var untold []toldRow
	err := tx.Raw(`SELECT DISTINCT notices.user_id, kind, at, true AS chosen, c.mail, c.daily_at, c.push, c.quiet_from, c.quiet_to, c.zone, c.language
		FROM notices JOIN notice_choices AS c ON c.user_id = notices.user_id
		WHERE notices.user_id = ? AND read_at IS NULL AND (mail_id IS NULL AND c.mail <> 'off' OR push_id IS NULL AND c.push)`, user).Scan(&untold).Error
	if err != nil {
		return err
	}
	return s.planDeliveries(tx, untold)
}
