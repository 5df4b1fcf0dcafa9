package agentstore

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"vonal/internal/fault"
	"vonal/routing"
)

// An agent is kept as one line of text, its fields divided by tabs:
//
//	version state since until call reason extended | lapses on-shift phone-up next-pause misses phones id level easy teams
//
// A decision reads all agents, so a record must be quick to take apart: a
// thousand of them are split here in well under a millisecond, where a
// thousand JSON objects take several. The fields that a claim writes stand
// first; lua/claim.lua replaces them by one pattern and keeps the rest as it
// is. Moments are milliseconds since 1970, nothing for the zero moment. A
// stranger's text cannot make a field of its own: see escape.
//
// A record that an older Vonal wrote ends with the id: what it does not say is
// told at the next Resync.
const (
	fieldsOfRecord = 17
	fieldsOfOld    = 14
)

// encode writes an agent as a record.
func encode(a routing.Agent) string {
	var b strings.Builder
	b.Grow(128)
	field := func(s string) {
		b.WriteString(s)
		b.WriteByte('\t')
	}
	field(strconv.FormatInt(a.Version, 10))
	field(escape(string(a.State)))
	field(millis(a.Since))
	field(millis(a.Until))
	field(escape(string(a.Call)))
	field(escape(a.Reason))
	field(strconv.Itoa(a.Extended))
	field(bit(lapses(a)))
	field(bit(a.OnShift))
	field(bit(a.PhoneUp))
	field(escape(a.NextPause))
	field(strconv.Itoa(a.Misses))
	field(escape(string(a.Phones)))
	field(escape(string(a.ID)))
	field(strconv.Itoa(int(a.Level)))
	field(strconv.Itoa(a.Easy))
	b.WriteString(escape(a.Teams))
	return b.String()
}

// decode reads a record.
func decode(record string) (routing.Agent, error) {
	var fields [fieldsOfRecord]string
	rest := record
	for i := range fields {
		at := strings.IndexByte(rest, '\t')
		if at < 0 && i == fieldsOfOld-1 {
			fields[i], fields[i+1], fields[i+2] = rest, "0", "0"
			break
		}
		if (at < 0) != (i == fieldsOfRecord-1) {
			return routing.Agent{}, broken(record)
		}
		if at < 0 {
			fields[i] = rest
		} else {
			fields[i], rest = rest[:at], rest[at+1:]
		}
	}
	ok := true
	number := func(s string) int64 {
		n, err := strconv.ParseInt(s, 10, 64)
		ok = ok && err == nil
		return n
	}
	moment := func(s string) time.Time {
		if s == "" {
			return time.Time{}
		}
		return time.UnixMilli(number(s)).UTC()
	}
	a := routing.Agent{
		Version:   number(fields[0]),
		State:     routing.AgentState(unescape(fields[1])),
		Since:     moment(fields[2]),
		Until:     moment(fields[3]),
		Call:      routing.CallID(unescape(fields[4])),
		Reason:    unescape(fields[5]),
		Extended:  int(number(fields[6])),
		OnShift:   fields[8] == "1",
		PhoneUp:   fields[9] == "1",
		NextPause: unescape(fields[10]),
		Misses:    int(number(fields[11])),
		Phones:    routing.Phones(unescape(fields[12])),
		ID:        routing.AgentID(unescape(fields[13])),
		Level:     routing.Level(number(fields[14])),
		Easy:      int(number(fields[15])),
		Teams:     unescape(fields[16]),
	}
	if !ok {
		return routing.Agent{}, broken(record)
	}
	return a, nil
}

func broken(record string) error {
	return fault.New(fault.Internal, "agentstore.decode", "%q is no record of an agent", record)
}

// freeFrom is the moment from which the agent is free, as the score by which
// lua/claim.lua finds it: -inf when free already, nothing when never by
// itself. It is asked of the rule, which is monotone: once an agent is free,
// only a change ends it.
func freeFrom(a routing.Agent) string {
	switch {
	case a.Free(time.Time{}):
		return "-inf"
	case !a.Until.IsZero() && a.Free(a.Until):
		return instant(a.Until)
	default:
		return ""
	}
}

// lapses reports whether the agent, claimed, is free again when the claim's
// lease has run out.
func lapses(a routing.Agent) bool {
	lease := time.UnixMilli(1)
	return a.Taken("", time.Time{}, lease).Free(lease)
}

// millis is a moment in a record; the zero moment is nothing.
func millis(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return instant(t)
}

// instant is a moment as scripts compare it; it always is a number.
func instant(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

func bit(set bool) string {
	if set {
		return "1"
	}
	return "0"
}

// escape keeps control characters, the tab above all, out of records and
// names: each becomes % and two hexadecimal digits.
func escape(s string) string {
	if !strings.ContainsFunc(s, special) {
		return s
	}
	var b strings.Builder
	for _, c := range []byte(s) {
		if special(rune(c)) {
			fmt.Fprintf(&b, "%%%02x", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func special(r rune) bool { return r < ' ' || r == '%' || r == 0x7f }

// unescape undoes escape.
func unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if c, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(c))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
