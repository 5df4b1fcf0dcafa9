package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

// What phones, agents and administrators can do at the worst moment. The faults
// are those of docs/faults.md.
func TestWorstMoments(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{TestClock: true},
		agentWhoGoesDuringTheRingIsNeverInTwoMinds,
		phoneThatUnregistersWhileItRingsIsNotTriedAgain,
		phoneThatRegistersAnewWhileItRingsIsAnsweredAllTheSame,
		phoneThatForwardsIsNotFollowed,
		phoneThatLosesItsPowerDuringACallIsFreedByAsterisk,
		clockThatJumpsAheadEndsWhatIsDueAndNothingElse,
		promptThatIsMissingIsLeftOut,
		reloadOfAsteriskDisturbsNobody,
	)
}

// F24: deleted, paused, logged out at the beginning, in the middle and at the
// end of the ring. The caller goes to Boris, the phone stops, and whatever the
// agent was told holds.
func agentWhoGoesDuringTheRingIsNeverInTwoMinds(t *testing.T, v *e2e.Vonal) {
	const ring = 2 * time.Second
	policy(t, v, map[string]any{"ring_timeout_ms": ring.Milliseconds()})
	goes := map[string]func(*testing.T, *e2e.Agent){
		"paused":  func(t *testing.T, a *e2e.Agent) { a.Pause(t, "lunch") },
		"offline": func(t *testing.T, a *e2e.Agent) { a.Press(t, "logout") },
		"deleted": func(t *testing.T, a *e2e.Agent) { v.Delete(t, "/agents/"+a.ID) },
	}
	for state, goes := range goes {
		for _, at := range []time.Duration{0, ring / 2, ring} {
			moment := make(chan struct{})
			anna := v.Agent(t, "Anna", func(o *sipphone.Offer) {
				o.Ring()
				o.After(at, func() { close(moment) })
			})
			boris := v.Agent(t, "Boris", sipphone.Answers(0))
			from := v.Number()
			caller := v.Dial(t, from)
			o := anna.Offer(t)
			comes(t, "the moment", moment)
			goes(t, anna)
			comes(t, "Anna's phone stops ringing", o.Cancelled())
			within(t, "the caller hears Boris", tone(caller.Leg, agentsTone))
			if state == "deleted" {
				refused(t, v, anna)
			} else {
				anna.Awaits(t, state)
			}
			anna.NotRung(t)
			caller.Hangup()
			call := v.Written(t, from)
			if len(call.Offers) != 2 || call.Offers[0].Result != "withdrawn" && (at < ring || call.Offers[0].Result != "missed") {
				t.Errorf("%s after %v: offers %+v", state, at, call.Offers)
			}
			boris.Awaits(t, "wrapup")
			v.Delete(t, "/agents/"+boris.ID)
			if state != "deleted" {
				v.Delete(t, "/agents/"+anna.ID)
			}
		}
	}
}

// F22.
func phoneThatUnregistersWhileItRingsIsNotTriedAgain(t *testing.T, v *e2e.Vonal) {
	policy(t, v, map[string]any{"ring_timeout_ms": 2000})
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	from := v.Number()
	caller := v.Dial(t, from)
	o := anna.Offer(t)
	comes(t, "Anna's phone rings", o.Ringing())
	within(t, "Anna's phone unregisters", anna.Phone.Unregister)
	comes(t, "Anna's phone stops ringing", o.Cancelled())
	anna.Awaits(t, "unreachable")
	v.AwaitLive(t, from, "waiting")
	v.Advance(t, 2*time.Minute)
	anna.NotRung(t)
	within(t, "Anna's phone registers", anna.Phone.Register)
	anna.Phone.Behave(sipphone.Answers(0))
	anna.Offer(t)
	within(t, "the caller hears Anna", tone(caller.Leg, agentsTone))
}

// F23.
func phoneThatRegistersAnewWhileItRingsIsAnsweredAllTheSame(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	from := v.Number()
	caller := v.Dial(t, from)
	o := anna.Offer(t)
	comes(t, "Anna's phone rings", o.Ringing())
	within(t, "Anna's phone registers anew", anna.Phone.Register)
	if err := o.Answer(); err != nil {
		t.Fatal(err)
	}
	within(t, "the caller hears Anna", tone(caller.Leg, agentsTone))
	caller.Hangup()
	results(t, v.Written(t, from), []*e2e.Agent{anna}, "answered")
}

// A forwarded call would leave the company by its own phones.
func phoneThatForwardsIsNotFollowed(t *testing.T, v *e2e.Vonal) {
	customers := v.Customers(t, sipphone.Answers(0))
	anna := v.Agent(t, "Anna", sipphone.Redirects("sip:+3690123456@"+v.Trunk.Addr()))
	boris := v.Agent(t, "Boris", sipphone.Answers(0))
	from := v.Number()
	caller := v.Dial(t, from)
	anna.Offer(t)
	boris.Offer(t)
	within(t, "the caller hears Boris", tone(caller.Leg, agentsTone))
	customers.NotCalled(t)
}

// F27: nobody hangs up. Asterisk itself ends a conversation in which a phone has
// not been heard for half a minute.
func phoneThatLosesItsPowerDuringACallIsFreedByAsterisk(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, _ := talking(t, v, from, anna)
	anna.Phone.Unplug()
	within(t, "the caller hears nothing any more", caller.WaitSilence)
	eventually(t, time.Minute, func() bool { return anna.Now(t).State == "wrapup" }, "Anna is freed")
	comes(t, "the caller's leg ends", caller.Ended())
	fields(t, v.Written(t, from), from, anna)
	anna.Phone.Plug()
}

// F40: an hour that is over at once ends a ring and a wrap-up, and takes no call
// from anybody.
func clockThatJumpsAheadEndsWhatIsDueAndNothingElse(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	talks, _ := talking(t, v, v.Number(), anna)
	boris := v.Agent(t, "Boris", sipphone.RingOnly())
	from := v.Number()
	caller := v.Dial(t, from)
	o := boris.Offer(t)
	boris.Awaits(t, "ringing")
	v.Advance(t, time.Hour)
	comes(t, "Boris's phone stops ringing", o.Cancelled())
	boris.Offer(t) // once more, there being nobody else
	talks.MeasureAnew()
	within(t, "the conversation goes on", tone(talks.Leg, agentsTone))
	if now := anna.Now(t); now.State != "talking" {
		t.Errorf("Anna is %s", now.State)
	}
	caller.Hangup()
	if call := v.Written(t, from); call.Disposition != "abandoned" {
		t.Errorf("written as %s", call.Disposition)
	}
}

func promptThatIsMissingIsLeftOut(t *testing.T, v *e2e.Vonal) {
	lost := filepath.Join(spool(v), "prompts", "ru", "closed.ulaw")
	if err := os.Rename(lost, lost+".gone"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Rename(lost+".gone", lost) })
	from := v.Number()
	caller := v.Dial(t, from, to(number(t, v, map[string]any{"hours_id": closed(t, v), "closed": "voicemail", "language": "ru"})))
	call := v.AwaitLive(t, from, "leaving")
	eventually(t, patience, func() bool { return strings.Contains(trace(t, v, call.ID), "take-message") }, "the message is taken")
	caller.Hangup()
	v.Written(t, from)
	if !strings.Contains(v.Log(t), "the recording is missing") {
		t.Errorf("the log does not speak of %s", lost)
	}
}

// F19.
func reloadOfAsteriskDisturbsNobody(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	talks, _ := talking(t, v, v.Number(), anna)
	from := v.Number()
	v.Dial(t, from)
	v.AwaitLive(t, from, "waiting")
	v.CLI(t, "core reload")
	talks.MeasureAnew()
	within(t, "the conversation goes on", tone(talks.Leg, agentsTone))
	boris := v.Agent(t, "Boris", sipphone.Answers(0))
	boris.Offer(t)
	v.AwaitLive(t, from, "talking")
}
