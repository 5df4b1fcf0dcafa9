package crm_test

import (
	"slices"
	"testing"
	"time"

	"vonal/crm"
	"vonal/internal/fault"
)

func chain(n int) (lines []crm.AuditLine) {
	var head crm.AuditHead
	for i := range n {
		l := crm.AuditLine{At: time.Unix(int64(i), 0), User: "anna", What: "logged_in", Thing: "users", ThingID: "anna", Outcome: crm.AuditDone}.Checked().Chained(head)
		lines = append(lines, l)
		head = crm.AuditHead{Seq: l.Seq, Hash: l.Hash}
	}
	return lines
}

func follow(lines []crm.AuditLine) (head crm.AuditHead, err error) {
	for _, l := range lines {
		if head, err = head.Follow(l); err != nil {
			return head, err
		}
	}
	return head, nil
}

func TestAChainFindsWhatWasChangedInIt(t *testing.T) {
	if head, err := follow(chain(5)); err != nil || head.Seq != 5 {
		t.Fatalf("%+v %v", head, err)
	}
	for name, harm := range map[string]func(l []crm.AuditLine) []crm.AuditLine{
		"a flipped byte":     func(l []crm.AuditLine) []crm.AuditLine { l[2].IP = "6"; return l },
		"a moved end":        func(l []crm.AuditLine) []crm.AuditLine { l[2].Thing, l[2].ThingID = "user", "sanna"; return l },
		"a changed hash":     func(l []crm.AuditLine) []crm.AuditLine { l[2].Hash[0]++; return l },
		"a changed moment":   func(l []crm.AuditLine) []crm.AuditLine { l[2].At = l[2].At.Add(time.Microsecond); return l },
		"a deleted line":     func(l []crm.AuditLine) []crm.AuditLine { return slices.Delete(l, 2, 3) },
		"an inserted line":   func(l []crm.AuditLine) []crm.AuditLine { return slices.Insert(l, 2, l[1]) },
		"two lines swapped":  func(l []crm.AuditLine) []crm.AuditLine { l[2], l[3] = l[3], l[2]; return l },
		"swapped, renumber'": func(l []crm.AuditLine) []crm.AuditLine { l[2], l[3] = l[3], l[2]; l[2].Seq, l[3].Seq = 3, 4; return l },
		"the first is gone":  func(l []crm.AuditLine) []crm.AuditLine { return l[1:] },
	} {
		if _, err := follow(harm(chain(5))); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNobodyGivesWhatTheyHaveNot(t *testing.T) {
	head := crm.Viewer{Role: crm.RoleHead}
	team := crm.Viewer{Grants: crm.Grants{crm.SeeCalls: crm.ScopeTeam, crm.EditRoles: crm.ScopeAll}}
	for _, c := range []struct {
		who  crm.Viewer
		what crm.Grants
		want bool
	}{
		{head, crm.BuiltIn[crm.RoleAgent], true},
		{head, crm.Grants{crm.EditUsers: crm.ScopeOwn}, false},
		{team, crm.Grants{crm.SeeCalls: crm.ScopeOwn}, true},
		{team, crm.Grants{crm.SeeCalls: crm.ScopeTeam}, true},
		{team, crm.Grants{crm.SeeCalls: crm.ScopeAll}, false},
		{crm.Viewer{}, crm.Grants{}, true},
	} {
		if got := c.who.Covers(c.what); got != c.want {
			t.Errorf("%v covers %v: %v", c.who, c.what, got)
		}
	}
	sheet := crm.RoleSheet{Key: "x", Name: "X", Grants: crm.Grants{}}
	wide := crm.Grants{crm.SeeCalls: crm.ScopeAll}
	if _, err := (crm.RoleChange{Grants: &wide}).Apply(team, sheet); !fault.Is(err, fault.Forbidden) {
		t.Errorf("gives: %v", err)
	}
	sheet.Grants = wide
	none := crm.Grants{}
	if _, err := (crm.RoleChange{Grants: &none}).Apply(team, sheet); !fault.Is(err, fault.Forbidden) {
		t.Errorf("takes: %v", err)
	}
	for _, bad := range []crm.Grants{{"money.print": crm.ScopeAll}, {crm.SeeCalls: "world"}, {crm.SeeCalls: ""}, {crm.EditTeams: crm.ScopeOwn}, {crm.SeeAudit: crm.ScopeTeam}} {
		if err := bad.Check(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}
