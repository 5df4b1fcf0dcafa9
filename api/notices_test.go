package api_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
)

func (h *house) notices(role crm.Role, state string) []api.Notice {
	h.t.Helper()
	return want[api.NoticeList](h, role, "GET", "/me/notices?state="+state, "", 200).Items
}

func TestWhoIsGivenATaskFindsANotice(t *testing.T) {
	h := open(t)
	h.token(agent)
	card := h.customer("Szabó Bútor")
	task := h.task(head, fmt.Sprintf(`{"title":"Call again","card_id":%q,"assignee_id":%q}`, card.ID, h.anna.ID))
	got := h.notices(agent, "unread")
	if len(got) != 1 || got[0].Kind != "task_given" || *got[0].TaskID != task.ID || *got[0].TaskTitle != "Call again" || *got[0].CardName != "Szabó Bútor" || *got[0].By != "The head" {
		t.Fatalf("%+v", got)
	}
	path := "/me/notices/" + got[0].ID
	refused(h, head, "POST", path+"/read", "", 404, "not_found")
	refused(h, head, "POST", path+"/snooze", `{"until":"2031-01-01T00:00:00Z"}`, 422, "invalid")
	if n := want[api.Notice](h, agent, "POST", path+"/read", "", 200); n.ReadAt == nil {
		t.Errorf("%+v", n)
	}
	if n := want[api.NoticeCount](h, agent, "GET", "/me/notices/count", "", 200); n.Unread != 0 {
		t.Errorf("%+v", n)
	}
	if n := want[api.Notice](h, agent, "POST", path+"/unread", "", 200); n.ReadAt != nil {
		t.Errorf("%+v", n)
	}
	until := h.clock.Now().Add(time.Hour).UTC().Truncate(time.Second)
	want[api.Notice](h, agent, "POST", path+"/snooze", `{"until":"`+until.Format(time.RFC3339)+`"}`, 200)
	if n := want[api.NoticeCount](h, agent, "GET", "/me/notices/count", "", 200); n.Unread != 0 || !n.NextAt.Equal(until) {
		t.Errorf("%+v", n)
	}
	if got := h.notices(agent, "snoozed"); len(got) != 1 {
		t.Errorf("%+v", got)
	}
	h.clock.Advance(time.Hour)
	if got := h.notices(agent, "unread"); len(got) != 1 {
		t.Errorf("it has not come back: %+v", got)
	}
	if n := want[api.NoticeCount](h, agent, "POST", "/me/notices/read", `{"up_to":"`+h.clock.Now().UTC().Format(time.RFC3339Nano)+`"}`, 200); n.Unread != 0 {
		t.Errorf("%+v", n)
	}
	// What is somebody else's again is gone.
	want[api.Task](h, head, "PATCH", "/tasks/"+task.ID, fmt.Sprintf(`{"assignee_id":%q}`, h.boris.ID), 200)
	if got := h.notices(agent, "current"); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestOnlyWhoItIsForHearsOfANotice(t *testing.T) {
	h := open(t)
	own, others := h.subscribe(agent), h.subscribe(head)
	h.realtime.NoticesChanged(h.user(agent).ID)
	h.realtime.NoticesChanged("")
	if e := own.next(); e.Type != "changed" || *e.Kind != "notices" {
		t.Errorf("%+v", e)
	}
	if e := own.next(); *e.Kind != "notices" {
		t.Errorf("%+v", e)
	}
	if e := others.next(); *e.Kind != "notices" {
		t.Errorf("%+v", e)
	}
	h.realtime.DutiesChanged() // nothing of the first came before it
	if e := others.next(); *e.Kind != "duties" {
		t.Errorf("%+v", e)
	}
}

func TestSomebodyChoosesHowTheyAreTold(t *testing.T) {
	h := open(t, func(c *api.Config) { c.Mail = true })
	const path = "/me/notice-choices"
	if c := want[api.NoticeChoices](h, head, "GET", path, "", 200); c.Mail != "off" || !c.MailReady || c.Email != nil || *c.QuietFrom != "20:00" || c.MailFailure != nil {
		t.Errorf("%+v", c)
	}
	digest := `{"mail":"digest","daily_at":"07:30","quiet_from":null,"quiet_to":null,"zone":"Europe/Budapest","language":"hu"}`
	if p := refused(h, head, "PUT", path, digest, 422, "invalid"); p.Errors == nil || (*p.Errors)[0].Pointer != "#/mail" {
		t.Errorf("%+v", p)
	}
	address := "head@example.com"
	_, err := h.store.UpdateUser(t.Context(), h.user(head).ID, crm.UserChange{Email: &address})
	h.must(err)
	if c := want[api.NoticeChoices](h, head, "PUT", path, digest, 200); c.Mail != "digest" || c.DailyAt != "07:30" || c.QuietFrom != nil || c.Zone != "Europe/Budapest" || c.Language != "hu" || *c.Email != address {
		t.Errorf("%+v", c)
	}
	for _, bad := range []string{
		`{"mail":"digest","daily_at":"7:30","quiet_from":null,"quiet_to":null,"zone":"Europe/Budapest","language":"hu"}`,
		`{"mail":"digest","daily_at":"07:30","quiet_from":"20:00","quiet_to":null,"zone":"Europe/Budapest","language":"hu"}`,
		`{"mail":"digest","daily_at":"07:30","quiet_from":null,"quiet_to":null,"zone":"Mars/Base","language":"hu"}`,
	} {
		refused(h, head, "PUT", path, bad, 422, "invalid")
	}
	if c := want[api.NoticeChoices](h, agent, "GET", path, "", 200); c.Mail != "off" {
		t.Errorf("another's: %+v", c)
	}
}

func TestWithoutAMailServerNobodyChoosesMail(t *testing.T) {
	h := open(t)
	if c := want[api.NoticeChoices](h, head, "GET", "/me/notice-choices", "", 200); c.MailReady {
		t.Errorf("%+v", c)
	}
	refused(h, head, "PUT", "/me/notice-choices", `{"mail":"at_once","daily_at":"07:30","quiet_from":null,"quiet_to":null,"zone":"Europe/Budapest","language":"hu"}`, 409, "conflict")
}

func TestABrowserIsToldOfNotices(t *testing.T) {
	h := open(t, func(c *api.Config) { c.PushSender = func(context.Context) (string, error) { return "public", nil } })
	body := func(endpoint string) string {
		return `{"endpoint":"` + endpoint + `","p256dh":"BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU","auth":"AAAAAAAAAAAAAAAAAAAAAA","language":"hu"}`
	}
	made := want[api.Push](h, agent, "POST", "/me/push", body("https://push.example.com/1"), 201)
	for _, evil := range []string{"http://push.example.com/1", "https://127.0.0.1/", "https://169.254.169.254/latest", "https://localhost/", "https://[::1]/"} {
		refused(h, agent, "POST", "/me/push", body(evil), 422, "invalid")
	}
	if list := want[api.PushList](h, agent, "GET", "/me/push", "", 200); len(list.Items) != 1 || *list.Sender != "public" {
		t.Errorf("%+v", list)
	}
	refused(h, head, "DELETE", "/me/push/"+made.ID, "", 404, "not_found")
	want[any](h, agent, "DELETE", "/me/push/"+made.ID, "", 204)
}
