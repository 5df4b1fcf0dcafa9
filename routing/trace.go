package routing

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A trace is the whole story of a call as text: a head of two lines, then each
// fact at the margin and the commands that it brought about indented beneath.
// Times count from midnight UTC of the day the call arrived; hours may exceed
// 23. A # outside quotes begins a comment.
//
//	call demo-1 on 2026-11-23
//	policy ring-timeout=5s no-ring-timeout=2s …
//	10:00:00.000 arrived demo-1 channel=17.4 from=+3612345678 to=100
//	    welcome; identify; renew-lease 20s; find-agent
//	10:00:00.020 claimed anna | free 12s; tried 1
//	    ring anna leg=1 for=8s; renew-lease 20s
//
// Replay reads it back. What a stranger chose (numbers, names) is quoted
// unless it is plain, so that no caller can write a line of their own.

const indent = "    "

// TraceHeader begins the trace of a call that runs under p.
func TraceHeader(c Call, p Policy) string {
	return fmt.Sprintf("call %s on %s\n", quoted(string(c.ID)), traceDay(c).Format(time.DateOnly)) + TracePolicy(p)
}

// TracePolicy is the line that says which numbers hold from here on. It stands
// in the header, and again before the first fact that met another policy.
func TracePolicy(p Policy) string {
	var b strings.Builder
	b.WriteString("policy")
	for _, m := range policyMembers {
		b.WriteString(" " + m.name + "=" + m.write(p))
	}
	return b.String() + "\n"
}

// TraceBlock is one fact and what was decided on it. The call is the one that
// Step returned.
func TraceBlock(after Call, ev Event, cmds []Command) string {
	return FormatFact(traceDay(after), ev) + "\n" + decision(cmds)
}

func decision(cmds []Command) string {
	if len(cmds) == 0 {
		return ""
	}
	return indent + FormatCommands(cmds) + "\n"
}

// traceDay is the midnight from which the times of a call's trace count.
func traceDay(c Call) time.Time { return c.ArrivedAt.UTC().Truncate(24 * time.Hour) }

// FormatFact is a fact as its trace line, without the newline.
func FormatFact(day time.Time, ev Event) string {
	return formatTime(ev.When().Sub(day)) + " " + formatFact(day, ev)
}

func formatFact(day time.Time, ev Event) string {
	switch e := ev.(type) {
	case Arrived:
		return words("arrived", quoted(string(e.ID)), pair("channel", string(e.Channel)),
			pair("from", e.From), pair("name", e.Name), pair("to", e.To), formatLine(e.Line))
	case Requested:
		return words("requested", quoted(string(e.ID)), pair("channel", string(e.Channel)),
			pair("agent", string(e.Agent)), pair("from", e.From), pair("to", e.To),
			pair("back-for", string(e.BackFor)), formatLine(e.Line)) + moment(day, "since", e.Since)
	case CallerKnown:
		return formatCaller(day, e.Caller)
	case Claimed:
		return words("claimed", quoted(string(e.Agent)), pair("phones", string(e.Phones)), formatReasons(e.Because))
	case Considered:
		return formatConsidered(e)
	case NobodyFree:
		line := "nobody-free"
		if e.Circle != 0 {
			line += " circle=" + e.Circle.String()
		}
		return line + moment(day, "next", e.Next) + when(e.Nobody, " nobody")
	case Said:
		return words("said", quoted(e.What))
	case Pressed:
		return words("pressed", quoted(e.Key))
	case MessageLeft:
		return words("message-left", e.Length.String())
	case SearchFailed:
		return "search-failed"
	case AgentFreed:
		return "agent-freed"
	case LegRinging:
		return words("leg-ringing", number(e.Leg))
	case LegAnswered:
		return words("leg-answered", number(e.Leg))
	case LegPressed:
		return words("leg-pressed", number(e.Leg), quoted(e.Key))
	case Joined:
		return words("joined", number(e.Leg))
	case LegGone:
		return words("leg-gone", number(e.Leg), quoted(string(e.Cause)))
	case PutOnHold:
		return "put-on-hold"
	case TakenOffHold:
		return "taken-off-hold"
	case HandedOver:
		return words("handed-over", number(e.Leg), pair("to", string(e.To)))
	case CustomerRinging:
		return "customer-ringing"
	case CustomerAnswered:
		return "customer-answered"
	case CustomerGone:
		return words("customer-gone", quoted(string(e.Cause)), flag("lost", e.Lost))
	case OfferWithdrawn:
		return words("offer-withdrawn", quoted(string(e.Agent)))
	case Due:
		return "due"
	case CallerGone:
		return words("caller-gone", flag("lost", e.Lost))
	case Resynced:
		line := words("resynced", flag("caller", e.Caller), flag("bridged", e.Bridged),
			flag("recorded", e.Recorded), flag("lost", e.Lost))
		if e.Customer != "" {
			line += " customer=" + quoted(string(e.Customer))
		}
		line += moment(day, "ended", e.Ended)
		for _, leg := range slices.Sorted(maps.Keys(e.Legs)) {
			line += " leg=" + number(leg) + ":" + quoted(string(e.Legs[leg]))
		}
		return line
	default:
		return fmt.Sprintf("unknown # %T", ev)
	}
}

// FormatCommands is what a fact brought about, on one line.
func FormatCommands(cmds []Command) string {
	all := make([]string, len(cmds))
	for i, cmd := range cmds {
		all[i] = formatCommand(cmd)
	}
	return strings.Join(all, "; ")
}

func formatCommand(cmd Command) string {
	switch c := cmd.(type) {
	case Welcome:
		return "welcome"
	case Identify:
		return "identify"
	case FindAgent:
		return "find-agent"
	case ClaimAgent:
		return words("claim-agent", quoted(string(c.Agent)))
	case Say:
		return words("say", quoted(c.What))
	case HoldMusic:
		return "hold-music"
	case TakeMessage:
		return words("take-message", "for="+c.For.String())
	case CallBack:
		return "call-back"
	case RenewLease:
		return words("renew-lease", c.For.String())
	case Ring:
		return words("ring", quoted(string(c.Agent)), "leg="+number(c.Leg), pair("phone", c.Phone), "for="+c.For.String())
	case Ask:
		return words("ask", "leg="+number(c.Leg))
	case KeepAgent:
		return words("keep-agent", quoted(string(c.Agent)), "for="+c.For.String())
	case MarkRinging:
		return words("mark-ringing", quoted(string(c.Agent)))
	case Drop:
		return words("drop", "leg="+number(c.Leg), quoted(string(c.Why)))
	case Release:
		return words("release", quoted(string(c.Agent)), quoted(string(c.Why)))
	case Connect:
		return words("connect", "leg="+number(c.Leg), "for="+c.For.String())
	case Record:
		return "record"
	case MarkTalking:
		return words("mark-talking", quoted(string(c.Agent)))
	case Hold:
		return "hold"
	case StartWrapUp:
		return words("start-wrap-up", quoted(string(c.Agent)))
	case DialCustomer:
		return words("dial-customer", "for="+c.For.String())
	case PlayRinging:
		return words("play-ringing", "leg="+number(c.Leg))
	case HangUp:
		return "hang-up"
	case Report:
		return "report"
	default:
		return fmt.Sprintf("unknown # %T", cmd)
	}
}

func formatCaller(day time.Time, c Caller) string {
	return words("caller-known", pair("card", string(c.Card)), pair("name", c.Name), pair("tier", c.Tier),
		pair("owner", string(c.Owner)), when(c.OwnerAway, "away=yes"), pair("deputy", string(c.Deputy))) + moment(day, "cut-off", c.CutOffFrom)
}

// formatConsidered tells of each agent after a bar, those who may have the call
// with a plus.
func formatConsidered(e Considered) string {
	line := words("considered", e.Circle.String(), when(e.More > 0, strconv.Itoa(e.More)))
	for _, c := range e.Choices {
		line += " | " + words(when(c.Take, "+"), quoted(string(c.Agent)), reasonList(c.Because))
	}
	return line
}

// moment is a moment of the day as a pair; nothing for the zero moment.
func moment(day time.Time, name string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " " + name + "=" + formatTime(t.Sub(day))
}

func formatReasons(because []Reason) string {
	if len(because) == 0 {
		return ""
	}
	return "| " + reasonList(because)
}

func reasonList(because []Reason) string {
	all := make([]string, len(because))
	for i, r := range because {
		all[i] = words(quoted(string(r.Code)), when(r.For != 0, r.For.String()), when(r.Times != 0, strconv.Itoa(r.Times)))
	}
	return strings.Join(all, "; ")
}

// formatTime is a length since midnight as HH:MM:SS.mmm; a fact that is older
// than the call's day has a minus sign.
func formatTime(d time.Duration) string {
	sign := ""
	ms := d.Milliseconds()
	if ms < 0 {
		sign, ms = "-", -ms
	}
	return fmt.Sprintf("%s%02d:%02d:%02d.%03d", sign, ms/3_600_000, ms/60_000%60, ms/1000%60, ms%1000)
}

func words(all ...string) string {
	return strings.Join(slices.DeleteFunc(all, func(w string) bool { return w == "" }), " ")
}

func when(said bool, text string) string {
	if said {
		return text
	}
	return ""
}

func flag(name string, set bool) string { return when(set, name) }

func pair(name, value string) string { return when(value != "", name+"="+quoted(value)) }

func number(leg LegNo) string { return strconv.Itoa(int(leg)) }

// quoted is s as one word: as it stands where nothing in it can be mistaken,
// between quotes otherwise.
func quoted(s string) string {
	if s == "" || strings.ContainsFunc(s, func(r rune) bool { return !plain(r) }) {
		return strconv.QuoteToASCII(s)
	}
	return s
}

func plain(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("+-_.*@/", r)
}
