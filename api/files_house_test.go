package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"path/filepath"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"vonal/api"
	"vonal/crm"
	"vonal/crm/files"
)

// openCabinet is a cabinet on a folder of the house, checked by scanner. What
// it does in the background it does when the test calls settle.
func (h *house) openCabinet(scanner files.Scanner) *files.Cabinet {
	h.t.Helper()
	if h.shelf == "" {
		h.shelf = h.t.TempDir()
	}
	disk, err := files.OpenDisk(h.shelf)
	h.must(err)
	h.t.Cleanup(func() { disk.Close() })
	h.cabinet = files.New(files.Config{Records: h.store, Shelf: disk, Scanner: scanner, Incoming: h.shelf,
		Clock: h.clock, Log: slog.New(slog.NewTextHandler(h.log, nil))})
	return h.cabinet
}

// kept are the files in the folder, by their names.
func (h *house) kept() (names []string) {
	h.t.Helper()
	h.must(filepath.WalkDir(h.shelf, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, filepath.Base(path))
		}
		return err
	}))
	return names
}

// part is one of a form. One with a name is a file.
type part struct{ field, name, content string }

// form is what a browser sends.
func form(parts ...part) (kind string, body *bytes.Buffer) {
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for _, p := range parts {
		head := textproto.MIMEHeader{}
		if p.name == "" {
			head.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"`, p.field))
		} else {
			head.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, p.field, strings.ReplaceAll(p.name, `"`, "%22")))
			head.Set("Content-Type", "application/octet-stream") // whatever a client says is not believed
		}
		to, _ := w.CreatePart(head) // into memory
		_, _ = io.WriteString(to, p.content)
	}
	_ = w.Close()
	return w.FormDataContentType(), body
}

// upload sends a form.
func (h *house) upload(role crm.Role, path string, parts ...part) answer {
	h.t.Helper()
	kind, body := form(parts...)
	r := h.request(role, http.MethodPost, "/api/v1"+path, body.String())
	r.Header.Set("Content-Type", kind)
	return h.send(r)
}

// added uploads a file that must be taken.
func (h *house) added(role crm.Role, path, name, content string, more ...part) (f api.File) {
	h.t.Helper()
	a := h.upload(role, path, append(more, part{"file", name, content})...)
	if a.status != http.StatusCreated {
		h.t.Fatalf("%s: %d %s", name, a.status, a.body)
	}
	h.must(json.Unmarshal(a.body, &f))
	return f
}

// turnedAway uploads what must be refused, and left nowhere.
func (h *house) turnedAway(status int, code string, path string, parts ...part) {
	h.t.Helper()
	h.turnedAwayBy(agent, status, code, path, parts...)
}

func (h *house) turnedAwayBy(role crm.Role, status int, code string, path string, parts ...part) {
	h.t.Helper()
	before := len(h.kept())
	a := h.upload(role, path, parts...)
	var p api.Problem
	h.must(json.Unmarshal(a.body, &p))
	if a.status != status || p.Code != code {
		h.t.Errorf("%.60q: %d %s, not %d %s", parts, a.status, a.body, status, code)
	}
	if after := len(h.kept()); after != before {
		h.t.Errorf("%.60q left %d files", parts, after-before)
	}
}

func (h *house) card(name string) api.Card {
	h.t.Helper()
	return want[api.Card](h, admin, "POST", "/cards", `{"name":`+quoted(name)+`}`, 201)
}

// pdf is one, as far as anybody looks into it here.
func pdf(text string) string { return "%PDF-1.7\n" + text + "\n%%EOF\n" }

// picture is red on the left and blue on the right.
func picture(w, h int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{200, 0, 0, 255}
			if x >= w/2 {
				c = color.RGBA{0, 0, 200, 255}
			}
			p.SetRGBA(x, y, c)
		}
	}
	return p
}

func pngOf(w, h int) string {
	var b bytes.Buffer
	_ = png.Encode(&b, picture(w, h)) // into memory
	return b.String()
}

func jpegOf(w, h int) string {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, picture(w, h), nil)
	return b.String()
}

// settle does what the cabinet does in the background, once.
func (h *house) settle() {
	h.t.Helper()
	h.cabinet.Settle(h.t.Context())
}

// again is the house after its program was started anew, with a checker of
// files: the same tables, the same folder.
func (h *house) again(scanner files.Scanner) *house {
	h.t.Helper()
	n := *h
	cfg := h.cfg
	cfg.Cabinet = n.openCabinet(scanner)
	cfg.Metrics = prometheus.NewRegistry()
	server, err := api.New(cfg)
	h.must(err)
	listener := httptest.NewServer(server.Handler())
	n.url = listener.URL
	h.t.Cleanup(listener.Close)
	return &n
}
