package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"

	"vonal/internal/sipphone"
)

// customers call about every eight seconds, some of them again and again.
type customers struct {
	Options
	trunk *sipphone.Socket
}

var names = []string{
	"Szabó Bútorház Kft", "Kovács Péter", "Tóth és Társa", "Pannon Kert", "ООО Ромашка", "Анна Каренина",
	"Blue Danube Ltd", "Molnár Eszter", "Zöld Patika", "Fekete Gábor", "Nordic Foods", "", "", "Kiss Optika",
}

func (c customers) call(ctx context.Context) {
	var calls sync.WaitGroup
	defer calls.Wait()
	for c.pause(ctx, betweenCall) {
		n := rand.IntN(40)
		calls.Go(func() { c.callAs(ctx, n) })
	}
}

// callAs is one call of the n-th customer, who waits, talks as long as the
// agent does, or loses patience.
func (c customers) callAs(ctx context.Context, n int) {
	from, name := fmt.Sprintf("+3630555%04d", 1000+n*37), names[n%len(names)]
	if c.Past != nil && n%2 == 0 {
		from, name = fmt.Sprintf("+3630%07d", 1_000_000+n*Regulars/40), "" // the card knows who it is
	}
	caller, err := sipphone.Call(ctx, sipphone.CallConfig{
		Socket: c.trunk, Server: c.SIP, To: "100", From: from, Name: name, Tone: 1000 + 20*n,
	})
	if err != nil {
		c.Log.Debug("demo: a customer could not call", "error", err)
		return
	}
	defer caller.Hangup()
	leaving := make(chan struct{})
	stop := c.Clock.At(c.Clock.Now().Add(patience.pick()), func() { close(leaving) })
	defer stop()
	select {
	case <-caller.Ended():
	case <-leaving:
	case <-ctx.Done():
	}
}

// answering are the customers when they are called: most pick up after a
// while, some are busy, some are out.
func answering(trunk *sipphone.Socket) (*sipphone.Phone, error) {
	return sipphone.NewPhone(sipphone.PhoneConfig{
		Socket: trunk, User: sipphone.AnyUser, Tone: 1200,
		Behaviour: func(o *sipphone.Offer) {
			switch n := rand.IntN(100); {
			case n < 10:
				sipphone.Refuses(486)(o)
			case n < 20:
				sipphone.RingOnly()(o)
			default:
				sipphone.Talks(untilAnswer.pick(), talk.pick())(o)
			}
		},
	})
}
