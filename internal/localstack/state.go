package localstack

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"vonal/internal/fault"
)

// server is what DIR/stack.json remembers of a part: enough to find it while it
// runs, and to start it as it was.
type server struct {
	process
	Port     int    `json:"port"` // of Asterisk: ARI's
	Password string `json:"password"`
	Config   string `json:"config,omitempty"` // digest of what Asterisk runs with
}

type state map[Part]server

func loadState(dir string) (state, error) {
	const op = "localstack.loadState"
	s := state{}
	text, err := os.ReadFile(filepath.Join(dir, "stack.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fault.Wrap(op, err)
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return s, fault.New(fault.Invalid, op, "%s/stack.json is damaged: %w", dir, err)
	}
	return s, nil
}

func (s state) save(dir string) error {
	const op = "localstack.save"
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fault.Wrap(op, err)
	}
	path := filepath.Join(dir, "stack.json")
	if err := os.WriteFile(path+".new", append(text, '\n'), 0o600); err != nil {
		return fault.Wrap(op, err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fault.Wrap(op, err)
	}
	return nil
}

// secret is a password nobody guesses, of letters that need no quoting.
func secret() string {
	raw := make([]byte, 24)
	rand.Read(raw) // never fails
	return hex.EncodeToString(raw)
}
