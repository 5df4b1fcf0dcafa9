package ari

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Limits of Asterisk's HTTP server (main/http.c). A request beyond them is
// refused here, with a clear error, instead of there with a closed connection.
const (
	maxBody  = 40960
	maxQuery = 3000 // the request line may have 4,096 bytes, path included
)

// Operation is one operation of Asterisk's description.
type Operation struct {
	Name   string // "channels.hangup"
	Method string
	Path   string // "/channels/{channelId}"
}

// request is one operation with its parameters, not yet encoded.
type request struct {
	op     string
	method string
	path   []string
	query  []pair
	body   any
}

// pair is a query parameter; list says that more than one value is meant even
// if there is one.
type pair struct {
	name   string
	values []string
	list   bool
}

func (r *request) put(name, value string) {
	if value != "" {
		r.must(name, value)
	}
}

func (r *request) must(name, value string) {
	r.query = append(r.query, pair{name: name, values: []string{value}})
}

func (r *request) putInt(name string, value int) {
	if value != 0 {
		r.mustInt(name, value)
	}
}

func (r *request) mustInt(name string, value int) { r.must(name, strconv.Itoa(value)) }

func (r *request) putOptional(name string, value *int) {
	if value != nil {
		r.mustInt(name, *value)
	}
}

func (r *request) putBool(name string, value bool) {
	if value {
		r.must(name, "true")
	}
}

func putList[T ~string](r *request, name string, values []T) {
	if len(values) == 0 {
		return
	}
	p := pair{name: name, list: true}
	for _, v := range values {
		p.values = append(p.values, string(v))
	}
	r.query = append(r.query, p)
}

func (r *request) setVariables(v Assignments) {
	if len(v) > 0 {
		r.body = map[string]any{"variables": v}
	}
}

func (r *request) setFields(fields []ConfigTuple) {
	if fields == nil {
		fields = []ConfigTuple{} // without the member Asterisk answers 400
	}
	r.body = map[string]any{"fields": fields}
}

// wire is a request as it travels: path and query are escaped.
type wire struct {
	op, method, path string
	query            []pair // after lists have been joined
	body             []byte
}

// encode escapes and checks the request. Parameters go into the query string,
// but into the JSON body where a query cannot carry them: a list with a comma
// inside an element, or more text than a request line holds.
func (r request) encode() (wire, error) {
	w := wire{op: r.op, method: r.method}
	segments := make([]string, len(r.path))
	for i, s := range r.path {
		if s == "" {
			return wire{}, &Error{Op: r.op, kind: ErrInvalid, Message: "an id in the path is empty"}
		}
		segments[i] = escapeSegment(s)
	}
	w.path = strings.Join(segments, "/")
	body := r.body
	if r.needsBody() {
		merged := map[string]any{}
		if object, ok := r.body.(map[string]any); ok {
			for k, v := range object {
				merged[k] = v
			}
		}
		for _, p := range r.query {
			merged[p.name] = p.json()
		}
		body = merged
	} else {
		for _, p := range r.query {
			w.query = append(w.query, pair{name: p.name, values: []string{strings.Join(p.values, ",")}})
		}
	}
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return wire{}, &Error{Op: r.op, kind: ErrInvalid, cause: err}
		}
		if len(text) > maxBody {
			return wire{}, &Error{Op: r.op, kind: ErrTooLarge, Message: fmt.Sprintf("body of %d bytes, at most %d", len(text), maxBody)}
		}
		w.body = text
	}
	if len(w.path)+len(w.queryString()) > maxBody/10 {
		return wire{}, &Error{Op: r.op, kind: ErrTooLarge, Message: "path and query do not fit a request line"}
	}
	return w, nil
}

func (r request) needsBody() bool {
	length := 0
	for _, p := range r.query {
		for _, v := range p.values {
			if p.list && strings.Contains(v, ",") {
				return true
			}
			length += len(p.name) + len(escapeQuery(v)) + 2
		}
	}
	return length > maxQuery && r.method != "GET" && r.method != "DELETE"
}

func (p pair) json() any {
	if p.list {
		return p.values
	}
	return p.values[0]
}

func (w wire) queryString() string {
	parts := make([]string, len(w.query))
	for i, p := range w.query {
		parts[i] = escapeQuery(p.name) + "=" + escapeQuery(p.values[0])
	}
	return strings.Join(parts, "&")
}

// escapeSegment escapes one path segment. Asterisk splits at the slash first
// and then decodes + as a space, which PathEscape leaves as it is.
func escapeSegment(s string) string {
	return strings.ReplaceAll(url.PathEscape(s), "+", "%2B")
}

func escapeQuery(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}
