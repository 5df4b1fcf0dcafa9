package ari

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// What a caller can tell apart with errors.Is.
var (
	// ErrNotFound: there is no such thing. After a hang-up or delete it means
	// that the work was already done.
	ErrNotFound = errors.New("not found")
	// ErrConflict: the id is taken, or the thing is in the wrong state. After
	// a create with an id of ours it means that the work was already done.
	ErrConflict = errors.New("conflict")
	// ErrNotInStasis: the channel is there but not (yet, or any longer) in an
	// application. It is also an ErrConflict.
	ErrNotInStasis = errors.New("channel not in Stasis")
	// ErrUnreachable: the endpoint of an originate or create is unknown or has
	// no contact; Asterisk says only "Allocation failed".
	ErrUnreachable = errors.New("endpoint unreachable")
	// ErrBooting: Asterisk is starting and does nothing yet.
	ErrBooting = errors.New("asterisk is booting")
	// ErrPrecondition: the channel is down or ringing and cannot do this yet.
	ErrPrecondition = errors.New("channel not ready")
	// ErrInvalid: the request cannot be right as it stands.
	ErrInvalid = errors.New("invalid request")
	// ErrTooLarge: the request is bigger than Asterisk reads; it was not sent.
	ErrTooLarge = errors.New("request too large")
	// ErrUnauthorized: user or password is wrong.
	ErrUnauthorized = errors.New("unauthorized")
	// ErrForbidden: this user may not do this.
	ErrForbidden = errors.New("forbidden")
	// ErrNotSent: the request certainly never reached Asterisk.
	ErrNotSent = errors.New("not sent")
	// ErrUnknownOutcome: the request may or may not have been carried out, as
	// the answer did not come in time. Ask, or repeat what is safe to repeat.
	ErrUnknownOutcome = errors.New("outcome unknown")
	// ErrReplaced: another client took the application; this one has stepped
	// down for good and sends nothing any more.
	ErrReplaced = errors.New("application replaced by another client")
	// ErrOverflow: the consumer of the events was too slow; the connection was
	// closed rather than an event dropped.
	ErrOverflow = errors.New("event queue overflow")
	// ErrSilent: the connection stood but nothing came back over it.
	ErrSilent = errors.New("connection silent")
	// ErrInactive: the connection stands but Asterisk does not deliver the
	// application's events to it.
	ErrInactive = errors.New("application inactive")
	// ErrClosed: the client was closed.
	ErrClosed = errors.New("client closed")
)

// Error is an operation that failed. Status is Asterisk's HTTP status, 0 when
// there was no answer; Message is Asterisk's sentence.
type Error struct {
	Op      string // "channels.hangup"
	Status  int
	Message string
	cause   error
	kind    error // ErrNotSent, ErrUnknownOutcome and their like when Status is 0
}

func (e *Error) Error() string {
	var out strings.Builder
	fmt.Fprintf(&out, "ari: %s: ", e.Op)
	switch {
	case e.Status != 0:
		fmt.Fprintf(&out, "%d %s", e.Status, e.Message)
	case e.Message != "":
		fmt.Fprintf(&out, "%v: %s", e.kind, e.Message)
	default:
		fmt.Fprintf(&out, "%v", e.kind)
	}
	if e.cause != nil {
		fmt.Fprintf(&out, ": %v", e.cause)
	}
	return out.String()
}

func (e *Error) Unwrap() []error {
	var out []error
	for _, err := range []error{e.kind, e.cause} {
		if err != nil {
			out = append(out, err)
		}
	}
	return out
}

// Is matches the sentinel errors that Status and Message stand for.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrNotFound:
		// addChannel says 400 for a channel that has just gone.
		return e.Status == http.StatusNotFound ||
			e.Status == http.StatusBadRequest && strings.HasSuffix(e.Message, "not found")
	case ErrConflict:
		return e.Status == http.StatusConflict
	case ErrNotInStasis:
		return (e.Status == http.StatusConflict || e.Status == http.StatusUnprocessableEntity) &&
			strings.Contains(e.Message, "not in Stasis")
	case ErrUnreachable:
		return e.Status == http.StatusInternalServerError && strings.Contains(e.Message, "Allocation failed")
	case ErrBooting:
		return e.Status == http.StatusServiceUnavailable
	case ErrPrecondition:
		return e.Status == http.StatusPreconditionFailed
	case ErrInvalid:
		return e.Status == http.StatusBadRequest || e.Status == http.StatusUnprocessableEntity
	case ErrTooLarge:
		return e.Status == http.StatusRequestEntityTooLarge
	case ErrUnauthorized:
		return e.Status == http.StatusUnauthorized
	case ErrForbidden:
		return e.Status == http.StatusForbidden
	}
	return false
}

// refused makes the error of an answer. Asterisk puts its sentence under
// "message" or, from the heart of the HTTP server, under "error".
func refused(op string, a answer) *Error {
	var said struct{ Message, Error string }
	text := a.reason
	if json.Unmarshal(a.body, &said) == nil && said.Message+said.Error != "" {
		text = said.Message + said.Error
	}
	if text == "" {
		text = http.StatusText(a.status)
	}
	return &Error{Op: op, Status: a.status, Message: text}
}

// unsent is the error of a request that never left.
func unsent(op string, kind, cause error) *Error {
	return &Error{Op: op, kind: kind, cause: cause}
}
