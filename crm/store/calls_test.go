package store_test

import (
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/fault"
)

func closed(t testing.TB, s *store.Store, in crm.Interaction) store.Closing {
	t.Helper()
	return must[store.Closing](t)(s.CloseCall(t.Context(), in))
}

func TestEndedCallStandsWithItsOffersAndRecordingOnTheCard(t *testing.T) {
	s, _ := fresh(t)
	anna, boris := agent(t, s, "Anna"), agent(t, s, "Boris")
	in := ended("c1", "+36301234567", boris.ID, anna.ID)
	in.FromName = "Kovács János"
	done := closed(t, s, in)
	if !done.Opened || !done.New {
		t.Errorf("closed as %+v", done)
	}
	call := must[crm.Call](t)(s.GetCall(t.Context(), head, "c1"))
	if call.Card != done.Card || call.CardName != "Kovács János" || call.Tier != crm.Normal {
		t.Errorf("on card %s %q", call.Card, call.CardName)
	}
	want := in
	want.Trace = ""
	if !reflect.DeepEqual(call.Interaction, want) {
		t.Errorf("written  %+v\nread back %+v", want, call.Interaction)
	}
	if call.Wait() != 8*time.Second || call.Talk() != time.Minute {
		t.Errorf("waited %s, talked %s", call.Wait(), call.Talk())
	}
	if call.Recording == nil || call.Recording.State != crm.Pending || call.Recording.Name != "vonal-c1" {
		t.Errorf("recording %+v", call.Recording)
	}
	if trace := must[string](t)(s.CallTrace(t.Context(), head, "c1")); trace != in.Trace {
		t.Errorf("trace %q", trace)
	}
	story := must[crm.List[crm.Entry]](t)(s.Timeline(t.Context(), head, done.Card, nil, crm.Page{})).Items
	if len(story) != 2 || story[0].Kind != crm.EntryCall || story[1].Kind != crm.EntryOpened {
		t.Fatalf("the story is %+v", story)
	}
	if story[0].Call == nil || len(story[0].Call.Offers) != 2 || story[0].Call.Recording == nil {
		t.Errorf("the call is told as %+v", story[0].Call)
	}
}

func TestCallReportedManyTimesAtOnceIsOneCall(t *testing.T) {
	s, _ := fresh(t)
	anna := agent(t, s, "Anna")
	in := ended("c1", "+36301234567", anna.ID, "")
	news := make(chan bool, 50)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			done, err := s.CloseCall(t.Context(), in)
			if err != nil {
				t.Error(err)
			}
			news <- done.New
		})
	}
	wg.Wait()
	close(news)
	n := 0
	for isNew := range news {
		if isNew {
			n++
		}
	}
	if n != 1 {
		t.Errorf("news %d times", n)
	}
	list := must[crm.List[crm.Call]](t)(s.ListCalls(t.Context(), head, crm.CallFilter{}, crm.Page{}))
	if len(list.Items) != 1 || len(list.Items[0].Offers) != 1 {
		t.Fatalf("calls %+v", list.Items)
	}
	story := must[crm.List[crm.Entry]](t)(s.Timeline(t.Context(), head, list.Items[0].Card, nil, crm.Page{})).Items
	if len(story) != 2 {
		t.Errorf("%d lines on the timeline", len(story))
	}
}

func TestReportsOfTheControllerAndOfTheFallbackAreOneCallInEitherOrder(t *testing.T) {
	for _, first := range []string{"controller", "fallback"} {
		t.Run(first+" first", func(t *testing.T) {
			s, _ := fresh(t)
			anna, boris := agent(t, s, "Anna"), agent(t, s, "Boris")
			lost := ended("c1", "+36301234567", "nobody", anna.ID)
			lost.Disposition, lost.AnsweredAt, lost.RecordingName = crm.Abandoned, time.Time{}, ""
			lost.EndedAt = morning.Add(20 * time.Second)
			saved := crm.Interaction{ID: "c1", From: lost.From, To: "100", Disposition: crm.Fallback, Agent: boris.ID,
				StartedAt: morning.Add(20 * time.Second), AnsweredAt: morning.Add(30 * time.Second), EndedAt: morning.Add(90 * time.Second)}
			reports := []crm.Interaction{lost, saved}
			if first == "fallback" {
				reports = []crm.Interaction{saved, lost}
			}
			for i, in := range append(reports, reports...) {
				if done := closed(t, s, in); done.New != (i < 2) {
					t.Errorf("report %d is new: %v", i, done.New)
				}
			}
			call := must[crm.Call](t)(s.GetCall(t.Context(), head, "c1"))
			if call.Disposition != crm.Fallback || call.Agent != boris.ID || !call.StartedAt.Equal(morning) ||
				call.Wait() != 30*time.Second || call.Talk() != time.Minute || len(call.Offers) != 1 {
				t.Errorf("merged to %+v", call.Interaction)
			}
			story := must[crm.List[crm.Entry]](t)(s.Timeline(t.Context(), head, call.Card, nil, crm.Page{})).Items
			if len(story) != 2 {
				t.Errorf("%d lines on the timeline", len(story))
			}
		})
	}
}

func TestCallWhoseNumberBecomesKnownMovesToTheCustomersCard(t *testing.T) {
	s, _ := fresh(t)
	first := ended("c1", "", "", "")
	first.Offers = nil
	stranger := closed(t, s, first)
	known := ended("c1", "+36301234567", "", "")
	known.Offers = nil
	done := closed(t, s, known)
	if done.Card == stranger.Card || !done.Opened {
		t.Errorf("closed on %+v", done)
	}
	if call := must[crm.Call](t)(s.GetCall(t.Context(), head, "c1")); call.Card != done.Card {
		t.Error("the call stands on the stranger's card")
	}
	story := must[crm.List[crm.Entry]](t)(s.Timeline(t.Context(), head, done.Card, nil, crm.Page{})).Items
	if len(story) != 2 || story[0].Kind != crm.EntryCall && story[1].Kind != crm.EntryCall {
		t.Errorf("the story is %+v", story)
	}
}

func TestCallIsWrittenEvenOfPeopleNobodyKnows(t *testing.T) {
	s, _ := fresh(t)
	in := ended("c1", "+36301234567", "01900000-0000-7000-8000-000000000000", "anna")
	closed(t, s, in)
	call := must[crm.Call](t)(s.GetCall(t.Context(), head, "c1"))
	if call.Agent != "" || len(call.Offers) != 1 {
		t.Errorf("written as %+v", call.Interaction)
	}
	for _, id := range []crm.CallID{"", "a\nb", "a\x00b", crm.CallID(make([]byte, 200))} {
		in.ID = id
		if _, err := s.CloseCall(t.Context(), in); !fault.Is(err, fault.Invalid) {
			t.Errorf("id %q: %v", id, err)
		}
	}
}

func TestOutboundCallStandsOnTheCardOfTheDialledNumber(t *testing.T) {
	s, _ := fresh(t)
	anna := agent(t, s, "Anna")
	in := ended("c1", "", anna.ID, "")
	in.Direction, in.To = crm.Outbound, "+36301234567"
	done := closed(t, s, in)
	if card := must[crm.Card](t)(s.CardByPhone(t.Context(), "+36301234567")); card.ID != done.Card {
		t.Error("not on that card")
	}
}

func TestOutcomeStandsOnCallAndTimelineWheneverItIsRecorded(t *testing.T) {
	s, _ := fresh(t)
	anna := agent(t, s, "Anna")
	user := must[crm.User](t)(s.CreateUser(t.Context(), crm.NewUser{Login: "anna", Name: "Anna", Role: crm.RoleAgent, Agent: anna.ID, Password: "correct horse battery"}))
	v := user.Viewer()

	_, err := s.SetOutcome(t.Context(), v, "early", crm.Outcome{Key: "invoice"}, nil)
	refused(t, err, fault.Unknown, "")
	ok(t, s.SetOutcomeEarly(t.Context(), v, "early", crm.Outcome{Key: "invoice", Note: "send it"}, nil))
	ok(t, s.SetWrapUps(t.Context(), map[crm.CallID]time.Duration{"early": 90 * time.Second}))
	closed(t, s, ended("early", "+36301234567", anna.ID, ""))
	call := must[crm.Call](t)(s.GetCall(t.Context(), v, "early"))
	if call.Outcome.Key != "invoice" || call.Outcome.By != user.ID || call.WrapUp != 90*time.Second {
		t.Errorf("early: %+v, wrap-up %s", call.Outcome, call.WrapUp)
	}
	late := ended("late", "+36301234567", anna.ID, "")
	closed(t, s, late)
	call = must[crm.Call](t)(s.SetOutcome(t.Context(), v, "late", crm.Outcome{Key: "refusal", Note: "a\r\nb\x00"}, nil))
	if call.Outcome.Key != "refusal" || call.Outcome.Note != "a\nb" {
		t.Errorf("late: %+v", call.Outcome)
	}
	call = must[crm.Call](t)(s.SetOutcome(t.Context(), v, "late", crm.Outcome{Key: "call_back"}, nil))
	if call.Outcome.Key != "call_back" || call.Outcome.Note != "" {
		t.Errorf("changed: %+v", call.Outcome)
	}
	var told []string
	for _, e := range must[crm.List[crm.Entry]](t)(s.Timeline(t.Context(), v, call.Card, nil, crm.Page{})).Items {
		if e.Kind == crm.EntryOutcome {
			told = append(told, string(e.CallID)+" "+e.Outcome.Key+" "+e.ByName)
		}
	}
	if fmt.Sprint(told) != "[late call_back Anna late refusal Anna early invoice Anna]" {
		t.Errorf("told %q", told)
	}
	_, err = s.SetOutcome(t.Context(), v, "late", crm.Outcome{Key: "No such; key"}, nil)
	refused(t, err, fault.Invalid, "outcome")
	ok(t, s.SetWrapUps(t.Context(), map[crm.CallID]time.Duration{"late": -time.Second})) // left out
}

// everybody is a company in which each call has another relation to Anna.
func everybody(t *testing.T, s *store.Store) (anna crm.AgentID) {
	a, b := agent(t, s, "Anna"), agent(t, s, "Boris")
	closed(t, s, ended("answered-by-anna", "+36300000001", a.ID, ""))
	closed(t, s, ended("offered-to-anna", "+36300000002", b.ID, a.ID))
	closed(t, s, ended("on-annas-card", "+36300000003", b.ID, ""))
	card := must[crm.Card](t)(s.CardByPhone(t.Context(), "+36300000003"))
	must[crm.Card](t)(s.PatchCard(t.Context(), head, card.ID, crm.CardChange{Owner: &a.ID}))
	closed(t, s, ended("of-boris", "+36300000004", b.ID, ""))
	return a.ID
}

func TestViewerSeesTheSameCallsInListPageTraceAndRecording(t *testing.T) {
	s, _ := fresh(t)
	anna := everybody(t, s)
	all := []crm.CallID{"answered-by-anna", "offered-to-anna", "on-annas-card", "of-boris"}
	hers := all[:3]
	for _, c := range []struct {
		name         string
		viewer       crm.Viewer
		calls, heard []crm.CallID
	}{
		{"head", head, all, all},
		{"administrator", crm.Viewer{Role: crm.RoleAdministrator}, all, all},
		{"accountant", crm.Viewer{Role: crm.RoleAccountant}, all, nil},
		{"Anna", crm.Viewer{Role: crm.RoleAgent, Agent: anna}, hers, hers},
		{"a head who takes calls", crm.Viewer{Role: crm.RoleHead, Agent: anna}, all, all},
		{"an agent's user without agent", crm.Viewer{Role: crm.RoleAgent}, nil, nil},
		{"an agent with a strange id", crm.Viewer{Role: crm.RoleAgent, Agent: "' OR 1=1--"}, nil, nil},
		{"nobody", crm.Viewer{}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			listed := map[crm.CallID]crm.Call{}
			for _, call := range must[crm.List[crm.Call]](t)(s.ListCalls(t.Context(), c.viewer, crm.CallFilter{}, crm.Page{})).Items {
				listed[call.ID] = call
			}
			if len(listed) != len(c.calls) {
				t.Errorf("%d calls listed", len(listed))
			}
			for _, id := range all {
				sees, hears := has(c.calls, id), has(c.heard, id)
				if _, ok := listed[id]; ok != sees {
					t.Errorf("%s listed: %v", id, ok)
				}
				call, err := s.GetCall(t.Context(), c.viewer, id)
				_, traceErr := s.CallTrace(t.Context(), c.viewer, id)
				if sees != (err == nil) || sees != (traceErr == nil) {
					t.Errorf("%s seen: %v, trace: %v", id, err, traceErr)
				}
				if sees && hears != (call.Recording != nil) || sees && hears != (listed[id].Recording != nil) {
					t.Errorf("%s shows the recording %+v", id, call.Recording)
				}
				if !sees && !fault.Is(err, fault.Unknown) {
					t.Errorf("%s refused as %v", id, err)
				}
				whole := must[crm.Call](t)(s.GetCall(t.Context(), head, id))
				_, err = s.GetRecording(t.Context(), c.viewer, whole.Recording.ID)
				if hears != (err == nil) || !hears && !fault.Is(err, fault.Unknown) {
					t.Errorf("%s heard: %v", id, err)
				}
			}
		})
	}
	// On the timeline of a card she may see, a call of others is told without its recording.
	boris := must[crm.Call](t)(s.GetCall(t.Context(), head, "of-boris"))
	for _, e := range must[crm.List[crm.Entry]](t)(s.Timeline(t.Context(), crm.Viewer{Role: crm.RoleAgent, Agent: anna}, boris.Card, nil, crm.Page{})).Items {
		if e.Call != nil && e.Call.Recording != nil {
			t.Error("the timeline gives her the recording of a call of Boris")
		}
	}
}

func has(ids []crm.CallID, id crm.CallID) bool {
	for _, i := range ids {
		if i == id {
			return true
		}
	}
	return false
}

func TestListOfCallsIsNarrowedByEachFilter(t *testing.T) {
	s, _ := fresh(t)
	anna, boris := agent(t, s, "Anna"), agent(t, s, "Boris")
	for i := range 6 {
		in := ended(fmt.Sprint("c", i), "+36301234567", anna.ID, "")
		shift := time.Duration(i) * time.Hour
		in.StartedAt, in.AnsweredAt, in.EndedAt = in.StartedAt.Add(shift), in.AnsweredAt.Add(shift), in.EndedAt.Add(shift+time.Duration(i)*time.Minute)
		switch i {
		case 4:
			in.Agent, in.From.E164 = boris.ID, "+36307654321"
			in.Offers[0].Result = crm.OfferMissed // anna's phone, before
		case 5:
			in.Agent, in.AnsweredAt, in.Disposition = "", time.Time{}, crm.Abandoned
		}
		closed(t, s, in)
	}
	card := must[crm.Card](t)(s.CardByPhone(t.Context(), "+36307654321"))
	for _, c := range []struct {
		name   string
		filter crm.CallFilter
		want   string
	}{
		{"none", crm.CallFilter{}, "c5 c4 c3 c2 c1 c0 "},
		{"since", crm.CallFilter{Since: morning.Add(4 * time.Hour)}, "c5 c4 "},
		{"until", crm.CallFilter{Until: morning.Add(time.Hour)}, "c0 "},
		{"agent", crm.CallFilter{Agent: boris.ID}, "c4 "},
		{"missed by", crm.CallFilter{MissedBy: anna.ID}, "c4 "},
		{"missed by another", crm.CallFilter{MissedBy: boris.ID}, ""},
		{"card", crm.CallFilter{Card: card.ID}, "c4 "},
		{"disposition", crm.CallFilter{Disposition: crm.Abandoned}, "c5 "},
		{"talk", crm.CallFilter{MinTalk: 3 * time.Minute}, "c4 c3 c2 "},
		{"all of them", crm.CallFilter{Agent: anna.ID, Disposition: crm.Answered, MinTalk: 3 * time.Minute, Since: morning.Add(3 * time.Hour)}, "c3 "},
	} {
		got, page := "", crm.Page{Limit: 2}
		for {
			list := must[crm.List[crm.Call]](t)(s.ListCalls(t.Context(), head, c.filter, page))
			for _, call := range list.Items {
				got += string(call.ID) + " "
			}
			if page.Cursor = list.Next; page.Cursor == "" {
				break
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, not %s", c.name, got, c.want)
		}
	}
	for field, f := range map[string]crm.CallFilter{"agent_id": {Agent: "';pg_sleep(5)--"}, "missed_by": {MissedBy: "1=1"}, "card_id": {Card: "1=1"}} {
		_, err := s.ListCalls(t.Context(), head, f, crm.Page{})
		refused(t, err, fault.Invalid, field)
	}
	tally := must[crm.Tally](t)(s.Tally(t.Context(), morning.Add(time.Hour), 20*time.Second))
	if tally != (crm.Tally{Service: crm.Service{Answered: 4, InTime: 4, Lost: 1}, Offered: 5, AverageWait: 8 * time.Second}) {
		t.Errorf("tally %+v", tally)
	}
}
