package e2e_test

import (
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{TestClock: true},
		callerHearsMusicWhileWaiting,
	)
}

func callerHearsMusicWhileWaiting(t *testing.T, v *e2e.Vonal) {
	caller := v.Dial(t, v.Number())
	within(t, "the caller is answered by the music", caller.WaitAnswered)
	within(t, "the caller hears music", caller.WaitAudio)
	anna := v.Agent(t, "Anna", sipphone.Answers(time.Second))
	within(t, "the caller hears Anna", tone(caller.Leg, 700))
	_ = anna
}
