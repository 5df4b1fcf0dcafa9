package e2e

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"vonal/internal/sipphone"
)

// Agent is an agent with a desk phone.
type Agent struct {
	AgentView
	Phone *sipphone.Phone // registered by Vonal.Agent, not by Vonal.Hire

	v *Vonal
}

// Agent makes an agent whose phone is registered and behaves as given, and
// waits until calls may come. The agent leaves after the test.
func (v *Vonal) Agent(t testing.TB, name string, b sipphone.Behaviour, change ...func(*sipphone.PhoneConfig)) *Agent {
	t.Helper()
	a := v.Hire(t, name, b, change...)
	a.Register(t)
	return a
}

// Hire makes an agent and a phone that is not registered yet.
func (v *Vonal) Hire(t testing.TB, name string, b sipphone.Behaviour, change ...func(*sipphone.PhoneConfig)) *Agent {
	t.Helper()
	a := &Agent{v: v}
	extension := fmt.Sprint(1000 + v.numbers.Add(1))
	v.Post(t, "/agents", map[string]string{"name": name, "extension": extension}, &a.AgentView)
	cfg := sipphone.PhoneConfig{
		Server: a.AgentView.SIP.Domain, User: a.AgentView.SIP.Username, Password: a.AgentView.SIP.Password, Behaviour: b,
		Tone: 700,
	}
	for _, c := range change {
		c(&cfg)
	}
	var err error
	if a.Phone, err = sipphone.NewPhone(cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.leave(t) })
	return a
}

// leave dismisses the agent, who may be gone already.
func (a *Agent) leave(t testing.TB) {
	t.Helper()
	if a.v.process.running() {
		a.v.Do(t, "DELETE", "/agents/"+a.ID, nil)
		a.v.Status(t, "/agents/"+a.ID, 404, patience)
	}
	a.Phone.Close()
}

// Register has the phone register and waits until Vonal knows that calls can
// reach it; one that waits may be offered at once.
func (a *Agent) Register(t testing.TB) {
	t.Helper()
	if err := a.Phone.Register(soon(t)); err != nil {
		t.Fatalf("%s's phone cannot register: %v", a.Name, err)
	}
	eventually(t, patience, func() bool {
		now := a.Now(t)
		return now.PhoneUp && now.State != "unreachable"
	}, "%s can be reached", a.Name)
}

// Now is the agent as the API shows them at this moment.
func (a *Agent) Now(t testing.TB) AgentView {
	t.Helper()
	var now AgentView
	a.v.Get(t, "/agents/"+a.ID, &now)
	return now
}

// Awaits waits until the agent is in the state, and answers the agent.
func (a *Agent) Awaits(t testing.TB, state string) AgentView {
	t.Helper()
	return a.AwaitsWithin(t, state, patience)
}

// AwaitsWithin waits no longer than given.
func (a *Agent) AwaitsWithin(t testing.TB, state string, within time.Duration) (now AgentView) {
	t.Helper()
	eventually(t, within, func() bool {
		now = a.Now(t)
		return now.State == state
	}, "%s is %s", a.Name, state)
	return now
}

// Press presses one of the agent's buttons: ready, extend.
func (a *Agent) Press(t testing.TB, button string) Answer {
	t.Helper()
	return a.v.Do(t, "POST", "/agents/"+a.ID+"/"+button, nil)
}

// Pause presses pause.
func (a *Agent) Pause(t testing.TB, reason string) Answer {
	t.Helper()
	return a.v.Do(t, "POST", "/agents/"+a.ID+"/pause", map[string]string{"reason": reason})
}

// Offer is the next call offered to the agent's phone.
func (a *Agent) Offer(t testing.TB) *sipphone.Offer {
	t.Helper()
	o, err := a.Phone.NextOffer(soon(t))
	if err != nil {
		a.v.tell(t)
		t.Fatalf("%s was offered no call: %v", a.Name, err)
	}
	return o
}

// NotRung fails the test if a call was offered to the phone that nobody has
// taken with Offer.
func (a *Agent) NotRung(t testing.TB) {
	t.Helper()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if o, err := a.Phone.NextOffer(ended); err == nil {
		t.Errorf("%s's phone was rung for %s", a.Name, o.CallerNumber())
	} else if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

// User makes a user of the role agent for the agent, and speaks as them.
func (a *Agent) User(t testing.TB) *Client {
	t.Helper()
	var user struct {
		ID string `json:"id"`
	}
	a.v.Post(t, "/users", map[string]string{
		"login": "user-" + a.Extension, "name": a.Name, "role": "agent",
		"password": "correct horse battery", "agent_id": a.ID,
	}, &user)
	var made struct {
		Token string `json:"token"`
	}
	a.v.Post(t, "/users/"+user.ID+"/tokens", nil, &made)
	return a.v.As(made.Token)
}

// soon is a context for waiting that ends before the test is given up.
func soon(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
	t.Cleanup(cancel)
	return ctx
}
