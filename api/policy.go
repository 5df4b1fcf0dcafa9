package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/internal/fault"
	"vonal/routing"
)

// policyNumbers is routing.Policy as the API and the store spell it.
type policyNumbers struct {
	RingTimeoutMs   int64 `json:"ring_timeout_ms"`
	NoRingTimeoutMs int64 `json:"no_ring_timeout_ms"`
	RetryMs         int64 `json:"retry_ms"`
	WrapupMs        int64 `json:"wrapup_ms"`
	ExtensionMs     int64 `json:"extension_ms"`
	DialTimeoutMs   int64 `json:"dial_timeout_ms"`
	MaxExtensions   int   `json:"max_extensions"`
	MissesToPause   int   `json:"misses_to_pause"`
	LeaseMs         int64 `json:"lease_ms"`
	MaxTalkMs       int64 `json:"max_talk_ms"`

	OwnerWaitMs      int64     `json:"owner_wait_ms"`
	DeputyWaitMs     int64     `json:"deputy_wait_ms"`
	TeamWaitMs       int64     `json:"team_wait_ms"`
	ImportantLevel   crm.Level `json:"important_level"`
	KeyLevel         crm.Level `json:"key_level"`
	LowerAfterMs     int64     `json:"lower_after_ms"`
	NewcomersAfterMs int64     `json:"newcomers_after_ms"`
	RampQuota        int       `json:"ramp_quota"`
	KeepPlaceMs      int64     `json:"keep_place_ms"`

	// OutcomeRequired is no number of the desk's, which knows no outcomes.
	OutcomeRequired bool `json:"outcome_required"`

	// Nor are those of duties, which crm/store reads where it keeps them.
	DutyDueMs  int64 `json:"duty_due_ms"`
	DutyTalkMs int64 `json:"duty_talk_ms"`

	// RecordingsDays is read there, too.
	RecordingsDays int `json:"recordings_days"`
}

// numbersOf are the numbers of the desk, and the product's for all others.
func numbersOf(p routing.Policy) policyNumbers {
	return policyNumbers{
		RingTimeoutMs:   p.RingTimeout.Milliseconds(),
		NoRingTimeoutMs: p.NoRingTimeout.Milliseconds(),
		RetryMs:         p.Retry.Milliseconds(),
		WrapupMs:        p.WrapUp.Milliseconds(),
		ExtensionMs:     p.Extension.Milliseconds(),
		DialTimeoutMs:   p.DialTimeout.Milliseconds(),
		MaxExtensions:   p.MaxExtensions,
		MissesToPause:   p.MissesToPause,
		LeaseMs:         p.Lease.Milliseconds(),
		MaxTalkMs:       p.MaxTalk.Milliseconds(),

		OwnerWaitMs:      p.OwnerWait.Milliseconds(),
		DeputyWaitMs:     p.DeputyWait.Milliseconds(),
		TeamWaitMs:       p.TeamWait.Milliseconds(),
		ImportantLevel:   levels[min(max(p.ImportantLevel, routing.Newcomer), routing.Senior)],
		KeyLevel:         levels[min(max(p.KeyLevel, routing.Newcomer), routing.Senior)],
		LowerAfterMs:     p.LowerAfter.Milliseconds(),
		NewcomersAfterMs: p.NewcomersAfter.Milliseconds(),
		RampQuota:        p.RampQuota,
		KeepPlaceMs:      p.KeepPlace.Milliseconds(),

		DutyDueMs:  crm.DefaultDutyRules.Due.Milliseconds(),
		DutyTalkMs: crm.DefaultDutyRules.Talk.Milliseconds(),
	}
}

// levels are the levels in their order, which is that of routing.Level.
var levels = []crm.Level{crm.Newcomer, crm.Regular, crm.Senior}

func (n policyNumbers) policy() routing.Policy {
	return routing.Policy{
		RingTimeout:   length(n.RingTimeoutMs),
		NoRingTimeout: length(n.NoRingTimeoutMs),
		Retry:         length(n.RetryMs),
		WrapUp:        length(n.WrapupMs),
		Extension:     length(n.ExtensionMs),
		DialTimeout:   length(n.DialTimeoutMs),
		MaxExtensions: n.MaxExtensions,
		MissesToPause: n.MissesToPause,
		Lease:         length(n.LeaseMs),
		MaxTalk:       length(n.MaxTalkMs),

		OwnerWait:      length(n.OwnerWaitMs),
		DeputyWait:     length(n.DeputyWaitMs),
		TeamWait:       length(n.TeamWaitMs),
		ImportantLevel: routing.Level(slices.Index(levels, n.ImportantLevel)), // -1, which Check refuses, for none of them
		KeyLevel:       routing.Level(slices.Index(levels, n.KeyLevel)),
		LowerAfter:     length(n.LowerAfterMs),
		NewcomersAfter: length(n.NewcomersAfterMs),
		RampQuota:      n.RampQuota,
		KeepPlace:      length(n.KeepPlaceMs),
	}
}

func (n policyNumbers) duties() crm.DutyRules {
	return crm.DutyRules{Due: length(n.DutyDueMs), Talk: length(n.DutyTalkMs)}
}

func (n policyNumbers) retention() crm.Retention {
	return crm.Retention{RecordingsDays: n.RecordingsDays}
}

// length is milliseconds as a duration; what would not fit becomes as long as
// can be, so that a check refuses it instead of taking it for something else.
func length(ms int64) time.Duration {
	const most = int64(1<<63-1) / int64(time.Millisecond)
	return time.Duration(max(-most, min(ms, most))) * time.Millisecond
}

// PolicyOf reads a stored policy. Numbers it does not hold are the default's:
// none was ever set, or it is from before a number existed.
func PolicyOf(stored crm.Policy) (routing.Policy, error) {
	numbers, err := storedNumbers(stored)
	if err != nil {
		return routing.Policy{}, err
	}
	p := numbers.policy()
	return p, p.Check()
}

// PolicyFrom reads numbers as PUT /policy takes them; those that are left out are
// the product's. What is no number of a policy is refused.
func PolicyFrom(text []byte) (routing.Policy, error) {
	const op = "api.PolicyFrom"
	numbers := numbersOf(routing.DefaultPolicy)
	var form PolicyChange
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&form); err != nil {
		return routing.Policy{}, fault.New(fault.Invalid, op, "these are no numbers of a policy: %w", err)
	}
	if err := sameMembers(form, &numbers); err != nil {
		return routing.Policy{}, err
	}
	p := numbers.policy()
	return p, p.Check()
}

func storedNumbers(stored crm.Policy) (policyNumbers, error) {
	numbers := numbersOf(routing.DefaultPolicy)
	if len(stored.Numbers) == 0 {
		return numbers, nil
	}
	if err := json.Unmarshal(stored.Numbers, &numbers); err != nil {
		return numbers, fault.Wrap("api.storedNumbers", err)
	}
	return numbers, nil
}

// GetPolicy answers the live numbers.
func (h handlers) GetPolicy(c echo.Context) error {
	view, err := h.policyNow(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, view)
}

func (h handlers) policyNow(ctx context.Context) (Policy, error) {
	stored, err := h.cfg.Store.CurrentPolicy(ctx)
	if err != nil {
		return Policy{}, err
	}
	return policyView(stored)
}

func policyView(stored crm.Policy) (Policy, error) {
	n, err := storedNumbers(stored)
	if err != nil {
		return Policy{}, err
	}
	view := Policy{Version: stored.Version, ChangedAt: moment(stored.At), ChangedBy: text(stored.ByName)}
	return view, sameMembers(n, &view)
}

// PutPolicy changes the live numbers: stored first, then used by the desk.
func (h handlers) PutPolicy(c echo.Context) error {
	var form PolicyChange
	if err := c.Bind(&form); err != nil {
		return err
	}
	ctx := settled(c)
	stored, err := h.cfg.Store.CurrentPolicy(ctx)
	if err != nil {
		return err
	}
	current, err := storedNumbers(stored)
	if err != nil {
		return err
	}
	next := current
	if err := sameMembers(form, &next); err != nil {
		return err
	}
	if err := next.policy().Check(); err != nil {
		return err
	}
	if err := next.duties().Check(); err != nil {
		return err
	}
	if err := next.retention().Check(); err != nil {
		return err
	}
	text, err := json.Marshal(next)
	if err != nil {
		return fault.Wrap("api.PutPolicy", err)
	}
	seen := stored.Version
	if form.Version != nil {
		seen = *form.Version
	}
	user := callerOf(c).user
	if stored, err = h.cfg.Store.PutPolicy(ctx, user.ID, text, seen); err != nil {
		return err
	}
	view, err := policyView(stored)
	if err != nil {
		return err
	}
	afterwards(c, func() error {
		h.log.Info("policy changed", "user", user.ID, "version", stored.Version, "numbers", string(text))
		h.policies.newer(stored.Version, func() {
			h.cfg.Desk.UsePolicy(next.policy())
			h.realtime.policyChanged(view)
		})
		return nil
	})
	return c.JSON(http.StatusOK, view)
}

// versions bring the policies into use in the order of their versions: one that
// another has overtaken is not used any more. It is safe for use by many goroutines.
type versions struct {
	mu     sync.Mutex
	newest int64
}

// newer calls use if no later version was used.
func (v *versions) newer(version int64, use func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if version > v.newest {
		v.newest = version
		use()
	}
}

// sameMembers gives to the members that from has as well; what from leaves out
// stays as it was.
func sameMembers(from, to any) error {
	text, err := json.Marshal(from)
	if err != nil {
		return fault.Wrap("api.sameMembers", err)
	}
	return json.Unmarshal(text, to)
}
