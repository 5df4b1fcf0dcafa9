package ari

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// dateLayout is how Asterisk writes an instant: the offset has no colon, so
// RFC 3339 does not read it.
const dateLayout = "2006-01-02T15:04:05.000-0700"

// DateTime is an instant by Asterisk's clock, which need not agree with ours.
type DateTime struct{ time.Time }

// UnmarshalJSON reads Asterisk's form, and RFC 3339 for good measure. An empty
// string is the zero time.
func (d *DateTime) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	if text == "" {
		d.Time = time.Time{}
		return nil
	}
	t, err := time.Parse(dateLayout, text)
	if err != nil {
		if t, err = time.Parse(time.RFC3339Nano, text); err != nil {
			return fmt.Errorf("ari: no date: %q", text)
		}
	}
	d.Time = t
	return nil
}

// MarshalJSON writes Asterisk's form; the zero time is an empty string.
func (d DateTime) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte(`""`), nil
	}
	return json.Marshal(d.Format(dateLayout))
}

// Vars are variables by name, as Asterisk tells them.
type Vars map[string]string

// UnmarshalJSON keeps a value that is not a string as its JSON text, so that
// one odd variable never costs the event it came with.
func (v *Vars) UnmarshalJSON(data []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	if raw == nil {
		*v = nil
		return nil
	}
	out := make(Vars, len(raw))
	for name, value := range raw {
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = strings.TrimSpace(string(value))
		}
		out[name] = text
	}
	*v = out
	return nil
}

// Assignments are variables to set, by name: a string, or Reported(string).
type Assignments map[string]any

// Reported is a variable's value that Asterisk shall also tell with every
// later event of the same channel or bridge.
func Reported(value string) any {
	return map[string]any{"value": value, "report_events": true}
}

// EventFilter says which events an application gets. What is disallowed stays
// away even when it is allowed; an empty filter lets everything through.
type EventFilter struct {
	Allowed    []string
	Disallowed []string
}

type filterEntry struct {
	Type string `json:"type"`
}

// MarshalJSON writes the form Asterisk reads.
func (f EventFilter) MarshalJSON() ([]byte, error) {
	out := map[string][]filterEntry{}
	for name, types := range map[string][]string{"allowed": f.Allowed, "disallowed": f.Disallowed} {
		for _, t := range types {
			out[name] = append(out[name], filterEntry{t})
		}
	}
	return json.Marshal(out)
}
