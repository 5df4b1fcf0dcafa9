package demo

import (
	"context"
	"math/rand/v2"
	"time"

	"vonal/internal/sipphone"
)

// worker is an agent at a desk phone.
type worker struct {
	Options
	api    client
	person person
	tone   int
	phone  *sipphone.Phone
}

type randomLength struct{ least, most time.Duration }

func (r randomLength) pick() time.Duration {
	return r.least + rand.N(r.most-r.least+1)
}

// How people in the demo company behave.
var (
	untilAnswer = randomLength{800 * time.Millisecond, 4 * time.Second}
	talk        = randomLength{8 * time.Second, 25 * time.Second}
	onTheCard   = randomLength{5 * time.Second, 15 * time.Second}
	missedBreak = randomLength{10 * time.Second, 20 * time.Second}
	betweenCall = randomLength{5 * time.Second, 11 * time.Second}
	patience    = randomLength{25 * time.Second, 90 * time.Second}
)

const (
	missOneIn   = 6  // calls nobody is at the desk for
	refuseOneIn = 25 // calls declined
)

func (w *worker) plugIn(desks *sipphone.Socket) error {
	phone, err := sipphone.NewPhone(sipphone.PhoneConfig{
		Socket: desks, Server: w.SIP, User: w.person.SIP.Username, Password: w.person.SIP.Password,
		Tone: w.tone, Lines: 1, Behaviour: someBehaviour,
	})
	w.phone = phone
	return err
}

func someBehaviour(o *sipphone.Offer) {
	switch n := rand.IntN(100); {
	case n < 100/refuseOneIn:
		sipphone.RefusesAfter(time.Second, 486)(o)
	case n < 100/refuseOneIn+100/missOneIn:
		sipphone.RingOnly()(o)
	default:
		sipphone.Talks(untilAnswer.pick(), talk.pick())(o)
	}
}

// work registers the phone and, after each call, finishes the card and is
// ready again.
func (w *worker) work(ctx context.Context) {
	defer w.phone.Close()
	for w.phone.Register(ctx) != nil {
		if !w.pause(ctx, randomLength{time.Second, 2 * time.Second}) {
			return
		}
	}
	for {
		offer, err := w.phone.NextOffer(ctx)
		if err != nil {
			return
		}
		select {
		case <-offer.Ended():
		case <-ctx.Done():
			return
		}
		rest := missedBreak
		if !offer.Moments().Answer.IsZero() {
			rest = onTheCard
		}
		if !w.pause(ctx, rest) {
			return
		}
		if err := w.api.do(ctx, "POST", "/api/v1/agents/"+w.person.ID+"/ready", nil, nil); err != nil && ctx.Err() == nil {
			w.Log.Debug("demo: ready was refused", "agent", w.person.Name, "error", err)
		}
	}
}
