package e2e_test

import (
	"strings"
	"testing"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

// TestTheFallbackQueueFollowsTheAgents: who is paused or off shift is not rung by
// Asterisk alone either, and the experienced are rung first.
func TestTheFallbackQueueFollowsTheAgents(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	bela := v.Agent(t, "Bela", sipphone.Answers(0))
	clara := v.Agent(t, "Clara", sipphone.Answers(0))
	dora := v.Agent(t, "Dora", sipphone.RingOnly())
	for agent, level := range map[*e2e.Agent]string{bela: "newcomer", dora: "senior"} {
		v.Do(t, "PATCH", "/agents/"+agent.ID, map[string]string{"level": level})
	}
	anna.Pause(t, "lunch")
	clara.Press(t, "logout")
	eventually(t, patience, func() bool {
		shown := v.CLI(t, "queue show vonal_fallback")
		return strings.Contains(shown, bela.ID) && strings.Contains(shown, "penalty 2") && !strings.Contains(shown, anna.ID) && !strings.Contains(shown, clara.ID)
	}, "the fallback queue knows who is paused")
	v.Kill9(t)
	from := v.Number()
	caller := v.Dial(t, from)
	first := dora.Offer(t)
	comes(t, "the experienced agent's phone rings", first.Ringing())
	bela.NotRung(t)
	anna.NotRung(t)
	clara.NotRung(t)
	caller.Hangup()
	comes(t, "the caller is gone", caller.Ended())
	v.Restart(t)
	v.WrittenAs(t, from, "fallback")
}
