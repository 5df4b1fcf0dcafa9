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
	v.NoGoroutineLeaked(t)
}

var begins = regexp.MustCompile(`^[a-z]`)

func nameOf(p promise) string {
	full := runtime.FuncForPC(reflect.ValueOf(p).Pointer()).Name()
	name := full[strings.LastIndexByte(full, '.')+1:]
	return begins.ReplaceAllStringFunc(name, strings.ToUpper)
}
