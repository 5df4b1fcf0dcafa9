package crm

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"vonal/internal/fault"
)

// Webhook is an address outside of the house that is told of what happens.
type Webhook struct {
	ID           WebhookID
	Name         string
	URL          string // chosen by an administrator
	Events       []EventKind
	Off          WebhookOff // "" while it is told
	FailingSince time.Time  // zero if the last attempt succeeded
	MadeAt       time.Time
}

// WebhookOff is why a webhook is told nothing.
type WebhookOff string

// The reasons.
const (
	OffByHand  WebhookOff = "by_hand"
	OffGone    WebhookOff = "gone"    // it said so itself: 410
	OffFailing WebhookOff = "failing" // for WebhookPatience
)

// WebhookPatience is how long a webhook may fail until it is told nothing more.
const WebhookPatience = 5 * 24 * time.Hour

// MaxWebhooks is how many there may be.
const MaxWebhooks = 20

// WebhookChange is what of a webhook is changed; nil leaves a member.
type WebhookChange struct {
	Name   *string
	URL    *string
	Events *[]EventKind
	On     *bool
}

// Apply is the webhook after the change, or a fault that names the member.
func (ch WebhookChange) Apply(w Webhook) (Webhook, error) {
	const op = "crm.Webhook"
	if ch.Name != nil {
		w.Name = *ch.Name
	}
	if ch.URL != nil {
		w.URL = *ch.URL
	}
	if ch.Events != nil {
		w.Events = *ch.Events
	}
	switch {
	case ch.On == nil:
	case *ch.On:
		w.Off, w.FailingSince = "", time.Time{}
	default:
		w.Off = OffByHand
	}
	if w.Name = CleanName(w.Name); w.Name == "" {
		return w, missing(op, "name")
	}
	if err := outside(op, w.URL, "url"); err != nil {
		return w, err
	}
	w.Events = slices.Compact(slices.Sorted(slices.Values(w.Events)))
	if len(w.Events) == 0 {
		return w, missing(op, "events")
	}
	for _, kind := range w.Events {
		if !slices.Contains(EventKinds, kind) {
			return w, fault.New(fault.Invalid, op, "there is no event %q", string(kind)).At("events")
		}
	}
	return w, nil
}

// WebhookDelivery is an event that a webhook is told of.
type WebhookDelivery struct {
	ID       WebhookDeliveryID
	Event    EventID
	Kind     EventKind
	At       time.Time // of the event
	State    WebhookState
	Attempts int
	Status   int       // what was answered last; 0 if nothing was
	Answer   string    // the same in words, or why there was none
	TriedAt  time.Time // zero if it never was
	NextAt   time.Time // zero if it is not tried any more
}

// WebhookState is how far a delivery is.
type WebhookState string

// The states.
const (
	WebhookWaiting WebhookState = "waiting"
	WebhookSent    WebhookState = "sent"
	WebhookGivenUp WebhookState = "given_up"
	WebhookDropped WebhookState = "dropped" // the webhook was off when its time came
)

// WebhookCall is what a webhook is told now.
type WebhookCall struct {
	Webhook WebhookID
	URL     string
	Secret  string
	Event   EventID
	Kind    EventKind
	At      time.Time
	Data    []byte // JSON
}

// WebhookEnd is what came of telling a webhook.
type WebhookEnd struct {
	DeliveryEnd
	Status int
	Gone   bool // it wants to hear nothing any more
}

// outside refuses an address that nobody outside of the house could be reached
// by. What a name leads to is looked at again at each connection.
func outside(op, address, field string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.Fragment != "" || u.Port() != "" && u.Port() != "443" || len(address) > 2000 {
		return fault.New(fault.Invalid, op, "must be an https address, without a user, a port or a fragment").At(field)
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if a, err := netip.ParseAddr(host); err == nil && !PublicAddress(a) || !strings.ContainsAny(host, ".:") || strings.HasSuffix(host, ".localhost") {
		return fault.New(fault.Invalid, op, "must lie on the public network").At(field)
	}
	return nil
}
