package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"vonal/api"
	"vonal/crm"
	"vonal/internal/testenv"
	"vonal/routing"
)

func TestThePageHearsOfAgentsAndCallsInTheirOrder(t *testing.T) {
	h := open(t)
	l := h.subscribe(head)
	anna := routing.Agent{ID: routing.AgentID(h.anna.ID), State: routing.AgentAvailable, Since: aMoment, PhoneUp: true, Version: 7}
	h.realtime.AgentChanged(anna)
	if e := l.next(); e.Type != "agent" || e.Agent.Name != "Anna" || e.Agent.State != "available" || e.Agent.Version != 7 || e.Agent.Extension != "101" {
		t.Errorf("%+v", e.Agent)
	}
	call := live("l1", h.anna.ID)
	h.realtime.CallChanged(call)
	if e := l.next(); e.Type != "call" || *e.Call.From != "+36301234567" || e.Call.State != "ringing" {
		t.Errorf("%+v", e.Call)
	}
	call.Phase, call.AnsweredAt = routing.Talking, aMoment.Add(5*time.Second)
	h.realtime.CallChanged(call)
	if e := l.next(); e.Call.State != "talking" || *e.Call.WaitMs != 5000 {
		t.Errorf("%+v", e.Call)
	}
	h.realtime.CallGone("l1")
	if e := l.next(); e.Type != "call_gone" || *e.CallID != "l1" {
		t.Errorf("%+v", e)
	}
	for n := range int64(200) { // faster than they can be sent: what comes is in order and ends with the last
		anna.Version = 8 + n
		h.realtime.AgentChanged(anna)
	}
	for last := int64(7); last < 207; {
		e := l.next()
		if e.Agent.Version <= last {
			t.Fatalf("version %d after %d", e.Agent.Version, last)
		}
		last = e.Agent.Version
	}
}

func TestWhatAnAdministratorChangesIsPublished(t *testing.T) {
	h := open(t)
	l := h.subscribe(agent)
	h.realtime.AgentChanged(routing.Agent{ID: routing.AgentID(h.boris.ID), State: routing.AgentAvailable, Version: 3})
	l.next()
	want[any](h, admin, "PATCH", "/agents/"+string(h.boris.ID), `{"name":"Barnabás"}`, 200)
	if e := l.next(); e.Type != "agent" || e.Agent.Name != "Barnabás" || e.Agent.State != "available" {
		t.Errorf("%+v", e)
	}
	want[any](h, admin, "PUT", "/policy", `{"wrapup_ms":90000}`, 200)
	if e := l.next(); e.Type != "policy" || e.Policy.WrapupMs != 90000 {
		t.Errorf("%+v", e)
	}
	want[any](h, admin, "DELETE", "/agents/"+string(h.boris.ID), "", 204)
	if e := l.next(); e.Type != "agent_gone" || *e.AgentID != string(h.boris.ID) {
		t.Errorf("%+v", e)
	}
	h.realtime.AgentChanged(routing.Agent{ID: routing.AgentID(h.boris.ID), State: routing.AgentOffline}) // a late fact
	h.realtime.AgentChanged(routing.Agent{ID: routing.AgentID(h.anna.ID), State: routing.AgentAvailable})
	if e := l.next(); e.Type != "agent" || e.Agent.Name != "Anna" {
		t.Errorf("a removed agent came back: %+v", e)
	}
}

func TestAnAgentHearsOfEveryCallButOnlyWhoCallsThem(t *testing.T) {
	h := open(t)
	own, all := h.subscribe(agent), h.subscribe(head)
	call := live("l1", h.boris.ID)
	h.realtime.CallChanged(call)
	if e := own.next(); e.Call.ID != "l1" || e.Call.From != nil || e.Call.CardName != nil || e.Call.State != "ringing" {
		t.Errorf("a colleague's call: %+v", e.Call)
	}
	if e := all.next(); e.Call.From == nil {
		t.Errorf("hidden from the head: %+v", e.Call)
	}
	call.Agent = routing.AgentID(h.anna.ID)
	h.realtime.CallChanged(call)
	if e := own.next(); e.Call.From == nil || *e.Call.CardName != "Szabó Bútor" {
		t.Errorf("their own call: %+v", e.Call)
	}
	all.next()
	call.Agent, call.Phase = "", routing.Waiting
	h.realtime.CallChanged(call)
	if e := own.next(); e.Call.From != nil {
		t.Errorf("nobody's call: %+v", e.Call)
	}
	if e := all.next(); e.Call.From == nil || e.Call.AgentID != nil {
		t.Errorf("%+v", e.Call)
	}
	h.realtime.CallGone("l1")
	if e := own.next(); e.Type != "call_gone" {
		t.Errorf("one call came twice: %+v", e)
	}
	if e := all.next(); e.Type != "call_gone" {
		t.Errorf("one call came twice: %+v", e)
	}
}

func TestAPageThatWasAwayCatchesUp(t *testing.T) {
	h := open(t)
	l, _ := h.connect(h.ticket(agent))
	var sub struct {
		Epoch  string `json:"epoch"`
		Offset uint64 `json:"offset"`
	}
	h.must(json.Unmarshal(l.ask(`{"id":2,"subscribe":{"channel":"desk"}}`)["subscribe"], &sub))
	l.socket.CloseNow()
	h.realtime.CallChanged(live("l1", h.anna.ID))
	h.realtime.CallChanged(live("l2", h.boris.ID))
	h.realtime.CallGone("l0")
	other := h.subscribe(head)
	h.realtime.CallGone("l3")
	other.next() // so everything before it has been published
	l, _ = h.connect(h.ticket(agent))
	var back struct {
		Recovered    bool `json:"recovered"`
		Publications []struct {
			Data api.DeskEvent `json:"data"`
		} `json:"publications"`
	}
	reply := l.ask(fmt.Sprintf(`{"id":2,"subscribe":{"channel":"desk","recover":true,"epoch":%q,"offset":%d}}`, sub.Epoch, sub.Offset))
	h.must(json.Unmarshal(reply["subscribe"], &back))
	got := ""
	for _, p := range back.Publications {
		got += string(p.Data.Type)
		if p.Data.Call != nil {
			got += fmt.Sprint(" ", p.Data.Call.ID, " ", p.Data.Call.From != nil)
		}
		got += ", "
	}
	if !back.Recovered || got != "call l1 true, call l2 false, call_gone, call_gone, " {
		t.Errorf("recovered %v: %s", back.Recovered, got)
	}
}

func TestATicketIsGoodOnceAndForHalfAMinute(t *testing.T) {
	h := open(t)
	ticket := h.ticket(agent)
	if _, reply := h.connect(ticket); reply["connect"] == nil {
		t.Fatalf("%s", reply["error"])
	}
	old := h.ticket(agent)
	h.clock.Advance(31 * time.Second)
	for name, token := range map[string]string{"spent": ticket, "too old": old, "none": "", "made up": "AAAA", "an API token": h.token(admin)} {
		if _, reply := h.connect(token); reply["connect"] != nil || !strings.Contains(string(reply["error"]), `"code":109`) {
			t.Errorf("a ticket %s: %s", name, reply)
		}
	}
}

func TestAPageOfAnotherSiteCannotConnect(t *testing.T) {
	h := open(t)
	h.user(agent)
	cookie := h.logIn("agent")
	for _, origin := range []string{"https://evil.example", "null", h.url + ".evil.example"} {
		_, res, err := h.dial(http.Header{"Origin": {origin}, "Cookie": {cookie.Name + "=" + cookie.Value}})
		if err == nil || res == nil || res.StatusCode != 403 {
			t.Errorf("%s: %v", origin, err)
		}
	}
	socket, _, err := h.dial(http.Header{"Origin": {h.url}})
	h.must(err)
	socket.CloseNow()
	l, reply := h.connect("") // the cookie alone opens nothing
	if reply["connect"] != nil {
		t.Errorf("connected without a ticket: %v", l)
	}
}

func TestNobodyHearsAChannelThatIsNotTheirs(t *testing.T) {
	h := open(t)
	for role, channels := range map[crm.Role][]string{purse: {"desk"}, agent: {"desk:" + string(h.boris.ID), "agent", "", "desk "}} {
		l, reply := h.connect(h.ticket(role))
		if reply["connect"] == nil {
			t.Fatalf("%s: %s", role, reply["error"])
		}
		for i, channel := range channels {
			reply := l.ask(fmt.Sprintf(`{"id":%d,"subscribe":{"channel":%q}}`, i+2, channel))
			if reply["subscribe"] != nil {
				t.Errorf("%s subscribed to %q", role, channel)
			}
		}
	}
	if got := want[api.Ticket](h, purse, "POST", "/realtime/ticket", "", 201); len(got.Channels) != 0 {
		t.Errorf("the accountant is offered %v", got.Channels)
	}
	for _, command := range []string{
		`"publish":{"channel":"desk","data":{"type":"agent"}}`, `"history":{"channel":"desk","limit":10}`, `"presence":{"channel":"desk"}`, `"rpc":{"method":"x"}`,
	} {
		if reply := h.subscribe(agent).ask(`{"id":3,` + command + `}`); reply["error"] == nil && reply["closed"] == nil {
			t.Errorf("%s: %v", command, reply)
		}
	}
}

func TestPagesCloseWhenTheirSessionOrUserEnds(t *testing.T) {
	h := open(t)
	h.user(agent)
	cookie := h.logIn("agent")
	inSession := func() *listener {
		var ticket api.Ticket
		h.must(json.Unmarshal(h.with(cookie, "POST", "/realtime/ticket").body, &ticket))
		l, reply := h.connect(ticket.Ticket)
		if reply["connect"] == nil {
			t.Fatalf("%s", reply["error"])
		}
		return l
	}
	first, token := inSession(), h.subscribe(agent)
	var unspent api.Ticket
	h.must(json.Unmarshal(h.with(cookie, "POST", "/realtime/ticket").body, &unspent))
	h.with(cookie, "DELETE", "/sessions")
	first.wantClosed("its session ended")
	if _, reply := h.connect(unspent.Ticket); reply["connect"] != nil {
		t.Error("a ticket outlived its session")
	}
	h.realtime.CallGone("x")
	token.next() // another way in stays open
	want[any](h, admin, "PATCH", "/users/"+string(h.user(agent).ID), `{"disabled":true}`, 200)
	token.wantClosed("its user was disabled")
}

func TestAnOpenPageKeepsItsSessionUntilItEndsElsewhere(t *testing.T) {
	h := open(t)
	h.user(agent)
	cookie := h.logIn("agent")
	var ticket api.Ticket
	h.must(json.Unmarshal(h.with(cookie, "POST", "/realtime/ticket").body, &ticket))
	page, reply := h.connect(ticket.Ticket)
	if reply["connect"] == nil {
		t.Fatalf("%s", reply["error"])
	}
	testenv.Eventually(t, patience, func() bool { return api.OpenSessions(h.realtime) == 1 }, "the page is open") // the answer comes a moment before
	for range 3 {
		h.clock.Advance(29 * time.Minute)
		api.CheckSessions(h.realtime, t.Context())
	}
	if a := h.with(cookie, "GET", "/me"); a.status != 200 {
		t.Errorf("idle although its page is open: %d", a.status)
	}
	h.must(h.store.EndSession(t.Context(), cookie.Value))
	api.CheckSessions(h.realtime, t.Context())
	page.wantClosed("its session was ended")
}

func TestAConnectionThatSendsTooMuchIsClosed(t *testing.T) {
	h := open(t)
	big := h.subscribe(agent)
	big.send(`{"id":3,"rpc":{"method":"` + strings.Repeat("x", 70<<10) + `"}}`)
	big.wantClosed("it sent 70 KiB at once")
	many := h.subscribe(agent)
	go func() {
		for i := range 200 {
			if many.socket.Write(context.Background(), websocket.MessageText, fmt.Appendf(nil, `{"id":%d,"presence":{"channel":"desk"}}`, i+3)) != nil {
				return
			}
		}
	}()
	go func() {
		for range many.replies { //nolint:revive // only emptied
		}
	}()
	many.wantClosed("it asked 200 times in a second")
	close(many.replies)
}

func TestAPageThatDoesNotReadHoldsUpNobody(t *testing.T) {
	h := open(t)
	_, reply := h.connect(h.ticket(head))
	if reply["connect"] == nil {
		t.Fatal("not connected")
	}
	deaf, _, err := h.dial(nil)
	h.must(err)
	t.Cleanup(func() { deaf.CloseNow() })
	for i, text := range []string{`{"id":1,"connect":{"token":"` + h.ticket(head) + `"}}`, `{"id":2,"subscribe":{"channel":"desk"}}`} {
		h.must(deaf.Write(t.Context(), websocket.MessageText, []byte(text)))
		_, _, err := deaf.Read(t.Context())
		if err != nil {
			t.Fatal(i, err)
		}
	}
	l := h.subscribe(head)
	call := live("l1", h.anna.ID)
	call.Name = strings.Repeat("a long name ", 1000)
	for i := range 2000 { // some 24 MB for each page, more than any socket buffers
		call.ID = routing.CallID(fmt.Sprint("l", i))
		h.realtime.CallChanged(call)
		if i%50 == 49 {
			testenv.Eventually(t, patience, func() bool {
				select {
				case e := <-l.events:
					return e.Call != nil && e.Call.ID == string(call.ID)
				default:
					return false
				}
			}, "call %s at the page that reads", call.ID)
		}
	}
}
