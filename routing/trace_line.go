package routing

import "time"

// lineNames are the pairs by which a trace tells what held for the dialled
// number.
var lineNames = []string{"team", "language", "closed", "empty", "overdue", "longest-wait", "news", "consent"}

func formatLine(l Line) string {
	return words(pair("team", string(l.Team)), pair("language", l.Language),
		pair("closed", string(l.Closed)), pair("empty", string(l.Empty)), pair("overdue", string(l.Overdue)),
		lengthPair("longest-wait", l.LongestWait), lengthPair("news", l.News), when(l.Consent, "consent=yes"))
}

func lengthPair(name string, d time.Duration) string { return when(d != 0, name+"="+d.String()) }

func (r *reader) line(m map[string]string) Line {
	return Line{
		Team: TeamID(m["team"]), Language: m["language"],
		Closed: Ending(m["closed"]), Empty: Ending(m["empty"]), Overdue: Ending(m["overdue"]),
		LongestWait: r.length(m["longest-wait"]), News: r.length(m["news"]), Consent: m["consent"] == "yes",
	}
}

// length reads a length of time; "" is none.
func (r *reader) length(s string) time.Duration {
	if s == "" {
		return 0
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		r.fail("%q is no length", s)
	}
	return d
}

// momentOf reads a moment of the day; "" is the zero moment.
func (r *reader) momentOf(day time.Time, s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	d, err := parseTime(s)
	if err != nil {
		r.fail("%v", err)
	}
	return day.Add(d)
}
