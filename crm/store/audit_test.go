package store_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/fault"
)

// sql runs a statement as the owner of the tables, past the program.
func sql(t testing.TB, dsn, statement string, args ...any) {
	t.Helper()
	db := must[*pgx.Conn](t)(pgx.Connect(t.Context(), dsn))
	defer db.Close(context.Background())
	_, err := db.Exec(t.Context(), statement, args...)
	ok(t, err)
}

func written(t testing.TB, lines int) (*store.Store, string) {
	t.Helper()
	dsn := migrated(t)
	s := open(t, store.Config{DSN: dsn})
	for i := range lines {
		ok(t, s.Audit(t.Context(), crm.AuditLine{What: "logged_in", Thing: "users", ThingID: fmt.Sprint("user ", i), IP: "127.0.0.1"}))
	}
	ok(t, s.ChainAudit(t.Context()))
	return s, dsn
}

func TestTheVerifierFindsEveryHarmAndNamesTheLine(t *testing.T) {
	for name, c := range map[string]struct {
		harm string
		line string
	}{
		"a flipped byte":   {"UPDATE audit_log SET thing_id = 'user 9' WHERE seq = 3", "line 3 "},
		"a changed moment": {"UPDATE audit_log SET at = at + interval '1 microsecond' WHERE seq = 3", "line 3 "},
		"a flipped hash":   {"UPDATE audit_log SET hash = set_byte(hash, 0, get_byte(hash, 0) # 1) WHERE seq = 3", "line 3 "},
		"a deleted line":   {"DELETE FROM audit_log WHERE seq = 3", "line 3 is missing"},
		"a deleted line, the rest moved up": {
			"WITH gone AS (DELETE FROM audit_log WHERE seq = 3) UPDATE audit_log SET seq = seq - 1000 WHERE seq > 3; UPDATE audit_log SET seq = seq + 999 WHERE seq < 0", "line 3 "},
		"an inserted line":  {"INSERT INTO audit_log SELECT 6, at, user_id, 'exported', thing, thing_id, ip, outcome, detail, hash FROM audit_log WHERE seq = 5", "line 6 "},
		"two lines swapped": {"UPDATE audit_log SET seq = -3 WHERE seq = 3; UPDATE audit_log SET seq = 3 WHERE seq = 4; UPDATE audit_log SET seq = 4 WHERE seq = -3", "line 3 "},
	} {
		t.Run(name, func(t *testing.T) {
			s, dsn := written(t, 5)
			if head := must[crm.AuditHead](t)(s.VerifyAudit(t.Context(), crm.AuditHead{})); head.Seq != 5 {
				t.Fatalf("%+v", head)
			}
			sql(t, dsn, "ALTER TABLE audit_log DROP CONSTRAINT audit_log_seq_check")
			sql(t, dsn, c.harm)
			_, err := s.VerifyAudit(t.Context(), crm.AuditHead{})
			refused(t, err, fault.Conflict, "")
			if text := fmt.Sprint(err); !strings.Contains(text, c.line) {
				t.Errorf("%q does not name %q", text, c.line)
			}
		})
	}
}

func TestALogCutOffIsFoundByAHeadThatWasWrittenDown(t *testing.T) {
	s, dsn := written(t, 5)
	head := must[crm.AuditHead](t)(s.AuditHead(t.Context()))
	must[crm.AuditHead](t)(s.VerifyAudit(t.Context(), head))
	sql(t, dsn, "DELETE FROM audit_log WHERE seq > 3")
	must[crm.AuditHead](t)(s.VerifyAudit(t.Context(), crm.AuditHead{})) // in itself it holds
	_, err := s.VerifyAudit(t.Context(), head)
	refused(t, err, fault.Conflict, "")
	ok(t, s.Audit(t.Context(), crm.AuditLine{What: "other"}))
	ok(t, s.Audit(t.Context(), crm.AuditLine{What: "other"}))
	ok(t, s.ChainAudit(t.Context()))
	_, err = s.VerifyAudit(t.Context(), head)
	refused(t, err, fault.Conflict, "")
}

func TestLinesOfManyWritersAreOneChain(t *testing.T) {
	s, dsn := written(t, 0)
	other := open(t, store.Config{DSN: dsn})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 40 {
				if err := s.Audit(t.Context(), crm.AuditLine{What: "logged_in", Detail: fmt.Sprint(i)}); err != nil {
					t.Error(err)
				}
			}
			for _, by := range []*store.Store{s, other} {
				if err := by.ChainAudit(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if head := must[crm.AuditHead](t)(s.VerifyAudit(t.Context(), crm.AuditHead{})); head.Seq != 320 {
		t.Errorf("%d lines of 320", head.Seq)
	}
}

func TestTheProgramCannotChangeTheAuditLog(t *testing.T) {
	_, dsn := written(t, 1)
	for _, statement := range []string{"UPDATE audit_log SET detail = ''", "DELETE FROM audit_log", "TRUNCATE audit_log", "UPDATE audit_inbox SET detail = ''"} {
		db := must[*pgx.Conn](t)(pgx.Connect(t.Context(), dsn))
		_, err := db.Exec(t.Context(), "SET ROLE vonal_app")
		ok(t, err)
		if _, err = db.Exec(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "42501") {
			t.Errorf("%s: %v", statement, err)
		}
		ok(t, db.Close(t.Context()))
	}
}
