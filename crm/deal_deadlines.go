package crm

import "time"

// Span is when the next task about a deal is due, as its reader's calendar
// shows it.
type Span string

// The spans, in the order in which a board shows them.
const (
	SpanOverdue  Span = "overdue"
	SpanToday    Span = "today"
	SpanWeek     Span = "week" // in the rest of this week
	SpanNextWeek Span = "next_week"
	SpanLater    Span = "later"
	SpanNothing  Span = "none" // no task with a deadline is open
)

// Spans are all of them.
var Spans = []Span{SpanOverdue, SpanToday, SpanWeek, SpanNextWeek, SpanLater, SpanNothing}

// SpanEnds is what a reader's spans end with.
type SpanEnds struct {
	Now      time.Time
	Midnight time.Time // the end of their day
	Week     time.Time // and of their week, which ends with Sunday
	NextWeek time.Time
}

// Of is from when until when a span lasts; zero where it has no such end, as
// SpanNothing has none.
func (e SpanEnds) Of(s Span) (from, until time.Time) {
	switch s {
	case SpanOverdue:
		return time.Time{}, e.Now
	case SpanToday:
		return e.Now, e.Midnight
	case SpanWeek:
		return e.Midnight, e.Week
	case SpanNextWeek:
		return e.Week, e.NextWeek
	case SpanLater:
		return e.NextWeek, time.Time{}
	default:
		return time.Time{}, time.Time{}
	}
}

// DeadlineBoard is the open deals of a pipeline by when something is to be done
// about them.
type DeadlineBoard struct {
	Pipeline Pipeline
	Columns  []DeadlineColumn
}

// DeadlineColumn is one span: how many deals there are, what they are worth in
// each currency, and the first of them.
type DeadlineColumn struct {
	Span  Span
	Count int
	Sums  []Money
	Deals []Deal
}
