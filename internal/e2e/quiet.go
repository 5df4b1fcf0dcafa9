package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// Quiet has the test fail if anything of its calls is left when all else of it
// has been cleaned up: a channel or bridge in Asterisk, an agent who is
// claimed, ringing or talking, a call on the desk, goroutines of the program.
// Call it first.
func (v *Vonal) Quiet(t testing.TB) {
	t.Helper()
	t.Cleanup(func() {
		if v.process.running() {
			v.NothingLeft(t)
		}
	})
}

// NothingLeft is what Quiet demands, now.
func (v *Vonal) NothingLeft(t testing.TB) {
	t.Helper()
	left := ""
	eventually(t, patience, func() bool {
		left = v.left(t)
		if left == "" {
			return true
		}
		return false
	}, "nothing is left of the calls: %s", later(&left))
}

// NoGoroutineLeaked waits until the program does what it did when it had just
// started, and no more: goroutine by goroutine, connections that are kept for
// the next use left out.
func (v *Vonal) NoGoroutineLeaked(t testing.TB) {
	t.Helper()
	more := ""
	eventually(t, patience, func() bool {
		more = v.work(t).beyond(v.baseline)
		return more == ""
	}, "the program does no more than at its start, but also: %s", later(&more))
}

// later prints the value that a variable has then.
func later[T any](p *T) fmt.Stringer { return latest[T]{p} }

type latest[T any] struct{ p *T }

func (l latest[T]) String() string { return fmt.Sprint(*l.p) }

// left says what there still is, "" if nothing.
func (v *Vonal) left(t testing.TB) string {
	var all []string
	for _, kind := range []string{"channels", "bridges"} {
		var things []struct {
			ID    string `json:"id"`
			Name  string `json:"name"`
			State string `json:"state"`
		}
		v.ARI(t, kind, &things)
		for _, x := range things {
			all = append(all, fmt.Sprintf("%s %s %s %s", kind, x.ID, x.Name, x.State))
		}
	}
	var desk Desk
	v.Get(t, "/desk", &desk)
	for _, a := range desk.Agents {
		switch a.State {
		case "claimed", "ringing", "talking":
			all = append(all, "agent "+a.Name+" "+a.State)
		}
	}
	for _, c := range desk.Calls {
		all = append(all, "call "+c.ID+" "+c.State)
	}
	return strings.Join(all, "; ")
}

// ARI reads a path of Asterisk's REST interface, for looking only.
func (v *Vonal) ARI(t testing.TB, path string, out any) {
	t.Helper()
	if a := v.ariGet(t, path); a.Status != 200 {
		t.Fatalf("ari %s: %d: %s", path, a.Status, a.Body)
	} else if err := json.Unmarshal(a.Body, out); err != nil {
		t.Fatalf("ari %s: %v", path, err)
	}
}

// ARIStatus is the status with which Asterisk answers for a path.
func (v *Vonal) ARIStatus(t testing.TB, path string) int {
	t.Helper()
	return v.ariGet(t, path).Status
}

func (v *Vonal) ariGet(t testing.TB, path string) Answer {
	t.Helper()
	at := v.File().ARI
	return v.As("").Do(t, "GET", at.URL+"/"+path, nil, "Authorization", basic(at.User, at.Password))
}
