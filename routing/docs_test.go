package routing_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vonal/routing"
)

const callsPage = "../docs/calls.md"

// TestDocsSayWhatTheCodeDoes writes the pictures of docs/calls.md from the two
// machines and compares.
func TestDocsSayWhatTheCodeDoes(t *testing.T) {
	page, err := os.ReadFile(callsPage)
	if err != nil {
		t.Fatal(err)
	}
	trace, err := os.ReadFile(filepath.Join(storedCalls, "two-misses-then-answer.trace"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	calls, made, agents := callMoves(), outboundMoves(), agentMoves()
	for mark, content := range map[string]string{
		"call:diagram":  diagram(calls),
		"call:table":    table("call", "fact", calls),
		"call:trace":    "```text\n" + string(trace) + "```\n",
		"made:diagram":  diagram(made),
		"made:table":    table("call we make", "fact", made),
		"agent:diagram": diagram(agents),
		"agent:table":   table("agent", "fact", agents),
	} {
		text = between(t, text, mark, content)
	}
	if *update {
		if err := os.WriteFile(callsPage, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if text != string(page) {
		t.Errorf("docs/calls.md is not what the code does; run: go test ./routing -run Docs -update")
	}
}

// between replaces what stands between a mark and its end.
func between(t *testing.T, text, mark, content string) string {
	t.Helper()
	head, rest, ok := strings.Cut(text, "<!-- "+mark+" -->\n")
	_, tail, ok2 := strings.Cut(rest, "<!-- /"+mark+" -->")
	if !ok || !ok2 {
		t.Fatalf("docs/calls.md has no mark %s", mark)
	}
	return head + "<!-- " + mark + " -->\n" + content + "<!-- /" + mark + " -->" + tail
}

// move is one thing that can happen: where, on what, to where, and what is done.
type move struct {
	from, detail, fact, to, done string
}

// diagram is the moves that change the phase, as a mermaid picture.
func diagram(moves []move) string {
	var b strings.Builder
	b.WriteString("```mermaid\nstateDiagram-v2\n")
	facts := map[[2]string][]string{}
	var order [][2]string
	for _, m := range moves {
		way := [2]string{m.from, m.to}
		if m.from == m.to {
			continue
		}
		if facts[way] == nil {
			order = append(order, way)
		}
		if !strings.Contains("|"+strings.Join(facts[way], "|")+"|", "|"+m.fact+"|") {
			facts[way] = append(facts[way], m.fact)
		}
	}
	for _, way := range order {
		fmt.Fprintf(&b, "    %s --> %s: %s\n", node(way[0]), node(way[1]), strings.Join(facts[way], "<br/>"))
	}
	return b.String() + "```\n"
}

func node(state string) string {
	if state == "new" {
		return "[*]"
	}
	return state
}

func table(what, fact string, moves []move) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| %s | %s | becomes | and |\n|---|---|---|---|\n", what, fact)
	for _, m := range moves {
		from, to := m.from, m.to
		if m.detail != "" {
			from += ", " + m.detail
		}
		if to == m.from {
			to = ""
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", from, m.fact, to, m.done)
	}
	return b.String()
}

// place is where a call stands, and the facts by which it came there.
type place struct {
	name, detail string
	facts        []routing.Event
}

// happening is a fact and how people call it.
type happening struct {
	name string
	ev   routing.Event
}

// late is so long after the last deadline that it has come.
const late = 100_000

// ofLegs is what agents' phones do.
var ofLegs = []happening{
	{"leg ringing", routing.LegRinging{At: at(late), Leg: 1}},
	{"leg answered", routing.LegAnswered{At: at(late), Leg: 1}},
	{"another leg answered", routing.LegAnswered{At: at(late), Leg: 9}},
	{"joined", routing.Joined{At: at(late), Leg: 1}},
	{"leg gone, not reached", routing.LegGone{At: at(late), Leg: 1, Cause: routing.NotReached}},
	{"leg gone, refused", routing.LegGone{At: at(late), Leg: 1, Cause: routing.Refused}},
	{"leg gone, no answer", routing.LegGone{At: at(late), Leg: 1, Cause: routing.NoAnswer}},
	{"leg gone, hung up", routing.LegGone{At: at(late), Leg: 1, Cause: routing.HungUp}},
	{"offer withdrawn", routing.OfferWithdrawn{At: at(late), Agent: "anna"}},
	{"due", routing.Due{At: at(late)}},
}

// callMoves asks Step what each fact does in each phase of a call that comes in.
func callMoves() []move {
	idle := after(waiting, routing.NobodyFree{At: at(20)})
	answered := after(ringing, routing.LegAnswered{At: at(3000), Leg: 1})
	facts := []happening{
		{"arrived", routing.Arrived{At: at(late), ID: "c"}},
		{"caller known", routing.CallerKnown{At: at(late), Caller: routing.Caller{Owner: "anna"}}},
		{"said", routing.Said{At: at(late)}},
		{"key pressed", routing.Pressed{At: at(late), Key: "1"}},
		{"message left", routing.MessageLeft{At: at(late), Length: time.Second}},
		{"claimed", claimed(late, "boris")},
		{"nobody free", routing.NobodyFree{At: at(late)}},
		{"nobody at work", routing.NobodyFree{At: at(late), Nobody: true}},
		{"search failed", routing.SearchFailed{At: at(late)}},
		{"agent freed", routing.AgentFreed{At: at(late)}},
	}
	facts = append(facts, ofLegs...)
	return movesOf([]place{
		{"new", "", nil},
		{"waiting", "asking", asking},
		{"waiting", "searching", waiting},
		{"waiting", "", idle},
		{"ringing", "not yet", after(waiting, claimed(20, "anna"))},
		{"ringing", "", ringing},
		{"talking", "not joined yet", answered},
		{"talking", "", talking},
		{"leaving", "told so", turnedAway},
		{"leaving", "offered a call back", offered},
		{"leaving", "told what to do", toLeave},
		{"leaving", "message", after(toLeave, routing.Said{At: at(4000)})},
		{"ended", "", after(talking, routing.CallerGone{At: at(9000)})},
	}, append(facts, happening{"caller gone", routing.CallerGone{At: at(late)}}))
}

// outboundMoves asks Step the same of a call we make.
func outboundMoves() []move {
	facts := []happening{
		{"requested", routing.Requested{At: at(late), ID: "c", Agent: "anna"}},
		{"claimed", claimed(late, "anna")},
		{"another claimed", claimed(late, "boris")},
		{"nobody free", routing.NobodyFree{At: at(late)}},
		{"search failed", routing.SearchFailed{At: at(late)}},
	}
	facts = append(facts, ofLegs...)
	return movesOf([]place{
		{"new", "", nil},
		{"claiming", "", claiming},
		{"ringing", "not yet", after(claiming, claimed(20, "anna"))},
		{"ringing", "", makerRings},
		{"dialling", "", dialling},
		{"talking", "", talkingOut},
		{"ended", "", after(talkingOut, routing.CustomerGone{At: at(19_000), Cause: routing.HungUp})},
	}, append(facts,
		happening{"customer ringing", routing.CustomerRinging{At: at(late)}},
		happening{"customer answered", routing.CustomerAnswered{At: at(late)}},
		happening{"customer gone, not reached", routing.CustomerGone{At: at(late), Cause: routing.NotReached}},
		happening{"customer gone, refused", routing.CustomerGone{At: at(late), Cause: routing.Refused}},
		happening{"customer gone, no answer", routing.CustomerGone{At: at(late), Cause: routing.NoAnswer}},
		happening{"customer gone, hung up", routing.CustomerGone{At: at(late), Cause: routing.HungUp}},
	))
}

func movesOf(places []place, facts []happening) []move {
	var moves []move
	for _, place := range places {
		for _, fact := range facts {
			up := place.name == "talking" || place.name == "dialling" && strings.HasPrefix(fact.name, "leg")
			if kind, _, ends := strings.Cut(fact.name, " gone, "); ends && up {
				if !strings.HasSuffix(fact.name, "hung up") {
					continue // an answered leg ends in one way
				}
				fact.name = kind + " gone"
			}
			before, _ := play(place.facts...)
			c, cmds := play(after(place.facts, fact.ev)...)
			if unchanged := fmt.Sprint(before) == fmt.Sprint(c); unchanged && len(cmds) == 0 {
				continue
			}
			moves = append(moves, move{place.name, place.detail, fact.name, phaseName(c.Phase), spoken(cmds)})
		}
	}
	return moves
}

func phaseName(p routing.Phase) string {
	if p == routing.New {
		return "new"
	}
	return string(p)
}

func spoken(cmds []routing.Command) string {
	if len(cmds) == 0 {
		return "remember it"
	}
	return routing.FormatCommands(cmds)
}

// agentMoves asks Agent.After what each fact does in each state.
func agentMoves() []move {
	p := routing.DefaultPolicy
	base := routing.Agent{ID: "anna", OnShift: true, PhoneUp: true, Since: at(0)}
	in := func(state routing.AgentState, spoil func(*routing.Agent)) routing.Agent {
		a := base
		a.State = state
		spoil(&a)
		return a
	}
	held := func(a *routing.Agent) { a.Call, a.Until = "c", at(13_000) }
	var moves []move
	for _, place := range []struct {
		detail string
		a      routing.Agent
	}{
		{"", in(routing.AgentOffline, func(a *routing.Agent) { a.OnShift = false })},
		{"", in(routing.AgentAvailable, func(*routing.Agent) {})},
		{"", in(routing.AgentClaimed, held)},
		{"", in(routing.AgentRinging, held)},
		{"", in(routing.AgentTalking, func(a *routing.Agent) { a.Call = "c" })},
		{"", in(routing.AgentWrapUp, func(a *routing.Agent) { a.Call, a.Until = "c", at(180_000) })},
		{"a pause asked for", in(routing.AgentWrapUp, func(a *routing.Agent) { a.Call, a.Until, a.NextPause = "c", at(180_000), "lunch" })},
		{"", in(routing.AgentPaused, func(a *routing.Agent) { a.Reason = "lunch" })},
		{"no phone", in(routing.AgentUnreachable, func(a *routing.Agent) { a.PhoneUp = false })},
		{"did not ring", in(routing.AgentUnreachable, func(a *routing.Agent) { a.Until = at(60_000) })},
	} {
		if a := place.a; a.Free(at(200_000)) {
			taken := a.Taken("c", at(200_000), at(200_000).Add(p.ClaimLease()))
			moves = append(moves, move{string(a.State), place.detail, claimWords(a), string(taken.State), consequence(a, taken)})
		}
		for _, fact := range []struct {
			name string
			ev   routing.AgentEvent
		}{
			{"shift began", routing.ShiftBegan{At: at(5000)}},
			{"shift ended", routing.ShiftEnded{At: at(5000)}},
			{"phone came", routing.PhoneCame{At: at(5000)}},
			{"phone went", routing.PhoneWent{At: at(5000)}},
			{"rang", routing.Rang{At: at(5000), Call: "c"}},
			{"spoke", routing.Spoke{At: at(5000), Call: "c"}},
			{"let go, missed", routing.LetGo{At: at(5000), Call: "c", Why: routing.Missed}},
			{"let go, missed for the third time", routing.LetGo{At: at(5000), Call: "c", Why: routing.Missed}},
			{"let go, not missed", routing.LetGo{At: at(5000), Call: "c", Why: routing.Rejected}},
			{"let go, unreachable", routing.LetGo{At: at(5000), Call: "c", Why: routing.Unreachable}},
			{"talk over", routing.TalkOver{At: at(5000), Call: "c"}},
			{"its time is over", routing.Rested{At: at(200_000)}},
			{"Ready", routing.ReadyPressed{At: at(5000)}},
			{"Extend", routing.ExtendPressed{At: at(5000)}},
			{"Pause", routing.PausePressed{At: at(5000), Reason: "lunch"}},
		} {
			before := place.a
			if strings.HasSuffix(fact.name, "third time") {
				before.Misses = p.MissesToPause - 1
			}
			a, err := before.After(fact.ev, p)
			if err != nil || a == before {
				continue
			}
			moves = append(moves, move{string(before.State), place.detail, fact.name, string(a.State), consequence(before, a)})
		}
	}
	return moves
}

func claimWords(a routing.Agent) string {
	if a.Until.IsZero() {
		return "a call claims"
	}
	return "a call claims, its time being over"
}

// consequence says what else has changed of the agent.
func consequence(before, a routing.Agent) string {
	var said []string
	if a.OnShift != before.OnShift && a.State == before.State {
		said = append(said, "once the call is over")
	}
	if a.PhoneUp != before.PhoneUp && a.State == before.State {
		said = append(said, "its phone is remembered")
	}
	if a.NextPause != before.NextPause && a.NextPause != "" {
		said = append(said, "paused after the call")
	}
	if a.State == routing.AgentPaused && a.Reason == routing.PausedByMisses {
		said = append(said, "for reason "+a.Reason)
	}
	if a.Misses > before.Misses {
		said = append(said, "one miss more")
	}
	if !a.Until.IsZero() && !a.Until.Equal(before.Until) {
		from := a.Since
		if a.Extended > before.Extended {
			from = before.Until
		}
		said = append(said, "for "+a.Until.Sub(from).String())
	}
	return strings.Join(said, ", ")
}
