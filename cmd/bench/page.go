package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"vonal/internal/sipphone"
)

// What the desk of the page is measured with: so many agents, calls a second,
// and how long people talk and rest, so that about half of the agents talk.
const (
	deskAgents = 200
	deskRate   = 5
	deskTalk   = 20 * time.Second
	deskRest   = 10 * time.Second
)

// pageCards is the size of the company whose lists are scrolled.
const pageCards = 100_000

// pagePart measures the page in a real browser, on a company with calls.
func pagePart(ctx context.Context, p plan, binary, folder string, r *report) error {
	if err := clear(ctx, binary, folder); err != nil {
		return err
	}
	calls := p
	calls.agents = min(p.agents, deskAgents)
	c, err := open(ctx, calls, binary, folder)
	if err != nil {
		return err
	}
	return errors.Join(c.page(ctx, p, r), c.close(context.WithoutCancel(ctx)))
}

// listsPart measures its long lists, on a company with many customers.
func listsPart(ctx context.Context, p plan, binary, parent string, r *report) error {
	fmt.Printf("\nA company with %d cards, in %s\n", p.listed, parent)
	many, err := openCustomers(ctx, binary, parent, p.listed)
	if err != nil {
		return err
	}
	return errors.Join(many.lists(ctx, r), many.close(context.WithoutCancel(ctx)))
}

// page measures how soon the page can be used, how soon it shows that a phone
// rings, and what a busy desk costs.
func (c *company) page(ctx context.Context, p plan, r *report) error {
	r.heading("The page in Chromium",
		"Until the page answers: a browser that has never been here, from the first request until what is waited for is there and the browser idle.",
		"Ring to toast: from the INVITE that the phone receives to the frame in which its agent's page shows who rings.",
		fmt.Sprintf("The live desk: %d agents, %d calls a second of %v each, by all processes of the browser.", len(c.fleet.Phones()), deskRate, deskTalk))
	b, err := c.browse(ctx, "load", c.file.Login, c.file.Password)
	if err != nil {
		return err
	}
	if err := b.figures(r); err != nil {
		return err
	}
	if err := c.toasts(ctx, p, r, 0, "ring to toast"); err != nil {
		return err
	}
	if err := c.call(ctx, "PUT", "/policy", map[string]any{"wrapup_ms": deskRest.Milliseconds()}, nil); err != nil {
		return err
	}
	// Whose page is watched while the desk is busy has no other calls.
	watched, err := c.agent(ctx, 1)
	if err != nil {
		return err
	}
	if err := c.call(ctx, "POST", "/agents/"+watched+"/logout", nil, nil); err != nil {
		return err
	}
	return c.busy(ctx, p, r)
}

// agent is the id of one of the agents.
func (c *company) agent(ctx context.Context, which int) (string, error) {
	var list struct{ Items []struct{ ID string } }
	if err := c.call(ctx, "GET", "/agents", nil, &list); err != nil {
		return "", err
	}
	return list.Items[which].ID, nil
}

// busy looks at the desk while calls come and go.
func (c *company) busy(ctx context.Context, p plan, r *report) error {
	c.fleet.Behave(c.board.phones(0))
	calling, stop := context.WithCancel(ctx)
	var work sync.WaitGroup
	defer work.Wait()
	defer stop()
	var failed sync.Map
	work.Go(func() {
		_ = sipphone.Pace(calling, deskRate, 1<<20, func(i int) {
			a, err := c.board.place(calling, sipphone.CallConfig{Socket: c.trunk, Server: c.sip, To: toVonal, NoMedia: true})
			if err != nil {
				failed.Store(i, err.Error())
				return
			}
			work.Go(func() {
				defer c.board.over(a)
				why := a.reached(calling)
				if calling.Err() != nil {
					a.caller.Hangup()
					return
				}
				if why == "" {
					why = a.finish(calling, deskTalk)
				}
				if why != "" && calling.Err() == nil {
					a.caller.Hangup()
					failed.Store(i, why)
				}
			})
		})
	})
	b, err := c.browse(ctx, "desk", c.file.Login, c.file.Password)
	if err != nil {
		return err
	}
	if err := b.wait(); err != nil { // the page is there
		return err
	}
	select { // as many talk as ever will
	case <-time.After(deskTalk + deskRest):
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := b.answer(fmt.Sprint(p.watched.Seconds())); err != nil {
		return err
	}
	if err := b.figures(r); err != nil {
		return err
	}
	lost := 0
	failed.Range(func(_, why any) bool { lost++; fmt.Println("  a call failed:", why); return lost < 5 })
	return c.toasts(ctx, p, r, 1, "ring to toast, while the desk is busy")
}

// toasts rings the phone of one agent again and again, by calls from customers
// of theirs, and has their page tell when it shows it.
func (c *company) toasts(ctx context.Context, p plan, r *report, whose int, name string) error {
	agent, err := c.agent(ctx, whose)
	if err != nil {
		return err
	}
	if err := c.call(ctx, "POST", "/agents/"+agent+"/login", nil, nil); err != nil {
		return err
	}
	login := fmt.Sprint("watcher-", whose)
	const password = "violet anchor 77 moss"
	user := map[string]any{"login": login, "name": login, "role": "agent", "agent_id": agent, "password": password}
	if err := c.call(ctx, "POST", "/users", user, nil); err != nil {
		return err
	}
	rung := make(chan *sipphone.Offer, 1)
	c.fleet.Behave(func(o *sipphone.Offer) {
		if strings.HasPrefix(o.CallerNumber(), "+3620") {
			o.Ring()
			rung <- o
			return
		}
		c.board.phones(0)(o)
	})
	b, err := c.browse(ctx, "toast", login, password)
	if err != nil {
		return err
	}
	defer b.end()
	if err := b.wait(); err != nil {
		return err
	}
	var took []time.Duration
	failed := 0
	for i := range p.toasts {
		number := fmt.Sprintf("+3620%07d", 1000000*(1+whose)+i)
		if err := c.call(ctx, "POST", "/cards", map[string]any{"name": fmt.Sprint("Customer ", i), "phones": []string{number}, "owner_id": agent, "allow_duplicate": true}, nil); err != nil {
			return err
		}
		caller, err := sipphone.Call(ctx, sipphone.CallConfig{Socket: c.trunk, Server: c.sip, From: number, To: toVonal, NoMedia: true})
		if err != nil {
			return err
		}
		var offer *sipphone.Offer
		select {
		case offer = <-rung:
		case <-time.After(patience):
			return errors.New("the owner's phone was not rung")
		}
		shown, err := b.next(patience)
		caller.Hangup()
		if err != nil || shown.Shown == 0 {
			failed++
		} else {
			took = append(took, time.UnixMicro(int64(shown.Shown*1000)).Sub(offer.Moments().Invite.Round(0)))
		}
		if _, err := b.next(patience); err != nil { // it is gone
			return err
		}
		<-caller.Ended()
		<-offer.Ended()
	}
	r.add(summed(name, took, failed))
	return nil
}

// lists scrolls what is long.
func (c *customers) lists(ctx context.Context, r *report) error {
	r.heading(fmt.Sprintf("Long lists of the page, with %d cards", c.size),
		"Scrolled by 60 pixels at each frame, with the real server behind: the time from frame to frame, and how often a row was blank.")
	b, err := c.browse(ctx, "lists", c.file.Login, c.file.Password)
	if err != nil {
		return err
	}
	return b.figures(r)
}
