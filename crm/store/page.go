package store

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// place is where a page of a list that is sorted by moment and id, newest
// first, begins: after the item that has these.
type place struct {
	At int64  `json:"t"` // microseconds
	ID string `json:"i"`
}

func (p place) cursor() string {
	text, _ := json.Marshal(p) // two plain members cannot fail
	return base64.RawURLEncoding.EncodeToString(text)
}

// order is by what a list is sorted, newest first. Its names are ours: nothing
// that a user sent comes into an ORDER BY.
type order struct {
	moment, id string
	calls      bool // ids of calls are any text, all others are uuids
}

var (
	byCall  = order{"calls.started_at", "calls.id", true}
	byEntry = order{"timeline.at", "timeline.id", false}
	byUser  = order{"users.created_at", "users.id", false}
	byAgent = order{"agents.created_at", "agents.id", false}
	byFile  = order{"files.created_at", "files.id", false}

	byTaskEvent = order{"task_changes.at", "task_changes.id", false}
)

// possible keeps from the database what it would call an error.
func (o order) possible(p place) bool {
	const year1, year9999 = -62_135_596_800_000_000, 253_402_300_799_999_999
	if p.At < year1 || p.At > year9999 {
		return false
	}
	if !o.calls {
		return sound(p.ID)
	}
	return p.ID != "" && len(p.ID) <= crm.MaxID && utf8.ValidString(p.ID) && !strings.ContainsRune(p.ID, 0)
}

// after narrows q to what follows the page's cursor. It asks for one item more
// than the page holds, by which cut sees whether there is another page.
func after(q *gorm.DB, o order, page crm.Page) (*gorm.DB, error) {
	q = q.Order(o.moment + " DESC, " + o.id + " DESC").Limit(page.Size() + 1)
	if page.Cursor == "" {
		return q, nil
	}
	var p place
	text, err := base64.RawURLEncoding.DecodeString(page.Cursor)
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err != nil || !o.possible(p) {
		return nil, fault.New(fault.Invalid, "store.after", "the cursor is not one that was given").At("cursor")
	}
	return q.Where("("+o.moment+", "+o.id+") < (?, ?)", time.UnixMicro(p.At).UTC(), p.ID), nil
}

// cut makes a list of the rows that after has found.
func cut[R, T any, P interface{ cursor() string }](rows []R, page crm.Page, where func(R) P, item func(R) T) crm.List[T] {
	var list crm.List[T]
	if len(rows) > page.Size() {
		rows = rows[:page.Size()]
		list.Next = where(rows[len(rows)-1]).cursor()
	}
	list.Items = make([]T, len(rows))
	for i, r := range rows {
		list.Items[i] = item(r)
	}
	return list
}

func placeOf[T ~string](t time.Time, id T) place { return place{t.UnixMicro(), string(id)} }
