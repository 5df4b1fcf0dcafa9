package api

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/crm/files"
	"vonal/internal/fault"
)

var (
	fileMissing = &refusal{status: http.StatusNotFound, code: "file_missing", detail: "The content of this file was lost."}
	fileHeld    = &refusal{status: http.StatusConflict, code: "file_held", detail: "The file is held until it is checked for viruses."}
)

// GetFileContent sends a version, or the range of it that is asked for.
func (h handlers) GetFileContent(c echo.Context, id string, p GetFileContentParams) error {
	v, err := h.fileVersion(c, id, given(p.Version))
	if err != nil {
		return err
	}
	content, err := h.cfg.Cabinet.Open(c.Request().Context(), v)
	if err != nil {
		return withheld(err)
	}
	defer content.Close()
	line := crm.AuditLine{What: "file_downloaded", Thing: "files", ThingID: id, Detail: fmt.Sprintf("version %d, %s", v.Number, v.Name)}
	if err := h.audit(c, line); err != nil {
		return err
	}
	serveFile(c, v, crm.ServedType(v.Type), v.Name, hex.EncodeToString(v.SHA256), content)
	return nil
}

// GetFileThumbnail sends the small picture of a version.
func (h handlers) GetFileThumbnail(c echo.Context, id string, p GetFileThumbnailParams) error {
	v, err := h.fileVersion(c, id, given(p.Version))
	if err != nil {
		return err
	}
	content, err := h.cfg.Cabinet.OpenThumbnail(c.Request().Context(), v)
	if fault.Is(err, fault.Conflict) {
		return fileHeld
	}
	if err != nil {
		return err
	}
	defer content.Close()
	serveFile(c, v, "image/jpeg", "thumbnail.jpg", hex.EncodeToString(v.SHA256)+"-thumbnail", content)
	return nil
}

// fileVersion finds a version of a file; 0 means the newest.
func (h handlers) fileVersion(c echo.Context, id string, number int) (crm.FileVersion, error) {
	f, err := h.cfg.Store.GetFile(c.Request().Context(), viewerOf(c), crm.FileID(id))
	if err != nil || number == 0 {
		return f.Current, err
	}
	at := slices.IndexFunc(f.Versions, func(v crm.FileVersion) bool { return v.Number == number })
	if at < 0 {
		return crm.FileVersion{}, notFound
	}
	return f.Versions[at], nil
}

// serveFile sends content so that no browser runs anything in it: what is not
// a plain picture is saved, not shown, under a type no browser guesses at; and
// what is opened all the same is in a sandbox.
func serveFile(c echo.Context, v crm.FileVersion, kind, name, tag string, content files.Content) {
	how := "attachment"
	if crm.Picture(kind) {
		how = "inline"
	}
	header := c.Response().Header()
	header.Set("Content-Type", kind)
	header.Set("Content-Disposition", disposition(how, name))
	header.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
	header.Set("ETag", `"`+tag+`"`)
	http.ServeContent(c.Response(), c.Request(), "", v.MadeAt, content)
}

// disposition names a download by RFC 6266: plainly for old programs, and in
// all its letters for the rest.
func disposition(how, name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' || r == '%' {
			return '_'
		}
		return r
	}, name)
	whole := strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
	return fmt.Sprintf(`%s; filename="%s"; filename*=UTF-8''%s`, how, plain, whole)
}

// withheld words why a version is not handed out.
func withheld(err error) error {
	switch {
	case fault.Is(err, fault.Conflict):
		return fileHeld
	case fault.Is(err, fault.Unknown):
		return fileMissing
	}
	return err
}
