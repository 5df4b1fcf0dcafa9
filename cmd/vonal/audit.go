package main

import (
	"context"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"

	"vonal/crm"
	"vonal/crm/store"
)

// audit checks the audit log.
func audit(ctx context.Context, args []string, out, errs io.Writer) error {
	if len(args) == 0 || args[0] != "verify" {
		return badUsage("audit verify --data DIR, or --postgres DSN")
	}
	f := flag.NewFlagSet("audit verify", flag.ContinueOnError)
	data := f.String("data", "", "folder of a running vonal run")
	dsn := f.String("postgres", "", "DSN of the database")
	known := f.String("head", "", "SEQ:HASH as it was printed before; it must be in the chain")
	if err := parse(f, args[1:], errs); err != nil {
		return err
	}
	if *data != "" && *dsn == "" {
		file, err := readRunFile(*data)
		if err != nil {
			return badUsage("--data: %v", err)
		}
		*dsn = file.Postgres
	}
	if *dsn == "" {
		return badUsage("--data DIR or --postgres DSN is missing")
	}
	var head crm.AuditHead
	if *known != "" {
		seq, hash, _ := strings.Cut(*known, ":")
		var err error
		if head.Seq, err = strconv.ParseInt(seq, 10, 64); err == nil {
			head.Hash, err = hex.DecodeString(hash)
		}
		if err != nil || head.Seq < 1 || len(head.Hash) != 32 {
			return badUsage("--head needs the form SEQ:HASH")
		}
	}
	s, err := store.Open(store.Config{DSN: *dsn})
	if err != nil {
		return badUsage("--postgres: %v", err)
	}
	defer s.Close()
	head, err = s.VerifyAudit(ctx, head)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "the audit log holds: %d lines, head %d:%x\n", head.Seq, head.Seq, head.Hash)
	return nil
}
