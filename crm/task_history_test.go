package crm

import (
	"slices"
	"testing"
)

func TestADifferenceOfATaskIsToldMemberByMember(t *testing.T) {
	was := Task{Title: "Call", State: TaskOpen, Priority: NormalPriority, Assignees: []Person{{"1", "Anna"}}, Card: "c",
		Checklist: []CheckItem{{Text: "Ask"}, {Text: "Ask"}, {Text: "Write", Done: true}}}
	now := was
	if diff := TaskDifference(was, now); diff != nil {
		t.Errorf("%+v", diff)
	}
	now.Title, now.State, now.Card = "Call again", TaskDone, ""
	now.Assignees = []Person{{"2", "Boris"}, {"1", "Anna"}}
	now.BlockedBy = []Blocker{{ID: "b", Title: "Write"}}
	now.Checklist = []CheckItem{{Text: "Ask", Done: true}, {Text: "Ask"}, {Text: "Write", Done: true}, {Text: "Send"}}
	want := []FieldChange{
		{"title", "Call", "Call again"}, {"state", "open", "done"}, {"assignees", "Anna", "Boris, Anna"}, {"card_id", "c", ""},
		{"blocked_by", "", "Write"}, {"checklist", "[ ] Ask", "[x] Ask\n[ ] Send"},
	}
	if diff := TaskDifference(was, now); !slices.Equal(diff, want) {
		t.Errorf("%+v", diff)
	}
	now = was
	now.Checklist = []CheckItem{was.Checklist[2], was.Checklist[0], was.Checklist[1]}
	if diff := TaskDifference(was, now); !slices.Equal(diff, []FieldChange{{Field: "checklist"}}) {
		t.Errorf("another order: %+v", diff)
	}
}
