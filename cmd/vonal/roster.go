package main

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/clock"
	"vonal/routing"
	"vonal/routing/desk"
)

// roster is who works here, from the record that survives Redis.
type roster struct {
	store *store.Store
	clock clock.Clock
}

var _ desk.Roster = roster{}

// Employees are all agents, but those whose users were shut out, with their phones and what they were last doing. Of
// one who was never seen doing anything, the shift begins now.
func (r roster) Employees(ctx context.Context) ([]desk.Employee, error) {
	agents, err := r.store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	states, err := r.store.LastAgentStates(ctx)
	if err != nil {
		return nil, err
	}
	out, err := r.store.ShutOut(ctx)
	if err != nil {
		return nil, err
	}
	teams, err := teamsOf(ctx, r.store)
	if err != nil {
		return nil, err
	}
	staff := make([]desk.Employee, 0, len(agents))
	for _, a := range agents {
		if slices.Contains(out, a.ID) {
			continue
		}
		e := desk.Employee{Accounts: accountsOf(a)}
		if s, ok := states[a.ID]; ok {
			e.Last = agentOf(s)
		} else {
			fresh := routing.Agent{ID: routing.AgentID(a.ID)}
			if e.Last, err = fresh.After(routing.ShiftBegan{At: r.clock.Now()}, routing.DefaultPolicy); err != nil {
				return nil, err
			}
		}
		e.Last.Level, e.Last.Teams, e.Last.Phones = levelOf(a.Level), teams[a.ID], phonesOf(a)
		staff = append(staff, e)
	}
	return staff, nil
}

// teamsOf are the teams of each agent who is in one, as routing keeps them.
func teamsOf(ctx context.Context, s *store.Store) (map[crm.AgentID]string, error) {
	teams, err := s.ListTeams(ctx)
	if err != nil {
		return nil, err
	}
	of := map[crm.AgentID]string{}
	for _, t := range teams {
		for _, m := range t.Members {
			of[m] = strings.TrimSpace(of[m] + " " + string(t.ID))
		}
	}
	return of, nil
}

// accountsOf are the phones of an agent that register here, as Asterisk must
// know them.
func accountsOf(a crm.Agent) []desk.Phone {
	var all []desk.Phone
	for _, p := range a.Phones {
		if p.Endpoint != "" {
			all = append(all, accountOf(a, p))
		}
	}
	return all
}

func accountOf(a crm.Agent, p crm.Phone) desk.Phone {
	return desk.Phone{Agent: routing.AgentID(a.ID), Endpoint: p.Endpoint, Secret: p.Secret, Name: a.Name, Number: a.Extension}
}

// phonesOf are the phones of an agent as they are rung.
func phonesOf(a crm.Agent) routing.Phones {
	all := make([]routing.Phone, len(a.Phones))
	for i, p := range a.Phones {
		all[i] = routing.Phone{Address: cmp.Or(p.Endpoint, string(p.Number)), Ring: p.Ring}
	}
	return routing.PhonesOf(all...)
}
