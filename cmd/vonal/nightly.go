package main

import (
	"context"
	"fmt"
	"time"
)

// This file is the work of the night.

// The hours of the company's zone at which it is due. What the night before is
// needed for comes first.
const (
	monthEndHour     = 2
	verificationHour = 3
)

// nightHours are the hours of the jobs that work once a night.
var nightHours = map[string]int{"month-end": monthEndHour, "verification": verificationHour}

// nightOf is when an hour has come last.
func nightOf(now time.Time, zone *time.Location, hour int) time.Time {
	local := now.In(zone)
	night := time.Date(local.Year(), local.Month(), local.Day(), hour, 0, 0, 0, zone)
	if night.After(now) {
		night = time.Date(local.Year(), local.Month(), local.Day()-1, hour, 0, 0, 0, zone)
	}
	return night
}

// dueFrom is the time of the company's day from which a job is due, "" where that
// is any time.
func dueFrom(job string) string {
	if hour, nightly := nightHours[job]; nightly {
		return fmt.Sprintf("%02d:00", hour)
	}
	return ""
}

// nightly says whether a job has not succeeded since its hour came last.
func (p *program) nightly(name string) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		notes, err := p.store.JobNotes(ctx)
		last := notes[name]
		return last.Failure != "" || last.EndedAt.Before(nightOf(p.Clock.Now(), p.Zone, nightHours[name])), err
	}
}
