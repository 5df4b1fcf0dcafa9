package sipphone_test

import (
	"strings"
	"testing"
	"time"

	"vonal/internal/sipphone"
)

func TestBothHearEachOtherUntilTheCallerHangsUp(t *testing.T) {
	for _, codec := range []sipphone.Codec{sipphone.ALaw, sipphone.ULaw} {
		t.Run(codec.String(), func(t *testing.T) {
			p := desk(t, sipphone.PhoneConfig{Tone: 440, Codecs: []sipphone.Codec{codec}, Behaviour: sipphone.Answers(50 * time.Millisecond)})
			c := dial(t, p, sipphone.CallConfig{From: "+3612345678", Name: `Kovács "Béla"`, Tone: 1000})
			o := offer(t, p)
			if o.CallerNumber() != "+3612345678" || o.CallerName() != `Kovács "Béla"` {
				t.Errorf("caller is %q %q", o.CallerName(), o.CallerNumber())
			}
			ok(t, c.WaitAnswered(soon(t)))
			ok(t, c.WaitTone(soon(t), 440))
			ok(t, o.WaitTone(soon(t), 1000))
			if c.Hears(1000) || c.Hears(620) {
				t.Error("the caller hears what nobody says")
			}
			c.Hangup()
			happens(t, "the phone's end", o.Ended())
			if by := o.Ending().By; by != sipphone.Them {
				t.Errorf("ended by %s", by)
			}
			m := o.Moments()
			inOrder(t, m.Invite, m.Trying, m.Ringing, m.Answer, m.Ack, m.Bye, m.End)
			m = c.Moments()
			inOrder(t, m.Invite, m.Ringing, m.Answer, m.Ack, m.Bye, m.End)
			if a := c.Audio(); a.Lost != 0 || a.Received < 5 || a.Sent < 5 {
				t.Errorf("audio %+v", a)
			}
		})
	}
}

func inOrder(t *testing.T, moments ...time.Time) {
	t.Helper()
	for i, m := range moments {
		if m.IsZero() {
			t.Errorf("moment %d has not happened", i)
		}
		if i > 0 && m.Before(moments[i-1]) {
			t.Errorf("moment %d is before the one it follows", i)
		}
	}
}

func TestPhoneHangsUpRightAfterItsAnswer(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.AnswersAndHangsUp()})
	c := dial(t, p, sipphone.CallConfig{})
	o := offer(t, p)
	happens(t, "the caller's end", c.Ended())
	if c.SetupTime() == 0 || c.Ending().By != sipphone.Them {
		t.Errorf("ending %+v", c.Ending())
	}
	m := o.Moments()
	inOrder(t, m.Answer, m.Ack, m.Bye)
}

func TestRefusalsReachTheCallerAsTheyAre(t *testing.T) {
	for _, code := range []int{404, 480, 486, 488, 503, 603} {
		p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.Refuses(code)})
		c := dial(t, p, sipphone.CallConfig{})
		o := offer(t, p)
		happens(t, "the end", c.Ended())
		happens(t, "the ACK", o.Acked())
		if e := c.Ending(); e.Status != code || e.By != sipphone.Them {
			t.Errorf("%d came as %+v", code, e)
		}
		if err := c.WaitAnswered(soon(t)); err == nil {
			t.Error("a refused call counts as answered")
		}
	}
}

func TestRedirectNamesTheOtherAddress(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.Redirects("sip:boris@127.0.0.1:5999")})
	c := dial(t, p, sipphone.CallConfig{})
	happens(t, "the end", c.Ended())
	if c.Ending().Status != 302 || !strings.Contains(c.Header("Contact"), "sip:boris@127.0.0.1:5999") {
		t.Errorf("%+v %q", c.Ending(), c.Header("Contact"))
	}
}

func TestSecondCallFindsAPhoneOfOneLineBusy(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Lines: 1, Behaviour: sipphone.RingOnly()})
	first := dial(t, p, sipphone.CallConfig{})
	happens(t, "ringing", first.Ringing())
	second := dial(t, p, sipphone.CallConfig{})
	happens(t, "the refusal", second.Ended())
	if second.Ending().Status != 486 {
		t.Errorf("ending %+v", second.Ending())
	}
	first.Hangup()
	happens(t, "the end", first.Ended())
	eventually(t, "the line free", func() bool { return p.Calls() == 0 })
}

func TestCallerNameOfAnyBytesIsCarried(t *testing.T) {
	for _, raw := range []string{
		`"" <sip:@x>`, "\"\xff\xfe\" <sip:1@x>", `"` + strings.Repeat("a", 30000) + `" <sip:1@x>`,
		"\"\u202eevil\" <sip:1@x>", `"${EXTEN}" <sip:${SHELL(id)}@x>`, "no brackets at all", `"unclosed <sip:1@x>`, "<>", "\x00\x01 <sip:1@x>",
	} {
		p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.Answers(0)})
		c := dial(t, p, sipphone.CallConfig{RawFrom: raw, NoMedia: true})
		o := offer(t, p)
		if err := c.WaitAnswered(soon(t)); err != nil {
			t.Errorf("%.40q: %v", raw, err)
			continue
		}
		if got := o.Header("From"); !strings.HasPrefix(got, raw+";tag=") {
			t.Errorf("%.40q came as %.60q", raw, got)
		}
		c.Hangup()
		happens(t, "the end", o.Ended())
	}
}
