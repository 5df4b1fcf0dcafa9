package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type userRow struct {
	ID           crm.UserID
	Login        string
	Name         string
	Role         crm.Role
	AgentID      *crm.AgentID
	Email        *string
	PasswordHash string
	CreatedAt    time.Time
	DisabledAt   *time.Time
	Version      int64
}

func (userRow) TableName() string { return "users" }

func (r userRow) user() crm.User {
	return crm.User{ID: r.ID, Login: r.Login, Name: r.Name, Role: r.Role, Agent: some(r.AgentID), Email: some(r.Email),
		CreatedAt: r.CreatedAt.UTC(), DisabledAt: utc(r.DisabledAt), Version: r.Version}
}

// CreateUser makes somebody who can log in. A login that another user has is a
// fault of kind Conflict.
func (s *Store) CreateUser(ctx context.Context, in crm.NewUser) (crm.User, error) {
	const op = "store.CreateUser"
	row, err := s.newUser(ctx, op, in)
	if err != nil {
		return crm.User{}, err
	}
	err = s.write(ctx, op, func(tx *gorm.DB) error { return tx.Create(&row).Error })
	return row.user(), err
}

// newUser reckons the digest, which takes its time, before the transaction.
func (s *Store) newUser(ctx context.Context, op string, in crm.NewUser) (userRow, error) {
	in, err := in.Checked()
	if err != nil {
		return userRow{}, fault.Wrap(op, err)
	}
	if err := narrow(op, in.Agent, "agent_id"); err != nil {
		return userRow{}, err
	}
	digest, err := s.passwords.Hash(ctx, in.Password)
	if err != nil {
		return userRow{}, fault.Wrap(op, err)
	}
	id, err := newID[crm.UserID]()
	if err != nil {
		return userRow{}, fault.Wrap(op, err)
	}
	return userRow{ID: id, Login: in.Login, Name: in.Name, Role: in.Role, AgentID: null(in.Agent), Email: null(in.Email),
		PasswordHash: digest, CreatedAt: crm.Moment(s.clock.Now()), Version: 1}, nil
}

// FirstAdministrator makes an administrator if there is none yet, and says
// whether it did. Of several programs that start at once, one does.
func (s *Store) FirstAdministrator(ctx context.Context, login, name, password string) (user crm.User, made bool, err error) {
	const op = "store.FirstAdministrator"
	there, err := s.administrator(ctx, op)
	if err != nil || there {
		return crm.User{}, false, err
	}
	row, err := s.newUser(ctx, op, crm.NewUser{Login: login, Name: name, Role: crm.RoleAdministrator, Password: password})
	if err != nil {
		return crm.User{}, false, err
	}
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		if err := tx.Exec("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE").Error; err != nil {
			return err
		}
		var n int64
		if err := administrators(tx).Count(&n).Error; err != nil || n > 0 {
			return err
		}
		made = true
		return tx.Create(&row).Error
	})
	if err != nil || !made {
		return crm.User{}, false, err
	}
	return row.user(), true, nil
}

// HasAdministrator reports whether somebody is one.
func (s *Store) HasAdministrator(ctx context.Context) (bool, error) {
	return s.administrator(ctx, "store.HasAdministrator")
}

func (s *Store) administrator(ctx context.Context, op string) (bool, error) {
	var n int64
	err := s.read(ctx, op, func(tx *gorm.DB) error { return administrators(tx).Count(&n).Error })
	return n > 0, err
}

func administrators(tx *gorm.DB) *gorm.DB {
	return tx.Model(&userRow{}).Where("role = ? AND disabled_at IS NULL", crm.RoleAdministrator)
}

// ListUsers are all users, newest first.
func (s *Store) ListUsers(ctx context.Context, page crm.Page) (crm.List[crm.User], error) {
	var rows []userRow
	err := s.read(ctx, "store.ListUsers", func(tx *gorm.DB) error {
		q, err := after(tx, byUser, page)
		if err != nil {
			return err
		}
		return q.Find(&rows).Error
	})
	return cut(rows, page, func(r userRow) place { return placeOf(r.CreatedAt, r.ID) }, userRow.user), err
}

// UserByID finds a user.
func (s *Store) UserByID(ctx context.Context, id crm.UserID) (crm.User, error) {
	const op = "store.UserByID"
	if !sound(id) {
		return crm.User{}, unknown(op)
	}
	var row userRow
	err := s.read(ctx, op, func(tx *gorm.DB) error { return tx.Where("id = ?", id).Take(&row).Error })
	return row.user(), err
}

// UserByLogin finds a user by the login, however it is written.
func (s *Store) UserByLogin(ctx context.Context, login string) (crm.User, error) {
	var row userRow
	err := s.read(ctx, "store.UserByLogin", func(tx *gorm.DB) error {
		return tx.Where("login = ?", crm.CleanLogin(login)).Take(&row).Error
	})
	return row.user(), err
}

// UpdateUser changes a user. One who is disabled is logged out everywhere. The
// last administrator can neither be disabled nor become something else: that is
// a fault of kind Conflict.
func (s *Store) UpdateUser(ctx context.Context, id crm.UserID, ch crm.UserChange) (crm.User, error) {
	const op = "store.UpdateUser"
	if !sound(id) {
		return crm.User{}, unknown(op)
	}
	if err := narrow(op, some(ch.Agent), "agent_id"); err != nil {
		return crm.User{}, err
	}
	var user crm.User
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		if err := tx.Exec("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE").Error; err != nil {
			return err
		}
		var row userRow
		if err := tx.Where("id = ?", id).Take(&row).Error; err != nil {
			return err
		}
		was := row.user()
		var err error
		if user, err = ch.Apply(was, crm.Moment(s.clock.Now())); err != nil {
			return err
		}
		user.Version++
		err = tx.Model(&userRow{}).Where("id = ?", id).Updates(map[string]any{"name": user.Name, "role": user.Role,
			"agent_id": null(user.Agent), "email": null(user.Email), "disabled_at": at(user.DisabledAt), "version": user.Version}).Error
		if err != nil {
			return err
		}
		if !user.DisabledAt.IsZero() {
			if err := endSessions(tx, id); err != nil {
				return err
			}
		}
		return someAdministrator(tx, op, was)
	})
	return user, err
}

// someAdministrator refuses what has taken away the last one.
func someAdministrator(tx *gorm.DB, op string, was crm.User) error {
	if was.Role != crm.RoleAdministrator || !was.DisabledAt.IsZero() {
		return nil
	}
	var n int64
	if err := administrators(tx).Count(&n).Error; err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, op, "this is the last administrator").At("role")
	}
	return nil
}
