package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"vonal/internal/clock"
)

// mixed is what a company asks in a day, by how often: screens that pop up,
// cards that are read, lists, and a tenth that writes.
var mixed = []struct {
	percent int
	method  string
	path    string
	body    string
}{
	{15, http.MethodGet, "/cards?phone={phone}", ""},
	{20, http.MethodGet, "/cards/{card}", ""},
	{20, http.MethodGet, "/cards/{card}/timeline", ""},
	{8, http.MethodGet, "/cards", ""},
	{8, http.MethodGet, "/calls", ""},
	{7, http.MethodGet, "/tasks?card_id={card}", ""},
	{7, http.MethodGet, "/deals?card_id={card}", ""},
	{5, http.MethodGet, "/cards?q={phone}", ""},
	{5, http.MethodPost, "/cards/{card}/notes", `{"text": "Asked for an offer by Friday."}`},
	{3, http.MethodPost, "/tasks", `{"title": "Call back", "card_id": "{card}"}`},
	{2, http.MethodPatch, "/cards/{card}", `{"tags": ["vat", "bench"]}`},
}

// enough is the p99 up to which a rate counts as sustained.
const enough = 100 * time.Millisecond

// load sends the mixture at ever higher rates, at fixed moments whatever
// becomes of those before, until it is no longer answered in time.
func (c *customers) load(ctx context.Context, p plan, r *report) error {
	r.heading(fmt.Sprintf("Mixed load with %d cards", c.size),
		fmt.Sprintf("Requests sent at fixed moments for %v each; a tenth writes. From the moment of sending; the last rate is the first of which p99 is above %v.", p.length, enough))
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64, MaxConnsPerHost: 64}}
	defer client.CloseIdleConnections()
	for _, rate := range p.requests {
		took, failed := c.drive(ctx, client, rate, p.length)
		res := summed(fmt.Sprintf("mixed load at %d/s, %d cards", rate, c.size), took, failed)
		res.PerSecond = float64(rate)
		r.add(res)
		if failed > 0 || res.P99 > milliseconds(enough) {
			break
		}
	}
	return ctx.Err()
}

// drive sends rate requests a second for that long.
func (c *customers) drive(ctx context.Context, client *http.Client, rate int, length time.Duration) (took []time.Duration, failed int) {
	dice := rand.New(rand.NewPCG(uint64(rate), 3))
	var mu sync.Mutex
	var all sync.WaitGroup
	begun := clock.System.Now()
	for i := range int(length.Seconds() * float64(rate)) {
		due := begun.Add(time.Duration(i) * time.Second / time.Duration(rate))
		if wait := due.Sub(clock.System.Now()); wait > 0 {
			select {
			case <-time.After(wait):
			case <-ctx.Done():
			}
		}
		what, who, token := mixed[0], c.known[dice.IntN(len(c.known))], c.heads[i%len(c.heads)].token
		for n, rest := dice.IntN(100), mixed; len(rest) > 0; rest = rest[1:] {
			if what = rest[0]; n < what.percent {
				break
			}
			n -= what.percent
		}
		fill := strings.NewReplacer("{card}", who.card, "{phone}", url.QueryEscape(who.phone))
		all.Go(func() {
			err := c.sendText(ctx, client, what.method, token, fill.Replace(what.path), fill.Replace(what.body))
			late := clock.System.Now().Sub(due)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				if failed++; failed == 1 {
					fmt.Println("   ", err)
				}
				return
			}
			took = append(took, late)
		})
	}
	all.Wait()
	return took, failed
}

func (c *customers) sendText(ctx context.Context, client *http.Client, method, token, path, body string) error {
	if body == "" {
		return c.send(ctx, client, method, token, path, nil)
	}
	return c.send(ctx, client, method, token, path, strings.NewReader(body))
}
