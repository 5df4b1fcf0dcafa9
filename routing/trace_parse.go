package routing

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"vonal/internal/fault"
)

// ParseFact reads a line that FormatFact wrote; day is the midnight from which
// its time counts. A fault of kind Invalid says what it did not understand.
func ParseFact(day time.Time, line string) (Event, error) {
	line, _ = splitComment(line)
	clock, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	since, err := parseTime(clock)
	if err != nil {
		return nil, err
	}
	r := &reader{rest: rest}
	ev := parseFact(day, day.Add(since), r)
	if r.end(); r.err != nil {
		return nil, r.err
	}
	return ev, nil
}

func parseFact(day, at time.Time, r *reader) Event {
	switch word := r.word(); word {
	case "arrived":
		id := CallID(r.word())
		m := r.pairs(append(lineNames, "channel", "from", "name", "to")...)
		return Arrived{At: at, ID: id, Channel: ChannelID(m["channel"]), From: m["from"], Name: m["name"], To: m["to"], Line: r.line(m)}
	case "requested":
		id := CallID(r.word())
		m := r.pairs(append(lineNames, "channel", "agent", "from", "to", "back-for", "since")...)
		return Requested{At: at, ID: id, Channel: ChannelID(m["channel"]), Agent: AgentID(m["agent"]), From: m["from"], To: m["to"],
			BackFor: CallID(m["back-for"]), Since: r.momentOf(day, m["since"]), Line: r.line(m)}
	case "caller-known":
		return CallerKnown{at, r.caller(day)}
	case "claimed":
		return r.claimed(at)
	case "considered":
		return r.considered(at)
	case "nobody-free":
		return r.nobodyFree(day, at)
	case "said":
		return Said{at, r.word()}
	case "pressed":
		return Pressed{at, r.word()}
	case "message-left":
		return MessageLeft{at, r.length(r.word())}
	case "search-failed":
		return SearchFailed{at}
	case "agent-freed":
		return AgentFreed{at}
	case "leg-ringing":
		return LegRinging{at, r.leg()}
	case "leg-answered":
		return LegAnswered{at, r.leg()}
	case "leg-pressed":
		return LegPressed{at, r.leg(), r.word()}
	case "joined":
		return Joined{at, r.leg()}
	case "leg-gone":
		return LegGone{at, r.leg(), Cause(r.word())}
	case "put-on-hold":
		return PutOnHold{at}
	case "taken-off-hold":
		return TakenOffHold{at}
	case "handed-over":
		return HandedOver{at, r.leg(), AgentID(r.pairs("to")["to"])}
	case "customer-ringing":
		return CustomerRinging{at}
	case "customer-answered":
		return CustomerAnswered{at}
	case "customer-gone":
		return CustomerGone{at, Cause(r.word()), r.flag("lost")}
	case "offer-withdrawn":
		return OfferWithdrawn{at, AgentID(r.word())}
	case "due":
		return Due{at}
	case "caller-gone":
		return CallerGone{at, r.flag("lost")}
	case "resynced":
		return r.resynced(day, at)
	default:
		r.fail("there is no fact called %q", word)
		return nil
	}
}

func parseTime(s string) (time.Duration, error) {
	wrong := fault.New(fault.Invalid, "routing.ParseFact", "%q is no time: want HH:MM:SS.mmm", s)
	unsigned, before := strings.CutPrefix(s, "-")
	var h, m, sec, ms int
	for _, part := range []struct {
		to     *int
		sep    string
		digits int
		below  int
	}{{&h, ":", 0, 1e6}, {&m, ":", 2, 60}, {&sec, ".", 2, 60}, {&ms, "", 3, 1000}} {
		text, rest := unsigned, ""
		if part.sep != "" {
			text, rest, _ = strings.Cut(unsigned, part.sep)
		}
		n, err := strconv.ParseUint(text, 10, 32)
		if err != nil || part.digits > 0 && len(text) != part.digits || n >= uint64(part.below) {
			return 0, wrong
		}
		*part.to, unsigned = int(n), rest
	}
	d := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(sec)*time.Second + time.Duration(ms)*time.Millisecond
	if before {
		d = -d
	}
	return d, nil
}

// splitComment parts a line from its comment and the blanks before that. A #
// between quotes begins none.
func splitComment(line string) (text, comment string) {
	inQuotes := false
	for i := 0; i < len(line); i++ {
		switch {
		case inQuotes && line[i] == '\\':
			i++
		case line[i] == '"':
			inQuotes = !inQuotes
		case line[i] == '#' && !inQuotes:
			text = strings.TrimRight(line[:i], " ")
			return text, line[len(text):]
		}
	}
	return strings.TrimRight(line, " "), ""
}

// reader takes a line apart. After the first thing it does not understand it
// answers with zero values and keeps the reason in err.
type reader struct {
	rest string
	err  error
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fault.New(fault.Invalid, "routing.ParseFact", format, args...)
	}
	r.rest = ""
}

// take eats the mark if it is next.
func (r *reader) take(mark string) bool {
	rest, ok := strings.CutPrefix(strings.TrimLeft(r.rest, " "), mark)
	if ok {
		r.rest = rest
	}
	return ok
}

func (r *reader) more() bool { return strings.TrimLeft(r.rest, " ") != "" }

func (r *reader) end() {
	if r.more() {
		r.fail("too much: %q", r.rest)
	}
}

// word is the next plain or quoted word.
func (r *reader) word() string {
	r.rest = strings.TrimLeft(r.rest, " ")
	if strings.HasPrefix(r.rest, `"`) {
		text, err := strconv.QuotedPrefix(r.rest)
		if err != nil {
			r.fail("a quote is not closed: %q", r.rest)
			return ""
		}
		r.rest = r.rest[len(text):]
		text, _ = strconv.Unquote(text)
		return text
	}
	n := strings.IndexFunc(r.rest, func(c rune) bool { return !plain(c) })
	if n < 0 {
		n = len(r.rest)
	}
	if n == 0 {
		r.fail("a word is missing before %q", r.rest)
		return ""
	}
	word := r.rest[:n]
	r.rest = r.rest[n:]
	return word
}

func (r *reader) leg() LegNo {
	n, err := strconv.Atoi(r.word())
	if err != nil {
		r.fail("a leg has a number")
	}
	return LegNo(n)
}

// time is a moment of the day.
func (r *reader) time() time.Duration {
	text, rest, _ := strings.Cut(r.rest, " ")
	r.rest = rest
	d, err := parseTime(text)
	if err != nil {
		r.fail("%v", err)
	}
	return d
}

// flag is whether the rest of the line is this word.
func (r *reader) flag(name string) bool {
	if !r.more() {
		return false
	}
	if got := r.word(); got != name {
		r.fail("%q is not understood here", got)
	}
	return true
}

// pairs reads name=value to the end of the line; other names are refused.
func (r *reader) pairs(names ...string) map[string]string {
	m := map[string]string{}
	for r.more() {
		name := r.word()
		if !slices.Contains(names, name) || !r.take("=") {
			r.fail("%q is not understood here", name)
			break
		}
		if name == "since" { // a moment, which is no plain word
			m[name], r.rest, _ = strings.Cut(r.rest, " ")
			continue
		}
		m[name] = r.word()
	}
	return m
}

func (r *reader) reasons() []Reason {
	if !r.take("|") {
		return nil
	}
	return r.reasonList()
}

func (r *reader) reasonList() []Reason {
	var all []Reason
	for ok := true; ok && r.err == nil; ok = r.take(";") {
		reason := Reason{Code: ReasonCode(r.word())}
		for r.more() && !strings.ContainsAny(strings.TrimLeft(r.rest, " ")[:1], ";|") {
			word := r.word()
			if n, err := strconv.Atoi(word); err == nil {
				reason.Times = n
			} else if reason.For, err = time.ParseDuration(word); err != nil {
				r.fail("%q is neither a number nor a length", word)
			}
		}
		all = append(all, reason)
	}
	return all
}

func (r *reader) resynced(day, at time.Time) Resynced {
	e := Resynced{At: at}
	for r.more() {
		switch word := r.word(); {
		case word == "caller":
			e.Caller = true
		case word == "bridged":
			e.Bridged = true
		case word == "recorded":
			e.Recorded = true
		case word == "lost":
			e.Lost = true
		case word == "customer" && r.take("="):
			e.Customer = LegState(r.word())
		case word == "ended" && r.take("="):
			e.Ended = day.Add(r.time())
		case word == "leg" && r.take("="):
			leg := r.leg()
			if !r.take(":") {
				r.fail("a leg found alive has a state")
			}
			if e.Legs == nil {
				e.Legs = map[LegNo]LegState{}
			}
			e.Legs[leg] = LegState(r.word())
		default:
			r.fail("%q is not understood here", word)
		}
	}
	return e
}
