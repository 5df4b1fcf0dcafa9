package clock_test

import (
	"testing"
	"time"

	"vonal/internal/clock"
)

func TestAdvanceWakesWhatHasBecomeDue(t *testing.T) {
	c := clock.NewShifted()
	woken := make(chan struct{})
	c.At(c.Now().Add(time.Hour), func() { close(woken) })
	c.Advance(time.Hour)
	<-woken
}

func TestAStoppedWakeNeverRuns(t *testing.T) {
	c := clock.NewShifted()
	stop := c.At(c.Now().Add(time.Hour), func() { t.Error("ran although stopped") })
	if !stop() {
		t.Error("stop said it came too late")
	}
	later := make(chan struct{})
	c.At(c.Now().Add(2*time.Hour), func() { close(later) })
	c.Advance(3 * time.Hour)
	<-later
	if stop() {
		t.Error("a second stop said it prevented something")
	}
}

func TestSystemRunsAtOnceWhatIsPast(t *testing.T) {
	done := make(chan struct{})
	clock.System.At(clock.System.Now().Add(-time.Second), func() { close(done) })
	<-done
}
