package desk

import (
	"context"
	"strings"
	"sync"
	"time"

	"vonal/routing"
)

// arriving adds to an arrival what holds for the dialled number.
func (d *Desk) arriving(e routing.Arrived) routing.Arrived {
	if d.Line != nil {
		e.Line = d.Line(e.From, e.To, e.At)
	}
	return e
}

// say tells the caller something. Where that cannot be done the call goes on at
// once.
func (b *mailbox) say(ctx context.Context, c routing.Call, what string) error {
	words := strings.Fields(what)
	if what == routing.SayPlace {
		words = b.place(ctx, c)
	}
	if len(words) == 0 {
		b.put(routing.Said{At: b.desk.now()})
		return nil
	}
	err := b.desk.Phones.Say(ctx, c, words)
	if err != nil {
		b.put(routing.Said{At: b.desk.now()})
	}
	return err
}

// place is what a waiting caller is told of their place in the line, of how long
// they will probably wait, and of being called back.
func (b *mailbox) place(ctx context.Context, c routing.Call) []string {
	d := b.desk
	before, err := d.Store.Before(ctx, c.ID)
	if err != nil {
		d.storeFailed(err)
		return nil
	}
	said := []string{routing.SayPosition(before + 1)}
	err = d.Store.Candidates(ctx, func(agents []routing.Agent) {
		if wait, known := routing.ExpectedWait(agents, c, before, d.pace.talk(), b.policy); known {
			said = append(said, routing.SayWait(wait))
		}
	})
	if err != nil {
		d.storeFailed(err)
		return nil
	}
	if c.MayBeCalledBack() {
		said = append(said, routing.SayOfferBack)
	}
	return said
}

// callBack begins the call by which the caller of this one is called back, once
// however often it is asked for.
func (d *Desk) callBack(c routing.Call) {
	if d.Back == nil {
		return
	}
	r, ok := d.Back(c)
	if !ok {
		d.Log.Warn("a caller cannot be called back: no call can leave the company", "call", c.ID)
		return
	}
	r.At, r.BackFor, r.Since, r.Line = d.now(), c.ID, c.Since(), c.Line
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.boxes[r.ID] == nil {
		d.open(r.ID, routing.Call{Desk: d.Name}, "").put(r)
	}
}

// calledAgain ends the calls back to somebody who is in touch with us again, and
// gives a call of theirs the place in the line. Other desks end theirs, too; the
// place of those the new call knows from the CRM.
func (d *Desk) calledAgain(c routing.Call) {
	d.spawn(func(ctx context.Context) {
		if err := d.Store.CalledAgain(ctx, c.Caller.Card); err != nil {
			d.storeFailed(err)
		}
	})
	d.endBacks(c)
}

// onAgain ends the calls back of this desk to somebody who is in touch with us
// again, by a call of whichever desk.
func (d *Desk) onAgain(card routing.CardID) {
	d.endBacks(routing.Call{Caller: routing.Caller{Card: card}})
}

func (d *Desk) endBacks(c routing.Call) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, b := range d.boxes {
		caller, again := routing.CalledAgain(b.seen(), c)
		if !again {
			continue
		}
		b.put(routing.CallerGone{At: d.now()})
		if box := d.boxes[c.ID]; box != nil && c.Direction == routing.Inbound {
			box.put(routing.CallerKnown{At: d.now(), Caller: caller})
		}
	}
}

// pace is how long conversations take, as far as this desk has seen: a mean in
// which the last fifty count most.
type pace struct {
	mu   sync.Mutex
	mean time.Duration
}

const paceWeight = 50

func (p *pace) saw(talk time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.mean == 0 {
		p.mean = talk
	}
	p.mean += (talk - p.mean) / paceWeight
}

func (p *pace) talk() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mean
}

// follow takes note of what a fact has made of a call.
func (d *Desk) follow(before, after routing.Call) {
	if routing.InTouch(before, after) {
		d.calledAgain(after)
	}
	if before.Phase != after.Phase && after.Phase == routing.Ended && after.Talk() > 0 {
		d.pace.saw(after.Talk())
	}
}
