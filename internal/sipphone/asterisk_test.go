package sipphone_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"vonal/internal/sipphone"
)

func TestAsteriskRegistersPhoneByDigestAndKeepsItAlive(t *testing.T) {
	p := registered(t, "101", sipphone.PhoneConfig{})
	eventually(t, "OPTIONS answered", func() bool { return p.Registration().Options >= 2 })
	out, err := cli(soon(t), "pjsip show contacts")
	ok(t, err)
	if !strings.Contains(out, "101/sip:101@") || !strings.Contains(out, "Avail") {
		t.Errorf("contacts:\n%s", out)
	}
	ok(t, p.Register(soon(t)))
	ok(t, p.Unregister(soon(t)))
	out, err = cli(soon(t), "pjsip show contacts")
	ok(t, err)
	if strings.Contains(out, "101/sip:101@") {
		t.Errorf("still registered:\n%s", out)
	}
}

func TestAsteriskTurnsAWrongPasswordAway(t *testing.T) {
	server, _ := asterisk(t)
	p := desk(t, sipphone.PhoneConfig{User: "102", Password: "wrong", Server: server})
	if err := p.Register(soon(t)); err == nil {
		t.Fatal("registered with a wrong password")
	}
	if p.Registration().Err == nil {
		t.Error("the failure is forgotten")
	}
}

func TestTonesPassThroughAsteriskBothWays(t *testing.T) {
	p := registered(t, "103", sipphone.PhoneConfig{Tone: 440, Behaviour: sipphone.Answers(100 * time.Millisecond)})
	c := ring(t, "103", sipphone.CallConfig{Tone: 1000, Name: "Béla"})
	o := offer(t, p)
	happens(t, "ringing", c.Ringing())
	ok(t, c.WaitAnswered(soon(t)))
	ok(t, c.WaitTone(soon(t), 440))
	ok(t, o.WaitTone(soon(t), 1000))
	if o.CallerNumber() != "+36301234567" || o.CallerName() != "Béla" {
		t.Errorf("caller %q %q", o.CallerName(), o.CallerNumber())
	}
	o.Hangup()
	happens(t, "the caller's end", c.Ended())
	if e := c.Ending(); e.By != sipphone.Them || e.Cause() != 16 {
		t.Errorf("ending %+v", e)
	}
}

func TestNextPhoneIsRungWhenTheFirstDoesNotAnswer(t *testing.T) {
	first := registered(t, "104", sipphone.PhoneConfig{Behaviour: sipphone.RingOnly()})
	second := registered(t, "105", sipphone.PhoneConfig{Behaviour: sipphone.Answers(0)})
	c := ring(t, "204", sipphone.CallConfig{})
	o := offer(t, first)
	happens(t, "the cancel", o.Cancelled())
	next := offer(t, second)
	gap := next.Moments().Invite.Sub(o.Moments().Cancel)
	rang := o.Moments().Cancel.Sub(o.Moments().Ringing)
	t.Logf("rang %v, next phone after %v, reasons %+v", rang, gap, o.CancelReasons())
	if rang < 900*time.Millisecond || rang > 1500*time.Millisecond || gap < 0 || gap > 200*time.Millisecond {
		t.Errorf("rang %v, next after %v", rang, gap)
	}
	ok(t, c.WaitAnswered(soon(t)))
	c.Hangup()
	happens(t, "the end", next.Ended())
}

func TestCallerWhoCancelsIsCancelledAtThePhone(t *testing.T) {
	p := registered(t, "106", sipphone.PhoneConfig{Behaviour: sipphone.RingOnly()})
	c := ring(t, "106", sipphone.CallConfig{})
	o := offer(t, p)
	happens(t, "ringing", c.Ringing())
	c.Hangup()
	happens(t, "the cancel", o.Cancelled())
	happens(t, "the end", c.Ended())
	if e := c.Ending(); e.Status != 487 || e.By != sipphone.Us {
		t.Errorf("ending %+v", e)
	}
}

func TestRefusalsComeThroughAsterisk(t *testing.T) {
	p := registered(t, "107", sipphone.PhoneConfig{})
	for sent, want := range map[int]int{486: 486, 603: 403, 480: 480} {
		p.Behave(sipphone.Refuses(sent))
		c := ring(t, "107", sipphone.CallConfig{})
		happens(t, "the end", c.Ended())
		if got := c.Ending().Status; got != want {
			t.Errorf("%d at the phone came as %d", sent, got)
		}
	}
}

func TestAnswerThatCrossesTheCancelIsHungUp(t *testing.T) {
	p := registered(t, "108", sipphone.PhoneConfig{Behaviour: sipphone.AnswersCancel()})
	c := ring(t, "108", sipphone.CallConfig{})
	o := offer(t, p)
	happens(t, "ringing", c.Ringing())
	c.Hangup()
	happens(t, "the end", o.Ended())
	m := o.Moments()
	inOrder(t, m.Cancel, m.Answer, m.Ack, m.Bye)
	if o.Ending().By != sipphone.Them {
		t.Errorf("ending %+v", o.Ending())
	}
}

func TestPhoneThatHoldsGivesTheCallerMusic(t *testing.T) {
	p := registered(t, "109", sipphone.PhoneConfig{Tone: 440, Behaviour: sipphone.Answers(0)})
	c := ring(t, "109", sipphone.CallConfig{Tone: 1000})
	o := offer(t, p)
	ok(t, c.WaitTone(soon(t), 440))
	ok(t, o.Hold(soon(t)))
	ok(t, o.WaitSilence(soon(t)))
	eventually(t, "music", func() bool { return c.HearsAnything() && !c.Hears(440) })
	ok(t, o.Resume(soon(t)))
	ok(t, c.WaitTone(soon(t), 440))
	ok(t, o.WaitTone(soon(t), 1000))
	c.Hangup()
	happens(t, "the end", o.Ended())
}

func TestMusicAndEarlyMediaAreHeard(t *testing.T) {
	c := ring(t, "900", sipphone.CallConfig{})
	ok(t, c.WaitAnswered(soon(t)))
	ok(t, c.WaitAudio(soon(t)))
	c.Hangup()
	e := ring(t, "901", sipphone.CallConfig{})
	happens(t, "early media", e.EarlyMedia())
	ok(t, e.WaitAudio(soon(t)))
	e.Hangup()
	happens(t, "the end", e.Ended())
	if !e.Moments().Answer.IsZero() {
		t.Error("answered")
	}
}

func TestPhonesCallEachOther(t *testing.T) {
	registered(t, "110", sipphone.PhoneConfig{Tone: 440, Behaviour: sipphone.Answers(0)})
	p := registered(t, "111", sipphone.PhoneConfig{Tone: 1000})
	c, err := p.Call(t.Context(), "110")
	ok(t, err)
	ok(t, c.WaitAnswered(soon(t)))
	ok(t, c.WaitTone(soon(t), 440))
	c.Hangup()
	happens(t, "the end", c.Ended())
}

func TestFiftyCallsAtOnceHearTheirOwnPhone(t *testing.T) {
	const calls = 50
	socket := listen(t)
	var phones [calls]*sipphone.Phone
	for i := range phones {
		phones[i] = registered(t, fmt.Sprint(111+i), sipphone.PhoneConfig{Socket: socket, Tone: 300 + 20*i, Behaviour: sipphone.Answers(20 * time.Millisecond)})
	}
	var all sync.WaitGroup
	for i, p := range phones {
		c := ring(t, p.User(), sipphone.CallConfig{Tone: 2000 + 20*i})
		all.Go(func() {
			ctx := soon(t)
			o, err := p.NextOffer(ctx)
			if err != nil {
				t.Error(err)
				return
			}
			if err := errors.Join(c.WaitTone(ctx, 300+20*i), o.WaitTone(ctx, 2000+20*i)); err != nil {
				t.Errorf("call %d: %v", i, err)
			}
			c.Hangup()
			<-o.Ended()
		})
	}
	all.Wait()
	eventually(t, "no channel left", noChannels)
}

func TestAsteriskSurvivesMalformedMessages(t *testing.T) {
	server, trunk := asterisk(t)
	for _, m := range sipphone.Malformed(server, "902") {
		ok(t, trunk.SendRaw(server, m.Bytes))
	}
	c := ring(t, "902", sipphone.CallConfig{})
	happens(t, "the end", c.Ended())
	if c.Ending().Status != 486 {
		t.Errorf("ending %+v", c.Ending())
	}
	eventually(t, "no channel left", noChannels)
}

func TestCallerNamesOfAnyBytesReachThePhoneOrAreRefused(t *testing.T) {
	registered(t, "112", sipphone.PhoneConfig{Behaviour: sipphone.Answers(0)})
	for _, raw := range []string{
		`"" <sip:anonymous@anonymous.invalid>`, "\"\xff\xfe\" <sip:1@x>", `"` + strings.Repeat("a", 60000) + `" <sip:1@x>`,
		"\"\u202eevil\" <sip:1@x>", `"${EXTEN}" <sip:${SHELL(id)}@x>`, `"unclosed <sip:1@x>`, "\"a\x00b\" <sip:1@x>",
	} {
		c := ring(t, "112", sipphone.CallConfig{RawFrom: raw, NoMedia: true})
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		err := c.WaitAnswered(ctx)
		cancel()
		if err != nil { // then it was not even read as SIP: nothing may come of it
			t.Logf("%.40q: %v", raw, err)
		}
		c.Hangup()
	}
	good := ring(t, "112", sipphone.CallConfig{})
	ok(t, good.WaitAnswered(soon(t)))
	good.Hangup()
	eventually(t, "no channel left", noChannels)
}
