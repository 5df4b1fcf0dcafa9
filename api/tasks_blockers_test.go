package api_test

import (
	"testing"

	"vonal/api"
)

func TestATaskThatWasRemovedBlocksNothing(t *testing.T) {
	h := open(t)
	first, second := h.task(head, `{"title":"Ask"}`), h.task(head, `{"title":"Write"}`)
	third := h.task(head, `{"title":"Read"}`)
	task := h.task(head, `{"title":"Send","blocked_by":["`+first.ID+`","`+second.ID+`"]}`)
	path := "/tasks/" + task.ID
	refused(h, head, "PATCH", path, `{"state":"done"}`, 409, "conflict")
	want[any](h, head, "DELETE", "/tasks/"+first.ID, "", 204)
	if b := want[api.Task](h, head, "GET", path, "", 200).BlockedBy; len(b) != 1 || b[0].ID != second.ID {
		t.Errorf("%+v", b)
	}
	// Who has not seen yet that it is gone saves the task all the same.
	saved := want[api.Task](h, head, "PATCH", path, `{"blocked_by":["`+first.ID+`","`+third.ID+`"]}`, 200)
	if len(saved.BlockedBy) != 1 || saved.BlockedBy[0].ID != third.ID {
		t.Errorf("%+v", saved.BlockedBy)
	}
	refused(h, head, "PATCH", "/tasks/"+third.ID, `{"blocked_by":["`+first.ID+`"]}`, 422, "invalid")
	want[api.Task](h, head, "PATCH", path, `{"blocked_by":[]}`, 200)
	want[api.Task](h, head, "POST", "/tasks/"+first.ID+"/restore", "", 200)
	if b := want[api.Task](h, head, "GET", path, "", 200).BlockedBy; len(b) != 1 || b[0].ID != first.ID {
		t.Errorf("restored it is waited for again: %+v", b)
	}
	want[any](h, head, "DELETE", "/tasks/"+first.ID, "", 204)
	want[api.Task](h, head, "PATCH", path, `{"state":"done"}`, 200)
}
