package main

import (
	"context"
	"crypto/rand"
	"time"

	"vonal/crm"
	"vonal/internal/demo"
	"vonal/internal/fault"
	"vonal/internal/past"
)

// What lies behind the demo company.
const (
	pastCards = demo.Regulars
	pastSpan  = 90 * 24 * time.Hour
	day       = 24 * time.Hour
)

// invent gives the demo company customers, calls, deals, files and tasks of
// three months, up to yesterday, unless it has customers already.
func (p *program) invent(ctx context.Context, staff []demo.Colleague) error {
	begun := p.Clock.Now()
	plan := past.Plan{Seed: 1, Cards: pastCards, Now: begun.UTC().Truncate(day).Add(-time.Second), Span: pastSpan, Zone: p.Zone.String()}
	for _, c := range staff {
		user, err := p.account(ctx, c)
		if err != nil {
			return err
		}
		plan.Staff = append(plan.Staff, past.Person{Agent: c.ID, User: string(user.ID)})
	}
	poured, err := past.Pour(ctx, p.Postgres, plan)
	if poured {
		err = p.file(ctx, plan)
		p.Log.Info("the demo company has a past", "customers", pastCards, "took", p.Clock.Now().Sub(begun))
	}
	return err
}

// account is the user of somebody of the demo company, who logs in by their
// extension once somebody gives them a password.
func (p *program) account(ctx context.Context, c demo.Colleague) (crm.User, error) {
	user, err := p.store.UserByLogin(ctx, c.Extension)
	if !fault.Is(err, fault.Unknown) {
		return user, err
	}
	return p.store.CreateUser(ctx, crm.NewUser{Login: c.Extension, Name: c.Name, Role: crm.RoleAgent, Agent: crm.AgentID(c.ID), Password: rand.Text()})
}
