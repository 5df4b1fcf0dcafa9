package localstack

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"vonal/internal/fault"
)

// seedFolder is the seed of this version of PostgreSQL.
func (s *Stack) seedFolder(bin string) string {
	return filepath.Join(s.opts.Seed, filepath.Base(filepath.Dir(bin)))
}

// copySeed takes the database folder from Options.Seed, and reports whether
// there was one. Making it anew costs most of a stack's start.
func (s *Stack) copySeed(ctx context.Context, bin, unfinished string, is *server) (bool, error) {
	const op = "localstack.copySeed"
	if s.opts.Seed == "" {
		return false, nil
	}
	seed := s.seedFolder(bin)
	password, err := os.ReadFile(filepath.Join(seed, "password"))
	if err != nil {
		return false, nil
	}
	if out, err := exec.CommandContext(ctx, "cp", "-a", filepath.Join(seed, "data"), unfinished).CombinedOutput(); err != nil {
		return false, fault.New(fault.Internal, op, "%w: %s", err, lastLine(out))
	}
	is.Password = strings.TrimSpace(string(password))
	return true, s.put(Postgres, *is)
}

// keepSeed leaves a copy of a database folder just made for the next stack.
// The whole is renamed into its place: two stacks may do this at once.
func (s *Stack) keepSeed(ctx context.Context, bin, made, password string) error {
	const op = "localstack.keepSeed"
	if s.opts.Seed == "" {
		return nil
	}
	seed := s.seedFolder(bin)
	if err := os.MkdirAll(s.opts.Seed, 0o700); err != nil {
		return fault.Wrap(op, err)
	}
	dir, err := os.MkdirTemp(s.opts.Seed, "new-")
	if err != nil {
		return fault.Wrap(op, err)
	}
	defer os.RemoveAll(dir)
	if out, err := exec.CommandContext(ctx, "cp", "-a", made, filepath.Join(dir, "data")).CombinedOutput(); err != nil {
		return fault.New(fault.Internal, op, "%w: %s", err, lastLine(out))
	}
	if err := os.WriteFile(filepath.Join(dir, "password"), []byte(password+"\n"), 0o600); err != nil {
		return fault.Wrap(op, err)
	}
	if err := os.Rename(dir, seed); err != nil && !os.IsExist(err) {
		return fault.Wrap(op, err)
	}
	return nil
}
