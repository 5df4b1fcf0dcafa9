package store

import (
	"context"

	"gorm.io/gorm"

	"vonal/crm"
)

// provision gives a phone a new secret, and a new address from which a program
// fetches its account.
func (s *Store) provision(r *phoneRow) error {
	token, digest, err := secret()
	if err != nil {
		return err
	}
	until := crm.Moment(s.clock.Now()).Add(crm.ProvisioningLife)
	r.SIPSecret, r.ProvisionDigest, r.ProvisionUntil = null(newSIPSecret()), digest, &until
	r.provisioning = crm.Provisioning{Token: token, Until: until}
	return nil
}

// ProvisionedPhone is the phone whose account is fetched by this token, and its
// agent. Unknown where the time is over, the phone has registered, has another
// secret or is gone, and where the agent has left or may not log in.
func (s *Store) ProvisionedPhone(ctx context.Context, token string) (crm.Agent, crm.Phone, error) {
	var row struct {
		Phone phoneRow `gorm:"embedded"`
		Agent agentRow `gorm:"embedded;embeddedPrefix:agent_"`
	}
	err := s.read(ctx, "store.ProvisionedPhone", func(tx *gorm.DB) error {
		return tx.Table("phones").Select("phones.*, agents.name AS agent_name").
			Joins("JOIN agents ON agents.id = phones.agent_id AND agents.deleted_at IS NULL").
			Where("provision_digest = ? AND provision_until > ?", digestOf(token), s.clock.Now()).
			Where("NOT EXISTS (SELECT FROM users WHERE users.agent_id = agents.id AND users.disabled_at IS NOT NULL)").
			Take(&row).Error
	})
	return row.Agent.agent(), row.Phone.phone(), err
}

// EndProvisioning makes the addresses of these phones dead: they have registered.
func (s *Store) EndProvisioning(ctx context.Context, endpoints ...string) error {
	return s.write(ctx, "store.EndProvisioning", func(tx *gorm.DB) error {
		return tx.Model(&phoneRow{}).Where("endpoint IN ? AND provision_digest IS NOT NULL", endpoints).
			Updates(map[string]any{"provision_digest": nil, "provision_until": nil}).Error
	})
}
