package routing

import (
	"time"

	"vonal/internal/fault"
)

// Policy holds the numbers an administrator may change while calls are
// running. Durations count from the time of the fact, never from the present.
// It is the only home of 5 s, 180 s and their kin.
type Policy struct {
	RingTimeout   time.Duration // how long one agent's phone rings, from its first 180, before the next is tried
	NoRingTimeout time.Duration // how long a phone may take to begin to ring before it counts as unreachable
	Retry         time.Duration // how long a phone that did not ring is left alone before it is tried again
	WrapUp        time.Duration // longest rest after a call; the agent may end it sooner
	Extension     time.Duration // what one press of Extend adds to the wrap-up
	MaxExtensions int           // how often one wrap-up may be extended
	DialTimeout   time.Duration // how long a customer's phone rings when we call
	MissesToPause int           // misses in a row that pause an agent; 0 never
	Lease         time.Duration // how long a waiting caller stays with a controller that has fallen silent
	MaxTalk       time.Duration // the longest a conversation can last; Asterisk itself ends it then

	OwnerWait      time.Duration // how long only the owner of the card is waited for; 0 not at all
	DeputyWait     time.Duration // how long then only the owner's deputy is
	TeamWait       time.Duration // how long then only the team of the dialled number is, before everybody
	ImportantLevel Level         // the least experience for important customers
	KeyLevel       Level         // the same for key customers
	LowerAfter     time.Duration // after each such wait one level less is enough, but never a newcomer; 0 never
	NewcomersAfter time.Duration // after such a wait even a newcomer is enough; 0 never
	RampQuota      int           // easy calls a shift that are first offered to a newcomer
	KeepPlace      time.Duration // within which a caller who was cut off keeps their place in the line; 0 never
}

// DefaultPolicy is what product.md promises.
var DefaultPolicy = Policy{
	RingTimeout:   5 * time.Second,
	NoRingTimeout: 2 * time.Second,
	Retry:         60 * time.Second,
	WrapUp:        180 * time.Second,
	Extension:     60 * time.Second,
	MaxExtensions: 2,
	DialTimeout:   45 * time.Second,
	MissesToPause: 3,
	Lease:         20 * time.Second,
	MaxTalk:       4 * time.Hour,

	OwnerWait:      10 * time.Second,
	DeputyWait:     10 * time.Second,
	TeamWait:       20 * time.Second,
	ImportantLevel: Regular,
	KeyLevel:       Senior,
	LowerAfter:     30 * time.Second,
	RampQuota:      5,
	KeepPlace:      300 * time.Second,
}

// EntryLease is the lease with which the dialplan hands a caller over
// (asterisk-conf, VONAL_LEASE).
const EntryLease = 20 * time.Second

// Check refuses a policy no desk could run by; the fault names the member as
// the API spells it.
func (p Policy) Check() error {
	for _, d := range []struct {
		field     string
		got       time.Duration
		low, high time.Duration
	}{
		{"ring_timeout_ms", p.RingTimeout, time.Second, 2 * time.Minute},
		{"no_ring_timeout_ms", p.NoRingTimeout, 200 * time.Millisecond, 30 * time.Second},
		{"retry_ms", p.Retry, time.Second, time.Hour},
		{"wrapup_ms", p.WrapUp, time.Second, time.Hour},
		{"extension_ms", p.Extension, time.Second, time.Hour},
		{"dial_timeout_ms", p.DialTimeout, 5 * time.Second, 5 * time.Minute},
		{"lease_ms", p.Lease, 5 * time.Second, 5 * time.Minute},
		{"max_talk_ms", p.MaxTalk, time.Minute, 24 * time.Hour},
		{"owner_wait_ms", p.OwnerWait, 0, 10 * time.Minute},
		{"deputy_wait_ms", p.DeputyWait, 0, 10 * time.Minute},
		{"team_wait_ms", p.TeamWait, 0, 10 * time.Minute},
		{"lower_after_ms", p.LowerAfter, 0, time.Hour},
		{"newcomers_after_ms", p.NewcomersAfter, 0, time.Hour},
		{"keep_place_ms", p.KeepPlace, 0, time.Hour},
	} {
		if d.got < d.low || d.got > d.high {
			return outside(d.field, d.got, d.low, d.high)
		}
	}
	for _, n := range []struct {
		field     string
		got, high int
	}{
		{"max_extensions", p.MaxExtensions, 100},
		{"misses_to_pause", p.MissesToPause, 1000},
		{"important_level", int(p.ImportantLevel), int(Senior)},
		{"key_level", int(p.KeyLevel), int(Senior)},
		{"ramp_quota", p.RampQuota, 1000},
	} {
		if n.got < 0 || n.got > n.high {
			return outside(n.field, n.got, 0, n.high)
		}
	}
	return nil
}

func outside(field string, got, low, high any) error {
	return fault.New(fault.Invalid, "routing.Policy", "must be between %v and %v, not %v", low, high, got).At(field)
}

// renewal is how often a waiting caller's lease is renewed: four times within
// it, so that three renewals may fail before a caller is taken from us.
func (p Policy) renewal() time.Duration { return p.Lease / 4 }

// ClaimLease is how long an agent stays claimed when nobody says what became
// of the offer: the third guard, behind our deadline and the dial's own. Where
// one of the phones takes longer, KeepAgent makes it longer.
func (p Policy) ClaimLease() time.Duration { return p.NoRingTimeout + p.RingTimeout + claimMargin }

const claimMargin = 5 * time.Second
