package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"vonal/internal/sipphone"
)

// busyHere is what a phone says whose owner presses "decline".
const busyHere = 486

// request is one thing to do with a phone or a leg.
type request struct {
	ID   int    `json:"id"`
	Do   string `json:"do"`
	Leg  string `json:"leg"`  // of whom
	Tone int    `json:"tone"` // Hz that is spoken, or waited for

	User     string `json:"user"` // of a phone
	Password string `json:"password"`

	From string `json:"from"` // of a customer who calls
	Name string `json:"name"`
	To   string `json:"to"`
}

// answer is what became of a request.
type answer struct {
	ID    int    `json:"id"`
	Error string `json:"error,omitempty"`

	Leg  string `json:"leg,omitempty"`  // what a phone is offered, or who calls
	From string `json:"from,omitempty"` // the number that an offer shows
	To   string `json:"to,omitempty"`   // the number that was dialled
	At   int64  `json:"at,omitempty"`   // ms since 1970, when the INVITE was read or sent
}

// exchange holds the phones and the legs they are in.
type exchange struct {
	ctx          context.Context // as long as it lasts, calls do
	server       string
	desks, trunk *sipphone.Socket

	mu     sync.Mutex
	phones map[string]*sipphone.Phone
	legs   map[string]*sipphone.Leg
	offers map[string]*sipphone.Offer
}

// newExchange opens the sockets; customers can be called at once.
func newExchange(ctx context.Context, server, trunk string) (*exchange, error) {
	e := &exchange{
		ctx: ctx, server: server,
		phones: map[string]*sipphone.Phone{}, legs: map[string]*sipphone.Leg{}, offers: map[string]*sipphone.Offer{},
	}
	var err error
	if e.desks, err = sipphone.Listen("127.0.0.1:0"); err != nil {
		return nil, err
	}
	if e.trunk, err = sipphone.Listen(trunk); err != nil {
		e.desks.Close()
		return nil, fmt.Errorf("the trunk's address: %w", err)
	}
	customers, err := sipphone.NewPhone(sipphone.PhoneConfig{
		Socket: e.trunk, User: sipphone.AnyUser, Tone: 1200, Behaviour: sipphone.RingOnly(),
	})
	if err != nil {
		e.close()
		return nil, err
	}
	e.phones[sipphone.AnyUser] = customers
	return e, nil
}

func (e *exchange) close() {
	e.mu.Lock()
	phones := e.phones
	e.phones = nil
	e.mu.Unlock()
	for _, p := range phones {
		p.Close()
	}
	e.desks.Close()
	e.trunk.Close()
}

// do does what is asked for; what waits ends with ctx.
func (e *exchange) do(ctx context.Context, r request) (answer, error) {
	switch r.Do {
	case "plug":
		return answer{}, e.plug(ctx, r)
	case "offer":
		return e.offer(ctx, r.User)
	case "call":
		return e.call(r)
	}
	leg, offer := e.find(r.Leg)
	if leg == nil {
		return answer{}, fmt.Errorf("%s: there is no leg %q", r.Do, r.Leg)
	}
	switch r.Do {
	case "answer", "refuse":
		if offer == nil {
			return answer{}, fmt.Errorf("leg %q was not offered", r.Leg)
		}
		if r.Do == "answer" {
			return answer{}, offer.Answer()
		}
		offer.Refuse(busyHere)
		return answer{}, nil
	case "hang-up":
		leg.Hangup()
		return answer{}, nil
	case "answered":
		return answer{}, until(ctx, r.Do, leg.Answered())
	case "ended":
		return answer{}, until(ctx, r.Do, leg.Ended())
	case "hears":
		return answer{}, leg.WaitTone(ctx, r.Tone)
	case "hears-music":
		return answer{}, hearsMusic(ctx, leg, r.Tone)
	}
	return answer{}, fmt.Errorf("%q is nothing that can be done", r.Do)
}

// plug puts an agent's phone on the desk; it is registered when this returns,
// and rings until it is answered.
func (e *exchange) plug(ctx context.Context, r request) error {
	phone, err := sipphone.NewPhone(sipphone.PhoneConfig{
		Socket: e.desks, Server: e.server, User: r.User, Password: r.Password, Tone: r.Tone, Lines: 1, Behaviour: sipphone.RingOnly(),
	})
	if err != nil {
		return err
	}
	e.mu.Lock()
	e.phones[r.User] = phone
	e.mu.Unlock()
	return phone.Register(ctx)
}

// offer waits for the next call at a phone; * is that of every customer.
func (e *exchange) offer(ctx context.Context, user string) (answer, error) {
	e.mu.Lock()
	phone := e.phones[user]
	e.mu.Unlock()
	if phone == nil {
		return answer{}, fmt.Errorf("there is no phone %q", user)
	}
	o, err := phone.NextOffer(ctx)
	if err != nil {
		return answer{}, err
	}
	return answer{Leg: e.keep(o.Leg, o), From: o.CallerNumber(), To: o.Dialled(), At: o.Moments().Invite.UnixMilli()}, nil
}

// call has a customer call the company.
func (e *exchange) call(r request) (answer, error) {
	c, err := sipphone.Call(e.ctx, sipphone.CallConfig{
		Socket: e.trunk, Server: e.server, To: r.To, From: r.From, Name: r.Name, Tone: r.Tone,
	})
	if err != nil {
		return answer{}, err
	}
	return answer{Leg: e.keep(c.Leg, nil), At: c.Moments().Invite.UnixMilli()}, nil
}

// keep gives a leg a name.
func (e *exchange) keep(leg *sipphone.Leg, offer *sipphone.Offer) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	name := strconv.Itoa(len(e.legs) + 1)
	e.legs[name] = leg
	if offer != nil {
		e.offers[name] = offer
	}
	return name
}

func (e *exchange) find(name string) (*sipphone.Leg, *sipphone.Offer) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.legs[name], e.offers[name]
}

// hearsMusic waits until there is sound, but not the tone of whom was spoken with.
func hearsMusic(ctx context.Context, leg *sipphone.Leg, tone int) error {
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for !leg.HearsAnything() || leg.Hears(tone) {
		select {
		case <-look.C:
		case <-leg.Ended():
			return errors.New("the leg ended before there was music")
		case <-ctx.Done():
			return fmt.Errorf("there is no music: %w", ctx.Err())
		}
	}
	return nil
}

// until waits for a fact.
func until(ctx context.Context, what string, fact <-chan struct{}) error {
	select {
	case <-fact:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", what, ctx.Err())
	}
}
