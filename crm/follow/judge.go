package follow

import (
	"time"

	"vonal/crm"
)

// Late is by how much a follow-up may be late without its task saying so.
const Late = time.Minute

// pastAfter is by how much the time of what is found late may be over.
const pastAfter = 24 * time.Hour

// Past reports whether something that was so already when a rule found it is no
// news any more: a date of years ago that was only now written down, a deal that
// stood in its stage long before the rule was made. What was planned in time is
// never past, however late it is raised.
func Past(dueAt, now time.Time) bool { return now.Sub(dueAt) > pastAfter }

// Facts are what is known of a follow-up whose time has come.
type Facts struct {
	DueAt  time.Time
	Owner  crm.AgentID // of the card, still employed; "" nobody
	Maker  crm.AgentID // who moved the deal or recorded the outcome; "" nobody who takes calls
	Spoken bool        // somebody has spoken to the customer since
	Newer  bool        // there is a newer deal of the customer in the same pipeline
	Moved  bool        // the deal has left the stage, or is gone
	Later  bool        // another follow-up of the same series is due, too, and comes after it
	Closed bool        // the duty it was about is closed
	Gone   bool        // the card is no more
}

// Verdict is what becomes of a follow-up.
type Verdict struct {
	State crm.FollowState
	Why   string        // a word for what kept it from being raised; "" where it was
	For   crm.PersonID  // whom the task is asked of; "" nobody: whoever leads will find it
	Late  time.Duration // by how much; 0 if in time
}

// Judge decides about a follow-up that is due. Where its person is absent, whoever
// stands in is asked.
func Judge(f Facts, unless crm.Unless, who crm.FollowWho, standIns crm.StandIns, now time.Time) Verdict {
	for _, kept := range []struct {
		is    bool
		state crm.FollowState
		why   string
	}{
		{f.Gone, crm.FollowSkipped, "gone"},
		{f.Moved, crm.FollowSkipped, "moved"},
		{f.Closed, crm.FollowSkipped, "closed"},
		{unless == crm.UnlessSpoken && f.Spoken, crm.FollowSkipped, "spoken"},
		{unless == crm.UnlessNewer && f.Newer, crm.FollowSkipped, "renewed"},
		{f.Later, crm.FollowFolded, "folded"},
	} {
		if kept.is {
			return Verdict{State: kept.state, Why: kept.why}
		}
	}
	asked := who.Of(f.Owner, f.Maker)
	v := Verdict{State: crm.FollowRaised, For: crm.PersonID(asked)}
	if other, away := standIns.For(asked, now); away {
		v.For = other
	}
	if late := now.Sub(f.DueAt); late > Late {
		v.Late = late
	}
	return v
}
