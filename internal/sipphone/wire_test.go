package sipphone_test

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"vonal/internal/sipphone"
)

// peer is a SIP speaker that does only what the test types.
type peer struct {
	t    *testing.T
	conn *net.UDPConn
	to   string
}

func newPeer(t *testing.T, p *sipphone.Phone) peer {
	t.Helper()
	to, err := net.ResolveUDPAddr("udp4", p.Socket().Addr())
	ok(t, err)
	conn, err := net.DialUDP("udp4", nil, to)
	ok(t, err)
	t.Cleanup(func() { conn.Close() })
	return peer{t, conn, p.User()}
}

// send writes a request; toTag and branch may be empty.
func (p peer) send(method, branch, toTag string, cseq int, more ...string) {
	p.t.Helper()
	cseqMethod := method
	to := "To: <sip:" + p.to + "@x>"
	if toTag != "" {
		to += ";tag=" + toTag
	}
	lines := append([]string{
		method + " sip:" + p.to + "@x SIP/2.0",
		"Via: SIP/2.0/UDP " + p.conn.LocalAddr().String() + ";rport;branch=z9hG4bK" + branch,
		"From: <sip:peer@x>;tag=peer", to, "Call-ID: typed", fmt.Sprintf("CSeq: %d %s", cseq, cseqMethod),
		"Contact: <sip:peer@" + p.conn.LocalAddr().String() + ">",
	}, more...)
	_, err := p.conn.Write([]byte(strings.Join(lines, "\r\n") + "\r\nContent-Length: 0\r\n\r\n"))
	ok(p.t, err)
}

// reads is the next datagram's first line and the To tag in it.
func (p peer) reads() (line, toTag string) {
	p.t.Helper()
	buf := make([]byte, 4096)
	ok(p.t, p.conn.SetReadDeadline(time.Now().Add(5*time.Second)))
	n, err := p.conn.Read(buf)
	ok(p.t, err)
	text := string(buf[:n])
	line, _, _ = strings.Cut(text, "\r\n")
	_, after, _ := strings.Cut(text, "\r\nTo: ")
	after, _, _ = strings.Cut(after, "\r\n")
	_, toTag, _ = strings.Cut(after, ";tag=")
	return line, toTag
}

func (p peer) expects(prefix string) (toTag string) {
	p.t.Helper()
	line, tag := p.reads()
	if !strings.HasPrefix(line, prefix) {
		p.t.Fatalf("got %q, want %q", line, prefix)
	}
	return tag
}

func TestAnswerIsRepeatedUntilItIsAcknowledged(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.Answers(0)})
	w := newPeer(t, p)
	w.send("INVITE", "one", "", 1)
	w.expects("SIP/2.0 100")
	tag := w.expects("SIP/2.0 200")
	w.expects("SIP/2.0 200")       // repeated
	w.send("INVITE", "one", "", 1) // so is the INVITE
	w.expects("SIP/2.0 200")
	w.send("ACK", "two", tag, 1)
	o := offer(t, p)
	happens(t, "the ACK", o.Acked())
	o.Hangup()
	w.expects("BYE ")
	if o.Repeated() != 1 {
		t.Errorf("%d repetitions", o.Repeated())
	}
}

func TestByeBeforeTheAckEndsTheCall(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.Answers(0)})
	w := newPeer(t, p)
	w.send("INVITE", "one", "", 1)
	w.expects("SIP/2.0 100")
	tag := w.expects("SIP/2.0 200")
	w.send("BYE", "two", tag, 2)
	w.expects("SIP/2.0 200")
	o := offer(t, p)
	happens(t, "the end", o.Ended())
	w.send("BYE", "three", tag, 3) // twice
	w.expects("SIP/2.0 200")
	w.send("ACK", "one-ack", tag, 1)
	w.send("OPTIONS", "four", "", 4)
	w.expects("SIP/2.0 200")
	if m := o.Moments(); m.Bye.IsZero() || o.Ending().By != sipphone.Them {
		t.Errorf("%+v %+v", m, o.Ending())
	}
}

func TestHangUpWaitsForTheAck(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.AnswersAndHangsUp()})
	w := newPeer(t, p)
	w.send("INVITE", "one", "", 1)
	w.expects("SIP/2.0 100")
	tag := w.expects("SIP/2.0 200")
	w.expects("SIP/2.0 200") // no BYE yet, but the answer again
	w.send("ACK", "two", tag, 1)
	w.expects("BYE ")
}

func TestRefusalIsRepeatedUntilItIsAcknowledged(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.Refuses(486)})
	w := newPeer(t, p)
	w.send("INVITE", "one", "", 1)
	w.expects("SIP/2.0 100")
	tag := w.expects("SIP/2.0 486")
	w.expects("SIP/2.0 486")
	w.send("ACK", "one", tag, 1)
	happens(t, "the ACK", offer(t, p).Acked())
}

func TestCancelSaysWhy(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.RingOnly()})
	w := newPeer(t, p)
	w.send("INVITE", "one", "", 1)
	w.expects("SIP/2.0 100")
	w.expects("SIP/2.0 180")
	w.send("CANCEL", "one", "", 1, `Reason: SIP;cause=200;text="Call completed elsewhere"`, `Reason: Q.850;cause=26`)
	w.expects("SIP/2.0 200")
	w.expects("SIP/2.0 487")
	o := offer(t, p)
	happens(t, "the cancel", o.Cancelled())
	if !o.AnsweredElsewhere() || len(o.CancelReasons()) != 2 || o.Ending().Cause() != 26 {
		t.Errorf("reasons %+v", o.CancelReasons())
	}
	w.send("CANCEL", "nothing", "", 1)
	w.expects("SIP/2.0 481")
}

func TestRequestsOutsideAnyCallAreAnsweredAsAPhoneWould(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{})
	w := newPeer(t, p)
	for i, want := range []struct{ method, toTag, line string }{
		{"OPTIONS", "", "SIP/2.0 200"},
		{"NOTIFY", "", "SIP/2.0 200"},
		{"SUBSCRIBE", "", "SIP/2.0 405"},
		{"BYE", "stranger", "SIP/2.0 481"},
		{"INVITE", "stranger", "SIP/2.0 481"},
	} {
		w.send(want.method, fmt.Sprint("b", i), want.toTag, 1)
		w.expects(want.line)
	}
	if p.Registration().Options != 1 {
		t.Error("the OPTIONS was not counted")
	}
}

func TestMalformedMessagesHarmNoPhone(t *testing.T) {
	p := desk(t, sipphone.PhoneConfig{Behaviour: sipphone.RefusesAfter(10*time.Millisecond, 486)})
	all := sipphone.Malformed(p.Socket().Addr(), p.User())
	if len(all) < 20 {
		t.Fatalf("only %d messages", len(all))
	}
	names := map[string]bool{}
	for _, m := range all {
		if names[m.Name] {
			t.Errorf("%q twice", m.Name)
		}
		names[m.Name] = true
		ok(t, sipphone.SendRaw(p.Socket().Addr(), m.Bytes))
	}
	w := newPeer(t, p)
	w.send("OPTIONS", "fence", "", 1) // all before it have been read when it is answered
	w.expects("SIP/2.0 200")
	p.Behave(sipphone.Answers(0))
	c := dial(t, p, sipphone.CallConfig{Tone: 1000})
	ok(t, c.WaitAnswered(soon(t)))
	c.Hangup()
	happens(t, "the end", c.Ended())
	eventually(t, "no call left", func() bool { return p.Calls() == 0 })
}
