package e2e_test

import (
	"context"
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func TestSeveralPhones(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{TestClock: true, Flags: []string{"--company-number", "06 1 555 0100"}},
		allPhonesRingAndTheOthersAreToldThatOneWasAnswered,
		phonesThatAnswerAtOnceLeaveOneConversation,
		eachPhoneRingsItsOwnTime,
		whoDeclinesOnOnePhoneDeclinesOnAll,
		phoneNotToBeDisturbedSpeaksForItself,
		agentIsReachedWhileOnePhoneIs,
		callersWhoLeaveEndAllRinging,
		phoneTakenAwayDuringACallFinishesIt,
		agentCallsFromWhicheverPhoneIsPickedUp,
		mobileRingsLastAndIsTakenByAKey,
		mailboxOfAMobileNeverGetsTheCall,
		mobileAloneIsEnough,
	)
}

func allPhonesRingAndTheOthersAreToldThatOneWasAnswered(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	laptop := anna.Another(t, sipphone.Answers(500*time.Millisecond), nil)
	from := v.Number()
	caller := v.Dial(t, from)
	desk, taken := anna.Offer(t), laptop.Offer(t)
	if apart := desk.Moments().Invite.Sub(taken.Moments().Invite).Abs(); apart > nextGap+busyMachine {
		t.Errorf("the phones were rung %v apart", apart)
	}
	within(t, "the caller hears Anna", tone(caller.Leg, agentsTone))
	within(t, "Anna hears the caller", tone(taken.Leg, callersTone))
	comes(t, "the other phone stops", desk.Cancelled())
	if !desk.AnsweredElsewhere() {
		t.Errorf("the other phone shows a missed call: %+v", desk.CancelReasons())
	}
	taken.Hangup()
	anna.Awaits(t, "wrapup")
	call := v.Written(t, from)
	results(t, call, []*e2e.Agent{anna}, "answered")
	if call.Recording == nil || call.Recording.State == "missing" {
		t.Errorf("the recording is %+v", call.Recording)
	}
}

// F26: both answers are on their way before either is known of.
func phonesThatAnswerAtOnceLeaveOneConversation(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	laptop := anna.Another(t, sipphone.RingOnly(), nil)
	for range 5 {
		from := v.Number()
		caller := v.Dial(t, from)
		one, other := anna.Offer(t), laptop.Offer(t)
		for _, o := range []*sipphone.Offer{one, other} {
			if err := o.Answer(); err != nil {
				t.Fatalf("a phone could not answer: %v", err)
			}
		}
		within(t, "the caller hears Anna", tone(caller.Leg, agentsTone))
		ended, talks := one, other
		within(t, "one of the phones is let go", func(ctx context.Context) error {
			select {
			case <-one.Ended():
			case <-other.Ended():
				ended, talks = other, one
			case <-ctx.Done():
			}
			return ctx.Err()
		})
		within(t, "Anna hears the caller", tone(talks.Leg, callersTone))
		if by := ended.Ending(); by.By != sipphone.Them {
			t.Errorf("the other phone's leg was ended by %s", by.By)
		}
		caller.Hangup()
		comes(t, "the conversation ends", talks.Ended())
		anna.Awaits(t, "wrapup")
		anna.Press(t, "ready")
		results(t, v.Written(t, from), []*e2e.Agent{anna}, "answered")
	}
}

func eachPhoneRingsItsOwnTime(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	laptop := anna.Another(t, sipphone.RingsAfter(time.Second, sipphone.RingOnly()), map[string]any{"ring_ms": 6000})
	tablet := anna.Another(t, sipphone.RingOnly(), map[string]any{"ring_ms": 2000})
	from := v.Number()
	caller := v.Dial(t, from)
	desk, long, short := anna.Offer(t), laptop.Offer(t), tablet.Offer(t)
	inTime(t, "the tablet rang", []time.Duration{rang(t, short)}, 2*time.Second-notBefore, 2*time.Second+notAfter)
	inTime(t, "the desk phone rang", []time.Duration{rang(t, desk)}, ringsFor-notBefore, ringsFor+notAfter)
	if now := anna.Now(t); now.State != "ringing" {
		t.Errorf("Anna is %s while her laptop rings", now.State)
	}
	inTime(t, "the laptop rang", []time.Duration{rang(t, long)}, 6*time.Second-notBefore, 6*time.Second+notAfter)
	caller.Hangup() // who is offered to her again at once, there being nobody else
	if now := anna.Awaits(t, "available"); now.Misses != 1 {
		t.Errorf("%d misses for one offer", now.Misses)
	}
	if call := v.Written(t, from); len(call.Offers) == 0 || call.Offers[0].Result != "missed" {
		t.Errorf("offers %+v", call.Offers)
	}
}

func whoDeclinesOnOnePhoneDeclinesOnAll(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	laptop := anna.Another(t, sipphone.RefusesAfter(300*time.Millisecond, 486), nil)
	boris := v.Agent(t, "Boris", sipphone.Answers(0))
	from := v.Number()
	caller := v.Dial(t, from)
	desk := anna.Offer(t)
	refusal := laptop.Offer(t)
	comes(t, "the desk phone stops", desk.Cancelled())
	if gap := desk.Moments().Cancel.Sub(refusal.Moments().Final); gap > nextGap+busyMachine {
		t.Errorf("the desk phone rang on for %v", gap)
	}
	within(t, "the caller hears Boris", tone(caller.Leg, agentsTone))
	caller.Hangup()
	results(t, v.Written(t, from), []*e2e.Agent{anna, boris}, "rejected", "answered")
}

func phoneNotToBeDisturbedSpeaksForItself(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Refuses(480))
	laptop := anna.Another(t, sipphone.Answers(500*time.Millisecond), nil)
	caller := v.Dial(t, v.Number())
	laptop.Offer(t)
	within(t, "the caller hears Anna", tone(caller.Leg, agentsTone))
}

func agentIsReachedWhileOnePhoneIs(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	laptop := anna.Another(t, sipphone.Answers(0), nil)
	within(t, "the desk phone unregisters", anna.Phone.Unregister)
	eventually(t, patience, func() bool { return !anna.Phones(t)[0].Up }, "the desk phone is known to be away")
	if gone, here := anna.Phones(t)[0].UpSince, laptop.Now(t).UpSince; gone != nil || here == nil || time.Since(*here) > time.Minute {
		t.Errorf("the desk phone has been there since %v, the laptop since %v", gone, here)
	}
	if now := anna.Now(t); now.State != "available" || !now.PhoneUp {
		t.Errorf("Anna is %s with her laptop at hand", now.State)
	}
	caller := v.Dial(t, v.Number())
	o := laptop.Offer(t)
	within(t, "the caller hears Anna", tone(caller.Leg, agentsTone))
	o.Hangup()
	anna.Awaits(t, "wrapup")
	anna.Press(t, "ready")
	within(t, "the laptop unregisters", laptop.Phone.Unregister)
	anna.AwaitsWithin(t, "unreachable", reactsWithin)
}

func callersWhoLeaveEndAllRinging(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	laptop := anna.Another(t, sipphone.RingOnly(), nil)
	from := v.Number()
	caller := v.Dial(t, from)
	desk, other := anna.Offer(t), laptop.Offer(t)
	comes(t, "the laptop rings", other.Ringing())
	caller.Hangup()
	comes(t, "the desk phone stops", desk.Cancelled())
	comes(t, "the laptop stops", other.Cancelled())
	if now := anna.Awaits(t, "available"); now.Misses != 0 {
		t.Errorf("%d misses for a caller who left", now.Misses)
	}
	results(t, v.Written(t, from), []*e2e.Agent{anna}, "withdrawn")
}

func phoneTakenAwayDuringACallFinishesIt(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	laptop := anna.Another(t, sipphone.Answers(0), nil)
	caller := v.Dial(t, v.Number())
	o := laptop.Offer(t)
	within(t, "the caller hears Anna", tone(caller.Leg, agentsTone))
	v.Delete(t, "/agents/"+anna.ID+"/phones/"+laptop.ID)
	eventually(t, patience, func() bool {
		return v.ARIStatus(t, "asterisk/config/dynamic/res_pjsip/endpoint/"+laptop.Address) == 404
	}, "the laptop's account is gone")
	o.Leg.MeasureAnew()
	within(t, "Anna still hears the caller", tone(o.Leg, callersTone))
	caller.Hangup()
	comes(t, "the conversation ends", o.Ended())
	anna.Awaits(t, "wrapup")
	anna.Press(t, "ready")
	v.Dial(t, v.Number())
	anna.Offer(t)
	laptop.NotRung(t)
}

func agentCallsFromWhicheverPhoneIsPickedUp(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	laptop := anna.Another(t, sipphone.Answers(300*time.Millisecond), nil)
	customers := v.Customers(t, sipphone.Answers(0))
	call := anna.Calls(t, v.Number())
	desk, maker, customer := anna.Offer(t), laptop.Offer(t), customers.Offer(t)
	comes(t, "the desk phone stops", desk.Cancelled())
	within(t, "the customer hears Anna", tone(customer.Leg, agentsTone))
	within(t, "Anna hears the customer", tone(maker.Leg, callersTone))
	maker.Hangup()
	comes(t, "the customer's leg ends", customer.Ended())
	v.WrittenCall(t, call.ID)
}

// spokenTo waits until whoever has picked up an outside phone is asked to press
// a key.
func spokenTo(t *testing.T, o *sipphone.Offer) {
	t.Helper()
	comes(t, "the mobile phone is picked up", o.Answered())
	within(t, "who picks up is spoken to", o.WaitAudio)
}

func mobileRingsLastAndIsTakenByAKey(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	mobile := "+36201112233"
	anna.Outside(t, mobile, nil)
	networks := v.Customers(t, sipphone.Answers(500*time.Millisecond))
	from := v.Number()
	caller := v.Dial(t, from)
	desk := anna.Offer(t)
	rang(t, desk)
	o := networks.Offer(t)
	if o.Dialled() != mobile {
		t.Fatalf("%s was dialled", o.Dialled())
	}
	if early := o.Moments().Invite.Before(desk.Moments().Cancel.Add(-notBefore)); early {
		t.Error("the mobile phone was rung while the desk phone rang")
	}
	if shown := o.Header("From"); o.CallerNumber() == from {
		t.Errorf("the provider is shown a number that is not ours: %s", shown)
	}
	spokenTo(t, o)
	if call := v.AwaitLive(t, from, "ringing"); call.AgentID != anna.ID {
		t.Errorf("%+v", call)
	}
	o.Press("1")
	within(t, "the caller hears Anna", tone(caller.Leg, callersTone))
	within(t, "Anna hears the caller", tone(o.Leg, callersTone))
	anna.Awaits(t, "talking")
	caller.Hangup()
	comes(t, "the conversation ends", o.Ended())
	anna.Awaits(t, "wrapup")
	results(t, v.Written(t, from), []*e2e.Agent{anna}, "answered")
}

func mailboxOfAMobileNeverGetsTheCall(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Refuses(480))
	boris := v.Hire(t, "Boris", sipphone.Answers(0))
	anna.Phone.Behave(sipphone.Silent())
	anna.Outside(t, "+36201112233", nil)
	networks := v.Customers(t, sipphone.Answers(0))
	from := v.Number()
	caller := v.Dial(t, from)
	v.Advance(t, silentFor)
	mailbox := networks.Offer(t)
	spokenTo(t, mailbox)
	boris.Register(t)
	v.Advance(t, 12*time.Second)
	comes(t, "the mailbox is hung up on", mailbox.Ended())
	boris.Offer(t)
	within(t, "the caller hears Boris", tone(caller.Leg, agentsTone))
	if now := anna.Now(t); now.Misses != 0 {
		t.Errorf("Anna is charged with %d misses", now.Misses)
	}
	caller.Hangup()
	results(t, v.Written(t, from), []*e2e.Agent{anna, boris}, "unreachable", "answered")
}

func mobileAloneIsEnough(t *testing.T, v *e2e.Vonal) {
	anna := v.Hire(t, "Anna", sipphone.RingOnly()) // whose desk phone is still in its box
	networks := v.Customers(t, sipphone.RingOnly())
	anna.Outside(t, "+36201112233", nil)
	anna.AwaitsWithin(t, "available", reactsWithin)
	caller := v.Dial(t, v.Number())
	o := networks.Offer(t)
	comes(t, "the mobile phone rings", o.Ringing())
	anna.Awaits(t, "ringing")
	if err := o.Answer(); err != nil {
		t.Fatal(err)
	}
	spokenTo(t, o)
	o.Press("1")
	within(t, "Anna hears the caller", tone(o.Leg, callersTone))
	o.Hangup()
	comes(t, "the caller's leg ends", caller.Ended())
}
