package e2e_test

import (
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"vonal/internal/e2e"
)

// promise is one thing that Vonal promises; its name is the function's.
type promise func(t *testing.T, v *e2e.Vonal)

// keep starts a Vonal and tries promises one after the other. After each,
// nothing of its calls may be left; after the last, no goroutine either.
func keep(t *testing.T, o e2e.Options, promises ...promise) {
	t.Helper()
	v := e2e.Start(t, o)
	for _, p := range promises {
		t.Run(nameOf(p), func(t *testing.T) {
			v.Quiet(t)
			p(t, v)
		})
	}
	t.Run("EveryCallReplaysToTheSameDecisions", func(t *testing.T) { replays(t, v) })
	v.NoGoroutineLeaked(t)
}

// replays has vonal replay decide the calls there were once more. Of calls
// that went alike, some will do.
func replays(t *testing.T, v *e2e.Vonal) {
	t.Helper()
	const ofAKind = 2
	kinds := map[string]int{}
	for _, c := range v.Calls(t, "") {
		kind := c.Disposition
		for _, o := range c.Offers {
			kind += " " + o.Result
		}
		if kinds[kind]++; kinds[kind] > ofAKind || c.Disposition == "fallback" {
			continue // a call that Asterisk handled alone has no decisions of ours
		}
		code, out, errs := e2e.Command(t, "replay", "--data", v.Dir, c.ID)
		if code != 0 || !strings.Contains(out, c.ID) || !strings.HasSuffix(out, "the same\n") {
			t.Errorf("vonal replay %s (%s): exit code %d\n%s%s", c.ID, kind, code, errs, out)
		}
		if served := v.Do(t, "GET", "/calls/"+c.ID+"/trace", nil); served.Status != 200 || !strings.HasPrefix(out, string(served.Body)) {
			t.Errorf("the trace of %s is served as %d:\n%s\nand replayed as\n%s", c.ID, served.Status, served.Body, out)
		}
	}
	t.Logf("replayed %v", kinds)
}

var begins = regexp.MustCompile(`^[a-z]`)

func nameOf(p promise) string {
	full := runtime.FuncForPC(reflect.ValueOf(p).Pointer()).Name()
	name := full[strings.LastIndexByte(full, '.')+1:]
	return begins.ReplaceAllStringFunc(name, strings.ToUpper)
}
