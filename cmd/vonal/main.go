// Command vonal is the whole of Vonal: it drives an Asterisk, keeps the
// customer cards and serves the page. "vonal help" lists what it can do.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// The exit codes a script may rely on.
const (
	exitDone     = 0 // stopped as asked
	exitFailed   = 1 // anything else
	exitUsage    = 2 // unusable arguments or configuration: one line on stderr says what
	exitReplaced = 3 // another controller with this instance's name took over
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

type command struct {
	name, does string
	run        func(ctx context.Context, args []string, out, errs io.Writer) error
}

func commands() []command {
	return []command{
		{"run", "start everything on this machine: PostgreSQL, Redis, Asterisk and Vonal", runEverything},
		{"serve", "start Vonal with servers that are there already", serve},
		{"migrate", "bring the database to this version's schema", migrate},
		{"replay", "print a stored call's trace and decide it again", replay},
		{"simulate", "play a day again by other rules, beside what it was", playAgain},
		{"schedule", "say why a task exists and what is to come: schedule explain TASK", schedule},
		{"audit", "check the audit log: audit verify --data DIR", audit},
		{"files", "check that files are what the database says: files verify --data DIR", verifyFiles},
		{"asterisk-conf", "write the configuration for an installed Asterisk", writeAsteriskConf},
		{"doctor", "say what is missing or wrong", doctor},
	}
}

// run is main without the process: it returns the exit code.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(out)
		return exitDone
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		err := c.run(ctx, args[1:], out, errs)
		var u *usageError
		switch {
		case err == nil, errors.Is(err, flag.ErrHelp):
			return exitDone
		case errors.Is(err, errReplaced):
			fmt.Fprintln(errs, "vonal:", err)
			return exitReplaced
		case errors.As(err, &u):
			fmt.Fprintln(errs, "vonal "+c.name+":", u)
			return exitUsage
		default:
			fmt.Fprintln(errs, "vonal "+c.name+":", err)
			return exitFailed
		}
	}
	fmt.Fprintf(errs, "vonal: there is no command %q; see vonal help\n", args[0])
	return exitUsage
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "vonal COMMAND [flags]")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-14s %s\n", c.name, c.does)
	}
	fmt.Fprintln(w, "vonal COMMAND -h lists a command's flags.")
}

// usageError is a mistake in the arguments or the configuration.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func badUsage(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// parse reads flags that take no arguments beside them.
func parse(f *flag.FlagSet, args []string, errs io.Writer) error {
	if err := parseFlags(f, args, errs); err != nil {
		return err
	}
	if f.NArg() > 0 {
		return badUsage("%q is not expected here", f.Arg(0))
	}
	return nil
}

// parseFlags reads flags; only a person who asked for it is shown all of them.
func parseFlags(f *flag.FlagSet, args []string, errs io.Writer) error {
	f.SetOutput(io.Discard)
	err := f.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		f.SetOutput(errs)
		f.Usage()
		return err
	case err != nil:
		return badUsage("%v", err)
	}
	return nil
}
