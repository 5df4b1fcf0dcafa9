package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"vonal/internal/clock"
	"vonal/internal/demo"
	"vonal/internal/fault"
	"vonal/internal/localstack"
)

// administrator is the log-in that vonal run makes on a fresh folder.
const administrator = "admin"

// runFlags are the flags of vonal run.
type runFlags struct {
	common
	data, sip, root string
	trunks          addresses
	demo, past      bool
	testClock       bool
}

func parseRun(args []string, errs io.Writer) (runFlags, error) {
	f := flag.NewFlagSet("run", flag.ContinueOnError)
	var r runFlags
	r.declare(f)
	f.StringVar(&r.data, "data", "", "folder below which everything is kept")
	f.StringVar(&r.sip, "sip", "127.0.0.1:5060", "HOST:PORT of Asterisk for phones and trunks; the machine's own address for phones elsewhere")
	f.StringVar(&r.root, "asterisk-root", os.Getenv("VONAL_ASTERISK_ROOT"), "folder made by scripts/asterisk-root.sh; used where no Asterisk is installed")
	f.Var(&r.trunks, "trunk", "HOST:PORT of a provider whose calls are taken without authentication; may be repeated")
	f.BoolVar(&r.demo, "demo", false, "play a small company with six agents and many callers")
	f.BoolVar(&r.past, "past", false, "give the company of --demo three months of customers, calls, deals and tasks, if it has no customers yet")
	f.BoolVar(&r.testClock, "test-clock", false, "for tests: let POST /test/clock move the clock")
	if err := parse(f, args, errs); err != nil {
		return r, err
	}
	switch {
	case r.data == "":
		return r, badUsage("--data DIR is missing")
	case r.past && !r.demo:
		return r, badUsage("--past is for the company of --demo")
	case r.testClock && (r.postgres != "" || r.redis != ""):
		return r, badUsage("--test-clock is refused together with --postgres or --redis of others")
	}
	if err := hostPort("--sip", r.sip); err != nil {
		return r, err
	}
	for _, t := range r.trunks {
		if err := hostPort("--trunk", t); err != nil {
			return r, err
		}
	}
	if r.root == "" {
		r.root = "var/asterisk-root"
	}
	if r.demo {
		trunk, err := beside(r.sip, 10)
		if err != nil {
			return r, badUsage("--sip: %v", err)
		}
		r.trunks = append(r.trunks, trunk)
	}
	return r, nil
}

// hostPort refuses what is no address before anything is started.
func hostPort(flag, address string) error {
	host, port, err := net.SplitHostPort(address)
	if err == nil && host != "" {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil || host == "" {
		return badUsage("%s %q is not HOST:PORT", flag, address)
	}
	return nil
}

// beside is an address on this machine some ports above another.
func beside(address string, ports int) (string, error) {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", err
	}
	n, err := strconv.Atoi(port)
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(n+ports)), err
}

// runEverything starts what is missing on this machine, and Vonal.
func runEverything(ctx context.Context, args []string, out, errs io.Writer) error {
	r, err := parseRun(args, errs)
	if err != nil {
		return err
	}
	r.files.place = cmp.Or(r.files.place, filepath.Join(r.data, "files"))
	s, err := r.settings(errs)
	if err != nil {
		return err
	}
	if r.testClock {
		shifted := clock.NewShifted()
		s.Clock, s.Advance = shifted, shifted.Advance
	}
	if s.Key == nil {
		if s.Key, err = ownKey(filepath.Join(r.data, "secret.key")); err != nil {
			return err
		}
	}
	stack, err := r.startServers(ctx, &s, errs)
	if err != nil {
		return err
	}
	err = r.work(ctx, s, stack, out)
	if errors.Is(err, errReplaced) {
		return err // the servers are the younger one's now
	}
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	return errors.Join(err, stack.Stop(after))
}

// startServers starts the private servers that no flag replaces.
func (r runFlags) startServers(ctx context.Context, s *settings, errs io.Writer) (*localstack.Stack, error) {
	var parts []localstack.Part
	for part, given := range map[localstack.Part]string{
		localstack.Postgres: r.postgres, localstack.Redis: r.redis, localstack.Asterisk: r.ari,
	} {
		if given == "" {
			parts = append(parts, part)
		}
	}
	root, err := filepath.Abs(r.root)
	if err != nil {
		return nil, err
	}
	stack, err := localstack.Start(ctx, localstack.Options{
		Dir: r.data, Parts: parts, SIP: r.sip, Trunks: r.trunks, AsteriskRoot: root,
		Progress: func(step string) { fmt.Fprintln(errs, "vonal:", step) },
	})
	switch kind := fault.KindOf(err); {
	case err == nil:
	case kind == fault.Invalid || kind == fault.Conflict || kind == fault.Unavailable:
		return nil, badUsage("%v", err)
	default:
		return nil, err
	}
	for _, part := range parts {
		switch part {
		case localstack.Postgres:
			s.Postgres = stack.DSN()
		case localstack.Redis:
			s.Redis = stack.RedisURL()
		case localstack.Asterisk:
			s.ARI, s.SIP, s.Trunk = stack.ARI(), stack.SIP(), cmp.Or(s.Trunk, stack.Trunk())
			s.Recordings, s.QueueLog, s.Members = stack.RecordingDir(), stack.QueueLog(), stack.MembersFile()
		}
	}
	return stack, nil
}

// work runs the program, and tells on stdout and in run.json when calls can be
// taken.
func (r runFlags) work(ctx context.Context, s settings, stack *localstack.Stack, out io.Writer) error {
	p, err := newProgram(s)
	if err != nil {
		return err
	}
	defer p.close()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	defer p.beside.Wait()
	worked := make(chan error, 1)
	go func() {
		err := p.run(ctx)
		stop(err)
		worked <- err
	}()
	if err := r.announce(ctx, p, stack, out); err != nil && ctx.Err() == nil {
		stop(err)
		<-worked
		return err
	}
	return <-worked
}

// announce writes run.json, prints the ready line and begins the demo.
func (r runFlags) announce(ctx context.Context, p *program, stack *localstack.Stack, out io.Writer) error {
	if err := p.ready(ctx); err != nil {
		return err
	}
	file, err := r.credentials(ctx, p)
	if err != nil {
		return err
	}
	file.URL, file.SIP, file.ARI = p.url(), p.SIP, p.ARI
	file.Postgres, file.Redis = p.Postgres, p.Redis
	if p.metrics != nil {
		file.Metrics = "http://" + p.metrics.Addr().String() + "/metrics"
	}
	file.AsteriskCLI = stack.AsteriskCLI()
	file.PIDs = map[string]int{"vonal": os.Getpid()}
	for _, part := range localstack.Parts {
		if pid := stack.PID(part); pid != 0 {
			file.PIDs[string(part)] = pid
		}
	}
	if err := file.write(r.data); err != nil {
		return err
	}
	r.mind(ctx, p, stack, file)
	fmt.Fprintf(out, "ready %s\n", p.url())
	if r.demo {
		fmt.Fprintf(out, "open %s/tour to be shown around, and log in as %s with the password %s\nCtrl-C stops all of it\n", p.url(), file.Login, file.Password)
		p.beside.Go(func() { r.play(ctx, p, file) })
	}
	return nil
}

// mind starts a server again that has ended, and writes its new process id
// down, until ctx ends; then the servers may be stopped.
func (r runFlags) mind(ctx context.Context, p *program, stack *localstack.Stack, file runFile) {
	var writing sync.Mutex
	p.beside.Go(func() {
		stack.Keep(ctx, func(part localstack.Part, err error) {
			if err != nil {
				p.Log.Error("a server has ended and cannot be started again yet", "server", part, "error", err)
				return
			}
			p.Log.Warn("a server had ended and runs again", "server", part)
			writing.Lock()
			defer writing.Unlock()
			file.PIDs[string(part)] = stack.PID(part)
			if err := file.write(r.data); err != nil {
				p.Log.Error("run.json cannot be written", "error", err)
			}
		})
	})
}

// credentials makes the administrator on a fresh folder, and afterwards keeps
// what run.json says as long as it holds.
func (r runFlags) credentials(ctx context.Context, p *program) (runFile, error) {
	file, err := readRunFile(r.data)
	if err != nil {
		return file, fmt.Errorf("%s cannot be read: %w", runFilePath(r.data), err)
	}
	password := rand.Text()
	user, made, err := p.store.FirstAdministrator(ctx, administrator, "Administrator", password)
	if err != nil {
		return file, err
	}
	if !made {
		if user, err = p.store.UserByLogin(ctx, administrator); err != nil {
			return file, err
		}
	}
	if !made && file.Password == "" {
		err = p.store.SetPassword(ctx, user.ID, password, "")
	}
	if made || file.Password == "" {
		file.Password = password
	}
	if err != nil {
		return file, err
	}
	if _, err := p.store.TokenUser(ctx, file.Token); file.Token == "" || err != nil {
		if file.Token, _, err = p.store.CreateToken(ctx, user.ID, "run.json"); err != nil {
			return file, err
		}
	}
	file.Login = administrator
	return file, nil
}

func (r runFlags) play(ctx context.Context, p *program, file runFile) {
	o := demo.Options{
		URL: p.url(), Token: file.Token, SIP: p.SIP, Trunk: r.trunks[len(r.trunks)-1],
		File: filepath.Join(r.data, "demo.json"), Clock: clock.System, Log: p.Log,
	}
	if r.past {
		o.Past = p.invent
	}
	if err := demo.Run(ctx, o); err != nil {
		p.Log.Error("the demo company has closed", "error", err)
	}
}
