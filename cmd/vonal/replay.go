package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"vonal/crm"
	"vonal/routing"
)

// replay prints what happened in a stored call, decides it again from its
// facts, and says whether the decisions are the same.
func replay(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("replay", flag.ContinueOnError)
	data := f.String("data", "var/run", "folder of vonal run")
	dsn := f.String("postgres", "", "DSN of the database, instead of --data")
	file := f.String("file", "", "read the trace from a file instead of the database")
	if err := parseFlags(f, args, errs); err != nil {
		return err
	}
	var trace string
	switch {
	case *file != "":
		b, err := os.ReadFile(*file)
		if err != nil {
			return badUsage("--file: %v", err)
		}
		trace = string(b)
	case f.NArg() != 1:
		return badUsage("which call? vonal replay [flags] CALL")
	default:
		var err error
		if trace, err = storedTrace(ctx, *data, *dsn, crm.CallID(f.Arg(0))); err != nil {
			return err
		}
	}
	_, difference, err := routing.Replay(trace)
	if err != nil {
		return fmt.Errorf("the trace cannot be read: %w", err)
	}
	fmt.Fprint(out, trace)
	if difference != "" {
		return fmt.Errorf("this version decides the call differently: %s", difference)
	}
	fmt.Fprintln(out, "# decided again: the same")
	return nil
}

// storedTrace reads a call's trace as an administrator sees it.
func storedTrace(ctx context.Context, data, dsn string, id crm.CallID) (string, error) {
	s, err := openStore(data, dsn)
	if err != nil {
		return "", err
	}
	defer s.Close()
	return s.CallTrace(ctx, crm.Viewer{Role: crm.RoleAdministrator}, id)
}
