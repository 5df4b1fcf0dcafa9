package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
)

type projectRow struct {
	ID        crm.ProjectID
	Title     string
	Note      string
	State     crm.ProjectState
	ByUser    *crm.UserID
	CreatedAt time.Time
	UpdatedAt time.Time
	Version   int64

	ByName *string `gorm:"->;-:migration"`
	People string  `gorm:"->;-:migration"`
	Open   int     `gorm:"->;-:migration"`
	Done   int     `gorm:"->;-:migration"`
}

func (projectRow) TableName() string { return "projects" }

func (r projectRow) project() (crm.Project, error) {
	p := crm.Project{ID: r.ID, Title: r.Title, Note: r.Note, State: r.State, Open: r.Open, Done: r.Done, By: some(r.ByUser), ByName: some(r.ByName),
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: r.Version}
	return p, json.Unmarshal([]byte(r.People), &p.Members)
}

const projectColumns = `projects.*, users.name AS by_name,
	(SELECT coalesce(json_agg(json_build_object('ID', p.person_id, 'Name', coalesce(a.name, u.name, '')) ORDER BY p.place), '[]')
		FROM project_members p LEFT JOIN agents a ON a.id = p.person_id LEFT JOIN users u ON u.id = p.person_id WHERE p.project_id = projects.id) AS people,
	(SELECT count(*) FROM tasks WHERE tasks.project_id = projects.id AND tasks.deleted_at IS NULL AND tasks.state = 'open') AS open,
	(SELECT count(*) FROM tasks WHERE tasks.project_id = projects.id AND tasks.deleted_at IS NULL AND tasks.state = 'done') AS done`

// projectsOf is a query on the projects that one made or is a member of.
func projectsOf(tx *gorm.DB, s crm.Sight) *gorm.DB {
	q := tx.Table("projects").Joins("LEFT JOIN users ON users.id = projects.by_user")
	people := keysOf(s.People)
	switch {
	case s.All:
		return q
	case len(people) == 0:
		return q.Where("false")
	}
	return q.Where(`(projects.by_user IN ? OR EXISTS (SELECT FROM project_members m WHERE m.project_id = projects.id AND m.person_id IN ?))`, people, people)
}

var byProject = order{"projects.created_at", "projects.id", false}

// ListProjects are the projects that the viewer may see, newest first.
func (s *Store) ListProjects(ctx context.Context, v crm.Viewer, page crm.Page) (crm.List[crm.Project], error) {
	const op = "store.ListProjects"
	var list crm.List[crm.Project]
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		q, err := after(projectsOf(tx, v.Sight(crm.SeeTasks)), byProject, page)
		if err != nil {
			return err
		}
		var rows []projectRow
		if err := q.Select(projectColumns).Find(&rows).Error; err != nil {
			return err
		}
		part := cut(rows, page, func(r projectRow) place { return placeOf(r.CreatedAt, r.ID) }, same)
		list.Next = part.Next
		for _, r := range part.Items {
			p, err := r.project()
			if err != nil {
				return err
			}
			list.Items = append(list.Items, p)
		}
		return nil
	})
	return list, err
}

// GetProject finds a project that the viewer may see.
func (s *Store) GetProject(ctx context.Context, v crm.Viewer, id crm.ProjectID) (crm.Project, error) {
	const op = "store.GetProject"
	var p crm.Project
	err := s.read(ctx, op, func(tx *gorm.DB) (err error) {
		p, err = oneProject(tx, op, v, crm.SeeTasks, id)
		return err
	})
	return p, err
}

func oneProject(tx *gorm.DB, op string, v crm.Viewer, needs crm.Permission, id crm.ProjectID) (crm.Project, error) {
	if !sound(id) {
		return crm.Project{}, unknown(op)
	}
	var row projectRow
	if err := projectsOf(tx, v.Sight(needs)).Select(projectColumns).Where("projects.id = ?", id).Take(&row).Error; err != nil {
		return crm.Project{}, err
	}
	return row.project()
}

// SaveProject makes a project where id is "", and changes it otherwise.
func (s *Store) SaveProject(ctx context.Context, v crm.Viewer, id crm.ProjectID, ch crm.ProjectChange) (crm.Project, error) {
	const op = "store.SaveProject"
	var p crm.Project
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		now := crm.Moment(s.clock.Now())
		was := crm.Project{State: crm.ProjectOpen}
		made := id == ""
		var err error
		if !made {
			if was, err = oneProject(tx, op, v, crm.EditTasks, id); err != nil {
				return err
			}
			if ch.Version != 0 && ch.Version != was.Version {
				return stale(op)
			}
		}
		next, err := ch.Apply(was)
		if err != nil {
			return err
		}
		if made {
			if id, err = newID[crm.ProjectID](); err != nil {
				return err
			}
			err = tx.Exec("INSERT INTO projects (id, title, note, state, by_user, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
				id, next.Title, next.Note, next.State, null(v.User), now, now).Error
		} else {
			err = tx.Exec("UPDATE projects SET title = ?, note = ?, state = ?, updated_at = ?, version = version + 1 WHERE id = ?",
				next.Title, next.Note, next.State, now, id).Error
		}
		if err != nil {
			return err
		}
		members := ch.Members
		if made && members == nil {
			members = &[]crm.PersonID{selfOf(v)}
		}
		if members != nil {
			if err := putPeople(tx, op, "project_members", "project_id", string(id), *members, "member_ids"); err != nil {
				return err
			}
		}
		var row projectRow
		if err := projectsOf(tx, crm.Sight{All: true}).Select(projectColumns).Where("projects.id = ?", id).Take(&row).Error; err != nil {
			return err
		}
		p, err = row.project()
		return err
	})
	return p, err
}
