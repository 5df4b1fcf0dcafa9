// Package push tells browsers of notices by way of their makers' push services
// (RFC 8030), sealed so that these cannot read it (RFC 8291).
package push

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"

	"vonal/crm"
	"vonal/internal/fault"
)

// keptFor is how long a push service keeps what a browser is not there for.
const keptFor = 12 * time.Hour

// Sender tells browsers. It is safe for use by many goroutines.
type Sender struct {
	Client  *http.Client // of crm/outward, but in tests
	Public  string       // the pair by which browsers know who sends
	Private string
	House   string // the address of the page, for who runs the push service
}

// NewKeys makes such a pair.
func NewKeys() (public, private string, err error) {
	private, public, err = webpush.GenerateVAPIDKeys()
	return public, private, err
}

// Send tells one browser. The fault is of kind Unknown where there is no such
// browser any more, Invalid where the service will not have it, Unavailable
// where it may be tried again.
func (s *Sender) Send(ctx context.Context, to crm.Push, message []byte) error {
	const op = "push.Send"
	who := s.House
	if !strings.HasPrefix(who, "https://") {
		who = "vonal@localhost"
	}
	res, err := webpush.SendNotificationWithContext(ctx, message, &webpush.Subscription{Endpoint: to.Endpoint, Keys: webpush.Keys{Auth: to.Auth, P256dh: to.P256dh}},
		&webpush.Options{HTTPClient: s.Client, Subscriber: who, VAPIDPublicKey: s.Public, VAPIDPrivateKey: s.Private, TTL: int(keptFor.Seconds()), Urgency: webpush.UrgencyNormal})
	if err != nil {
		return fault.New(fault.Unavailable, op, "%w", err)
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, 4096) // so that the connection can be used again
	switch {
	case res.StatusCode < 300:
		return nil
	case res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone:
		return fault.New(fault.Unknown, op, "the browser is gone: %s", res.Status)
	case res.StatusCode == http.StatusTooManyRequests || res.StatusCode >= 500:
		return fault.New(fault.Unavailable, op, "the push service answers %s", res.Status)
	}
	return fault.New(fault.Invalid, op, "the push service answers %s", res.Status)
}
