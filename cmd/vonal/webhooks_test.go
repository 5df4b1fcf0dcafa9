package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/hook"
	"vonal/internal/fault"
)

// heard is what an address outside was told.
type heard struct {
	ID, Type  string
	Data      crm.EventData
	id, stamp string
	signature string
	body      []byte
}

// outside is an address outside that keeps what it is told, and answers a status.
type outside struct {
	mu     sync.Mutex
	status int
	all    []heard
}

func (o *outside) answer(status int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.status = status
}

func (o *outside) heard() []heard {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]heard{}, o.all...)
}

func (o *outside) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h := heard{id: r.Header.Get("webhook-id"), stamp: r.Header.Get("webhook-timestamp"), signature: r.Header.Get("webhook-signature"), body: body}
	_ = json.Unmarshal(body, &h)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all = append(o.all, h)
	w.WriteHeader(o.status)
}

// listening has a program reach an address outside, which is made a webhook.
func listening(t *testing.T, p *program) (o *outside, w crm.Webhook, secret string) {
	t.Helper()
	o = &outside{status: http.StatusNoContent}
	server := httptest.NewTLSServer(o)
	t.Cleanup(server.Close)
	p.outside = server.Client()
	transport, _ := p.outside.Transport.(*http.Transport)
	transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", server.Listener.Addr().String())
	}
	name, address, events := "Warehouse", "https://example.com/hook", crm.EventKinds
	w, secret, err := p.store.AddWebhook(t.Context(), crm.WebhookChange{Name: &name, URL: &address, Events: &events})
	if err != nil {
		t.Fatal(err)
	}
	return o, w, secret
}

func TestAWebhookIsToldByASignatureAndAgainUnderTheSameID(t *testing.T) {
	p, _, clk, user := sending(t)
	p.Post = nil
	o, w, secret := listening(t, p)
	o.answer(http.StatusServiceUnavailable)
	carrying(t, p)
	if _, err := p.store.CreateCard(t.Context(), user.Viewer(), crm.NewCard{Name: "Szabó"}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is not tried again", func() bool { return waiting(t, p, crm.ByWebhook, retrying) == 1 })
	o.answer(http.StatusOK)
	later(t, p, clk, time.Minute)
	eventually(t, "it is not told", func() bool { return waiting(t, p, crm.ByWebhook, undone) == 0 })
	all := o.heard()
	if len(all) != 2 || all[0].ID != all[1].ID || all[1].id != all[1].ID || all[1].Type != "card.created" || all[1].Data.Card == "" {
		t.Fatalf("%+v", all)
	}
	for _, h := range all {
		if want, err := hook.Sign(secret, h.id, h.stamp, h.body); err != nil || h.signature != want {
			t.Errorf("signed %s, not %s (%v)", h.signature, want, err)
		}
	}
	told, err := p.store.WebhookDeliveries(t.Context(), w.ID)
	if err != nil || len(told) != 1 || told[0].State != crm.WebhookSent || told[0].Attempts != 2 || told[0].Status != 200 {
		t.Errorf("%+v, %v", told, err)
	}
}

// TestAWebhookThatWantsNoMoreOrFailsForLongIsOff has one answer 410, and fail
// until patience ends.
func TestAWebhookThatWantsNoMoreOrFailsForLongIsOff(t *testing.T) {
	p, _, clk, _ := sending(t)
	p.Post = nil
	o, w, _ := listening(t, p)
	carrying(t, p)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	admin, err := p.store.CreateUser(t.Context(), crm.NewUser{Login: "chief", Name: "Chief", Role: crm.RoleAdministrator, Password: "violet anchor 77 moss"})
	must(err)
	off := func(why crm.WebhookOff) func() bool {
		return func() bool {
			all, err := p.store.ListWebhooks(t.Context())
			return err == nil && all[0].Off == why
		}
	}
	o.answer(http.StatusGone)
	must(p.store.TestWebhook(t.Context(), w.ID))
	eventually(t, "it is still on", off(crm.OffGone))
	list, err := p.store.ListNotices(t.Context(), admin.Viewer(), crm.NoticeUnread, crm.Page{})
	if err != nil || len(list.Items) != 1 || list.Items[0].Kind != crm.NoticeWebhookOff || list.Items[0].Webhook != "Warehouse" {
		t.Errorf("%+v, %v", list.Items, err)
	}
	if err := p.store.TestWebhook(t.Context(), w.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("tried while it is off: %v", err)
	}
	on := true
	_, err = p.store.ChangeWebhook(t.Context(), w.ID, crm.WebhookChange{On: &on})
	must(err)
	o.answer(http.StatusInternalServerError)
	must(p.store.TestWebhook(t.Context(), w.ID))
	eventually(t, "it is not tried again", func() bool { return waiting(t, p, crm.ByWebhook, retrying) == 1 })
	if !off("")() {
		t.Error("off after one failure")
	}
	later(t, p, clk, crm.WebhookPatience+time.Hour)
	eventually(t, "it is still on after it has failed for days", off(crm.OffFailing))
}
