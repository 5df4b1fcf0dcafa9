package crm

import "time"

// RecordingState is how far a recording has come.
type RecordingState string

// The states of a recording.
const (
	Pending RecordingState = "pending" // the call has ended, the file is not looked at yet
	Ready   RecordingState = "ready"   // may be listened to
	Failed  RecordingState = "failed"  // see the reason; the call itself is not hurt by it
	Deleted RecordingState = "deleted" // its time was over
)

// Recording is the sound of a call.
type Recording struct {
	ID        RecordingID
	Call      CallID
	Name      string // Asterisk's name of it
	State     RecordingState
	Reason    string // why it failed, or what was repaired
	Path      string // where the file is, below the folder of recordings
	Duration  time.Duration
	Size      int64 // bytes
	CreatedAt time.Time
	SettledAt time.Time // zero while pending
}

// PendingRecording is a recording to be looked at, and how long the
// conversation was that it ought to hold.
type PendingRecording struct {
	Recording
	Talk time.Duration
}

// Settlement is what was found when the file was looked at.
type Settlement struct {
	State    RecordingState // Ready or Failed
	Reason   string
	Path     string
	Duration time.Duration
	Size     int64
}
