package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// ListComments answers what was said about a task.
func (h handlers) ListComments(c echo.Context, id string) error {
	return h.comments(c, crm.Discussion{Task: crm.TaskID(id)})
}

// AddComment says something about a task.
func (h handlers) AddComment(c echo.Context, id string) error {
	return h.comment(c, crm.Discussion{Task: crm.TaskID(id)})
}

// ListProjectComments answers what was said about a project.
func (h handlers) ListProjectComments(c echo.Context, id string) error {
	return h.comments(c, crm.Discussion{Project: crm.ProjectID(id)})
}

// AddProjectComment says something about a project.
func (h handlers) AddProjectComment(c echo.Context, id string) error {
	return h.comment(c, crm.Discussion{Project: crm.ProjectID(id)})
}

func (h handlers) comments(c echo.Context, about crm.Discussion) error {
	all, err := h.cfg.Store.Comments(c.Request().Context(), viewerOf(c), about)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, CommentList{Items: each(all, commentView)})
}

func (h handlers) comment(c echo.Context, about crm.Discussion) error {
	var form NoteNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	said, err := h.cfg.Store.AddComment(c.Request().Context(), viewerOf(c), about, form.Text)
	if err != nil {
		return err
	}
	said.ByName = callerOf(c).user.Name
	return c.JSON(http.StatusCreated, commentView(said))
}
