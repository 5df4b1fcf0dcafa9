package api

import (
	"crypto/sha256"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// knownFor is how long who shows a secret is taken for whom they were found to
// be: pages ask for several things at once. What this server itself changes
// about people counts at once; what another server changes, after this time.
const knownFor = time.Second

// acquaintances remember who has shown which secret. It is safe for use by many
// goroutines.
type acquaintances struct {
	mu       sync.Mutex
	people   map[[sha256.Size]byte]knownPerson
	changing int // requests under way that may change who may what
	turn     int // counts these requests
}

// knownPerson is who was found by a secret: by that of a session, or by a token.
type knownPerson struct {
	user    crm.User
	session crm.Session
	until   time.Time
}

// find answers whom a secret was found to be of, or asks look and remembers. A
// refusal is not remembered.
func (k *acquaintances) find(secret string, now time.Time, look func() (knownPerson, error)) (knownPerson, error) {
	key := sha256.Sum256([]byte(secret))
	k.mu.Lock()
	p, there := k.people[key]
	turn := k.turn
	if there && k.changing == 0 && now.Before(p.until) {
		k.mu.Unlock()
		return p, nil
	}
	k.mu.Unlock()
	p, err := look()
	if err != nil {
		return p, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.changing > 0 || k.turn != turn { // what was looked up may be of before
		return p, nil
	}
	if k.people == nil || len(k.people) > 10_000 {
		k.people = map[[sha256.Size]byte]knownPerson{}
	}
	p.until = now.Add(knownFor)
	if ends := p.session.ExpiresAt; !ends.IsZero() && ends.Before(p.until) {
		p.until = ends
	}
	k.people[key] = p
	return p, nil
}

// change forgets everybody, and remembers nobody until done is called.
func (k *acquaintances) change() (done func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.changing++
	k.turn++
	k.people = nil
	return func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.changing--
	}
}

// peopleRoutes are the first parts of the routes that change who may what.
var peopleRoutes = []string{"sessions", "setup", "me", "users", "roles", "teams", "agents"}

// mayChangePeople stands before the routes that do.
func (s *Server) mayChangePeople(method, path string) echo.MiddlewareFunc {
	changes := false
	for _, part := range peopleRoutes {
		changes = changes || method != http.MethodGet && (path == "/"+part || strings.HasPrefix(path, "/"+part+"/"))
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		if !changes {
			return next
		}
		return func(c echo.Context) error {
			defer s.known.change()()
			return next(c)
		}
	}
}
