package sipphone_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"vonal/internal/sipphone"
)

func fleet(t testing.TB, n int, cfg sipphone.FleetConfig) *sipphone.Fleet {
	t.Helper()
	for i := range n {
		cfg.Accounts = append(cfg.Accounts, sipphone.Account{User: fmt.Sprint(1001 + i)})
	}
	f, err := sipphone.NewFleet(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

func TestFleetOfPhonesSharesFewSockets(t *testing.T) {
	f := fleet(t, 10, sipphone.FleetConfig{Sockets: 3, Each: func(i int, c *sipphone.PhoneConfig) { c.Tone = 400 + 50*i }})
	sockets := map[string]bool{}
	for _, p := range f.Phones() {
		sockets[p.Socket().Addr()] = true
	}
	if len(sockets) != 3 || f.Phone("1010") == nil || f.Phone("1011") != nil {
		t.Errorf("%d sockets", len(sockets))
	}
	f.Behave(sipphone.Answers(0))
	for i, p := range f.Phones() {
		c := dial(t, p, sipphone.CallConfig{})
		ok(t, c.WaitTone(soon(t), 400+50*i))
		c.Hangup()
	}
}

// TestOneProcessCarriesThousandsOfCallsAMinute makes 600 calls at 150 a second
// to 200 phones on four sockets, signalling only.
func TestOneProcessCarriesThousandsOfCallsAMinute(t *testing.T) {
	const calls, perSecond = 600, 150
	f := fleet(t, 200, sipphone.FleetConfig{Sockets: 4, Phone: sipphone.PhoneConfig{NoMedia: true, Behaviour: sipphone.Answers(0)}})
	s := listen(t)
	setups := make([]time.Duration, calls)
	var all sync.WaitGroup
	ok(t, sipphone.Pace(t.Context(), perSecond, calls, func(i int) {
		p := f.Phones()[i%len(f.Phones())]
		c, err := sipphone.Call(t.Context(), sipphone.CallConfig{Socket: s, Server: p.Socket().Addr(), To: p.User(), NoMedia: true})
		ok(t, err)
		all.Go(func() {
			if err := c.WaitAnswered(soon(t)); err != nil {
				t.Errorf("call %d: %v", i, err)
			}
			setups[i] = c.SetupTime()
			c.Hangup()
			<-c.Ended()
		})
	}))
	all.Wait()
	slices.Sort(setups)
	t.Logf("set-up p50 %v p95 %v p99 %v", setups[calls/2], setups[calls*95/100], setups[calls*99/100])
	for _, p := range f.Phones() {
		eventually(t, "no call left", func() bool { return p.Calls() == 0 })
	}
}
