package store

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// seesDiscussion refuses as unknown what the viewer may not see.
func seesDiscussion(tx *gorm.DB, op string, v crm.Viewer, about crm.Discussion) error {
	if about.Project != "" {
		_, err := oneProject(tx, op, v, crm.SeeTasks, about.Project)
		return err
	}
	_, err := oneTask(tx, op, v.Sight(crm.SeeTasks), about.Task)
	return err
}

// AddComment says something about a task or project that the viewer may see.
func (s *Store) AddComment(ctx context.Context, v crm.Viewer, about crm.Discussion, text string) (crm.Comment, error) {
	const op = "store.AddComment"
	c := crm.Comment{Text: crm.CleanNote(text), By: v.User, At: crm.Moment(s.clock.Now())}
	if c.Text == "" {
		return c, fault.New(fault.Invalid, op, "the comment is empty").At("text")
	}
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		if err := seesDiscussion(tx, op, v, about); err != nil {
			return err
		}
		var err error
		if c.ID, err = newID[crm.CommentID](); err != nil {
			return err
		}
		err = tx.Exec("INSERT INTO comments (id, task_id, project_id, at, by_user, text) VALUES (?, ?, ?, ?, ?, ?)",
			c.ID, null(about.Task), null(about.Project), c.At, null(v.User), c.Text).Error
		if err != nil || about.Task == "" {
			return err
		}
		return s.tellSaid(tx, v, about.Task)
	})
	return c, err
}

// tellSaid tells those who take part in a task's discussion, by having made it,
// being asked of it or having written, that the viewer has said something.
func (s *Store) tellSaid(tx *gorm.DB, v crm.Viewer, id crm.TaskID) error {
	var people []crm.PersonID
	err := tx.Raw(`SELECT person_id FROM task_people WHERE task_id = @task
		UNION SELECT by_user FROM tasks WHERE id = @task AND by_user IS NOT NULL
		UNION SELECT by_user FROM comments WHERE task_id = @task AND by_user IS NOT NULL`, sql.Named("task", id)).Scan(&people).Error
	if err != nil {
		return err
	}
	return s.raise(tx, crm.News{Kind: crm.NoticeTaskSaid, Matter: crm.MatterOf("talk", id), Task: id, By: v.User, For: people})
}

// Comments are what was said about a task or a project, newest first, at most
// crm.MaxPage.
func (s *Store) Comments(ctx context.Context, v crm.Viewer, about crm.Discussion) ([]crm.Comment, error) {
	const op = "store.Comments"
	all := []crm.Comment{}
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		if err := seesDiscussion(tx, op, v, about); err != nil {
			return err
		}
		var rows []struct {
			ID     crm.CommentID
			At     time.Time
			ByUser *crm.UserID
			Name   *string
			Text   string
		}
		q := tx.Table("comments").Select("comments.id, comments.at, comments.by_user, users.name, comments.text").
			Joins("LEFT JOIN users ON users.id = comments.by_user")
		if about.Project != "" {
			q = q.Where("comments.project_id = ?", about.Project)
		} else {
			q = q.Where("comments.task_id = ?", about.Task)
		}
		err := q.Order("comments.at DESC, comments.id DESC").Limit(crm.MaxPage).Scan(&rows).Error
		for _, r := range rows {
			all = append(all, crm.Comment{ID: r.ID, At: r.At.UTC(), By: some(r.ByUser), ByName: some(r.Name), Text: r.Text})
		}
		return err
	})
	return all, err
}
