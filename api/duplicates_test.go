package api_test

import (
	"fmt"
	"testing"

	"vonal/api"
	"vonal/crm"
)

func TestDuplicatesArePagedAndEachPairComesOnce(t *testing.T) {
	h := open(t)
	for i := range 4 { // six pairs of one name, one of which have one mail too
		mail := ""
		if i < 2 {
			mail = `,"mails":[{"mail":"info@szabo.hu"}]`
		}
		want[api.Card](h, agent, "POST", "/cards", fmt.Sprintf(`{"name":"Szabó Bútor","allow_duplicate":true,"phones":["+3630555000%d"]%s}`, i, mail), 201)
		want[api.Card](h, agent, "POST", "/cards", fmt.Sprintf(`{"name":"Alone %d"}`, i), 201)
	}
	seen := map[string]bool{}
	last, pages := "~", 0
	for cursor, more := "", true; more; pages++ {
		list := want[api.DuplicateList](h, head, "GET", "/duplicates?limit=4"+cursor, "", 200)
		for _, p := range list.Items {
			key := p.Other.ID + p.One.ID
			if seen[key] || key >= last {
				t.Errorf("%s comes again or out of order", key)
			}
			seen[key], last = true, key
			if one, other := p.One, p.Other; one.Phone == nil || other.Phone == nil || *one.Phone >= *other.Phone || one.CreatedAt.IsZero() || other.CreatedAt.Before(one.CreatedAt) {
				t.Errorf("they cannot be told apart: %+v", p)
			}
		}
		if more = list.NextCursor != nil; more {
			cursor = "&cursor=" + *list.NextCursor
		}
	}
	if len(seen) != 6 || pages != 2 {
		t.Errorf("%d pairs on %d pages", len(seen), pages)
	}
	refused(h, head, "GET", "/duplicates?cursor=e30x", "", 422, "invalid")
	h.own("narrow", crm.Grants{crm.SeeCards: crm.ScopeOwn, crm.MergeCards: crm.ScopeOwn})
	if list := want[api.DuplicateList](h, "narrow", "GET", "/duplicates", "", 200); len(list.Items) != 0 {
		t.Errorf("pairs of others are shown: %+v", list.Items)
	}
}
