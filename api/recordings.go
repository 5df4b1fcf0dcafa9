package api

import (
	"errors"
	"io/fs"
	"net/http"
	"os"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

var (
	recordingMissing = &refusal{status: http.StatusNotFound, code: "recording_missing", detail: "The recording was lost or could not be kept."}
	recordingDeleted = &refusal{status: http.StatusNotFound, code: "recording_missing", detail: "The recording was kept for as long as the policy says, and deleted."}
	recordingPending = &refusal{status: http.StatusConflict, code: "recording_pending", detail: "The recording is being put away. Try again soon."}
)

// GetAudio sends a recording, or the range of it that is asked for. Only paths
// that the store wrote are opened, and only below the folder of recordings.
func (h handlers) GetAudio(c echo.Context, id string) error {
	rec, err := h.cfg.Store.GetRecording(c.Request().Context(), viewerOf(c), crm.RecordingID(id))
	if err != nil {
		return err
	}
	switch rec.State {
	case crm.Pending:
		return recordingPending
	case crm.Failed:
		return recordingMissing
	case crm.Deleted:
		return recordingDeleted
	}
	file, info, err := h.openRecording(rec)
	if err != nil {
		h.log.Warn("a recording cannot be opened", "recording", rec.ID, "err", err)
		return recordingMissing
	}
	defer file.Close()
	if s := string(callerOf(c).user.ID) + " " + string(rec.ID); h.heard.add(s, h.cfg.Clock.Now()) == 1 {
		if err := h.audit(c, crm.AuditLine{What: "recording_played", Thing: "recordings", ThingID: string(rec.ID), Detail: "call " + string(rec.Call)}); err != nil {
			return err
		}
	}
	header := c.Response().Header()
	header.Set("Content-Type", "audio/wav")
	header.Set("Content-Disposition", `inline; filename="`+string(rec.ID)+`.wav"`)
	http.ServeContent(c.Response(), c.Request(), "", info.ModTime(), file)
	return nil
}

func (h handlers) openRecording(rec crm.Recording) (*os.File, fs.FileInfo, error) {
	if h.cfg.Recordings == nil || rec.Path == "" {
		return nil, nil, fs.ErrNotExist
	}
	file, err := h.cfg.Recordings.Open(rec.Path)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a file")
	}
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	return file, info, nil
}
