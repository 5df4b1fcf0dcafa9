package push_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vonal/crm"
	"vonal/crm/push"
	"vonal/internal/fault"
)

// browser is one that can be told something, and can read it.
type browser struct {
	key  *ecdh.PrivateKey
	auth []byte
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{key: key, auth: make([]byte, 16)}
	_, _ = rand.Read(b.auth) // never fails
	return b
}

func (b *browser) at(endpoint string) crm.Push {
	text := base64.RawURLEncoding.EncodeToString
	return crm.Push{Endpoint: endpoint, P256dh: text(b.key.PublicKey().Bytes()), Auth: text(b.auth), Language: "en"}
}

// read opens what was sealed for the browser (RFC 8291, RFC 8188).
func (b *browser) read(t *testing.T, body []byte) string {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	salt, from := body[:16], body[21:21+int(body[20])]
	theirs, err := ecdh.P256().NewPublicKey(from)
	must(err)
	shared, err := b.key.ECDH(theirs)
	must(err)
	ikm, err := hkdf.Key(sha256.New, shared, b.auth, "WebPush: info\x00"+string(b.key.PublicKey().Bytes())+string(from), 32)
	must(err)
	key, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	must(err)
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	must(err)
	block, err := aes.NewCipher(key)
	must(err)
	gcm, err := cipher.NewGCM(block)
	must(err)
	plain, err := gcm.Open(nil, nonce, body[21+len(from):], nil)
	must(err)
	return strings.TrimSuffix(strings.TrimRight(string(plain), "\x00"), "\x02")
}

func TestABrowserReadsWhatItIsToldAndNobodyElse(t *testing.T) {
	b := newBrowser(t)
	status := http.StatusCreated
	var body []byte
	var header http.Header
	service := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		header = r.Header
		w.WriteHeader(status)
	}))
	defer service.Close()
	public, private, err := push.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	s := push.Sender{Client: service.Client(), Public: public, Private: private, House: "https://crm.example.com"}
	if err := s.Send(t.Context(), b.at(service.URL), []byte(`{"title":"Call again"}`)); err != nil {
		t.Fatal(err)
	}
	if got := b.read(t, body); got != `{"title":"Call again"}` {
		t.Errorf("%q", got)
	}
	if strings.Contains(string(body), "Call again") || !strings.HasPrefix(header.Get("Authorization"), "vapid t=") || header.Get("TTL") == "" {
		t.Errorf("%v", header)
	}
	for answer, kind := range map[int]fault.Kind{404: fault.Unknown, 410: fault.Unknown, 400: fault.Invalid, 413: fault.Invalid, 302: fault.Invalid, 429: fault.Unavailable, 503: fault.Unavailable} {
		status = answer
		if err := s.Send(t.Context(), b.at(service.URL), []byte("x")); !fault.Is(err, kind) {
			t.Errorf("%d: %v", answer, err)
		}
	}
}
