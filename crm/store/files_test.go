package store_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/fault"
)

// uploaded is content as it was put away under a key that the store knows.
func uploaded(t testing.TB, s *store.Store, mark byte) crm.Upload {
	t.Helper()
	id := must[uuid.UUID](t)(uuid.NewV7()).String()
	ok(t, s.BeginBlob(t.Context(), id))
	return crm.Upload{ID: crm.VersionID(id), Name: "a.png", Type: "image/png", Size: 10, SHA256: bytes.Repeat([]byte{mark}, 32), Check: true}
}

func TestVersionsOfAFileCannotBeChangedNorLeftOut(t *testing.T) {
	dsn := migrated(t)
	s := open(t, store.Config{DSN: dsn})
	card := must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "Szabó"}))
	f := must[crm.File](t)(s.AddFile(t.Context(), head, crm.NewFile{Folder: crm.Folder{Card: card.ID}}, uploaded(t, s, 1)))
	must[crm.File](t)(s.AddFileVersion(t.Context(), head, f.ID, uploaded(t, s, 2)))
	app := connect(t, dsn)
	_, err := app.Exec(t.Context(), "SET ROLE vonal_app")
	ok(t, err)
	row := func(number int) string {
		return fmt.Sprintf(`INSERT INTO file_versions (id, file_id, number, name, content_type, size_bytes, sha256, made_at, state, thumbnail)
			VALUES (gen_random_uuid(), '%s', %d, 'x', 'x/x', 1, decode(repeat('00', 32), 'hex'), now(), 'clean', 'none')`, f.ID, number)
	}
	for query, code := range map[string]string{
		"UPDATE file_versions SET sha256 = decode(repeat('00', 32), 'hex')": "42501",
		"UPDATE file_versions SET number = 9":                               "42501",
		"UPDATE file_versions SET made_by = NULL, name = 'b'":               "42501",
		"DELETE FROM file_versions":                                         "42501",
		row(2):                                                              "23514",
		row(4):                                                              "23514",
		row(0):                                                              "23514",
		"UPDATE files SET current = 7":                                      "23503",
		"INSERT INTO files (id, card_id, kind, title, current, created_at, updated_at) SELECT gen_random_uuid(), id, 'other', 'x', 1, now(), now() FROM cards": "23503",
	} {
		if _, err := app.Exec(t.Context(), query); err == nil || !strings.Contains(err.Error(), code) {
			t.Errorf("%s: %v, not %s", query, err, code)
		}
	}
	if _, err := app.Exec(t.Context(), row(3)); err != nil {
		t.Errorf("the one that follows: %v", err)
	}
}

func TestContentThatWasSweptIsNotRecorded(t *testing.T) {
	s, clk := fresh(t)
	card := must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "Szabó"}))
	up := uploaded(t, s, 1)
	loose := must[[]string](t)(s.LooseBlobs(t.Context(), clk.Now().Add(1), 10))
	if len(loose) != 1 || loose[0] != up.ID.Key() {
		t.Fatalf("%v", loose)
	}
	if dropped := must[bool](t)(s.DropBlob(t.Context(), up.ID.Key())); !dropped {
		t.Error("not dropped")
	}
	_, err := s.AddFile(t.Context(), head, crm.NewFile{Folder: crm.Folder{Card: card.ID}}, up)
	refused(t, err, fault.Unknown, "")
	ok(t, s.ForgetBlob(t.Context(), up.ID.Key()))
	_, err = s.AddFile(t.Context(), head, crm.NewFile{Folder: crm.Folder{Card: card.ID}}, up)
	refused(t, err, fault.Unknown, "")
	if files := must[crm.List[crm.File]](t)(s.ListFiles(t.Context(), head, crm.Folder{Card: card.ID}, crm.FileFilter{}, crm.Page{})); len(files.Items) != 0 {
		t.Errorf("%+v", files)
	}
	kept := uploaded(t, s, 2)
	must[crm.File](t)(s.AddFile(t.Context(), head, crm.NewFile{Folder: crm.Folder{Card: card.ID}}, kept))
	if dropped := must[bool](t)(s.DropBlob(t.Context(), kept.ID.Key())); dropped {
		t.Error("what a file refers to was dropped")
	}
}

func TestFilesOfACardArePagedNewestFirst(t *testing.T) {
	s, _ := fresh(t)
	card := must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "Szabó"}))
	var made []crm.FileID
	for i := range 5 {
		f := must[crm.File](t)(s.AddFile(t.Context(), head, crm.NewFile{Folder: crm.Folder{Card: card.ID}, Kind: crm.FileInvoice, Title: fmt.Sprint(i)}, uploaded(t, s, byte(i))))
		made = append([]crm.FileID{f.ID}, made...)
	}
	var seen []crm.FileID
	for page := (crm.Page{Limit: 2}); ; {
		list := must[crm.List[crm.File]](t)(s.ListFiles(t.Context(), head, crm.Folder{Card: card.ID}, crm.FileFilter{Kind: crm.FileInvoice}, page))
		for _, f := range list.Items {
			if f.Current.Number != 1 {
				t.Errorf("%+v", f)
			}
			seen = append(seen, f.ID)
		}
		if page.Cursor = list.Next; list.Next == "" {
			break
		}
	}
	if fmt.Sprint(seen) != fmt.Sprint(made) {
		t.Errorf("%v\n%v", seen, made)
	}
	_, err := s.ListFiles(t.Context(), head, crm.Folder{Card: card.ID}, crm.FileFilter{}, crm.Page{Cursor: "x"})
	refused(t, err, fault.Invalid, "cursor")
}
