package ari

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Transport is the way requests travel. Events always come over a websocket of
// their own.
type Transport string

// The transports.
const (
	// HTTPPool sends requests over a pool of keep-alive connections: requests
	// run side by side, and none waits for another.
	HTTPPool Transport = "http"
	// Websocket sends requests over a few websockets kept for them. On each,
	// Asterisk works strictly one request after the other. Lists and files
	// still travel by HTTP: a big answer over a websocket can kill Asterisk.
	Websocket Transport = "websocket"
)

// DefaultDisallowed are the events that are many and that nobody here needs.
var DefaultDisallowed = []string{
	"ChannelVarset", "ChannelDialplan", "ChannelCallerId", "ChannelConnectedLine",
}

// Options say where Asterisk is and how to talk to it. The zero value of a
// field means its default.
type Options struct {
	Application string // name of our Stasis application; required
	URL         string // of the REST interface; default http://127.0.0.1:8088/ari
	Username    string
	Password    string

	// SubscribeAll asks for the events of everything. Asterisk 22.10 can
	// deadlock when such a connection ends, and forgets channels over a
	// reconnect: name what you want in Subscriptions instead.
	SubscribeAll bool
	// Subscriptions are made again after every connect: "endpoint:PJSIP",
	// "bridge:ID". Channels in the application need none.
	Subscriptions []string
	// Filter is set again after every connect; default: DefaultDisallowed.
	Filter *EventFilter

	Transport      Transport    // default HTTPPool
	CommandSockets int          // websockets for requests, default 2
	MaxConns       int          // HTTP connections, default 8: more of them make a busy Asterisk slower, not faster
	HTTPClient     *http.Client // default: a client with that pool

	RequestTimeout    time.Duration // per request, default 3 s
	PingInterval      time.Duration // default 5 s
	ReadDeadline      time.Duration // longest silence on a websocket, default 10 s
	HeartbeatInterval time.Duration // default 10 s
	BackoffMin        time.Duration // first pause before a reconnect, default 100 ms
	BackoffMax        time.Duration // longest pause, default 2 s

	// EventLimit is how many events may wait for the consumer, default 65536.
	EventLimit int

	Logger *slog.Logger // default: silent
}

// complete fills in the defaults and checks what cannot be guessed.
func (o Options) complete() (Options, error) {
	if o.Application == "" {
		return o, fmt.Errorf("ari: Options.Application is empty")
	}
	if len(o.Application) > 72 {
		return o, fmt.Errorf("ari: Options.Application has %d characters, at most 72", len(o.Application))
	}
	if o.URL == "" {
		o.URL = "http://127.0.0.1:8088/ari"
	}
	base, err := url.Parse(o.URL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return o, fmt.Errorf("ari: Options.URL %q is not an http address", o.URL)
	}
	o.URL = strings.TrimRight(o.URL, "/")
	switch o.Transport {
	case "":
		o.Transport = HTTPPool
	case HTTPPool, Websocket:
	default:
		return o, fmt.Errorf("ari: Options.Transport %q is unknown", o.Transport)
	}
	if o.Filter == nil {
		o.Filter = &EventFilter{Disallowed: DefaultDisallowed}
	}
	setDefault(&o.CommandSockets, 2)
	setDefault(&o.MaxConns, 8)
	setDefault(&o.EventLimit, 65536)
	setDefault(&o.RequestTimeout, 3*time.Second)
	setDefault(&o.PingInterval, 5*time.Second)
	setDefault(&o.ReadDeadline, 10*time.Second)
	setDefault(&o.HeartbeatInterval, 10*time.Second)
	setDefault(&o.BackoffMin, 100*time.Millisecond)
	setDefault(&o.BackoffMax, 2*time.Second)
	if o.BackoffMax < o.BackoffMin {
		o.BackoffMax = o.BackoffMin
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o, nil
}

func setDefault[T ~int | ~int64](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}
