package api

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// Notices are what people are to know of, as crm/store keeps them.
type Notices interface {
	ListNotices(ctx context.Context, v crm.Viewer, state crm.NoticeState, page crm.Page) (crm.List[crm.Notice], error)
	CountNotices(ctx context.Context, v crm.Viewer) (crm.NoticeCount, error)
	ReadNotice(ctx context.Context, v crm.Viewer, id crm.NoticeID) (crm.Notice, error)
	ReadNotices(ctx context.Context, v crm.Viewer, upTo time.Time) (int, error)
	UnreadNotice(ctx context.Context, v crm.Viewer, id crm.NoticeID) (crm.Notice, error)
	SnoozeNotice(ctx context.Context, v crm.Viewer, id crm.NoticeID, until time.Time) (crm.Notice, error)
	// NoticeChoices are how a user is told, beside the page.
	NoticeChoices(ctx context.Context, user crm.UserID) (crm.NoticeChoices, error)
	PutNoticeChoices(ctx context.Context, user crm.UserID, c crm.NoticeChoices) error
	// DeliveryTrouble is why the last thing that was sent to a user was given up;
	// "" if it was not.
	DeliveryTrouble(ctx context.Context, user crm.UserID, channel crm.Channel) (string, error)
}

// ListMyNotices answers what the caller is to know of.
func (h handlers) ListMyNotices(c echo.Context, p ListMyNoticesParams) error {
	state := crm.NoticeCurrent
	if p.State != nil {
		state = crm.NoticeState(*p.State)
	}
	list, err := h.cfg.Store.ListNotices(c.Request().Context(), viewerOf(c), state, pageOf(p.Limit, p.Cursor))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, NoticeList{Items: each(list.Items, noticeView), NextCursor: text(list.Next)})
}

// CountMyNotices answers how many of it they have not read.
func (h handlers) CountMyNotices(c echo.Context) error {
	n, err := h.cfg.Store.CountNotices(c.Request().Context(), viewerOf(c))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, NoticeCount{Unread: n.Unread, NextAt: moment(n.NextAt)})
}

// ReadMyNotices marks all as read that the caller has seen.
func (h handlers) ReadMyNotices(c echo.Context) error {
	var form NoticesRead
	if err := c.Bind(&form); err != nil {
		return err
	}
	if _, err := h.cfg.Store.ReadNotices(settled(c), viewerOf(c), form.UpTo); err != nil {
		return err
	}
	return h.CountMyNotices(c)
}

// ReadMyNotice marks one as read.
func (h handlers) ReadMyNotice(c echo.Context, id string) error {
	return noticed(c)(h.cfg.Store.ReadNotice(settled(c), viewerOf(c), crm.NoticeID(id)))
}

// UnreadMyNotice takes back that one was read or put off.
func (h handlers) UnreadMyNotice(c echo.Context, id string) error {
	return noticed(c)(h.cfg.Store.UnreadNotice(settled(c), viewerOf(c), crm.NoticeID(id)))
}

// SnoozeMyNotice puts one off.
func (h handlers) SnoozeMyNotice(c echo.Context, id string) error {
	var form NoticeSnooze
	if err := c.Bind(&form); err != nil {
		return err
	}
	return noticed(c)(h.cfg.Store.SnoozeNotice(settled(c), viewerOf(c), crm.NoticeID(id), form.Until))
}

// noticed answers a notice, or why there is none.
func noticed(c echo.Context) func(crm.Notice, error) error {
	return func(n crm.Notice, err error) error {
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, noticeView(n))
	}
}

func noticeView(n crm.Notice) Notice {
	return Notice{ID: string(n.ID), Kind: NoticeKind(n.Kind), TaskID: text(n.Task), TaskTitle: text(n.TaskTitle), DueAt: moment(n.DueAt),
		DutyID: text(n.Duty), Phone: text(n.Number), CardID: text(n.Card), CardName: text(n.CardName), Job: text(n.Job), Webhook: text(n.Webhook), By: text(n.ByName),
		Count: n.Count, RaisedAt: n.RaisedAt, At: n.At, ReadAt: moment(n.ReadAt)}
}
