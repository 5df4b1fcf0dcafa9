package e2e_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func TestClickToCall(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{TestClock: true},
		agentsPhoneRingsThenTheCustomersAndBothHearEachOther,
		customerWhoHangsUpEndsTheAgentsLegToo,
		callIsOnTheCardOfTheNumber,
		agentHearsThatTheCustomersPhoneRings,
		busyCustomerFreesTheAgentAtOnce,
		customerWhoNeverAnswersIsGivenUp,
		agentWhoHangsUpEndsTheRinging,
		headWhoEndsACallThatRingsEndsBothLegs,
		agentWhoDoesNotPickUpHasMissedNothing,
		agentWhoDeclinesIsNotPaused,
		agentWhoIsNotFreeIsSaidToBeSo,
		manyRequestsForOneAgentMakeOneCall,
		whatIsNoNumberIsRefusedByItsField,
		dearAndForeignNumbersAreForbidden,
		agentCallsForThemselfAlone,
	)
}

// calling has an agent call and answers when both hear each other.
func calling(t *testing.T, v *e2e.Vonal, a *e2e.Agent, c *e2e.Customers, to string) (e2e.Call, *sipphone.Offer, *sipphone.Offer) {
	t.Helper()
	call := a.Calls(t, to)
	maker, customer := a.Offer(t), c.Offer(t)
	comes(t, "the customer picks up", customer.Answered())
	within(t, "the customer hears "+a.Name, tone(customer.Leg, agentsTone))
	within(t, a.Name+" hears the customer", tone(maker.Leg, callersTone))
	return call, maker, customer
}

func agentsPhoneRingsThenTheCustomersAndBothHearEachOther(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(400*time.Millisecond))
	customers := v.Customers(t, sipphone.Answers(400*time.Millisecond))
	to := v.Number()
	call, maker, customer := calling(t, v, anna, customers, to)
	if call.Direction != "outbound" || call.To != to || call.State != "ringing" || call.AgentID != anna.ID || call.ID == "" {
		t.Errorf("answered with %+v", call)
	}
	if maker.CallerNumber() != to {
		t.Errorf("Anna's phone shows %s, not %s", maker.CallerNumber(), to)
	}
	if customer.Dialled() != to {
		t.Errorf("the trunk was asked for %s, not %s", customer.Dialled(), to)
	}
	if shown := customer.CallerName() + customer.CallerNumber(); strings.Contains(shown, anna.Extension) || strings.Contains(shown, "Anna") {
		t.Errorf("the customer is shown %s", customer.Header("From"))
	}
	if customer.Moments().Invite.Before(maker.Moments().Answer) {
		t.Error("the customer was rung before Anna was on the line")
	}
	live := v.AwaitState(t, call.ID, "talking")
	if live.AgentID != anna.ID || live.AnsweredAt == nil || live.CardID == "" {
		t.Errorf("a call under way is shown as %+v", live)
	}
	anna.Awaits(t, "talking")
	hear(t, customer.Leg, 3*time.Second)
	maker.Hangup()
	endsSoon(t, "the customer's leg", customer.Leg, maker.Moments().Bye)
	now := anna.Awaits(t, "wrapup")
	if rest := now.StateUntil.Sub(*now.StateSince); rest != 180*time.Second || now.CallID != call.ID {
		t.Errorf("the wrap-up of %s lasts %v", now.CallID, rest)
	}
	written := v.WrittenCall(t, call.ID)
	made(t, written, anna, to, "answered", "answered")
	talked := maker.Moments().Bye.Sub(customer.Moments().Answer)
	if abs(ms(written.TalkMs)-talked) > 200*time.Millisecond || written.Recording == nil || written.Recording.State != "ready" {
		t.Fatalf("talk %v, it was %v; recording %+v", ms(written.TalkMs), talked, written.Recording)
	}
	s := listen(t, v.Do(t, "GET", audio(written), nil).Body)
	for who, freq := range map[string]float64{"the customer": callersTone, "Anna": agentsTone} {
		if heard, of := s.has(freq); heard < of*8/10 {
			t.Errorf("%s is heard in %d of %d parts of the recording", who, heard, of)
		}
	}
}

// made checks an ended call of our own making.
func made(t *testing.T, c e2e.Call, a *e2e.Agent, to, disposition, offer string) {
	t.Helper()
	if c.Direction != "outbound" || c.To != to || c.From != "" || c.State != "ended" || c.Disposition != disposition {
		t.Errorf("direction %q, from %q, to %q, state %q, disposition %q, want %q", c.Direction, c.From, c.To, c.State, c.Disposition, disposition)
	}
	if c.AgentID != a.ID || c.CardID == "" || (c.AnsweredAt != nil) != (disposition == "answered") || (c.RecordingID != "") != (disposition == "answered") {
		t.Errorf("agent %q, card %q, answered at %v, recording %q", c.AgentID, c.CardID, c.AnsweredAt, c.RecordingID)
	}
	results(t, c, []*e2e.Agent{a}, offer)
}

func customerWhoHangsUpEndsTheAgentsLegToo(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	to := v.Number()
	call, maker, customer := calling(t, v, anna, v.Customers(t, sipphone.Answers(0)), to)
	customer.Hangup()
	endsSoon(t, "Anna's leg", maker.Leg, customer.Moments().Bye)
	anna.Awaits(t, "wrapup")
	made(t, v.WrittenCall(t, call.ID), anna, to, "answered", "answered")
}

func callIsOnTheCardOfTheNumber(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	customers := v.Customers(t, sipphone.Answers(0))
	known := v.Number()
	var card e2e.Card
	v.Post(t, "/cards", map[string]any{"name": "Nagy Kft.", "phones": []string{known}}, &card)
	call, maker, _ := calling(t, v, anna, customers, known)
	maker.Hangup()
	if written := v.WrittenCall(t, call.ID); written.CardID != card.ID || written.CardName != "Nagy Kft." {
		t.Errorf("on card %s %q, want %s", written.CardID, written.CardName, card.ID)
	}
	if items := v.Timeline(t, card.ID); len(items) == 0 || items[0].CallID != call.ID || items[0].Call.Direction != "outbound" {
		t.Errorf("the card does not show the call: %+v", items)
	}
	anna.Press(t, "ready")
	anna.Awaits(t, "available")
	fresh := v.Number()
	call, maker, _ = calling(t, v, anna, customers, fresh)
	maker.Hangup()
	if written := v.WrittenCall(t, call.ID); v.Card(t, fresh).ID != written.CardID {
		t.Errorf("no card of its own was opened: %+v", written)
	}
}

func agentHearsThatTheCustomersPhoneRings(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	customers := v.Customers(t, sipphone.RingOnly())
	to := v.Number()
	call := anna.Calls(t, to)
	maker, customer := anna.Offer(t), customers.Offer(t)
	comes(t, "the customer's phone rings", customer.Ringing())
	within(t, "Anna hears the ringing", maker.WaitAudio)
	if live := v.AwaitState(t, call.ID, "dialling"); live.AnsweredAt != nil {
		t.Errorf("answered at %v", live.AnsweredAt)
	}
	if now := anna.Now(t); now.State != "talking" {
		t.Errorf("while the customer's phone rings Anna is %s", now.State)
	}
	if err := customer.Answer(); err != nil {
		t.Fatal(err)
	}
	within(t, "Anna hears the customer", tone(maker.Leg, callersTone))
	within(t, "the customer hears Anna", tone(customer.Leg, agentsTone))
	customer.Hangup()
	made(t, v.WrittenCall(t, call.ID), anna, to, "answered", "answered")
}

func busyCustomerFreesTheAgentAtOnce(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	for code, disposition := range map[int]string{486: "busy", 603: "busy", 480: "no_answer", 404: "failed", 503: "failed"} {
		customers := v.Customers(t, sipphone.Refuses(code))
		to := v.Number()
		call := anna.Calls(t, to)
		maker, customer := anna.Offer(t), customers.Offer(t)
		comes(t, "the customer refuses", customer.Ended())
		endsSoon(t, "Anna's leg", maker.Leg, customer.Moments().Final)
		anna.Awaits(t, "available")
		made(t, v.WrittenCall(t, call.ID), anna, to, disposition, "answered")
		customers.Phone.Close()
	}
}

func customerWhoNeverAnswersIsGivenUp(t *testing.T, v *e2e.Vonal) {
	policy(t, v, map[string]any{"dial_timeout_ms": 5000})
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	customers := v.Customers(t, sipphone.RingOnly())
	to := v.Number()
	call := anna.Calls(t, to)
	maker, customer := anna.Offer(t), customers.Offer(t)
	comes(t, "the customer's phone stops", customer.Cancelled())
	inTime(t, "the customer's phone rang", []time.Duration{customer.Moments().Cancel.Sub(maker.Moments().Answer)}, 4900*time.Millisecond, 5500*time.Millisecond)
	endsSoon(t, "Anna's leg", maker.Leg, customer.Moments().Cancel)
	anna.Awaits(t, "available")
	made(t, v.WrittenCall(t, call.ID), anna, to, "no_answer", "answered")
}

func agentWhoHangsUpEndsTheRinging(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	customers := v.Customers(t, sipphone.RingOnly())
	to := v.Number()
	call := anna.Calls(t, to)
	maker, customer := anna.Offer(t), customers.Offer(t)
	comes(t, "the customer's phone rings", customer.Ringing())
	maker.Hangup()
	endsSoon(t, "the ringing of the customer's phone", customer.Leg, maker.Moments().Bye)
	anna.Awaits(t, "available")
	made(t, v.WrittenCall(t, call.ID), anna, to, "abandoned", "answered")
}

func headWhoEndsACallThatRingsEndsBothLegs(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	customers := v.Customers(t, sipphone.RingOnly())
	to := v.Number()
	call := anna.Calls(t, to)
	maker, customer := anna.Offer(t), customers.Offer(t)
	comes(t, "the customer's phone rings", customer.Ringing())
	asked := time.Now()
	v.Post(t, "/calls/"+call.ID+"/hangup", nil, nil)
	endsSoon(t, "Anna's leg", maker.Leg, asked)
	endsSoon(t, "the ringing of the customer's phone", customer.Leg, asked)
	anna.Awaits(t, "available")
	made(t, v.WrittenCall(t, call.ID), anna, to, "abandoned", "answered")

	anna.Phone.Behave(sipphone.RingOnly())
	call = anna.Calls(t, to)
	maker = anna.Offer(t)
	comes(t, "Anna's phone rings", maker.Ringing())
	asked = time.Now()
	v.Post(t, "/calls/"+call.ID+"/hangup", nil, nil)
	endsSoon(t, "the ringing of Anna's phone", maker.Leg, asked)
	anna.Awaits(t, "available")
	made(t, v.WrittenCall(t, call.ID), anna, to, "abandoned", "withdrawn")
	customers.NotCalled(t)
}

func agentWhoDoesNotPickUpHasMissedNothing(t *testing.T, v *e2e.Vonal) {
	policy(t, v, map[string]any{"ring_timeout_ms": 2000, "misses_to_pause": 1})
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	customers := v.Customers(t, sipphone.Answers(0))
	to := v.Number()
	call := anna.Calls(t, to)
	o := anna.Offer(t)
	comes(t, "Anna's phone stops", o.Cancelled())
	inTime(t, "Anna's phone rang", []time.Duration{rang(t, o)}, 1900*time.Millisecond, 2500*time.Millisecond)
	if now := anna.Awaits(t, "available"); now.Misses != 0 {
		t.Errorf("Anna is charged with %d misses", now.Misses)
	}
	made(t, v.WrittenCall(t, call.ID), anna, to, "abandoned", "withdrawn")

	anna.Phone.Behave(sipphone.Silent())
	call = anna.Calls(t, to)
	comes(t, "Anna's silent phone is given up", anna.Offer(t).Ended())
	anna.Awaits(t, "unreachable")
	made(t, v.WrittenCall(t, call.ID), anna, to, "failed", "unreachable")
	customers.NotCalled(t)
}

func agentWhoDeclinesIsNotPaused(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Refuses(603))
	customers := v.Customers(t, sipphone.Answers(0))
	to := v.Number()
	call := anna.Calls(t, to)
	anna.Offer(t)
	made(t, v.WrittenCall(t, call.ID), anna, to, "abandoned", "rejected")
	if now := anna.Awaits(t, "available"); now.Misses != 0 {
		t.Errorf("Anna is charged with %d misses", now.Misses)
	}
	customers.NotCalled(t)
}

func agentWhoIsNotFreeIsSaidToBeSo(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	customers := v.Customers(t, sipphone.Answers(0))
	refused := func(says string) {
		t.Helper()
		a := v.TryCall(t, anna.ID, v.Number())
		if p := a.Problem(t); a.Status != 409 || p.Code != "agent_not_free" || p.Detail != "Anna "+says+"." {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	from := v.Number()
	caller, _ := talking(t, v, from, anna)
	refused("is in a call")
	caller.Hangup()
	anna.Awaits(t, "wrapup")
	refused("is finishing the card of the last call")
	anna.Pause(t, "lunch")
	anna.Awaits(t, "paused")
	refused("is paused")
	anna.Press(t, "ready")
	anna.Awaits(t, "available")
	within(t, "Anna's phone unregisters", anna.Phone.Unregister)
	anna.Awaits(t, "unreachable")
	refused("has no phone that can be reached")
	customers.NotCalled(t)
}

func manyRequestsForOneAgentMakeOneCall(t *testing.T, v *e2e.Vonal) {
	const many = 50
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	customers := v.Customers(t, sipphone.RingOnly())
	numbers := make([]string, many)
	for i := range numbers {
		numbers[i] = v.Number()
	}
	status := make([]int, many)
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() { status[i] = v.TryCall(t, anna.ID, numbers[i]).Status })
	}
	all.Wait()
	won := -1
	for i, s := range status {
		switch {
		case s == 201 && won < 0:
			won = i
		case s != 409:
			t.Errorf("request %d: %d, and request %d has the agent", i, s, won)
		}
	}
	if won < 0 {
		t.Fatal("nobody got the agent")
	}
	maker, customer := anna.Offer(t), customers.Offer(t)
	if customer.Dialled() != numbers[won] {
		t.Errorf("%s was called, not %s", customer.Dialled(), numbers[won])
	}
	maker.Hangup()
	comes(t, "the ringing ends", customer.Ended())
	anna.Awaits(t, "available")
	anna.NotRung(t)
	customers.NotCalled(t)
	if calls := v.Calls(t, "agent_id="+anna.ID); len(calls) > 1 {
		t.Errorf("%d calls are written", len(calls))
	}
}

func whatIsNoNumberIsRefusedByItsField(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	bela := v.Agent(t, "Bela", sipphone.Answers(0))
	customers := v.Customers(t, sipphone.Answers(0))
	for _, to := range []string{
		"", " ", "500&PJSIP/trunk-1/19005551234", "1,30,S(0)", "${SHELL(id)}", "x@evil", "+36301234567@evil", ";transport=tcp",
		"+36301234567;transport=tcp", "123456789012345678901234567890", "112", "1900", anna.Extension, bela.Extension,
	} {
		a := v.TryCall(t, anna.ID, to)
		if a.Status != 422 {
			t.Errorf("%q: %d %s", to, a.Status, a.Body)
			continue
		}
		if p := a.Problem(t); len(p.Errors) != 1 || p.Errors[0].Field != "to" {
			t.Errorf("%q: %s", to, a.Body)
		}
	}
	anna.NotRung(t)
	customers.NotCalled(t)
}

func dearAndForeignNumbersAreForbidden(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	customers := v.Customers(t, sipphone.Answers(0))
	for to, code := range map[string]string{
		"+36 90 123 456": "premium_number", "06 90 123 456": "premium_number", "+1 900 555 1234": "premium_number",
		"+43 1 234 5678": "country_not_allowed", "+881 612 345 678": "country_not_allowed",
	} {
		a := v.TryCall(t, anna.ID, to)
		if p := a.Problem(t); a.Status != 403 || p.Code != code {
			t.Errorf("%q: %d %s", to, a.Status, a.Body)
		}
	}
	anna.NotRung(t)
	customers.NotCalled(t)
}

func agentCallsForThemselfAlone(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	bela := v.Agent(t, "Bela", sipphone.Answers(0))
	customers := v.Customers(t, sipphone.Answers(0))
	as := anna.User(t)
	to := v.Number()
	nobody := as.TryCall(t, "0198ab5e-0000-7000-8000-000000000000", to)
	if a := as.TryCall(t, bela.ID, to); a.Status != 404 || nobody.Status != 404 || string(a.Body) != string(nobody.Body) {
		t.Errorf("for Bela: %d %s; for nobody: %d %s", a.Status, a.Body, nobody.Status, nobody.Body)
	}
	if a := v.As("").TryCall(t, anna.ID, to); a.Status != 401 {
		t.Errorf("without a token: %d", a.Status)
	}
	bela.NotRung(t)
	a := as.TryCall(t, anna.ID, to)
	if a.Status != 201 {
		t.Fatalf("for Anna: %d %s", a.Status, a.Body)
	}
	anna.Offer(t)
	customer := customers.Offer(t)
	within(t, "the customer hears Anna", tone(customer.Leg, agentsTone))
	var desk e2e.Desk
	bela.User(t).Get(t, "/desk", &desk)
	if len(desk.Calls) != 1 || desk.Calls[0].To != "" || desk.Calls[0].CardID != "" {
		t.Errorf("a colleague sees whom Anna calls: %+v", desk.Calls)
	}
	customer.Hangup()
}

func TestAKilledControllerTakesTheCallsItHasMadeUpAgain(t *testing.T) {
	const company = "+3615550100"
	v := withShortLease(t, e2e.Options{Flags: []string{"--company-number", "06 1 555 0100"}})
	customers := v.Customers(t, sipphone.Answers(0))
	var agents []*e2e.Agent
	for _, name := range []string{"Anna", "Bela", "Csaba", "Dora", "Ede"} {
		agents = append(agents, v.Agent(t, name, sipphone.Answers(0)))
	}
	anna, bela, csaba, dora, ede := agents[0], agents[1], agents[2], agents[3], agents[4]

	talks, talk1, talked1 := calling(t, v, anna, customers, v.Number())
	ends, talk2, talked2 := calling(t, v, bela, customers, v.Number())
	if talked1.CallerNumber() != company {
		t.Errorf("the customer is shown %s", talked1.Header("From"))
	}
	customers.Phone.Behave(sipphone.RingOnly())
	rings, answers, refuses := csaba.Calls(t, v.Number()), dora.Calls(t, v.Number()), ede.Calls(t, v.Number())
	ringing := map[string]*sipphone.Offer{}
	for range 3 {
		o := customers.Offer(t)
		comes(t, "a customer's phone rings", o.Ringing())
		ringing[o.Dialled()] = o
	}
	for _, call := range []e2e.Call{rings, answers, refuses} {
		v.AwaitState(t, call.ID, "dialling")
	}
	talked1.MeasureAnew()
	v.Kill9(t)

	talked2.Hangup()
	endsSoon(t, "the leg of the agent whose customer hung up", talk2.Leg, talked2.Moments().Bye)
	if err := ringing[answers.To].Answer(); err != nil {
		t.Fatal(err)
	}
	ringing[refuses.To].Refuse(486)
	comes(t, "one customer refuses", ringing[refuses.To].Ended())
	v.Restart(t)

	if gap := talked1.Audio().LongestGap; gap > noGap {
		t.Errorf("the conversation was silent for %v", gap)
	}
	v.AwaitState(t, talks.ID, "talking")
	v.AwaitState(t, rings.ID, "dialling")
	within(t, "Dora hears the customer who answered meanwhile", tone(dora.Offer(t).Leg, callersTone))
	v.AwaitState(t, answers.ID, "talking")
	ede.Awaits(t, "available")
	bela.Awaits(t, "wrapup")
	if err := ringing[rings.To].Answer(); err != nil {
		t.Fatal(err)
	}
	within(t, "Csaba hears the customer", tone(csaba.Offer(t).Leg, callersTone))

	talked1.Hangup()
	endsSoon(t, "Anna's leg", talk1.Leg, talked1.Moments().Bye)
	ringing[answers.To].Hangup()
	ringing[rings.To].Hangup()
	for _, w := range []struct {
		call        e2e.Call
		who         *e2e.Agent
		disposition string
		offer       string
	}{
		{talks, anna, "answered", "answered"}, {ends, bela, "answered", "answered"}, {rings, csaba, "answered", "answered"},
		{answers, dora, "answered", "answered"}, {refuses, ede, "failed", "answered"},
	} {
		c := v.WrittenCall(t, w.call.ID)
		if c.From != company {
			t.Errorf("written as from %q", c.From)
		}
		c.From = ""
		made(t, c, w.who, w.call.To, w.disposition, w.offer)
		if w.disposition == "answered" && (c.Recording == nil || c.Recording.State != "ready") {
			t.Errorf("the recording of %s: %+v", w.who.Name, c.Recording)
		}
	}
	if c := v.WrittenCall(t, ends.ID); abs(ms(c.TalkMs)-talked2.Moments().Bye.Sub(talked2.Moments().Answer)) > aboutASecond {
		t.Errorf("the talk that ended meanwhile is written as %v", ms(c.TalkMs))
	}
	anna.Awaits(t, "wrapup")
	v.NothingLeft(t)
	replays(t, v)
}

func TestWithoutATrunkNoCallIsMade(t *testing.T) {
	v := e2e.Start(t, e2e.Options{})
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	c := v.Serve(t, "b")
	c.AwaitReady(t, patience)
	a := c.TryCall(t, anna.ID, v.Number())
	if p := a.Problem(t); a.Status != 409 || p.Code != "no_trunk" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	anna.NotRung(t)
	customers := v.Customers(t, sipphone.Answers(0))
	other := v.Serve(t, "c", "--outbound-trunk", "trunk-1", "--dial-countries", "HU,AT")
	other.AwaitReady(t, patience)
	if a := other.TryCall(t, anna.ID, "+43 1 234 5678"); a.Status != 201 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	o := customers.Offer(t)
	if o.Dialled() != "+4312345678" {
		t.Errorf("%s was called", o.Dialled())
	}
	within(t, "the customer hears Anna", tone(o.Leg, agentsTone))
	o.Hangup()
	anna.Awaits(t, "wrapup")
	v.NothingLeft(t)
}
