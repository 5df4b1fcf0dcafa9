package scheduler_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vonal/internal/fault"
	"vonal/scheduler"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// ledger is what several schedulers share, in memory; crm/store's is held to the
// same by its own tests.
type ledger struct {
	mu     sync.Mutex
	held   map[string]string
	paused map[string]bool
	notes  map[string][]string
	told   chan string
}

func newLedger() *ledger {
	return &ledger{held: map[string]string{}, paused: map[string]bool{}, notes: map[string][]string{}, told: make(chan string, 1000)}
}

func (l *ledger) BeginJob(_ context.Context, name, runner string, alone time.Duration) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.paused[name] || alone > 0 && l.held[name] != "" && l.held[name] != runner {
		return false, nil
	}
	l.held[name] = runner
	return true, nil
}

func (l *ledger) EndJob(_ context.Context, name, runner string, done int, failure string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.held, name)
	l.notes[name] = append(l.notes[name], failure)
	l.told <- name
	return nil
}

func (l *ledger) Paused(context.Context) (map[string]bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := map[string]bool{}
	for n, p := range l.paused {
		all[n] = p
	}
	return all, nil
}

// running runs a scheduler until the test ends.
func running(t *testing.T, l scheduler.Ledger, name string, jobs ...scheduler.Job) *scheduler.Scheduler {
	t.Helper()
	s, err := scheduler.New(l, name, time.UTC, slog.New(slog.DiscardHandler), jobs...)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.Run(ctx)
	}()
	t.Cleanup(func() {
		stop()
		<-ended
	})
	return s
}

func heard(t *testing.T, l *ledger, name string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	select {
	case got := <-l.told:
		if got != name {
			t.Fatalf("%s ended, not %s", got, name)
		}
	case <-ctx.Done():
		t.Fatalf("%s never ended", name)
	}
}

const never = "0 0 1 1 *" // but for the look at the start, and by Soon

func TestWhatCameDueWhileNobodyLookedIsDoneAtTheStart(t *testing.T) {
	l := newLedger()
	s := running(t, l, "a", scheduler.Job{Name: "one", Every: never, Work: func(context.Context) (int, error) { return 3, nil }})
	heard(t, l, "one")
	if s.Next("one").IsZero() || !s.Next("two").IsZero() {
		t.Errorf("next %v and %v", s.Next("one"), s.Next("two"))
	}
}

func TestAJobThatPanicsOrFailsIsNotedAndDoneAgain(t *testing.T) {
	l := newLedger()
	turn := 0
	s := running(t, l, "a", scheduler.Job{Name: "one", Every: never, Alone: time.Minute, Work: func(context.Context) (int, error) {
		switch turn++; turn {
		case 1:
			panic("a nil map")
		case 2:
			return 0, errors.New("the disk is full")
		}
		return 1, nil
	}})
	heard(t, l, "one")
	for _, want := range []string{"the disk is full", ""} {
		if !s.Soon("one") {
			t.Fatal("it does not run")
		}
		heard(t, l, "one")
		l.mu.Lock()
		last := l.notes["one"][len(l.notes["one"])-1]
		l.mu.Unlock()
		if last != want {
			t.Errorf("noted %q, want %q", last, want)
		}
	}
	if first := l.notes["one"][0]; !strings.Contains(first, "a nil map") {
		t.Errorf("noted %q", first)
	}
}

// A job that is under way is not begun beside itself; however often it is looked
// at meanwhile, it is done once more after that.
func TestAJobIsNotDoneTwiceAtOnce(t *testing.T) {
	l := newLedger()
	begun, goOn := make(chan struct{}, 10), make(chan struct{})
	s := running(t, l, "a", scheduler.Job{Name: "one", Every: never, Work: func(ctx context.Context) (int, error) {
		begun <- struct{}{}
		select {
		case <-goOn:
		case <-ctx.Done():
		}
		return 1, nil
	}})
	<-begun
	for range 5 {
		s.Soon("one")
	}
	if n := len(begun); n != 0 {
		t.Errorf("begun %d times beside itself", n)
	}
	close(goOn)
	heard(t, l, "one")
	heard(t, l, "one")
	if n := len(begun); n != 1 {
		t.Errorf("begun %d times more", n)
	}
}

func TestAJobThatIsDoneAloneIsDoneByOne(t *testing.T) {
	l := newLedger()
	begun, goOn := make(chan struct{}, 10), make(chan struct{})
	job := scheduler.Job{Name: "one", Every: never, Alone: time.Minute, Work: func(ctx context.Context) (int, error) {
		begun <- struct{}{}
		select {
		case <-goOn:
		case <-ctx.Done():
		}
		return 1, nil
	}}
	running(t, l, "a", job)
	<-begun
	other := &asking{l, make(chan bool, 10)}
	running(t, other, "b", job)
	if <-other.asked {
		t.Error("the other may begin meanwhile")
	}
	close(goOn)
	heard(t, l, "one")
	if n := len(begun); n != 0 {
		t.Errorf("begun %d times more", n)
	}
}

// asking tells whether a scheduler was let begin.
type asking struct {
	*ledger
	asked chan bool
}

func (a *asking) BeginJob(ctx context.Context, name, runner string, alone time.Duration) (bool, error) {
	ok, err := a.ledger.BeginJob(ctx, name, runner, alone)
	a.asked <- ok
	return ok, err
}

func TestAPausedJobIsLeftAlone(t *testing.T) {
	l := newLedger()
	l.paused["one"] = true
	s := running(t, l, "a", scheduler.Job{Name: "one", Every: never, Work: func(context.Context) (int, error) { return 1, nil }},
		scheduler.Job{Name: "two", Every: never, Work: func(context.Context) (int, error) { return 1, nil }})
	heard(t, l, "two")
	s.Soon("one")
	s.Soon("two")
	heard(t, l, "two")
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := len(l.notes["one"]); n != 0 {
		t.Errorf("done %d times", n)
	}
}

// What came of a job stays while nothing is due; whoever asks for it has it.
func TestAJobThatIsNotDueIsLeftAloneUnlessSomebodyAsks(t *testing.T) {
	l := newLedger()
	looked := make(chan struct{}, 10)
	s := running(t, l, "a", scheduler.Job{Name: "one", Every: never, Alone: time.Minute,
		Due:  func(context.Context) (bool, error) { looked <- struct{}{}; return false, nil },
		Work: func(context.Context) (int, error) { return 1, nil }})
	<-looked
	if !s.Soon("one") {
		t.Fatal("it does not run")
	}
	heard(t, l, "one")
	s.All()
	<-looked
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := len(l.notes["one"]); n != 1 {
		t.Errorf("done %d times", n)
	}
}

func TestATimeThatCannotBeReadIsRefused(t *testing.T) {
	_, err := scheduler.New(newLedger(), "a", time.UTC, slog.New(slog.DiscardHandler), scheduler.Job{Name: "one", Every: "now and then"})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
}
