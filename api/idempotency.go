package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/internal/fault"
)

// Repeats remember the answers to requests that may be sent again.
type Repeats interface {
	// Once carries out the request of this digest under its key, in one
	// transaction with the answer that carry makes of it: whatever breaks, both
	// are there or neither. carry's answer of Status 0 is not kept. What was
	// answered before is answered instead. Conflict while another carries the
	// request out, Invalid where the key was used for another request.
	Once(ctx context.Context, key, request []byte, carry func(ctx context.Context) (crm.Repeat, error)) (before crm.Repeat, err error)

	// BeginRequest takes the key for a request that acts outside the database
	// too, or answers as Once does.
	BeginRequest(ctx context.Context, key, request []byte) (crm.Repeat, error)
	// FinishRequest keeps the answer.
	FinishRequest(ctx context.Context, key []byte, status int, sealed []byte) error
	// DropRequest frees the key: the request failed and may be sent again.
	DropRequest(ctx context.Context, key []byte) error
}

// apart are the first parts of routes that act outside the database: phones are
// made, calls dialled, contents stored. Their transactions are their own.
var apart = []string{"agents", "calls", "files", "imports"}

// once answers a POST whose Idempotency-Key was sent before as it was answered
// then. It stands after the check of the body.
func (s *Server) once(path string, upload bool) echo.MiddlewareFunc {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	outside := upload || slices.Contains(apart, first)
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			header := c.Request().Header.Get("Idempotency-Key")
			who := callerOf(c)
			if header == "" || c.Request().Method != http.MethodPost || who.user.ID == "" {
				return next(c)
			}
			if len(header) > 255 || !printable(header) {
				return badRequest("The key has more than 255 characters, or some that no key has.", "Idempotency-Key")
			}
			body, _ := c.Get(bodyKey).([]byte)
			r := repeatable{
				key:     digest("key", string(who.user.ID), header),
				request: digest(c.Request().Method, c.Request().URL.RequestURI(), string(body)),
				seal:    digest("answer", string(who.user.ID), header),
			}
			if outside {
				return s.claimed(c, next, r)
			}
			return s.atomically(c, next, r)
		}
	}
}

// repeatable is a request that may be sent again: digests of its key and of
// itself, and what its answer is sealed with.
type repeatable struct{ key, request, seal []byte }

// atomically carries the request out in one transaction with its answer, which
// is sent when that is committed.
func (s *Server) atomically(c echo.Context, next echo.HandlerFunc, r repeatable) error {
	sent := c.Response()
	held := &heldAnswer{header: sent.Header().Clone()}
	var refused error
	before, err := s.cfg.Store.Once(settled(c), r.key, r.request, func(ctx context.Context) (crm.Repeat, error) {
		if refused = under(ctx, c, held, next); refused != nil || !held.keepable() {
			return crm.Repeat{}, refused
		}
		sealed, err := sealAnswer(r.seal, held.stored())
		return crm.Repeat{Status: held.status, Answer: sealed}, err
	})
	switch {
	case refused != nil:
		return refused
	case err != nil:
		return repeatRefused(err)
	case before.Status != 0:
		return replay(c, before, r.seal)
	}
	return held.send(sent)
}

// claimed takes the key first, carries the request out, and keeps the answer.
func (s *Server) claimed(c echo.Context, next echo.HandlerFunc, r repeatable) error {
	ctx := settled(c)
	before, err := s.cfg.Store.BeginRequest(ctx, r.key, r.request)
	if err != nil {
		return repeatRefused(err)
	}
	if before.Status != 0 {
		return replay(c, before, r.seal)
	}
	sent := c.Response()
	held := &heldAnswer{header: sent.Header().Clone()}
	c.SetResponse(echo.NewResponse(held, c.Echo()))
	err = next(c)
	c.SetResponse(sent)
	if err != nil || !held.keepable() {
		if drop := s.cfg.Store.DropRequest(ctx, r.key); drop != nil {
			s.log.Warn("an idempotency key stays taken for a while", "err", drop)
		}
		if err != nil {
			return err
		}
		return held.send(sent)
	}
	sealed, err := sealAnswer(r.seal, held.stored())
	if err == nil {
		err = s.cfg.Store.FinishRequest(ctx, r.key, held.status, sealed)
	}
	if err != nil { // the request itself was carried out
		s.log.Warn("the answer to an idempotent request is not kept", "err", err)
	}
	return held.send(sent)
}

func replay(c echo.Context, before crm.Repeat, seal []byte) error {
	var a storedAnswer
	text, err := openAnswer(seal, before.Answer)
	if err == nil {
		err = json.Unmarshal(text, &a)
	}
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Idempotency-Replayed", "true")
	if a.ETag != "" {
		h.Set("ETag", a.ETag)
	}
	if len(a.Body) == 0 {
		return c.NoContent(before.Status)
	}
	return c.Blob(before.Status, a.Kind, a.Body)
}

// repeatRefused gives the store's refusals their codes.
func repeatRefused(err error) error {
	switch {
	case fault.Is(err, fault.Conflict):
		return &refusal{status: http.StatusConflict, code: "idempotency_in_progress", detail: "The same request is being carried out just now."}
	case fault.Is(err, fault.Invalid):
		return &refusal{status: http.StatusUnprocessableEntity, code: "idempotency_key_reused", detail: "This Idempotency-Key was used for another request."}
	}
	return err
}
