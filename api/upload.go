package api

import (
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/crm/files"
	"vonal/crm/sheet"
	"vonal/internal/clock"
	"vonal/internal/fault"
)

const (
	receivedAtOnce = 32               // uploads under way; each lies on the disk meanwhile
	receivedWithin = 10 * time.Minute // by a slow line 25 MiB take about seven
	maxFormField   = 4 << 10          // bytes of a member that is no file
	maxFormHead    = 64 << 10         // bytes between two parts, and in front of the first
)

// uploadKey is where an upload waits for the handler.
const uploadKey = "api.upload"

// upload is a form that was read: a file, and what is said of it.
type upload struct {
	fields map[string]string
	parcel *files.Parcel
}

// uploadOf is the upload of the request; withUpload has seen to it that there
// is one.
func uploadOf(c echo.Context) *upload { return c.Get(uploadKey).(*upload) }

// intake is how an operation takes a form instead of JSON.
type intake struct {
	form    *openapi3.Schema
	most    func() int64 // bytes of the file
	receive func(r io.Reader, name string) (*files.Parcel, error)
}

// intakeOf is that of an operation, or nil. A table is not looked at as the
// customers' files are: whoever reads it finds out what it is.
func (s *Server) intakeOf(op *openapi3.Operation) *intake {
	if op == nil || op.RequestBody == nil {
		return nil
	}
	media := op.RequestBody.Value.Content["multipart/form-data"]
	switch {
	case media == nil:
		return nil
	case op.OperationID == "uploadPrompt":
		return &intake{media.Schema.Value, func() int64 { return maxPrompt }, func(r io.Reader, name string) (*files.Parcel, error) {
			return s.cfg.Cabinet.ReceiveAny(r, name, maxPrompt)
		}}
	case op.OperationID == "uploadImport":
		return &intake{media.Schema.Value, func() int64 { return sheet.MaxBytes }, func(r io.Reader, name string) (*files.Parcel, error) {
			return s.cfg.Cabinet.ReceiveAny(r, name, sheet.MaxBytes)
		}}
	}
	return &intake{media.Schema.Value, s.cfg.Cabinet.Most, s.cfg.Cabinet.Receive}
}

// withUpload reads a form with a file, checks it against the description as
// check does with JSON, and goes on with it. The file goes to the disk as it
// comes, never into memory; it is gone when the request ends, unless a handler
// put it away.
func (s *Server) withUpload(c echo.Context, take *intake, next echo.HandlerFunc) error {
	select {
	case s.receiving <- struct{}{}:
		defer func() { <-s.receiving }()
	default:
		return &refusal{status: http.StatusServiceUnavailable, code: "unavailable", detail: "Too many files are being uploaded. Try again soon.", after: retryUnavailable}
	}
	// Who sends byte after byte would hold a place for ever.
	_ = http.NewResponseController(c.Response()).SetReadDeadline(clock.System.Now().Add(receivedWithin)) // a recorder in a test has none
	up, err := readForm(c.Request(), take)
	if up != nil && up.parcel != nil {
		defer up.parcel.Close()
	}
	if err != nil {
		return err
	}
	value := map[string]any{}
	for name, text := range up.fields {
		value[name] = text
	}
	if up.parcel != nil {
		value["file"] = up.parcel.Name
	}
	if err := checkBody(value, take.form); err != nil {
		return err
	}
	c.Set(uploadKey, up)
	c.Set(bodyKey, up.digest())
	return next(c)
}

// digest tells one upload from another, for Idempotency-Key.
func (u *upload) digest() []byte {
	parts := []string{u.parcel.Name, hex.EncodeToString(u.parcel.SHA256)}
	for name, text := range u.fields {
		parts = append(parts, name+"="+text)
	}
	slices.Sort(parts[2:])
	return digest(parts...)
}

// readForm reads the parts in whichever order they come. Where it fails the
// file may have been taken in already.
func readForm(r *http.Request, take *intake) (*upload, error) {
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "multipart/form-data" {
		return nil, &refusal{status: http.StatusUnsupportedMediaType, code: "unsupported_media_type", detail: "Send the body as multipart/form-data."}
	}
	if params["boundary"] == "" || len(params["boundary"]) > 70 { // RFC 2046, 5.1.1
		return nil, badRequest("The boundary of the form is missing, or longer than one may be.", "")
	}
	head := &headLimit{r: r.Body}
	parts := multipart.NewReader(head, params["boundary"])
	up := &upload{fields: map[string]string{}}
	for any := false; ; any = true {
		head.open(maxFormHead)
		part, err := parts.NextRawPart()
		if err == io.EOF && any { // the end, as it should be; one that comes too early is wrapped
			return up, nil
		}
		if err != nil {
			return up, formError(err)
		}
		head.close()
		if err := readPart(up, part, take); err != nil {
			return up, err
		}
	}
}

func readPart(up *upload, part *multipart.Part, take *intake) error {
	name := part.FormName()
	_, twice := up.fields[name]
	switch {
	case take.form.Properties[name] == nil:
		return badRequest("The form has a member the route does not know.", clean(name))
	case twice || name == "file" && up.parcel != nil:
		return badRequest("A member is given twice.", name)
	}
	if name == "file" {
		parcel, err := take.receive(part, fileNameOf(part))
		if err != nil {
			return formError(err)
		}
		up.parcel = parcel
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(part, maxFormField+1))
	switch {
	case err != nil:
		return formError(err)
	case len(text) > maxFormField || strings.ContainsRune(string(text), 0):
		return invalid(name, "is too long, or contains a NUL character")
	}
	up.fields[name] = string(text)
	return nil
}

// fileNameOf is the name of the file as it was sent. Part.FileName would cut
// it as a path of this system, and drop one that is not written as it should be.
func fileNameOf(part *multipart.Part) string {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil {
		return ""
	}
	return params["filename"]
}

// formError makes what is wrong with a form a 400, and leaves what a part of
// ours refused as it is.
func formError(err error) error {
	var tooLarge *http.MaxBytesError
	var known *fault.Error
	if errors.As(err, &tooLarge) || errors.As(err, &known) {
		return err
	}
	return badRequest("The form is not one, or was cut off.", "")
}

// headLimit bounds what is read in search of the next part: the package allows
// each part 10 MB of headers.
type headLimit struct {
	r       io.Reader
	left    int
	bounded bool
}

func (h *headLimit) open(most int) { h.left, h.bounded = most, true }
func (h *headLimit) close()        { h.bounded = false }

func (h *headLimit) Read(b []byte) (int, error) {
	if h.bounded && h.left <= 0 {
		return 0, errors.New("the headers of a part are too long")
	}
	n, err := h.r.Read(b)
	if h.bounded {
		h.left -= n
	}
	return n, err
}

// refusalOfFile words what a file is refused for, nil for any other error.
func refusalOfFile(err error) *refusal {
	var f *fault.Error
	if !errors.As(err, &f) {
		return nil
	}
	at := []FieldError{{Field: "file", Detail: f.Text}}
	switch {
	case errors.Is(err, files.ErrTooLarge):
		return &refusal{status: http.StatusRequestEntityTooLarge, code: "too_large", detail: f.Text, said: f, errors: at}
	case errors.Is(err, crm.ErrFileType):
		return &refusal{status: http.StatusUnsupportedMediaType, code: "file_type", detail: f.Text, said: f, errors: at}
	case errors.Is(err, crm.ErrArchive):
		return &refusal{status: http.StatusUnprocessableEntity, code: "archive", detail: f.Text, said: f, errors: at}
	case errors.Is(err, crm.ErrInfected):
		return &refusal{status: http.StatusGone, code: "file_infected", detail: f.Text, said: f}
	case errors.Is(err, files.ErrFull):
		return &refusal{status: http.StatusInsufficientStorage, code: "storage_full", detail: "There is no room left for files."}
	}
	return nil
}
