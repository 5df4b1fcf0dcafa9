package api

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// noncePlace is where index.html takes the nonce of its styles.
const noncePlace = `name="style-nonce" content=""`

// page is the files of the page, read and packed once.
type page struct {
	index     string
	documents map[string]string // pages of their own, by their addresses: "/api/docs"
	files     map[string]pageFile
}

type pageFile struct {
	plain, packed []byte // packed is nil where it gains nothing
	kind, etag    string
	forever       bool // the name changes with the content
	worker        bool // the service worker, which fetches what the page is made of
}

// worker is the address of the service worker, and workerPolicy what it may:
// fetch from us.
const (
	worker       = "sw.js"
	workerPolicy = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"
)

// fileKinds are types of files that machines do not know by their names.
var fileKinds = map[string]string{".webmanifest": "application/manifest+json"}

func readPage(files fs.FS) (*page, error) {
	p := &page{documents: map[string]string{}, files: map[string]pageFile{}}
	if files == nil {
		return p, nil
	}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		if name == "index.html" {
			p.index = string(body)
			return nil
		}
		if address, html := strings.CutSuffix(name, ".html"); html {
			p.documents["/"+address] = string(body)
			return nil
		}
		if strings.HasPrefix(path.Base(name), ".") {
			return nil
		}
		p.files["/"+name] = packed(name, body)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("api: the page: %w", err)
	}
	return p, nil
}

func packed(name string, body []byte) pageFile {
	sum := sha256.Sum256(body)
	f := pageFile{
		plain:   body,
		kind:    fileKinds[path.Ext(name)],
		etag:    `"` + hex.EncodeToString(sum[:12]) + `"`,
		forever: strings.HasPrefix(name, "assets/"),
		worker:  name == worker,
	}
	if f.kind == "" {
		f.kind = mime.TypeByExtension(path.Ext(name))
	}
	if f.kind == "" {
		f.kind = "application/octet-stream"
	}
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is one there is
	_, _ = w.Write(body)                                  // into memory
	_ = w.Close()
	if b.Len() < len(body)*9/10 {
		f.packed = b.Bytes()
	}
	return f
}

// servePage answers every address that is nothing else: a file of the page, or
// the page itself, which finds its own way from the address.
func (s *Server) servePage(c echo.Context) error {
	at := path.Clean(c.Request().URL.Path)
	if f, ok := s.page.files[at]; ok {
		return f.serve(c)
	}
	html, own := s.page.documents[at]
	if !own {
		html = s.page.index
	}
	if html == "" || path.Ext(at) != "" || neverPage(at) {
		return notFound
	}
	nonce := newNonce()
	h := c.Response().Header()
	h.Set("Content-Security-Policy", pagePolicy(nonce, c.Request().Host))
	h.Set("Cache-Control", "no-store")
	return c.HTML(http.StatusOK, strings.Replace(html, noncePlace, `name="style-nonce" content="`+nonce+`"`, 1))
}

// neverPage are addresses that must not look as if they were served: files
// that are gone, and what operators are warned of when it is public.
func neverPage(at string) bool {
	for _, folder := range []string{"/assets/", "/metrics/", "/debug/"} {
		if strings.HasPrefix(at+"/", folder) {
			return true
		}
	}
	return false
}

func (f pageFile) serve(c echo.Context) error {
	h := c.Response().Header()
	h.Set("Content-Type", f.kind)
	h.Set("ETag", f.etag)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if f.worker {
		h.Set("Content-Security-Policy", workerPolicy)
	}
	if f.forever {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := f.plain
	if f.packed != nil && strings.Contains(c.Request().Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.packed
	}
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, bytes.NewReader(body))
	return nil
}
