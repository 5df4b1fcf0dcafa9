package api_test

import (
	"testing"

	"vonal/api"
	"vonal/crm"
)

func TestAQueueIsSeenPausedAndResumed(t *testing.T) {
	h := open(t)
	h.jobs.queues = []crm.Queue{{Channel: crm.ByMail, Waiting: 3, Retrying: 1, Failure: "the server is away", Oldest: h.clock.Now()}}
	seen := func() api.Queue { return want[api.JobList](h, admin, "GET", "/jobs", "", 200).Queues[0] }
	if q := seen(); q.Name != "mail" || q.Waiting != 3 || q.Failure == nil || q.OldestAt == nil || q.PausedAt != nil {
		t.Errorf("%+v", q)
	}
	want[struct{}](h, admin, "POST", "/queues/mail/pause", "", 204)
	if seen().PausedAt == nil {
		t.Error("not paused")
	}
	want[struct{}](h, admin, "POST", "/queues/mail/resume", "", 204)
	if seen().PausedAt != nil {
		t.Error("still paused")
	}
	refused(h, admin, "POST", "/queues/pigeons/pause", "", 404, "not_found")
}

func TestWhatCouldNotBeSentIsSeenAndSentAgain(t *testing.T) {
	h := open(t)
	made := want[api.WebhookMade](h, admin, "POST", "/webhooks", `{"name":"Warehouse","url":"https://example.com/vonal","events":["deal.moved"]}`, 201)
	want[struct{}](h, admin, "POST", "/webhooks/"+made.Webhook.ID+"/test", "", 202)
	id := want[api.WebhookDeliveryList](h, admin, "GET", "/webhooks/"+made.Webhook.ID+"/deliveries", "", 200).Items[0].ID
	h.must(h.store.EndWebhookDelivery(t.Context(), crm.WebhookDeliveryID(id), crm.WebhookEnd{DeliveryEnd: crm.DeliveryEnd{Over: true, Why: "503"}}))
	over := want[api.UndeliveredList](h, admin, "GET", "/undelivered", "", 200).Items
	if len(over) != 1 || over[0].ID != id || over[0].Channel != "webhook" || over[0].To != "Warehouse" || over[0].Why != "503" || *over[0].Event != "webhook.test" {
		t.Fatalf("%+v", over)
	}
	want[struct{}](h, admin, "POST", "/undelivered/"+id+"/again", "", 202)
	if left := want[api.UndeliveredList](h, admin, "GET", "/undelivered", "", 200).Items; len(left) != 0 {
		t.Errorf("%+v", left)
	}
	refused(h, admin, "POST", "/undelivered/"+id+"/again", "", 404, "not_found")
	refused(h, admin, "POST", "/undelivered/nobody/again", "", 404, "not_found")
}
