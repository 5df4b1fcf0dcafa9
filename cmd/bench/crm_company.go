package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"

	"vonal/ari"
	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/clock"
	"vonal/internal/past"
)

// colleagues is how many agents a made-up company has; each owns some cards.
const colleagues = 40

// customers is a running Vonal with a made-up past, and its database.
type customers struct {
	*vonal
	size  int
	store *store.Store
	bare  *pgx.Conn // beside whose answers Vonal's are measured

	heads  []login // so many that nobody's ration of requests is used up
	agents []login
	known  []acquaintance // customers, each as often as they call
}

// login is somebody who asks.
type login struct {
	agent crm.AgentID // "" of a head
	token string
}

// acquaintance is a customer of whom something is asked.
type acquaintance struct{ card, phone, name string }

// made is written beside a company when its past is whole.
type made struct {
	Plan past.Plan `json:"plan"`
}

// openCustomers starts the company of that size below folder. Its past is made
// up once; later runs find it.
func openCustomers(ctx context.Context, binary, folder string, size int) (_ *customers, err error) {
	dir := filepath.Join(folder, fmt.Sprint("crm-", size))
	c := &customers{size: size}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.close(context.WithoutCancel(ctx)))
		}
	}()
	sip, err := freeUDP()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	c.vonal = &vonal{binary: binary, dir: dir, args: []string{"run", "--data", dir, "--http", "127.0.0.1:0", "--sip", sip, "--log", "warn"}}
	if err := c.start(ctx, ari.HTTPPool); err != nil {
		return nil, err
	}
	if c.store, err = store.Open(store.Config{DSN: c.file.Postgres}); err != nil {
		return nil, err
	}
	plan, err := c.past(ctx, filepath.Join(dir, "past.json"))
	if err != nil {
		return nil, err
	}
	if c.bare, err = pgx.Connect(ctx, c.file.Postgres); err != nil {
		return nil, err
	}
	return c, c.meet(ctx, plan)
}

// past is what the company has behind it, made up if it has nothing.
func (c *customers) past(ctx context.Context, file string) (past.Plan, error) {
	var have made
	if text, err := os.ReadFile(file); err == nil {
		return have.Plan, json.Unmarshal(text, &have)
	}
	p := past.Plan{Seed: 1, Cards: c.size, Now: clock.System.Now(), Span: 3 * 365 * 24 * time.Hour, Zone: "Europe/Budapest", Recordings: true}
	for i := range colleagues {
		a, err := c.store.CreateAgent(ctx, crm.NewAgent{Name: fmt.Sprint("Agent ", i), Extension: fmt.Sprint(1000 + i)})
		if err != nil {
			return p, err
		}
		in := crm.NewUser{Login: fmt.Sprint("agent-", i), Name: a.Name, Role: crm.RoleAgent, Agent: a.ID, Password: "violet anchor 77 moss"}
		u, err := c.store.CreateUser(ctx, in)
		if err != nil {
			return p, err
		}
		p.Staff = append(p.Staff, past.Person{Agent: string(a.ID), User: string(u.ID)})
	}
	begun := clock.System.Now()
	if err := past.Fill(ctx, c.file.Postgres, p, func(step string) { fmt.Println("  " + step) }); err != nil {
		return p, err
	}
	fmt.Printf("  made up in %s\n", clock.System.Now().Sub(begun).Round(time.Second))
	text, err := json.Marshal(made{p})
	if err != nil {
		return p, err
	}
	return p, os.WriteFile(file, text, 0o644)
}

// meet logs heads and agents in, and finds customers to ask for.
func (c *customers) meet(ctx context.Context, p past.Plan) error {
	for i := range colleagues {
		name := fmt.Sprint("head-", clock.System.Now().UnixNano())
		u, err := c.store.CreateUser(ctx, crm.NewUser{Login: name, Name: name, Role: crm.RoleHead, Password: "violet anchor 77 moss"})
		if err != nil {
			return err
		}
		token, _, err := c.store.CreateToken(ctx, u.ID, "bench")
		if err != nil {
			return err
		}
		c.heads = append(c.heads, login{"", token})
		token, _, err = c.store.CreateToken(ctx, crm.UserID(p.Staff[i].User), "bench")
		if err != nil {
			return err
		}
		c.agents = append(c.agents, login{crm.AgentID(p.Staff[i].Agent), token})
	}
	rows, err := c.bare.Query(ctx, `SELECT cards.id::text, calls.from_number, cards.name FROM calls TABLESAMPLE BERNOULLI ($1)
		JOIN cards ON cards.id = calls.card_id WHERE calls.direction = 'inbound' LIMIT 20000`, min(100, 6000000/float64(c.size)))
	if err != nil {
		return err
	}
	c.known, err = pgx.CollectRows(rows, func(r pgx.CollectableRow) (a acquaintance, err error) {
		return a, r.Scan(&a.card, &a.phone, &a.name)
	})
	if err == nil && len(c.known) == 0 {
		err = errors.New("nobody has ever called this company")
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(c.known), func(i, j int) { c.known[i], c.known[j] = c.known[j], c.known[i] })
	return err
}

func (c *customers) close(ctx context.Context) error {
	if c.bare != nil {
		_ = c.bare.Close(ctx) // the server stops in a moment
	}
	if c.store != nil {
		_ = c.store.Close()
	}
	if c.vonal == nil {
		return nil
	}
	return c.stop()
}
