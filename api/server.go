package api

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"vonal/crm"
	"vonal/crm/oidc"
	"vonal/crm/phone"
	"vonal/internal/clock"
	"vonal/internal/fault"
)

const (
	base       = "/api/v1"
	readyPath  = "/readyz"
	socketPath = "/connection/websocket"
)

// Config is what the server is made of. What may be left out says so.
type Config struct {
	Desk     Desk
	Store    Store
	Realtime *Realtime

	Page       fs.FS    // the page's files; nil serves none
	Recordings *os.Root // the folder below which recordings are; nil has none
	Cabinet    Cabinet  // where files are kept; nil refuses them

	Importing func() // told when an import of cards is to be worked on; nil tells nobody

	// Renumber has calls taken by the company's numbers as they are now; nil where
	// nobody is to be told.
	Renumber func(context.Context) error

	Prompts Prompts // what callers are told; nil has none
	Mail    bool    // a mail server is set up

	// PushSender is the public half of the pair by which browsers know who tells
	// them of notices; nil where there is none.
	PushSender func(context.Context) (string, error)

	Jobs Jobs // the regular work

	SIPDomain string         // host:port at which phones register
	Country   string         // the company's own, ISO 3166: that of numbers without one
	Countries []string       // that may be called; its own where there are none
	Zone      *time.Location // the company's; its midnight begins the day. UTC if nil
	Requests  int            // that a user may send in ten seconds; 2,000 if 0
	Secure    bool           // the address is https: cookies and headers insist on it
	Origins   []string       // further addresses whose pages may send requests

	SignIn     *oidc.Provider // nil where none is configured
	SignInRole crm.Role       // of those whom the provider knows and we do not; "" refuses them
	SetUp      string         // the token by which the first administrator is made; "" lets nobody

	Instance string                               // this controller's name
	Room     func() (free, all uint64, err error) // bytes on the disk of recordings and files; nil where they are elsewhere

	Clock   clock.Clock            // clock.System if nil
	Log     *slog.Logger           // slog.Default if nil
	Metrics *prometheus.Registry   // nil counts for nobody
	Advance func(by time.Duration) // moves Clock, for tests only; nil leaves its route out
}

// Server answers the network. Handler is ready when New returns.
type Server struct {
	cfg      Config
	echo     *echo.Echo
	log      *slog.Logger
	realtime *Realtime
	origin   *http.CrossOriginProtection
	page     *page
	logins   throttle
	misses   misses
	budgets  budgets
	known    acquaintances
	policies versions // of the policies that the desk was given
	opening  opening
	refused  tally
	heard    tally

	uploads   map[string]*intake // routes that take more than maxBody: "POST /cards/:id/files"
	receiving chan struct{}      // as many as are taken in at once
	exporting chan struct{}      // as many as are handed out at once
}

// handlers is the server as the generated code calls it: its methods are the
// operations of openapi.yaml.
type handlers struct{ *Server }

var _ ServerInterface = handlers{}

// New builds the server; it opens nothing and waits for nothing.
func New(cfg Config) (*Server, error) {
	const op = "api.New"
	if cfg.Desk == nil || cfg.Store == nil || cfg.Realtime == nil || !phone.Known(cfg.Country) {
		return nil, fault.New(fault.Invalid, op, "desk, store, realtime and a country are needed")
	}
	if len(cfg.Countries) == 0 {
		cfg.Countries = []string{cfg.Country}
	}
	if cfg.Requests <= 0 {
		cfg.Requests = 2000
	}
	if cfg.Cabinet == nil {
		cfg.Cabinet = noCabinet{}
	}
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	if cfg.Clock == nil {
		cfg.Clock = clock.System
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Metrics == nil {
		cfg.Metrics = prometheus.NewRegistry()
	}
	s := &Server{cfg: cfg, echo: echo.New(), log: cfg.Log, realtime: cfg.Realtime, origin: http.NewCrossOriginProtection(),
		receiving: make(chan struct{}, receivedAtOnce), exporting: make(chan struct{}, exportedAtOnce)}
	for _, o := range cfg.Origins {
		if err := s.origin.AddTrustedOrigin(o); err != nil {
			return nil, fault.New(fault.Invalid, op, "%w", err)
		}
	}
	var err error
	if s.page, err = readPage(cfg.Page); err != nil {
		return nil, fault.Wrap(op, err)
	}
	doc, err := describe()
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	s.realtime.watch(cfg.Store)
	s.opening = opening{token: cfg.SetUp, until: cfg.Clock.Now().Add(openingLife)}
	s.route(doc)
	return s, nil
}

// Handler answers everything: the routes, the live channel and the page.
func (s *Server) Handler() http.Handler { return s.echo }

// route registers the table of routes.go and what stands beside it.
func (s *Server) route(doc *openapi3.T) {
	e := s.echo
	e.IPExtractor = echo.ExtractIPDirect() // a header is no proof of who calls
	e.Binder = checkedBinder{}
	e.HTTPErrorHandler = s.answerError
	e.Logger.SetOutput(slog.NewLogLogger(s.log.Handler(), slog.LevelWarn).Writer())
	e.Use(s.measure(), survive, s.headers)

	root := e.Group("", private, s.ownSite)
	root.GET("/healthz", s.health)
	root.GET(readyPath, s.ready)
	e.GET(socketPath, echo.WrapHandler(s.realtime.socket))

	group := e.Group(base, private, s.ownSite)
	s.uploads = map[string]*intake{}
	group.GET("/openapi.yaml", func(c echo.Context) error {
		return c.Blob(http.StatusOK, "application/yaml", openapiText)
	})
	for _, r := range routes(&ServerInterfaceWrapper{Handler: handlers{s}}) {
		op, params := operationOf(doc, r.method, r.path)
		if op == nil {
			panic("api: openapi.yaml lacks " + r.method + " " + r.path) // the table and the description are both compiled in
		}
		s.uploads[r.method+" "+base+r.path] = s.intakeOf(op)
		group.Add(r.method, r.path, r.handler, s.mayChangePeople(r.method, r.path), s.protect(r.needs), s.check(op, params), s.tell, s.once(r.path, s.uploads[r.method+" "+base+r.path] != nil), s.note(r.method, r.path))
	}
	group.Any("/*", func(echo.Context) error { return notFound })
	if s.cfg.Advance != nil {
		root.POST("/test/clock", s.advanceClock)
		group.POST("/test/clock", s.advanceClock) // where a script that knows one address looks for it
	}
	for _, path := range []string{"/", "/*"} {
		e.GET(path, s.servePage)
		e.HEAD(path, s.servePage)
	}
}

// survive makes a panic an error like any other: the caller gets a reference,
// the log the stack, and the server goes on.
func survive(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler {
				panic(p) // net/http's own way to give up an answer
			}
			err = fault.New(fault.Internal, "api", "panic: %v\n%s", p, debug.Stack())
		}()
		return next(c)
	}
}

// asFault is errors.As for a fault.
func asFault(err error, f **fault.Error) bool { return errors.As(err, f) }
