package e2e

import "time"

// AgentView is an agent as the API shows them.
type AgentView struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Extension  string     `json:"extension"`
	Level      string     `json:"level"`
	State      string     `json:"state"`
	StateSince *time.Time `json:"state_since"`
	StateUntil *time.Time `json:"state_until"`
	Reason     string     `json:"reason"`
	NextPause  string     `json:"next_pause"`
	CallID     string     `json:"call_id"`
	PhoneUp    bool       `json:"phone_up"`
	Misses     int        `json:"misses"`
	Extended   int        `json:"extended"`
	Version    int64      `json:"version"`
	SIP        SIPAccount `json:"sip"`
}

// SIPAccount is what a phone registers with.
type SIPAccount struct {
	Username string `json:"username"`
	Password string `json:"password"`
	Domain   string `json:"domain"`

	Provisioning struct {
		Path string `json:"path"`
	} `json:"provisioning"`
}

// Call is a call as the API shows it.
type Call struct {
	ID          string     `json:"id"`
	Direction   string     `json:"direction"`
	From        string     `json:"from"`
	FromName    string     `json:"from_name"`
	To          string     `json:"to"`
	State       string     `json:"state"`
	Disposition string     `json:"disposition"`
	AgentID     string     `json:"agent_id"`
	CardID      string     `json:"card_id"`
	CardName    string     `json:"card_name"`
	Tier        string     `json:"tier"`
	StartedAt   time.Time  `json:"started_at"`
	AnsweredAt  *time.Time `json:"answered_at"`
	HeldSince   *time.Time `json:"held_since"`
	EndedAt     *time.Time `json:"ended_at"`
	WaitMs      *int64     `json:"wait_ms"`
	TalkMs      *int64     `json:"talk_ms"`
	WrapupMs    *int64     `json:"wrapup_ms"`
	RecordingID string     `json:"recording_id"`
	Recording   *Recording `json:"recording"`
	Outcome     string     `json:"outcome"`
	Note        string     `json:"note"`
	Offers      []Offer    `json:"offers"`
}

// Recording is what became of a call's recording.
type Recording struct {
	ID         string `json:"id"`
	State      string `json:"state"`
	Reason     string `json:"reason"`
	DurationMs *int64 `json:"duration_ms"`
}

// Offer is one agent's phone being tried.
type Offer struct {
	AgentID      string     `json:"agent_id"`
	OfferedAt    time.Time  `json:"offered_at"`
	RingingAt    *time.Time `json:"ringing_at"`
	EndedAt      *time.Time `json:"ended_at"`
	Result       string     `json:"result"`
	HandedOverAt *time.Time `json:"handed_over_at"`
	Because      []Reason   `json:"because"`
}

// Reason is one thing that spoke for an offer.
type Reason struct {
	Code  string `json:"code"`
	ForMs int64  `json:"for_ms"`
	Times int    `json:"times"`
}

// Card is a customer card.
type Card struct {
	ID      string   `json:"id"`
	Kind    string   `json:"kind"`
	Name    string   `json:"name"`
	Phones  []string `json:"phones"`
	OwnerID string   `json:"owner_id"`
	Tier    string   `json:"tier"`
	Version int64    `json:"version"`
}

// TimelineItem is one line of a card's history.
type TimelineItem struct {
	ID     string    `json:"id"`
	Kind   string    `json:"kind"`
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	CallID string    `json:"call_id"`
	Call   *Call     `json:"call"`
}

// Desk is the live picture.
type Desk struct {
	Agents  []AgentView `json:"agents"`
	Calls   []Call      `json:"calls"`
	Problem string      `json:"problem"`
}

// list is an answer of many.
type list[T any] struct {
	Items      []T     `json:"items"`
	NextCursor *string `json:"next_cursor"`
}

// PhoneView is one of an agent's phones as the API shows it.
type PhoneView struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Outside bool       `json:"outside"`
	Address string     `json:"address"`
	RingMs  int64      `json:"ring_ms"`
	Up      bool       `json:"up"`
	UpSince *time.Time `json:"up_since"`
	SIP     SIPAccount `json:"sip"`
}

// Duty is a call back that is owed.
type Duty struct {
	ID          string     `json:"id"`
	CardID      string     `json:"card_id"`
	Phone       string     `json:"phone"`
	OpenedAt    time.Time  `json:"opened_at"`
	DueAt       time.Time  `json:"due_at"`
	Late        bool       `json:"late"`
	EscalatedAt *time.Time `json:"escalated_at"`
}

// Job is some regular work.
type Job struct {
	Name    string     `json:"name"`
	NextAt  *time.Time `json:"next_at"`
	EndedAt *time.Time `json:"ended_at"`
	Runs    int        `json:"runs"`
	Failure string     `json:"failure"`
}
