package aritest_test

import (
	"context"
	"testing"
	"time"

	"vonal/ari"
	"vonal/internal/sipphone"
)

// realPhone is a phone that speaks SIP with the real Asterisk.
type realPhone struct {
	w     *real
	name  string
	phone *sipphone.Phone
	offer *sipphone.Offer
}

func (w *real) phone(t *testing.T, name string) phone {
	t.Helper()
	ctx := context.Background()
	put := func(kind string, pairs ...string) {
		var fields []ari.ConfigTuple
		for i := 0; i < len(pairs); i += 2 {
			fields = append(fields, ari.ConfigTuple{Attribute: pairs[i], Value: pairs[i+1]})
		}
		is(t, w.in.Object("res_pjsip", kind, name).Put(ctx, fields...), nil, "put "+kind)
	}
	put("auth", "auth_type", "digest", "username", name, "password", "contract")
	put("aor", "max_contacts", "1", "remove_existing", "yes", "qualify_frequency", "15")
	put("endpoint", "context", "contract", "disallow", "all", "allow", "alaw,ulaw", "auth", name, "aors", name,
		"identify_by", "username,auth_username", "direct_media", "no")
	p, err := sipphone.NewPhone(sipphone.PhoneConfig{Server: w.stack.SIP(), User: name, Password: "contract", NoMedia: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return &realPhone{w: w, name: name, phone: p}
}

func (p *realPhone) within(t *testing.T, what string, f func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := f(ctx); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func (p *realPhone) register(t *testing.T) {
	t.Helper()
	p.within(t, "register", p.phone.Register)
}

func (p *realPhone) unregister(t *testing.T) {
	t.Helper()
	p.within(t, "unregister", p.phone.Unregister)
}

func (p *realPhone) ring(t *testing.T) {
	t.Helper()
	// Offers that were cancelled before they rang are still in line.
	p.within(t, "offer", func(ctx context.Context) error {
		for {
			offer, err := p.phone.NextOffer(ctx)
			if err != nil {
				return err
			}
			select {
			case <-offer.Ended():
				continue
			default:
			}
			p.offer = offer
			return nil
		}
	})
	p.offer.Ring()
}

func (p *realPhone) answer(t *testing.T) {
	t.Helper()
	if err := p.offer.Answer(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.offer.Acked():
	case <-time.After(patience):
		t.Fatal("the answer was not acknowledged")
	}
}

func (p *realPhone) refuse(*testing.T) { p.offer.Refuse(486) }
func (p *realPhone) hangup(*testing.T) { p.offer.Hangup() }

func (p *realPhone) remove(t *testing.T) {
	t.Helper()
	for _, kind := range []string{"endpoint", "aor", "auth"} {
		is(t, p.w.in.Object("res_pjsip", kind, p.name).Delete(context.Background()), nil, "delete "+kind)
	}
}
