package store

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"vonal/crm"
	"vonal/internal/fault"
)

// newID makes an id that sorts by the time it was made.
func newID[T ~string]() (T, error) {
	id, err := uuid.NewV7()
	return T(id.String()), err
}

// sound reports whether id can be one of ours. Others are not asked for: the
// database would call them an error instead of a thing that is not there.
func sound[T ~string](id T) bool {
	_, err := uuid.Parse(string(id))
	return err == nil && len(id) == 36
}

// narrow refuses an id in a filter that cannot be one.
func narrow[T ~string](op string, id T, field string) error {
	if id != "" && !sound(id) {
		return fault.New(fault.Invalid, op, "%s is not an id", field).At(field)
	}
	return nil
}

// keysOf are the ids of people that can be ours.
func keysOf(people []crm.PersonID) (keys []string) {
	for _, p := range people {
		if sound(p) {
			keys = append(keys, string(p))
		}
	}
	return keys
}

// idsIn are the ids that a column holds, apart by spaces.
func idsIn[T ~string](text string) (ids []T) {
	for id := range strings.FieldsSeq(text) {
		ids = append(ids, T(id))
	}
	return ids
}

// null is the column of an id that may be missing.
func null[T ~string](id T) *T {
	if id == "" {
		return nil
	}
	return &id
}

// some is the value of a column that may be missing.
func some[T any](column *T) (v T) {
	if column != nil {
		v = *column
	}
	return v
}

// at is the column of a moment that may be missing.
func at(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = crm.Moment(t)
	return &t
}

func utc(t *time.Time) time.Time { return some(t).UTC() }
