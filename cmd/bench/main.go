// Command bench measures Vonal beside Asterisk's own app_queue and Dial(), and
// beside plain Redis, on one Asterisk with one set of phones. "make bench" runs
// it; docs/bench.md says what the figures mean. Tables go to stdout as they
// come, and all of it as JSON to a file at the end.
//
// The exit code is 0 whatever the figures are; 1 if something could not be
// measured at all.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"vonal/ari"
)

// plan is what is measured, and for how long.
type plan struct {
	agents   int
	rates    []float64     // calls a second
	rounds   int           // each system at each rate so many times, in turn
	length   time.Duration // of one round of one system at one rate
	gaps     int           // calls whose first phone does not answer, per system
	choices  int           // decisions with a thousand agents
	scripts  time.Duration // how long Redis is driven at its limit
	shipped  ari.Transport // the transport that is held against the aims
	settling time.Duration // between two measurements
	systems  []system

	sizes    []int // cards of the companies on which the CRM is measured
	asked    int   // questions of each kind
	requests []int // a second, of mixed load

	toasts  int           // calls whose ringing an agent's page shows
	watched time.Duration // how long the live desk is looked at
	listed  int           // cards of the company whose lists are scrolled
}

// choose narrows the plan of the set-up.
func (p *plan) choose(rates, names string) error {
	p.systems = systems()
	if rates != "" {
		p.rates = nil
		for text := range strings.SplitSeq(rates, ",") {
			rate, err := strconv.ParseFloat(text, 64)
			if err != nil || rate <= 0 {
				return fmt.Errorf("-rates: %q is no number of calls a second", text)
			}
			p.rates = append(p.rates, rate)
		}
	}
	if names != "" {
		wanted := strings.Split(names, ",")
		p.systems = slices.DeleteFunc(p.systems, func(s system) bool { return !slices.Contains(wanted, s.name) })
		if len(p.systems) != len(wanted) {
			return fmt.Errorf("-systems: %q: not all of these are known", names)
		}
	}
	return nil
}

// chooseSizes narrows the plan of the CRM.
func (p *plan) chooseSizes(cards string) error {
	if cards == "" {
		return nil
	}
	p.sizes = nil
	for text := range strings.SplitSeq(cards, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n <= 0 {
			return fmt.Errorf("-cards: %q is no number of cards", text)
		}
		p.sizes = append(p.sizes, n)
	}
	return nil
}

var full = plan{
	agents: 400, rates: []float64{20, 50, 100, 150}, rounds: 2, length: 6 * time.Second,
	gaps: 60, choices: 2000, scripts: 2 * time.Second, settling: 2500 * time.Millisecond,
	sizes: []int{10_000, 1_000_000}, asked: asked, requests: []int{100, 200, 400, 600, 800, 1000, 1200, 1500, 2000},
	toasts: 60, watched: time.Minute, listed: pageCards,
}

var quick = plan{
	agents: 120, rates: []float64{10, 20}, rounds: 1, length: 2 * time.Second,
	gaps: 10, choices: 200, scripts: 500 * time.Millisecond, settling: 2 * time.Second,
	sizes: []int{1_000}, asked: askedQuick, requests: []int{50},
	toasts: 5, watched: 5 * time.Second, listed: 1_000,
}

// limit bounds the whole run: ten minutes of calls, as many of cards, and the
// making of companies.
const limit = 45 * time.Minute

func main() {
	short := flag.Bool("quick", false, "a few seconds for each case, to see that all of it works")
	data := flag.String("data", "var/bench/run", "folder of the company that is measured; made anew")
	binary := flag.String("vonal", "bin/vonal", "the program that is measured")
	out := flag.String("out", "", "file for the figures; var/bench/bench.json, or quick.json with -quick")
	only := flag.String("only", "", "measure one part only: decision, gap, setup, page, lists or crm")
	cards := flag.String("cards", "", "sizes of the companies on which the CRM is measured, divided by commas; as planned if empty")
	rates := flag.String("rates", "", "calls a second of the set-up, divided by commas; as planned if empty")
	systems := flag.String("systems", "", "measure the set-up of these only, divided by commas: dial, app_queue, app_queue+mixmonitor, vonal-http, vonal-websocket")
	long := flag.Duration("long", 0, "how long each case of the set-up is measured; as planned if 0")
	shipped := flag.String("ari-transport", string(ari.HTTPPool), "the transport whose figures are held against the aims: http or websocket")
	flag.Parse()

	p, file := full, "var/bench/bench.json"
	if *short {
		p, file = quick, "var/bench/quick.json"
	}
	if *out != "" {
		file = *out
	}
	p.shipped = ari.Transport(*shipped)
	if *long > 0 {
		p.length = *long
	}
	if err := p.choose(*rates, *systems); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	if err := p.chooseSizes(*cards); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	context.AfterFunc(ctx, func() { time.AfterFunc(tidying+time.Minute, giveUp) })
	if err := run(ctx, p, *binary, *data, file, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// giveUp ends a run that does not end although it was asked to.
func giveUp() {
	fmt.Fprintln(os.Stderr, "bench: does not end; this is where it stands")
	_ = pprof.Lookup("goroutine").WriteTo(os.Stderr, 1)
	os.Exit(1)
}

// run measures everything and writes the report, also of what was measured
// before something failed.
func run(ctx context.Context, p plan, binary, data, file, only string) (err error) {
	folder, err := filepath.Abs(data)
	if err != nil {
		return err
	}
	r := newReport(machine())
	if !slices.Contains([]string{"page", "lists", "crm"}, only) {
		err = callParts(ctx, p, binary, folder, only, r)
	}
	if err == nil && (only == "" || only == "page") {
		if err = pagePart(ctx, p, binary, folder, r); err != nil {
			err = fmt.Errorf("page: %w", err)
		}
	}
	if err == nil && (only == "" || only == "lists") {
		if err = listsPart(ctx, p, binary, filepath.Dir(folder), r); err != nil {
			err = fmt.Errorf("lists: %w", err)
		}
	}
	if err == nil && (only == "" || only == "crm") {
		if err = crmParts(ctx, p, binary, filepath.Dir(folder), r); err != nil {
			err = fmt.Errorf("crm: %w", err)
		}
	}
	r.judge(p)
	return errors.Join(err, r.write(file))
}

// callParts measures calls, on one company with its Asterisk and its phones.
func callParts(ctx context.Context, p plan, binary, folder, only string, r *report) (err error) {
	if err := clear(ctx, binary, folder); err != nil {
		return err
	}
	c, err := open(ctx, p, binary, folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close(context.WithoutCancel(ctx))) }()
	r.Machine += ", " + c.asteriskVersion(ctx)

	parts := []struct {
		name    string
		measure func(context.Context, *company, plan, *report) error
	}{{"decision", decisions}, {"gap", gaps}, {"setup", setUp}}
	for _, part := range parts {
		if only != "" && only != part.name {
			continue
		}
		if err := part.measure(ctx, c, p, r); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}
