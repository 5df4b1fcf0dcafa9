package store_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vonal/crm"
	"vonal/crm/files"
	"vonal/crm/store"
	"vonal/internal/testenv"
)

// tool is a program of PostgreSQL's, also where Debian keeps it off the path.
func tool(t *testing.T, name string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) == 0 {
		t.Fatalf("%s is not installed", name)
	}
	return found[len(found)-1]
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), tool(t, name), args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// sums is how many rows each table has, and a sum over all of them.
func sums(t *testing.T, dsn string) string {
	t.Helper()
	db := connect(t, dsn)
	rows, err := db.Query(t.Context(), "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
	ok(t, err)
	var tables []string
	for rows.Next() {
		var name string
		ok(t, rows.Scan(&name))
		tables = append(tables, name)
	}
	ok(t, rows.Err())
	var b strings.Builder
	for _, name := range tables {
		var n int64
		var sum *string
		ok(t, db.QueryRow(t.Context(), fmt.Sprintf("SELECT count(*), md5(string_agg(md5(r::text), '' ORDER BY md5(r::text))) FROM %q r", name)).Scan(&n, &sum))
		fmt.Fprintln(&b, name, n, sum != nil && *sum != "")
		if sum != nil {
			fmt.Fprintln(&b, *sum)
		}
	}
	return b.String()
}

func TestADumpRestoredIsTheSameCompany(t *testing.T) {
	dsn := migrated(t)
	s := open(t, store.Config{DSN: dsn})
	anna := agent(t, s, "Anna")
	must[store.Closing](t)(s.CloseCall(t.Context(), ended("c1", "+36301234567", anna.ID, "")))
	card := must[crm.Card](t)(s.CardByPhone(t.Context(), "+36301234567"))
	deal := must[crm.Deal](t)(s.CreateDeal(t.Context(), head, crm.NewDeal{Card: card.ID, Title: "Licence", Money: crm.Money{Amount: 100, Currency: "EUR"}}))
	must[crm.Note](t)(s.AddNote(t.Context(), head, card.ID, "a note, #payment"))
	before := sums(t, dsn)

	dump := filepath.Join(t.TempDir(), "vonal.dump")
	run(t, "pg_dump", "--format=custom", "--file="+dump, dsn)
	elsewhere := testenv.Postgres(t)
	run(t, "pg_restore", "--no-owner", "--dbname="+elsewhere, dump)
	if after := sums(t, elsewhere); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}

	again := open(t, store.Config{DSN: elsewhere})
	ok(t, again.Migrate(t.Context()))
	ok(t, again.Health(t.Context()))
	if got := must[crm.Deal](t)(again.GetDeal(t.Context(), head, deal.ID)); got.Stage != "payment" {
		t.Errorf("%+v", got)
	}
	must[store.Closing](t)(again.CloseCall(t.Context(), ended("c2", "+36301234567", anna.ID, "")))
	db := connect(t, elsewhere)
	_, err := db.Exec(t.Context(), "SET ROLE vonal_app")
	ok(t, err)
	for _, table := range []string{"timeline", "deal_moves", "policies", "agent_states", "comments"} {
		if _, err := db.Exec(t.Context(), "DELETE FROM "+table); err == nil || !strings.Contains(err.Error(), "42501") {
			t.Errorf("%s can be deleted from: %v", table, err)
		}
	}
}

func TestFilesRestoredAreWhatTheDatabaseSays(t *testing.T) {
	dsn, folder := migrated(t), t.TempDir()
	s := open(t, store.Config{DSN: dsn})
	card := must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "Szabó"}))
	shelf := must[*files.Disk](t)(files.OpenDisk(folder))
	defer shelf.Close()
	cabinet := files.New(files.Config{Records: s, Shelf: shelf})
	parcel := func(text string) *files.Parcel {
		p := must[*files.Parcel](t)(cabinet.Receive(strings.NewReader(text), "offer.txt"))
		t.Cleanup(func() { p.Close() })
		return p
	}
	f := must[crm.File](t)(cabinet.Add(t.Context(), head, crm.NewFile{Folder: crm.Folder{Card: card.ID}}, parcel("the first offer")))
	must[crm.File](t)(cabinet.AddVersion(t.Context(), head, f.ID, parcel("a better offer")))

	dump := filepath.Join(t.TempDir(), "vonal.dump")
	run(t, "pg_dump", "--format=custom", "--file="+dump, dsn)
	again, copied := testenv.Postgres(t), filepath.Join(t.TempDir(), "files")
	run(t, "pg_restore", "--no-owner", "--dbname="+again, dump)
	ok(t, os.CopyFS(copied, os.DirFS(folder)))

	restored := open(t, store.Config{DSN: again})
	found := must[*files.Disk](t)(files.OpenDisk(copied))
	defer found.Close()
	verify := func() (flaws []files.Flaw) {
		n := must[int](t)(files.Verify(t.Context(), found, restored, func(f files.Flaw) { flaws = append(flaws, f) }))
		if n != 2 {
			t.Errorf("%d versions were read", n)
		}
		return flaws
	}
	if flaws := verify(); len(flaws) != 0 {
		t.Errorf("after the restore: %+v", flaws)
	}
	versions := must[[]crm.FileVersion](t)(restored.FileVersionsAfter(t.Context(), "", 10))
	ok(t, found.Remove(t.Context(), versions[0].ID.Key()))
	ok(t, found.Remove(t.Context(), versions[1].ID.Key()))
	ok(t, found.Put(t.Context(), versions[1].ID.Key(), strings.NewReader("a worse! offer"), 14))
	flaws := verify()
	if len(flaws) != 2 || !flaws[0].Missing || flaws[1].Missing || flaws[1].Version.ID != versions[1].ID {
		t.Errorf("what is lost or changed is not named: %+v", flaws)
	}
}
