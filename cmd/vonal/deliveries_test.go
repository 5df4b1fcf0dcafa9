package main

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/mail"
	"vonal/crm/mail/mailtest"
	"vonal/crm/recur"
	"vonal/crm/store"
	"vonal/internal/clock"
	"vonal/internal/testenv"
)

// sending is a program that has nothing but a store and a mail server, and a
// user who wants to be told of what is important at once.
func sending(t *testing.T) (p *program, server *mailtest.Server, clk *clock.Shifted, user crm.User) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	dsn := testenv.Migrated(t, migrations(t), func(ctx context.Context, dsn string) error {
		s, err := store.Open(store.Config{DSN: dsn})
		if err != nil {
			return err
		}
		defer s.Close()
		return s.Migrate(ctx)
	})
	clk = clock.NewShifted()
	s, err := store.Open(store.Config{DSN: dsn, Clock: clk})
	must(err)
	t.Cleanup(func() { s.Close() })
	server = mailtest.Start(t)
	post, err := mail.New(mail.Config{Server: server.URL(), From: "Vonal <vonal@example.com>", Clock: clk})
	must(err)
	p = &program{settings: settings{Post: post, Clock: clk, Log: slog.New(slog.DiscardHandler), Public: "https://crm.example.com"}, store: s}
	user, err = s.CreateUser(t.Context(), crm.NewUser{Login: "anna", Name: "Anna", Role: crm.RoleHead, Email: "anna@example.com", Password: "violet anchor 77 moss"})
	must(err)
	choices := crm.DefaultNoticeChoices("Europe/Budapest")
	choices.Mail, choices.QuietFrom, choices.QuietTo = crm.MailAtOnce, "", ""
	must(s.PutNoticeChoices(t.Context(), user.ID, choices))
	due, err := recur.At(clk.Now().Add(time.Minute), "Europe/Budapest")
	must(err)
	_, err = s.CreateTask(t.Context(), user.Viewer(), crm.NewTask{Title: "Call again", Due: due})
	must(err)
	clk.Advance(2 * time.Minute)
	if _, err := s.RaiseDueTasks(t.Context(), 100); err != nil {
		t.Fatal(err)
	}
	return p, server, clk, user
}

func TestAMailWaitsForItsServerAndIsSentOnce(t *testing.T) {
	p, server, clk, _ := sending(t)
	server.Down()
	if n, err := p.deliver(t.Context()); n != 0 || err == nil {
		t.Fatalf("%d, %v", n, err)
	}
	server.Up()
	if n, err := p.deliver(t.Context()); n != 0 || err != nil {
		t.Fatalf("too early: %d, %v", n, err)
	}
	clk.Advance(time.Minute)
	if n, err := p.deliver(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	clk.Advance(24 * time.Hour)
	if n, err := p.deliver(t.Context()); n != 0 || err != nil {
		t.Fatalf("again: %d, %v", n, err)
	}
	letters, bodies := server.Letters()
	if len(letters) != 1 || !strings.Contains(letters[0].Header.Get("To"), "anna@example.com") || !strings.Contains(bodies[0], "https://crm.example.com/tasks?task=3D") {
		t.Errorf("%+v\n%s", letters, bodies)
	}
}

func TestAMailThatIsRefusedIsGivenUpAndFailsNoJob(t *testing.T) {
	p, server, clk, user := sending(t)
	server.Refuse(550, "no such user")
	if n, err := p.deliver(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	server.Refuse(0, "")
	clk.Advance(24 * time.Hour)
	if n, err := p.deliver(t.Context()); n != 0 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	if why, err := p.store.DeliveryTrouble(t.Context(), user.ID, crm.ByMail); err != nil || !strings.Contains(why, "no such user") {
		t.Errorf("%q, %v", why, err)
	}
}

func TestWithoutAMailServerNothingIsTaken(t *testing.T) {
	p, server, _, _ := sending(t)
	post := p.Post
	p.Post = nil
	if n, err := p.deliver(t.Context()); n != 0 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	p.Post = post
	if n, err := p.deliver(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	if letters, _ := server.Letters(); len(letters) != 1 {
		t.Errorf("%d letters", len(letters))
	}
}
