package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"vonal/internal/testenv"
)

var binary struct {
	once sync.Once
	dir  string
	err  error
}

// Binary is the path of bin/vonal as the working tree has it, built once for
// each test program; VONAL_BINARY names one that is there already.
func Binary(t testing.TB) string {
	t.Helper()
	if made := os.Getenv("VONAL_BINARY"); made != "" {
		return made
	}
	project := testenv.ProjectDir(t)
	binary.once.Do(func() { binary.err = build(project) })
	if binary.err != nil {
		t.Fatal(binary.err)
	}
	return filepath.Join(binary.dir, "vonal")
}

func build(project string) error {
	dir, err := os.MkdirTemp("", "vonal-binary-")
	if err != nil {
		return err
	}
	binary.dir = dir
	args := []string{"build", "-o", filepath.Join(dir, "vonal")}
	if os.Getenv("GOCOVERDIR") != "" {
		args = append(args, "-cover", "-coverpkg=vonal/...")
	}
	if os.Getenv("VONAL_E2E_RACE") != "" {
		args = append(args, "-race")
	}
	cmd := exec.Command("go", append(args, "./cmd/vonal")...)
	cmd.Dir = project
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("e2e: go build ./cmd/vonal: %w\n%s", err, out)
	}
	return nil
}

// Main runs the tests of a program, removes the binary, and fails where a
// goroutine of the tests is left.
func Main(m *testing.M) {
	code := m.Run()
	if binary.dir != "" {
		os.RemoveAll(binary.dir)
	}
	if code == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Fprintln(os.Stderr, "e2e:", err)
			code = 1
		}
	}
	os.Exit(code)
}
