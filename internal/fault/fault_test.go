package fault_test

import (
	"errors"
	"io"
	"testing"

	"vonal/internal/fault"
)

func TestWrapKeepsKindTextAndFieldOfTheInnermostFault(t *testing.T) {
	inner := fault.New(fault.Conflict, "store.Save", "card %s was changed", "c1").At("version")
	err := error(fault.Wrap("api.put", inner))
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.Conflict || e.Text != "card c1 was changed" || e.Field != "version" {
		t.Fatalf("got %+v", e)
	}
	if got, want := err.Error(), "api.put: store.Save: version: card c1 was changed"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
}

func TestForeignErrorsAreInternalAndStayReachable(t *testing.T) {
	err := error(fault.Wrap("store.Read", io.ErrUnexpectedEOF))
	if !fault.Is(err, fault.Internal) || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatalf("got %v of kind %s", err, fault.KindOf(err))
	}
	if got := fault.KindOf(nil); got != "" {
		t.Errorf("KindOf(nil) = %q", got)
	}
}

func TestCauseGivenToNewIsReachable(t *testing.T) {
	err := error(fault.New(fault.Unavailable, "ari.Dial", "no answer: %w", io.EOF))
	if !errors.Is(err, io.EOF) {
		t.Fatal("the cause is lost")
	}
}
