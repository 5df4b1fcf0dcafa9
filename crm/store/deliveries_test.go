package store_test

import (
	"sync"
	"testing"
	"time"

	"vonal/crm"
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

// taken is what is to be sent by mail now; "" where nothing is.
func taken(t *testing.T, s *store.Store) crm.Parcel {
	t.Helper()
	p, _, err := s.TakeDelivery(t.Context(), crm.ByMail)
	ok(t, err)
	return p
}

// colleaguesAt is a company of two that begins its day at ten in the morning.
func colleaguesAt(t *testing.T) (s *store.Store, clk *clock.Shifted, anna, boss crm.Viewer) {
	t.Helper()
	s, clk = fresh(t)
	zone := must[*time.Location](t)(time.LoadLocation("Europe/Budapest"))
	local := clk.Now().In(zone)
	clk.Advance(time.Date(local.Year(), local.Month(), local.Day()+1, 10, 0, 0, 0, zone).Sub(local))
	return s, clk, viewer(t, s, "anna", crm.RoleAgent, agent(t, s, "Anna").ID), viewer(t, s, "boss", crm.RoleHead, "")
}

func give(t *testing.T, s *store.Store, from, to crm.Viewer, title string, due crm.Deadline) crm.Task {
	t.Helper()
	return must[crm.Task](t)(s.CreateTask(t.Context(), from, crm.NewTask{Title: title, Assignees: []crm.PersonID{crm.PersonID(to.Agent)}, Due: due}))
}

func TestADigestTellsOnceOfAllThatIsUnread(t *testing.T) {
	s, clk, anna, boss := colleaguesAt(t)
	wantsMail(t, s, anna, func(c *crm.NoticeChoices) { c.Mail, c.Language = crm.MailDigest, "hu" })
	for _, title := range []string{"One", "Two", "Three"} {
		give(t, s, boss, anna, title, crm.Deadline{})
	}
	seen := noticesOf(t, s, anna, crm.NoticeUnread)[1]
	must[crm.Notice](t)(s.ReadNotice(t.Context(), anna, seen.ID))
	if p := taken(t, s); p.Delivery != "" {
		t.Fatalf("before its time: %+v", p)
	}
	clk.Advance(22 * time.Hour)
	p := taken(t, s)
	if len(p.Notices) != 2 || p.Notices[0].TaskTitle != "Three" || p.Notices[1].TaskTitle != "One" || p.Choices.Language != "hu" || p.To.Name != "anna" || p.To.Email == "" || p.Way != crm.Digest {
		t.Fatalf("%+v", p)
	}
	if again := taken(t, s); again.Delivery != "" {
		t.Errorf("taken by two: %+v", again)
	}
	ok(t, s.EndDelivery(t.Context(), p, crm.DeliveryEnd{Sent: true}))
	clk.Advance(24 * time.Hour)
	if again := taken(t, s); again.Delivery != "" {
		t.Errorf("told twice: %+v", again)
	}
}

func TestWhatIsImportantIsSentAtOnceButNotInQuietHours(t *testing.T) {
	s, clk, anna, boss := colleaguesAt(t)
	wantsMail(t, s, anna, func(c *crm.NoticeChoices) { c.QuietFrom, c.QuietTo = "20:00", "07:00" })
	give(t, s, boss, anna, "Some day", crm.Deadline{})
	give(t, s, boss, anna, "Soon", dueIn(t, clk, time.Hour))
	give(t, s, boss, anna, "Tonight", dueIn(t, clk, 11*time.Hour))
	if p := taken(t, s); p.Delivery != "" {
		t.Fatalf("not important: %+v", p)
	}
	clk.Advance(time.Hour + time.Second)
	must[int](t)(s.RaiseDueTasks(t.Context(), 100))
	if p := taken(t, s); len(p.Notices) != 1 || p.Notices[0].TaskTitle != "Soon" {
		t.Fatalf("%+v", p)
	}
	clk.Advance(10 * time.Hour)
	must[int](t)(s.RaiseDueTasks(t.Context(), 100))
	// What was taken and never ended, as by a crash, is tried again: but not now.
	if p := taken(t, s); p.Delivery != "" {
		t.Fatalf("at nine in the evening: %+v", p)
	}
	clk.Advance(10 * time.Hour)
	titles := map[string]int{}
	for p := taken(t, s); p.Delivery != ""; p = taken(t, s) {
		for _, n := range p.Notices {
			titles[n.TaskTitle] = p.Attempts
		}
		ok(t, s.EndDelivery(t.Context(), p, crm.DeliveryEnd{Sent: true}))
	}
	if len(titles) != 2 || titles["Soon"] != 2 || titles["Tonight"] != 1 {
		t.Errorf("%v", titles)
	}
}

func TestWhatCannotBeSentIsTriedAgainAndGivenUpWithItsReason(t *testing.T) {
	s, clk, anna, boss := colleaguesAt(t)
	wantsMail(t, s, anna, asIs)
	give(t, s, boss, anna, "Soon", dueIn(t, clk, time.Minute))
	clk.Advance(time.Hour)
	must[int](t)(s.RaiseDueTasks(t.Context(), 100))
	first := taken(t, s)
	ok(t, s.EndDelivery(t.Context(), first, first.Failed("the server is away", false, clk.Now())))
	if n := must[int](t)(s.DeliveriesDue(t.Context())); n != 1 {
		t.Errorf("%d wait", n)
	}
	if p := taken(t, s); p.Delivery != "" {
		t.Fatalf("tried at once: %+v", p)
	}
	clk.Advance(time.Minute)
	second := taken(t, s)
	if second.Delivery != first.Delivery || second.Attempts != 2 || len(second.Notices) != 1 {
		t.Fatalf("%+v", second)
	}
	ok(t, s.EndDelivery(t.Context(), second, second.Failed("550 no such user", true, clk.Now())))
	clk.Advance(48 * time.Hour)
	if p := taken(t, s); p.Delivery != "" {
		t.Errorf("tried after it was given up: %+v", p)
	}
	if why := must[string](t)(s.DeliveryTrouble(t.Context(), anna.User, crm.ByMail)); why != "550 no such user" {
		t.Errorf("%q", why)
	}
	for attempts, again := range map[int]time.Duration{1: time.Minute, 5: 16 * time.Minute, 11: 6 * time.Hour} {
		if end := (crm.Parcel{Attempts: attempts}).Failed("x", false, morning); end.RetryAt.Sub(morning) != again {
			t.Errorf("after %d: %s", attempts, end.RetryAt.Sub(morning))
		}
	}
	if end := (crm.Parcel{Attempts: 12}).Failed("x", false, clk.Now()); !end.RetryAt.IsZero() {
		t.Errorf("%+v", end)
	}
}

func TestWhatIsRaisedWhileALetterIsSentGoesWithTheNext(t *testing.T) {
	s, clk, anna, boss := colleaguesAt(t)
	wantsMail(t, s, anna, asIs)
	give(t, s, boss, anna, "One", dueIn(t, clk, time.Minute))
	clk.Advance(2 * time.Minute)
	must[int](t)(s.RaiseDueTasks(t.Context(), 100))
	first := taken(t, s)
	give(t, s, boss, anna, "Two", dueIn(t, clk, time.Minute))
	clk.Advance(90 * time.Second)
	must[int](t)(s.RaiseDueTasks(t.Context(), 100))
	second := taken(t, s)
	if len(first.Notices) != 1 || len(second.Notices) != 1 || second.Notices[0].TaskTitle != "Two" || second.Delivery == first.Delivery {
		t.Errorf("%+v, then %+v", first, second)
	}
	ok(t, s.EndDelivery(t.Context(), second, crm.DeliveryEnd{Sent: true}))
	ok(t, s.EndDelivery(t.Context(), first, crm.DeliveryEnd{Sent: true}))
	if p := taken(t, s); p.Delivery != "" {
		t.Errorf("%+v", p)
	}
}

func TestSeveralWhoSendTellEachUserOnce(t *testing.T) {
	s, clk, _, boss := colleaguesAt(t)
	const many = 20
	for i := range many {
		name := "agent" + string(rune('a'+i))
		v := viewer(t, s, name, crm.RoleAgent, agent(t, s, name).ID)
		wantsMail(t, s, v, asIs)
		give(t, s, boss, v, name, dueIn(t, clk, time.Minute))
		give(t, s, boss, v, name, dueIn(t, clk, time.Minute))
	}
	clk.Advance(2 * time.Minute)
	var work sync.WaitGroup
	var mu sync.Mutex
	sent := map[crm.UserID]int{}
	notices := 0
	for range 4 {
		work.Go(func() {
			for range 10 * many { // others may be raising, or at what is due
				if _, err := s.RaiseDueTasks(t.Context(), 3); err != nil {
					t.Error(err)
					return
				}
				p, found, err := s.TakeDelivery(t.Context(), crm.ByMail)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				if found {
					sent[p.To.ID]++
					notices += len(p.Notices)
				}
				over := notices == 2*many
				mu.Unlock()
				if over {
					return
				}
				if found {
					if err := s.EndDelivery(t.Context(), p, crm.DeliveryEnd{Sent: true}); err != nil {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	work.Wait()
	if len(sent) != many || notices != 2*many {
		t.Errorf("%d users were told of %d", len(sent), notices)
	}
}

func TestChoicesNeedAnAddressAndPlanAnew(t *testing.T) {
	s, clk, anna, boss := colleaguesAt(t)
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
	if p := taken(t, s); p.Delivery != "" {
		t.Fatalf("%+v", p)
	}
	wantsMail(t, s, anna, asIs) // at once
	if p := taken(t, s); len(p.Notices) != 1 {
		t.Fatalf("%+v", p)
	}
	// What is put off is sent when it comes back.
	n := noticesOf(t, s, anna, crm.NoticeUnread)[0]
	must[crm.Notice](t)(s.SnoozeNotice(t.Context(), anna, n.ID, clk.Now().Add(3*time.Hour)))
	if p := taken(t, s); p.Delivery != "" {
		t.Fatalf("%+v", p)
	}
	clk.Advance(3 * time.Hour)
	told := false
	for p := taken(t, s); p.Delivery != ""; p = taken(t, s) {
		told = told || len(p.Notices) == 1
		ok(t, s.EndDelivery(t.Context(), p, crm.DeliveryEnd{Sent: true}))
	}
	if !told {
		t.Error("nobody was told that it is back")
	}
}
