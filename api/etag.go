package api

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"vonal/internal/fault"
)

// tag says which version of a thing is answered; a change sends it back in
// If-Match.
func tag(c echo.Context, version int64) {
	c.Response().Header().Set("ETag", `"`+strconv.FormatInt(version, 10)+`"`)
}

// seen is the version that the caller saw before the change: that of If-Match;
// 0 for "*", which changes whatever stands there. Without the header the
// request is refused: two people would overwrite each other without a word.
func seen(c echo.Context) (int64, error) {
	header := strings.TrimSpace(c.Request().Header.Get("If-Match"))
	switch header {
	case "":
		return 0, &refusal{status: http.StatusPreconditionRequired, code: "precondition_required",
			detail: "Send If-Match with the ETag you were given, or * to overwrite whatever stands there."}
	case "*":
		return 0, nil
	}
	inner, quoted := strings.CutPrefix(header, `"`)
	inner, closed := strings.CutSuffix(inner, `"`)
	version, err := strconv.ParseInt(inner, 10, 64)
	if err != nil || version <= 0 || !quoted || !closed {
		return 0, badRequest("If-Match is not an ETag that was given.", "If-Match")
	}
	return version, nil
}

// changedSince answers 412 with both versions where the store refused a change
// because somebody else had made one: current reads what stands there now. Any
// other error is answered as it is.
func changedSince[T any](err error, sent int64, current func() (T, int64, error)) error {
	if !fault.Is(err, fault.Stale) {
		return err
	}
	now, version, failed := current()
	if failed != nil {
		return failed
	}
	return &refusal{status: http.StatusPreconditionFailed, code: "changed_since",
		detail: "Somebody has changed it since you saw it.", sent: sent, current: now, version: version}
}
