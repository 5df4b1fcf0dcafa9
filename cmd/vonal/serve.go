package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"regexp"
	"strings"

	"vonal/api"
	"vonal/ari"
	"vonal/crm/phone"
	"vonal/crm/store"
	"vonal/internal/clock"
	"vonal/internal/fault"
	"vonal/internal/localstack"
	"vonal/routing"
)

// common are the flags of every command that runs a controller.
type common struct {
	http, metrics, postgres, redis, ari, instance, node, country, zone, level, transport string

	identity
	mailFlags

	trunk, countries, number string // by which calls leave, what may be called, and what those are shown

	files fileFlags
}

func (c *common) declare(f *flag.FlagSet) {
	f.StringVar(&c.http, "http", "127.0.0.1:8080", "HOST:PORT of the page and the API")
	f.StringVar(&c.metrics, "metrics", "127.0.0.1:0", "HOST:PORT where Prometheus reads; port 0 takes a free one")
	f.StringVar(&c.postgres, "postgres", "", "DSN of an existing PostgreSQL")
	f.StringVar(&c.redis, "redis", "", "URL of an existing Redis")
	f.StringVar(&c.ari, "ari", "", "URL of an existing Asterisk, http://USER:PASSWORD@HOST:PORT/ari")
	f.StringVar(&c.instance, "instance", "a", "this controller's name; two with one name replace each other")
	f.StringVar(&c.node, "node", "asterisk", "the name of the Asterisk; the same for all controllers that drive it")
	f.StringVar(&c.country, "country", "HU", "country of telephone numbers written without one")
	f.StringVar(&c.trunk, "outbound-trunk", "", "the endpoint in pjsip.conf by which calls leave the company; of vonal run its first --trunk, else none if empty")
	f.StringVar(&c.countries, "dial-countries", "", "countries that may be called, such as HU,AT; --country alone if empty")
	f.StringVar(&c.number, "company-number", "", "the number shown to those we call; the trunk decides if empty")
	c.files.declare(f)
	f.StringVar(&c.zone, "zone", "Local", "the company's time zone, in which its day begins: Europe/Budapest")
	f.StringVar(&c.level, "log", "info", "least level of what is logged: debug, info, warn or error")
	c.identity.declare(f)
	c.mailFlags.declare(f)
	f.StringVar(&c.transport, "ari-transport", string(ari.HTTPPool), "how commands travel to Asterisk: http or websocket")
}

// settings checks the flags.
func (c *common) settings(errs io.Writer) (settings, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.level)); err != nil {
		return settings{}, badUsage("--log: %v", err)
	}
	if c.instance == "" || len(c.instance) > 32 || strings.Trim(c.instance, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return settings{}, badUsage("--instance %q: up to 32 of a-z, 0-9 and -", c.instance)
	}
	if !phone.Known(strings.ToUpper(c.country)) {
		return settings{}, badUsage("--country %q is no two-letter code of a country", c.country)
	}
	zone, err := companyZone(c.zone)
	if err != nil {
		return settings{}, badUsage("--zone: %v", err)
	}
	if c.files.most < 1 || c.files.most > 1024 {
		return settings{}, badUsage("--file-limit %d: from 1 to 1024", c.files.most)
	}
	s := settings{
		Files: c.files,
		Zone:  zone,
		HTTP:  c.http, Metrics: c.metrics, Postgres: c.postgres, Redis: c.redis,
		Instance: c.instance, Node: c.node, Country: strings.ToUpper(c.country), Transport: ari.Transport(c.transport),
		Clock: clock.System, Log: slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: level})),
	}
	if !trunkName.MatchString(c.trunk) {
		return settings{}, badUsage("--outbound-trunk %q: up to 64 of letters, digits, - and _", c.trunk)
	}
	s.Trunk, s.Countries = c.trunk, []string{s.Country}
	if c.countries != "" {
		if s.Countries, err = phone.Countries(c.countries); err != nil {
			return settings{}, badUsage("--dial-countries: %v", err)
		}
	}
	if c.number != "" {
		if s.Number, err = phone.Parse(c.number, s.Country); err != nil {
			return settings{}, badUsage("--company-number: %v", err)
		}
	}
	if err := c.identity.settle(&s); err != nil {
		return settings{}, err
	}
	if err := c.mailFlags.settle(&s); err != nil {
		return settings{}, err
	}
	if c.ari != "" {
		if s.ARI, err = parseARI(c.ari); err != nil {
			return settings{}, err
		}
	}
	return s, nil
}

// parseARI takes user and password out of the address.
func parseARI(address string) (localstack.ARI, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User == nil {
		return localstack.ARI{}, badUsage("--ari needs the form http://USER:PASSWORD@HOST:PORT/ari")
	}
	password, _ := u.User.Password()
	a := localstack.ARI{User: u.User.Username(), Password: password}
	u.User = nil
	a.URL = u.String()
	return a, nil
}

// trunkName is how an endpoint may be called that becomes part of what is
// dialled.
var trunkName = regexp.MustCompile(`^[0-9A-Za-z_-]{0,64}$`)

// serve runs a controller with servers that are there, or will be.
func serve(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("serve", flag.ContinueOnError)
	var c common
	c.declare(f)
	sip := f.String("sip", "", "HOST:PORT of Asterisk, as people type it into a phone")
	recordings := f.String("recordings", "/var/spool/asterisk/recording", "Asterisk's folder of recordings")
	queueLog := f.String("queue-log", "/var/log/asterisk/queue_log", "Asterisk's queue_log")
	members := f.String("members", "/etc/asterisk/queues.d/members.conf", "the fallback queue's list of members, which Vonal writes")
	if err := parse(f, args, errs); err != nil {
		return err
	}
	for _, needed := range []struct{ name, value string }{
		{"--postgres", c.postgres}, {"--redis", c.redis}, {"--ari", c.ari},
	} {
		if needed.value == "" {
			return badUsage("%s is missing (vonal run brings its own)", needed.name)
		}
	}
	s, err := c.settings(errs)
	if err != nil {
		return err
	}
	s.SIP, s.Recordings, s.QueueLog, s.Members = *sip, *recordings, *queueLog, *members
	p, err := newProgram(s)
	if err != nil {
		return err
	}
	defer p.close()
	fmt.Fprintln(out, "serving", p.url())
	p.welcome = out
	return p.run(ctx)
}

// migrate brings the database to this version's schema.
func migrate(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("migrate", flag.ContinueOnError)
	dsn := f.String("postgres", "", "DSN of the database")
	if err := parse(f, args, errs); err != nil {
		return err
	}
	if *dsn == "" {
		return badUsage("--postgres is missing")
	}
	s, err := store.Open(store.Config{DSN: *dsn})
	if err != nil {
		return badUsage("--postgres: %v", err)
	}
	defer s.Close()
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	fmt.Fprintln(out, "the database has this version's schema")
	return nil
}

// currentPolicy reads the live numbers; the defaults where none were ever set.
func currentPolicy(ctx context.Context, s *store.Store) (routing.Policy, error) {
	stored, err := s.CurrentPolicy(ctx)
	if err != nil && !fault.Is(err, fault.Unknown) {
		return routing.Policy{}, err
	}
	p, err := api.PolicyOf(stored)
	if err != nil {
		return routing.DefaultPolicy, errors.Join(errors.New("the stored policy cannot be used"), err)
	}
	return p, nil
}
