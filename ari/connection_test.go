package ari_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"vonal/ari"
	"vonal/ari/aritest"
)

func TestDialSaysWhyItCannotConnect(t *testing.T) {
	a := aritest.Start(t)
	wrong := a.Options("vonal-a")
	wrong.Password = "wrong"
	if _, err := ari.Dial(context.Background(), wrong); !errors.Is(err, ari.ErrUnauthorized) {
		t.Errorf("wrong password: %v", err)
	}
	a.Booting(true)
	if _, err := ari.Dial(context.Background(), a.Options("vonal-a")); !errors.Is(err, ari.ErrBooting) {
		t.Errorf("booting: %v", err)
	}
	a.Kill()
	if _, err := ari.Dial(context.Background(), a.Options("vonal-a")); !errors.Is(err, ari.ErrNotSent) {
		t.Errorf("absent: %v", err)
	}
	for name, o := range map[string]ari.Options{
		"no application": {URL: a.URL()},
		"no address":     {Application: "vonal-a", URL: "asterisk:8088"},
		"transport":      {Application: "vonal-a", Transport: "pigeon"},
	} {
		if _, err := ari.New(o); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestDialledClientThatIsNeverRunLeavesNothing(t *testing.T) {
	a := aritest.Start(t)
	c, err := ari.Dial(context.Background(), a.Options("vonal-a"))
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if err := c.Channel("x").Hangup(context.Background(), ""); !errors.Is(err, ari.ErrClosed) {
		t.Errorf("a request after Close: %v", err)
	}
	if err := c.Run(context.Background()); !errors.Is(err, ari.ErrClosed) {
		t.Errorf("Run after Close: %v", err)
	}
	eventually(t, func() bool { return !a.Active("vonal-a") }, "the end of the connection")
}

func TestClientServesAsSoonAsAsteriskIsThere(t *testing.T) {
	a := aritest.Start(t)
	a.Kill()
	c, err := ari.New(a.Options("vonal-a"))
	if err != nil {
		t.Fatal(err)
	}
	r := run(t, c, true)
	a.Boot()
	if e := await[*ari.Connected](t, r, 1); e.Restarted {
		t.Error("the first Asterisk we ever saw counts as restarted")
	}
}

func TestEventsBeforeTheSetUpIsCompleteComeBehindConnected(t *testing.T) {
	a := aritest.Start(t)
	var caller *aritest.Caller
	a.Before("applications.filter", 1, func(aritest.Request) {
		caller = a.Call(aritest.Inbound{To: "1000", App: "vonal-a"})
	})
	r := dial(t, a.Options("vonal-a"))
	await[*ari.StasisStart](t, r, 1)
	if got := r.types(); got[0] != "Connected" {
		t.Errorf("stream begins with %v", got)
	}
	caller.Hangup()
}

func TestLostConnectionIsToldAndMadeAgain(t *testing.T) {
	a := aritest.Start(t)
	r := dial(t, a.Options("vonal-a"))
	for n := range 3 {
		await[*ari.Connected](t, r, n+1)
		a.CutConnections()
		if e := await[*ari.Disconnected](t, r, n+1); e.Err == nil {
			t.Error("Disconnected without a reason")
		}
	}
	if e := await[*ari.Connected](t, r, 4); e.Restarted {
		t.Error("a cut connection counts as a restart")
	}
	want := []string{"Connected", "Disconnected", "Connected", "Disconnected", "Connected", "Disconnected", "Connected"}
	if got := r.types(); !slices.Equal(got, want) {
		t.Errorf("stream %v", got)
	}
	if s := r.Stats(); s.Connects != 4 || s.Disconnects != 3 {
		t.Errorf("stats %+v", s)
	}
}

func TestRestartOfAsteriskIsRecognisedByItsStartTime(t *testing.T) {
	a := aritest.Start(t)
	a.SkewClock(-time.Hour) // its clock need not be ours
	r := dial(t, a.Options("vonal-a"))
	before := await[*ari.Connected](t, r, 1)
	a.Restart()
	after := await[*ari.Connected](t, r, 2)
	if !after.Restarted || !after.StartedAt.After(before.StartedAt) {
		t.Errorf("before %v, after %v restarted=%v", before.StartedAt, after.StartedAt, after.Restarted)
	}
}

func TestSilentConnectionIsGivenUpWithinTheReadDeadline(t *testing.T) {
	a := aritest.Start(t)
	o := a.Options("vonal-a")
	o.PingInterval, o.ReadDeadline = 50*time.Millisecond, 500*time.Millisecond
	o.HeartbeatInterval = time.Hour
	r := dial(t, o)
	await[*ari.Connected](t, r, 1)
	a.Freeze()
	if e := await[*ari.Disconnected](t, r, 1); !errors.Is(e.Err, ari.ErrSilent) {
		t.Errorf("given up because of %v", e.Err)
	}
	a.Thaw()
	await[*ari.Connected](t, r, 2)
}

func TestQuietConnectionIsKeptAliveByPings(t *testing.T) {
	a := aritest.Start(t)
	o := a.Options("vonal-a")
	o.PingInterval, o.ReadDeadline, o.HeartbeatInterval = 50*time.Millisecond, time.Second, time.Hour
	r := dial(t, o)
	await[*ari.Connected](t, r, 1)
	// Two deadlines pass while nothing but pongs comes.
	passed := time.NewTimer(2 * o.ReadDeadline)
	<-passed.C
	if got := r.Stats(); got.Disconnects != 0 {
		t.Errorf("a connection that answers pings was given up: %v", r.types())
	}
}

func TestConnectionWhoseApplicationIsInactiveIsReplaced(t *testing.T) {
	a := aritest.Start(t)
	o := a.Options("vonal-a")
	o.HeartbeatInterval, o.RequestTimeout = 20*time.Millisecond, time.Second
	r := dial(t, o)
	await[*ari.Connected](t, r, 1)
	a.Refuse("events.userEvent", 1, 404, "Application not found")
	if e := await[*ari.Disconnected](t, r, 1); !errors.Is(e.Err, ari.ErrInactive) {
		t.Errorf("given up because of %v", e.Err)
	}
	await[*ari.Connected](t, r, 2)
	a.Swallow("vonal-a")
	if e := await[*ari.Disconnected](t, r, 2); !errors.Is(e.Err, ari.ErrInactive) {
		t.Errorf("given up because of %v", e.Err)
	}
	await[*ari.Connected](t, r, 3)
}

func TestOneHeartbeatThatCannotBeSentIsForgiven(t *testing.T) {
	a := aritest.Start(t)
	o := a.Options("vonal-a")
	o.HeartbeatInterval = 20 * time.Millisecond
	r := dial(t, o)
	await[*ari.Connected](t, r, 1)
	for range 3 {
		before := len(a.Requests("events.userEvent"))
		a.Refuse("events.userEvent", 1, 500, "no memory")
		eventually(t, func() bool { return len(a.Requests("events.userEvent")) > before+2 }, "the next heartbeats")
	}
	if s := r.Stats(); s.Disconnects != 0 {
		t.Fatalf("stream %v", r.types())
	}
	a.Refuse("events.userEvent", 2, 500, "no memory")
	if e := await[*ari.Disconnected](t, r, 1); !errors.Is(e.Err, ari.ErrSilent) {
		t.Errorf("given up because of %v", e.Err)
	}
}

func TestClientThatIsReplacedStepsDownAndSendsNothingMore(t *testing.T) {
	a := aritest.Start(t)
	elder := dial(t, a.Options("vonal-a"))
	await[*ari.Connected](t, elder, 1)
	younger := dial(t, a.Options("vonal-a"))
	if err := <-elder.ended; !errors.Is(err, ari.ErrReplaced) {
		t.Fatalf("elder ended with %v", err)
	}
	await[*ari.ApplicationReplaced](t, elder, 1)
	sent := len(a.Requests("channels.hangup"))
	err := elder.Channel("x").Hangup(elder.ctx, "")
	if !errors.Is(err, ari.ErrReplaced) || !errors.Is(err, ari.ErrNotSent) || len(a.Requests("channels.hangup")) != sent {
		t.Errorf("a request of the elder: %v", err)
	}
	if s := younger.Stats(); s.Disconnects != 0 {
		t.Errorf("younger: %v", younger.types())
	}
}

func TestConsumerThatIsTooSlowLosesTheConnectionAndNoEvent(t *testing.T) {
	const limit = 50
	a := aritest.Start(t)
	o := a.Options("vonal-a")
	o.EventLimit = limit
	c, err := ari.Dial(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	r := run(t, c, false)
	eventually(t, func() bool { return r.Stats().Disconnects == 0 && a.Active("vonal-a") }, "a connection")
	for n := range 3 * limit {
		a.EmitRaw("vonal-a", fmt.Sprintf(`{"type":"Counted","n":%d}`, n))
	}
	eventually(t, func() bool { return r.Stats().Overflows == 1 && !a.Active("vonal-a") }, "the overflow")
	if s := r.Stats(); s.Connects != 1 {
		t.Errorf("connected again while the consumer was behind: %+v", s)
	}
	go r.listen() // ends with the stream
	if e := await[*ari.Disconnected](t, r, 1); !errors.Is(e.Err, ari.ErrOverflow) {
		t.Errorf("disconnected by %v", e.Err)
	}
	await[*ari.Connected](t, r, 2)
	got := r.types()
	counted := 0
	for i, name := range got[1:] {
		if name == "Disconnected" {
			break
		}
		if want := fmt.Sprintf(`{"type":"Counted","n":%d}`, i); name == "Counted" && rawOf(r, i+1) == want {
			counted++
		}
	}
	if counted < limit-1 {
		t.Errorf("%d events in order before the loss, the queue held %d: %v", counted, limit, got)
	}
	r.stop()
}

func rawOf(r *running, i int) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if raw, ok := r.heard[i].(*ari.RawEvent); ok {
		return string(raw.JSON)
	}
	return ""
}

func TestSubscriptionsAndFilterAreMadeAgainAfterEveryConnect(t *testing.T) {
	a := aritest.Start(t)
	o := a.Options("vonal-a")
	o.Subscriptions = []string{"endpoint:PJSIP"}
	o.HeartbeatInterval = 20 * time.Millisecond
	r := dial(t, o)
	if e := await[*ari.Connected](t, r, 1); !slices.Equal(e.Missing, o.Subscriptions) {
		t.Errorf("missing %v before the first phone", e.Missing)
	}
	phone := a.Phone("anna")
	subscribed := func() bool {
		s, err := r.Snapshot(r.ctx)
		return err == nil && slices.Contains(s.Application.EndpointIDs, "PJSIP")
	}
	eventually(t, subscribed, "the subscription, once there is a phone")
	phone.Unregister()
	if e := await[*ari.ContactStatusChange](t, r, 1); e.Endpoint.Resource != "anna" {
		t.Errorf("status of %+v", e.Endpoint)
	}
	a.Restart()
	if e := await[*ari.Connected](t, r, 2); len(e.Missing) != 0 {
		t.Errorf("missing %v", e.Missing)
	}
	phone.Register()
	await[*ari.ContactStatusChange](t, r, 2)
	s, err := r.Snapshot(r.ctx)
	if err != nil || len(s.Application.EventsDisallowed) != len(ari.DefaultDisallowed) {
		t.Errorf("filter %v, %v", s.Application.EventsDisallowed, err)
	}
}

func TestDialOutlivesTheRaceWithAnEarlierConnectionOfTheSameName(t *testing.T) {
	a := aritest.Start(t)
	a.Refuse("applications.filter", 1, 404, "Application not found")
	a.Refuse("events.userEvent", 1, 404, "Application not found")
	r := dial(t, a.Options("vonal-a"))
	await[*ari.Connected](t, r, 1)
	if s := r.Stats(); s.Connects != 1 {
		t.Errorf("%+v", s)
	}
}

func TestCloseEndsARun(t *testing.T) {
	a := aritest.Start(t)
	r := dial(t, a.Options("vonal-a"))
	await[*ari.Connected](t, r, 1)
	r.Close()
	if err := <-r.ended; !errors.Is(err, ari.ErrClosed) {
		t.Errorf("ended with %v", err)
	}
	eventually(t, func() bool { return !a.Active("vonal-a") }, "the end of the connection")
}
