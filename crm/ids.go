package crm

// Ids that we make are UUIDs of version 7: they sort by the time they were
// made. A CallID is given by whoever carried the call and may be any short text.
type (
	// AbsenceID names an absence.
	AbsenceID string
	// AgentID names an agent.
	AgentID string
	// CallID names a call for ever.
	CallID string
	// CardID names a customer card.
	CardID string
	// CommentID names what somebody said about a task or a project.
	CommentID string
	// ContactID names a person on a card.
	ContactID string
	// DeliveryID names something that is sent to somebody, by mail or push.
	DeliveryID string
	// DutyID names a call back that is owed.
	DutyID string
	// DealID names a deal.
	DealID string
	// EffectID names one thing that an outcome brought about.
	EffectID string
	// EntryID names a line of a card's timeline.
	EntryID string
	// EventID names something that has happened, for those outside who are told.
	EventID string
	// FollowRuleID names a rule by which follow-ups are raised.
	FollowRuleID string
	// FollowUpID names a follow-up.
	FollowUpID string
	// HoursID names opening hours.
	HoursID string
	// ImportID names a table that cards were made of.
	ImportID string
	// ViewID names a filter that somebody has kept.
	ViewID string
	// MergeID names the joining of two cards.
	MergeID string
	// NoticeID names what somebody is to know of.
	NoticeID string
	// MoveID names one step of a deal from stage to stage.
	MoveID string
	// NoteID names a note.
	NoteID string
	// PersonID names somebody who works here: the AgentID of an agent, the
	// UserID of a user who is none.
	PersonID string
	// PhoneID names a phone of an agent.
	PhoneID string
	// ProjectID names a project.
	ProjectID string
	// PushID names a browser that is told of notices.
	PushID string
	// RecordingID names a recording.
	RecordingID string
	// SessionID names a session; it is not its secret.
	SessionID string
	// TeamID names a team.
	TeamID string
	// TaskID names a task.
	TaskID string
	// TaskEventID names what was done to a task.
	TaskEventID string
	// TokenID names an API token; it is not the token itself.
	TokenID string
	// UserID names somebody who can log in.
	UserID string
	// WebhookID names an address outside that is told of events.
	WebhookID string
	// WebhookDeliveryID names an event that a webhook is told of.
	WebhookDeliveryID string
)

// Valid reports whether id can be that of a call: one line of plain text, not
// empty and not longer than MaxID bytes.
func (id CallID) Valid() bool {
	return id != "" && len(id) <= MaxID && string(id) == CleanName(string(id))
}
