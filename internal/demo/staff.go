package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// person is an agent of the demo company and the account of their phone.
type person struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Extension string `json:"extension"`
	SIP       struct {
		Username string `json:"username"`
		Password string `json:"password"`
		Domain   string `json:"domain"`
	} `json:"sip"`
}

var company = []struct{ name, extension, level string }{
	{"Kovács Anna", "101", "senior"},
	{"Szabó Béla", "102", "regular"},
	{"Horváth Csaba", "103", "regular"},
	{"Varga Dóra", "104", "senior"},
	{"Иванов Егор", "105", "newcomer"},
	{"Nagy Ferenc", "106", "newcomer"},
}

// employ makes the agents who are not there yet. A phone's password is told
// only once, so that it is kept in file.
func employ(ctx context.Context, api client, file string) ([]person, error) {
	var kept []person
	b, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	default:
		if err := json.Unmarshal(b, &kept); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	staff := make([]person, 0, len(company))
	for _, c := range company {
		p, ok := find(kept, c.extension)
		if !ok {
			body := map[string]any{"name": c.name, "extension": c.extension, "level": c.level, "level_by_rule": c.level == "newcomer"}
			if err := api.do(ctx, "POST", "/api/v1/agents", body, &p); err != nil {
				return nil, err
			}
		}
		staff = append(staff, p)
	}
	if b, err = json.Marshal(staff); err != nil {
		return nil, err
	}
	return staff, os.WriteFile(file, b, 0o600)
}

func colleagues(staff []person) []Colleague {
	all := make([]Colleague, len(staff))
	for i, p := range staff {
		all[i] = Colleague{p.ID, p.Name, p.Extension}
	}
	return all
}

func find(staff []person, extension string) (person, bool) {
	for _, p := range staff {
		if p.Extension == extension {
			return p, true
		}
	}
	return person{}, false
}
