package e2e_test

import (
	"testing"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

// Two agents with two phones each, and one with a mobile phone, while the
// controller is killed: one picks up meanwhile, one afterwards, and the one who
// is being asked to press a key presses it in vain, then once more.
func TestAKilledControllerFindsAllPhonesThatRing(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	v.Do(t, "PUT", "/policy", map[string]int64{"lease_ms": 20_000, "ring_timeout_ms": 60_000})
	type offered struct {
		agent         *e2e.Agent
		laptop        *e2e.Another
		caller        *sipphone.Caller
		from          string
		desk, another *sipphone.Offer
	}
	both := func(name string) (o offered) {
		o.agent = v.Agent(t, name, sipphone.RingOnly())
		o.laptop = o.agent.Another(t, sipphone.RingOnly(), nil)
		o.from = v.Number()
		o.caller = v.Dial(t, o.from)
		o.desk, o.another = o.agent.Offer(t), o.laptop.Offer(t)
		comes(t, "the desk phone rings", o.desk.Ringing())
		comes(t, "the laptop rings", o.another.Ringing())
		return o
	}
	anna, bela := both("Anna"), both("Bela")
	csaba := v.Hire(t, "Csaba", sipphone.RingOnly())
	networks := v.Customers(t, sipphone.Answers(0))
	csaba.Outside(t, "+36201112233", nil)
	csaba.Awaits(t, "available")
	mobiles := v.Number()
	waits := v.Dial(t, mobiles)
	mobile := networks.Offer(t)
	spokenTo(t, mobile)

	v.Kill9(t)
	if err := anna.another.Answer(); err != nil {
		t.Fatal(err)
	}
	mobile.Press("1")
	v.Restart(t)
	v.AwaitLive(t, anna.from, "talking")
	within(t, "the caller hears Anna", tone(anna.caller.Leg, agentsTone))
	comes(t, "Anna's desk phone stops", anna.desk.Cancelled())

	if err := bela.desk.Answer(); err != nil {
		t.Fatal(err)
	}
	within(t, "the caller hears Bela", tone(bela.caller.Leg, agentsTone))
	comes(t, "Bela's laptop stops", bela.another.Cancelled())

	mobile.Press("1")
	v.AwaitLive(t, mobiles, "talking")
	within(t, "the caller hears Csaba", tone(waits.Leg, callersTone))
	for _, c := range []*sipphone.Caller{anna.caller, bela.caller, waits} {
		c.Hangup()
		comes(t, "the call ends", c.Ended())
	}
	for _, from := range []string{anna.from, bela.from, mobiles} {
		if call := v.Written(t, from); call.Disposition != "answered" {
			t.Errorf("written as %s", call.Disposition)
		}
	}
	v.Quiet(t)
}
