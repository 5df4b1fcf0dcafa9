package api_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/jpeg"
	"io"
	"mime"
	"slices"
	"strings"
	"testing"

	"vonal/api"
	"vonal/internal/fault"
)

func TestNothingThatABrowserCouldRunIsServedInline(t *testing.T) {
	h := open(t)
	path := "/cards/" + h.card("Szabó").ID + "/files"
	for _, c := range []struct{ name, content, kind, how string }{
		{"tail.png", pngOf(4, 4) + "<script>alert(1)</script>", "image/png", "inline"},
		{"a.jpg", jpegOf(4, 4), "image/jpeg", "inline"},
		{"a.pdf", pdf("x"), "application/pdf", "attachment"},
		{"a.svg", svg, "application/octet-stream", "attachment"},
		{"a.html", "<!DOCTYPE html><script>alert(1)</script>", "application/octet-stream", "attachment"},
		{"a.xml", `<?xml version="1.0"?><x/>`, "application/octet-stream", "attachment"},
		{"a.txt", "plain", "text/plain", "attachment"},
	} {
		f := h.added(agent, path, c.name, c.content)
		a := h.do(agent, "GET", "/files/"+f.ID+"/content", "")
		how, params, err := mime.ParseMediaType(a.header.Get("Content-Disposition"))
		if a.status != 200 || string(a.body) != c.content || a.header.Get("Content-Type") != c.kind || how != c.how || params["filename"] != c.name || err != nil {
			t.Errorf("%s: %d %v", c.name, a.status, a.header)
		}
		for name, value := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store", "Accept-Ranges": "bytes",
			"Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
		} {
			if got := a.header.Get(name); got != value {
				t.Errorf("%s: %s is %q", c.name, name, got)
			}
		}
	}
	refused(h, "", "GET", path, "", 401, "unauthorized")
}

func TestTheNameOfADownloadSurvivesEveryHeader(t *testing.T) {
	h := open(t)
	path := "/cards/" + h.card("Szabó").ID + "/files"
	for _, name := range []string{"Ajánlat – Szabó & Tsa (v2).pdf", "Договор №5.pdf", "100%'s=@,;.pdf", strings.Repeat("я", 125) + ".pdf", "a_b.pdf", "😀.pdf"} {
		f := h.added(agent, path, name, pdf("x"))
		header := h.do(agent, "GET", "/files/"+f.ID+"/content", "").header.Get("Content-Disposition")
		_, params, err := mime.ParseMediaType(header)
		if err != nil || params["filename"] != name {
			t.Errorf("%q arrives as %q: %s", name, params["filename"], header)
		}
		if strings.IndexFunc(header, func(r rune) bool { return r < ' ' || r > '~' }) >= 0 {
			t.Errorf("%q", header)
		}
	}
}

func TestAFileIsSentInRangesAndNotAgain(t *testing.T) {
	h := open(t)
	content := pdf(strings.Repeat("vonal-", 1000))
	f := h.added(agent, "/cards/"+h.card("Szabó").ID+"/files", "a.pdf", content)
	path := "/api/v1/files/" + f.ID + "/content"
	for asked, want := range map[string]string{"bytes=0-3": "%PDF", "bytes=-6": "%%EOF\n", "bytes=0-9999999": content} {
		r := h.request(agent, "GET", path, "")
		r.Header.Set("Range", asked)
		if a := h.send(r); a.status != 206 || string(a.body) != want {
			t.Errorf("%s: %d, %d bytes", asked, a.status, len(a.body))
		}
	}
	r := h.request(agent, "GET", path, "")
	r.Header.Set("Range", "bytes=9999999-")
	if a := h.send(r); a.status != 416 {
		t.Errorf("behind the end: %d", a.status)
	}
	r = h.request(agent, "GET", path, "")
	r.Header.Set("If-None-Match", `"`+f.Current.Sha256+`"`)
	if a := h.send(r); a.status != 304 {
		t.Errorf("what it has already: %d", a.status)
	}
}

// held is a picture as a camera on its side keeps it, with what it knows of
// the place: the Exif segment says that it must be turned by a quarter.
func held(w, h int) string {
	exif := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00GPS 47.4979 N 19.0402 E")
	plain := jpegOf(w, h)
	length := binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))
	return plain[:2] + "\xff\xe1" + string(length) + string(exif) + plain[2:]
}

func TestAPictureGetsAThumbnailThatTellsNothingElse(t *testing.T) {
	h := open(t)
	path := "/cards/" + h.card("Szabó").ID + "/files"
	f := h.added(agent, path, "held.jpg", held(800, 400))
	if f.Current.Thumbnail != "pending" {
		t.Errorf("%s", f.Current.Thumbnail)
	}
	refused(h, agent, "GET", "/files/"+f.ID+"/thumbnail", "", 404, "not_found")
	h.settle()
	a := h.do(agent, "GET", "/files/"+f.ID+"/thumbnail", "")
	small, err := jpeg.Decode(bytes.NewReader(a.body))
	if err != nil || small.Bounds().Size() != (image.Point{128, 256}) {
		t.Fatalf("%d %v %v", a.status, err, small)
	}
	if r, _, b, _ := small.At(64, 20).RGBA(); r < 40_000 || b > 20_000 {
		t.Error("it is not upright: the left side is not on top")
	}
	if bytes.Contains(a.body, []byte("GPS")) || bytes.Contains(a.body, []byte("Exif")) {
		t.Error("it says where it was taken")
	}
	if a.header.Get("Content-Type") != "image/jpeg" || a.header.Get("Content-Security-Policy") == "" {
		t.Errorf("%v", a.header)
	}
	if f = want[api.File](h, agent, "GET", "/files/"+f.ID, "", 200); f.Current.Thumbnail != "ready" {
		t.Errorf("%s", f.Current.Thumbnail)
	}
	for name, content := range map[string]string{
		"huge.png":  pngSaying(40_000, 40_000),
		"empty.png": pngSaying(0, 0),
		"torn.jpg":  jpegOf(800, 400)[:500],
		"gif.gif":   "GIF89a\xff\xff\xff\xff\x00\x00\x00",
		"webp.webp": "RIFF\x10\x00\x00\x00WEBPVP8 \x04\x00\x00\x00xxxx",
	} {
		f := h.added(agent, path, name, content)
		h.settle()
		if f = want[api.File](h, agent, "GET", "/files/"+f.ID, "", 200); f.Current.Thumbnail != "failed" {
			t.Errorf("%s: %s", name, f.Current.Thumbnail)
		}
		refused(h, agent, "GET", "/files/"+f.ID+"/thumbnail", "", 404, "not_found")
	}
}

// pngSaying is a PNG whose head says that it has so many pixels.
func pngSaying(w, h uint32) string {
	b := []byte(pngOf(1, 1))
	binary.BigEndian.PutUint32(b[16:], w)
	binary.BigEndian.PutUint32(b[20:], h)
	return string(b)
}

// virus is a scanner that finds one where the content says so.
type virus struct{ away bool }

func (v *virus) Scan(_ context.Context, content io.Reader) (string, error) {
	text, err := io.ReadAll(content)
	switch {
	case err != nil:
		return "", err
	case v.away:
		return "", fault.New(fault.Unavailable, "virus.Scan", "away")
	case strings.Contains(string(text), "virus"):
		return "Test.Virus", nil
	case strings.Contains(string(text), "too much"):
		return "", fault.New(fault.Invalid, "virus.Scan", "too much")
	}
	return "", nil
}

func TestAFileIsHeldUntilItIsCheckedAndForEverWhereAVirusIsFound(t *testing.T) {
	scanner := &virus{away: true}
	h := open(t)
	card := h.card("Szabó")
	path := "/cards/" + card.ID + "/files"
	before := h.added(agent, path, "before.png", pngOf(4, 4)) // while nothing checked
	h.settle()
	if a := h.do(agent, "GET", "/files/"+before.ID+"/content", ""); a.status != 200 {
		t.Errorf("%d", a.status)
	}
	h = h.again(scanner)
	clean, infected, odd := h.added(agent, path, "clean.png", pngOf(4, 4)), h.added(agent, path, "b.pdf", pdf("virus")), h.added(agent, path, "c.pdf", pdf("too much"))
	if clean.Current.State != "pending" {
		t.Errorf("%s", clean.Current.State)
	}
	h.settle() // the checker is away
	for _, f := range []api.File{before, clean, infected, odd} {
		refused(h, agent, "GET", "/files/"+f.ID+"/content", "", 409, "file_held")
	}
	refused(h, agent, "GET", "/files/"+before.ID+"/thumbnail", "", 409, "file_held")
	scanner.away = false
	h.settle()
	for _, f := range []api.File{before, clean} {
		for _, what := range []string{"/content", "/thumbnail"} {
			if a := h.do(agent, "GET", "/files/"+f.ID+what, ""); a.status != 200 {
				t.Errorf("%s%s: %d %s", f.Title, what, a.status, a.body)
			}
		}
	}
	p := refused(h, agent, "GET", "/files/"+infected.ID+"/content", "", 410, "file_infected")
	if !strings.Contains(*p.Detail, "Test.Virus") {
		t.Errorf("%s", *p.Detail)
	}
	refused(h, agent, "GET", "/files/"+odd.ID+"/content", "", 409, "file_held")
	if f := want[api.File](h, agent, "GET", "/files/"+infected.ID, "", 200); f.Current.State != "infected" || *f.Current.Threat != "Test.Virus" {
		t.Errorf("%+v", f.Current)
	}
	h.settle()
	story := want[api.Timeline](h, agent, "GET", "/cards/"+card.ID+"/timeline", "", 200)
	told := slices.DeleteFunc(story.Items, func(e api.TimelineItem) bool { return e.Kind != "file_infected" })
	if len(told) != 1 || told[0].File.ID != infected.ID || *told[0].File.Threat != "Test.Virus" || told[0].By != nil {
		t.Errorf("%+v", told)
	}
	// A new version without it is handed out; the one with it never is.
	h.added(agent, "/files/"+infected.ID+"/versions", "b.pdf", pdf("fine"))
	h.settle()
	if a := h.do(agent, "GET", "/files/"+infected.ID+"/content", ""); a.status != 200 {
		t.Errorf("%d %s", a.status, a.body)
	}
	refused(h, agent, "GET", "/files/"+infected.ID+"/content?version=1", "", 410, "file_infected")
}
