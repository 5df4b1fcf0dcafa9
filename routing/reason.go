package routing

import (
	"fmt"
	"time"
)

// Reason is one ground for or against an agent, as data: it is stored with the
// call, shown in the reader's language and tested as it stands.
type Reason struct {
	Code  ReasonCode    `json:"code"`
	For   time.Duration `json:"for_ms,omitempty"` // see the code; stored in milliseconds
	Times int           `json:"times,omitempty"`
}

// ReasonCode is the ground itself.
type ReasonCode string

// The grounds.
const (
	BecauseFree        ReasonCode = "free"        // for the call; For: how long already
	BecauseTried       ReasonCode = "tried"       // stands behind all others; Times: offers of this call so far
	BecauseRefused     ReasonCode = "refused"     // against: this call, a moment ago; For: until they may be asked again
	BecauseWrapUp      ReasonCode = "wrapup"      // against; For: what is left
	BecausePaused      ReasonCode = "paused"      // against
	BecauseOffline     ReasonCode = "offline"     // against
	BecauseUnreachable ReasonCode = "unreachable" // against; For: until the next try, 0 until the phone comes back
	BecauseBusy        ReasonCode = "busy"        // against: claimed, ringing or talking
	BecauseOwner       ReasonCode = "owner"       // for: leads the customer
	BecauseDeputy      ReasonCode = "deputy"      // for: stands in for the customer's owner
	BecauseTeam        ReasonCode = "team"        // for: is in the team of the dialled number
	BecauseRamp        ReasonCode = "ramp"        // for: a newcomer, who learns by easy calls; Times: how many are still owed
	BecauseLevel       ReasonCode = "level"       // against: not experienced enough for the customer; For: until that is enough, 0 never
	BecauseFurther     ReasonCode = "further"     // against: others are nearer to the customer; For: until the call looks further
)

func (r Reason) String() string {
	switch r.Code {
	case BecauseFree:
		return fmt.Sprintf("free for %d s", int(r.For.Seconds()))
	case BecauseTried:
		return fmt.Sprintf("tried %d× for this call", r.Times)
	case BecauseRefused:
		return fmt.Sprintf("refused this call, asked again in %d s", int(r.For.Seconds()))
	case BecauseWrapUp:
		return fmt.Sprintf("wrap-up, %d s left", int(r.For.Seconds()))
	case BecauseRamp:
		return fmt.Sprintf("newcomer, %d easy calls owed", r.Times)
	case BecauseLevel:
		if r.For > 0 {
			return fmt.Sprintf("not experienced enough, for another %d s", int(r.For.Seconds()))
		}
		return "not experienced enough"
	case BecauseFurther:
		return fmt.Sprintf("others are nearer, asked in %d s", int(r.For.Seconds()))
	case BecauseUnreachable:
		if r.For > 0 {
			return fmt.Sprintf("unreachable, next try in %d s", int(r.For.Seconds()))
		}
		return "unreachable"
	default:
		return string(r.Code)
	}
}
