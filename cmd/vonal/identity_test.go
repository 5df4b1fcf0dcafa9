package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/testenv"
)

// vonal runs the program with these arguments.
func vonal(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, &o, &e)
	return code, o.String(), e.String()
}

// migrations changes with the schema, so that no test runs on an old one.
func migrations(t *testing.T) string {
	t.Helper()
	sum := sha256.New()
	files, err := filepath.Glob(filepath.Join(testenv.ProjectDir(t), "crm", "store", "migrations", "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		sum.Write(text)
	}
	return fmt.Sprintf("vonal_%x", sum.Sum(nil)[:8])
}

func TestAuditVerifySaysWhetherTheLogHolds(t *testing.T) {
	dsn := testenv.Migrated(t, migrations(t), func(ctx context.Context, dsn string) error {
		s, err := store.Open(store.Config{DSN: dsn})
		if err != nil {
			return err
		}
		defer s.Close()
		return s.Migrate(ctx)
	})
	s, err := store.Open(store.Config{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for range 3 {
		if err := s.Audit(t.Context(), crm.AuditLine{What: "exported"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.ChainAudit(t.Context()); err != nil {
		t.Fatal(err)
	}
	code, out, errs := vonal(t, "audit", "verify", "--postgres", dsn)
	_, head, found := strings.Cut(strings.TrimSpace(out), ", head ")
	if code != 0 || !found || !strings.HasPrefix(head, "3:") {
		t.Fatalf("%d %q %q", code, out, errs)
	}
	dir := t.TempDir()
	if err := (runFile{Postgres: dsn}).write(dir); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := vonal(t, "audit", "verify", "--data", dir, "--head", head); code != 0 {
		t.Errorf("%d %q", code, errs)
	}
	for _, bad := range [][]string{{"audit"}, {"audit", "break"}, {"audit", "verify"}, {"audit", "verify", "--postgres", dsn, "--head", "x"}, {"audit", "verify", "--postgres", dsn, "--head", "3:abcd"}} {
		if code, _, errs := vonal(t, bad...); code != 2 || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: %d %q", bad, code, errs)
		}
	}
	db, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.Background())
	if _, err := db.Exec(t.Context(), "DELETE FROM audit_log WHERE seq = 3"); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := vonal(t, "audit", "verify", "--postgres", dsn, "--head", head); code != 1 || !strings.Contains(errs, "line 3 is missing") {
		t.Errorf("cut off: %d %q", code, errs)
	}
	if _, err := db.Exec(t.Context(), "UPDATE audit_log SET detail = 'x' WHERE seq = 2"); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := vonal(t, "audit", "verify", "--postgres", dsn); code != 1 || !strings.Contains(errs, "line 2 does not hold") {
		t.Errorf("changed: %d %q", code, errs)
	}
}

func TestTheKeyOfSecondFactorsIsMadeOnceAndReadByItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "secret.key")
	key, err := ownKey(path)
	if err != nil || len(key) != 32 {
		t.Fatalf("%d %v", len(key), err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	if again, err := ownKey(path); err != nil || !bytes.Equal(again, key) {
		t.Errorf("another key: %v", err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := ownKey(path); err == nil {
		t.Error("a key that others can read is used")
	}
	if err := os.WriteFile(path, []byte("short\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ownKey(path); err == nil {
		t.Error("a broken key is replaced or used")
	}
}

func TestFlagsOfIdentityThatCannotBeAreRefused(t *testing.T) {
	t.Setenv("VONAL_OIDC_SECRET", "")
	for _, i := range []identity{
		{public: "crm.example.com"},
		{public: "https://crm.example.com/path"},
		{public: "ftp://crm.example.com"},
		{key: filepath.Join(t.TempDir(), "none")},
		{issuer: "https://login.example.com"},
		{issuer: "https://login.example.com", client: "vonal"}, // the secret is missing
	} {
		if err := i.settle(&settings{}); err == nil {
			t.Errorf("%+v is accepted", i)
		}
	}
	t.Setenv("VONAL_OIDC_SECRET", "shared")
	var s settings
	if err := (&identity{public: "https://crm.example.com/", issuer: "https://login.example.com", client: "vonal", provider: "Company"}).settle(&s); err != nil || s.Public != "https://crm.example.com" || s.OIDC.ClientSecret != "shared" || s.SetUpToken == "" {
		t.Errorf("%+v %v", s, err)
	}
}
