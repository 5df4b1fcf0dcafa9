// Package seal keeps secrets readable by this program alone: AES-256 in GCM,
// with a key that is kept apart from what it seals.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"

	"vonal/internal/fault"
)

// KeySize is how many bytes a key has.
const KeySize = 32

// Sealer seals and opens. It is safe for use by many goroutines.
type Sealer struct{ aead cipher.AEAD }

// New returns a sealer by the key.
func New(key []byte) (*Sealer, error) {
	const op = "seal.New"
	if len(key) != KeySize {
		return nil, fault.New(fault.Invalid, op, "the key has %d bytes, not %d", len(key), KeySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return &Sealer{aead}, nil
}

// Seal is the plain text for the eyes of who has the key. about says whose it
// is: it opens for nobody else.
func (s *Sealer) Seal(plain, about string) ([]byte, error) {
	nonce := make([]byte, s.aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, fault.Wrap("seal.Seal", err)
	}
	return s.aead.Seal(nonce, nonce, []byte(plain), []byte(about)), nil
}

// Open is what was sealed about this.
func (s *Sealer) Open(sealed []byte, about string) (string, error) {
	const op = "seal.Open"
	n := s.aead.NonceSize()
	if len(sealed) < n {
		return "", fault.New(fault.Internal, op, "nothing that was sealed")
	}
	plain, err := s.aead.Open(nil, sealed[:n], sealed[n:], []byte(about))
	if err != nil {
		return "", fault.New(fault.Internal, op, "sealed with another key, or changed: %w", err)
	}
	return string(plain), nil
}
