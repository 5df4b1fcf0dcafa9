package crm

import (
	"time"

	"vonal/internal/fault"
)

// MostPhones is how many phones an agent may have.
const MostPhones = 4

// ProvisioningLife is how long a program may fetch the account of a phone that
// was just made or given a new secret.
const ProvisioningLife = 15 * time.Minute

// Provisioning is the secret address of a phone's account: whoever has the token
// reads the account until then, or until the phone has registered.
type Provisioning struct {
	Token string // told once and not kept
	Until time.Time
}

// Phone is one way to reach an agent: a phone that registers here, or an outside
// one that is dialled.
type Phone struct {
	ID        PhoneID
	Agent     AgentID
	Name      string        // what its owner calls it; "" is the desk phone
	Endpoint  string        // Asterisk's name of it, and its SIP user; "" for an outside phone
	Secret    string        // its SIP password
	Number    E164          // of an outside phone; "" for others
	Ring      time.Duration // how long it rings; 0 as the policy has it
	CreatedAt time.Time

	Provisioning Provisioning // of a phone that was just made or given a new secret
}

// NewPhone is what is needed to make one; a Number makes it an outside phone.
type NewPhone struct {
	Name   string
	Number E164
	Ring   time.Duration
}

// PhoneChange holds what to change; nil leaves a member as it is.
type PhoneChange struct {
	Name   *string
	Number *E164 // of an outside phone only
	Ring   *time.Duration
}

// The longest and the shortest that a phone rings where it has a time of its own.
const (
	shortestRing = time.Second
	longestRing  = 2 * time.Minute
)

// Checked is the phone with its text cleaned, or a fault that names the member.
func (p NewPhone) Checked() (NewPhone, error) {
	const op = "crm.NewPhone"
	p.Name = CleanName(p.Name)
	if p.Number != "" && !p.Number.Valid() {
		return p, fault.New(fault.Invalid, op, "is not a number of the whole world, +3612345678").At("number")
	}
	return p, checkRing(op, p.Ring)
}

// Apply is the phone after the change, or a fault that names the member.
func (ch PhoneChange) Apply(p Phone) (Phone, error) {
	const op = "crm.PhoneChange"
	if ch.Name != nil {
		p.Name = CleanName(*ch.Name)
	}
	if ch.Number != nil {
		if p.Number == "" {
			return p, fault.New(fault.Invalid, op, "only an outside phone has a number").At("number")
		}
		p.Number = *ch.Number
	}
	if ch.Ring != nil {
		p.Ring = *ch.Ring
	}
	checked, err := NewPhone{Name: p.Name, Number: p.Number, Ring: p.Ring}.Checked()
	p.Name = checked.Name
	return p, err
}

func checkRing(op string, d time.Duration) error {
	if d != 0 && (d < shortestRing || d > longestRing) {
		return fault.New(fault.Invalid, op, "must be between %v and %v, or 0", shortestRing, longestRing).At("ring_ms")
	}
	return nil
}
