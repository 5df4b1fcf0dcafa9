package crm

import "time"

// Bucket is when a task is due, as its reader's clock shows it.
type Bucket string

// The buckets of open tasks.
const (
	Overdue Bucket = "overdue"
	Today   Bucket = "today" // not yet, but before the reader's day ends
	Later   Bucket = "later"
	Undated Bucket = "none"
)

// TaskFilter says which tasks; what is empty does not narrow.
type TaskFilter struct {
	Card     CardID
	Deal     string
	Project  ProjectID
	People   []PersonID // asked of one of these
	State    TaskState
	Text     string // part of the title
	Bucket   Bucket // open ones only
	Now      time.Time
	Midnight time.Time // when the reader's day ends
	Sort     string    // due_at, created_at, updated_at; a minus turns it round
}

// TaskCounts are how many open tasks each bucket has.
type TaskCounts struct {
	Overdue, Today, Later, Undated int
}

// Discussion is what comments are about: a task or a project, one of the two.
type Discussion struct {
	Task    TaskID
	Project ProjectID
}

// Comment is what somebody said about a task or a project. Comments are only
// ever added.
type Comment struct {
	ID     CommentID
	At     time.Time
	By     UserID
	ByName string
	Text   string
}

// TaskLine is the task of which a line on a timeline speaks.
type TaskLine struct {
	ID    TaskID `json:"id"`
	Title string `json:"title"`
}

// The kinds of entries that tell of tasks.
const (
	EntryTaskMade     EntryKind = "task_made"
	EntryTaskDone     EntryKind = "task_done"
	EntryTaskChanged  EntryKind = "task_changed" // whom it is asked of, its deadline, or open again
	EntryTaskRemoved  EntryKind = "task_removed" // by hand, or with the outcome that had opened it
	EntryTaskRestored EntryKind = "task_restored"
)
