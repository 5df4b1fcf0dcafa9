package api

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/internal/fault"
)

// Repeats remember the answers to requests that may be sent again.
type Repeats interface {
	// BeginRequest takes the key for the request of this digest, or answers
	// what was answered before. Conflict while another carries it out, Invalid
	// where the key was used for another request.
	BeginRequest(ctx context.Context, key, request []byte) (crm.Repeat, error)
	// FinishRequest keeps the answer.
	FinishRequest(ctx context.Context, key []byte, status int, sealed []byte) error
	// DropRequest frees the key: the request failed and may be sent again.
	DropRequest(ctx context.Context, key []byte) error
}

// once answers a POST whose Idempotency-Key was sent before as it was answered
// then. It stands after the check of the body.
func (s *Server) once(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		header := c.Request().Header.Get("Idempotency-Key")
		who := callerOf(c)
		if header == "" || c.Request().Method != http.MethodPost || who.user.ID == "" {
			return next(c)
		}
		if len(header) > 255 || !printable(header) {
			return badRequest("The key has more than 255 characters, or some that no key has.", "Idempotency-Key")
		}
		key := digest("key", string(who.user.ID), header)
		body, _ := c.Get(bodyKey).([]byte)
		request := digest(c.Request().Method, c.Request().URL.RequestURI(), string(body))
		ctx := settled(c)
		before, err := s.cfg.Store.BeginRequest(ctx, key, request)
		if err != nil {
			return repeatRefused(err)
		}
		seal := digest("answer", string(who.user.ID), header)
		if before.Status != 0 {
			return replay(c, before, seal)
		}
		kept := &keptAnswer{ResponseWriter: c.Response().Writer}
		c.Response().Writer = kept
		err = next(c)
		c.Response().Writer = kept.ResponseWriter
		if err != nil || kept.status >= http.StatusMultipleChoices || kept.body.Len() > maxBody {
			if drop := s.cfg.Store.DropRequest(ctx, key); drop != nil {
				s.log.Warn("an idempotency key stays taken for a while", "err", drop)
			}
			return err
		}
		sealed, err := sealAnswer(seal, storedAnswer{kept.Header().Get("Content-Type"), kept.Header().Get("ETag"), kept.body.Bytes()})
		if err == nil {
			err = s.cfg.Store.FinishRequest(ctx, key, kept.status, sealed)
		}
		if err != nil { // the request itself was carried out, and answered
			s.log.Warn("the answer to an idempotent request is not kept", "err", err)
		}
		return nil
	}
}

// keptAnswer writes an answer and keeps it.
type keptAnswer struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (k *keptAnswer) WriteHeader(status int) {
	k.status = status
	k.ResponseWriter.WriteHeader(status)
}

func (k *keptAnswer) Write(b []byte) (int, error) {
	if k.body.Len() <= maxBody {
		k.body.Write(b)
	}
	return k.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (k *keptAnswer) Unwrap() http.ResponseWriter { return k.ResponseWriter }

type storedAnswer struct {
	Kind string `json:"kind"`
	ETag string `json:"etag"`
	Body []byte `json:"body"`
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

// digest is of the parts, each of which ends where it ends.
func digest(parts ...string) []byte {
	h := sha256.New()
	for _, p := range parts {
		sum := sha256.Sum256([]byte(p))
		h.Write(sum[:])
	}
	return h.Sum(nil)
}

// sealAnswer encrypts an answer with a key that only who sent the request can
// make again: it may hold a secret that is shown once.
func sealAnswer(key []byte, a storedAnswer) ([]byte, error) {
	text, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	gcm, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, gcm.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return gcm.Seal(nonce, nonce, text, nil), nil
}

func openAnswer(key, sealed []byte) ([]byte, error) {
	gcm, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < gcm.NonceSize() {
		return nil, io.ErrUnexpectedEOF
	}
	return gcm.Open(nil, sealed[:gcm.NonceSize()], sealed[gcm.NonceSize():], nil)
}

func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
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
