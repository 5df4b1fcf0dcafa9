package crm

import "time"

// Merge joins two reports of one call: a controller that died and came back,
// and Asterisk's own record of what the fallback did, each know a part. Of two
// dispositions the one nearer to the truth counts, whichever came first. It
// answers had itself where more adds nothing.
func Merge(had, more Interaction) Interaction {
	m := had
	if weight(more.Disposition) > weight(had.Disposition) {
		m.Disposition, m.Agent, m.AnsweredAt = more.Disposition, more.Agent, more.AnsweredAt
		m.EndedAt = more.EndedAt
	}
	if weight(more.Disposition) == weight(had.Disposition) {
		m.Agent = first(had.Agent, more.Agent)
		m.AnsweredAt = earlier(had.AnsweredAt, more.AnsweredAt)
		if more.EndedAt.After(had.EndedAt) {
			m.EndedAt = more.EndedAt
		}
	}
	m.StartedAt = earlier(had.StartedAt, more.StartedAt)
	m.PlaceSince = earlier(had.PlaceSince, more.PlaceSince)
	m.ToldAt = earlier(had.ToldAt, more.ToldAt)
	if had.From.Withheld() && !more.From.Withheld() {
		m.From = more.From
	}
	m.From.Raw = first(m.From.Raw, more.From.Raw)
	m.FromName = first(had.FromName, more.FromName)
	m.To = first(had.To, more.To)
	m.Channel = first(had.Channel, more.Channel)
	m.Instance = first(had.Instance, more.Instance)
	m.RecordingName = first(had.RecordingName, more.RecordingName)
	if len(more.Offers) > len(had.Offers) {
		m.Offers = more.Offers
	}
	if len(more.Trace) > len(had.Trace) {
		m.Trace = more.Trace
	}
	return m
}

// weight says which of two dispositions of one call is nearer the truth: a
// conversation outweighs a caller who was lost sight of.
func weight(d Disposition) int {
	switch d {
	case LostPBX:
		return 1
	case Abandoned:
		return 2
	case NotReached:
		return 3
	case NotAnswered:
		return 4
	case Busy:
		return 5
	case Closed:
		return 6
	case TurnedAway:
		return 7
	case CalledBack:
		return 8
	case Voicemail:
		return 9
	case Fallback:
		return 10
	case Answered:
		return 11
	}
	return 0
}

func first[T ~string](a, b T) T {
	if a != "" {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if b.IsZero() || !a.IsZero() && a.Before(b) {
		return a
	}
	return b
}
