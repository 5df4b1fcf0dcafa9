package api_test

import (
	"testing"

	"vonal/api"
	"vonal/internal/fault"
)

func TestHealthSaysOfEachPartHowItIs(t *testing.T) {
	h := open(t)
	part := func(name api.HealthPartName) api.HealthPart {
		t.Helper()
		for _, p := range want[api.Health](h, admin, "GET", "/health", "", 200).Parts {
			if p.Name == name {
				return p
			}
		}
		t.Fatalf("nothing is said of %s", name)
		return api.HealthPart{}
	}
	if p := part("postgres"); p.State != "ok" || p.TookMs == nil {
		t.Errorf("postgres: %+v", p)
	}
	if p := part("mail"); p.State != "none" {
		t.Errorf("mail: %+v", p)
	}
	if p := part("asterisk"); p.State != "ok" {
		t.Errorf("asterisk: %+v", p)
	}
	h.desk.set(func(d *scriptedDesk) { d.notReady = fault.New(fault.Unavailable, "ari", "Asterisk cannot be reached") })
	if p := part("asterisk"); p.State != "wrong" || p.Detail == nil || *p.Detail != "Asterisk cannot be reached" {
		t.Errorf("asterisk is away: %+v", p)
	}
	if now := want[api.Health](h, admin, "GET", "/health", "", 200); now.Phones.All == 0 || now.Disk != nil {
		t.Errorf("phones %+v, disk %+v", now.Phones, now.Disk)
	}
	refused(h, agent, "GET", "/health", "", 403, "forbidden")
}
