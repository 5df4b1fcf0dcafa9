package store_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/courier"
	"vonal/crm/store"
	"vonal/internal/clock"
	"vonal/internal/fault"
)

// wantsMail is a user who is told by mail as they choose, without quiet hours.
func wantsMail(t *testing.T, s *store.Store, v crm.Viewer, change func(*crm.NoticeChoices)) {
	t.Helper()
	address := string(v.User)[:8] + string(v.User)[24:] + "@example.com"
	must[crm.User](t)(s.UpdateUser(t.Context(), v.User, crm.UserChange{Email: &address}))
	c := crm.DefaultNoticeChoices("Europe/Budapest")
	c.Mail, c.QuietFrom, c.QuietTo = crm.MailAtOnce, "", ""
	change(&c)
	ok(t, s.PutNoticeChoices(t.Context(), v.User, c))
}

func asIs(*crm.NoticeChoices) {}

// colleaguesAt is a company of two that begins its day at ten in the morning.
func colleaguesAt(t *testing.T) (s *store.Store, m *mailman, clk *clock.Shifted, anna, boss crm.Viewer) {
	t.Helper()
	dsn := migrated(t)
	clk = clock.NewShifted()
	s = open(t, store.Config{DSN: dsn, Clock: clk})
	zone := must[*time.Location](t)(time.LoadLocation("Europe/Budapest"))
	local := clk.Now().In(zone)
	clk.Advance(time.Date(local.Year(), local.Month(), local.Day()+1, 10, 0, 0, 0, zone).Sub(local))
	return s, mailmanOf(t, s, clk, dsn), clk, viewer(t, s, "anna", crm.RoleAgent, agent(t, s, "Anna").ID), viewer(t, s, "boss", crm.RoleHead, "")
}

func give(t *testing.T, s *store.Store, from, to crm.Viewer, title string, due crm.Deadline) crm.Task {
	t.Helper()
	return must[crm.Task](t)(s.CreateTask(t.Context(), from, crm.NewTask{Title: title, Assignees: []crm.PersonID{crm.PersonID(to.Agent)}, Due: due}))
}

func TestADigestTellsOnceOfAllThatIsUnread(t *testing.T) {
	s, m, clk, anna, boss := colleaguesAt(t)
	wantsMail(t, s, anna, func(c *crm.NoticeChoices) { c.Mail, c.Language = crm.MailDigest, "hu" })
	for _, title := range []string{"One", "Two", "Three"} {
		give(t, s, boss, anna, title, crm.Deadline{})
	}
	seen := noticesOf(t, s, anna, crm.NoticeUnread)[1]
	must[crm.Notice](t)(s.ReadNotice(t.Context(), anna, seen.ID))
	if p := m.taken(); p.Delivery != "" {
		t.Fatalf("before its time: %+v", p)
	}
	clk.Advance(22 * time.Hour)
	p := m.taken()
	if len(p.Notices) != 2 || p.Notices[0].TaskTitle != "Three" || p.Notices[1].TaskTitle != "One" || p.Choices.Language != "hu" || p.To.Name != "anna" || p.To.Email == "" || p.Way != crm.Digest {
		t.Fatalf("%+v", p)
	}
	if again := m.taken(); again.Delivery != "" {
		t.Errorf("taken by two: %+v", again)
	}
	m.sent(p)
	clk.Advance(24 * time.Hour)
	if again := m.taken(); again.Delivery != "" {
		t.Errorf("told twice: %+v", again)
	}
}

func TestWhatIsImportantIsSentAtOnceButNotInQuietHours(t *testing.T) {
	s, m, clk, anna, boss := colleaguesAt(t)
	wantsMail(t, s, anna, func(c *crm.NoticeChoices) { c.QuietFrom, c.QuietTo = "20:00", "07:00" })
	give(t, s, boss, anna, "Some day", crm.Deadline{})
	give(t, s, boss, anna, "Soon", dueIn(t, clk, time.Hour))
	give(t, s, boss, anna, "Tonight", dueIn(t, clk, 11*time.Hour))
	if p := m.taken(); p.Delivery != "" {
		t.Fatalf("not important: %+v", p)
	}
	clk.Advance(time.Hour + time.Second)
	must[int](t)(s.RaiseDueTasks(t.Context(), 100))
	soon := m.taken()
	if len(soon.Notices) != 1 || soon.Notices[0].TaskTitle != "Soon" {
		t.Fatalf("%+v", soon)
	}
	m.lost(soon, "")
	clk.Advance(10 * time.Hour)
	must[int](t)(s.RaiseDueTasks(t.Context(), 100))
	// What was taken and never ended, as by a crash, is tried again: but not now.
	if p := m.taken(); p.Delivery != "" {
		t.Fatalf("at nine in the evening: %+v", p)
	}
	clk.Advance(10 * time.Hour)
	titles := map[string]crm.DeliveryID{}
	for p := m.taken(); p.Delivery != ""; p = m.taken() {
		for _, n := range p.Notices {
			titles[n.TaskTitle] = p.Delivery
		}
		m.sent(p)
	}
	if len(titles) != 2 || titles["Soon"] != soon.Delivery || titles["Tonight"] == soon.Delivery {
		t.Errorf("%v", titles)
	}
}

func TestWhatCannotBeSentIsTriedAgainAndGivenUpWithItsReason(t *testing.T) {
	s, m, clk, anna, boss := colleaguesAt(t)
	wantsMail(t, s, anna, asIs)
	give(t, s, boss, anna, "Soon", dueIn(t, clk, time.Minute))
	clk.Advance(time.Hour)
	must[int](t)(s.RaiseDueTasks(t.Context(), 100))
	first := m.taken()
	m.lost(first, "the server is away")
	if p := m.taken(); p.Delivery != "" {
		t.Fatalf("tried at once: %+v", p)
	}
	clk.Advance(time.Minute)
	second := m.taken()
	if second.Delivery != first.Delivery || len(second.Notices) != 1 {
		t.Fatalf("%+v", second)
	}
	ok(t, s.EndDelivery(t.Context(), second.Delivery, crm.DeliveryEnd{Over: true, Why: "550 no such user"}))
	m.lost(second, "")
	clk.Advance(48 * time.Hour)
	if p := m.taken(); p.Delivery != "" {
		t.Errorf("tried after it was given up: %+v", p)
	}
	if why := must[string](t)(s.DeliveryTrouble(t.Context(), anna.User, crm.ByMail)); why != "550 no such user" {
		t.Errorf("%q", why)
	}
	over := must[[]crm.GivenUp](t)(s.ListGivenUp(t.Context()))
	if len(over) != 1 || over[0].To != "anna" || over[0].Why != "550 no such user" || must[map[crm.Channel]int](t)(s.CountGivenUp(t.Context()))[crm.ByMail] != 1 {
		t.Errorf("%+v", over)
	}
	ok(t, s.SendAgain(t.Context(), over[0].ID))
	if p := m.taken(); p.Delivery != first.Delivery || len(p.Notices) != 1 {
		t.Errorf("%+v", p)
	}
	for attempts, again := range map[int]time.Duration{1: time.Minute, 5: 16 * time.Minute, 11: 6 * time.Hour} {
		if after := crm.RetryAfter(attempts); after != again {
			t.Errorf("after %d: %s", attempts, after)
		}
	}
}

func TestWhatIsRaisedWhileALetterIsSentGoesWithTheNext(t *testing.T) {
	s, m, clk, anna, boss := colleaguesAt(t)
	wantsMail(t, s, anna, asIs)
	give(t, s, boss, anna, "One", dueIn(t, clk, time.Minute))
	clk.Advance(2 * time.Minute)
	must[int](t)(s.RaiseDueTasks(t.Context(), 100))
	first := m.taken()
	give(t, s, boss, anna, "Two", dueIn(t, clk, time.Minute))
	clk.Advance(90 * time.Second)
	must[int](t)(s.RaiseDueTasks(t.Context(), 100))
	second := m.taken()
	if len(first.Notices) != 1 || len(second.Notices) != 1 || second.Notices[0].TaskTitle != "Two" || second.Delivery == first.Delivery {
		t.Errorf("%+v, then %+v", first, second)
	}
	m.sent(second)
	m.sent(first)
	if p := m.taken(); p.Delivery != "" {
		t.Errorf("%+v", p)
	}
}

// TestSeveralWhoSendTellEachUserOnce has the couriers of four controllers carry
// while others raise.
func TestSeveralWhoSendTellEachUserOnce(t *testing.T) {
	s, _, clk, _, boss := colleaguesAt(t)
	const many = 20
	for i := range many {
		name := "agent" + string(rune('a'+i))
		v := viewer(t, s, name, crm.RoleAgent, agent(t, s, name).ID)
		wantsMail(t, s, v, asIs)
		give(t, s, boss, v, name, dueIn(t, clk, time.Minute))
		give(t, s, boss, v, name, dueIn(t, clk, time.Minute))
	}
	clk.Advance(2 * time.Minute)
	told := make(chan crm.Notice, 10*many)
	carry := func(ctx context.Context, try courier.Try) error {
		p, _, err := s.TakeDelivery(ctx, crm.DeliveryID(try.ID), try.Job)
		if fault.Is(err, fault.Unknown) {
			return nil
		}
		for _, n := range p.Notices {
			told <- n
		}
		if err != nil {
			return err
		}
		return s.EndDelivery(ctx, p.Delivery, crm.DeliveryEnd{Sent: true})
	}
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	for range 4 {
		c := must[*courier.Courier](t)(s.Courier(ctx, slog.New(slog.DiscardHandler), map[crm.Channel]courier.Carry{crm.ByMail: carry}))
		work.Go(func() { c.Run(ctx) })
		work.Go(func() {
			for n, err := 1, error(nil); n > 0 && err == nil; {
				if n, err = s.RaiseDueTasks(ctx, 3); err != nil {
					t.Error(err)
				}
			}
		})
	}
	seen := map[crm.NoticeID]bool{}
	for range 2 * many {
		select {
		case n := <-told:
			if seen[n.ID] {
				t.Errorf("told twice of %+v", n)
			}
			seen[n.ID] = true
		case <-t.Context().Done():
			t.Fatalf("%d were told of", len(seen))
		}
	}
	stop()
	work.Wait()
	if len(told) > 0 {
		t.Errorf("%d more were told of", len(told))
	}
}

func TestChoicesNeedAnAddressAndPlanAnew(t *testing.T) {
	s, m, clk, anna, boss := colleaguesAt(t)
	c := must[crm.NoticeChoices](t)(s.NoticeChoices(t.Context(), anna.User))
	if c.Mail != crm.MailOff || c.Zone != "UTC" {
		t.Errorf("%+v", c)
	}
	c.Mail = crm.MailAtOnce
	refused(t, s.PutNoticeChoices(t.Context(), anna.User, c), fault.Invalid, "mail")
	wantsMail(t, s, anna, func(c *crm.NoticeChoices) { c.Mail = crm.MailDigest })
	give(t, s, boss, anna, "Soon", dueIn(t, clk, time.Minute))
	clk.Advance(2 * time.Minute)
	must[int](t)(s.RaiseDueTasks(t.Context(), 100))
	if p := m.taken(); p.Delivery != "" {
		t.Fatalf("%+v", p)
	}
	wantsMail(t, s, anna, asIs) // at once
	if p := m.taken(); len(p.Notices) != 1 {
		t.Fatalf("%+v", p)
	}
	// What is put off is sent when it comes back.
	n := noticesOf(t, s, anna, crm.NoticeUnread)[0]
	must[crm.Notice](t)(s.SnoozeNotice(t.Context(), anna, n.ID, clk.Now().Add(3*time.Hour)))
	if p := m.taken(); p.Delivery != "" {
		t.Fatalf("%+v", p)
	}
	clk.Advance(3 * time.Hour)
	told := false
	for p := m.taken(); p.Delivery != ""; p = m.taken() {
		told = told || len(p.Notices) == 1
		m.sent(p)
	}
	if !told {
		t.Error("nobody was told that it is back")
	}
}
