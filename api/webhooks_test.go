package api_test

import (
	"strings"
	"testing"

	"vonal/api"
)

func TestAWebhookIsMadeTriedChangedAndRemoved(t *testing.T) {
	h := open(t)
	made := want[api.WebhookMade](h, admin, "POST", "/webhooks", `{"name":"Warehouse","url":"https://example.com/vonal","events":["deal.moved","card.created"]}`, 201)
	if w := made.Webhook; !strings.HasPrefix(made.Secret, "whsec_") || !w.On || w.OffBecause != nil || len(w.Events) != 2 {
		t.Errorf("%+v", made)
	}
	path := "/webhooks/" + made.Webhook.ID
	want[api.Card](h, head, "POST", "/cards", `{"name":"Szabó"}`, 201)
	want[struct{}](h, admin, "POST", path+"/test", "", 202)
	told := want[api.WebhookDeliveryList](h, admin, "GET", path+"/deliveries", "", 200).Items
	if len(told) != 2 || told[0].Type != "webhook.test" || told[1].Type != "card.created" || told[1].State != "waiting" || told[1].NextAt == nil {
		t.Errorf("told of %+v", told)
	}
	want[struct{}](h, admin, "POST", path+"/deliveries/"+told[1].ID+"/again", "", 202)
	refused(h, admin, "POST", path+"/deliveries/nobody/again", "", 404, "not_found")

	off := want[api.Webhook](h, admin, "PATCH", path, `{"on":false}`, 200)
	if off.On || off.OffBecause == nil || *off.OffBecause != "by_hand" {
		t.Errorf("%+v", off)
	}
	refused(h, admin, "POST", path+"/test", "", 409, "conflict")
	for field, body := range map[string]string{"url": `{"url":"https://10.0.0.1/"}`, "name": `{"name":" "}`} {
		p := refused(h, admin, "PATCH", path, body, 422, "invalid")
		if (*p.Errors)[0].Field != field {
			t.Errorf("%+v", p)
		}
	}
	if all := want[api.WebhookList](h, admin, "GET", "/webhooks", "", 200).Items; len(all) != 1 || all[0].Name != "Warehouse" {
		t.Errorf("%+v", all)
	}
	want[struct{}](h, admin, "DELETE", path, "", 204)
	refused(h, admin, "GET", path+"/deliveries", "", 404, "not_found")
	whats := []string{}
	for _, line := range want[api.AuditList](h, admin, "GET", "/audit?thing_id="+made.Webhook.ID, "", 200).Items {
		whats = append(whats, line.What)
	}
	if got := strings.Join(whats, " "); got != "webhook_removed webhook_changed webhook_tried webhook_made" {
		t.Errorf("audited: %s", got)
	}
}
