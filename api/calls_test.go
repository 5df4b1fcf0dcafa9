package api_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
	"vonal/routing"
)

// ended writes a call that agent answered: rung 2 s, waited 5 s, talked 60 s,
// with a recording that has been put away.
func (h *house) ended(id crm.CallID, by crm.AgentID, from crm.E164) crm.Call {
	h.t.Helper()
	ctx := h.t.Context()
	at := h.clock.Now().Add(-2 * time.Minute)
	_, err := h.store.CloseCall(ctx, crm.Interaction{
		ID: id, Direction: crm.Inbound, From: crm.Number{Raw: string(from), E164: from}, FromName: "Szabó Bútor", To: "+3615550000",
		Channel: "ch-" + string(id), Instance: "test", Disposition: crm.Answered, Agent: by,
		StartedAt: at, AnsweredAt: at.Add(5 * time.Second), EndedAt: at.Add(65 * time.Second),
		Offers: []crm.Offer{{Agent: by, OfferedAt: at.Add(3 * time.Second), RingingAt: at.Add(3 * time.Second), EndedAt: at.Add(5 * time.Second),
			Result: crm.OfferAnswered, Because: []crm.Reason{{Code: "free", For: 90 * time.Second}}}},
		Trace: "the trace of " + string(id) + "\n", RecordingName: "rec-" + string(id),
	})
	h.must(err)
	pending, err := h.store.PendingRecordings(ctx, 100)
	h.must(err)
	for _, r := range pending {
		if r.Call == id {
			name := string(r.ID) + ".wav"
			h.must(os.WriteFile(filepath.Join(h.recordings, name), wave, 0o600))
			h.must(h.store.SettleRecordings(ctx, map[crm.RecordingID]crm.Settlement{r.ID: crm.Settlement{State: crm.Ready, Path: name, Duration: time.Minute, Size: int64(len(wave))}}))
		}
	}
	call, err := h.store.GetCall(ctx, crm.Viewer{Role: admin}, id)
	h.must(err)
	return call
}

// live is a call that rings at an agent.
func live(id routing.CallID, to crm.AgentID) routing.Call {
	return routing.Call{
		ID: id, Channel: "ch", From: "06 30 123 4567", Name: "Szabó", To: "100", Phase: routing.Ringing, Agent: routing.AgentID(to), Leg: 1,
		Caller:    routing.Caller{Card: "card", Name: "Szabó Bútor", Tier: "key"},
		ArrivedAt: aMoment,
		Offers: []routing.Offer{{Agent: routing.AgentID(to), Leg: 1, OfferedAt: aMoment, RingingAt: aMoment,
			Because: []routing.Reason{{Code: routing.BecauseFree, For: time.Minute}, {Code: routing.BecauseTried, Times: 2}}}},
	}
}

func TestAnEndedCallIsToldWhole(t *testing.T) {
	h := open(t)
	h.ended("c1", h.anna.ID, "+36301234567")
	h.must(h.store.SetWrapUps(t.Context(), map[crm.CallID]time.Duration{"c1": 42 * time.Second}))
	c := want[api.Call](h, agent, "GET", "/calls/c1", "", 200)
	if *c.WaitMs != 5000 || *c.TalkMs != 60000 || *c.WrapupMs != 42000 || *c.From != "+36301234567" || *c.Disposition != "answered" {
		t.Errorf("%+v", c)
	}
	if c.Recording == nil || c.Recording.State != "ready" || *c.Recording.DurationMs != 60000 || *c.RecordingID != c.Recording.ID {
		t.Errorf("recording: %+v", c.Recording)
	}
	if len(c.Offers) != 1 || *c.Offers[0].Result != "answered" || *c.Offers[0].Because[0].ForMs != 90000 {
		t.Errorf("offers: %+v", c.Offers)
	}
	if a := h.do(agent, "GET", "/calls/c1/trace", ""); string(a.body) != "the trace of c1\n" {
		t.Errorf("trace: %s", a.body)
	}
}

func TestTheListOfCallsIsNarrowedAndPaged(t *testing.T) {
	h := open(t)
	for _, id := range []crm.CallID{"c1", "c2", "c3"} {
		h.ended(id, h.anna.ID, "+36301234567")
		h.clock.Advance(time.Minute)
	}
	h.ended("c4", h.boris.ID, "+36307654321")
	all := want[api.CallList](h, head, "GET", "/calls?min_talk_ms=1000&disposition=answered", "", 200)
	if len(all.Items) != 4 || all.Items[0].ID != "c4" || all.NextCursor != nil {
		t.Fatalf("%+v", all)
	}
	own := want[api.CallList](h, agent, "GET", "/calls", "", 200)
	if len(own.Items) != 3 {
		t.Errorf("Anna sees %d calls", len(own.Items))
	}
	page := want[api.CallList](h, head, "GET", "/calls?limit=3", "", 200)
	if len(page.Items) != 3 || page.NextCursor == nil {
		t.Fatalf("%+v", page)
	}
	rest := want[api.CallList](h, head, "GET", "/calls?limit=3&cursor="+*page.NextCursor, "", 200)
	if len(rest.Items) != 1 || rest.Items[0].ID != "c1" || rest.NextCursor != nil {
		t.Errorf("%+v", rest)
	}
	for query, n := range map[string]int{
		"agent_id=" + string(h.boris.ID):             1,
		"card_id=" + *all.Items[0].CardID:            1,
		"min_talk_ms=60001":                          0,
		"disposition=abandoned":                      0,
		"until=2020-01-01T00:00:00Z":                 0,
		"since=2020-01-01T00:00:00%2B02:00":          4,
		"agent_id=" + string(h.anna.ID) + "&limit=1": 1,
	} {
		if got := want[api.CallList](h, head, "GET", "/calls?"+query, "", 200); len(got.Items) != n {
			t.Errorf("%s: %d calls, not %d", query, len(got.Items), n)
		}
	}
}

func TestACallUnderWayIsFoundByItsID(t *testing.T) {
	h := open(t)
	h.desk.set(func(d *scriptedDesk) {
		d.calls = []routing.Call{live("l1", h.anna.ID), live("l2", h.boris.ID)}
		d.traces["l1"] = "so far\n"
	})
	c := want[api.Call](h, agent, "GET", "/calls/l1", "", 200)
	if c.State != "ringing" || *c.From != "+36301234567" || *c.Tier != "key" || c.Disposition != nil || c.TalkMs != nil || c.EndedAt != nil {
		t.Errorf("%+v", c)
	}
	if because := c.Offers[0].Because; *because[0].ForMs != 60000 || *because[1].Times != 2 {
		t.Errorf("%+v", because)
	}
	if a := h.do(agent, "GET", "/calls/l1/trace", ""); string(a.body) != "so far\n" {
		t.Errorf("trace: %s", a.body)
	}
	refused(h, agent, "GET", "/calls/l2", "", 404, "not_found")
	want[any](h, head, "GET", "/calls/l2", "", 200)
}

func TestACallSaysWhomItConsidered(t *testing.T) {
	h := open(t)
	h.desk.set(func(d *scriptedDesk) {
		d.calls = []routing.Call{live("l1", h.anna.ID)}
		d.traces["l1"] = `call l1 on 2026-11-23
policy ring-timeout=5s
10:00:00.000 arrived l1 channel=17.4 from=+3612345678 to=100
    welcome; identify
10:00:00.015 considered team 3 | + anna free 12.4s; team | boris wrapup 1m2s; level
10:00:00.020 claimed anna | free 12.4s; team
`
	})
	got := want[api.SearchList](h, agent, "GET", "/calls/l1/searches", "", 200).Items
	if len(got) != 1 || got[0].Circle != "team" || got[0].More != 3 || len(got[0].Choices) != 2 || !got[0].At.Equal(time.Date(2026, 11, 23, 10, 0, 0, 15e6, time.UTC)) {
		t.Fatalf("%+v", got)
	}
	if a, b := got[0].Choices[0], got[0].Choices[1]; !a.Take || a.AgentID != "anna" || b.Take || *b.Because[0].ForMs != 62_000 || b.Because[1].Code != "level" {
		t.Errorf("%+v", got[0].Choices)
	}
}

func TestOnlyTheAgentInACallOrTheHeadActsOnIt(t *testing.T) {
	h := open(t)
	mine, theirs := live("l1", h.anna.ID), live("l2", h.boris.ID)
	mine.Phase, theirs.Phase = routing.Talking, routing.Talking
	theirs.Offers = append(theirs.Offers, routing.Offer{Agent: routing.AgentID(h.anna.ID), Leg: 2, OfferedAt: aMoment, Result: routing.Missed})
	h.desk.set(func(d *scriptedDesk) { d.calls = []routing.Call{mine, theirs, live("l3", h.anna.ID)} })
	want[any](h, agent, "POST", "/calls/l1/recording/pause", "", 204)
	if !h.desk.paused["l1"] {
		t.Error("not paused")
	}
	want[any](h, agent, "POST", "/calls/l1/recording/resume", "", 204)
	if h.desk.paused["l1"] {
		t.Error("not resumed")
	}
	want[any](h, agent, "POST", "/calls/l1/hold", "", 204)
	if got := want[api.Call](h, agent, "GET", "/calls/l1", "", 200); got.HeldSince == nil || !got.HeldSince.Equal(aMoment) {
		t.Errorf("on hold since %v", got.HeldSince)
	}
	want[any](h, agent, "POST", "/calls/l1/resume", "", 204)
	if got := want[api.Call](h, agent, "GET", "/calls/l1", "", 200); got.HeldSince != nil {
		t.Errorf("still on hold since %v", got.HeldSince)
	}
	refused(h, agent, "POST", "/calls/l2/hold", "", 403, "forbidden")
	want[any](h, agent, "POST", "/calls/l1/hand-over", `{"agent_id":"`+string(h.boris.ID)+`"}`, 204)
	if to := h.desk.handedTo["l1"]; to != routing.AgentID(h.boris.ID) {
		t.Errorf("handed over to %q", to)
	}
	want[any](h, agent, "POST", "/calls/l1/hand-over", `{}`, 204)
	if to, ok := h.desk.handedTo["l1"]; !ok || to != "" {
		t.Errorf("handed over to %q, and not to whoever is next", to)
	}
	refused(h, agent, "POST", "/calls/l1/hand-over", `{"agent_id":"`+string(h.anna.ID)+`"}`, 409, "conflict") // to herself
	refused(h, agent, "POST", "/calls/l2/hand-over", `{}`, 403, "forbidden")
	refused(h, agent, "POST", "/calls/l3/hand-over", `{}`, 409, "conflict")
	refused(h, agent, "POST", "/calls/l3/hold", "", 409, "conflict")
	refused(h, agent, "POST", "/calls/l2/recording/pause", "", 403, "forbidden") // Anna missed it: she sees it
	refused(h, agent, "POST", "/calls/l2/hangup", "", 403, "forbidden")
	refused(h, agent, "POST", "/calls/l3/recording/pause", "", 409, "conflict") // it only rings
	want[any](h, head, "POST", "/calls/l2/hangup", "", 204)
	if len(h.desk.hungUp) != 1 || h.desk.hungUp[0] != "l2" {
		t.Errorf("hung up: %v", h.desk.hungUp)
	}
	h.ended("c1", h.anna.ID, "+36301234567")
	refused(h, agent, "POST", "/calls/c1/hangup", "", 409, "conflict")
}

func TestAnOutcomeEndsTheWrapUpOfItsCallOnly(t *testing.T) {
	h := open(t)
	h.ended("c1", h.anna.ID, "+36301234567")
	h.ended("c0", h.anna.ID, "+36301234567")
	now := h.clock.Now()
	h.desk.fact(h.anna.ID, routing.PhoneCame{At: now})
	h.desk.fact(h.anna.ID, routing.Spoke{At: now, Call: "c1"})
	h.desk.fact(h.anna.ID, routing.TalkOver{At: now, Call: "c1"})
	state := func() api.AgentState {
		return want[api.Agent](h, agent, "GET", "/agents/"+string(h.anna.ID), "", 200).State
	}
	want[api.Call](h, agent, "POST", "/calls/c0/outcome", `{"outcome":"refusal","ready":true}`, 200)
	if state() != "wrapup" {
		t.Fatal("the outcome of an older call ended this wrap-up")
	}
	c := want[api.Call](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"invoice","note":"two lines\nof text","ready":true}`, 200)
	if *c.Outcome != "invoice" || *c.Note != "two lines\nof text" {
		t.Errorf("%+v", c)
	}
	if state() != "available" {
		t.Error("the wrap-up goes on")
	}
	c = want[api.Call](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"call_back"}`, 200)
	if *c.Outcome != "call_back" {
		t.Errorf("%+v", c)
	}
}

func TestAnOutcomeMayBeSaidWhileTheCallIsUnderWay(t *testing.T) {
	h := open(t)
	mine, missed := live("l1", h.anna.ID), live("l2", h.boris.ID)
	missed.Offers = append(missed.Offers, routing.Offer{Agent: routing.AgentID(h.anna.ID), Leg: 2, OfferedAt: aMoment, Result: routing.Missed})
	h.desk.set(func(d *scriptedDesk) { d.calls = []routing.Call{mine, missed} })
	c := want[api.Call](h, agent, "POST", "/calls/l1/outcome", `{"outcome":"invoice","ready":true}`, 200)
	if *c.Outcome != "invoice" || c.State != "ringing" {
		t.Errorf("%+v", c)
	}
	refused(h, agent, "POST", "/calls/l2/outcome", `{"outcome":"invoice"}`, 403, "forbidden")
	h.desk.set(func(d *scriptedDesk) { d.calls = nil })
	h.ended("l1", h.anna.ID, "+36301234567")
	if c = want[api.Call](h, agent, "GET", "/calls/l1", "", 200); c.Outcome == nil || *c.Outcome != "invoice" {
		t.Errorf("lost when the call was written: %+v", c)
	}
}
