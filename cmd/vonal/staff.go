package main

import (
	"context"

	"vonal/api"
	"vonal/crm"
	"vonal/routing"
	"vonal/routing/desk"
)

// apiDesk is the desk as the API sees it: it employs agents as the CRM knows
// them.
type apiDesk struct{ *desk.Desk }

var _ api.Desk = apiDesk{}

// Employ makes the agent's phone and puts the agent on shift.
func (d apiDesk) Employ(ctx context.Context, a crm.Agent) error {
	p := phoneOf(a)
	return d.Desk.Employ(ctx, routing.Agent{ID: p.Agent}, p)
}
