package store_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/seal"
	"vonal/crm/store"
	"vonal/internal/clock"
	"vonal/internal/fault"
)

// hooked is a company with a webhook that is told of everything.
func hooked(t *testing.T) (s *store.Store, clk *clock.Shifted, dsn string, w crm.Webhook) {
	t.Helper()
	dsn, clk = migrated(t), clock.NewShifted()
	s = open(t, store.Config{DSN: dsn, Clock: clk, Key: bytes.Repeat([]byte{7}, seal.KeySize)})
	name, address, events := "Warehouse", "https://example.com/hook", crm.EventKinds
	w, secret, err := s.AddWebhook(t.Context(), crm.WebhookChange{Name: &name, URL: &address, Events: &events})
	ok(t, err)
	if len(secret) < 40 {
		t.Errorf("the secret is %q", secret)
	}
	return s, clk, dsn, w
}

// told are the kinds of events of which a webhook is told, oldest first.
func told(t *testing.T, s *store.Store, w crm.Webhook) (kinds []crm.EventKind) {
	t.Helper()
	for _, d := range must[[]crm.WebhookDelivery](t)(s.WebhookDeliveries(t.Context(), w.ID)) {
		kinds = append(kinds, d.Kind)
	}
	slices.Reverse(kinds)
	return kinds
}

func TestEveryEventIsToldInItsTransaction(t *testing.T) {
	s, _, _, w := hooked(t)
	anna := agent(t, s, "Anna")
	boss := viewer(t, s, "boss", crm.RoleHead, "")
	must[store.Closing](t)(s.CloseCall(t.Context(), lost("lost", "+36301234567", morning, crm.Abandoned)))
	talk := spoken("talk", "+36301234567", anna.ID, morning.Add(time.Hour), 5*time.Minute)
	card := must[store.Closing](t)(s.CloseCall(t.Context(), talk)).Card
	must[store.Closing](t)(s.CloseCall(t.Context(), talk)) // once more
	name := "Szabó"
	must[crm.Card](t)(s.PatchCard(t.Context(), boss, card, crm.CardChange{Name: &name}))
	task := must[crm.Task](t)(s.CreateTask(t.Context(), boss, crm.NewTask{Title: "Call again", Card: card}))
	done := crm.TaskDone
	must[crm.Task](t)(s.PatchTask(t.Context(), boss, task.ID, crm.TaskChange{State: &done}))
	refusedCard := crm.CardID("0190cccc-0000-7000-8000-00000000ffff")
	_, err := s.CreateTask(t.Context(), boss, crm.NewTask{Title: "Never", Card: refusedCard})
	refused(t, err, fault.Invalid, "card_id")
	want := []crm.EventKind{crm.EventDutyOpened, crm.EventCardCreated, crm.EventCallEnded, crm.EventCallEnded, crm.EventDutyClosed,
		crm.EventCardChanged, crm.EventTaskOpened, crm.EventTaskDone}
	if got := told(t, s, w); !slices.Equal(got, want) {
		t.Errorf("told of %v,\nnot of       %v", got, want)
	}
}

func TestAWebhookIsToldOnlyOfWhatItWantsAndOnlyWhileItIsOn(t *testing.T) {
	s, _, _, w := hooked(t)
	boss := viewer(t, s, "boss", crm.RoleHead, "")
	only, off, on := []crm.EventKind{crm.EventTaskDone, crm.EventTaskDone}, false, true
	if w = must[crm.Webhook](t)(s.ChangeWebhook(t.Context(), w.ID, crm.WebhookChange{Events: &only})); len(w.Events) != 1 {
		t.Errorf("%+v", w)
	}
	finish := func(title string) {
		task := must[crm.Task](t)(s.CreateTask(t.Context(), boss, crm.NewTask{Title: title}))
		done := crm.TaskDone
		must[crm.Task](t)(s.PatchTask(t.Context(), boss, task.ID, crm.TaskChange{State: &done}))
	}
	finish("One")
	must[crm.Webhook](t)(s.ChangeWebhook(t.Context(), w.ID, crm.WebhookChange{On: &off}))
	finish("Two")
	w = must[crm.Webhook](t)(s.ChangeWebhook(t.Context(), w.ID, crm.WebhookChange{On: &on}))
	if got := told(t, s, w); !slices.Equal(got, []crm.EventKind{crm.EventTaskDone}) || w.Off != "" {
		t.Errorf("told of %v; %+v", got, w)
	}
	must[crm.Webhook](t)(s.RemoveWebhook(t.Context(), w.ID))
	finish("Three")
	_, err := s.WebhookDeliveries(t.Context(), w.ID)
	refused(t, err, fault.Unknown, "")
}

func TestAWebhookThatCannotBeIsRefused(t *testing.T) {
	s, _, dsn, w := hooked(t)
	change := func(ch crm.WebhookChange) error {
		_, err := s.ChangeWebhook(t.Context(), w.ID, ch)
		return err
	}
	for _, address := range []string{"http://example.com", "https://10.0.0.1/", "https://localhost/", "https://example.com:8443/", "https://anna@example.com/", "https://intern/"} {
		refused(t, change(crm.WebhookChange{URL: &address}), fault.Invalid, "url")
	}
	none, wrong, empty := []crm.EventKind{}, []crm.EventKind{"card.eaten"}, " "
	refused(t, change(crm.WebhookChange{Events: &none}), fault.Invalid, "events")
	refused(t, change(crm.WebhookChange{Events: &wrong}), fault.Invalid, "events")
	refused(t, change(crm.WebhookChange{Name: &empty}), fault.Invalid, "name")
	name := "WAREHOUSE"
	_, _, err := s.AddWebhook(t.Context(), crm.WebhookChange{Name: &name, URL: &w.URL, Events: &w.Events})
	refused(t, err, fault.Conflict, "name")
	other := "Shop"
	_, _, err = open(t, store.Config{DSN: dsn}).AddWebhook(t.Context(), crm.WebhookChange{Name: &other, URL: &w.URL, Events: &w.Events})
	refused(t, err, fault.Conflict, "")
}

func TestADeliveryOfAWebhookIsOneJobs(t *testing.T) {
	s, _, dsn, w := hooked(t)
	ok(t, s.TestWebhook(t.Context(), w.ID))
	d := must[[]crm.WebhookDelivery](t)(s.WebhookDeliveries(t.Context(), w.ID))[0]
	if d.Kind != crm.EventTest || d.State != crm.WebhookWaiting || d.NextAt.IsZero() {
		t.Errorf("%+v", d)
	}
	var job int64
	newest := func() int64 {
		ok(t, connect(t, dsn).QueryRow(t.Context(), "SELECT max(id) FROM river_job WHERE queue = 'webhook' AND args ->> 'id' = $1", string(d.ID)).Scan(&job))
		return job
	}
	first := newest()
	call := must[crm.WebhookCall](t)(s.TakeWebhookDelivery(t.Context(), d.ID, first))
	if call.Event != d.Event || call.URL != w.URL || string(call.Data) != "{}" {
		t.Errorf("%+v", call)
	}
	ok(t, s.EndWebhookDelivery(t.Context(), d.ID, crm.WebhookEnd{DeliveryEnd: crm.DeliveryEnd{Over: true, Why: "503"}, Status: 503}))
	_, err := s.TakeWebhookDelivery(t.Context(), d.ID, first)
	refused(t, err, fault.Unknown, "")
	ok(t, s.TellWebhookAgain(t.Context(), w.ID, d.ID))
	_, err = s.TakeWebhookDelivery(t.Context(), d.ID, first)
	refused(t, err, fault.Unknown, "")
	again := must[crm.WebhookCall](t)(s.TakeWebhookDelivery(t.Context(), d.ID, newest()))
	if again.Event != d.Event {
		t.Errorf("%+v", again)
	}
	refused(t, s.TellWebhookAgain(t.Context(), w.ID, "nobody"), fault.Unknown, "")
}
