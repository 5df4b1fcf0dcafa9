package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// ListPipelines answers pipelines and stages.
func (h handlers) ListPipelines(c echo.Context) error {
	all, err := h.cfg.Store.Pipelines(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, PipelineList{Items: each(all, pipelineView)})
}

// PutPipeline makes a pipeline, or replaces its name and stages.
func (h handlers) PutPipeline(c echo.Context, key string, _ PutPipelineParams) error {
	var form PipelineChange
	if err := c.Bind(&form); err != nil {
		return err
	}
	if !keyOfOurs.MatchString(key) {
		return notFound
	}
	version, err := seen(c)
	if err != nil {
		return err
	}
	ch := crm.PipelineChange{Name: form.Name, Stages: each(form.Stages, stageOf), Version: version}
	if form.MoveTo != nil {
		ch.MoveTo = *form.MoveTo
	}
	p, err := h.cfg.Store.SavePipeline(settled(c), viewerOf(c), key, ch)
	if err != nil {
		return changedSince(err, version, func() (Pipeline, int64, error) { return h.pipelineNow(c, key) })
	}
	tag(c, p.Version)
	return c.JSON(http.StatusOK, pipelineView(p))
}

func (h handlers) pipelineNow(c echo.Context, key string) (Pipeline, int64, error) {
	all, err := h.cfg.Store.Pipelines(c.Request().Context())
	if err != nil {
		return Pipeline{}, 0, err
	}
	for _, p := range all {
		if p.Key == key {
			return pipelineView(p), p.Version, nil
		}
	}
	return Pipeline{}, 0, notFound
}

// ListHashtags answers all aliases.
func (h handlers) ListHashtags(c echo.Context) error {
	all, err := h.cfg.Store.Hashtags(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, HashtagList{Items: each(all, hashtagView)})
}

// PutHashtag says what an alias means.
func (h handlers) PutHashtag(c echo.Context) error {
	var form HashtagNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	saved, err := h.cfg.Store.PutHashtag(c.Request().Context(), crm.Hashtag{Tag: form.Tag, Pipeline: given(form.Pipeline), Stage: given(form.Stage)})
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, hashtagView(saved))
}

// RemoveHashtag takes an alias away.
func (h handlers) RemoveHashtag(c echo.Context, p RemoveHashtagParams) error {
	if err := h.cfg.Store.RemoveHashtag(c.Request().Context(), p.Tag); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
