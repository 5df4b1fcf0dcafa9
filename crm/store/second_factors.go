package store

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/totp"
	"vonal/internal/fault"
)

// What is made when a second factor is confirmed, and how long a log-in may
// wait for its code and how often it may be wrong about it.
const (
	recoveryCodes  = 10
	recoveryLength = 16 // of 32 letters: 80 bits
	challengeLife  = 5 * time.Minute
	challengeTries = 5
)

// issuer is what an authenticator calls us.
const issuer = "Vonal"

type secondFactorRow struct {
	UserID      crm.UserID
	Secret      []byte
	CreatedAt   time.Time
	ConfirmedAt *time.Time
	LastStep    int64
}

func (secondFactorRow) TableName() string { return "second_factors" }

func wrongCode(op string) error {
	return fault.New(fault.Anonymous, op, "the code is wrong, or was used already")
}

// SecondFactor is how far a user's second factor is.
func (s *Store) SecondFactor(ctx context.Context, user crm.UserID) (f crm.SecondFactor, err error) {
	const op = "store.SecondFactor"
	if !sound(user) {
		return f, unknown(op)
	}
	var rows []secondFactorRow
	var left int64
	err = s.read(ctx, op, func(tx *gorm.DB) error {
		if err := tx.Where("user_id = ? AND confirmed_at IS NOT NULL", user).Find(&rows).Error; err != nil {
			return err
		}
		return tx.Table("recovery_codes").Where("user_id = ?", user).Count(&left).Error
	})
	if err != nil || len(rows) == 0 {
		return f, err
	}
	return crm.SecondFactor{On: true, Since: utc(rows[0].ConfirmedAt), Recovery: int(left)}, nil
}

// StartSecondFactor makes the secret of an authenticator, in place of one that
// was never confirmed. Where one is set up already that is a fault of kind
// Conflict.
func (s *Store) StartSecondFactor(ctx context.Context, user crm.User) (crm.Enrolment, error) {
	const op = "store.StartSecondFactor"
	if s.sealer == nil {
		return crm.Enrolment{}, fault.New(fault.Conflict, op, "the server has no key to keep second factors by (--secret-key)")
	}
	made, err := totp.New(issuer, user.Login)
	if err != nil {
		return crm.Enrolment{}, fault.Wrap(op, err)
	}
	sealed, err := s.sealer.Seal(made.Text, string(user.ID))
	if err != nil {
		return crm.Enrolment{}, fault.Wrap(op, err)
	}
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		done := tx.Exec(`INSERT INTO second_factors (user_id, secret, created_at) VALUES (?, ?, ?)
			ON CONFLICT (user_id) DO UPDATE SET secret = EXCLUDED.secret, created_at = EXCLUDED.created_at, last_step = 0
			WHERE second_factors.confirmed_at IS NULL`, user.ID, sealed, crm.Moment(s.clock.Now()))
		if done.Error == nil && done.RowsAffected == 0 {
			return fault.New(fault.Conflict, op, "a second factor is set up already")
		}
		return done.Error
	})
	return crm.Enrolment{Secret: made.Text, Address: made.Address, Picture: made.Picture}, err
}

// ConfirmSecondFactor sets it up by a first code, ends the user's sessions but
// the one that is kept, and answers the codes of recovery, which are not kept.
func (s *Store) ConfirmSecondFactor(ctx context.Context, user crm.UserID, code, kept string) ([]string, error) {
	const op = "store.ConfirmSecondFactor"
	codes := make([]string, recoveryCodes)
	for i := range codes {
		codes[i] = rand.Text()[:recoveryLength]
	}
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		row, err := factorOf(tx, user)
		if err != nil {
			return err
		}
		if row.ConfirmedAt != nil {
			return fault.New(fault.Conflict, op, "a second factor is set up already")
		}
		step, err := s.stepOf(row, code)
		if err != nil {
			return err
		}
		if step == 0 {
			return fault.New(fault.Invalid, op, "the code is wrong").At("code")
		}
		err = tx.Exec("UPDATE second_factors SET confirmed_at = ?, last_step = ? WHERE user_id = ?", crm.Moment(s.clock.Now()), step, user).Error
		if err != nil {
			return err
		}
		for _, c := range codes {
			if err := tx.Exec("INSERT INTO recovery_codes (user_id, digest) VALUES (?, ?)", user, digestOf(c)).Error; err != nil {
				return err
			}
		}
		return tx.Exec("DELETE FROM sessions WHERE user_id = ? AND digest <> ?", user, digestOf(kept)).Error
	})
	for i, c := range codes {
		codes[i] = strings.Join([]string{c[:4], c[4:8], c[8:12], c[12:]}, "-")
	}
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// factorOf is the user's, held until the transaction ends.
func factorOf(tx *gorm.DB, user crm.UserID) (row secondFactorRow, err error) {
	err = tx.Clauses(forUpdate).Where("user_id = ?", user).Take(&row).Error
	return row, err
}

// stepOf is the step of which the code is, 0 if it is of none.
func (s *Store) stepOf(row secondFactorRow, code string) (int64, error) {
	if s.sealer == nil {
		return 0, fault.New(fault.Unavailable, "store.stepOf", "the server has no key to read second factors by (--secret-key)")
	}
	secret, err := s.sealer.Open(row.Secret, string(row.UserID))
	if err != nil {
		return 0, err
	}
	step, _ := totp.Step(secret, code, s.clock.Now())
	return step, nil
}

// CheckSecondFactor accepts a code of the user's authenticator, or one of the
// codes of recovery; each once. Any other is a fault of kind Anonymous.
func (s *Store) CheckSecondFactor(ctx context.Context, user crm.UserID, code string) error {
	const op = "store.CheckSecondFactor"
	if !sound(user) {
		return unknown(op)
	}
	code = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
	return s.write(ctx, op, func(tx *gorm.DB) error {
		row, err := factorOf(tx, user)
		if err != nil {
			return anonymous(op, err)
		}
		if len(code) == recoveryLength {
			spent := tx.Exec("DELETE FROM recovery_codes WHERE user_id = ? AND digest = ?", user, digestOf(code))
			if spent.Error == nil && spent.RowsAffected == 0 {
				return wrongCode(op)
			}
			return spent.Error
		}
		step, err := s.stepOf(row, code)
		if err != nil {
			return err
		}
		if step == 0 || step <= row.LastStep || row.ConfirmedAt == nil {
			return wrongCode(op)
		}
		return tx.Exec("UPDATE second_factors SET last_step = ? WHERE user_id = ?", step, user).Error
	})
}

// RemoveSecondFactor takes it away, with its codes of recovery.
func (s *Store) RemoveSecondFactor(ctx context.Context, user crm.UserID) error {
	const op = "store.RemoveSecondFactor"
	if !sound(user) {
		return unknown(op)
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		if err := tx.Exec("DELETE FROM recovery_codes WHERE user_id = ?", user).Error; err != nil {
			return err
		}
		return tx.Exec("DELETE FROM second_factors WHERE user_id = ?", user).Error
	})
}

// Challenge is what a log-in shows with the code, after its password was right.
func (s *Store) Challenge(ctx context.Context, user crm.UserID) (plain string, err error) {
	const op = "store.Challenge"
	plain, digest, err := secret()
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	now := crm.Moment(s.clock.Now())
	return plain, s.write(ctx, op, func(tx *gorm.DB) error {
		if err := tx.Exec("DELETE FROM challenges WHERE expires_at <= ?", now).Error; err != nil {
			return err
		}
		return tx.Exec("INSERT INTO challenges (user_id, digest, expires_at) VALUES (?, ?, ?)", user, digest, now.Add(challengeLife)).Error
	})
}

// Challenged is whose log-in a challenge is. It counts as a try, of which there
// are few; after them, or in the end, it is a fault of kind Anonymous.
func (s *Store) Challenged(ctx context.Context, plain string) (user crm.UserID, err error) {
	const op = "store.Challenged"
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		return tx.Raw(`UPDATE challenges SET tries = tries + 1 WHERE digest = ? AND tries < ? AND expires_at > ? RETURNING user_id`,
			digestOf(plain), challengeTries, crm.Moment(s.clock.Now())).Scan(&user).Error
	})
	if err == nil && user == "" {
		err = fault.New(fault.Anonymous, op, "the log-in took too long; begin again")
	}
	return user, err
}

// SpendChallenge ends one that was answered; Anonymous when another has spent
// it in the meantime.
func (s *Store) SpendChallenge(ctx context.Context, plain string) error {
	const op = "store.SpendChallenge"
	return s.write(ctx, op, func(tx *gorm.DB) error {
		done := tx.Exec("DELETE FROM challenges WHERE digest = ?", digestOf(plain))
		if done.Error == nil && done.RowsAffected == 0 {
			return fault.New(fault.Anonymous, op, "the log-in took too long; begin again")
		}
		return done.Error
	})
}
