package e2e

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// work is what the goroutines of the program do: how many there are of each
// kind, a kind being the functions in which they began.
type work map[string]int

// kept are functions of connections that libraries hold ready for their next
// use: how many there are says how much was asked at once, not what was left. And
// River's own, which begin one by one in the first half minute.
var kept = []string{
	"net/http.(*conn).serve", "net/http.(*persistConn)", "net/http.(*connReader)", "net/http.(*Transport)",
	"database/sql.(*DB)", "pgx", "go-redis", "runtime/pprof", "riverqueue",
}

var (
	crowd = regexp.MustCompile(`^(\d+) @ `)
	frame = regexp.MustCompile(`^#\t0x[0-9a-f]+\t(\S+)\+0x`)
)

// beginnings is how many functions, from the first one called, name a kind.
const beginnings = 3

// steady is how often in a row the idle program must be seen to do nothing new.
const steady = 10

// idle is what the program does when it has just started: all that is seen of
// it until nothing new comes.
func (v *Vonal) idle(t testing.TB) work {
	t.Helper()
	all := v.work(t)
	same := 0
	eventually(t, patience, func() bool {
		now := v.work(t)
		if same++; now.beyond(all) != "" {
			same = 0
		}
		for kind, n := range now {
			all[kind] = max(all[kind], n)
		}
		return same >= steady
	}, "the program that has just started does nothing new")
	return all
}

// work asks the program itself.
func (v *Vonal) work(t testing.TB) work {
	t.Helper()
	address := strings.TrimSuffix(v.File().Metrics, "/metrics") + "/debug/pprof/goroutine?debug=1"
	a := v.As("").Do(t, "GET", address, nil)
	if a.Status != 200 {
		t.Fatalf("%s: %d: %s", address, a.Status, a.Body)
	}
	all := work{}
	n, stack := 0, []string(nil)
	end := func() {
		if n > 0 && !slices.ContainsFunc(stack, isKept) {
			begun := stack[max(0, len(stack)-beginnings):]
			all[strings.Join(begun, " < ")] += n
		}
		n, stack = 0, nil
	}
	lines := bufio.NewScanner(bytes.NewReader(a.Body))
	for lines.Scan() {
		if m := crowd.FindStringSubmatch(lines.Text()); m != nil {
			end()
			n, _ = strconv.Atoi(m[1])
		} else if m := frame.FindStringSubmatch(lines.Text()); m != nil {
			stack = append(stack, m[1])
		}
	}
	end()
	if err := lines.Err(); err != nil || len(all) == 0 {
		t.Fatalf("%s tells of no goroutines: %v: %s", address, err, a.Body)
	}
	return all
}

func isKept(function string) bool {
	return slices.ContainsFunc(kept, func(k string) bool { return strings.Contains(function, k) })
}

// beyond says what there is more of than in before, "" for nothing.
func (w work) beyond(before work) string {
	var more []string
	for _, kind := range slices.Sorted(maps.Keys(w)) {
		if extra := w[kind] - before[kind]; extra > 0 {
			more = append(more, fmt.Sprintf("%d of %s", extra, kind))
		}
	}
	return strings.Join(more, "; ")
}
