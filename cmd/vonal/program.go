package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/redis/go-redis/v9"

	"vonal/api"
	"vonal/ari"
	asteriskconf "vonal/asterisk-conf"
	"vonal/crm"
	"vonal/crm/courier"
	"vonal/crm/files"
	"vonal/crm/mail"
	"vonal/crm/oidc"
	"vonal/crm/outward"
	"vonal/crm/store"
	"vonal/internal/clock"
	"vonal/internal/localstack"
	"vonal/routing"
	"vonal/routing/agentstore"
	"vonal/routing/asterisk"
	"vonal/routing/desk"
	"vonal/scheduler"
	"vonal/web"
)

// settings are what a program runs with.
type settings struct {
	HTTP     string // where the page is served
	Metrics  string // where Prometheus reads; "" nowhere
	Postgres string
	Redis    string
	ARI      localstack.ARI
	Instance string         // this controller's name: its application is vonal-INSTANCE
	Node     string         // the name of the Asterisk it drives
	Country  string         // of telephone numbers written without one
	Zone     *time.Location // the company's
	SIP      string         // shown to people who connect a phone

	Trunk     string   // the endpoint by which calls leave the company; "" none do
	Number    crm.E164 // shown to those we call; "" leaves it to the trunk
	Countries []string // that may be called

	// Where Asterisk keeps recordings and queue_log, and reads the members of
	// the fallback queue. "" where this machine does not have them.
	Recordings, QueueLog, Members string

	Public     string // the address people type, without a slash at its end; "" is where the page is served
	Key        []byte // seals the secrets of second factors; nil has none
	OIDC       oidc.Config
	OIDCRole   crm.Role   // of those whom the provider knows and we do not; "" refuses them
	SetUpToken string     // by which the first administrator is made
	Files      fileFlags  // where the customers' files are kept
	Post       *mail.Post // sends letters; nil sends none

	Transport ari.Transport
	Clock     clock.Clock
	Advance   func(time.Duration) // moves Clock; nil unless it is a test's
	Log       *slog.Logger
}

// errReplaced: the elder of two controllers with one name steps down.
var errReplaced = errors.New("another controller with this instance's name took over; this one has stepped down")

// program is a running Vonal.
type program struct {
	settings
	listener net.Listener
	metrics  net.Listener
	registry *prometheus.Registry

	welcome    io.Writer      // where the address of the first set-up is printed; nil nowhere
	beside     sync.WaitGroup // what "vonal run" has going beside the program
	recordings *os.Root
	shelf      files.Shelf
	cabinet    *files.Cabinet

	store    *store.Store
	redis    redis.UniversalClient
	client   *ari.Client
	desk     *desk.Desk
	adapter  *asterisk.Adapter
	realtime *api.Realtime
	server   *api.Server
	journal  *journal
	settler  *settler
	importer *importer
	tables   *tables
	lines    *lines

	scheduler *scheduler.Scheduler
	courier   *courier.Courier
	outside   *http.Client // reaches push services and webhooks
}

// newProgram builds all parts; nothing is reached yet but the ports it listens
// on. close must be called.
func newProgram(s settings) (_ *program, err error) {
	p := &program{settings: s, registry: prometheus.NewRegistry(), outside: outward.NewClient()}
	defer func() {
		if err != nil {
			p.close()
		}
	}()
	p.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if p.listener, err = listen("--http", s.HTTP); err != nil {
		return nil, err
	}
	if s.Metrics != "" {
		if p.metrics, err = listen("--metrics", s.Metrics); err != nil {
			return nil, err
		}
	}
	if p.store, err = store.Open(store.Config{DSN: s.Postgres, Clock: s.Clock, Key: s.Key, Zone: s.Zone.String(), Currency: currencyOf(s.Country)}); err != nil {
		return nil, badUsage("--postgres: %v", err)
	}
	if p.redis, err = agentstore.Connect(s.Redis); err != nil {
		return nil, badUsage("--redis: %v", err)
	}
	p.client, err = ari.New(ari.Options{
		Application: "vonal-" + s.Instance, URL: s.ARI.URL, Username: s.ARI.User, Password: s.ARI.Password,
		Filter: &ari.EventFilter{Disallowed: asterisk.Unheard}, Transport: s.Transport, Logger: s.Log,
	})
	if err != nil {
		return nil, badUsage("--ari: %v", err)
	}
	return p, p.build()
}

// build joins the parts.
func (p *program) build() error {
	var err error
	p.realtime, err = api.NewRealtime(context.Background(), api.RealtimeConfig{Roster: p.store.Roster, Clock: p.Clock, Log: p.Log, Metrics: p.registry})
	if err != nil {
		return err
	}
	p.settler = &settler{
		pending: p.store.PendingRecordings, settle: p.store.SettleRecordings,
		dir: p.Recordings, clock: p.Clock, log: p.Log, wake: make(chan struct{}, 1),
	}
	p.importer = &importer{
		store: p.store, path: p.QueueLog, node: p.Node, country: p.Country,
		settle: p.settler, clock: p.Clock, log: p.Log,
	}
	p.tables = &tables{step: p.store.WorkOnImport, sweep: p.store.SweepImports, clock: p.Clock, log: p.Log, wake: make(chan struct{}, 1)}
	p.journal = &journal{
		screens: p.realtime, append: p.store.AppendAgentStates, wrapUps: p.store.SetWrapUps, came: p.store.EndProvisioning,
		clock: p.Clock, log: p.Log, more: make(chan struct{}, 1),
	}
	p.adapter = asterisk.New(asterisk.Config{
		Client: p.client, Node: p.Node, Clock: p.Clock, Log: p.Log,
		Trunk: p.Trunk, Members: p.mirror, Ended: p.importer.endOf, Prompt: p.prompt,
	})
	if p.scheduler, err = scheduler.New(p.store, p.Instance, p.Zone, p.Log, p.counted(p.regular())...); err != nil {
		return err
	}
	if p.courier, err = p.store.Courier(context.Background(), p.Log, p.errandsCounted(p.carriers())); err != nil {
		return err
	}
	p.lines = &lines{numbers: p.store.ListLines, hours: p.store.ListHours, clock: p.Clock, log: p.Log}
	calling := apiDesk{trunk: p.Trunk, number: p.Number}
	p.desk = desk.New(desk.Config{
		Name:   p.Instance,
		Store:  agentstore.New(p.redis, agentstore.Options{}),
		Phones: p.adapter,
		Cards:  &cards{store: p.store, country: p.Country, settle: p.settler, written: func() { p.realtime.DutiesChanged() }, log: p.Log},
		Roster: roster{store: p.store, clock: p.Clock},
		Watch:  p.journal,
		Clock:  p.Clock,
		Log:    p.Log,
		Policy: routing.DefaultPolicy,
		Line: func(from, to string, at time.Time) routing.Line {
			return p.lines.at(to, at, p.Trunk != "" && e164Of(from, p.Country) != "")
		},
		Back:      func(c routing.Call) (routing.Requested, bool) { return calling.back(c, p.Country) },
		Forgotten: agentstore.Forgotten,
	})
	if p.Recordings != "" {
		if p.recordings, err = os.OpenRoot(p.Recordings); err != nil {
			return badUsage("the folder of recordings: %v", err)
		}
		if err := p.installPrompts(); err != nil {
			p.Log.Warn("callers cannot be told anything", "error", err)
		}
	}
	if err := p.openFiles(); err != nil {
		return err
	}
	var signIn *oidc.Provider
	if p.OIDC.Issuer != "" {
		p.OIDC.Redirect, p.OIDC.Clock = p.public()+"/api/v1/sessions/oidc/callback", p.Clock
		signIn = oidc.New(p.OIDC)
	}
	p.server, err = api.New(api.Config{
		SignIn: signIn, SignInRole: p.OIDCRole, SetUp: p.SetUpToken, Secure: strings.HasPrefix(p.Public, "https://"),
		Store: p.store, Desk: apiDesk{p.desk, p.Trunk, p.Number}, Realtime: p.realtime,
		Page:       web.Files(),
		Recordings: p.recordings,
		Cabinet:    p.cabinet,
		Importing:  p.tables.soon,
		Renumber:   p.lines.read,
		Prompts:    sentences{p},
		Jobs:       jobs{p},
		Mail:       p.Post != nil,
		PushSender: p.pushSender(),
		SIPDomain:  p.SIP,
		Instance:   p.Instance,
		Room:       roomIn(p.Recordings),
		Country:    p.Country,
		Countries:  p.Countries,
		Zone:       p.Zone,
		Clock:      p.Clock,
		Log:        p.Log,
		Metrics:    p.registry,
		Advance:    p.advanced(),
	})
	return err
}

// mirror writes whom the fallback queue may ring. Who is paused is left out: of a
// member it knows already Asterisk keeps the pause at a reload, whatever the list
// says (app_queue.c, reload_single_member).
func (p *program) mirror(members []desk.Member) error {
	if p.Members == "" {
		return nil
	}
	var all []asteriskconf.Member
	for _, m := range members {
		if !m.Paused {
			all = append(all, asteriskconf.Member{Endpoint: m.Endpoint, Name: string(m.Agent), Penalty: m.Penalty})
		}
	}
	return asteriskconf.WriteMembers(p.Members, all)
}

// run works until ctx ends. Parts that are not there yet are waited for; the
// page says so meanwhile.
func (p *program) run(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var work sync.WaitGroup
	work.Go(func() { p.serveHTTP(ctx, stop) })
	if err := p.prepare(ctx); err != nil {
		stop(err)
	} else {
		work.Go(func() { _ = p.desk.Run(ctx) }) // ends with ctx only
		work.Go(func() { _ = p.adapter.Run(ctx, p.desk) })
		work.Go(func() { p.journal.run(ctx) })
		work.Go(func() { p.lines.run(ctx) })
		work.Go(func() { p.chain(ctx) })
		work.Go(func() { p.cabinet.Run(ctx) })
		work.Go(func() { p.tables.run(ctx) })
		work.Go(func() { p.scheduler.Run(ctx) })
		work.Go(func() { p.courier.Run(ctx) })
		work.Go(func() { p.hearNotices(ctx) })
		if p.Recordings != "" {
			work.Go(func() { p.settler.run(ctx) })
		}
		if p.QueueLog != "" {
			work.Go(func() { p.importer.run(ctx) })
		}
		work.Go(func() {
			if err := p.client.Run(ctx); errors.Is(err, ari.ErrReplaced) {
				stop(errReplaced)
			}
		})
	}
	<-ctx.Done()
	work.Wait()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// prepare brings the database to its schema and reads the policy, as soon as
// it can be reached.
func (p *program) prepare(ctx context.Context) error {
	for pause := 200 * time.Millisecond; ctx.Err() == nil; pause = min(2*pause, 2*time.Second) {
		err := p.store.Migrate(ctx)
		if err == nil {
			var policy routing.Policy
			if policy, err = currentPolicy(ctx, p.store); err == nil {
				p.desk.UsePolicy(policy)
				if err := p.lines.read(ctx); err != nil {
					return err
				}
				p.invite(ctx)
				return nil
			}
		}
		p.Log.Warn("waiting for PostgreSQL", "error", err)
		clock.Wait(ctx, p.Clock, pause)
	}
	return context.Cause(ctx)
}

func (p *program) serveHTTP(ctx context.Context, stop context.CancelCauseFunc) {
	var servers []*http.Server
	serve := func(l net.Listener, h http.Handler) {
		s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
		servers = append(servers, s)
		go func() {
			if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				stop(err)
			}
		}()
	}
	serve(p.listener, p.server.Handler())
	if p.metrics != nil {
		serve(p.metrics, insight(p.registry))
	}
	<-ctx.Done()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	_ = p.realtime.Close(grace) // what is left ends with the connections
	for _, s := range servers {
		if err := s.Shutdown(grace); err != nil {
			s.Close()
		}
	}
}

// close gives back what newProgram has taken.
func (p *program) close() {
	if p.recordings != nil {
		p.recordings.Close()
	}
	if p.shelf != nil {
		p.shelf.Close()
	}
	if p.client != nil {
		p.client.Close()
	}
	if p.redis != nil {
		p.redis.Close()
	}
	if p.store != nil {
		p.store.Close()
	}
	for _, l := range []net.Listener{p.listener, p.metrics} {
		if l != nil {
			l.Close()
		}
	}
}

func (p *program) url() string { return "http://" + p.listener.Addr().String() }

func listen(flag, address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, badUsage("%s %s cannot be used: %v", flag, address, err)
	}
	return l, nil
}

// ready waits until calls can be taken.
func (p *program) ready(ctx context.Context) error {
	for {
		err := p.desk.Ready()
		if err == nil {
			return nil
		}
		clock.Wait(ctx, clock.System, 20*time.Millisecond)
		if ctx.Err() != nil {
			return fmt.Errorf("calls cannot be taken: %w", err)
		}
	}
}
