package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"vonal/api"
	"vonal/crm/store"
	"vonal/internal/clock"
	"vonal/routing"
	"vonal/routing/simulate"
)

// playAgain plays a stretch of time once more by other rules, and prints what
// would have become of it beside what did.
func playAgain(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("simulate", flag.ContinueOnError)
	data := f.String("data", "var/run", "folder of vonal run")
	dsn := f.String("postgres", "", "DSN of the database, instead of --data")
	from := f.String("since", "", "the beginning: 2026-11-26 or 2026-11-26T08:00:00Z")
	to := f.String("until", "", "the end; now if left out")
	file := f.String("policy", "", "file of the numbers to play by, as PUT /policy takes them; left out: those that hold now")
	seed := f.Uint64("seed", 1, "what chance is drawn from")
	asJSON := f.Bool("json", false, "print JSON")
	if err := parseFlags(f, args, errs); err != nil {
		return err
	}
	if f.NArg() > 0 {
		return badUsage("simulate takes no arguments: %q", f.Arg(0))
	}
	since, until, err := spanOf(*from, *to)
	if err != nil {
		return err
	}
	s, err := openStore(*data, *dsn)
	if err != nil {
		return err
	}
	defer s.Close()
	policy, err := currentPolicy(ctx, s)
	if err != nil {
		return err
	}
	if *file != "" {
		if policy, err = policyFile(*file); err != nil {
			return err
		}
	}
	d, err := readDay(ctx, s, since, until, *seed)
	if err != nil {
		return err
	}
	if len(d.day.Arrivals) == 0 {
		return badUsage("no call came in between %s and %s", since.Format(time.RFC3339), until.Format(time.RFC3339))
	}
	simulated := simulate.Run(d.day, policy, *seed)
	if *asJSON {
		return json.NewEncoder(out).Encode(map[string]any{
			"since": since, "until": until, "left_out": d.leftOut,
			"real": simulate.Measure(d.real), "simulated": simulate.Measure(simulated),
		})
	}
	printDay(out, d, simulated)
	return nil
}

// spanOf reads the two ends of a span.
func spanOf(from, to string) (since, until time.Time, err error) {
	if since, err = momentFlag("--since", from); err != nil {
		return since, until, err
	}
	if until = clock.System.Now(); to != "" {
		if until, err = momentFlag("--until", to); err != nil {
			return since, until, err
		}
	}
	if !since.Before(until) {
		return since, until, badUsage("--since must be before --until")
	}
	return since, until, nil
}

func momentFlag(name, text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateTime, "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, time.Local); err == nil {
			return t, nil
		}
	}
	return time.Time{}, badUsage("%s %q: want 2026-11-26 or 2026-11-26T08:00:00Z", name, text)
}

// policyFile reads numbers as PUT /policy takes them; those left out are the
// product's.
func policyFile(path string) (routing.Policy, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return routing.Policy{}, badUsage("--policy: %v", err)
	}
	p, err := api.PolicyFrom(text)
	if err != nil {
		return p, badUsage("--policy %s: %v", path, err)
	}
	return p, nil
}

// openStore opens the database of a data folder, or of a DSN.
func openStore(data, dsn string) (*store.Store, error) {
	if dsn == "" {
		file, err := readRunFile(data)
		if err != nil || file.Postgres == "" {
			return nil, badUsage("%s has no run.json of vonal run; give --data or --postgres", data)
		}
		dsn = file.Postgres
	}
	s, err := store.Open(store.Config{DSN: dsn})
	if err != nil {
		return nil, badUsage("--postgres: %v", err)
	}
	return s, nil
}

// printDay writes the two days side by side.
func printDay(out io.Writer, d recordedDay, simulated simulate.Observed) {
	r, s := simulate.Measure(d.real), simulate.Measure(simulated)
	fmt.Fprintf(out, "%s – %s, %d calls", d.day.Since.Format(time.RFC3339), d.day.Until.Format(time.RFC3339), len(d.day.Arrivals))
	if d.leftOut > 0 {
		fmt.Fprintf(out, " (%d that no controller carried are left out)", d.leftOut)
	}
	fmt.Fprintf(out, "\n\n%-28s %12s %12s %12s\n", "", "real", "simulated", "difference")
	count := func(name string, a, b int) { fmt.Fprintf(out, "%-28s %12d %12d %+12d\n", name, a, b, b-a) }
	share := func(name string, a, b int) {
		fmt.Fprintf(out, "%-28s %10.1f %% %10.1f %% %+10.1f %%\n", name, float64(a)/10, float64(b)/10, float64(b-a)/10)
	}
	length := func(name string, a, b time.Duration) {
		fmt.Fprintf(out, "%-28s %10.1f s %10.1f s %+10.1f s\n", name, a.Seconds(), b.Seconds(), (b - a).Seconds())
	}
	count("answered", r.Answered, s.Answered)
	count("gave up", r.Abandoned, s.Abandoned)
	count("message, call back, sent off", r.Others, s.Others)
	share("service level, 20 s", r.ServiceLevel, s.ServiceLevel)
	length("wait of the answered, mean", r.AverageWait, s.AverageWait)
	length("  half of them at most", r.MedianWait, s.MedianWait)
	length("  95 of 100 at most", r.P95Wait, s.P95Wait)
	length("longest wait", r.LongestWait, s.LongestWait)
	count("missed by agents", r.Missed, s.Missed)
	share("occupancy", r.Occupancy, s.Occupancy)
	fmt.Fprintf(out, "\n%-28s %6s %6s   %6s %6s   %9s %9s\n", "agent", "calls", "", "missed", "", "occupancy", "")
	for _, a := range d.day.Agents {
		was, is := d.real.Agents[a.ID], simulated.Agents[a.ID]
		fmt.Fprintf(out, "%-28s %6d %6d   %6d %6d   %7.1f %% %7.1f %%\n", d.names[a.ID], was.Calls, is.Calls, was.Missed, is.Missed,
			float64(was.Occupancy())/10, float64(is.Occupancy())/10)
	}
}
