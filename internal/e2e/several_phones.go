package e2e

import (
	"context"
	"errors"
	"testing"

	"vonal/internal/sipphone"
)

// Another is a further phone of an agent that registers here.
type Another struct {
	PhoneView
	Phone *sipphone.Phone

	a *Agent
}

// Another gives the agent one more phone, registers it, and waits until calls
// reach it. It speaks the same tone as the first.
func (a *Agent) Another(t testing.TB, b sipphone.Behaviour, more map[string]any) *Another {
	t.Helper()
	p := &Another{a: a}
	a.v.Post(t, "/agents/"+a.ID+"/phones", filled(more), &p.PhoneView)
	var err error
	p.Phone, err = sipphone.NewPhone(sipphone.PhoneConfig{Server: p.SIP.Domain, User: p.SIP.Username, Password: p.SIP.Password, Behaviour: b, Tone: 700})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Phone.Close)
	if err := p.Phone.Register(soon(t)); err != nil {
		t.Fatalf("%s's other phone cannot register: %v", a.Name, err)
	}
	eventually(t, patience, func() bool { return p.Now(t).Up }, "%s's other phone can be reached", a.Name)
	return p
}

// Outside gives the agent an outside phone of this number.
func (a *Agent) Outside(t testing.TB, number string, more map[string]any) (p PhoneView) {
	t.Helper()
	more = filled(more)
	more["number"] = number
	a.v.Post(t, "/agents/"+a.ID+"/phones", more, &p)
	return p
}

func filled(more map[string]any) map[string]any {
	if more == nil {
		more = map[string]any{}
	}
	return more
}

// Now is the phone as the API shows it at this moment; the zero value when the
// agent has it no more.
func (p *Another) Now(t testing.TB) PhoneView {
	t.Helper()
	for _, now := range p.a.Phones(t) {
		if now.ID == p.ID {
			return now
		}
	}
	return PhoneView{}
}

// Phones are the agent's phones as the API shows them.
func (a *Agent) Phones(t testing.TB) []PhoneView {
	t.Helper()
	var list struct {
		Items []PhoneView `json:"items"`
	}
	a.v.Get(t, "/agents/"+a.ID+"/phones", &list)
	return list.Items
}

// Offer is the next call offered to the phone.
func (p *Another) Offer(t testing.TB) *sipphone.Offer {
	t.Helper()
	o, err := p.Phone.NextOffer(soon(t))
	if err != nil {
		p.a.v.tell(t)
		t.Fatalf("%s's other phone was offered no call: %v", p.a.Name, err)
	}
	return o
}

// NotRung fails the test if a call was offered to the phone that nobody has
// taken with Offer.
func (p *Another) NotRung(t testing.TB) {
	t.Helper()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Phone.NextOffer(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("%s's other phone was rung: %v", p.a.Name, err)
	}
}
