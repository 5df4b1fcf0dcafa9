package routing_test

import (
	"reflect"
	"slices"
	"time"

	"vonal/routing"
)

// judge looks at one step: what Step was given, and what it answered.
func (w *world) judge(i int, before routing.Call, ev routing.Event, after routing.Call, cmds []routing.Command) {
	if w.chance(3) {
		w.judgePure(i, before, ev, after)
		w.judgeRepeated(i, after, ev)
	}
	if fault := unsound(after); fault != "" {
		w.fail("call %d, after %T: %s", i, ev, fault)
	}
	c := w.calls[i]
	if !before.ArrivedAt.IsZero() && after.ArrivedAt != before.ArrivedAt {
		w.fail("call %d: the caller's wait was forgotten", i)
	}
	if _, resynced := ev.(routing.Resynced); before.Phase == routing.Ended && (after.Phase != routing.Ended || !resynced && slices.Contains(cmds, routing.Command(routing.Report{}))) {
		w.fail("call %d: something follows the end: %T", i, ev)
	}
	for _, cmd := range cmds {
		w.judgeOutbound(i, before, after, cmd)
		w.judgeLeaving(i, after, cmd)
		w.judgePhones(i, after, cmd)
		switch cmd := cmd.(type) {
		case routing.Ring:
			w.judgeOffer(i, after, cmd)
		case routing.Release:
			w.judgeRelease(i, before, ev, after, cmd)
		}
	}
	if e, ok := ev.(routing.HandedOver); ok && e.Leg != before.Leg && len(cmds) > 0 {
		w.fail("call %d: leg %d hands over the caller of leg %d", i, e.Leg, before.Leg)
	}
	w.hear(i, before, ev)
	w.judgeTaken(i, before, ev, after)
	for _, o := range after.Offers[min(len(before.Offers), len(after.Offers)):] {
		if c.offers == nil {
			c.offers = map[routing.AgentID]int{}
		}
		c.offers[o.Agent]++
	}
	for k := range before.Offers {
		if was, is := before.Offers[k], after.Offers[k]; was.Result != routing.Withdrawn && is.Result == routing.Withdrawn {
			c.offers[is.Agent]--
		}
	}
}

// judgePure: the call that was given stays as it was, and the same question has
// the same answer.
func (w *world) judgePure(i int, before routing.Call, ev routing.Event, after routing.Call) {
	kept := before
	kept.Offers, kept.Tries = slices.Clone(before.Offers), slices.Clone(before.Tries)
	again, _ := w.step(before, ev, w.policy)
	if !reflect.DeepEqual(kept, before) {
		w.fail("call %d: Step changed the call it was given, on %T", i, ev)
	}
	if !reflect.DeepEqual(again, after) {
		w.fail("call %d: Step answered %T differently the second time", i, ev)
	}
}

// judgeRepeated: the same fact, told again at once, changes nothing and does
// nothing that could be seen (I18).
func (w *world) judgeRepeated(i int, c routing.Call, ev routing.Event) {
	again, cmds := w.step(c, ev, w.policy)
	_, resynced := ev.(routing.Resynced)
	switch ev.(type) {
	case routing.NobodyFree, routing.SearchFailed: // the next search may have begun
		return
	}
	if resynced && (c.Phase == routing.Dialling || begunAt(c, ev.When())) { // its second telling does not find whom the first has only begun to dial
		return
	}
	if !resynced && !reflect.DeepEqual(again, c) && !onlyAgain(again, c) {
		w.fail("call %d: %T, told twice, changed the call twice", i, ev)
	}
	for _, cmd := range cmds {
		switch cmd.(type) {
		case routing.Ring, routing.DialCustomer, routing.Report, routing.StartWrapUp:
			w.fail("call %d: %T, told twice, brought about %T", i, ev, cmd)
		case routing.FindAgent, routing.ClaimAgent, routing.Hold:
			if !resynced {
				w.fail("call %d: %T, told twice, did more than the first time", i, ev)
			}
		}
	}
}

// onlyAgain: a second AgentFreed is remembered until the search is over.
func onlyAgain(a, b routing.Call) bool {
	a.Again, b.Again = false, false
	return reflect.DeepEqual(a, b)
}

// judgeOffer: an offer goes to an agent who was free and has been taken for
// this very call, and to one at a time (I1, I2, I3).
func (w *world) judgeOffer(i int, after routing.Call, ring routing.Ring) {
	if w.lapsed {
		return
	}
	last := routing.Phone{Address: ring.Phone}.Outside() // when the others have rung
	if a := w.agent(ring.Agent); a.State != routing.AgentClaimed && !(last && a.State == routing.AgentRinging) || a.Call != after.ID {
		w.fail("call %d rings %s, who is %s for %q", i, ring.Agent, a.State, a.Call)
	}
	for _, o := range after.Offers {
		if o.Agent == ring.Agent && o.Result == routing.Rejected && w.now.Sub(o.EndedAt) < time.Second {
			w.fail("call %d rings %s again at once after a refusal", i, ring.Agent)
		}
	}
	for k, other := range w.calls {
		if k != i && other.state.Agent == ring.Agent && (other.state.Phase == routing.Ringing || other.state.Phase == routing.Dialling || other.state.Phase == routing.Talking) {
			w.fail("%s has two calls", ring.Agent)
		}
	}
}

// judgeRelease: a miss is charged only for a phone that rang, and rang its time.
func (w *world) judgeRelease(i int, before routing.Call, ev routing.Event, after routing.Call, release routing.Release) {
	if before.Phase != routing.Ringing || len(before.Offers) == 0 || release.Agent != before.Agent {
		return
	}
	if release.Why == routing.Missed && !w.rang(i, before) {
		w.fail("call %d: %s is charged with a miss of a phone that never rang", i, release.Agent)
	}
	if _, due := ev.(routing.Due); !due {
		return
	}
	for _, t := range before.Tries {
		if !slices.Contains(tried(before), t.Leg) {
			continue
		}
		if !t.RingingAt.IsZero() && release.Why != routing.Missed && (before.Direction == routing.Inbound || before.BackFor != "") {
			w.fail("call %d: a phone that rang its time is %s", i, release.Why)
		}
		if limit := w.limit(i, t); ev.When().Before(limit) {
			w.fail("call %d: the offer was taken back %s early", i, limit.Sub(ev.When()))
		}
	}
}

// judgeRanking: only the free may be taken, and the same agent comes after all
// who have been offered the call less often.
func (w *world) judgeRanking(c *played, choices []routing.Choice) {
	last, closed := -1, false
	for _, choice := range choices {
		a := w.agent(choice.Agent)
		if len(choice.Because) == 0 {
			w.fail("%s is ranked for no reason", choice.Agent)
		}
		if !choice.Take {
			closed = true
			continue
		}
		if closed {
			w.fail("%s may be taken, and stands behind one who may not", choice.Agent)
		}
		ready := a.State == routing.AgentAvailable || !a.Until.IsZero() && !w.now.Before(a.Until) && a.PhoneUp && a.OnShift
		if !ready || a.NextPause != "" && a.State != routing.AgentAvailable {
			w.fail("%s may be taken, and is %s", choice.Agent, a.State)
		}
		if n := c.offers[choice.Agent]; n < last {
			w.fail("%s was offered the call %d times, and stands behind one with %d", choice.Agent, n, last)
		} else {
			last = n
		}
	}
}

var legal = map[routing.AgentState]string{
	"":                       "offline unreachable available talking",
	routing.AgentOffline:     "available unreachable paused talking",
	routing.AgentAvailable:   "offline paused unreachable talking",
	routing.AgentClaimed:     "ringing talking available paused offline unreachable wrapup",
	routing.AgentRinging:     "talking available paused offline unreachable wrapup",
	routing.AgentTalking:     "wrapup offline available paused unreachable",
	routing.AgentWrapUp:      "available paused offline unreachable talking",
	routing.AgentPaused:      "available paused offline unreachable talking",
	routing.AgentUnreachable: "available paused offline unreachable talking",
}

// judgeAgent looks at one step of an agent (I3, I4, I6, I17).
func (w *world) judgeAgent(before routing.Agent, ev routing.AgentEvent, after routing.Agent, err error) {
	switch {
	case after == before:
		return
	case err != nil:
		w.fail("%s was changed by a button that was refused", before.ID)
	case after.Version != before.Version+1:
		w.fail("%s: version %d follows %d", before.ID, after.Version, before.Version)
	case after.State != before.State && !legalMove(before.State, after.State):
		w.fail("%s went from %s to %s, by %T", before.ID, before.State, after.State, ev)
	}
	if _, rested := ev.(routing.Rested); rested && ev.When().Before(before.Until) {
		w.fail("%s: %s ended early", before.ID, before.State)
	}
	if e, ok := ev.(routing.LetGo); ok && e.Call != before.Call {
		w.fail("%s was let go by a call that does not hold them", before.ID)
	}
	if e, ok := ev.(routing.LetGo); after.Misses > before.Misses && !(ok && e.Why == routing.Missed) {
		w.fail("%s was charged with a miss by %T", before.ID, ev)
	}
	if after.State == routing.AgentWrapUp {
		if longest := w.policy.WrapUp + time.Duration(w.policy.MaxExtensions)*w.policy.Extension; after.Until.Sub(after.Since) > longest {
			w.fail("%s: a wrap-up of %s", before.ID, after.Until.Sub(after.Since))
		}
	}
}

func legalMove(from, to routing.AgentState) bool {
	for state := range fieldsSeq(legal[from]) {
		if state == string(to) {
			return true
		}
	}
	return false
}
