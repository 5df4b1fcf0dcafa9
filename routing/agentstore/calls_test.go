package agentstore_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vonal/routing"
)

var calls = rapid.Custom(func(t *rapid.T) routing.Call {
	text := rapid.StringN(0, 12, -1)
	draw := func(name string) string { return text.Draw(t, name) }
	moment := func(name string) time.Time {
		if rapid.Bool().Draw(t, name+" is zero") {
			return time.Time{}
		}
		return time.UnixMilli(rapid.Int64Range(-1e13, 1e13).Draw(t, name)).UTC()
	}
	c := routing.Call{
		ID:      routing.CallID(rapid.StringN(1, 12, -1).Draw(t, "id")),
		Channel: routing.ChannelID(draw("channel")), From: draw("from"), Name: draw("name"), To: draw("to"),
		Caller: routing.Caller{Card: routing.CardID(draw("card")), Name: draw("caller"), Tier: draw("tier"), Owner: routing.AgentID(draw("owner"))},
		Desk:   draw("desk"),
		Phase:  rapid.SampledFrom([]routing.Phase{routing.Waiting, routing.Ringing, routing.Talking, routing.Ended}).Draw(t, "phase"),

		Searching: rapid.Bool().Draw(t, "searching"), Again: rapid.Bool().Draw(t, "again"),
		Agent: routing.AgentID(draw("agent")), Leg: routing.LegNo(rapid.IntRange(0, 99).Draw(t, "leg")),
		Connected: rapid.Bool().Draw(t, "connected"), Due: moment("due"),
		ArrivedAt: moment("arrived"), AnsweredAt: moment("answered"), EndedAt: moment("ended"),
		Disposition: routing.Disposition(draw("disposition")),
	}
	for range rapid.IntRange(0, 4).Draw(t, "offers") {
		o := routing.Offer{
			Agent: routing.AgentID(draw("offered")), Leg: routing.LegNo(rapid.IntRange(1, 99).Draw(t, "offer leg")),
			OfferedAt: moment("offered at"), RingingAt: moment("ringing at"), EndedAt: moment("offer ended"),
			Result: routing.Result(draw("result")), NotBefore: moment("not before"),
		}
		for range rapid.IntRange(0, 3).Draw(t, "reasons") {
			o.Because = append(o.Because, routing.Reason{
				Code:  routing.ReasonCode(draw("code")),
				For:   time.Duration(rapid.Int64Range(0, 1e9).Draw(t, "for")) * time.Millisecond,
				Times: rapid.IntRange(0, 9).Draw(t, "times"),
			})
		}
		c.Offers = append(c.Offers, o)
	}
	return c
})

func TestCallsComeBackAsTheyWereSaved(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		c := calls.Draw(rt, "call")
		defer func() { must(t, s.Forget(t.Context(), c.ID)) }()
		traces := rapid.SliceOfN(rapid.String(), 1, 3).Draw(rt, "traces")
		for i, trace := range traces {
			if i < len(traces)-1 {
				must(t, s.Save(t.Context(), routing.Call{ID: c.ID}, trace))
			} else {
				must(t, s.Save(t.Context(), c, trace))
			}
		}
		open, err := s.Open(t.Context())
		must(t, err)
		if len(open) != 1 || !reflect.DeepEqual(open[0], c) {
			rt.Fatalf("saved %+v\nopen %+v", c, open)
		}
		trace, err := s.Trace(t.Context(), c.ID)
		must(t, err)
		if trace != strings.Join(traces, "") {
			rt.Fatalf("trace %q of %q", trace, traces)
		}
		must(t, s.Forget(t.Context(), c.ID))
		if open, err = s.Open(t.Context()); err != nil || len(open) != 0 {
			rt.Fatalf("forgotten, but open: %v %v", open, err)
		}
		if trace, err = s.Trace(t.Context(), c.ID); err != nil || trace != "" {
			rt.Fatalf("forgotten, but traced: %q %v", trace, err)
		}
	})
}

func TestNoFieldOfACallOrAgentIsLeftOut(t *testing.T) {
	s := open(t)
	var c routing.Call
	fill(reflect.ValueOf(&c).Elem())
	c.Phase = routing.Waiting
	must(t, s.Save(t.Context(), c, ""))
	all, err := s.Open(t.Context())
	must(t, err)
	if len(all) != 1 || !reflect.DeepEqual(all[0], c) {
		t.Errorf("saved %+v\nopen  %+v", c, all)
	}
	var a routing.Agent
	fill(reflect.ValueOf(&a).Elem())
	put(t, s, a)
	if got := agent(t, s, a.ID); got != a {
		t.Errorf("put  %+v\nread %+v", a, got)
	}
}

// fill gives every field a value of its own, so that a field added to routing
// and not to the codec is found out.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(noon.Add(7 * time.Millisecond)))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0))
		fill(v.Index(1))
	case reflect.String:
		v.SetString("some " + v.Type().Name())
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(3 * time.Millisecond))
	default:
		panic("no value for a " + v.Kind().String())
	}
}

func TestAgentsComeBackAsTheyWerePut(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("\t\n\r\x00%\x7f0a"))))
		number := rapid.IntRange(-1, 1e6)
		a := routing.Agent{
			ID: routing.AgentID(text.Draw(rt, "id")), Phones: routing.Phones(text.Draw(rt, "phones")),
			State: routing.AgentState(text.Draw(rt, "state")), Call: routing.CallID(text.Draw(rt, "call")),
			Reason: text.Draw(rt, "reason"), NextPause: text.Draw(rt, "next"),
			OnShift: rapid.Bool().Draw(rt, "on shift"), PhoneUp: rapid.Bool().Draw(rt, "phone up"),
			Misses: number.Draw(rt, "misses"), Extended: number.Draw(rt, "extended"),
			Version: rapid.Int64Range(0, 1<<53-1).Draw(rt, "version"),
			Since:   time.UnixMilli(rapid.Int64Range(-1e14, 1e14).Draw(rt, "since")).UTC(),
		}
		must(t, s.Put(t.Context(), a))
		defer func() { must(t, s.Remove(t.Context(), a.ID)) }()
		all, err := s.Agents(t.Context())
		must(t, err)
		if !slices.Equal(all, []routing.Agent{a}) {
			rt.Fatalf("put %+v\nread %+v", a, all)
		}
	})
}

func TestStoresWithDifferentPrefixesKnowNothingOfEachOther(t *testing.T) {
	a, b := open(t), open(t)
	put(t, a, available("anna"))
	must(t, a.Save(t.Context(), routing.Call{ID: "call"}, "trace"))
	agents, err := b.Agents(t.Context())
	must(t, err)
	open, err := b.Open(t.Context())
	must(t, err)
	if got := fmt.Sprint(agents, open); got != "[] []" {
		t.Error(got)
	}
}
