package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"path/filepath"

	"vonal/crm/files"
	"vonal/crm/store"
)

// verifyFiles reads every version of every file, and names those that are not
// what the database says.
func verifyFiles(ctx context.Context, args []string, out, errs io.Writer) error {
	if len(args) == 0 || args[0] != "verify" {
		return badUsage("files verify --data DIR, or --postgres DSN --files PLACE")
	}
	f := flag.NewFlagSet("files verify", flag.ContinueOnError)
	data := f.String("data", "", "folder of a running vonal run")
	dsn := f.String("postgres", "", "DSN of the database")
	place := f.String("files", "", "where the files are, as vonal serve is told (default files below --data, or "+filesUnasked+")")
	if err := parse(f, args[1:], errs); err != nil {
		return err
	}
	if *data != "" {
		*place = cmp.Or(*place, filepath.Join(*data, "files"))
		if *dsn == "" {
			file, err := readRunFile(*data)
			if err != nil {
				return badUsage("--data: %v", err)
			}
			*dsn = file.Postgres
		}
	}
	if *dsn == "" {
		return badUsage("--data DIR or --postgres DSN is missing")
	}
	s, err := store.Open(store.Config{DSN: *dsn})
	if err != nil {
		return badUsage("--postgres: %v", err)
	}
	defer s.Close()
	shelf, err := onShelf(cmp.Or(*place, filesUnasked))
	if err != nil {
		return err
	}
	defer shelf.Close()
	flaws := 0
	read, err := files.Verify(ctx, shelf, s, func(f files.Flaw) {
		flaws++
		fmt.Fprintln(out, f)
	})
	if err == nil && flaws > 0 {
		err = fmt.Errorf("%d of %d versions are not what the database says", flaws, read)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "all files are what the database says: %d versions\n", read)
	return nil
}
