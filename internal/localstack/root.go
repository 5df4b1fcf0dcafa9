package localstack

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"vonal/internal/fault"
)

// MinAsterisk is the oldest Asterisk Vonal runs with: the entry needs
// StasisBroadcast, and 22.10.1 mends twenty advisories at once.
const MinAsterisk = "22.10.1"

// FindAsterisk returns the root folder of an Asterisk that is new enough: "/"
// where one is installed on this machine, else root. The error says what to
// do when there is none.
func FindAsterisk(ctx context.Context, root string) (string, error) {
	const op = "localstack.FindAsterisk"
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if program, err := exec.LookPath("asterisk"); err == nil {
		if out, err := exec.CommandContext(ctx, program, "-V").Output(); err == nil && newEnough(string(out)) {
			return "/", nil
		}
	}
	if root == "" {
		return "", fault.New(fault.Unavailable, op, "no Asterisk %s or newer is installed", MinAsterisk)
	}
	root, err := filepath.Abs(root)
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	if _, err := os.Stat(filepath.Join(root, "usr/sbin/asterisk")); err != nil {
		return "", fault.New(fault.Unavailable, op, "no Asterisk in %s: run scripts/asterisk-root.sh", root)
	}
	out, err := exec.CommandContext(ctx, "chroot", root, "/usr/sbin/asterisk", "-V").CombinedOutput()
	if err != nil {
		return "", fault.New(fault.Unavailable, op, "the Asterisk in %s does not run: %w: %s", root, err, lastLine(out))
	}
	if !newEnough(string(out)) {
		return "", fault.New(fault.Unavailable, op, "%s is %s, older than %s: remove it and run scripts/asterisk-root.sh", root, lastLine(out), MinAsterisk)
	}
	return root, nil
}

var version = regexp.MustCompile(`(\d+)\.(\d+)\.(\d+)`)

// newEnough compares the first version in text ("Asterisk 22.10.1~dfsg+…")
// with MinAsterisk; a text without one is not new enough.
func newEnough(text string) bool {
	have, want := version.FindStringSubmatch(text), version.FindStringSubmatch(MinAsterisk)
	if have == nil {
		return false
	}
	for i := 1; i < len(want); i++ {
		h, _ := strconv.Atoi(have[i])
		w, _ := strconv.Atoi(want[i])
		if h != w {
			return h > w
		}
	}
	return true
}
