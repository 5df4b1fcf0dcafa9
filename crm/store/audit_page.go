package store

import (
	"encoding/base64"
	"strconv"

	"vonal/internal/fault"
)

// linePlace is where a page of the audit log begins: before this line.
type linePlace int64

func (p linePlace) cursor() string {
	return base64.RawURLEncoding.EncodeToString(strconv.AppendInt(nil, int64(p), 10))
}

// lineBefore reads a cursor; 0 for none.
func lineBefore(op, cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		var n int64
		if n, err = strconv.ParseInt(string(text), 10, 64); err == nil && n > 0 {
			return n, nil
		}
	}
	return 0, fault.New(fault.Invalid, op, "the cursor is not one that was given").At("cursor")
}
