package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/fault"
)

// schedule says why a task exists: schedule explain TASK.
func schedule(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("schedule", flag.ContinueOnError)
	data := f.String("data", "var/run", "folder of vonal run")
	dsn := f.String("postgres", "", "DSN of the database, instead of --data")
	if len(args) > 0 && args[0] == "explain" {
		args = args[1:]
	}
	if err := parseFlags(f, args, errs); err != nil {
		return err
	}
	if f.NArg() != 1 {
		return badUsage("which task? vonal schedule explain [flags] TASK")
	}
	s, err := openStore(*data, *dsn)
	if err != nil {
		return err
	}
	defer s.Close()
	return explain(ctx, s, crm.TaskID(f.Arg(0)), out)
}

func explain(ctx context.Context, s *store.Store, id crm.TaskID, out io.Writer) error {
	all := crm.Viewer{Role: crm.RoleAdministrator, Grants: crm.Grants{crm.SeeTasks: crm.ScopeAll, crm.SeeCards: crm.ScopeAll}}
	task, err := s.GetTask(ctx, all, id)
	if fault.Is(err, fault.Unknown) {
		return errors.New("there is no such task")
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "task      %s, %s\n", task.Title, task.State)
	if !task.Due.Zero() {
		fmt.Fprintf(out, "due       %s in %s (%s)\n", task.Due.Local, task.Due.Zone, task.Due.At.Format(time.RFC3339))
	}
	if task.CardName != "" {
		fmt.Fprintf(out, "customer  %s\n", task.CardName)
	}
	u, err := s.FollowUpOf(ctx, id)
	switch {
	case fault.Is(err, fault.Unknown):
		fmt.Fprintln(out, "raised    by no rule:", byWhom(task))
		return nil
	case err != nil:
		return err
	}
	fmt.Fprintf(out, "raised    by the rule %q, at %s", u.RuleName, u.EndedAt.Format(time.RFC3339))
	if u.Why == "late" {
		fmt.Fprintf(out, ", %s late: nobody looked", u.EndedAt.Sub(u.Due.At).Round(time.Second))
	}
	fmt.Fprintf(out, "\nbecause   %s, at %s\n", because[u.When], u.FromAt.Format(time.RFC3339))
	if u.Unless != crm.UnlessNothing {
		fmt.Fprintf(out, "unless    %s: not so by then\n", unless[u.Unless])
	}
	coming, err := s.FollowUps(ctx, all, u.Card)
	if err != nil {
		return err
	}
	for _, next := range coming {
		if next.State == crm.FollowWaiting {
			fmt.Fprintf(out, "to come   %s in %s: %s (rule %q)\n", next.Due.Local, next.Due.Zone, next.Title, next.RuleName)
		}
	}
	return nil
}

var because = map[crm.FollowWhen]string{
	crm.WhenStage: "the deal entered a stage", crm.WhenOutcome: "an outcome was recorded",
	crm.WhenLost: "a call back was owed", crm.WhenSilent: "nobody had spoken to the customer for long",
	crm.WhenDate: "a date on the card",
}

var unless = map[crm.Unless]string{
	crm.UnlessSpoken: "somebody has spoken to the customer", crm.UnlessNewer: "there is a newer deal in the pipeline",
}

func byWhom(t crm.Task) string {
	switch {
	case t.Call != "":
		return "the outcome of call " + string(t.Call) + " opened it"
	case t.Previous != "":
		return "it comes again after task " + string(t.Previous)
	case t.ByName != "":
		return t.ByName + " made it"
	}
	return "somebody made it"
}
