package aritest

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"vonal/ari"
)

// maxBody is the most Asterisk reads of a request.
const maxBody = 40960

// reply is the answer to a request.
type reply struct {
	status int
	body   any // nil: none
}

func ok(body any) reply { return reply{http.StatusOK, body} }

var done = reply{status: http.StatusNoContent}

func refuse(status int, message string) reply {
	return reply{status, map[string]string{"message": message}}
}

// Request is a request as it was understood.
type Request struct {
	Op     string            // "channels.hangup"
	IDs    map[string]string // from the path: "channelId"
	Params map[string]string // from query and body; a list is joined with commas
	List   map[string][]string
	Body   map[string]any
	socket bool // came over a websocket
}

// ID is the channel, bridge or other thing the request is about: the first
// part of the path that is a name.
func (r Request) ID() string {
	for _, name := range []string{"channelId", "bridgeId", "playbackId", "recordingName", "applicationName"} {
		if id := r.IDs[name]; id != "" {
			return id
		}
	}
	return ""
}

// serve is every HTTP request.
func (a *Asterisk) serve(w http.ResponseWriter, r *http.Request) {
	if a.gate(r) != nil {
		return
	}
	user, password, _ := r.BasicAuth()
	if user != Username || password != Password {
		write(w, refuse(http.StatusUnauthorized, "Authentication required"))
		return
	}
	if a.isBooting() {
		write(w, refuse(http.StatusServiceUnavailable, "Asterisk not booted"))
		return
	}
	path, under := strings.CutPrefix(r.URL.EscapedPath(), "/ari/")
	if !under {
		write(w, refuse(http.StatusNotFound, "Not found"))
		return
	}
	if r.Method == http.MethodGet && path == "events" {
		a.serveSocket(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		write(w, refuse(http.StatusRequestEntityTooLarge, "Request body too large"))
		return
	} else if err != nil {
		return
	}
	answer, silent := a.dispatch(r.Method, path, r.URL.Query(), body, false)
	if silent {
		panic(http.ErrAbortHandler) // closes the connection without an answer
	}
	write(w, answer)
}

// gate holds a request back while frozen.
func (a *Asterisk) gate(r *http.Request) error {
	a.mu.Lock()
	frozen, life := a.frozen, a.life
	a.mu.Unlock()
	if frozen == nil {
		return nil
	}
	select {
	case <-frozen:
		return nil
	case <-life:
		return net503
	case <-r.Context().Done():
		return r.Context().Err()
	}
}

var net503 = errors.New("this life of Asterisk has ended")

func (a *Asterisk) isBooting() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.booting
}

func write(w http.ResponseWriter, r reply) {
	if r.body == nil {
		w.WriteHeader(r.status)
		return
	}
	if file, isFile := r.body.([]byte); isFile {
		w.Header().Set("Content-Type", "audio/wav")
		w.WriteHeader(r.status)
		_, _ = w.Write(file) // the client may have gone
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(r.status)
	_ = json.NewEncoder(w).Encode(r.body) // the client may have gone
}

// dispatch finds the operation, lets the test's rules have their way and runs
// it. silent: the request was carried out, but shall not be answered.
func (a *Asterisk) dispatch(method, path string, query url.Values, body []byte, overSocket bool) (answer reply, silent bool) {
	op, ids, found := match(method, path)
	if !found {
		return refuse(http.StatusNotFound, "Resource not found"), false
	}
	handler, scripted := handlers[op]
	if !scripted {
		return refuse(http.StatusNotFound, "Resource not found"), false
	}
	r, err := understand(op, ids, query, body)
	if err != nil {
		return refuse(http.StatusBadRequest, err.Error()), false
	}
	r.socket = overSocket
	a.mu.Lock()
	a.requests = append(a.requests, r)
	rules := a.rulesFor(r)
	life := a.life
	a.mu.Unlock()
	run := func() reply {
		a.mu.Lock()
		defer a.mu.Unlock()
		select {
		case <-life:
			return refuse(http.StatusServiceUnavailable, "Asterisk not booted")
		default:
			return handler(a, r)
		}
	}
	for _, rule := range rules {
		inner := run
		run = func() reply { return rule.apply(a, r, inner, &silent) }
	}
	return run(), silent
}

// match finds the operation of Asterisk's description for a path. A fixed
// segment wins over a name: /channels/create is not a channel.
func match(method, path string) (op string, ids map[string]string, found bool) {
	have := strings.Split(path, "/")
	for _, o := range ari.Operations {
		if o.Method != method {
			continue
		}
		got, fixed, fits := fit(strings.Split(strings.Trim(o.Path, "/"), "/"), have)
		if fits && (!found || fixed) {
			op, ids, found = o.Name, got, true
		}
		if fits && fixed {
			break
		}
	}
	return op, ids, found
}

func fit(want, have []string) (ids map[string]string, fixed, fits bool) {
	if len(want) != len(have) {
		return nil, false, false
	}
	ids, fixed = map[string]string{}, true
	for i, segment := range want {
		name, isName := strings.CutPrefix(segment, "{")
		if !isName {
			if segment != have[i] {
				return nil, false, false
			}
			continue
		}
		// Asterisk decodes a plus in the path as a space.
		value, err := url.QueryUnescape(have[i])
		if err != nil || value == "" {
			return nil, false, false
		}
		ids[strings.TrimSuffix(name, "}")] = value
		fixed = false
	}
	return ids, fixed, true
}
