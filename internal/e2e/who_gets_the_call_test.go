package e2e_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func TestWhoGetsTheCall(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{TestClock: true},
		ownerIsAskedFirstAndTheOthersAfterAMiss,
		ownerWhoIsTalkingIsWaitedForAndNotForEver,
		keyCustomerNeverRingsANewcomer,
		importantCustomerGoesFirst,
		callerWhoWasCutOffKeepsTheirPlace,
		whatHappenedIsPlayedAgainByOtherRules,
	)
}

// considered is what the searches of a call said of an agent, newest last.
func considered(t *testing.T, v *e2e.Vonal, call, agent string) (said []string) {
	t.Helper()
	var searches struct {
		Items []struct {
			Circle  string `json:"circle"`
			Choices []struct {
				AgentID string `json:"agent_id"`
				Because []struct {
					Code string `json:"code"`
				} `json:"because"`
			} `json:"choices"`
		} `json:"items"`
	}
	v.Get(t, "/calls/"+call+"/searches", &searches)
	for _, s := range searches.Items {
		for _, c := range s.Choices {
			if c.AgentID != agent {
				continue
			}
			line := s.Circle + ":"
			for _, b := range c.Because {
				line += " " + b.Code
			}
			said = append(said, line)
		}
	}
	return said
}

func ownerIsAskedFirstAndTheOthersAfterAMiss(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0)) // free the longest
	bela := v.Agent(t, "Bela", sipphone.RingOnly())
	from := v.Number()
	customer(t, v, from, map[string]any{"owner_id": bela.ID})
	caller := v.Dial(t, from)
	o := bela.Offer(t)
	comes(t, "the owner's phone rings", o.Ringing())
	anna.NotRung(t)
	comes(t, "the owner's ring ends", o.Ended())
	if rang := o.Moments().End.Sub(o.Moments().Ringing); abs(rang-5*time.Second) > sameLength {
		t.Errorf("the owner's phone rang for %v", rang)
	}
	anna.Offer(t)
	within(t, "the caller hears Anna", tone(caller.Leg, agentsTone))
	call, _ := v.Live(t, from)
	if said := considered(t, v, call.ID, bela.ID); len(said) == 0 || said[0] != "owner: free owner" {
		t.Errorf("of the owner it said %q", said)
	}
	if said := considered(t, v, call.ID, anna.ID); len(said) < 2 || said[0] != "owner: free further" {
		t.Errorf("of the other it said %q", said)
	}
	caller.Hangup()
	v.Written(t, from)
	if said := considered(t, v, call.ID, bela.ID); len(said) == 0 {
		t.Error("what was considered is not kept with the call")
	}
}

func ownerWhoIsTalkingIsWaitedForAndNotForEver(t *testing.T, v *e2e.Vonal) {
	bela := v.Agent(t, "Bela", sipphone.Answers(0))
	_, held := talking(t, v, v.Number(), bela)
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	customer(t, v, from, map[string]any{"owner_id": bela.ID})
	caller := v.Dial(t, from)
	v.AwaitLive(t, from, "waiting")
	anna.NotRung(t)
	v.Advance(t, 10*time.Second) // what the policy gives the owner
	anna.Offer(t)
	within(t, "the caller hears Anna", tone(caller.Leg, agentsTone))
	caller.Hangup()
	held.Hangup()
}

func keyCustomerNeverRingsANewcomer(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	v.Do(t, "PATCH", "/agents/"+anna.ID, map[string]string{"level": "newcomer"})
	from := v.Number()
	customer(t, v, from, map[string]any{"owner_id": anna.ID, "tier": "key"}) // not even as owner
	caller := v.Dial(t, from)
	call := v.AwaitLive(t, from, "waiting")
	eventually(t, patience, func() bool {
		said := considered(t, v, call.ID, anna.ID)
		return len(said) > 0 && strings.Contains(said[0], "level")
	}, "it is on record that Anna is too new")
	anna.NotRung(t)
	dora := v.Hire(t, "Dora", sipphone.Answers(0))
	v.Do(t, "PATCH", "/agents/"+dora.ID, map[string]string{"level": "senior"})
	dora.Register(t)
	dora.Offer(t)
	within(t, "the caller hears Dora", tone(caller.Leg, agentsTone))
	anna.NotRung(t)
	caller.Hangup()
}

func importantCustomerGoesFirst(t *testing.T, v *e2e.Vonal) {
	first, key := v.Number(), v.Number()
	customer(t, v, key, map[string]any{"tier": "important"})
	waits := v.Dial(t, first)
	v.AwaitLive(t, first, "waiting")
	important := v.Dial(t, key)
	eventually(t, patience, func() bool {
		call, live := v.Live(t, key)
		return live && call.State == "waiting" && call.CardID != ""
	}, "the important caller waits, and it is known who they are")
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	anna.Offer(t)
	within(t, "the important caller hears Anna", tone(important.Leg, agentsTone))
	important.Hangup()
	anna.Awaits(t, "wrapup")
	anna.Press(t, "ready")
	anna.Offer(t)
	within(t, "the other caller hears Anna", tone(waits.Leg, agentsTone))
	waits.Hangup()
}

func callerWhoWasCutOffKeepsTheirPlace(t *testing.T, v *e2e.Vonal) {
	first, second := v.Number(), v.Number()
	cut := v.Dial(t, first)
	v.AwaitLive(t, first, "waiting")
	waits := v.Dial(t, second)
	v.AwaitLive(t, second, "waiting")
	cut.Hangup()
	lost := v.Written(t, first)
	again := v.Dial(t, first)
	v.AwaitLive(t, first, "waiting")
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	anna.Offer(t)
	within(t, "the caller who was cut off hears Anna", tone(again.Leg, agentsTone))
	again.Hangup()
	anna.Awaits(t, "wrapup")
	anna.Press(t, "ready")
	anna.Offer(t)
	within(t, "the other caller hears Anna", tone(waits.Leg, agentsTone))
	waits.Hangup()
	if lost.Disposition != "abandoned" {
		t.Errorf("the first call was written as %s", lost.Disposition)
	}
}

func whatHappenedIsPlayedAgainByOtherRules(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	caller, _ := talking(t, v, v.Number(), anna)
	caller.Hangup()
	anna.Awaits(t, "wrapup")
	since, until := v.Now().Add(-24*time.Hour).UTC().Format(time.RFC3339), v.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	code, said, complaint := v.Command(t, "simulate", "--data", v.Dir, "--since", since, "--until", until)
	if code != 0 || !strings.Contains(said, "service level") || !strings.Contains(said, "Anna") {
		t.Errorf("ended with %d: %s%s", code, said, complaint)
	}
	var days struct {
		Real, Simulated struct{ Offered, Answered int }
	}
	policy := writeFile(t, `{"wrapup_ms":1000}`)
	code, said, complaint = v.Command(t, "simulate", "--data", v.Dir, "--since", since, "--until", until, "--policy", policy, "--json")
	if err := json.Unmarshal([]byte(said), &days); err != nil || code != 0 || days.Real.Offered == 0 || days.Real.Offered != days.Simulated.Offered || days.Real.Answered == 0 {
		t.Errorf("ended with %d, %v: %s%s", code, err, said, complaint)
	}
	for wrong, flags := range map[string][]string{
		"no call came in": {"--since", "2020-01-01", "--until", "2020-01-02"},
		"before --until":  {"--since", until, "--until", since},
		"--since":         {"--since", "yesterday"},
		"unknown field":   {"--since", since, "--until", until, "--policy", writeFile(t, `{"colour":1}`)},
		"ring_timeout_ms": {"--since", since, "--until", until, "--policy", writeFile(t, `{"ring_timeout_ms":1}`)},
		"no such file":    {"--since", since, "--until", until, "--policy", "/no/such/file"},
	} {
		code, _, complaint := v.Command(t, append([]string{"simulate", "--data", v.Dir}, flags...)...)
		if code != 2 || !strings.Contains(complaint, wrong) || strings.Count(strings.TrimSpace(complaint), "\n") > 0 {
			t.Errorf("%v ended with %d: %s", flags, code, complaint)
		}
	}
}

func writeFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "policy.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
