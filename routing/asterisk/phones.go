package asterisk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"vonal/ari"
	"vonal/internal/fault"
	"vonal/routing/desk"
)

// EndpointPrefix begins the name of every agent's phone. A name that is no
// number cannot be mistaken for a caller's.
const EndpointPrefix = "agent-"

const pjsip = "res_pjsip"

// atOnce is how many phones are installed side by side.
const atOnce = 8

// object is one piece of a phone's configuration.
type object struct {
	kind   string
	fields []ari.ConfigTuple
}

// objects are what makes a phone, in the order in which they must come to be.
// Templates of pjsip.conf do not apply to them, so that they are complete. A
// disallow of its own would be read after allow, when Asterisk starts again,
// and leave no codec.
func objects(p desk.Phone) []object {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune("\"<>\\;,", r) {
			return -1
		}
		return r
	}, clean(p.Name))
	return []object{
		{"auth", tuples("auth_type", "digest", "username", p.Endpoint, "password", p.Secret)},
		{"aor", tuples(
			"max_contacts", "1", "remove_existing", "yes", "remove_unavailable", "yes",
			"qualify_frequency", "15", "qualify_timeout", "2.0",
			"minimum_expiration", "30", "maximum_expiration", "3600", "default_expiration", "120")},
		{"endpoint", tuples(
			"context", "from-agents", "allow", "!all,alaw,ulaw",
			"auth", p.Endpoint, "aors", p.Endpoint, "identify_by", "username",
			"direct_media", "no", "rtp_symmetric", "yes", "force_rport", "yes", "rewrite_contact", "yes",
			"device_state_busy_at", "1", "allow_transfer", "no", "allow_subscribe", "no",
			"trust_id_inbound", "no", "send_pai", "yes",
			// A phone that has lost its power says no goodbye: the conversation ends
			// when it has not been heard for so many seconds.
			"rtp_timeout", "30", "rtp_timeout_hold", "300",
			"callerid", fmt.Sprintf("%q <%s>", name, p.Number))},
	}
}

func tuples(pairs ...string) []ari.ConfigTuple {
	out := make([]ari.ConfigTuple, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, ari.ConfigTuple{Attribute: pairs[i], Value: pairs[i+1]})
	}
	return out
}

// Add makes one phone exist, so that it can register at once.
func (a *Adapter) Add(ctx context.Context, p desk.Phone) error {
	if err := a.push(ctx, p); err != nil {
		return err
	}
	if err := a.watch(ctx, p.Endpoint); err != nil {
		return err
	}
	a.mu.Lock()
	a.phones[p.Endpoint] = p
	a.mu.Unlock()
	return nil
}

func (a *Adapter) push(ctx context.Context, p desk.Phone) error {
	for _, o := range objects(p) {
		_, err := a.ari.Asterisk().UpdateObject(ctx, pjsip, o.kind, p.Endpoint, ari.AsteriskUpdateObjectParams{Fields: o.fields})
		if err != nil {
			return failed("asterisk.Add", err)
		}
	}
	return nil
}

// Remove makes one phone disappear; it can no longer register.
func (a *Adapter) Remove(ctx context.Context, endpoint string) error {
	kinds := objects(desk.Phone{})
	slices.Reverse(kinds)
	for _, o := range kinds {
		if err := a.ari.Asterisk().DeleteObject(ctx, pjsip, o.kind, endpoint); err != nil && !errors.Is(err, ari.ErrNotFound) {
			return failed("asterisk.Remove", err)
		}
	}
	a.unwatch(ctx, endpoint)
	a.mu.Lock()
	delete(a.phones, endpoint)
	a.mu.Unlock()
	return nil
}

// Install makes these phones exist and removes agents' phones that are not
// among them, unless they are in a call. What is right already is left alone.
func (a *Adapter) Install(ctx context.Context, phones []desk.Phone) error {
	const op = "asterisk.Install"
	there, err := a.ari.Endpoints().ListByTech(ctx, "PJSIP")
	if err != nil && !errors.Is(err, ari.ErrNotFound) {
		return failed(op, err)
	}
	wanted := map[string]desk.Phone{}
	for _, p := range phones {
		wanted[p.Endpoint] = p
	}
	installed := map[string]bool{}
	some, within := errgroup.WithContext(ctx)
	some.SetLimit(atOnce)
	for _, e := range there {
		installed[e.Resource] = true
		if _, ok := wanted[e.Resource]; !ok && strings.HasPrefix(e.Resource, EndpointPrefix) && len(e.ChannelIDs) == 0 {
			some.Go(func() error { return a.Remove(within, e.Resource) })
		}
	}
	for _, p := range phones {
		some.Go(func() error {
			if installed[p.Endpoint] && a.asWanted(within, p) {
				return nil
			}
			return a.push(within, p)
		})
	}
	if err := some.Wait(); err != nil {
		return fault.Wrap(op, err)
	}
	if err := a.watch(ctx, slices.Collect(maps.Keys(wanted))...); err != nil {
		return fault.Wrap(op, err)
	}
	a.mu.Lock()
	clear(a.reachable) // the desk learns it anew from a snapshot: whatever comes next is news
	a.phones = wanted
	a.mu.Unlock()
	return nil
}

// asWanted reports whether a phone is installed as it should be.
func (a *Adapter) asWanted(ctx context.Context, p desk.Phone) bool {
	for _, o := range objects(p) {
		if o.kind == "aor" {
			continue // never differs from phone to phone
		}
		got, err := a.ari.Asterisk().GetObject(ctx, pjsip, o.kind, p.Endpoint)
		if err != nil {
			return false
		}
		for _, want := range o.fields {
			switch want.Attribute {
			case "password", "callerid", "rtp_timeout":
				if !slices.Contains(got, want) {
					return false
				}
			}
		}
	}
	return true
}

// Mirror has the native fallback queue ring these members.
func (a *Adapter) Mirror(ctx context.Context, members []desk.Member) error {
	const op = "asterisk.Mirror"
	if a.Members == nil {
		return nil
	}
	a.mirroring.Lock() // Asterisk reloads one thing at a time, and the last list must be the newest
	defer a.mirroring.Unlock()
	if err := a.Members(members); err != nil {
		return fault.Wrap(op, err)
	}
	err := a.ari.Asterisk().ReloadModule(ctx, "app_queue.so")
	if errors.Is(err, ari.ErrConflict) {
		return fault.New(fault.Unavailable, op, "%w", err) // somebody else reloads just now
	}
	return failed(op, err)
}
