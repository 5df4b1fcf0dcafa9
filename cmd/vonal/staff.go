package main

import (
	"context"

	"vonal/api"
	"vonal/crm"
	"vonal/internal/fault"
	"vonal/routing"
	"vonal/routing/asterisk"
	"vonal/routing/desk"
)

// apiDesk is the desk as the API sees it: it employs agents as the CRM knows
// them, and calls customers by the company's trunk and number.
type apiDesk struct {
	*desk.Desk
	trunk  string // "" where no call can leave
	number crm.E164
}

var _ api.Desk = apiDesk{}

// Employ makes the agent's phones and puts the agent on shift.
func (d apiDesk) Employ(ctx context.Context, a crm.Agent) error {
	return d.Desk.Employ(ctx, routing.Agent{ID: routing.AgentID(a.ID), Level: levelOf(a.Level), Phones: phonesOf(a)}, accountsOf(a))
}

// InstallPhone makes a phone that registers here, or gives it its new secret.
func (d apiDesk) InstallPhone(ctx context.Context, a crm.Agent, p crm.Phone) {
	d.Install(ctx, accountOf(a, p))
}

// Dial calls a customer for an agent.
func (d apiDesk) Dial(ctx context.Context, agent routing.AgentID, to crm.E164) (routing.Call, error) {
	if d.trunk == "" {
		return routing.Call{}, api.ErrNoTrunk
	}
	id, channel, err := asterisk.NewCall()
	if err != nil {
		return routing.Call{}, fault.Wrap("vonal.Dial", err)
	}
	return d.Desk.Dial(ctx, routing.Requested{ID: id, Channel: channel, Agent: agent, From: string(d.number), To: string(to)})
}
