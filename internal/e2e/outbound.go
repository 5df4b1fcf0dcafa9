package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"vonal/internal/sipphone"
)

// Customers are the people behind the trunk, who may be called at any number.
type Customers struct {
	Phone *sipphone.Phone

	v *Vonal
}

// Customers answer every number of the trunk as given, until the test ends.
// They speak a tone of 1000 Hz.
func (v *Vonal) Customers(t testing.TB, b sipphone.Behaviour) *Customers {
	t.Helper()
	p, err := sipphone.NewPhone(sipphone.PhoneConfig{Socket: v.Trunk, User: sipphone.AnyUser, Behaviour: b, Tone: 1000})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return &Customers{Phone: p, v: v}
}

// Offer is the next call that reaches a customer.
func (c *Customers) Offer(t testing.TB) *sipphone.Offer {
	t.Helper()
	o, err := c.Phone.NextOffer(soon(t))
	if err != nil {
		c.v.tell(t)
		t.Fatalf("no customer was called: %v", err)
	}
	return o
}

// NotCalled fails the test if a call has reached a customer that nobody has
// taken with Offer.
func (c *Customers) NotCalled(t testing.TB) {
	t.Helper()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if o, err := c.Phone.NextOffer(ended); err == nil {
		t.Errorf("the trunk was called for %s", o.Dialled())
	} else if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

// TryCall asks for a call of the agent to a number.
func (c *Client) TryCall(t testing.TB, agent, to string) Answer {
	t.Helper()
	return c.Do(t, "POST", "/calls", map[string]string{"agent_id": agent, "to": to})
}

// Calls has the agent call a number.
func (a *Agent) Calls(t testing.TB, to string) (call Call) {
	t.Helper()
	a.v.Post(t, "/calls", map[string]string{"agent_id": a.ID, "to": to}, &call)
	return call
}

// AwaitState waits until the call is in the state, and answers the call.
func (v *Vonal) AwaitState(t testing.TB, id, state string) (call Call) {
	t.Helper()
	eventually(t, patience, func() bool {
		a := v.Do(t, "GET", "/calls/"+id, nil)
		return a.Status == 200 && json.Unmarshal(a.Body, &call) == nil && call.State == state
	}, "call %s is %s", id, state)
	return call
}

// WrittenCall waits until the call has been written, and its recording looked
// at.
func (v *Vonal) WrittenCall(t testing.TB, id string) (call Call) {
	t.Helper()
	eventually(t, patience, func() bool {
		for _, c := range v.Client.Calls(t, "") {
			if c.ID == id && (c.Recording == nil || c.Recording.State != "pending") {
				call = c
				return true
			}
		}
		return false
	}, "call %s is written", id)
	return call
}
