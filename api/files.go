package api

import (
	"encoding/hex"
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/internal/fault"
)

// ListFiles answers the files of a card, newest first.
func (h handlers) ListFiles(c echo.Context, id string, p ListFilesParams) error {
	return h.files(c, crm.Folder{Card: crm.CardID(id)}, p)
}

// ListTaskFiles answers the files of a task.
func (h handlers) ListTaskFiles(c echo.Context, id string, p ListTaskFilesParams) error {
	return h.files(c, crm.Folder{Task: crm.TaskID(id)}, ListFilesParams{Kind: p.Kind, State: (*ListFilesParamsState)(p.State), Limit: p.Limit, Cursor: p.Cursor})
}

// ListDealFiles answers the files of a deal.
func (h handlers) ListDealFiles(c echo.Context, id string, p ListDealFilesParams) error {
	return h.files(c, crm.Folder{Deal: crm.DealID(id)}, ListFilesParams{Kind: p.Kind, State: (*ListFilesParamsState)(p.State), Limit: p.Limit, Cursor: p.Cursor})
}

func (h handlers) files(c echo.Context, in crm.Folder, p ListFilesParams) error {
	state := given(p.State)
	f := crm.FileFilter{Kind: crm.FileKind(given(p.Kind)), Archived: state == "archived", Deleted: state == "deleted"}
	v := viewerOf(c)
	list, err := h.cfg.Store.ListFiles(c.Request().Context(), v, in, f, pageOf(p.Limit, p.Cursor))
	if err != nil {
		return parameter(err)
	}
	items := each(list.Items, func(f crm.File) File { return fileView(f, v) })
	return answer(c, http.StatusOK, FileList{Items: items, NextCursor: text(list.Next), MaxBytes: h.cfg.Cabinet.Most()})
}

// AddFile makes a file of a card of what was uploaded.
func (h handlers) AddFile(c echo.Context, id string) error {
	return h.keepFile(c, crm.Folder{Card: crm.CardID(id)})
}

// AddTaskFile makes a file of a task.
func (h handlers) AddTaskFile(c echo.Context, id string) error {
	return h.keepFile(c, crm.Folder{Task: crm.TaskID(id)})
}

// AddDealFile makes a file of a deal.
func (h handlers) AddDealFile(c echo.Context, id string) error {
	return h.keepFile(c, crm.Folder{Deal: crm.DealID(id)})
}

func (h handlers) keepFile(c echo.Context, in crm.Folder) error {
	up := uploadOf(c)
	f, err := h.cfg.Cabinet.Add(settled(c), viewerOf(c), crm.NewFile{Folder: in, Kind: crm.FileKind(up.fields["kind"]), Title: up.fields["title"]}, up.parcel)
	return fileAnswer(c, http.StatusCreated, f, err)
}

// AddFileVersion makes what was uploaded the newest version of a file.
func (h handlers) AddFileVersion(c echo.Context, id string) error {
	f, err := h.cfg.Cabinet.AddVersion(settled(c), viewerOf(c), crm.FileID(id), uploadOf(c).parcel)
	if fault.Is(err, fault.Conflict) {
		return &refusal{status: http.StatusConflict, code: "unchanged", detail: "This is the same as the present version."}
	}
	return fileAnswer(c, http.StatusCreated, f, err)
}

// GetFile answers one file with all its versions.
func (h handlers) GetFile(c echo.Context, id string, _ GetFileParams) error {
	f, err := h.cfg.Store.GetFile(c.Request().Context(), viewerOf(c), crm.FileID(id))
	if err != nil {
		return err
	}
	tag(c, f.Version)
	return answer(c, http.StatusOK, fileView(f, viewerOf(c)))
}

// ChangeFile changes what is given.
func (h handlers) ChangeFile(c echo.Context, id string, _ ChangeFileParams) error {
	var form FileChange
	if err := c.Bind(&form); err != nil {
		return err
	}
	version, err := seen(c)
	if err != nil {
		return err
	}
	ch := crm.FileChange{Kind: (*crm.FileKind)(form.Kind), Title: form.Title, Archived: form.Archived, Version: version}
	f, err := h.cfg.Store.PatchFile(c.Request().Context(), viewerOf(c), crm.FileID(id), ch)
	if err != nil {
		return changedSince(err, version, func() (File, int64, error) {
			now, err := h.cfg.Store.GetFile(c.Request().Context(), viewerOf(c), crm.FileID(id))
			return fileView(now, viewerOf(c)), now.Version, err
		})
	}
	return fileAnswer(c, http.StatusOK, f, nil)
}

// DeleteFile hides a file until it is restored or purged.
func (h handlers) DeleteFile(c echo.Context, id string) error {
	if err := h.cfg.Store.DeleteFile(c.Request().Context(), viewerOf(c), crm.FileID(id)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// RestoreFile has a deleted file back.
func (h handlers) RestoreFile(c echo.Context, id string) error {
	f, err := h.cfg.Store.RestoreFile(c.Request().Context(), viewerOf(c), crm.FileID(id))
	return fileAnswer(c, http.StatusOK, f, err)
}

func fileAnswer(c echo.Context, status int, f crm.File, err error) error {
	if err != nil {
		return err
	}
	tag(c, f.Version)
	return c.JSON(status, fileView(f, viewerOf(c)))
}

func fileView(f crm.File, viewer crm.Viewer) File {
	v := File{
		ID:        string(f.ID),
		CardID:    text(f.Card),
		DealID:    text(f.Deal),
		TaskID:    text(f.Task),
		Kind:      FileKind(f.Kind),
		Title:     f.Title,
		Archived:  f.Archived,
		CreatedAt: f.CreatedAt.UTC(),
		ChangedAt: f.UpdatedAt.UTC(),
		DeletedAt: moment(f.DeletedAt),
		Version:   f.Version,
		Current:   fileVersionView(f.Current),
		CanDelete: f.DeletableBy(viewer),
	}
	if len(f.Versions) > 0 {
		all := each(f.Versions, fileVersionView)
		v.Versions = &all
	}
	return v
}

func fileVersionView(v crm.FileVersion) FileVersion {
	return FileVersion{
		Number:    v.Number,
		Name:      v.Name,
		Type:      v.Type,
		Size:      v.Size,
		Sha256:    hex.EncodeToString(v.SHA256),
		State:     FileVersionState(v.State),
		Threat:    text(v.Threat),
		Thumbnail: FileVersionThumbnail(v.Thumbnail),
		By:        text(v.ByName),
		MadeAt:    v.MadeAt.UTC(),
	}
}

func mentionView(m crm.FileMention) *FileMention {
	return &FileMention{ID: string(m.ID), Title: m.Title, Kind: FileKind(m.Kind), Number: m.Number, Threat: text(m.Threat)}
}
