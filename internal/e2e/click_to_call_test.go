package e2e_test

import (
	"strconv"
	"strings"
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
		customerWhoseCallsAreForwardedIsNotFollowed,
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
	var lease struct {
		Value string `json:"value"`
	}
	v.ARI(t, "channels/"+call.ID+"-out/variable?variable=TIMEOUT(absolute)", &lease)
	if n, err := strconv.ParseFloat(lease.Value, 64); err != nil || n < 14_000 || n > 14_400 {
		t.Errorf("Asterisk lets the conversation last %q s at most", lease.Value)
	}
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

func customerWhoseCallsAreForwardedIsNotFollowed(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	customers := v.Customers(t, sipphone.Redirects("sip:+3690123456@"+v.Trunk.Addr()))
	to := v.Number()
	call := anna.Calls(t, to)
	anna.Offer(t)
	comes(t, "the customer's phone forwards", customers.Offer(t).Ended())
	made(t, v.WrittenCall(t, call.ID), anna, to, "failed", "answered")
	anna.Awaits(t, "available")
	customers.NotCalled(t)
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
