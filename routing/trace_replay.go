package routing

import (
	"fmt"
	"strings"
	"time"

	"vonal/internal/fault"
)

// Replay has Step decide on the facts of a trace once more. It answers the
// trace as it would be written today, comments kept, and the first difference
// in words: none means that the decisions are the same.
func Replay(trace string) (again, difference string, err error) {
	_, again, err = replay(trace)
	if err != nil {
		return "", "", err
	}
	return again, firstDifference(trace, again), nil
}

func replay(trace string) (Call, string, error) {
	var (
		out  strings.Builder
		call Call
		day  time.Time
		p    Policy
	)
	for i, line := range strings.Split(strings.TrimRight(trace, "\n"), "\n") {
		text, comment := splitComment(line)
		var err error
		switch {
		case strings.HasPrefix(text, " "): // a decision: made anew
			continue
		case text == "":
			out.WriteString(comment + "\n")
		case strings.HasPrefix(text, "call "):
			day, err = parseHead(text)
			out.WriteString(line + "\n")
		case strings.HasPrefix(text, "policy "):
			p, err = parsePolicy(text)
			out.WriteString(line + "\n")
		case day.IsZero():
			err = fault.New(fault.Invalid, "routing.Replay", "a trace begins with the line: call ID on DAY")
		default:
			var ev Event
			if ev, err = ParseFact(day, text); err == nil {
				var cmds []Command
				call, cmds = Step(call, ev, p)
				out.WriteString(FormatFact(day, ev) + comment + "\n" + decision(cmds))
			}
		}
		if err != nil {
			return Call{}, "", fault.Wrap(fmt.Sprintf("line %d", i+1), err)
		}
	}
	return call, out.String(), nil
}

func parseHead(line string) (day time.Time, err error) {
	r := &reader{rest: strings.TrimPrefix(line, "call ")}
	r.word()
	if !r.take("on ") {
		r.fail("the head of a trace is: call ID on DAY")
	}
	date := r.word()
	if r.end(); r.err != nil {
		return day, r.err
	}
	if day, err = time.Parse(time.DateOnly, date); err != nil {
		return day, fault.New(fault.Invalid, "routing.Replay", "%q is no day: want YYYY-MM-DD", date)
	}
	return day, nil
}

func parsePolicy(line string) (p Policy, err error) {
	r := &reader{rest: strings.TrimPrefix(line, "policy ")}
	for r.more() && r.err == nil {
		name := r.word()
		known := false
		for _, m := range policyMembers {
			if m.name == name && r.take("=") {
				known = true
				if err := m.read(&p, r.word()); err != nil {
					r.fail("%s: %v", name, err)
				}
			}
		}
		if !known {
			r.fail("a policy has no %q", name)
		}
	}
	return p, r.err
}

// firstDifference says in which line two traces part.
func firstDifference(before, now string) string {
	a, b := strings.Split(before, "\n"), strings.Split(now, "\n")
	for i := range max(len(a), len(b)) {
		was, is := lineAt(a, i), lineAt(b, i)
		if was != is {
			return fmt.Sprintf("line %d was %q and is now %q", i+1, was, is)
		}
	}
	return ""
}

func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// Replayed is the call of a trace as its last fact left it.
func Replayed(trace string) (Call, error) {
	c, _, err := replay(trace)
	return c, err
}
