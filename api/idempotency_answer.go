package api

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"io"
	"maps"
	"net/http"
)

// heldAnswer is an answer that is not sent yet.
type heldAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header is part of http.ResponseWriter.
func (a *heldAnswer) Header() http.Header { return a.header }

// WriteHeader is part of http.ResponseWriter.
func (a *heldAnswer) WriteHeader(status int) { a.status = status }

// Write is part of http.ResponseWriter.
func (a *heldAnswer) Write(b []byte) (int, error) { return a.body.Write(b) }

// keepable reports whether the answer is one that is given again.
func (a *heldAnswer) keepable() bool {
	return a.status < http.StatusMultipleChoices && a.body.Len() <= maxBody
}

// send sends the answer.
func (a *heldAnswer) send(to http.ResponseWriter) error {
	clear(to.Header())
	maps.Copy(to.Header(), a.header)
	to.WriteHeader(a.status)
	_, err := a.body.WriteTo(to)
	return err
}

func (a *heldAnswer) stored() storedAnswer {
	return storedAnswer{a.header.Get("Content-Type"), a.header.Get("ETag"), a.body.Bytes()}
}

// storedAnswer is what of an answer is kept.
type storedAnswer struct {
	Kind string `json:"kind"`
	ETag string `json:"etag"`
	Body []byte `json:"body"`
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
