package store

import (
	"context"
	"crypto/rand"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type phoneRow struct {
	ID        crm.PhoneID
	AgentID   crm.AgentID
	Name      string
	Endpoint  *string
	SIPSecret *string `gorm:"column:sip_secret"`
	Number    *crm.E164
	RingMS    int64 `gorm:"column:ring_ms"`
	CreatedAt time.Time

	ProvisionDigest []byte     // of the token by which the account is fetched; null where it cannot be
	ProvisionUntil  *time.Time // and until when

	provisioning crm.Provisioning // with the token, of a row that was just written
}

func (phoneRow) TableName() string { return "phones" }

func (r phoneRow) phone() crm.Phone {
	return crm.Phone{ID: r.ID, Agent: r.AgentID, Name: r.Name, Endpoint: some(r.Endpoint), Secret: some(r.SIPSecret), Number: some(r.Number),
		Ring: time.Duration(r.RingMS) * time.Millisecond, CreatedAt: r.CreatedAt.UTC(), Provisioning: r.provisioning}
}

// newPhone is a phone to be written; one that registers here has a name and a
// secret of its own.
func (s *Store) newPhone(agent crm.AgentID, in crm.NewPhone) (phoneRow, error) {
	id, err := newID[crm.PhoneID]()
	if err != nil {
		return phoneRow{}, err
	}
	row := phoneRow{ID: id, AgentID: agent, Name: in.Name, Number: null(in.Number), RingMS: in.Ring.Milliseconds(), CreatedAt: crm.Moment(s.clock.Now())}
	if in.Number == "" {
		row.Endpoint = null("agent-" + string(id[len(id)-12:])) // its random end
		return row, s.provision(&row)
	}
	return row, nil
}

func newSIPSecret() string { return rand.Text() + rand.Text() }

// equip gives these agents their phones.
func equip(tx *gorm.DB, agents []crm.Agent) error {
	at := make(map[crm.AgentID]int, len(agents))
	ids := make([]crm.AgentID, len(agents))
	for i, a := range agents {
		at[a.ID], ids[i] = i, a.ID
	}
	var rows []phoneRow
	if err := tx.Where("agent_id IN ?", ids).Order("agent_id, created_at, id").Find(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		a := &agents[at[r.AgentID]]
		a.Phones = append(a.Phones, r.phone())
	}
	return nil
}

// AddPhone gives an agent one more phone.
func (s *Store) AddPhone(ctx context.Context, agent crm.AgentID, in crm.NewPhone) (crm.Phone, error) {
	const op = "store.AddPhone"
	in, err := in.Checked()
	if err != nil {
		return crm.Phone{}, fault.Wrap(op, err)
	}
	row, err := s.newPhone(agent, in)
	if err != nil {
		return crm.Phone{}, fault.Wrap(op, err)
	}
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		if _, err := employed(tx, op, agent); err != nil {
			return err
		}
		n, err := phonesOf(tx, agent)
		if err == nil && n >= crm.MostPhones {
			err = fault.New(fault.Conflict, op, "the agent has %d phones already", n)
		}
		if err != nil {
			return err
		}
		return tx.Create(&row).Error
	})
	return row.phone(), err
}

// ChangePhone changes how a phone is called, dialled, or how long it rings.
func (s *Store) ChangePhone(ctx context.Context, agent crm.AgentID, id crm.PhoneID, ch crm.PhoneChange) (crm.Phone, error) {
	const op = "store.ChangePhone"
	return s.onPhone(ctx, op, agent, id, func(tx *gorm.DB, p crm.Phone) (crm.Phone, error) {
		p, err := ch.Apply(p)
		if err != nil {
			return p, err
		}
		return p, tx.Updates(map[string]any{"name": p.Name, "number": null(p.Number), "ring_ms": p.Ring.Milliseconds()}).Error
	})
}

// RenewPhone gives a phone that registers here a new secret: who knows the old
// one is shut out.
func (s *Store) RenewPhone(ctx context.Context, agent crm.AgentID, id crm.PhoneID) (crm.Phone, error) {
	const op = "store.RenewPhone"
	return s.onPhone(ctx, op, agent, id, func(tx *gorm.DB, p crm.Phone) (crm.Phone, error) {
		if p.Endpoint == "" {
			return p, fault.New(fault.Conflict, op, "an outside phone has no password")
		}
		var row phoneRow
		if err := s.provision(&row); err != nil {
			return p, err
		}
		p.Secret, p.Provisioning = *row.SIPSecret, row.provisioning
		return p, tx.Select("SIPSecret", "ProvisionDigest", "ProvisionUntil").Updates(row).Error
	})
}

// RemovePhone takes a phone from an agent, who keeps one at least.
func (s *Store) RemovePhone(ctx context.Context, agent crm.AgentID, id crm.PhoneID) (crm.Phone, error) {
	const op = "store.RemovePhone"
	return s.onPhone(ctx, op, agent, id, func(tx *gorm.DB, p crm.Phone) (crm.Phone, error) {
		n, err := phonesOf(tx.Session(&gorm.Session{NewDB: true}), agent)
		if err == nil && n < 2 {
			err = fault.New(fault.Conflict, op, "an agent needs a phone")
		}
		if err != nil {
			return p, err
		}
		return p, tx.Delete(&phoneRow{}).Error
	})
}

// onPhone has act change one phone of an agent who is employed; the tx it is
// given is for the row of that phone.
func (s *Store) onPhone(ctx context.Context, op string, agent crm.AgentID, id crm.PhoneID, act func(*gorm.DB, crm.Phone) (crm.Phone, error)) (crm.Phone, error) {
	var phone crm.Phone
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		if _, err := employed(tx, op, agent); err != nil {
			return err
		}
		if !sound(id) {
			return unknown(op)
		}
		var row phoneRow
		if err := tx.Where("id = ? AND agent_id = ?", id, agent).Take(&row).Error; err != nil {
			return err
		}
		var err error
		phone, err = act(tx.Model(&phoneRow{}).Where("id = ?", id), row.phone())
		return err
	})
	return phone, err
}

// phonesOf counts the phones of an agent.
func phonesOf(tx *gorm.DB, agent crm.AgentID) (n int64, err error) {
	err = tx.Model(&phoneRow{}).Where("agent_id = ?", agent).Count(&n).Error
	return n, err
}
