package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"vonal/ari"
	"vonal/crm/store"
	"vonal/routing/agentstore"
)

// doctor looks at each part once and says what is wrong and what to do.
func doctor(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("doctor", flag.ContinueOnError)
	data := f.String("data", "var/run", "folder of vonal run, whose servers are examined")
	if err := parse(f, args, errs); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	healthy := true
	say := func(what string, err error, advice string) {
		if err == nil {
			fmt.Fprintf(out, "ok    %s\n", what)
			return
		}
		healthy = false
		fmt.Fprintf(out, "WRONG %s: %v\n      %s\n", what, err, advice)
	}
	say("runs as root", rootOnly(), "private servers need root; vonal serve does not")
	for _, tool := range []string{"redis-server", "mmdebstrap"} {
		_, err := exec.LookPath(tool)
		say(tool+" is installed", err, "make install")
	}
	file, err := readRunFile(*data)
	if err != nil || file.Postgres == "" {
		say("a run in "+*data, fmt.Errorf("there is no run.json"), "make run, or name its folder with --data")
	} else {
		examine(ctx, file, say)
	}
	if !healthy {
		return fmt.Errorf("something is wrong; see above")
	}
	return nil
}

func rootOnly() error {
	if os.Geteuid() != 0 {
		return fmt.Errorf("user %d", os.Geteuid())
	}
	return nil
}

// examine asks each server of a run.
func examine(ctx context.Context, file runFile, say func(what string, err error, advice string)) {
	const start = "make run starts what is missing"
	if s, err := store.Open(store.Config{DSN: file.Postgres}); err != nil {
		say("PostgreSQL", err, start)
	} else {
		say("PostgreSQL answers and has this version's schema", s.Health(ctx), start)
		s.Close()
	}
	if r, err := agentstore.Connect(file.Redis); err != nil {
		say("Redis", err, start)
	} else {
		say("Redis answers and remembers", agentstore.New(r, agentstore.Options{}).Health(ctx), start)
		r.Close()
	}
	client, err := ari.New(ari.Options{Application: "vonal-doctor", URL: file.ARI.URL, Username: file.ARI.User, Password: file.ARI.Password})
	if err != nil {
		say("Asterisk", err, start)
		return
	}
	defer client.Close()
	info, err := client.Info(ctx)
	say("Asterisk answers", err, start)
	if err == nil && info.System != nil {
		say("Asterisk "+info.System.Version+" is new enough", ari.CheckVersion(info), "22.10.1 or newer closes known holes")
	}
}
