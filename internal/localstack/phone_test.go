package localstack_test

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"vonal/internal/localstack"
	"vonal/internal/testenv"
)

var kinds = []string{"auth", "aor", "endpoint"}

// Asterisk writes its database within a second of a change, not at once: a
// phone pushed in the second before a crash must be pushed again.
func TestPushedPhoneSurvivesACrashOfAsterisk(t *testing.T) {
	t.Parallel()
	opts := testenv.Options(t, only(localstack.Asterisk))
	s := start(t, opts)
	p := push(t, s, "agent-0a1b2c3d")
	p.register(t, s)
	database := filepath.Join(opts.Dir, "asterisk", "lib", "astdb.sqlite3")
	testenv.Eventually(t, 10*time.Second, func() bool {
		stored, err := os.ReadFile(database)
		_, underway := os.Stat(database + "-journal") // gone when the change is complete
		return err == nil && bytes.Contains(stored, []byte("/endpoint/"+p.name)) && os.IsNotExist(underway)
	}, "the phone is on disk")
	if err := s.Signal(localstack.Asterisk, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	testenv.Eventually(t, 5*time.Second, func() bool { return !s.Alive(localstack.Asterisk) }, "asterisk is dead")
	if err := s.StartPart(t.Context(), localstack.Asterisk); err != nil {
		t.Fatal(err)
	}
	for _, kind := range kinds {
		ari(t, s, "GET", "/asterisk/config/dynamic/res_pjsip/"+kind+"/"+p.name, nil, 200)
	}
	p.register(t, s)
}

func TestDeletedPhoneIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	s := testenv.Stack(t, only(localstack.Asterisk))
	p := push(t, s, "agent-0a1b2c3d")
	p.register(t, s)
	for _, kind := range []string{"endpoint", "aor", "auth"} {
		ari(t, s, "DELETE", "/asterisk/config/dynamic/res_pjsip/"+kind+"/"+p.name, nil, 204)
	}
	p.refused(t, s)
}

func TestNewSecretOfAPhoneCountsAtOnce(t *testing.T) {
	t.Parallel()
	s := testenv.Stack(t, only(localstack.Asterisk))
	p := push(t, s, "agent-0a1b2c3d")
	p.register(t, s)
	field := []map[string]string{{"attribute": "password", "value": "another-secret"}}
	ari(t, s, "PUT", "/asterisk/config/dynamic/res_pjsip/auth/"+p.name, map[string]any{"fields": field}, 200)
	p.refused(t, s)
	p.secret = "another-secret"
	p.register(t, s)
}
