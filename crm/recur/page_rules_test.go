package recur_test

import (
	"testing"

	"vonal/crm/recur"
)

func TestTheRulesThatThePageWritesAreUnderstood(t *testing.T) {
	for _, rule := range []string{
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
		"FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=12",
		"FREQ=YEARLY;INTERVAL=3;UNTIL=20310131T235959",
		"FREQ=DAILY;INTERVAL=366;BYDAY=MO,TU,WE,TH,FR",
	} {
		if got, err := recur.Check(rule); err != nil || got != rule {
			t.Errorf("%s: %q, %v", rule, got, err)
		}
	}
}
