package desk

import (
	"context"
	"time"

	"vonal/routing"
)

// This file is the phones that agents have: which of them can be reached, and
// what changes with that.

// reachable reports whether one of the phones can be tried: one that Asterisk
// can reach, or one outside.
func reachable(phones routing.Phones, up map[string]bool) bool {
	for _, p := range phones.All() {
		if p.Outside() || up[p.Address] {
			return true
		}
	}
	return false
}

// accounts are the names in Asterisk of the phones that register here.
func accounts(phones routing.Phones) []string {
	var all []string
	for _, p := range phones.All() {
		if !p.Outside() {
			all = append(all, p.Address)
		}
	}
	return all
}

// tried are the phones as the fact of a claim tells of them: nothing where there
// is one only, of which nothing more need be known.
func tried(phones routing.Phones) routing.Phones {
	if phones.Several() {
		return phones
	}
	return ""
}

// bestPhone is the one phone of an agent that the fallback queue rings: the first
// that can be reached. The caller holds mu.
func (d *Desk) bestPhone(a routing.Agent) string {
	all := accounts(a.Phones)
	for _, endpoint := range all {
		if d.up[endpoint] {
			return endpoint
		}
	}
	if len(all) > 0 {
		return all[0]
	}
	return ""
}

// PhoneUp reports whether Asterisk can reach the phone at endpoint, and since
// when: zero where it could before this desk looked.
func (d *Desk) PhoneUp(endpoint string) (up bool, since time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.up[endpoint], d.came[endpoint]
}

// PhoneIs tells that the phone at endpoint can be reached, or cannot.
func (d *Desk) PhoneIs(ctx context.Context, endpoint string, up bool) {
	d.mu.Lock()
	switch {
	case !up:
		delete(d.up, endpoint)
		delete(d.came, endpoint)
	case !d.up[endpoint]:
		d.up[endpoint], d.came[endpoint] = true, d.now()
	}
	id := d.withPhone(endpoint)
	a := d.agents[id]
	other := !up && reachable(a.Phones, d.up)
	d.mu.Unlock()
	if up {
		d.Watch.PhoneCame(endpoint)
	}
	if id != "" {
		d.Watch.PhonesSeen(id)
	}
	switch {
	case id == "":
	case other: // the agent can be rung all the same
		d.mirrorSoon()
		d.Watch.AgentSeen(a)
	default:
		d.tellReachable(ctx, id, up)
		d.mirrorSoon()
	}
}

func (d *Desk) tellReachable(ctx context.Context, id routing.AgentID, up bool) {
	d.tellUntilHeard(ctx, id, func() routing.AgentEvent {
		if up {
			return routing.PhoneCame{At: d.now()}
		}
		return routing.PhoneWent{At: d.now()}
	})
}

// Install makes the phone of an agent exist, or changes it. Where Asterisk is
// away the phone follows at the next Resync. Regroup has it tried.
func (d *Desk) Install(ctx context.Context, p Phone) {
	if err := d.Phones.Add(ctx, p); err != nil {
		d.Log.Warn("a phone could not be made; it follows when Asterisk is back", "agent", p.Agent, "error", err)
	}
}

// equip has an agent be tried on these phones from now on; of those that they
// have no more, Asterisk forgets the accounts.
func (d *Desk) equip(ctx context.Context, id routing.AgentID, phones routing.Phones) {
	had := d.seen(id).Phones
	d.tellUntilHeard(ctx, id, func() routing.AgentEvent { return routing.Equipped{At: d.now(), Phones: phones} })
	for _, endpoint := range accounts(had) {
		if phones.Has(endpoint) {
			continue
		}
		if err := d.Phones.Remove(ctx, endpoint); err != nil {
			d.Log.Warn("a phone could not be removed; it is when Asterisk is back", "agent", id, "error", err)
		}
	}
	d.mu.Lock()
	was, up := d.agents[id].PhoneUp, reachable(phones, d.up)
	d.mu.Unlock()
	if up != was {
		d.tellReachable(ctx, id, up)
	}
	d.mirrorSoon()
}
