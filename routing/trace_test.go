package routing_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"testing"
	"time"

	"vonal/routing"
)

var day = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

// everyFact is one of each fact, with everything filled in.
func everyFact(at time.Time) []routing.Event {
	return []routing.Event{
		routing.Arrived{At: at, ID: "demo-1", Channel: "17.4", From: "+3612345678", Name: `O'Brien "Bob"`, To: "100", Line: routing.Line{Team: "sales", Language: "hu", Closed: "announce", Empty: "voicemail", Overdue: "callback", LongestWait: 2 * time.Minute, News: time.Minute, Consent: true}},
		routing.Requested{At: at, ID: "demo-2", Channel: "demo-2-out", Agent: "anna", From: "+3611234567", To: "+3612345678", BackFor: "demo-1", Since: at.Add(-time.Minute), Line: routing.Line{Team: "sales"}},
		routing.Said{At: at, What: "position-3 wait-2-3"},
		routing.Pressed{At: at, Key: "#"},
		routing.MessageLeft{At: at, Length: 1500 * time.Millisecond},
		routing.CallerKnown{At: at, Caller: routing.Caller{Card: "c1", Name: "Nagy és Társa", Tier: "key", Owner: "anna", OwnerAway: true, Deputy: "boris", CutOffFrom: at.Add(-time.Minute)}},
		routing.Claimed{At: at, Agent: "anna", Phones: "agent-1 agent-2/15s +36201234567", Because: []routing.Reason{
			{Code: routing.BecauseFree, For: 12340 * time.Millisecond}, {Code: routing.BecauseTried, Times: 2}}},
		routing.Considered{At: at, Circle: routing.TeamCircle, More: 3, Choices: []routing.Choice{
			{Agent: "anna", Take: true, Because: []routing.Reason{{Code: routing.BecauseFree, For: time.Second}, {Code: routing.BecauseTeam}}},
			{Agent: "+b o r i s", Because: []routing.Reason{{Code: routing.BecauseBusy}}}}},
		routing.NobodyFree{At: at, Circle: routing.PoolCircle, Next: at.Add(time.Minute), Nobody: true},
		routing.SearchFailed{At: at},
		routing.AgentFreed{At: at},
		routing.LegRinging{At: at, Leg: 1},
		routing.LegAnswered{At: at, Leg: 2},
		routing.LegPressed{At: at, Leg: 2, Key: "1"},
		routing.Joined{At: at, Leg: 2},
		routing.LegGone{At: at, Leg: 2, Cause: routing.HungUp},
		routing.PutOnHold{At: at},
		routing.TakenOffHold{At: at},
		routing.HandedOver{At: at, Leg: 2, To: "boris"},
		routing.CustomerRinging{At: at},
		routing.CustomerAnswered{At: at},
		routing.CustomerGone{At: at, Cause: routing.NoAnswer, Lost: true},
		routing.OfferWithdrawn{At: at, Agent: "anna"},
		routing.Due{At: at},
		routing.CallerGone{At: at, Lost: true},
		routing.Resynced{At: at, Ended: at.Add(-time.Second), Caller: true, Customer: routing.LegRings, Bridged: true, Recorded: true, Lost: true,
			Legs: map[routing.LegNo]routing.LegState{1: routing.LegRings, 2: routing.LegUp}},
	}
}

func everyCommand() []routing.Command {
	return []routing.Command{
		routing.Welcome{}, routing.Identify{}, routing.FindAgent{}, routing.ClaimAgent{Agent: "anna"}, routing.RenewLease{For: time.Second},
		routing.Ring{Leg: 1, Agent: "anna", For: time.Second}, routing.Ask{Leg: 1}, routing.KeepAgent{Agent: "anna", For: time.Second}, routing.MarkRinging{Agent: "anna"},
		routing.Drop{Leg: 1, Why: routing.Missed}, routing.Release{Agent: "anna", Why: routing.Missed},
		routing.Connect{Leg: 1, For: time.Hour}, routing.Record{}, routing.MarkTalking{Agent: "anna"}, routing.Hold{},
		routing.Say{What: "closed"}, routing.HoldMusic{}, routing.TakeMessage{For: time.Minute}, routing.CallBack{},
		routing.StartWrapUp{Agent: "anna"}, routing.DialCustomer{For: time.Second}, routing.PlayRinging{Leg: 1}, routing.HangUp{}, routing.Report{},
	}
}

func TestEveryFactSurvivesItsTraceLine(t *testing.T) {
	for _, ev := range everyFact(day.Add(26*time.Hour + 3*time.Millisecond)) {
		line := routing.FormatFact(day, ev)
		back, err := routing.ParseFact(day, line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		if !reflect.DeepEqual(back, ev) {
			t.Errorf("%s came back as %+v", line, back)
		}
		for i := range reflect.ValueOf(ev).NumField() {
			if reflect.ValueOf(ev).Field(i).IsZero() {
				t.Errorf("%T.%s is not filled in: who knows if it survives", ev, reflect.TypeOf(ev).Field(i).Name)
			}
		}
	}
}

// The two lists above and the trace format know every type there is.
func TestTheTraceKnowsEveryFactAndCommand(t *testing.T) {
	known := map[string]bool{}
	var text strings.Builder
	for _, ev := range everyFact(day) {
		known[typeName(ev)] = true
		text.WriteString(routing.FormatFact(day, ev) + "\n")
	}
	for _, cmd := range everyCommand() {
		known[typeName(cmd)] = true
		text.WriteString(routing.FormatCommands([]routing.Command{cmd}) + "\n")
	}
	if strings.Contains(text.String(), "unknown") {
		t.Errorf("a fact or command has no words:\n%s", text.String())
	}
	for _, file := range []string{"events.go", "commands.go"} {
		for _, name := range structsIn(t, file) {
			if !known[name] {
				t.Errorf("%s declares %s, which the trace does not know", file, name)
			}
		}
	}
}

func TestWhatAStrangerChoseCannotForgeATraceLine(t *testing.T) {
	for _, evil := range []string{"", " ", "a b", "x\n10:00:00.000 due", "${EXTEN}", "a#b", `"`, `\`, "a=b", "\xff\xfe", "\u202e", "x\r\n    report", strings.Repeat("9", 65536)} {
		ev := routing.Arrived{At: day, ID: "c", Channel: "1.1", From: evil, Name: evil, To: evil}
		line := routing.FormatFact(day, ev)
		if strings.ContainsAny(line, "\n\r") {
			t.Errorf("%.80q broke out of its line", evil)
		}
		back, err := routing.ParseFact(day, line)
		if err != nil || back != routing.Event(ev) {
			t.Errorf("%.80q came back as %.80v, %v", evil, back, err)
		}
	}
}

func TestAFactThatIsNoneIsRefusedWithItsReason(t *testing.T) {
	for line, want := range map[string]string{
		"":                                     "no time",
		"10:00 due":                            "no time",
		"10:61:00.000 due":                     "no time",
		"10:00:00.000":                         "word is missing",
		"10:00:00.000 vanished":                `"vanished"`,
		"10:00:00.000 due now":                 "too much",
		"10:00:00.000 leg-ringing one":         "number",
		"10:00:00.000 arrived x colour=red":    `"colour"`,
		"10:00:00.000 arrived \"x":             "quote",
		"10:00:00.000 claimed anna | free 12x": `"12x"`,
		"10:00:00.000 caller-gone early":       `"early"`,
		"10:00:00.000 resynced leg=1":          "state",
	} {
		_, err := routing.ParseFact(day, line)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want it to speak of %s", line, err, want)
		}
	}
}

func FuzzParseFact(f *testing.F) {
	for _, ev := range everyFact(day.Add(time.Hour)) {
		f.Add(routing.FormatFact(day, ev))
	}
	f.Add("-00:00:00.001 due # early")
	f.Fuzz(func(t *testing.T, line string) {
		ev, err := routing.ParseFact(day, line)
		if err != nil {
			return
		}
		text := routing.FormatFact(day, ev)
		back, err := routing.ParseFact(day, text)
		if err != nil {
			t.Fatalf("%q was understood, but not what it was written as: %q: %v", line, text, err)
		}
		if again := routing.FormatFact(day, back); again != text {
			t.Fatalf("%q became %q and then %q", line, text, again)
		}
	})
}

func FuzzReplay(f *testing.F) {
	f.Add("call c on 2026-11-23\npolicy ring-timeout=5s\n10:00:00.000 arrived c\n    welcome\n10:00:01.000 claimed anna\n10:00:02.000 leg-answered 1\n")
	f.Fuzz(func(t *testing.T, trace string) {
		again, _, err := routing.Replay(trace)
		if err != nil {
			return
		}
		if _, diff, err := routing.Replay(again); err != nil || diff != "" {
			t.Fatalf("a replayed trace does not replay to itself: %s %v\n%s", diff, err, again)
		}
	})
}

func typeName(v any) string { return reflect.TypeOf(v).Name() }

func structsIn(t *testing.T, file string) []string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	ast.Inspect(tree, func(n ast.Node) bool {
		if spec, ok := n.(*ast.TypeSpec); ok {
			if _, isStruct := spec.Type.(*ast.StructType); isStruct {
				names = append(names, spec.Name.Name)
			}
		}
		return true
	})
	return names
}
