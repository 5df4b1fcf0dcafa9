package api_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"vonal/api"
)

// BenchmarkTables is a table of 100,000 customers that comes in, is imported a
// second time, and goes out in both formats. It prints what each step took and
// the most memory that the process had meanwhile, server and client together.
//
//	go test -run '^$' -bench Tables -benchtime 1x ./api
func BenchmarkTables(b *testing.B) {
	const n = 100_000
	for b.Loop() {
		h := open(b)
		table := many(n)
		var in api.Import
		step := func(name string, f func()) {
			if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
				b.Log("the memory is that since the start:", err)
			}
			before := peak(b)
			began := time.Now()
			f()
			b.Logf("%-22s %6.1f s, %4d MiB more memory at most", name, time.Since(began).Seconds(), (peak(b)-before)>>10)
		}
		step("upload", func() { in = h.table(head, table) })
		step("check", func() { in = h.checked(head, in, "fill") })
		step("import", func() { want[api.Import](h, head, "POST", "/imports/"+in.ID+"/run", "", 200); h.work() })
		again := h.table(head, table)
		step("check of known cards", func() { again = h.checked(head, again, "overwrite") })
		if again.Counts.Unchanged != n {
			b.Errorf("%+v", again.Counts)
		}
		for _, format := range []string{"csv", "xlsx"} {
			step("export as "+format, func() {
				res, err := h.client.Do(h.request(head, http.MethodGet, "/api/v1/cards/export?format="+format, ""))
				h.must(err)
				defer res.Body.Close()
				size, err := io.Copy(io.Discard, res.Body)
				h.must(err)
				b.Logf("%s: %d bytes, %d", format, size, res.StatusCode)
			})
		}
		step("undo", func() { in = h.undone(in.ID) })
		if in.Counts.Undone != n {
			b.Errorf("%+v", in.Counts)
		}
	}
}

// peak is the most memory that the process has had, in KiB.
func peak(b *testing.B) (kib int) {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		b.Fatal(err)
	}
	return kib
}
