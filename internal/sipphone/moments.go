package sipphone

import (
	"strconv"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"
)

// Moments are the instants of one leg, monotonic; zero means it has not
// happened. A received message is stamped when it is read from the socket, a
// sent one just before it is written.
type Moments struct {
	Invite   time.Time // INVITE received by a phone, sent by a caller
	Trying   time.Time // first 100
	Ringing  time.Time // first 180
	Progress time.Time // first 183
	Answer   time.Time // 200
	Ack      time.Time // first ACK to the 200 or to the refusal
	Cancel   time.Time // CANCEL received by a phone, sent by a caller
	Final    time.Time // refusal (300 and above) sent by a phone, received by a caller
	Bye      time.Time // first BYE, sent or received
	End      time.Time // the leg is over
}

// Side says who did something.
type Side string

// The sides of a leg.
const (
	Us     Side = "us"     // this phone or caller
	Them   Side = "them"   // the other side
	Nobody Side = "nobody" // time ran out
)

// Ending says how a leg ended.
type Ending struct {
	By      Side
	Status  int      // the final status of a leg that was never answered, else 200
	Text    string   // the status in words
	Reasons []Reason // what the BYE, CANCEL or refusal gave as reason
}

// Cause is the Q.850 cause given, 0 if none (16 normal, 17 busy, 26 answered
// elsewhere).
func (e Ending) Cause() int { return causeOf(e.Reasons, "Q.850") }

// Reason is one Reason header (RFC 3326).
type Reason struct {
	Protocol string // "Q.850" or "SIP"
	Cause    int
	Text     string
}

func causeOf(reasons []Reason, protocol string) int {
	for _, r := range reasons {
		if strings.EqualFold(r.Protocol, protocol) {
			return r.Cause
		}
	}
	return 0
}

func readReasons(msg sip.Message) (reasons []Reason) {
	for _, h := range msg.GetHeaders("Reason") {
		protocol, params, _ := strings.Cut(h.Value(), ";")
		r := Reason{Protocol: strings.TrimSpace(protocol)}
		for param := range strings.SplitSeq(params, ";") {
			key, value, _ := strings.Cut(strings.TrimSpace(param), "=")
			switch strings.ToLower(key) {
			case "cause":
				r.Cause, _ = strconv.Atoi(value)
			case "text":
				r.Text = strings.Trim(value, `"`)
			}
		}
		reasons = append(reasons, r)
	}
	return reasons
}

// fact is something that happens once; who waits for it waits on its channel.
type fact struct{ done chan struct{} }

func newFact() fact { return fact{make(chan struct{})} }

// happened is not safe for use by two goroutines at once: the leg's lock
// guards it.
func (f fact) happened() {
	select {
	case <-f.done:
	default:
		close(f.done)
	}
}
