package crm_test

import (
	"testing"

	"vonal/crm"
)

func TestWhoGivesUpAtOnceIsNoFailureOfService(t *testing.T) {
	for _, c := range []struct {
		service crm.Service
		level   float64
		known   bool
	}{
		{crm.Service{}, 0, false},
		{crm.Service{Lost: 2, GaveUpSoon: 2}, 0, false},
		{crm.Service{Answered: 3, InTime: 3, Lost: 1, GaveUpSoon: 1}, 1, true},
		{crm.Service{Answered: 3, InTime: 2, Lost: 2, GaveUpSoon: 1}, 0.5, true},
		{crm.Service{Lost: 2}, 0, true},
	} {
		if level, known := c.service.Level(); level != c.level || known != c.known {
			t.Errorf("%+v: %v, %v", c.service, level, known)
		}
	}
}
