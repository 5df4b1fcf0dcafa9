package main

import (
	"context"
	"log/slog"
	"time"

	"vonal/crm"
	"vonal/crm/phone"
	"vonal/crm/store"
	"vonal/routing"
	"vonal/routing/desk"
)

// cards is the CRM as the desk sees it.
type cards struct {
	store   *store.Store
	country string // of numbers written without one
	settle  *settler
	written func() // tells the pages of duties that a call has opened or closed
	log     *slog.Logger
}

var _ desk.Cards = (*cards)(nil)

// Identify says on whose card the number stands, and what routing must know of
// them.
func (c *cards) Identify(ctx context.Context, number string, at time.Time, keeps time.Duration) (routing.Caller, bool, error) {
	n := phone.Caller(number, c.country)
	if n.Withheld() {
		return routing.Caller{}, false, nil
	}
	card, deputy, away, tier, since, found, err := c.store.WhoAnswers(ctx, n.E164, at, keeps)
	if err != nil || !found {
		return routing.Caller{}, false, err
	}
	caller := callerOf(card)
	caller.Tier, caller.OwnerAway, caller.Deputy, caller.CutOffFrom = string(tier), away, routing.AgentID(deputy), since
	return caller, true, nil
}

// Open finds the caller's card or makes one.
func (c *cards) Open(ctx context.Context, call routing.Call) (routing.Caller, error) {
	card, _, err := c.store.OpenCard(ctx, crm.CallID(call.ID), phone.Caller(call.Customer(), c.country), call.Name)
	return callerOf(card), err
}

// Close writes an ended call and has its recording looked at.
func (c *cards) Close(ctx context.Context, call routing.Call, trace string) error {
	in := interactionOf(call, trace, phone.Caller(call.From, c.country))
	if _, err := c.store.CloseCall(ctx, in); err != nil {
		return err
	}
	c.written()
	if in.RecordingName != "" {
		c.settle.soon()
	}
	return nil
}
