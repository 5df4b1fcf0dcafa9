package e2e_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func TestCards(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{},
		firstCallOfANumberOpensItsCard,
		everySpellingOfANumberIsTheSameCard,
		withheldNumbersNeverShareACard,
		timelineTellsTheWholeCall,
		callersNameIsShownAsItWasSent,
	)
}

// ring calls once, with nobody there, and hangs up when the call is on a card.
func ring(t *testing.T, v *e2e.Vonal, change func(*sipphone.CallConfig)) e2e.Call {
	t.Helper()
	before := map[string]bool{}
	for _, c := range v.Calls(t, "") {
		before[c.ID] = true
	}
	caller := v.Dial(t, "", change)
	within(t, "the caller is in the queue", caller.WaitAnswered)
	eventually(t, patience, func() bool {
		var desk e2e.Desk
		v.Get(t, "/desk", &desk)
		return len(desk.Calls) == 1 && desk.Calls[0].CardID != ""
	}, "the call is on a card")
	caller.Hangup()
	var call e2e.Call
	eventually(t, patience, func() bool {
		for _, c := range v.Calls(t, "") {
			if !before[c.ID] {
				call = c
				return true
			}
		}
		return false
	}, "the call is written")
	return call
}

func as(from string) func(*sipphone.CallConfig) {
	return func(c *sipphone.CallConfig) { c.From = from }
}

func rawly(from string) func(*sipphone.CallConfig) {
	return func(c *sipphone.CallConfig) { c.RawFrom = from }
}

func firstCallOfANumberOpensItsCard(t *testing.T, v *e2e.Vonal) {
	from := v.Number()
	call := ring(t, v, as(from))
	card := v.Card(t, from)
	if card.ID != call.CardID || !slices.Equal(card.Phones, []string{from}) || card.Kind != "customer" || card.Tier != "normal" {
		t.Errorf("call on card %s, found %+v", call.CardID, card)
	}
	again := ring(t, v, as(from))
	if again.CardID != card.ID {
		t.Errorf("the second call is on card %s, not %s", again.CardID, card.ID)
	}
}

func everySpellingOfANumberIsTheSameCard(t *testing.T, v *e2e.Vonal) {
	const number = "+36301234567"
	var card string
	for _, spelling := range []func(*sipphone.CallConfig){
		as(number), as("06301234567"), as("0036301234567"), as("36301234567"), as("301234567"),
		as("+36-30-123-4567"), as("+36.30.123.4567"), as("(06)30-123-4567"),
		rawly(`"Péter" <sip:+36301234567;ext=5@trunk.example:5060;user=phone>`),
		rawly(`<sip:0036%2030%20123%204567@127.0.0.1>`),
		rawly(`sip:06301234567@127.0.0.1`),
		rawly(`<tel:+36-30-123-4567>`),
	} {
		var cfg sipphone.CallConfig
		spelling(&cfg)
		call := ring(t, v, spelling)
		if card == "" {
			card = call.CardID
		}
		if call.CardID != card || call.From != number {
			t.Errorf("%s%s: from %q on card %s, not %s", cfg.From, cfg.RawFrom, call.From, call.CardID, card)
		}
	}
	for _, written := range []string{"+36 30 123 4567", "06 30 123 4567", "0036301234567", "tel:+36301234567", "(06-30) 123-4567"} {
		if found := v.Card(t, written); found.ID != card {
			t.Errorf("%q finds card %s, not %s", written, found.ID, card)
		}
	}
}

func withheldNumbersNeverShareACard(t *testing.T, v *e2e.Vonal) {
	seen := map[string]string{}
	for _, withheld := range []func(*sipphone.CallConfig){
		as("anonymous"), as("anonymous"), as("Anonymous"), as("unknown"), as("unavailable"), as("restricted"),
		rawly(`<sip:127.0.0.1>`),
		func(c *sipphone.CallConfig) { c.HideCaller = true },
		func(c *sipphone.CallConfig) { c.HideCaller = true },
	} {
		var cfg sipphone.CallConfig
		withheld(&cfg)
		what := fmt.Sprintf("%q %q hidden %t", cfg.From, cfg.RawFrom, cfg.HideCaller)
		call := ring(t, v, withheld)
		if other, known := seen[call.CardID]; known {
			t.Errorf("%s is on the card of %s", what, other)
		}
		seen[call.CardID] = what
		var card e2e.Card
		v.Get(t, "/cards/"+call.CardID, &card)
		if card.Kind != "withheld" || len(card.Phones) != 0 {
			t.Errorf("%s: the card is %+v", what, card)
		}
	}
}

func timelineTellsTheWholeCall(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Refuses(486))
	boris := v.Agent(t, "Boris", sipphone.Answers(200*time.Millisecond))
	from := v.Number()
	caller, _ := talking(t, v, from, boris)
	caller.Hangup()
	written := v.Written(t, from)
	fieldsOf := func(c e2e.Call) string {
		return fmt.Sprint(c.ID, c.Disposition, c.AgentID, *c.WaitMs, *c.TalkMs, c.RecordingID, c.Recording.State, len(c.Offers))
	}
	results(t, written, []*e2e.Agent{anna, boris}, "rejected", "answered")
	items := v.Timeline(t, v.Card(t, from).ID)
	var kinds []string
	for i, item := range items {
		kinds = append(kinds, item.Kind)
		if i > 0 && item.At.After(items[i-1].At) {
			t.Errorf("item %d is newer than the one before it", i+1)
		}
		if item.Kind == "call" && (item.Call == nil || fieldsOf(*item.Call) != fieldsOf(written)) {
			t.Errorf("the timeline has %+v, the call is %+v", item.Call, written)
		}
	}
	slices.Sort(kinds)
	if !slices.Equal(kinds, []string{"call", "opened"}) {
		t.Errorf("the timeline has %v", kinds)
	}
	var single e2e.Call
	v.Get(t, "/calls/"+written.ID, &single)
	if fieldsOf(single) != fieldsOf(written) {
		t.Errorf("by its id the call is %+v, in the list %+v", single, written)
	}
	if byCard := v.Calls(t, "card_id="+url.QueryEscape(written.CardID)); len(byCard) != 1 {
		t.Errorf("%d calls on the card", len(byCard))
	}
}

func callersNameIsShownAsItWasSent(t *testing.T, v *e2e.Vonal) {
	for _, name := range []string{"Kovács Péter", "ООО Ромашка", "Ada \"Countess\" \\ Lovelace", "田中さん", "👩‍👩‍👧 family"} {
		from := v.Number()
		call := ring(t, v, func(c *sipphone.CallConfig) { c.From, c.Name = from, name })
		if call.FromName != name {
			t.Errorf("%q became %q", name, call.FromName)
		}
	}
}
