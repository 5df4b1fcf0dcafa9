package aritest_test

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"vonal/ari"
	"vonal/internal/localstack"
	"vonal/internal/testenv"
)

// contractDialplan is the world around the real Asterisk: phones, and ways for
// calls to come in. A caller is the other half of a Local channel.
const contractDialplan = `
[contract]
exten => stasis,1,Set(TIMEOUT(absolute)=20)
 same => n,Stasis(${CONTRACT_APP},in,one)
 same => n,GotoIf($["${STASISSTATUS}" = "SUCCESS"]?done)
 same => n,Goto(fallback,1)
 same => n(done),Hangup()
exten => broadcast,1,Set(TIMEOUT(absolute)=20)
 same => n,StasisBroadcast(500,${CONTRACT_PATTERN},inbound:one)
 same => n,GotoIf($["${STASISSTATUS}" = "SUCCESS"]?done)
 same => n,Goto(fallback,1)
 same => n(done),Hangup()
exten => fallback,1,Set(TIMEOUT(absolute)=60)
 same => n,Answer()
 same => n,Wait(60)
exten => T,1,Set(TIMEOUT(absolute)=60)
 same => n,Answer()
 same => n,Wait(60)
exten => park,1,Wait(60)
exten => answers,1,Ringing()
 same => n,Wait(0.1)
 same => n,Answer()
 same => n,Wait(60)
exten => rings,1,Ringing()
 same => n,Wait(60)
exten => busy,1,Ringing()
 same => n,Wait(0.1)
 same => n,Hangup(17)
`

// real is the real Asterisk in a stack of its own.
type real struct {
	stack *localstack.Stack
	in    *ari.Client // by which calls are made to come in
}

func TestRealAsteriskKeepsTheContract(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a private Asterisk")
	}
	stack := testenv.Stack(t, func(o *localstack.Options) { o.Parts = []localstack.Part{localstack.Asterisk} })
	dialplan := filepath.Join(stack.ConfigDir(), "extensions.d", "contract.conf")
	if err := os.WriteFile(dialplan, []byte(contractDialplan), 0o644); err != nil {
		t.Fatal(err)
	}
	w := &real{stack: stack}
	w.open(t)
	contract(t, w)
	w.in.Close()
}

// open makes the client for incoming calls. It only sends, so it is not run.
func (w *real) open(t *testing.T) {
	t.Helper()
	c, err := ari.New(w.options("contract-world"))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Asterisk().ReloadModule(context.Background(), "pbx_config.so"); err != nil {
		t.Fatal(err)
	}
	w.in = c
}

func (w *real) options(app string) ari.Options {
	a := w.stack.ARI()
	return ari.Options{Application: app, URL: a.URL, Username: a.User, Password: a.Password, BackoffMin: 20 * time.Millisecond}
}

func (w *real) call(t *testing.T, app, pattern string) (ari.ChannelID, func()) {
	t.Helper()
	ctx := context.Background()
	id := ari.NewChannelID()
	r := ari.OriginateRequest{
		Endpoint: "Local/stasis@contract/n", Context: "contract", Extension: "park",
		OtherChannelID: id, Variables: ari.Assignments{"__CONTRACT_APP": app},
	}
	if pattern != "" {
		r.Endpoint, r.Variables = "Local/broadcast@contract/n", ari.Assignments{"__CONTRACT_PATTERN": pattern}
	}
	phone, err := w.in.Originate(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	return id, func() {
		is(t, phone.Hangup(ctx, ""), nil, "the caller's hang-up")
	}
}

func (w *real) restart(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := w.stack.Signal(localstack.Asterisk, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	testenv.Eventually(t, patience, func() bool { return !w.stack.Alive(localstack.Asterisk) }, "the end of Asterisk")
	if err := w.stack.StartPart(ctx, localstack.Asterisk); err != nil {
		t.Fatal(err)
	}
}

func (w *real) freeze(t *testing.T) func() {
	t.Helper()
	signal := func(s syscall.Signal) { is(t, w.stack.Signal(localstack.Asterisk, s), nil, s.String()) }
	signal(syscall.SIGSTOP)
	return func() { signal(syscall.SIGCONT) }
}
