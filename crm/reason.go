package crm

import (
	"encoding/json"
	"time"
)

// Reason is one ground for an offer, as data: a code, and the length or the
// number of times that the code speaks of.
type Reason struct {
	Code  string
	For   time.Duration // whole milliseconds
	Times int
}

type reasonJSON struct {
	Code  string `json:"code"`
	ForMS int64  `json:"for_ms,omitempty"`
	Times int    `json:"times,omitempty"`
}

// MarshalJSON writes the length as for_ms.
func (r Reason) MarshalJSON() ([]byte, error) {
	return json.Marshal(reasonJSON{r.Code, r.For.Milliseconds(), r.Times})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (r *Reason) UnmarshalJSON(text []byte) error {
	var j reasonJSON
	if err := json.Unmarshal(text, &j); err != nil {
		return err
	}
	*r = Reason{j.Code, time.Duration(j.ForMS) * time.Millisecond, j.Times}
	return nil
}
