package main

import (
	"context"
	"time"
)

// This file is the work of the night.

// The hours of the company's zone at which it is due. What the night before is
// needed for comes first.
const (
	monthEndHour     = 2
	verificationHour = 3
)

// nightOf is when an hour has come last.
func nightOf(now time.Time, zone *time.Location, hour int) time.Time {
	local := now.In(zone)
	night := time.Date(local.Year(), local.Month(), local.Day(), hour, 0, 0, 0, zone)
	if night.After(now) {
		night = time.Date(local.Year(), local.Month(), local.Day()-1, hour, 0, 0, 0, zone)
	}
	return night
}

// nightly says whether a job has not succeeded since its hour came last.
func (p *program) nightly(name string, hour int) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		notes, err := p.store.JobNotes(ctx)
		last := notes[name]
		return last.Failure != "" || last.EndedAt.Before(nightOf(p.Clock.Now(), p.Zone, hour)), err
	}
}
