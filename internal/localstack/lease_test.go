package localstack_test

import (
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"vonal/internal/localstack"
	"vonal/internal/testenv"
)

// controller is the least that can claim a call.
type controller struct {
	t      *testing.T
	stack  *localstack.Stack
	socket *websocket.Conn
	app    string
}

func connect(t *testing.T, s *localstack.Stack, app string) *controller {
	t.Helper()
	a := s.ARI()
	u := "ws" + strings.TrimPrefix(a.URL, "http") + "/events?app=" + app
	req := &http.Request{Header: http.Header{}}
	req.SetBasicAuth(a.User, a.Password)
	socket, _, err := websocket.Dial(t.Context(), u, &websocket.DialOptions{HTTPHeader: req.Header})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.CloseNow() }) // it may be closed
	return &controller{t, s, socket, app}
}

type event struct {
	Type    string
	Args    []string
	Channel struct{ ID string }
}

func (c *controller) next(kind string) event {
	c.t.Helper()
	for {
		_, text, err := c.socket.Read(c.t.Context())
		if err != nil {
			c.t.Fatalf("waiting for %s: %v", kind, err)
		}
		var e event
		if err := json.Unmarshal(text, &e); err != nil {
			c.t.Fatal(err)
		}
		if e.Type == kind {
			return e
		}
	}
}

// claim takes the next call and returns it as it has entered.
func (c *controller) claim() event {
	c.t.Helper()
	call := c.next("CallBroadcast").Channel.ID
	ari(c.t, c.stack, "POST", "/events/claim?channelId="+url.QueryEscape(call)+"&application="+c.app, nil, 204)
	return c.next("StasisStart")
}

func TestCallerOfAVanishedControllerIsInTheFallbackAfterTheLease(t *testing.T) {
	s, trunk := trunked(t, func(o *localstack.Options) { o.Lease = 3 * time.Second })
	c := connect(t, s, "vonal-a")
	caller := sippInBackground(t, s, "caller.xml", trunk, "-s", "3615550100", "-key", "from", "+36301234567", "-d", "500")
	call := c.claim()
	if strings.Join(call.Args, ",") != "inbound,3615550100" {
		t.Errorf("entered with %q", call.Args)
	}
	id := url.PathEscape(call.Channel.ID)
	ari(t, s, "POST", "/channels/"+id+"/moh", nil, 204)
	renewed := time.Now()
	ari(t, s, "POST", "/channels/"+id+"/variable?"+url.Values{"variable": {"TIMEOUT(absolute)"}, "value": {"4"}}.Encode(), nil, 204)
	if err := c.socket.CloseNow(); err != nil {
		t.Fatal(err)
	}
	testenv.Eventually(t, 10*time.Second, func() bool { return len(journal(t, s, "VONAL-ENTER")) == 1 }, "the caller is in the fallback")
	if waited := time.Since(renewed); waited < 3*time.Second || waited > 6*time.Second {
		t.Errorf("the lease of 4 s ran out after %s", waited)
	}
	enter := journal(t, s, "VONAL-ENTER")[0]
	if enter[1] != call.Channel.ID || enter[7] != "lease" {
		t.Errorf("journal: %q", enter)
	}
	if err := caller(); err != nil {
		t.Fatal(err)
	}
	testenv.Eventually(t, 5*time.Second, func() bool { return channels(t, s) == 0 }, "no channel is left")
}

func TestCallThatTheControllerEndsDoesNotReachTheFallback(t *testing.T) {
	s, trunk := trunked(t)
	c := connect(t, s, "vonal-a")
	caller := sippInBackground(t, s, "caller.xml", trunk, "-s", "100", "-key", "from", "x", "-d", "300")
	call := c.claim()
	ari(t, s, "POST", "/channels/"+url.PathEscape(call.Channel.ID)+"/answer", nil, 204)
	if err := caller(); err != nil {
		t.Fatal(err)
	}
	c.next("StasisEnd")
	testenv.Eventually(t, 5*time.Second, func() bool { return channels(t, s) == 0 }, "no channel is left")
	if got := journal(t, s, "VONAL-ENTER"); len(got) != 0 {
		t.Errorf("it went to the fallback: %q", got)
	}
	gone := journal(t, s, "VONAL-GONE")
	if len(gone) != 1 || gone[0][1] != call.Channel.ID {
		t.Fatalf("the journal does not say when the caller was gone: %q", gone)
	}
	if exact, err := strconv.ParseFloat(gone[0][5], 64); err != nil || math.Abs(exact-float64(time.Now().UnixMilli())/1000) > 5 {
		t.Errorf("gone at %q", gone[0][5])
	}
}

func TestControllerThatHangsCostsHalfASecond(t *testing.T) {
	s, trunk := trunked(t)
	connect(t, s, "vonal-a") // never reads, never claims
	began := time.Now()
	caller := sippInBackground(t, s, "caller.xml", trunk, "-s", "100", "-key", "from", "x", "-d", "300")
	testenv.Eventually(t, 5*time.Second, func() bool { return len(journal(t, s, "VONAL-ENTER")) == 1 }, "the caller is in the fallback")
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("it took %s", took)
	}
	if err := caller(); err != nil {
		t.Fatal(err)
	}
}
