package main

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/courier"
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

// carrying has a courier work until the test ends.
func carrying(t *testing.T, p *program) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var err error
	if p.courier, err = p.store.Courier(ctx, p.Log, p.carriers()); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		p.courier.Run(ctx)
		close(ended)
	}()
	t.Cleanup(func() {
		stop()
		<-ended
	})
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for !holds() {
		if clock.Wait(ctx, clock.System, 20*time.Millisecond); ctx.Err() != nil {
			t.Fatal(what)
		}
	}
}

// later moves the clock, and what is due by it is sent.
func later(t *testing.T, p *program, clk *clock.Shifted, by time.Duration) {
	t.Helper()
	clk.Advance(by)
	if err := p.courier.Advanced(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// waiting is how many errands of a channel are in a state.
func waiting(t *testing.T, p *program, channel crm.Channel, count func(crm.Queue) int) int {
	t.Helper()
	all, err := p.courier.Queues(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, l := range all {
		if l.Channel == channel {
			n += count(l)
		}
	}
	return n
}

func retrying(l crm.Queue) int { return l.Retrying }
func undone(l crm.Queue) int   { return l.Waiting + l.Running + l.Retrying }

func TestAMailWaitsForItsServerAndIsSentOnce(t *testing.T) {
	p, server, clk, _ := sending(t)
	server.Down()
	carrying(t, p)
	eventually(t, "it is not tried again", func() bool { return waiting(t, p, crm.ByMail, retrying) == 1 })
	if _, err := p.watchDeliveries(t.Context()); err != nil {
		t.Errorf("told at once: %v", err)
	}
	for n := 2; n <= vainly; n++ {
		later(t, p, clk, crm.RetryAfter(n))
		eventually(t, "it is not tried once more", func() bool {
			return waiting(t, p, crm.ByMail, func(l crm.Queue) int { return l.Tries }) == n
		})
	}
	if _, err := p.watchDeliveries(t.Context()); err == nil {
		t.Error("nobody is told")
	}
	server.Up()
	later(t, p, clk, time.Hour)
	eventually(t, "it is not sent", func() bool { return waiting(t, p, crm.ByMail, undone) == 0 })
	later(t, p, clk, 24*time.Hour)
	letters, bodies := server.Letters()
	if len(letters) != 1 || !strings.Contains(letters[0].Header.Get("To"), "anna@example.com") || !strings.Contains(bodies[0], "https://crm.example.com/tasks?task=3D") {
		t.Errorf("%+v\n%s", letters, bodies)
	}
}

func TestAMailThatIsRefusedIsGivenUp(t *testing.T) {
	p, server, _, user := sending(t)
	server.Refuse(550, "no such user")
	carrying(t, p)
	eventually(t, "it is still tried", func() bool { return waiting(t, p, crm.ByMail, undone) == 0 })
	if why, err := p.store.DeliveryTrouble(t.Context(), user.ID, crm.ByMail); err != nil || !strings.Contains(why, "no such user") {
		t.Errorf("%q, %v", why, err)
	}
}

func TestWithoutAMailServerAMailWaits(t *testing.T) {
	p, server, clk, user := sending(t)
	post := p.Post
	p.Post = nil
	if len(p.carriers()) != 2 {
		t.Errorf("%v", p.carriers())
	}
	p.Post = post
	carrying(t, p)
	eventually(t, "it is not sent", func() bool { return waiting(t, p, crm.ByMail, undone) == 0 })
	somethingDue(t, p, clk, user)
	eventually(t, "the next is not sent", func() bool { letters, _ := server.Letters(); return len(letters) == 2 })
}

// TestAMailOfAControllerThatIsStoppedIsSentByAnother has another take what one had
// begun to send, by the same name.
func TestAMailOfAControllerThatIsStoppedIsSentByAnother(t *testing.T) {
	p, server, clk, _ := sending(t)
	taken := make(chan string, 1)
	dying, die := context.WithCancel(t.Context())
	dead, err := p.store.Courier(dying, p.Log, map[crm.Channel]courier.Carry{crm.ByMail: func(ctx context.Context, try courier.Try) error {
		parcel, _, err := p.store.TakeDelivery(ctx, crm.DeliveryID(try.ID), try.Job)
		if err != nil {
			return err
		}
		taken <- string(parcel.Delivery)
		<-dying.Done()
		return context.Canceled
	}})
	if err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	go func() {
		dead.Run(dying)
		close(gone)
	}()
	name := <-taken
	die()
	<-gone
	carrying(t, p)
	later(t, p, clk, time.Minute)
	eventually(t, "it is not sent", func() bool { return waiting(t, p, crm.ByMail, undone) == 0 })
	if letters, _ := server.Letters(); len(letters) != 1 || !strings.Contains(letters[0].Header.Get("Message-Id"), name) {
		t.Errorf("%s: %+v", name, letters)
	}
}

func TestABrowserIsToldUntilItIsGone(t *testing.T) {
	p, _, clk, user := sending(t)
	p.Post = nil
	var told, status atomic.Int32
	status.Store(http.StatusCreated)
	service := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		told.Add(1)
		w.WriteHeader(int(status.Load()))
	}))
	defer service.Close()
	p.outside = service.Client()
	transport, _ := p.outside.Transport.(*http.Transport)
	transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", service.Listener.Addr().String())
	}
	_, err := p.store.AddPush(t.Context(), crm.Push{User: user.ID, Endpoint: "https://example.com/1", Language: "en", Auth: "AAAAAAAAAAAAAAAAAAAAAA",
		P256dh: "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"})
	if err != nil {
		t.Fatal(err)
	}
	carrying(t, p)
	somethingDue(t, p, clk, user)
	is := func(n int32, undone func(crm.Queue) int, want int) func() bool {
		return func() bool { return told.Load() == n && waiting(t, p, crm.ByPush, undone) == want }
	}
	eventually(t, "it is not told", is(1, undone, 0))
	status.Store(http.StatusServiceUnavailable)
	somethingDue(t, p, clk, user)
	eventually(t, "it is not tried again", is(2, retrying, 1))
	status.Store(http.StatusGone)
	later(t, p, clk, time.Minute)
	eventually(t, "it is not told that it is gone", is(3, undone, 0))
	if left, err := p.store.ListPush(t.Context(), user.ID); err != nil || len(left) != 0 {
		t.Errorf("%+v, %v", left, err)
	}
}
