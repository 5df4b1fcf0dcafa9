package e2e_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/localstack"
	"vonal/internal/sipphone"
	"vonal/internal/testenv"
)

// What becomes of calls when PostgreSQL, Redis or Asterisk is away.

func TestRedisThatLosesEverythingIsNoticedAndRebuilt(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	bela := v.Agent(t, "Bela", sipphone.Silent())
	csaba := v.Agent(t, "Csaba", sipphone.Silent())
	if a := csaba.Pause(t, "lunch"); a.Status != 200 {
		t.Fatalf("pause: %d: %s", a.Status, a.Body)
	}
	csaba.Awaits(t, "paused")
	number := v.Number()
	caller, _ := talking(t, v, number, anna)
	before := anna.Now(t)

	flushAll(t, v.File().Redis)
	flushed := time.Now()
	const rebuilds = 3 * time.Second
	eventually(t, rebuilds, func() bool {
		status, _ := v.Readiness(t)
		return status == http.StatusOK && v.Do(t, "GET", "/agents", nil).Status == http.StatusOK
	}, "the desk is rebuilt")
	if took := time.Since(flushed); took > rebuilds {
		t.Errorf("the desk was rebuilt after %v", took)
	}
	if now := anna.Now(t); now.CallID != before.CallID {
		t.Errorf("Anna talks in call %q, before in %q", now.CallID, before.CallID)
	}
	if now := csaba.Now(t); now.State != "paused" || now.Reason != "lunch" {
		t.Errorf("Csaba is %s (%s)", now.State, now.Reason)
	}
	bela.Awaits(t, "available")
	caller.Hangup()
	anna.Awaits(t, "wrapup")
	if call := v.Written(t, number); call.Disposition != "answered" || call.AgentID != anna.ID {
		t.Errorf("written as %+v", call)
	}
}

func TestCallsGoOnWhilePostgreSQLIsAwayAndAreWrittenAfterwards(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	freeze(t, v, "postgres")
	number := v.Number()
	caller := v.Dial(t, number)
	o := anna.Offer(t)
	within(t, "the caller hears Anna", tone(caller.Leg, agentsTone))
	caller.Hangup()
	comes(t, "Anna's leg ends", o.Ended())
	v.AwaitUnready(t, patience, "PostgreSQL")
	thaw(t, v, "postgres")
	v.AwaitReady(t, patience)
	if call := v.Written(t, number); call.Disposition != "answered" || call.AgentID != anna.ID {
		t.Errorf("written as %+v", call)
	}
	if card := v.Card(t, number); card.ID == "" {
		t.Error("there is no card")
	}
}

func TestCallsThatAsteriskTookDownWithItAreLostAndTheAgentsAreNot(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	number := v.Number()
	caller, o := talking(t, v, number, anna)
	if err := syscall.Kill(v.File().PIDs["asterisk"], syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	v.AwaitUnready(t, patience, "Asterisk")
	caller.Hangup()
	o.Hangup()
	v.AwaitReady(t, patience)
	if call := v.Written(t, number); call.Disposition != "lost_pbx" || call.AgentID != anna.ID {
		t.Errorf("written as %s with agent %q", call.Disposition, call.AgentID)
	}
	within(t, "Anna's phone registers again", anna.Phone.Register)
	eventually(t, patience, func() bool { return anna.Press(t, "ready").Status == 200 }, "Anna is ready again")
	again := v.Number()
	talking(t, v, again, anna)
}

func TestAControllerThatMayOpenNothingLosesNobody(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	eventually(t, patience, func() bool { return strings.Contains(v.CLI(t, "queue show vonal_fallback"), anna.ID) }, "Asterisk alone knows Anna")
	v.OpenNothing(t)
	number := v.Number()
	caller := v.Dial(t, number)
	var o *sipphone.Offer
	within(t, "Anna's phone is rung", func(ctx context.Context) (err error) {
		defer v.OpenAgain(t)
		o, err = anna.Phone.NextOffer(ctx)
		return err
	})
	within(t, "the caller hears Anna", tone(caller.Leg, agentsTone))
	caller.Hangup()
	comes(t, "Anna's leg ends", o.Ended())
	v.AwaitReady(t, patience)
	if call := v.Written(t, number); call.Disposition != "answered" && call.Disposition != "fallback" {
		t.Errorf("written as %s", call.Disposition)
	}
	if strings.Contains(v.Log(t), "a server has ended") {
		t.Error("servers were taken for dead because nothing could be opened")
	}
	eventually(t, patience, func() bool { return anna.Press(t, "ready").Status == 200 }, "Anna is ready again")
	talking(t, v, v.Number(), anna)
}

func TestAControllerWaitsForServersThatAreNotThereYet(t *testing.T) {
	t.Parallel()
	stack := testenv.Stack(t)
	for _, part := range localstack.Parts {
		if err := stack.StopPart(t.Context(), part); err != nil {
			t.Fatal(err)
		}
	}
	log, err := os.CreateTemp(t.TempDir(), "log")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	a := stack.ARI()
	c := e2e.StartServe(t, log, "", []string{
		"serve", "--http", "127.0.0.1:0", "--postgres", stack.DSN(), "--redis", stack.RedisURL(),
		"--ari", e2e.WithUser(a.URL, a.User, a.Password), "--recordings", stack.RecordingDir(),
		"--queue-log", stack.QueueLog(), "--members", stack.MembersFile(),
	})
	for _, next := range []struct {
		part localstack.Part
		word string
	}{{localstack.Postgres, "PostgreSQL"}, {localstack.Redis, "Redis"}, {localstack.Asterisk, "Asterisk"}} {
		c.AwaitUnready(t, patience, next.word)
		if err := stack.StartPart(t.Context(), next.part); err != nil {
			t.Fatal(err)
		}
	}
	c.AwaitReady(t, patience)
}

func freeze(t *testing.T, v *e2e.Vonal, server string) { signalAll(t, v, server, syscall.SIGSTOP) }
func thaw(t *testing.T, v *e2e.Vonal, server string)   { signalAll(t, v, server, syscall.SIGCONT) }

// signalAll reaches a server with all its children: a frozen postmaster's
// backends would go on answering.
func signalAll(t *testing.T, v *e2e.Vonal, server string, s syscall.Signal) {
	t.Helper()
	pid := v.File().PIDs[server]
	for _, p := range append(childrenOf(t, pid), pid) {
		if err := syscall.Kill(p, s); err != nil && err != syscall.ESRCH {
			t.Fatal(err)
		}
	}
}

func childrenOf(t *testing.T, pid int) (children []int) {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range strings.Fields(string(b)) {
		var child int
		if _, err := fmt.Sscan(f, &child); err == nil {
			children = append(children, child)
		}
	}
	return children
}

// flushAll empties a Redis as an administrator's mistake would.
func flushAll(t *testing.T, address string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	password, _ := u.User.Password()
	fmt.Fprintf(conn, "AUTH %s\r\nFLUSHALL\r\n", password)
	answers := bufio.NewReader(conn)
	for range 2 {
		if line, err := answers.ReadString('\n'); err != nil || !strings.HasPrefix(line, "+OK") {
			t.Fatalf("Redis answered %q, %v", line, err)
		}
	}
}
