package routing

import (
	"strings"
	"time"
)

// MostPhones is how many phones an agent may have.
const MostPhones = 4

// Phone is one way to reach an agent.
type Phone struct {
	Address string        // Asterisk's name of it, or an outside number in E.164; "" is the only phone the agent has
	Ring    time.Duration // how long it rings; 0 as the policy has it, or OutsideRing
}

// Outside reports whether the phone is somebody else's exchange's: a mobile
// phone. It is tried last, and who picks it up must press a key.
func (p Phone) Outside() bool { return strings.HasPrefix(p.Address, "+") }

// How long an outside phone rings where nothing else is said, and how long the
// network may take to find it.
const (
	OutsideRing   = 20 * time.Second
	outsideNoRing = 15 * time.Second
)

// askPatience is how long whoever picked up an outside phone may take to press
// the key by which the call becomes theirs: a mailbox never does.
const askPatience = 12 * time.Second

// ringTime is how long the phone rings, from its first ringing.
func (p Phone) ringTime(by Policy) time.Duration {
	switch {
	case p.Ring > 0:
		return p.Ring
	case p.Outside():
		return OutsideRing
	}
	return by.RingTimeout
}

// noRingTime is how long the phone may take to begin to ring.
func (p Phone) noRingTime(by Policy) time.Duration {
	if p.Outside() {
		return max(outsideNoRing, by.NoRingTimeout)
	}
	return by.NoRingTimeout
}

// longest is how long an attempt at the phone can take.
func (p Phone) longest(by Policy) time.Duration {
	d := p.noRingTime(by) + p.ringTime(by)
	if p.Outside() {
		d += askPatience
	}
	return d
}

// Phones are the phones of an agent, in their order, as one text, so that
// agents can be compared: "agent-1a2b agent-3c4d/15s +36301234567".
type Phones string

// PhonesOf is these phones.
func PhonesOf(all ...Phone) Phones {
	texts := make([]string, len(all))
	for i, p := range all {
		if texts[i] = p.Address; p.Ring > 0 {
			texts[i] += "/" + p.Ring.String()
		}
	}
	return Phones(strings.Join(texts, " "))
}

// All are the phones one by one, at most MostPhones.
func (p Phones) All() []Phone {
	fields := strings.Fields(string(p))
	all := make([]Phone, min(len(fields), MostPhones))
	for i := range all {
		address, ring, _ := strings.Cut(fields[i], "/")
		all[i].Address = address
		if d, err := time.ParseDuration(ring); err == nil {
			all[i].Ring = d
		}
	}
	return all
}

// Has reports whether a phone of this address is among them.
func (p Phones) Has(address string) bool {
	if !strings.Contains(string(p), address) {
		return false
	}
	for _, phone := range p.All() {
		if phone.Address == address {
			return true
		}
	}
	return false
}

// Outside reports whether one of them is an outside phone, which can always be
// tried.
func (p Phones) Outside() bool {
	for _, phone := range p.All() {
		if phone.Outside() {
			return true
		}
	}
	return false
}

// Several reports whether there is more to know of them than one address.
func (p Phones) Several() bool {
	return strings.ContainsAny(string(p), " /") || strings.HasPrefix(string(p), "+")
}
