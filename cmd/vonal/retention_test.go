package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"vonal/crm"
)

// A file that cannot be removed is tried again, and keeps none of the others.
func TestFilesOfRecordingsWhoseTimeIsOverAreRemoved(t *testing.T) {
	p, clk, db := kept(t)
	p.Recordings = t.TempDir()
	if err := os.MkdirAll(filepath.Join(p.Recordings, "stuck.wav", "inside"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a.wav", "b.wav", "other.wav"} {
		if err := os.WriteFile(filepath.Join(p.Recordings, name), []byte("sound"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	card, err := p.store.CreateCard(t.Context(), crm.Viewer{Grants: crm.Grants{crm.EditCards: crm.ScopeAll, crm.SeeCards: crm.ScopeAll}}, crm.NewCard{Name: "Szabó"})
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range []string{"stuck.wav", "a.wav", "gone.wav", "b.wav"} {
		call := string(rune('a' + i))
		did(t, db, `INSERT INTO calls (id, direction, from_raw, from_name, to_number, channel, instance, disposition, card_id, started_at, ended_at, wait_ms, talk_ms, written_at)
			VALUES ($1, 'inbound', '', '', '', '', '', 'voicemail', $2, $3, $3, 0, 0, $3)`, call, string(card.ID), clk.Now())
		did(t, db, `INSERT INTO recordings (id, call_id, name, state, path, created_at) VALUES ($1, $2, $2, 'ready', $3, $4)`,
			"01940000-0000-7000-8000-00000000000"+call, call, path, clk.Now())
	}
	clk.Advance(8 * 24 * time.Hour)
	if n, err := p.retain(t.Context()); n != 0 || err != nil {
		t.Fatalf("kept for ever: %d, %v", n, err)
	}
	if _, err := p.store.PutPolicy(t.Context(), "", []byte(`{"recordings_days":7}`), -1); err != nil {
		t.Fatal(err)
	}
	if n, err := p.retain(t.Context()); n != 3 || err == nil {
		t.Errorf("%d, %v", n, err)
	}
	left, err := os.ReadDir(p.Recordings)
	if err != nil || len(left) != 2 || left[0].Name() != "other.wav" || left[1].Name() != "stuck.wav" {
		t.Errorf("%v, %v", left, err)
	}
	if err := os.RemoveAll(filepath.Join(p.Recordings, "stuck.wav")); err != nil {
		t.Fatal(err)
	}
	if n, err := p.retain(t.Context()); n != 1 || err != nil {
		t.Errorf("tried again: %d, %v", n, err)
	}
	if n, err := p.store.RecordingsOver(t.Context()); n != 0 || err != nil {
		t.Errorf("%d are left, %v", n, err)
	}
}
