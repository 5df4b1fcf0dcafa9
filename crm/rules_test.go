package crm_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vonal/crm"
	"vonal/internal/fault"
)

func refused(t *testing.T, err error, kind fault.Kind, field string) {
	t.Helper()
	var e *fault.Error
	if e, _ = err.(*fault.Error); e == nil || e.Kind != kind || e.Field != field {
		t.Errorf("want %s at %q, have %v", kind, field, err)
	}
}

func TestScopeCoversWhatTheAgentHadPartIn(t *testing.T) {
	mine := crm.Sight{People: []crm.PersonID{"anna"}}
	for _, c := range []struct {
		name  string
		scope crm.Sight
		call  crm.Call
		owner crm.AgentID
		want  bool
	}{
		{"answered", mine, crm.Call{Interaction: crm.Interaction{Agent: "anna"}}, "", true},
		{"was offered", mine, crm.Call{Interaction: crm.Interaction{Agent: "boris", Offers: []crm.Offer{{Agent: "anna"}}}}, "", true},
		{"owns the card", mine, crm.Call{}, "anna", true},
		{"of others", mine, crm.Call{Interaction: crm.Interaction{Agent: "boris"}}, "boris", false},
		{"of nobody, asked by nobody", crm.Sight{}, crm.Call{}, "", false},
		{"all", crm.Sight{All: true}, crm.Call{}, "", true},
	} {
		if got := c.scope.Covers(c.call, c.owner); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if v := (crm.Viewer{Role: crm.RoleAccountant}); !v.Sight(crm.HearCalls).Nothing() || !v.Sight(crm.SeeCalls).All || v.May(crm.SeeCards) {
		t.Error("the accountant sees calls, but neither recordings nor cards")
	}
	if v := (crm.Viewer{Role: "god", Agent: "anna"}); !v.Sight(crm.SeeCalls).Nothing() || v.May(crm.SeeCards) {
		t.Error("a role there is not sees something")
	}
}

func TestTeamScopeSeesTheTeamAndOneself(t *testing.T) {
	v := crm.Viewer{User: "u", Agent: "anna", Team: []crm.AgentID{"anna", "boris"}, Grants: crm.Grants{crm.SeeDeals: crm.ScopeTeam, crm.EditDeals: crm.ScopeOwn}}
	see, edit := v.Sight(crm.SeeDeals), v.Sight(crm.EditDeals)
	if !see.Sees("boris") || !see.Sees("anna") || !see.Sees("u") || see.Sees("csaba") || see.Sees("") {
		t.Errorf("the team: %+v", see)
	}
	if edit.Sees("boris") || !edit.Sees("anna") {
		t.Errorf("own: %+v", edit)
	}
	if !v.Sight(crm.SeeTasks).Nothing() || v.May(crm.SeeTasks) {
		t.Error("what was not granted is seen")
	}
}

func TestBuiltInRolesAreGrantedOnlyWhatThereIs(t *testing.T) {
	for role, grants := range crm.BuiltIn {
		for p, scope := range grants {
			if !slices.Contains(crm.Permissions, p) || scope != crm.ScopeOwn && scope != crm.ScopeTeam && scope != crm.ScopeAll {
				t.Errorf("%s is granted %q %q", role, p, scope)
			}
		}
	}
}

func TestOnlyTheHeadGivesCardsAway(t *testing.T) {
	anna, tier, name := crm.AgentID("anna"), crm.Key, "x"
	seller := crm.Viewer{Role: crm.RoleAgent, Agent: anna}
	refused(t, seller.CheckCardChange(crm.CardChange{Owner: &anna}), fault.Forbidden, "owner_id")
	refused(t, seller.CheckCardChange(crm.CardChange{Tier: &tier}), fault.Forbidden, "tier")
	refused(t, crm.Viewer{Role: crm.RoleAccountant}.CheckCardChange(crm.CardChange{Name: &name}), fault.Forbidden, "")
	if seller.CheckCardChange(crm.CardChange{Name: &name}) != nil ||
		(crm.Viewer{Role: crm.RoleHead}).CheckCardChange(crm.CardChange{Owner: &anna, Tier: &tier}) != nil {
		t.Error("an allowed change is refused")
	}
}

func TestEndedCallGivesANamelessCardItsName(t *testing.T) {
	in := crm.Interaction{ID: "c1", FromName: "\u202eKovács", RecordingName: "r"}
	ch := crm.CloseCall(crm.Card{ID: "k"}, true, in)
	if ch.Card.Name != "Kovács" || len(ch.Entries) != 2 || ch.Recording == nil || ch.Recording.State != crm.Pending {
		t.Errorf("%+v", ch)
	}
	ch = crm.CloseCall(crm.Card{ID: "k", Name: "Alpha"}, false, crm.Interaction{ID: "c1", FromName: "Kovács"})
	if ch.Card.Name != "Alpha" || len(ch.Entries) != 1 || ch.Recording != nil {
		t.Errorf("%+v", ch)
	}
}

func report() *rapid.Generator[crm.Interaction] {
	return rapid.Custom(func(t *rapid.T) crm.Interaction {
		began := time.Date(2026, 11, 23, 9, 0, rapid.IntRange(0, 20).Draw(t, "began"), 0, time.UTC)
		in := crm.Interaction{ID: "c1", StartedAt: began, EndedAt: began.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "length")) * time.Second),
			Disposition: rapid.SampledFrom([]crm.Disposition{crm.Answered, crm.Abandoned, crm.Voicemail, crm.Closed, crm.Fallback, crm.LostPBX, crm.NotAnswered, crm.Busy, crm.NotReached}).Draw(t, "disposition"),
			FromName:    rapid.SampledFrom([]string{"", "Kovács"}).Draw(t, "name"), Trace: rapid.SampledFrom([]string{"", "trace"}).Draw(t, "trace")}
		if in.Disposition == crm.Answered || in.Disposition == crm.Fallback {
			in.Agent, in.AnsweredAt = "anna", began
		}
		return in
	})
}

func TestReportsMergeToTheSameInEitherOrderAndOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := report().Draw(t, "a"), report().Draw(t, "b")
		ab, ba := crm.Merge(a, b), crm.Merge(b, a)
		if !reflect.DeepEqual(ab, ba) {
			t.Fatalf("%+v\n%+v", ab, ba)
		}
		if again := crm.Merge(ab, b); !reflect.DeepEqual(again, ab) {
			t.Fatalf("a repeated report changes %+v to %+v", ab, again)
		}
		if again := crm.Merge(ab, a); !reflect.DeepEqual(again, ab) {
			t.Fatalf("a repeated report changes %+v to %+v", ab, again)
		}
	})
}

func TestPasswordThatAnybodyWouldTryIsRefused(t *testing.T) {
	for _, bad := range []string{"", "short", "пароль1", "password", "PASSWORD123", "11111111", "qwertyuiop", "Anna.Kovacs", strings.Repeat("a", 1025), "ääääääää"} {
		refused(t, crm.CheckPassword("anna.kovacs", bad), fault.Invalid, "password")
	}
	for _, good := range []string{"correct horse battery", "nincsnagybetű", strings.Repeat("ab", 100)} {
		if err := crm.CheckPassword("anna", good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
}

func TestWaitAndTalkAreNeverNegative(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	in := crm.Interaction{StartedAt: at, AnsweredAt: at.Add(-time.Second), EndedAt: at.Add(-time.Minute)}
	if in.Wait() != 0 || in.Talk() != 0 {
		t.Errorf("%s, %s", in.Wait(), in.Talk())
	}
}
