package api_test

import (
	"testing"

	"vonal/api"
	"vonal/crm"
)

func TestFilesOfADealAndATaskAreOnTheCardToo(t *testing.T) {
	h := open(t)
	card := h.customer("Szabó")
	deal := h.deal(card.ID, "Licence", 100)
	task := h.task(agent, `{"title":"Send it","card_id":"`+card.ID+`"}`)
	ofDeal := h.added(agent, "/deals/"+deal.ID+"/files", "offer.pdf", pdf("deal"), part{"kind", "", "offer"})
	ofTask := h.added(agent, "/tasks/"+task.ID+"/files", "list.pdf", pdf("task"))
	h.added(agent, "/cards/"+card.ID+"/files", "card.pdf", pdf("card"))
	if *ofDeal.CardID != card.ID || *ofDeal.DealID != deal.ID || *ofTask.CardID != card.ID || *ofTask.TaskID != task.ID || ofTask.DealID != nil {
		t.Errorf("%+v, %+v", ofDeal, ofTask)
	}
	for path, n := range map[string]int{"/deals/" + deal.ID: 1, "/tasks/" + task.ID: 1, "/cards/" + card.ID: 3} {
		if list := want[api.FileList](h, agent, "GET", path+"/files", "", 200); len(list.Items) != n {
			t.Errorf("%s has %d", path, len(list.Items))
		}
	}
	added := 0
	for _, e := range want[api.Timeline](h, agent, "GET", "/cards/"+card.ID+"/timeline", "", 200).Items {
		if e.Kind == "file_added" {
			added++
		}
	}
	if added != 3 {
		t.Errorf("the card tells of %d", added)
	}
	h.added(agent, "/files/"+ofTask.ID+"/versions", "list.pdf", pdf("task, better"))
}

func TestATaskAboutNobodyHasFilesForWhoSeesIt(t *testing.T) {
	h := open(t)
	h.own("seller", crm.Grants{crm.SeeTasks: crm.ScopeOwn, crm.EditTasks: crm.ScopeOwn, crm.SeeFiles: crm.ScopeOwn, crm.AddFiles: crm.ScopeOwn})
	h.token("seller")
	asked := h.task(head, `{"title":"Write it","assignee_id":"`+string(h.users["seller"].ID)+`"}`)
	other := h.task(head, `{"title":"Not theirs"}`)
	f := h.added(head, "/tasks/"+asked.ID+"/files", "plan.pdf", pdf("plan"))
	if f.CardID != nil {
		t.Errorf("%+v", f)
	}
	want[api.File](h, "seller", "GET", "/files/"+f.ID, "", 200)
	if a := h.do("seller", "GET", "/files/"+f.ID+"/content", ""); a.status != 200 || string(a.body) != pdf("plan") {
		t.Errorf("%d", a.status)
	}
	hidden := h.added(head, "/tasks/"+other.ID+"/files", "secret.pdf", pdf("secret"))
	refused(h, "seller", "GET", "/files/"+hidden.ID, "", 404, "not_found")
	refused(h, "seller", "GET", "/files/"+hidden.ID+"/content", "", 404, "not_found")
	refused(h, "seller", "GET", "/tasks/"+other.ID+"/files", "", 404, "not_found")
	h.turnedAwayBy("seller", 404, "not_found", "/tasks/"+other.ID+"/files", part{"file", "x.pdf", pdf("x")})
	want[any](h, head, "DELETE", "/files/"+f.ID, "", 204)
	want[api.File](h, head, "POST", "/files/"+f.ID+"/restore", "", 200)
}

func TestMergedCardsHaveTheFilesOfBoth(t *testing.T) {
	h := open(t)
	kept, merged := h.customer("Szabó"), h.customer("Szabó Kft")
	deal := h.deal(merged.ID, "Licence", 100)
	h.added(agent, "/cards/"+merged.ID+"/files", "a.pdf", pdf("a"))
	h.added(agent, "/deals/"+deal.ID+"/files", "b.pdf", pdf("b"))
	m := want[api.CardMerged](h, head, "POST", "/cards/"+kept.ID+"/merge", `{"other_id":"`+merged.ID+`"}`, 200)
	if list := want[api.FileList](h, agent, "GET", "/cards/"+kept.ID+"/files", "", 200); len(list.Items) != 2 {
		t.Errorf("%d came along", len(list.Items))
	}
	want[any](h, head, "POST", "/merges/"+*m.MergeID+"/undo", "", 200)
	if list := want[api.FileList](h, agent, "GET", "/cards/"+merged.ID+"/files", "", 200); len(list.Items) != 2 {
		t.Errorf("%d went back", len(list.Items))
	}
	if list := want[api.FileList](h, agent, "GET", "/deals/"+deal.ID+"/files", "", 200); len(list.Items) != 1 {
		t.Errorf("the deal has %d", len(list.Items))
	}
}
