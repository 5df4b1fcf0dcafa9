package e2e_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

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
	eventually(t, patience, func() bool { return queueLogged(t, v, ends.ID+"-out") }, "Asterisk has written down when the talk ended")
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

func TestRedisThatLosesEverythingLosesNoCallWeMake(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	customers := v.Customers(t, sipphone.Answers(0))
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	bela := v.Agent(t, "Bela", sipphone.Answers(0))
	talks, talk, _ := calling(t, v, anna, customers, v.Number())
	customers.Phone.Behave(sipphone.RingOnly())
	rings := bela.Calls(t, v.Number())
	ringing := customers.Offer(t)
	v.AwaitState(t, rings.ID, "dialling")

	flushAll(t, v.File().Redis)
	for _, a := range []*e2e.Agent{anna, bela} {
		eventually(t, patience, func() bool {
			var now e2e.AgentView
			answer := v.Do(t, "GET", "/agents/"+a.ID, nil)
			return answer.Status == 200 && json.Unmarshal(answer.Body, &now) == nil && now.State == "talking"
		}, "%s is seen to be on the line", a.Name)
	}
	if a := v.TryCall(t, bela.ID, v.Number()); a.Status != 409 {
		t.Errorf("Bela, who waits for a customer, may make another call: %d", a.Status)
	}
	if err := ringing.Answer(); err != nil {
		t.Fatal(err)
	}
	within(t, "the customer hears Bela", tone(ringing.Leg, agentsTone))

	v.Kill9(t)
	flushAll(t, v.File().Redis)
	v.Restart(t)
	found := v.AwaitState(t, talks.ID, "talking") // known by Asterisk alone
	if found.To != talks.To || found.AgentID != anna.ID || found.Direction != "outbound" {
		t.Errorf("found again as %+v", found)
	}
	talk.Hangup()
	ringing.Hangup()
	for _, w := range []struct {
		call e2e.Call
		who  *e2e.Agent
	}{{talks, anna}, {rings, bela}} {
		c := v.WrittenCall(t, w.call.ID)
		for i := range c.Offers {
			c.Offers[i].Because = []e2e.Reason{{Code: "lost"}} // with Redis
		}
		made(t, c, w.who, w.call.To, "answered", "answered")
		w.who.Awaits(t, "wrapup")
	}
	v.NothingLeft(t)
	replays(t, v)
}

func TestCallsWeMakeThatAsteriskTookDownWithItAreLostAndTheAgentsAreNot(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	customers := v.Customers(t, sipphone.Answers(0))
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	bela := v.Agent(t, "Bela", sipphone.Answers(0))
	talks, talk, talked := calling(t, v, anna, customers, v.Number())
	customers.Phone.Behave(sipphone.RingOnly())
	rings := bela.Calls(t, v.Number())
	ringing := customers.Offer(t)
	v.AwaitState(t, rings.ID, "dialling")
	if err := syscall.Kill(v.File().PIDs["asterisk"], syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	v.AwaitUnready(t, patience, "Asterisk")
	talk.Hangup()
	talked.Hangup()
	bela.Offer(t).Hangup()
	ringing.Refuse(487)
	v.AwaitReady(t, patience)
	for _, c := range []e2e.Call{talks, rings} {
		if call := v.WrittenCall(t, c.ID); call.Disposition != "lost_pbx" || call.Direction != "outbound" {
			t.Errorf("written as %+v", call)
		}
	}
	for _, a := range []*e2e.Agent{anna, bela} {
		within(t, a.Name+"'s phone registers again", a.Phone.Register)
		eventually(t, patience, func() bool { return a.Press(t, "ready").Status == 200 }, "%s is ready again", a.Name)
	}
	v.NothingLeft(t)
}

// queueLogged reports whether Asterisk has written down when a leg of ours ended.
func queueLogged(t *testing.T, v *e2e.Vonal, leg string) bool {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(v.Dir, "asterisk", "log", "queue_log"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(strings.Split(string(text), "\n"), func(line string) bool {
		return strings.Contains(line, leg) && strings.Contains(line, "VONAL-GONE")
	})
}
