package main

import (
	"context"
	"log/slog"

	"vonal/crm"
	"vonal/crm/phone"
	"vonal/crm/store"
	"vonal/internal/fault"
	"vonal/routing"
	"vonal/routing/desk"
)

// cards is the CRM as the desk sees it.
type cards struct {
	store   *store.Store
	country string // of numbers written without one
	settle  *settler
	log     *slog.Logger
}

var _ desk.Cards = (*cards)(nil)

// Identify says on whose card the number stands.
func (c *cards) Identify(ctx context.Context, number string) (routing.Caller, bool, error) {
	n := phone.Caller(number, c.country)
	if n.Withheld() {
		return routing.Caller{}, false, nil
	}
	card, err := c.store.CardByPhone(ctx, n.E164)
	if fault.Is(err, fault.Unknown) {
		return routing.Caller{}, false, nil
	}
	return callerOf(card), err == nil, err
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
	if in.RecordingName != "" {
		c.settle.soon()
	}
	return nil
}
