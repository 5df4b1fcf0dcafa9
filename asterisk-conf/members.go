package asteriskconf

import (
	"bytes"
	"fmt"

	"vonal/internal/fault"
)

// FallbackQueue is the native queue that takes the calls no controller claims.
const FallbackQueue = "vonal_fallback"

// FallbackContext is where a channel in Stasis can be sent to leave it to
// Asterisk: continue with extension s, priority 1.
const FallbackContext = "vonal-fallback"

// Member is an agent whom the fallback queue may ring.
type Member struct {
	Endpoint string // of the agent's phone, the X of PJSIP/X
	Name     string // what queue_log calls the agent: the agent's id
	Penalty  int    // members with a lower one are rung first
	Paused   bool
}

// WriteMembers replaces the list of members in path (queues.d/members.conf).
// Asterisk reads it at PUT /asterisk/modules/app_queue.so. A member whose
// fields could be read as configuration is refused with fault.Invalid and
// nothing is written.
func WriteMembers(path string, members []Member) error {
	const op = "asteriskconf.WriteMembers"
	var out bytes.Buffer
	out.WriteString("; Written by Vonal; changed whenever agents are.\n")
	for _, m := range members {
		if !token(m.Endpoint) || !token(m.Name) || m.Penalty < 0 {
			return fault.New(fault.Invalid, op, "member %q (%q) is not usable in a queue", m.Endpoint, m.Name)
		}
		paused := "no"
		if m.Paused {
			paused = "yes"
		}
		// interface, penalty, name, state interface, ringinuse, wrapuptime, paused
		fmt.Fprintf(&out, "member => PJSIP/%s,%d,%s,PJSIP/%[1]s,,,%[4]s\n", m.Endpoint, m.Penalty, m.Name, paused)
	}
	if err := replace(path, out.Bytes()); err != nil {
		return fault.Wrap(op, err)
	}
	return nil
}

// token allows what an id is made of.
func token(s string) bool {
	if s == "" || len(s) > 80 {
		return false
	}
	for _, r := range s {
		ok := r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '_' || r == '.'
		if !ok {
			return false
		}
	}
	return true
}
