package main

import "testing"

func TestTheMachinesZoneHasAName(t *testing.T) {
	for _, c := range []struct{ env, want string }{{"Europe/Budapest", "Europe/Budapest"}, {":Asia/Omsk", "Asia/Omsk"}} {
		t.Setenv("TZ", c.env)
		if zone, err := companyZone("Local"); err != nil || zone.String() != c.want {
			t.Errorf("TZ=%q: %v, %v", c.env, zone, err)
		}
	}
	t.Setenv("TZ", "no such place")
	if zone, err := companyZone("Local"); err != nil || zone.String() == "Local" || zone.String() == "" {
		t.Errorf("without TZ: %v, %v", zone, err)
	}
	if _, err := companyZone("Mars/Olympus"); err == nil {
		t.Error("Mars is taken")
	}
}
