package api_test

import (
	"fmt"
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
	"vonal/routing"
)

func TestThePolicyIsThatOfTheProductUntilSomebodyChangesIt(t *testing.T) {
	h := open(t)
	p := want[api.Policy](h, agent, "GET", "/policy", "", 200)
	if p.RingTimeoutMs != 5000 || p.WrapupMs != 180_000 || p.ExtensionMs != 60_000 || p.MaxExtensions != 2 || p.MissesToPause != 3 || p.Version != 0 || p.ChangedBy != nil {
		t.Errorf("%+v", p)
	}
}

func TestANewPolicyIsStoredWithWhoAndUsedAtOnce(t *testing.T) {
	h := open(t)
	p := want[api.Policy](h, admin, "PUT", "/policy", `{"ring_timeout_ms":7000,"misses_to_pause":0}`, 200)
	if p.RingTimeoutMs != 7000 || p.MissesToPause != 0 || p.WrapupMs != 180_000 || p.Version != 1 || *p.ChangedBy != "The administrator" || p.ChangedAt == nil {
		t.Errorf("%+v", p)
	}
	wanted := routing.DefaultPolicy
	wanted.RingTimeout, wanted.MissesToPause = 7*time.Second, 0
	if h.desk.policy != wanted {
		t.Errorf("the desk runs by %+v", h.desk.policy)
	}
	stored, err := h.store.CurrentPolicy(t.Context())
	h.must(err)
	if got, err := api.PolicyOf(stored); err != nil || got != wanted {
		t.Errorf("stored as %+v, %v", got, err)
	}
	a := h.do(admin, "GET", "/policy", "") // what GET answers may be put back
	if again := want[api.Policy](h, admin, "PUT", "/policy", string(a.body), 200); again.Version != 2 || again.RingTimeoutMs != 7000 {
		t.Errorf("%+v", again)
	}
	refused(h, admin, "PUT", "/policy", string(a.body), 409, "conflict") // seen before the last change
}

func TestAPolicyNoDeskCouldRunByNamesTheNumber(t *testing.T) {
	h := open(t)
	for _, field := range []string{"ring_timeout_ms", "no_ring_timeout_ms", "retry_ms", "wrapup_ms", "extension_ms", "dial_timeout_ms", "lease_ms", "max_talk_ms", "max_extensions", "misses_to_pause"} {
		for _, value := range []string{"-1", "-9223372036854775808", "9223372036854775807", "99999999999999999999", "1e18", "1.5", `"5000"`, "null", "true"} {
			p := refused(h, admin, "PUT", "/policy", fmt.Sprintf(`{%q:%s}`, field, value), 422, "invalid")
			if p.Errors == nil || len(*p.Errors) != 1 || (*p.Errors)[0].Field != field {
				t.Errorf("%s=%s: %+v", field, value, p)
			}
		}
	}
	for _, field := range []string{"ring_timeout_ms", "no_ring_timeout_ms", "retry_ms", "wrapup_ms", "extension_ms", "dial_timeout_ms", "lease_ms", "max_talk_ms"} {
		refused(h, admin, "PUT", "/policy", fmt.Sprintf(`{%q:0}`, field), 422, "invalid")
	}
	if h.desk.policy != routing.DefaultPolicy {
		t.Errorf("the desk runs by %+v", h.desk.policy)
	}
	if p := want[api.Policy](h, admin, "GET", "/policy", "", 200); p.Version != 0 {
		t.Errorf("a version was stored: %+v", p)
	}
}

func TestAStoredPolicyWithoutANumberTakesTheDefault(t *testing.T) {
	p, err := api.PolicyOf(crm.Policy{Version: 1, Numbers: []byte(`{"ring_timeout_ms":9000,"of_a_later_version":1}`)})
	if err != nil || p.RingTimeout != 9*time.Second || p.WrapUp != routing.DefaultPolicy.WrapUp {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := api.PolicyOf(crm.Policy{Version: 1, Numbers: []byte(`{"ring_timeout_ms":0}`)}); err == nil {
		t.Error("a broken policy is taken")
	}
}

func TestHowLongRecordingsAreKeptIsThePolicys(t *testing.T) {
	h := open(t)
	if p := want[api.Policy](h, admin, "GET", "/policy", "", 200); p.RecordingsDays != 0 {
		t.Errorf("kept for %d days by default", p.RecordingsDays)
	}
	for _, body := range []string{`{"recordings_days":-1}`, `{"recordings_days":36501}`} {
		if p := refused(h, admin, "PUT", "/policy", body, 422, "invalid"); p.Errors == nil || (*p.Errors)[0].Field != "recordings_days" {
			t.Errorf("%s: %+v", body, p)
		}
	}
	if p := want[api.Policy](h, admin, "PUT", "/policy", `{"recordings_days":90}`, 200); p.RecordingsDays != 90 {
		t.Errorf("%+v", p)
	}
}
