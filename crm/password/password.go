// Package password keeps passwords as argon2id digests in the PHC format, and
// bounds how many are reckoned at once, since each takes 19 MiB.
package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"vonal/internal/fault"
)

// What one digest costs (the set OWASP recommends).
const (
	memory  = 19456 // KiB
	passes  = 2
	threads = 1
	saltLen = 16
	sumLen  = 32
)

// prefix begins every digest that was made at the present cost.
var prefix = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, memory, passes, threads)

// Hasher reckons digests. It is safe for use by many goroutines.
type Hasher struct {
	running chan struct{}
	waiting chan struct{}
	dummy   string
}

// New returns a hasher that reckons at most parallel digests at once; sixteen
// times as many may wait for their turn.
func New(parallel int) (*Hasher, error) {
	h := &Hasher{running: make(chan struct{}, parallel), waiting: make(chan struct{}, 16*parallel)}
	var err error
	h.dummy, err = digest(rand.Text())
	return h, err
}

// Hash is the digest of a password. It waits for its turn; where too many wait
// already that is a fault of kind Unavailable.
func (h *Hasher) Hash(ctx context.Context, plain string) (string, error) {
	const op = "password.Hash"
	done, err := h.turn(ctx, op)
	if err != nil {
		return "", err
	}
	defer done()
	d, err := digest(plain)
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	return d, nil
}

// Matches reports whether the digest is that of the password, and whether the
// digest should be made anew because it was made at another cost. An empty
// digest takes as long as any other and never matches: who asks cannot tell
// from the time whether there is such a user.
func (h *Hasher) Matches(ctx context.Context, digest, plain string) (ok, stale bool, err error) {
	const op = "password.Matches"
	done, err := h.turn(ctx, op)
	if err != nil {
		return false, false, err
	}
	defer done()
	nobody := digest == ""
	if nobody {
		digest = h.dummy
	}
	p, err := parse(digest)
	if err != nil {
		return false, false, fault.Wrap(op, err)
	}
	sum := argon2.IDKey([]byte(plain), p.salt, p.passes, p.memory, p.threads, uint32(len(p.sum)))
	ok = subtle.ConstantTimeCompare(sum, p.sum) == 1 && !nobody
	return ok, !strings.HasPrefix(digest, prefix), nil
}

// turn waits until a digest may be reckoned; done ends it.
func (h *Hasher) turn(ctx context.Context, op string) (done func(), err error) {
	select {
	case h.waiting <- struct{}{}:
	default:
		return nil, fault.New(fault.Unavailable, op, "too many people log in at once")
	}
	defer func() { <-h.waiting }()
	select {
	case h.running <- struct{}{}:
		return func() { <-h.running }, nil
	case <-ctx.Done():
		return nil, fault.New(fault.Unavailable, op, "too many people log in at once: %w", ctx.Err())
	}
}

func digest(plain string) (string, error) {
	salt := make([]byte, saltLen)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	sum := argon2.IDKey([]byte(plain), salt, passes, memory, threads, sumLen)
	return prefix + base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(sum), nil
}

type parts struct {
	memory, passes uint32
	threads        uint8
	salt, sum      []byte
}

func parse(digest string) (p parts, err error) {
	fields := strings.Split(digest, "$")
	if len(fields) != 6 || fields[0] != "" || fields[1] != "argon2id" || fields[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, fmt.Errorf("a digest of another kind")
	}
	if _, err := fmt.Sscanf(fields[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.threads); err != nil {
		return p, fmt.Errorf("a digest without its cost: %w", err)
	}
	if p.salt, err = base64.RawStdEncoding.DecodeString(fields[4]); err != nil {
		return p, err
	}
	if p.sum, err = base64.RawStdEncoding.DecodeString(fields[5]); err != nil {
		return p, err
	}
	if p.memory > 1<<20 || p.passes == 0 || p.passes > 64 || p.threads == 0 || len(p.sum) < 16 {
		return p, fmt.Errorf("a digest of a cost that cannot be")
	}
	return p, nil
}
