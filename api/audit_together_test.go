package api_test

import (
	"testing"

	"vonal/api"
)

func TestRolesAndTokensDoNotChangeWithoutTheirLineOfTheAuditLog(t *testing.T) {
	h := open(t)
	const role = `{"id":"clerk","name":"Clerk","grants":{"cards.see":"own"}}`
	h.token(admin)
	h.exec("ALTER TABLE audit_inbox RENAME TO audit_away")
	for _, r := range [][3]string{{"POST", "/roles", role}, {"POST", "/me/tokens", `{"name":"robot"}`}} {
		if a := h.do(admin, r[0], r[1], r[2]); a.status < 500 {
			t.Errorf("%s %s without a line: %d %s", r[0], r[1], a.status, a.body)
		}
	}
	h.exec("ALTER TABLE audit_away RENAME TO audit_inbox")
	for _, r := range want[api.RoleList](h, admin, "GET", "/roles", "", 200).Items {
		if r.ID == "clerk" {
			t.Error("the role is there without its line")
		}
	}
	if list := want[api.TokenList](h, admin, "GET", "/me/tokens", "", 200).Items; len(list) != 1 { // the one that asks
		t.Errorf("the token is there without its line: %+v", list)
	}

	want[api.RoleSheet](h, admin, "POST", "/roles", role, 201)
	h.exec("ALTER TABLE audit_inbox RENAME TO audit_away")
	for _, r := range [][3]string{{"PATCH", "/roles/clerk", `{"name":"Chief"}`}, {"DELETE", "/roles/clerk", ""}} {
		if a := h.do(admin, r[0], r[1], r[2]); a.status < 500 {
			t.Errorf("%s %s without a line: %d %s", r[0], r[1], a.status, a.body)
		}
	}
	h.exec("ALTER TABLE audit_away RENAME TO audit_inbox")
	if got := want[api.RoleSheet](h, admin, "PATCH", "/roles/clerk", `{}`, 200); got.Name != "Clerk" {
		t.Errorf("%+v", got)
	}
	lines := map[string]int{}
	for _, l := range want[api.AuditList](h, admin, "GET", "/audit", "", 200).Items {
		lines[l.What]++
	}
	if lines["role_made"] != 1 || lines["role_changed"] != 1 || lines["role_deleted"] != 0 || lines["token_made"] != 0 {
		t.Errorf("%v", lines)
	}
}
