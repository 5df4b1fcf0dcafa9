package aritest_test

import (
	"strings"
	"testing"

	"vonal/ari"
)

func requestContract(t *testing.T, w world) {
	t.Run("OddCharactersArriveAsTheyAre", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		id, hangup := w.call(t, "vonal-a", "")
		l.started(t, id)
		h := l.Channel(id)
		for _, value := range []string{"a+b c%d", "x,y;z/w?v=u&t", "é ű 😀", `"quoted" \ back`, "", strings.Repeat("long ", 700)} {
			is(t, h.SetVariable(l.ctx, "ODD", value), nil, "set")
			got, err := h.GetVariable(l.ctx, "ODD")
			if value == "" && err != nil {
				is(t, err, ari.ErrNotFound, "an empty variable")
				continue
			}
			if err != nil || got != value {
				t.Errorf("set %.40q, got %.40q, %v", value, got, err)
			}
		}
		is(t, h.SetVariables(l.ctx, ari.Assignments{"ONE": "1", "TWO": ari.Reported("2")}), nil, "set several")
		if got, err := h.GetVariable(l.ctx, "TWO"); got != "2" || err != nil {
			t.Errorf("TWO is %q, %v", got, err)
		}
		d, err := h.Data(l.ctx)
		if is(t, err, nil, "data"); d.ChannelVars["TWO"] != "2" {
			t.Errorf("reported variables %v", d.ChannelVars)
		}
		_, err = h.GetVariable(l.ctx, "UNSET")
		is(t, err, ari.ErrNotFound, "a variable that is not set")
		if _, err := h.GetVariable(l.ctx, "SHELL(echo dangerous)"); err == nil {
			t.Error("a dangerous function was carried out")
		}
		hangup()
		l.nothingLeft(t)
	})

	t.Run("EventSourcesThatAreNotThereAreRefused", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		is(t, l.Subscribe(l.ctx, "channel:nobody"), ari.ErrInvalid, "unknown channel")
		is(t, l.Subscribe(l.ctx, "endpoint:PJSIP/nobody"), ari.ErrInvalid, "unknown endpoint")
		is(t, l.Subscribe(l.ctx, "nonsense:1"), ari.ErrInvalid, "unknown scheme")
		_, err := l.Applications().Get(l.ctx, "vonal-nobody")
		is(t, err, ari.ErrNotFound, "unknown application")
	})

	t.Run("FilterKeepsEventsAway", func(t *testing.T) {
		l := connect(t, w, "vonal-a", func(o *ari.Options) {
			o.Filter = &ari.EventFilter{Disallowed: []string{"ChannelStateChange"}}
		})
		id, hangup := w.call(t, "vonal-a", "")
		l.started(t, id)
		is(t, l.Channel(id).Answer(l.ctx), nil, "answer")
		hangup()
		await(t, l, func(e *ari.StasisEnd) bool { return e.Channel.ID == id })
		want(t, l.about(id), "StasisStart in,one", "ChannelHangupRequest normal", "StasisEnd")
		s, err := l.Snapshot(l.ctx)
		if is(t, err, nil, "snapshot"); len(s.Application.EventsDisallowed) != 1 {
			t.Errorf("disallowed %v", s.Application.EventsDisallowed)
		}
		l.nothingLeft(t)
	})

	t.Run("UserEventsReachTheApplication", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		send := func(app string, source ...string) error {
			return l.UserEvents().UserEvent(l.ctx, "contract", ari.EventsUserEventParams{
				Application: app, Source: source, Variables: ari.Assignments{"said": "hello"},
			})
		}
		is(t, send("vonal-nobody"), ari.ErrNotFound, "unknown application")
		is(t, send("vonal-a", "nonsense:1"), ari.ErrInvalid, "unknown scheme")
		is(t, send("vonal-a", "channel:nobody"), ari.ErrInvalid, "unknown source")
		is(t, send("vonal-a"), nil, "send")
		await(t, l, func(e *ari.ChannelUserevent) bool {
			return e.EventName == "contract" && e.UserEvent["said"] == "hello"
		})
	})

	t.Run("PhonesArePushedChangedAndRemoved", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		object := func(kind string) ari.ObjectHandle { return l.Object("res_pjsip", kind, "contract1") }
		is(t, object("auth").Put(l.ctx, ari.ConfigTuple{Attribute: "auth_type", Value: "digest"},
			ari.ConfigTuple{Attribute: "username", Value: "contract1"}, ari.ConfigTuple{Attribute: "password", Value: "x"}), nil, "auth")
		is(t, object("aor").Put(l.ctx, ari.ConfigTuple{Attribute: "max_contacts", Value: "1"}), nil, "aor")
		is(t, object("endpoint").Put(l.ctx, ari.ConfigTuple{Attribute: "aors", Value: "contract1"},
			ari.ConfigTuple{Attribute: "auth", Value: "contract1"}, ari.ConfigTuple{Attribute: "context", Value: "contract"}), nil, "endpoint")
		fields, err := object("aor").Get(l.ctx)
		if is(t, err, nil, "get"); !has(fields, "max_contacts", "1") {
			t.Errorf("aor %v", fields)
		}
		is(t, object("aor").Put(l.ctx, ari.ConfigTuple{Attribute: "max_contacts", Value: "2"}), nil, "change")
		fields, err = object("aor").Get(l.ctx)
		if is(t, err, nil, "get"); !has(fields, "max_contacts", "2") {
			t.Errorf("aor %v", fields)
		}
		d, err := l.Endpoint("PJSIP", "contract1").Data(l.ctx)
		if is(t, err, nil, "endpoint"); d.State != ari.EndpointStateOffline {
			t.Errorf("state %q before it registered", d.State)
		}
		_, err = l.Create(l.ctx, ari.CreateRequest{Endpoint: "PJSIP/contract1"})
		is(t, err, ari.ErrUnreachable, "create")
		is(t, l.Subscribe(l.ctx, "endpoint:PJSIP"), nil, "subscribe to all phones, now that there is one")
		is(t, l.Unsubscribe(l.ctx, "endpoint:PJSIP"), nil, "unsubscribe")
		for _, kind := range []string{"endpoint", "aor", "auth"} {
			is(t, object(kind).Delete(l.ctx), nil, "delete "+kind)
			is(t, object(kind).Delete(l.ctx), ari.ErrNotFound, "delete again "+kind)
		}
		_, err = object("endpoint").Get(l.ctx)
		is(t, err, ari.ErrNotFound, "get deleted")
		_, err = l.Object("res_pjsip", "nonsense", "x").Get(l.ctx)
		is(t, err, ari.ErrNotFound, "unknown type")
	})

	t.Run("WhatIsNotThereIsTold", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		_, err := l.Endpoints().ListByTech(l.ctx, "Nonsense")
		is(t, err, ari.ErrNotFound, "unknown technology")
		_, err = l.Create(l.ctx, ari.CreateRequest{Endpoint: "nonsense"})
		is(t, err, ari.ErrInvalid, "endpoint without technology")
		_, err = l.Create(l.ctx, ari.CreateRequest{Endpoint: "Nonsense/1"})
		is(t, err, ari.ErrUnreachable, "endpoint of an unknown technology")
		_, err = l.Originate(l.ctx, ari.OriginateRequest{Endpoint: "nonsense"})
		is(t, err, ari.ErrInvalid, "originate to it")
		h, err := l.Create(l.ctx, ari.CreateRequest{Endpoint: rings, Originator: "nobody"})
		is(t, err, nil, "an originator that has gone")
		is(t, h.Hangup(l.ctx, ""), nil, "hang up")
		is(t, l.SetGlobal(l.ctx, "CONTRACT", "x+y"), nil, "set global")
		if got, err := l.Global(l.ctx, "CONTRACT"); got != "x+y" || err != nil {
			t.Errorf("global %q, %v", got, err)
		}
		if got, err := l.Global(l.ctx, "CONTRACT_UNSET"); got != "" || err != nil {
			t.Errorf("unset global %q, %v", got, err)
		}
		_, err = l.LiveRecording("nobody").Data(l.ctx)
		is(t, err, ari.ErrNotFound, "unknown recording")
		_, err = l.Mailboxes().List(l.ctx)
		is(t, err, ari.ErrNotFound, "a module that is not loaded")
		l.nothingLeft(t)
	})

	t.Run("WhatIsTooBigIsRefused", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		is(t, l.Channel("x").SetVariables(l.ctx, ari.Assignments{"V": strings.Repeat("x", 41000)}), ari.ErrTooLarge, "by us")
		// Asterisk answers without reading on, which may look like a broken
		// connection to who is still writing.
		body := strings.NewReader(`{"variables":{"V":"` + strings.Repeat("x", 41000) + `"}}`)
		if got := status(t, w.options("vonal-a"), "POST", "/channels/x/variables", body); got != 413 && got != 0 {
			t.Errorf("Asterisk answers %d to 41,000 bytes", got)
		}
	})

	t.Run("UnknownPathsAndWrongPasswordsAreTold", func(t *testing.T) {
		o := w.options("vonal-a")
		if got := status(t, o, "GET", "/channels/", nil); got != 404 {
			t.Errorf("a path that ends in a slash: %d", got)
		}
		if got := status(t, o, "GET", "/nonsense", nil); got != 404 {
			t.Errorf("an unknown path: %d", got)
		}
		o.Password = "wrong"
		if got := status(t, o, "GET", "/channels", nil); got != 401 {
			t.Errorf("a wrong password: %d", got)
		}
	})
}

func has(fields []ari.ConfigTuple, name, value string) bool {
	for _, f := range fields {
		if f.Attribute == name {
			return f.Value == value
		}
	}
	return false
}
