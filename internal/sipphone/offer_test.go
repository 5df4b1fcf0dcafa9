package sipphone_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"vonal/internal/sipphone"
)

func TestCancelReachesThePhoneAndIsConfirmed(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.RingOnly()})
	c := dial(t, p, sipphone.CallConfig{})
	o := offer(t, p)
	happens(t, "ringing", c.Ringing())
	c.Hangup()
	happens(t, "the cancel", o.Cancelled())
	happens(t, "the end", c.Ended())
	happens(t, "the ACK of the 487", o.Acked())
	if e := c.Ending(); e.Status != 487 || e.By != sipphone.Us {
		t.Errorf("ending %+v", e)
	}
	if err := o.Answer(); err == nil {
		t.Error("a cancelled offer was answered")
	}
}

func TestCancelBeforeAnyAnswerWaitsForTheFirst(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.RingsAfter(100*time.Millisecond, sipphone.RingOnly())})
	p.Unplug()
	c := dial(t, p, sipphone.CallConfig{})
	c.Hangup()
	if !c.Moments().Cancel.IsZero() {
		t.Error("CANCEL sent before any answer")
	}
	p.Plug() // the repeated INVITE now reaches it
	happens(t, "the end", c.Ended())
	m := c.Moments()
	inOrder(t, m.Invite, m.Trying, m.Cancel, m.Final)
}

func TestAnswerThatCrossesTheCancelIsAcknowledgedAndHungUp(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.AnswersCancel()})
	c := dial(t, p, sipphone.CallConfig{})
	o := offer(t, p)
	happens(t, "ringing", c.Ringing())
	c.Hangup()
	happens(t, "the end", o.Ended())
	m := o.Moments()
	inOrder(t, m.Ringing, m.Cancel, m.Answer, m.Ack, m.Bye)
	select {
	case <-o.Cancelled():
		t.Error("the CANCEL counts although it came too late")
	default:
	}
}

func TestSilentPhoneNeverRings(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.Silent()})
	c := dial(t, p, sipphone.CallConfig{})
	offer(t, p)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := c.WaitAnswered(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if m := c.Moments(); m.Trying.IsZero() || !m.Ringing.IsZero() {
		t.Errorf("moments %+v", m)
	}
	c.Hangup()
	happens(t, "the end", c.Ended())
}

func TestDeadPhoneAnswersNothing(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.Answers(0), Dead: true})
	c := dial(t, p, sipphone.CallConfig{})
	ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond) // longer than the first repetition
	defer cancel()
	if err := c.WaitAnswered(ctx); err == nil {
		t.Fatal("answered")
	}
	if m := c.Moments(); !m.Trying.IsZero() {
		t.Errorf("moments %+v", m)
	}
	o := offer(t, p)
	if n := o.Repeated(); n != 1 {
		t.Errorf("%d repetitions", n)
	}
}

func TestManualOfferIsInTheHandOfTheTest(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{})
	c := dial(t, p, sipphone.CallConfig{})
	o := offer(t, p)
	o.Ring()
	happens(t, "ringing", c.Ringing())
	ok(t, o.Answer())
	ok(t, c.WaitAnswered(soon(t)))
	if err := o.Answer(); err == nil {
		t.Error("answered twice")
	}
	o.Hangup()
	o.Hangup()
	happens(t, "the end", c.Ended())
	eventually(t, "no call left", func() bool { return p.Calls() == 0 })
}

func TestHoldAndResumeBothWays(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Tone: 440, Behaviour: sipphone.Answers(0)})
	c := dial(t, p, sipphone.CallConfig{Tone: 1000})
	o := offer(t, p)
	ok(t, c.WaitTone(soon(t), 440))
	ok(t, o.Hold(soon(t)))
	if !c.Held() || o.Held() {
		t.Error("the caller does not know that it is held")
	}
	ok(t, c.WaitSilence(soon(t)))
	ok(t, o.WaitSilence(soon(t)))
	ok(t, o.Resume(soon(t)))
	ok(t, c.WaitTone(soon(t), 440))
	ok(t, o.WaitTone(soon(t), 1000))
	ok(t, c.Hold(soon(t)))
	ok(t, o.WaitSilence(soon(t)))
	c.Hangup()
	happens(t, "the end", o.Ended())
}

func TestUnpluggedPhoneIsHeardNoMore(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Tone: 440, Behaviour: sipphone.Answers(0)})
	c := dial(t, p, sipphone.CallConfig{Tone: 1000})
	o := offer(t, p)
	ok(t, c.WaitTone(soon(t), 440))
	ok(t, o.WaitTone(soon(t), 1000))
	p.Unplug()
	ok(t, c.WaitSilence(soon(t)))
	ok(t, o.WaitSilence(soon(t)))
	c.MeasureAnew()
	p.Plug()
	ok(t, c.WaitTone(soon(t), 440))
	if gap := c.Audio().LongestGap; gap <= 0 || gap > time.Second {
		t.Errorf("gap of %v", gap)
	}
}

func TestToneCanChangeDuringTheTalk(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.Answers(0)})
	c := dial(t, p, sipphone.CallConfig{})
	o := offer(t, p)
	ok(t, c.WaitPackets(soon(t), 15))
	if c.HearsAnything() {
		t.Error("silence is heard")
	}
	o.Say(700)
	ok(t, c.WaitTone(soon(t), 700))
	o.Say(0)
	ok(t, c.WaitSilence(soon(t)))
}

func TestCallWithoutProposalIsAnsweredWithOne(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Tone: 440, Behaviour: sipphone.Answers(0)})
	c := dial(t, p, sipphone.CallConfig{WithoutBody: true, Tone: 1000})
	ok(t, c.WaitAnswered(soon(t)))
	ok(t, c.WaitTone(soon(t), 440))
	ok(t, offer(t, p).WaitTone(soon(t), 1000))
	c.Hangup()
	happens(t, "the end", c.Ended())
}

func TestCallWithoutCommonCodecIsRefused(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Codecs: []sipphone.Codec{sipphone.ULaw}, Behaviour: sipphone.Answers(0)})
	c := dial(t, p, sipphone.CallConfig{Codecs: []sipphone.Codec{sipphone.ALaw}})
	happens(t, "the end", c.Ended())
	if c.Ending().Status != 488 {
		t.Errorf("ending %+v", c.Ending())
	}
}

func TestCallEndsWithItsContext(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.Answers(0)})
	ctx, cancel := context.WithCancel(t.Context())
	c, err := sipphone.Call(ctx, sipphone.CallConfig{Socket: listen(t), Server: p.Socket().Addr(), To: p.User()})
	ok(t, err)
	ok(t, c.WaitAnswered(soon(t)))
	cancel()
	happens(t, "the end", offer(t, p).Ended())
}

func TestUnknownNumberIsNotFound(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{})
	c, err := sipphone.Call(t.Context(), sipphone.CallConfig{Socket: listen(t), Server: p.Socket().Addr(), To: "nobody"})
	ok(t, err)
	happens(t, "the end", c.Ended())
	if c.Ending().Status != 404 {
		t.Errorf("ending %+v", c.Ending())
	}
}

func TestCustomersBehindATrunkAnswerForAnyNumber(t *testing.T) {
	s := listen(t)
	desk(t, sipphone.PhoneConfig{Socket: s, User: "anna", Behaviour: sipphone.Refuses(486)})
	customers := desk(t, sipphone.PhoneConfig{Socket: s, User: sipphone.AnyUser, Behaviour: sipphone.Answers(0)})
	for number, status := range map[string]int{"+36301111111": 200, "112": 200, "anna": 486} {
		c, err := sipphone.Call(t.Context(), sipphone.CallConfig{Socket: listen(t), Server: s.Addr(), To: number})
		ok(t, err)
		if status == 200 {
			ok(t, c.WaitAnswered(soon(t)))
			if got := offer(t, customers).Dialled(); got != number {
				t.Errorf("dialled %s, reached %s", number, got)
			}
			c.Hangup()
		}
		happens(t, "the end", c.Ended())
		if got := c.Ending().Status; got != status {
			t.Errorf("%s: %d", number, got)
		}
	}
}

func TestCallsThatArriveWhileTheSocketClosesEndToo(t *testing.T) {
	for range 20 {
		p := desk(t, sipphone.PhoneConfig{Tone: 440, Behaviour: sipphone.Answers(0)})
		s := listen(t)
		var calls []*sipphone.Caller
		for range 5 {
			calls = append(calls, dial(t, p, sipphone.CallConfig{Socket: s, Tone: 1000}))
		}
		p.Close()
		p.Socket().Close()
		s.Close()
		for _, c := range calls {
			happens(t, "the end", c.Ended())
		}
		if n := p.Calls(); n != 0 {
			t.Fatalf("%d calls left", n)
		}
	}
}

func TestClosedSocketEndsItsCallsAndTakesNoMore(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Tone: 440, Behaviour: sipphone.Answers(0)})
	s := listen(t)
	c := dial(t, p, sipphone.CallConfig{Socket: s})
	ok(t, c.WaitAnswered(soon(t)))
	s.Close()
	happens(t, "the caller's end", c.Ended())
	happens(t, "the phone's end", offer(t, p).Ended())
	if _, err := sipphone.Call(t.Context(), sipphone.CallConfig{Socket: s, Server: p.Socket().Addr(), To: p.User()}); err == nil {
		t.Error("a closed socket makes calls")
	}
}

func TestPhoneThatTalksForAWhileHangsUpByItself(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.Talks(20*time.Millisecond, 100*time.Millisecond)})
	c := dial(t, p, sipphone.CallConfig{})
	happens(t, "the end", c.Ended())
	m := c.Moments()
	inOrder(t, m.Ringing, m.Answer, m.Bye)
	if talk := m.Bye.Sub(m.Answer); talk < 80*time.Millisecond || c.Ending().By != sipphone.Them {
		t.Errorf("talked %v, %+v", talk, c.Ending())
	}
	c = dial(t, p, sipphone.CallConfig{})
	c.HangupAfter(time.Millisecond) // while it rings
	happens(t, "the end", c.Ended())
	if c.Ending().Status != 487 {
		t.Errorf("%+v", c.Ending())
	}
}
