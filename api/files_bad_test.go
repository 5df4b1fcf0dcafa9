package api_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
)

const svg = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`

// archive is a zip; each entry is its name and what it holds.
func archive(entries ...[2]string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		to, _ := w.Create(e[0]) // into memory
		_, _ = io.WriteString(to, e[1])
	}
	_ = w.Close()
	return b.String()
}

// lying is a zip whose entries say that they unpack to so many bytes.
func lying(entries int, unpacked uint64) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := range entries {
		to, _ := w.CreateRaw(&zip.FileHeader{Name: fmt.Sprint(i, ".txt"), Method: zip.Deflate, UncompressedSize64: unpacked, CompressedSize64: 2})
		_, _ = to.Write([]byte{3, 0})
	}
	_ = w.Close()
	return b.String()
}

func TestAFileThatIsNotWhatItSaysIsRefused(t *testing.T) {
	h := open(t)
	path := "/cards/" + h.card("Szabó").ID + "/files"
	exe := "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + strings.Repeat("\x00", 500)
	for _, c := range []struct {
		name, content string
		status        int
		code          string
	}{
		{"empty.pdf", "", 422, "invalid"},
		{"a.wav.exe", string(wave), 415, "file_type"},
		{"a.wav", exe, 415, "file_type"},
		{"setup.exe", exe, 415, "file_type"},
		{"photo.png", pdf("x"), 415, "file_type"},
		{"photo.png", svg, 415, "file_type"},
		{"page.txt", "<!DOCTYPE html><script>alert(1)</script>", 415, "file_type"},
		{"offer.pdf", "plain text", 415, "file_type"},
		{"evil.js", "alert(1)", 415, "file_type"},
		{"run.pdf.lnk", "x", 415, "file_type"},
		{"ok.pdf\x00.exe", pdf("x"), 400, "bad_request"},
		{"rtl\u202efdp.exe", pdf("x"), 415, "file_type"},
		{"many.zip", lying(100_000, 1), 422, "archive"},
		{"bomb.zip", lying(5, 4<<30), 422, "archive"},
		{"bomb.zip", lying(1, 1<<63), 422, "archive"},
		{"ratio.zip", lying(1, 100<<20), 422, "archive"},
		{"offer.docx", lying(20_000, 1), 422, "archive"},
		{"nested.zip", archive([2]string{"a.zip", archive([2]string{"b.txt", "x"})}), 422, "archive"},
		{"torn.zip", archive([2]string{"a.txt", "x"})[:40], 422, "archive"},
		{"offer.docx", archive([2]string{"a.txt", "x"}), 415, "file_type"},
		{"app.zip", archive([2]string{"META-INF/MANIFEST.MF", ""}, [2]string{"a.class", "x"}), 415, "file_type"},
	} {
		h.turnedAway(c.status, c.code, path, part{"file", c.name, c.content})
	}
	if list := want[api.FileList](h, agent, "GET", path, "", 200); len(list.Items) != 0 {
		t.Errorf("%+v", list.Items)
	}
}

func TestAFileThatIsWhatItSaysIsTaken(t *testing.T) {
	h := open(t)
	path := "/cards/" + h.card("Szabó").ID + "/files"
	for _, c := range []struct{ name, content, kept, kind string }{
		{"tail.png", pngOf(4, 4) + "<html><script>alert(1)</script>", "tail.png", "image/png"},
		{"logo.svg", svg, "logo.svg", "image/svg+xml"},
		{"page.html", "<!DOCTYPE html><p>x", "page.html", "text/html"},
		{"szerződés.docx", archive([2]string{"docProps/app.xml", strings.Repeat("x", 10_000)}, [2]string{"[Content_Types].xml", ""}, [2]string{"word/document.xml", ""}), "szerződés.docx",
			"application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"both.zip", archive([2]string{"a.docx", "x"}, [2]string{"../../b.pdf", "x"}), "both.zip", "application/zip"},
		{"notes.txt", "ö", "notes.txt", "text/plain"},
		{"../../etc/passwd", "x", "passwd", "text/plain"},
		{`C:\Users\x.txt`, "x", "x.txt", "text/plain"},
		{"NUL.txt", "x", "_NUL.txt", "text/plain"},
		{strings.Repeat("я", 255) + ".pdf", pdf("x"), strings.Repeat("я", 125) + ".pdf", "application/pdf"},
	} {
		f := h.added(agent, path, c.name, c.content)
		if f.Current.Name != c.kept || f.Current.Type != c.kind {
			t.Errorf("%s is kept as %q of type %s", c.name, f.Current.Name, f.Current.Type)
		}
	}
	for _, name := range h.kept() {
		if len(name) != 36 {
			t.Errorf("on the disk it is %q", name)
		}
	}
}

func TestAFormThatIsNoneIsRefused(t *testing.T) {
	h := open(t)
	path := "/cards/" + h.card("Szabó").ID + "/files"
	file := part{"file", "a.pdf", pdf("x")}
	h.turnedAway(400, "bad_request", path)
	h.turnedAway(422, "invalid", path, part{"title", "", "x"})
	h.turnedAway(400, "bad_request", path, file, file)
	h.turnedAway(400, "bad_request", path, part{"title", "", "x"}, part{"title", "", "y"}, file)
	h.turnedAway(400, "bad_request", path, part{"card_id", "", "x"}, file)
	h.turnedAway(400, "bad_request", path, part{"", "", "x"}, file)
	h.turnedAway(400, "bad_request", path, file, part{"a\r\nX: y", "", "x"})
	h.turnedAway(422, "invalid", path, part{"kind", "", "letter"}, file)
	h.turnedAway(422, "invalid", path, part{"title", "", strings.Repeat("x", 201)}, file)
	h.turnedAway(422, "invalid", path, part{"title", "", strings.Repeat("x", 100_000)}, file)
	h.turnedAway(422, "invalid", path, file, part{"title", "", "a\x00b"})
	h.turnedAway(400, "bad_request", path, part{"title\"; x=\"" + strings.Repeat("x", 100_000), "", "x"}, file)
	kind, body := form(file)
	for _, c := range []struct{ kind, body, code string }{
		{"multipart/form-data", body.String(), "bad_request"},
		{"multipart/form-data; boundary=other", body.String(), "bad_request"},
		{"multipart/form-data; boundary=" + strings.Repeat("x", 71), body.String(), "bad_request"},
		{"multipart/mixed; boundary=x", body.String(), "unsupported_media_type"},
		{"application/json", `{"file":"x"}`, "unsupported_media_type"},
		{"", body.String(), "unsupported_media_type"},
		{kind, body.String()[:body.Len()-30], "bad_request"},
		{kind, "", "bad_request"},
		{kind, strings.Repeat("\r\n", 500_000), "bad_request"},
	} {
		r := h.request(agent, http.MethodPost, "/api/v1"+path, c.body)
		r.Header.Set("Content-Type", c.kind)
		a := h.send(r)
		var p api.Problem
		h.must(json.Unmarshal(a.body, &p))
		if p.Code != c.code {
			t.Errorf("%s: %d %s", c.kind, a.status, a.body)
		}
	}
	f := h.added(agent, path, "a.pdf", pdf("x"))
	h.turnedAway(400, "bad_request", "/files/"+f.ID+"/versions", part{"title", "", "x"}, part{"file", "a.pdf", pdf("y")})
	if n := len(h.kept()); n != 1 {
		t.Errorf("%d files are kept", n)
	}
	// What is said of the file may come behind it.
	kind, body = form(part{"file", "b.pdf", pdf("x")}, part{"title", "", "Behind"})
	r := h.request(agent, http.MethodPost, "/api/v1"+path, body.String())
	r.Header.Set("Content-Type", kind)
	if a := h.send(r); a.status != 201 || !strings.Contains(string(a.body), "Behind") {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// endless is a form with a file that never ends; it counts what was taken.
type endless struct {
	head io.Reader
	sent atomic.Int64
}

func (e *endless) Read(b []byte) (int, error) {
	if n, err := e.head.Read(b); err == nil {
		return n, nil
	}
	clear(b)
	e.sent.Add(int64(len(b)))
	return len(b), nil
}

func TestAHugeFileIsRefusedBeforeItIsSent(t *testing.T) {
	h := open(t)
	path := "/api/v1/cards/" + h.card("Szabó").ID + "/files"
	begin := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n"
	patient := http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
	defer patient.CloseIdleConnections()
	for _, c := range []struct {
		what   string
		size   int64
		client *http.Client
		expect string
		most   int64
	}{
		{"says how large it is", 5 << 30, h.client, "", 32 << 20}, // what lies in buffers on the way
		{"asks first", 5 << 30, &patient, "100-continue", 0},
		{"does not say", -1, h.client, "", crm.MaxFile + 32<<20},
	} {
		body := &endless{head: strings.NewReader(begin)}
		r := h.request(agent, http.MethodPost, path, "")
		r.Body, r.ContentLength = io.NopCloser(body), c.size
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		if c.expect != "" {
			r.Header.Set("Expect", c.expect)
		}
		res, err := c.client.Do(r)
		if err != nil {
			t.Errorf("one that %s: %v", c.what, err)
			continue
		}
		text, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != 413 || !strings.Contains(string(text), "too_large") || body.sent.Load() > c.most {
			t.Errorf("one that %s: %d %s after %d bytes", c.what, res.StatusCode, text, body.sent.Load())
		}
	}
	h.turnedAway(413, "too_large", strings.TrimPrefix(path, "/api/v1"), part{"file", "a.bin", strings.Repeat("x", crm.MaxFile+1)})
	if n := len(h.kept()); n != 0 {
		t.Errorf("%d files are kept", n)
	}
	if f := h.added(agent, strings.TrimPrefix(path, "/api/v1"), "a.txt", strings.Repeat("x", crm.MaxFile)); f.Current.Size != crm.MaxFile {
		t.Errorf("%+v", f)
	}
}

func TestAnUploadThatIsCutOffLeavesNothing(t *testing.T) {
	h := open(t)
	card := h.card("Szabó")
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
	h.must(err)
	_, err = fmt.Fprintf(conn, "POST /api/v1/cards/%s/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 5000000\r\n\r\n"+
		"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%s", card.ID, h.token(agent), pdf(strings.Repeat("x", 1_000_000)))
	h.must(err)
	h.must(conn.(*net.TCPConn).CloseWrite())
	head := make([]byte, 12)
	_, err = io.ReadFull(conn, head)
	h.must(err)
	conn.Close()
	if string(head) != "HTTP/1.1 400" {
		t.Errorf("answered %q", head)
	}
	if n := len(h.kept()); n != 0 {
		t.Errorf("%d files are kept", n)
	}
	if list := want[api.FileList](h, agent, "GET", "/cards/"+card.ID+"/files", "", 200); len(list.Items) != 0 {
		t.Errorf("%+v", list.Items)
	}
	want[any](h, admin, "GET", "/me", "", 200)
	if open, err := os.ReadDir("/proc/self/fd"); err == nil {
		for _, fd := range open {
			if to, _ := os.Readlink("/proc/self/fd/" + fd.Name()); strings.Contains(to, "upload-") && strings.Contains(to, h.shelf) {
				t.Errorf("%s is still open", to)
			}
		}
	}
}

func TestTheDatabaseBeingAwayLeavesNoHalfFile(t *testing.T) {
	h := open(t)
	path := "/cards/" + h.card("Szabó").ID + "/files"
	gone, leave := context.WithCancel(t.Context())
	p, err := h.cabinet.Receive(strings.NewReader(pdf("x")), "a.pdf")
	h.must(err)
	defer p.Close()
	leave()
	if _, err := h.cabinet.Add(gone, crm.Viewer{Role: head}, crm.NewFile{Folder: crm.Folder{Card: crm.CardID(strings.Split(path, "/")[2])}}, p); err == nil {
		t.Error("kept all the same")
	}
	h.clock.Advance(2 * time.Hour)
	h.cabinet.Tidy(t.Context())
	if n := len(h.kept()); n != 0 {
		t.Errorf("%d files are kept", n)
	}
}
