package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"vonal/crm"
	"vonal/crm/hours"
	"vonal/crm/phone"
	"vonal/internal/clock"
	"vonal/routing"
	"vonal/routing/asterisk"
)

// linesLook is how often the company's numbers are read anew: a change counts
// from then on, whichever controller took it.
const linesLook = time.Second

// lines is what holds for the company's numbers, as last read. A call that
// arrives must not wait for the database.
type lines struct {
	numbers func(context.Context) ([]crm.Line, error)
	hours   func(context.Context) ([]crm.OpeningHours, error)
	clock   clock.Clock
	log     *slog.Logger
	known   atomic.Pointer[knownLines]
}

type knownLines struct {
	numbers map[string]crm.Line
	hours   map[crm.HoursID]hours.Hours
}

// run reads the numbers again and again until ctx ends. Where that fails, what
// was read before holds.
func (l *lines) run(ctx context.Context) {
	said := false
	for ctx.Err() == nil {
		err := l.read(ctx)
		if err != nil && !said && ctx.Err() == nil {
			l.log.Warn("the company's numbers cannot be read; what was read before holds", "error", err)
		}
		said = err != nil
		clock.Wait(ctx, l.clock, linesLook)
	}
}

func (l *lines) read(ctx context.Context) error {
	all, err := l.numbers(ctx)
	if err != nil {
		return err
	}
	opened, err := l.hours(ctx)
	if err != nil {
		return err
	}
	known := &knownLines{map[string]crm.Line{}, map[crm.HoursID]hours.Hours{}}
	for _, n := range all {
		known.numbers[n.Number] = n
	}
	for _, o := range opened {
		var h hours.Hours
		if err := json.Unmarshal(o.Hours, &h); err != nil {
			return err
		}
		known.hours[o.ID] = h
	}
	l.known.Store(known)
	return nil
}

// at is what holds for a call to a number at a moment. callable reports whether
// the caller could be called back.
func (l *lines) at(to string, at time.Time, callable bool) routing.Line {
	known := l.known.Load()
	if known == nil {
		return routing.Line{}
	}
	n, ok := known.numbers[to]
	if !ok {
		if n, ok = known.numbers["+"+strings.TrimPrefix(to, "+")]; !ok {
			n = known.numbers[""]
		}
	}
	line := routing.Line{
		Team: routing.TeamID(n.Team), Language: n.Language,
		Empty: endingOf(n.Empty, callable), Overdue: endingOf(n.Overdue, callable),
		LongestWait: n.LongestWait, News: n.News, Consent: n.Consent,
	}
	if h, ok := known.hours[n.Hours]; ok {
		if open, _ := h.At(at); !open {
			line.Closed = routing.Ending(n.Closed)
		}
	}
	return line
}

// endingOf is an ending that can be had: where nobody can be called back they
// may leave a message.
func endingOf(e crm.Ending, callable bool) routing.Ending {
	if e == crm.OfferBack && !callable {
		return routing.TakeMessages
	}
	return routing.Ending(e)
}

// back is the call by which the caller of another is called back.
func (d apiDesk) back(c routing.Call, country string) (routing.Requested, bool) {
	to := e164Of(c.From, country)
	if d.trunk == "" || to == "" {
		return routing.Requested{}, false
	}
	id, channel := asterisk.BackCall(c.ID)
	return routing.Requested{ID: id, Channel: channel, From: string(d.number), To: string(to)}, true
}

// e164Of is a caller's number as it can be called; "" where it cannot.
func e164Of(raw, country string) crm.E164 { return phone.Caller(raw, country).E164 }
