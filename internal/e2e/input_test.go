package e2e_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func TestInput(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{},
		hostileCallersAndMalformedMessagesDoNoHarm,
		everyDialledNumberIsTaken,
		absurdPoliciesAreRefusedByName,
		timeIsMovedInTestsOnly,
		metricsAreNotPublic,
	)
}

// hostile are caller ids as nobody should send them.
var hostile = []struct {
	name, from string
	mayRefuse  bool // Asterisk may turn the call away
}{
	{"name of 4 KB", `"` + strings.Repeat("A", 4096) + `" <sip:+36305550001@127.0.0.1>`, false},
	{"name of 60 KB", `"` + strings.Repeat("A", 60_000) + `" <sip:+36305550002@127.0.0.1>`, true},
	{"right-to-left override", "\"\u202egnp.exe\u2066\" <sip:+36305550003@127.0.0.1>", false},
	{"invalid UTF-8", "\"\xff\xfe\xc0\xaf\" <sip:+36305550004@127.0.0.1>", true},
	{"cp1251", "\"\xcf\xb8\xf2\xf0\" <sip:+36305550005@127.0.0.1>", true},
	{"control characters", "\"\x01\x07\x1b[31mred\" <sip:+36305550006@127.0.0.1>", true},
	{"zero byte", "\"A\x00B\" <sip:+36305550007@127.0.0.1>", true},
	{"SQL", `"Robert'); DROP TABLE cards;--" <sip:+36305550008@127.0.0.1>`, false},
	{"markup", `"<script>alert(1)</script>" <sip:+36305550009@127.0.0.1>`, false},
	{"spreadsheet formula", `"=cmd|'/c calc'!A1" <sip:+36305550010@127.0.0.1>`, false},
	{"dialplan expressions", `"${EXTEN}${SHELL(id)}" <sip:${EXTEN}@127.0.0.1>`, true},
	{"format directives", `"%s%n%d" <sip:+36305550012@127.0.0.1>`, false},
	{"combining marks", "\"" + strings.Repeat("Z\u0351\u0353", 200) + "\" <sip:+36305550013@127.0.0.1>", false},
	{"long number", `<sip:` + strings.Repeat("9", 300) + `@127.0.0.1>`, true},
	{"thirty digits", `<sip:123456789012345678901234567890@127.0.0.1>`, false},
	{"a single digit", `<sip:7@127.0.0.1>`, false},
	{"service code", `<sip:*%2306%23@127.0.0.1>`, true},
	{"only a plus", `<sip:+@127.0.0.1>`, false},
	{"own extension", `<sip:100@127.0.0.1>`, false},
	{"name of an agent's phone", `<sip:agent-0a1b2c3d4e5f@127.0.0.1>`, false},
	{"emergency number", `<sip:112@127.0.0.1>`, false},
}

// hostileCallersAndMalformedMessagesDoNoHarm sends all of them at once: those
// that Asterisk does not answer, and calls that nobody acknowledges, are given
// up after 32 s.
func hostileCallersAndMalformedMessagesDoNoHarm(t *testing.T, v *e2e.Vonal) {
	sent := sipphone.Malformed(v.SIP, e2e.Dialled)
	if len(sent) < 20 {
		t.Fatalf("only %d malformed messages", len(sent))
	}
	for _, m := range sent {
		if err := v.Trunk.SendRaw(v.SIP, m.Bytes); err != nil {
			t.Logf("%s: %v", m.Name, err) // longer than a datagram can be
		}
	}
	callers := make([]*sipphone.Caller, len(hostile))
	for i, h := range hostile {
		callers[i] = v.Dial(t, "", rawly(h.from), func(c *sipphone.CallConfig) { c.To = markOf(i) })
	}
	cards := map[string]string{}
	for i, h := range hostile {
		select {
		case <-callers[i].Answered():
			onACard(t, v, markOf(i), h.name, cards)
			callers[i].Hangup()
		case <-callers[i].Ended():
			if !h.mayRefuse {
				t.Errorf("%s: refused with %d %s", h.name, callers[i].Ending().Status, callers[i].Ending().Text)
			}
		}
	}
	eventually(t, 2*patience, func() bool {
		var channels []struct{}
		v.ARI(t, "channels", &channels)
		return len(channels) == 0
	}, "no channel of them is left")
	normalCall(t, v)
}

// markOf is the number that the i-th hostile caller dials, to be told apart.
func markOf(i int) string { return fmt.Sprint(2000 + i) }

// onACard waits until the call to a number is on a card of its own, and looks
// at what is shown.
func onACard(t *testing.T, v *e2e.Vonal, to, what string, cards map[string]string) {
	t.Helper()
	var live e2e.Call
	eventually(t, patience, func() bool {
		var desk e2e.Desk
		v.Get(t, "/desk", &desk)
		for _, c := range desk.Calls {
			if c.To == to {
				live = c
			}
		}
		return live.CardID != ""
	}, "%s: the call is on a card", what)
	clean(t, what, live.From, live.FromName, live.CardName)
	if other, known := cards[live.CardID]; known {
		t.Errorf("%s and %s are on one card", what, other)
	}
	cards[live.CardID] = what
}

// clean demands texts that can be shown anywhere.
func clean(t *testing.T, what string, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if !utf8.ValidString(s) || utf8.RuneCountInString(s) > 1024 {
			t.Errorf("%s: %d runes, valid UTF-8 %t", what, utf8.RuneCountInString(s), utf8.ValidString(s))
		}
		for _, r := range s {
			if unicode.IsControl(r) || strings.ContainsRune("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", r) {
				t.Errorf("%s: %U is shown", what, r)
			}
		}
	}
}

// normalCall demands that all is as it should be.
func normalCall(t *testing.T, v *e2e.Vonal) {
	t.Helper()
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, _ := talking(t, v, from, anna)
	caller.Hangup()
	fields(t, v.Written(t, from), from, anna)
}

func everyDialledNumberIsTaken(t *testing.T, v *e2e.Vonal) {
	for _, to := range []string{"100", "+3612345678", "*99", "sales", "00000000000000000000"} {
		from := v.Number()
		caller := v.Dial(t, from, func(c *sipphone.CallConfig) { c.To = to })
		within(t, "the caller who dialled "+to+" is in the queue", caller.WaitAnswered)
		if live := v.AwaitLive(t, from, "waiting"); live.To != to {
			t.Errorf("who dialled %q is shown with %q", to, live.To)
		}
		caller.Hangup()
		if call := v.Written(t, from); call.To != to || call.Disposition != "abandoned" {
			t.Errorf("who dialled %q is written with %q, %s", to, call.To, call.Disposition)
		}
	}
	// What is no number, or means something to the dialplan, may be turned away.
	for _, to := range []string{"a%20b", "%24%7BEXTEN%7D", strings.Repeat("9", 200), "%00", "h", "T", "s", "i", "t"} {
		caller := v.Dial(t, v.Number(), func(c *sipphone.CallConfig) { c.To = to })
		select {
		case <-caller.Answered():
			caller.Hangup()
		case <-caller.Ended():
		}
		comes(t, "the call to "+to+" ends", caller.Ended())
	}
}

func absurdPoliciesAreRefusedByName(t *testing.T, v *e2e.Vonal) {
	durations := []string{"ring_timeout_ms", "no_ring_timeout_ms", "retry_ms", "wrapup_ms", "extension_ms", "lease_ms", "max_talk_ms"}
	var before, after map[string]any
	v.Get(t, "/policy", &before)
	refused := func(field string, value any, statuses ...int) {
		t.Helper()
		a := v.Do(t, "PUT", "/policy", map[string]any{field: value})
		for _, s := range statuses {
			if a.Status == s {
				if p := a.Problem(t); s == 422 && (len(p.Errors) != 1 || p.Errors[0].Field != field) {
					t.Errorf("%s %v: the problem names %+v", field, value, p.Errors)
				}
				return
			}
		}
		t.Errorf("%s %v: %d: %s", field, value, a.Status, a.Body)
	}
	for _, field := range durations {
		for _, value := range []any{0, -1, int64(1) << 53, int64(1) << 62} {
			refused(field, value, 422)
		}
		refused(field, 1.5, 400, 422)
		refused(field, "5000", 400, 422)
	}
	for _, field := range []string{"max_extensions", "misses_to_pause"} {
		for _, value := range []any{-1, 1 << 30} {
			refused(field, value, 422)
		}
	}
	refused("ring_time", 5000, 400)
	v.Get(t, "/policy", &after)
	for k := range before {
		if before[k] != after[k] {
			t.Errorf("%s was %v, is %v", k, before[k], after[k])
		}
	}
}

func timeIsMovedInTestsOnly(t *testing.T, v *e2e.Vonal) {
	if a := v.Do(t, "POST", v.File().URL+"/test/clock", map[string]int{"advance_ms": 1000}); a.Status != 404 && a.Status != 405 {
		t.Errorf("without --test-clock: %d: %s", a.Status, a.Body)
	}
}

func metricsAreNotPublic(t *testing.T, v *e2e.Vonal) {
	public := v.File().URL
	for path, want := range map[string]int{
		public + "/healthz": 200, public + "/readyz": 200, v.File().Metrics: 200,
		public + "/metrics": 404, public + "/debug/pprof/": 404, public + "/api/v1/openapi.yaml": 200,
	} {
		if a := v.As("").Do(t, "GET", path, nil); a.Status != want {
			t.Errorf("%s: %d, want %d: %.200s", path, a.Status, want, a.Body)
		}
	}
}
