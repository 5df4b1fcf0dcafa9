package main

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/mail"
	"vonal/crm/mail/mailtest"
	"vonal/crm/recur"
	"vonal/crm/seal"
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
	s, err := store.Open(store.Config{DSN: dsn, Clock: clk, Key: bytes.Repeat([]byte{7}, seal.KeySize)})
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
	somethingDue(t, p, clk, user)
	return p, server, clk, user
}

// somethingDue has a task of the user become due.
func somethingDue(t *testing.T, p *program, clk *clock.Shifted, user crm.User) {
	t.Helper()
	due, err := recur.At(clk.Now().Add(time.Minute), "Europe/Budapest")
	if err == nil {
		_, err = p.store.CreateTask(t.Context(), user.Viewer(), crm.NewTask{Title: "Call again", Due: due})
	}
	if err == nil {
		clk.Advance(2 * time.Minute)
		_, err = p.store.RaiseDueTasks(t.Context(), 100)
	}
	if err != nil {
		t.Fatal(err)
	}
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

func TestABrowserIsToldUntilItIsGone(t *testing.T) {
	p, _, clk, user := sending(t)
	p.Post = nil
	told, status := 0, http.StatusCreated
	service := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		told++
		w.WriteHeader(status)
	}))
	defer service.Close()
	p.pushing = service.Client()
	transport, _ := p.pushing.Transport.(*http.Transport)
	transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", service.Listener.Addr().String())
	}
	_, err := p.store.AddPush(t.Context(), crm.Push{User: user.ID, Endpoint: "https://example.com/1", Language: "en", Auth: "AAAAAAAAAAAAAAAAAAAAAA",
		P256dh: "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"})
	if err != nil {
		t.Fatal(err)
	}
	somethingDue(t, p, clk, user)
	if n, err := p.deliver(t.Context()); n != 1 || err != nil || told != 1 {
		t.Fatalf("%d sent, %v, %d told", n, err, told)
	}
	status = http.StatusServiceUnavailable
	somethingDue(t, p, clk, user)
	if n, err := p.deliver(t.Context()); n != 0 || err == nil || told != 2 {
		t.Fatalf("%d sent, %v, %d told", n, err, told)
	}
	status = http.StatusGone
	clk.Advance(time.Minute)
	if n, err := p.deliver(t.Context()); n != 1 || err != nil || told != 3 {
		t.Fatalf("%d, %v, %d told", n, err, told)
	}
	if left, err := p.store.ListPush(t.Context(), user.ID); err != nil || len(left) != 0 {
		t.Errorf("%+v, %v", left, err)
	}
}
