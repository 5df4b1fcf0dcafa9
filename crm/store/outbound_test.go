package store_test

import (
	"testing"

	"vonal/crm"
)

func TestCallsWeMakeStandOnTheCardOfTheNumberCalled(t *testing.T) {
	s, _ := fresh(t)
	anna := agent(t, s, "Anna")
	var card crm.CardID
	for i, d := range []crm.Disposition{crm.Answered, crm.NotAnswered, crm.Busy, crm.NotReached, crm.Abandoned, crm.LostPBX} {
		in := ended("made-"+string(d), "", anna.ID, "")
		in.Direction, in.From, in.FromName, in.To, in.Disposition = crm.Outbound, crm.Number{Raw: "+3615550100", E164: "+3615550100"}, "", "+36301234567", d
		if d != crm.Answered {
			in.RecordingName = ""
		}
		done := closed(t, s, in)
		if i == 0 {
			card = done.Card
		}
		if done.Card != card || done.Opened != (i == 0) {
			t.Errorf("%s: %+v", d, done)
		}
		call := must[crm.Call](t)(s.GetCall(t.Context(), crm.Viewer{Role: crm.RoleAgent, Agent: anna.ID}, in.ID))
		if call.Direction != crm.Outbound || call.Disposition != d || call.Agent != anna.ID || call.To != "+36301234567" {
			t.Errorf("%s: %+v", d, call)
		}
	}
	if c := must[crm.Card](t)(s.CardByPhone(t.Context(), "+36301234567")); c.ID != card {
		t.Errorf("on card %s, not %s", card, c.ID)
	}
}
