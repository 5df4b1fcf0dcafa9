package api

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/internal/fault"
	"vonal/internal/wording"
)

// refusal is an error that already knows its answer: those which are about the
// request as such, and those which need a code of their own.
type refusal struct {
	status int
	code   string
	detail string
	errors []FieldError
	said   *fault.Error  // whose sentence detail is; nil if it is our own
	after  time.Duration // for Retry-After; 0 leaves it out

	sent, version int64          // with 412: the version the caller saw, and that of current
	current       any            // what stands there now
	more          map[string]any // further members of the problem
}

func (r *refusal) Error() string { return r.code + ": " + r.detail }

// answers is the one table from kinds of faults to HTTP. A detail given here
// replaces the fault's own text.
var answers = map[fault.Kind]struct {
	status       int
	code, detail string
}{
	fault.Invalid:     {http.StatusUnprocessableEntity, "invalid", ""},
	fault.Unknown:     {http.StatusNotFound, "not_found", notFound.detail}, // the same bytes whatever was asked for
	fault.Stale:       {http.StatusPreconditionFailed, "changed_since", ""},
	fault.Conflict:    {http.StatusConflict, "conflict", ""},
	fault.Forbidden:   {http.StatusForbidden, "forbidden", ""},
	fault.Anonymous:   {http.StatusUnauthorized, "unauthorized", ""},
	fault.TooMany:     {http.StatusTooManyRequests, "too_many", ""},
	fault.Unavailable: {http.StatusServiceUnavailable, "unavailable", "A part of the system does not answer. Try again soon."},
	fault.Internal:    {http.StatusInternalServerError, "internal", "Something went wrong on our side; the log has it under this reference."},
}

var (
	notFound     = &refusal{status: http.StatusNotFound, code: "not_found", detail: "There is no such thing, or you may not see it."}
	unauthorized = &refusal{status: http.StatusUnauthorized, code: "unauthorized", detail: "Log in, or send a token."}
	factorNeeded = &refusal{status: http.StatusForbidden, code: "second_factor_needed", detail: "Your role needs a second factor. Set it up first."}
	forbidden    = &refusal{status: http.StatusForbidden, code: "forbidden", detail: "Your role may not do this."}
)

// retryUnavailable is what a client is told to wait while a part is away.
const retryUnavailable = 2 * time.Second

func badRequest(detail, field string) *refusal {
	r := &refusal{status: http.StatusBadRequest, code: "bad_request", detail: detail}
	if field != "" {
		r.errors = []FieldError{{Field: field, Detail: detail}}
	}
	return r
}

// refusalOf finds the answer to any error a handler or echo returned.
func refusalOf(err error) *refusal {
	var r *refusal
	if errors.As(err, &r) {
		return r
	}
	var e *echo.HTTPError
	if errors.As(err, &e) {
		return refusalOfEcho(e)
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return &refusal{status: http.StatusRequestEntityTooLarge, code: "too_large", detail: fmt.Sprintf("The body is larger than %d MiB.", tooLarge.Limit>>20)}
	}
	if refused := refusalOfFile(err); refused != nil {
		return refused
	}
	kind := fault.KindOf(err)
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		kind = fault.Unavailable // the client has gone, or we are stopping
	}
	a, known := answers[kind]
	if !known {
		a = answers[fault.Internal]
	}
	r = &refusal{status: a.status, code: a.code, detail: a.detail}
	var f *fault.Error
	if errors.As(err, &f) && kind != fault.Unknown {
		r.detail = cmp.Or(a.detail, f.Text, http.StatusText(a.status))
		if r.detail == f.Text {
			r.said = f
		}
		if f.Field != "" {
			r.errors = []FieldError{{Field: f.Field, Detail: r.detail}}
		}
	}
	if kind == fault.Unavailable {
		r.after = retryUnavailable
	}
	return r
}

// languageOf is the language in which whoever asks reads refusals.
func languageOf(c echo.Context) wording.Language {
	return wording.Of(c.Request().Header.Get("Accept-Language"))
}

// in is the refusal in a language. What only a program can do wrong (400) is
// said in English.
func (r *refusal) in(l wording.Language) *refusal {
	say := func(detail string) string {
		if r.said != nil && detail == r.said.Text {
			return l.Say(r.said)
		}
		return l.Text(detail)
	}
	c := *r // some are shared
	c.detail, c.errors = say(r.detail), nil
	for _, e := range r.errors {
		if whole := strings.TrimSpace(e.Field + " " + e.Detail); r.detail == whole { // of invalid
			c.detail = e.Field + " " + say(e.Detail)
		}
		c.errors = append(c.errors, FieldError{Field: e.Field, Detail: say(e.Detail), Pointer: pointerTo(e.Field)})
	}
	return &c
}

// refusalOfEcho words what echo and the generated code refuse by themselves.
func refusalOfEcho(e *echo.HTTPError) *refusal {
	switch e.Code {
	case http.StatusNotFound:
		return notFound
	case http.StatusMethodNotAllowed:
		return &refusal{status: e.Code, code: "method_not_allowed", detail: "The route does not know this method."}
	case http.StatusBadRequest:
		return badRequest("A parameter is not written as it should be.", "")
	case http.StatusServiceUnavailable:
		return &refusal{status: e.Code, code: "unavailable", detail: answers[fault.Unavailable].detail, after: retryUnavailable}
	}
	return &refusal{status: http.StatusInternalServerError, code: "internal", detail: answers[fault.Internal].detail}
}

// answerError is echo's error handler: the only place that writes problems,
// and the only one that logs failed requests.
func (s *Server) answerError(err error, c echo.Context) {
	if c.Response().Committed {
		s.log.Warn("answer cut short", "path", c.Path(), "err", err)
		return
	}
	r := refusalOf(err).in(languageOf(c))
	p := Problem{Type: "about:blank", Title: http.StatusText(r.status), Status: r.status, Code: r.code, Detail: &r.detail}
	if len(r.errors) > 0 {
		p.Errors = &r.errors
	}
	if r.current != nil {
		p.SentVersion, p.CurrentVersion = &r.sent, &r.version
		p.Set("current", r.current)
	}
	for name, v := range r.more {
		p.Set(name, v)
	}
	if r.status >= http.StatusInternalServerError {
		reference := rand.Text()[:10]
		p.Reference = &reference
		level := slog.LevelError
		if r.status == http.StatusServiceUnavailable {
			level = slog.LevelWarn
		}
		if c.Path() == readyPath {
			level = slog.LevelDebug // whoever waits for us asks again and again
		}
		s.log.Log(c.Request().Context(), level, "request failed", "reference", reference,
			"method", c.Request().Method, "route", c.Path(), "err", err)
	}
	if r.status == http.StatusForbidden {
		s.refusedLine(c, r)
	}
	if who := callerOf(c); r.code == notFound.code && who.user.ID != "" {
		s.misses.add(who.user.ID, s.cfg.Clock.Now())
	}
	h := c.Response().Header()
	if r.after > 0 {
		h.Set("Retry-After", strconv.Itoa(int((r.after+time.Second-1)/time.Second)))
	}
	if r.status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="vonal"`)
	}
	h.Set("Cache-Control", "no-store")
	text, _ := json.Marshal(p) // a struct of strings and numbers
	if err := c.Blob(r.status, "application/problem+json", append(text, '\n')); err != nil {
		s.log.Debug("client gone before its answer", "err", err)
	}
}
