package past

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"vonal/crm"
)

// The keys of the outcomes with which every company begins, weighed.
var outcomes = []string{"question", "question", "question", "invoice", "call_back", "call_back", "refusal", "no_answer"}

// call makes up the card's calls, the first of which mostly opened it.
func (t *teller) call() {
	n := t.skewed(2000)
	at := make([]time.Time, 0, n)
	for range n {
		at = append(at, t.later(t.born, time.Second, t.Now.Sub(t.born)+time.Minute))
	}
	slices.SortFunc(at, time.Time.Compare)
	byCall := n > 0 && t.chance(85)
	if byCall {
		at[0] = t.born
	}
	var opener any
	for i, when := range at {
		id := strings.ReplaceAll(t.dice.id(when).String(), "-", "")
		if i == 0 && byCall {
			opener = id
		}
		t.one(when, id)
	}
	by := ""
	if !byCall {
		by = t.owner.User
	}
	t.say(t.born, crm.EntryOpened, by, opener, nil)
}

// one is one call: in or out, answered or not.
func (t *teller) one(at time.Time, id string) {
	agent := t.owner
	if t.chance(30) {
		agent = t.somebody()
	}
	direction, from, to := crm.Inbound, t.phone, "3612345678"
	if t.chance(25) {
		direction, from, to = crm.Outbound, to, t.phone
	}
	wait := t.between(time.Second, 25*time.Second).Truncate(time.Millisecond)
	talk := time.Duration(float64(4*time.Minute) * t.ExpFloat64()).Truncate(time.Millisecond)
	disposition, answered := crm.Answered, at.Add(wait)
	if t.chance(12) {
		disposition, answered, talk = crm.Abandoned, time.Time{}, 0
		if direction == crm.Outbound {
			disposition = crm.NotAnswered
		}
	}
	ended := at.Add(wait + talk)
	who := any(agent.Agent)
	if direction == crm.Inbound && disposition != crm.Answered {
		who = nil
	}
	recording := ""
	if t.Recordings && disposition == crm.Answered {
		recording = id + "-rec"
		t.to.recordings = append(t.to.recordings, row{t.dice.id(ended), id, recording, crm.Failed, "removed", "", 0, 0, ended, ended})
	}
	t.to.calls = append(t.to.calls, row{id, direction, from, from, "", to, fmt.Sprintf("PJSIP/trunk-%08x", t.Uint32()), "vonal-1",
		disposition, who, t.id, at, moment(answered), ended, wait.Milliseconds(), talk.Milliseconds(), recording, ended})
	t.say(at, crm.EntryCall, "", id, nil)
	if direction == crm.Inbound {
		t.offer(at, id, agent, disposition == crm.Answered, wait)
	}
	if disposition == crm.Answered {
		t.talked = at
		t.conclude(ended, id, agent)
	}
}

// offer rings the phones: that of one who misses the call at times, and that of
// the one who answers.
func (t *teller) offer(at time.Time, id string, agent Person, answered bool, wait time.Duration) {
	place := 0
	ring := func(who Person, from, until time.Time, result crm.OfferResult) {
		t.to.offers = append(t.to.offers, row{id, place, who.Agent, from, from.Add(100 * time.Millisecond), until, result, "[]"})
		place++
	}
	from := at
	if wait > 6*time.Second {
		ring(t.somebody(), from, from.Add(5*time.Second), crm.OfferMissed)
		from = from.Add(5 * time.Second)
	}
	result := crm.OfferAnswered
	if !answered {
		result = crm.OfferWithdrawn
	}
	ring(agent, from, at.Add(wait), result)
}

// conclude is what the agent wrote down after the call.
func (t *teller) conclude(ended time.Time, id string, agent Person) {
	wrapUp := t.between(20*time.Second, 3*time.Minute)
	key, by, at := "", "", any(nil)
	if t.chance(80) {
		key, by = pick(t.dice, outcomes), agent.User
		done := ended.Add(wrapUp)
		at = done
		t.say(done, crm.EntryOutcome, by, id, map[string]any{"outcome": key})
	}
	t.to.after = append(t.to.after, row{id, wrapUp.Milliseconds(), key, "", null(by), at})
}
