package store_test

import (
	"context"
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/hours"
	"vonal/crm/store"
	"vonal/internal/fault"
)

// lost is a call from a number that nobody answered, and that ended then.
func lost(id string, from crm.E164, at time.Time, how crm.Disposition) crm.Interaction {
	in := ended(id, from, "", "")
	in.Disposition, in.StartedAt, in.AnsweredAt, in.EndedAt, in.RecordingName = how, at.Add(-time.Minute), time.Time{}, at, ""
	return in
}

// spoken is a conversation with somebody at a number.
func spoken(id string, with crm.E164, by crm.AgentID, at time.Time, talk time.Duration) crm.Interaction {
	in := ended(id, with, by, "")
	in.StartedAt, in.AnsweredAt, in.EndedAt = at, at, at.Add(talk)
	return in
}

func dutiesOf(t *testing.T, s *store.Store, state string) []crm.Duty {
	t.Helper()
	return must[crm.List[crm.Duty]](t)(s.ListDuties(t.Context(), head, crm.DutyFilter{State: state}, crm.Page{})).Items
}

func TestEveryLostCallLeavesOneDutyForItsCustomer(t *testing.T) {
	s, _ := fresh(t)
	const number = "+36301234567"
	for i, how := range []crm.Disposition{crm.Abandoned, crm.Voicemail, crm.Closed, crm.TurnedAway, crm.CalledBack, crm.LostPBX, crm.Fallback} {
		in := lost("c"+string(rune('0'+i)), number, morning.Add(time.Duration(i)*time.Minute), how)
		closed(t, s, in)
		closed(t, s, in) // reported again
	}
	owed := dutiesOf(t, s, "open")
	if len(owed) != 1 {
		t.Fatalf("%d duties", len(owed))
	}
	d := owed[0]
	if d.Calls != 7 || d.Number != number || d.LastCall != "c6" || !d.OpenedAt.Equal(morning) || !d.DueAt.Equal(morning.Add(15*time.Minute)) {
		t.Errorf("%+v", d)
	}
	withheld := lost("w", "", morning, crm.Abandoned)
	closed(t, s, withheld) // whom nobody can call back
	closed(t, s, lost("x", "+36309999999", morning, crm.Abandoned))
	if n := len(dutiesOf(t, s, "open")); n != 2 {
		t.Errorf("%d duties", n)
	}
}

func TestOnlyAConversationClosesADuty(t *testing.T) {
	s, _ := fresh(t)
	const number = "+36301234567"
	anna := agent(t, s, "Anna")
	closed(t, s, lost("c1", number, morning, crm.Abandoned))
	closed(t, s, spoken("c2", number, anna.ID, morning.Add(time.Minute), 9*time.Second))
	if n := len(dutiesOf(t, s, "open")); n != 1 {
		t.Error("nine seconds are no conversation")
	}
	tried := spoken("c3", "", anna.ID, morning.Add(2*time.Minute), time.Minute)
	tried.Direction, tried.To, tried.From = crm.Outbound, number, crm.Number{Raw: "100"}
	tried.AnsweredAt, tried.Disposition = time.Time{}, crm.NotAnswered
	closed(t, s, tried)
	if n := len(dutiesOf(t, s, "open")); n != 1 {
		t.Error("nobody answered")
	}
	tried.ID, tried.AnsweredAt, tried.Disposition = "c4", tried.StartedAt.Add(5*time.Second), crm.Answered
	closed(t, s, tried)
	done := dutiesOf(t, s, "closed")
	if len(done) != 1 || done[0].ClosedBy != crm.DutyTalk || done[0].ClosedCall != "c4" || len(dutiesOf(t, s, "open")) != 0 {
		t.Errorf("%+v", done)
	}
	// What is written late changes nothing: somebody has spoken to them since.
	closed(t, s, lost("c5", number, morning.Add(30*time.Second), crm.Abandoned))
	if n := len(dutiesOf(t, s, "open")); n != 0 {
		t.Error("a call from before the conversation is owed")
	}
	// And a conversation from before the attempt settles nothing.
	closed(t, s, lost("c6", number, morning.Add(time.Hour), crm.Closed))
	closed(t, s, spoken("c7", number, anna.ID, morning.Add(30*time.Minute), time.Minute))
	if n := len(dutiesOf(t, s, "open")); n != 1 {
		t.Error("a conversation from before closed it")
	}
}

func TestADutyIsDueInWorkingTime(t *testing.T) {
	s, _ := fresh(t)
	h := must[crm.OpeningHours](t)(s.PutHours(t.Context(), crm.OpeningHours{Name: "Office"}, hours.Hours{Zone: "Europe/Budapest", Week: map[time.Weekday][]hours.Span{
		time.Monday: {{From: 540, To: 1020}}, time.Friday: {{From: 540, To: 1020}}}}))
	must[crm.Line](t)(s.PutLine(t.Context(), crm.Line{Number: "100", Language: "hu", Hours: h.ID, Closed: crm.TurnAway, Empty: crm.KeepWaiting, Overdue: crm.KeepWaiting}))
	friday := time.Date(2026, 11, 27, 15, 55, 0, 0, time.UTC) // 16:55 in Budapest
	closed(t, s, lost("c1", "+36301234567", friday, crm.Abandoned))
	if got, want := dutiesOf(t, s, "open")[0].DueAt, time.Date(2026, 11, 30, 8, 10, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("due %v, want %v", got, want)
	}
}

func TestAStatedReasonClosesADutyAndCanBeTakenBack(t *testing.T) {
	s, _ := fresh(t)
	const number = "+36301234567"
	closed(t, s, lost("c1", number, morning, crm.Abandoned))
	d := dutiesOf(t, s, "open")[0]
	_, err := s.CloseDuty(t.Context(), head, d.ID, " \u202e ")
	refused(t, err, fault.Invalid, "reason")
	d = must[crm.Duty](t)(s.CloseDuty(t.Context(), head, d.ID, "wrong number"))
	if d.ClosedBy != crm.DutyReason || d.Reason != "wrong number" || d.ClosedAt.IsZero() {
		t.Errorf("%+v", d)
	}
	_, err = s.CloseDuty(t.Context(), head, d.ID, "again")
	refused(t, err, fault.Conflict, "")
	if d = must[crm.Duty](t)(s.ReopenDuty(t.Context(), head, d.ID)); !d.ClosedAt.IsZero() || d.Reason != "" {
		t.Errorf("%+v", d)
	}
	must[crm.Duty](t)(s.CloseDuty(t.Context(), head, d.ID, "wrong number"))
	closed(t, s, lost("c2", number, morning.Add(time.Hour), crm.Abandoned))
	_, err = s.ReopenDuty(t.Context(), head, d.ID)
	refused(t, err, fault.Conflict, "")
	nobody := crm.Viewer{Agent: "0190aaaa-0000-7000-8000-00000000dead", Grants: crm.Grants{crm.SeeCards: crm.ScopeOwn}}
	_, err = s.CloseDuty(t.Context(), nobody, d.ID, "x")
	refused(t, err, fault.Unknown, "")
}

// Several schedulers look at once: each late duty is told once.
func TestALateDutyIsEscalatedOnce(t *testing.T) {
	s, clock := fresh(t)
	now := clock.Now()
	const many = 40
	for i := range many {
		closed(t, s, lost("c"+string(rune('A'+i)), crm.E164("+3630123456"+string(rune('0'+i%10))+string(rune('0'+i/10))), now, crm.Abandoned))
	}
	if late := must[int](t)(s.EscalateDuties(t.Context(), 100)); late != 0 {
		t.Fatalf("%d are late before their time", late)
	}
	clock.Advance(15 * time.Minute)
	told := make(chan int)
	for range 5 {
		go func() {
			n := 0
			for {
				late, err := s.EscalateDuties(context.WithoutCancel(t.Context()), 7)
				if err != nil || late == 0 {
					break
				}
				n += late
			}
			told <- n
		}()
	}
	sum := 0
	for range 5 {
		sum += <-told
	}
	if sum != many {
		t.Errorf("%d duties were told, of %d", sum, many)
	}
	if n := must[crm.DutyCount](t)(s.CountDuties(t.Context(), head)); n != (crm.DutyCount{Open: many, Late: many}) {
		t.Errorf("%+v", n)
	}
}
