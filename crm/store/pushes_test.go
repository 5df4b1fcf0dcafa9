package store_test

import (
	"bytes"
	"strconv"
	"sync"
	"testing"

	"vonal/crm"
	"vonal/crm/seal"
	"vonal/crm/store"
	"vonal/internal/fault"
)

// aPush is a browser as it tells of itself.
func aPush(user crm.UserID, endpoint string) crm.Push {
	return crm.Push{User: user, Endpoint: endpoint, Language: "hu", Device: "Firefox", Auth: "AAAAAAAAAAAAAAAAAAAAAA",
		P256dh: "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}
}

func TestABrowserIsOneUsers(t *testing.T) {
	s, _ := fresh(t)
	anna, boss := viewer(t, s, "anna", crm.RoleHead, ""), viewer(t, s, "boss", crm.RoleHead, "")
	list := func(v crm.Viewer) []crm.Push { return must[[]crm.Push](t)(s.ListPush(t.Context(), v.User)) }
	pushed := func(v crm.Viewer) crm.NoticeChoices {
		return must[crm.NoticeChoices](t)(s.NoticeChoices(t.Context(), v.User))
	}
	made := must[crm.Push](t)(s.AddPush(t.Context(), aPush(anna.User, "https://push.example.com/1")))
	if c := pushed(anna); !c.Push || c.Language != "hu" || c.Mail != crm.MailOff || len(list(anna)) != 1 {
		t.Errorf("%+v", c)
	}
	refused(t, s.RemovePush(t.Context(), boss.User, made.ID), fault.Unknown, "")
	must[crm.Push](t)(s.AddPush(t.Context(), aPush(boss.User, "https://push.example.com/1"))) // somebody else logged in there
	if pushed(anna).Push || !pushed(boss).Push || len(list(anna)) != 0 {
		t.Errorf("%+v", list(anna))
	}
	for i := range crm.MaxPush + 2 {
		must[crm.Push](t)(s.AddPush(t.Context(), aPush(anna.User, "https://push.example.com/a"+strconv.Itoa(i))))
	}
	if n := len(list(anna)); n != crm.MaxPush {
		t.Errorf("%d browsers", n)
	}
	c := pushed(anna)
	c.QuietFrom, c.QuietTo, c.Push = "", "", false
	ok(t, s.PutNoticeChoices(t.Context(), anna.User, c))
	if !pushed(anna).Push {
		t.Error("what goes by browser was chosen away")
	}
	for _, p := range list(anna) {
		ok(t, s.RemovePush(t.Context(), anna.User, p.ID))
	}
	if pushed(anna).Push {
		t.Error("told by push without a browser")
	}
}

func TestTheSenderIsOneForAllAndIsSealed(t *testing.T) {
	dsn := migrated(t)
	s := open(t, store.Config{DSN: dsn, Key: bytes.Repeat([]byte{7}, seal.KeySize)})
	var made sync.Map
	var work sync.WaitGroup
	for i := range 5 {
		work.Go(func() {
			public, private, err := s.PushSender(t.Context(), func() (string, string, error) {
				return "public " + strconv.Itoa(i), "private " + strconv.Itoa(i), nil
			})
			if err != nil || public[len(public)-1] != private[len(private)-1] {
				t.Errorf("%q %q %v", public, private, err)
			}
			made.Store(public, true)
		})
	}
	work.Wait()
	n := 0
	made.Range(func(any, any) bool { n++; return true })
	var leaks int64
	ok(t, rawDB(t, dsn).Raw("SELECT count(*) FROM push_sender WHERE position('private'::bytea IN private) > 0").Scan(&leaks).Error)
	if n != 1 || leaks != 0 {
		t.Errorf("%d senders, %d in plain", n, leaks)
	}
	_, _, err := open(t, store.Config{DSN: dsn}).PushSender(t.Context(), nil)
	refused(t, err, fault.Unavailable, "")
}
