package api_test

import (
	"fmt"
	"strings"
	"testing"

	"vonal/api"
)

func TestARunningImportIsCancelledBetweenItsBatchesAndTakenBack(t *testing.T) {
	h := open(t)
	var table strings.Builder
	table.WriteString("Name;Phone\n")
	for i := range 600 {
		fmt.Fprintf(&table, "Customer %d;+3620%07d\n", i, i)
	}
	table.WriteString("Wrong;nobody\n")
	in := h.checked(head, h.table(head, table.String()), "fill")
	path := "/imports/" + in.ID
	refused(h, head, "POST", path+"/cancel", "", 409, "conflict")
	want[api.Import](h, head, "POST", path+"/run", "", 200)
	busy, err := h.store.WorkOnImport(t.Context())
	h.must(err)
	if asked := want[api.Import](h, head, "POST", path+"/cancel", "", 200); !busy || asked.State != "cancelling" || asked.Done != 250 {
		t.Errorf("%+v", asked)
	}
	refused(h, head, "POST", path+"/cancel", "", 409, "conflict")
	h.work()
	in = want[api.Import](h, head, "GET", path, "", 200)
	if in.State != "cancelled" || in.Done != 250 || in.Counts != (api.ImportCounts{New: 250}) || in.UndoUntil == nil || in.EndedAt == nil {
		t.Errorf("%+v", in)
	}
	if made := want[api.ImportRowList](h, head, "GET", path+"/rows?result=new&after=240&limit=100", "", 200).Items; made[len(made)-1].Number != 251 {
		t.Errorf("the last of %d rows is %d", len(made), made[len(made)-1].Number)
	}
	if wrong := h.problems(in.ID); wrong != nil {
		t.Errorf("refused without having been read: %v", wrong)
	}
	cards := func() int {
		return len(want[api.CardList](h, head, "GET", "/cards?q=Customer&limit=200", "", 200).Items)
	}
	if n := cards(); n != 200 {
		t.Errorf("%d cards", n)
	}
	if back := h.undone(in.ID); back.State != "undone" || back.Counts.Undone != 250 || back.Counts.Kept != 0 || cards() != 0 {
		t.Errorf("%+v", back)
	}
	if l := h.lines("?what=import_cancelled"); len(l) != 1 || l[0].ThingID != in.ID {
		t.Errorf("%+v", l)
	}
}
