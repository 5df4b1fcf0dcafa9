package crm

import "time"

// Workload is what one person has before them: open tasks and calls back.
type Workload struct {
	Person     Person    // zero: what nobody is asked for
	Open       int       // tasks
	Overdue    int       // of those
	Duties     int       // customers to call back
	Late       int       // of those
	OldestDuty time.Time // when the oldest was opened; zero if there is none
}
