package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"vonal/internal/clock"
)

// asked is how often each case is asked, in the server or over HTTP, and as
// often in plain SQL, in turn.
const (
	asked      = 1500
	askedQuick = 60
	longest    = 15 * time.Second // with one case; what is slow is asked less often
)

// crmParts measures the CRM on companies of all the sizes.
func crmParts(ctx context.Context, p plan, binary, folder string, r *report) error {
	for _, size := range p.sizes {
		fmt.Printf("\nA company with %d cards, in %s\n", size, folder)
		c, err := openCustomers(ctx, binary, folder, size)
		if err != nil {
			return err
		}
		err = c.measure(ctx, p, r)
		if err == nil {
			err = c.load(ctx, p, r)
		}
		if err = errors.Join(err, c.close(context.WithoutCancel(ctx))); err != nil {
			return err
		}
	}
	return nil
}

// measure asks every case of Vonal and of PostgreSQL, in turn.
func (c *customers) measure(ctx context.Context, p plan, r *report) error {
	r.heading(fmt.Sprintf("The CRM with %d cards", c.size),
		"Each question to Vonal over HTTP, one at a time, and what it needs of the database in plain SQL through pgx, in turn;",
		"customers are asked for as often as they call. \"in the server\" is without HTTP.")
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}}
	defer client.CloseIdleConnections()
	for _, one := range crmCases() {
		name := one.title(c.size)
		var took, plain []time.Duration
		times := p.asked
		if one.rarely {
			times = max(times/10, 10)
		}
		begun := clock.System.Now()
		for i := range times + 5 {
			if i >= 25 && clock.System.Now().Sub(begun) > longest {
				break
			}
			who := turn{c.known[i%len(c.known)], c.heads[i%len(c.heads)], c.agents[i%len(c.agents)]}
			var d, b time.Duration
			ours := func() (err error) {
				d, err = timed(func() error { return one.ask(ctx, c, client, who) })
				return err
			}
			bare := func() (err error) {
				b, err = timed(func() error { return one.plain(ctx, c, who) })
				return err
			}
			if i%2 == 1 { // whoever asks second finds the pages in memory
				ours, bare = bare, ours
			}
			if err := ours(); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if err := bare(); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if i < 5 { // statements are being prepared
				continue
			}
			took, plain = append(took, d), append(plain, b)
		}
		r.add(summed(name, took, 0))
		r.add(summed(name+", plain SQL", plain, 0))
	}
	return nil
}

// turn is one asking of a case: for whom, and by whom.
type turn struct {
	acquaintance
	head, agent login
}

func timed(work func() error) (time.Duration, error) {
	begun := clock.System.Now()
	err := work()
	return clock.System.Now().Sub(begun), err
}

// get asks for a page of the API and reads the answer to its end.
func (c *customers) get(ctx context.Context, client *http.Client, token, path string) error {
	return c.send(ctx, client, http.MethodGet, token, path, nil)
}

func (c *customers) send(ctx context.Context, client *http.Client, method, token, path string, body io.Reader) error {
	req, err := http.NewRequestWithContext(ctx, method, c.file.URL+"/api/v1"+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if method == http.MethodPatch {
		req.Header.Set("If-Match", "*")
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s: %.300s", method, path, res.Status, text)
	}
	return err
}

// query reads all that a statement answers.
func (c *customers) query(ctx context.Context, sql string, args ...any) error {
	rows, err := c.bare.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if _, err := rows.Values(); err != nil {
			return err
		}
	}
	return rows.Err()
}
