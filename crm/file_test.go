package crm_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"vonal/crm"
	"vonal/internal/fault"
)

func TestNameOfAFileIsAPlainNameOnAnySystem(t *testing.T) {
	for raw, want := range map[string]string{
		"Ajánlat v3.pdf":                   "Ajánlat v3.pdf",
		"../../etc/passwd":                 "passwd",
		`C:\Users\anna\offer.pdf`:          "offer.pdf",
		`..\..\x`:                          "x",
		"a.wav.exe":                        "a.wav.exe",
		"x\x00.pdf":                        "x.pdf",
		"a\r\nX-Evil: 1.pdf":               "a X-Evil_ 1.pdf",
		"gpj.\u202efdp.exe":                "gpj.fdp.exe",
		"CON":                              "_CON",
		"nul.txt":                          "_nul.txt",
		"Com1 .tar.gz":                     "_Com1 .tar.gz",
		"console.txt":                      "console.txt",
		"a.txt:hidden.exe":                 "a.txt_hidden.exe",
		`<b>"q"|?*.txt`:                    "_b__q____.txt",
		"setup.exe. . .":                   "setup.exe",
		".htaccess":                        "htaccess",
		"":                                 "file",
		"...":                              "file",
		"/":                                "file",
		"\xff\xfe.pdf":                     "\ufffd\ufffd.pdf",
		strings.Repeat("я", 255):           strings.Repeat("я", 127),
		strings.Repeat("я", 255) + ".pdf":  strings.Repeat("я", 125) + ".pdf",
		strings.Repeat("x", 300) + ".":     strings.Repeat("x", 255),
		"a." + strings.Repeat("z", 300):    "a." + strings.Repeat("z", 253),
		strings.Repeat("😀", 100) + ".jpeg": strings.Repeat("😀", 62) + ".jpeg",
	} {
		if got := crm.CleanFileName(raw); got != want {
			t.Errorf("%.40q becomes %q, not %q", raw, got, want)
		}
	}
}

func TestNoNameOfAFileIsDangerous(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.OneOf(rapid.String(), rapid.StringMatching(`[./\\a-zA-Z:я ]{0,400}`)).Draw(t, "raw")
		name := crm.CleanFileName(raw)
		switch {
		case name == "" || len(name) > crm.MaxFileName:
			t.Fatalf("%q has %d bytes", name, len(name))
		case strings.ContainsAny(name, "/\\\x00\r\n<>:\"|?*\u202e") || !utf8.ValidString(name):
			t.Fatalf("%q", name)
		case name[0] == '.' || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " "):
			t.Fatalf("%q", name)
		case crm.CleanFileName(name) != name:
			t.Fatalf("%q is cleaned to %q", name, crm.CleanFileName(name))
		}
	})
}

func TestFileIsWhatItsNameSaysOrRefused(t *testing.T) {
	const exe = "application/vnd.microsoft.portable-executable"
	for _, c := range []struct {
		name, kind string
		taken      bool
	}{
		{"offer.pdf", "application/pdf", true},
		{"OFFER.PDF", "application/pdf", true},
		{"offer.png", "application/pdf", false},
		{"photo.pdf", "image/png", false},
		{"photo.jpeg", "image/jpeg", true},
		{"offer", "application/pdf", false},
		{"a.wav.exe", "audio/wav", false},
		{"a.wav", exe, false},
		{"a.exe", exe, false},
		{"notes.txt", "text/plain", true},
		{"notes", "text/plain", true},
		{"page.html", "text/html", true},
		{"page.txt", "text/html", false},
		{"logo.svg", "image/svg+xml", true},
		{"logo.png", "image/svg+xml", false},
		{"logo.png", "text/plain", false},
		{"evil.js", "text/plain", false},
		{"run.bat", "text/plain", false},
		{"offer.pdf", "application/octet-stream", false},
		{"plan.skp", "application/octet-stream", true},
		{"plan", "application/octet-stream", true},
		{"offer.docx", "application/zip", false},
		{"many.zip", "application/zip", true},
		{"app.zip", "application/java-archive", false},
		{"old.doc", "application/x-ole-storage", true},
		{"setup.msi", "application/x-ole-storage", false},
	} {
		err := crm.CheckFileType(c.name, c.kind)
		if (err == nil) != c.taken {
			t.Errorf("%s of type %s: %v", c.name, c.kind, err)
		}
		if err != nil && !errors.Is(err, crm.ErrFileType) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestNothingABrowserWouldRunIsServedAsWhatItIs(t *testing.T) {
	for _, kind := range []string{"text/html", "image/svg+xml", "text/xml", "application/xhtml+xml", "text/javascript", "application/json", "message/rfc822", "application/wasm", "anything/else", ""} {
		if got := crm.ServedType(kind); got != "application/octet-stream" || crm.Picture(kind) {
			t.Errorf("%s is served as %s", kind, got)
		}
	}
	if crm.Picture("application/pdf") || crm.ServedType("application/pdf") != "application/pdf" {
		t.Error("a PDF is saved, not shown: it may hold scripts")
	}
}

func TestVersionIsHeldUntilItIsKnownToBeClean(t *testing.T) {
	for state, free := range map[crm.FileState][2]bool{ // while nothing checks, and while something does
		crm.FileUnchecked: {true, false}, crm.FilePending: {false, false}, crm.FileClean: {true, true},
		crm.FileInfected: {false, false}, crm.FileFailed: {false, false},
	} {
		v := crm.FileVersion{State: state}
		if (v.Held(false) == nil) != free[0] || (v.Held(true) == nil) != free[1] {
			t.Errorf("%s: %v, %v", state, v.Held(false), v.Held(true))
		}
	}
	if err := (crm.FileVersion{State: crm.FileInfected}).Held(false); !errors.Is(err, crm.ErrInfected) {
		t.Error(err)
	}
}

func TestFileChangeNamesTheMemberThatCannotBe(t *testing.T) {
	blank, odd := " \t", crm.FileKind("letter")
	_, _, err := crm.FileChange{Title: &blank}.Apply(crm.File{Title: "Offer"})
	refused(t, err, fault.Invalid, "title")
	_, _, err = crm.FileChange{Kind: &odd}.Apply(crm.File{Title: "Offer"})
	refused(t, err, fault.Invalid, "kind")
	yes := true
	f, diff, err := crm.FileChange{Archived: &yes}.Apply(crm.File{Title: "Offer"})
	if err != nil || !f.Archived || len(diff) != 1 || diff[0] != (crm.FieldChange{Field: "archived", To: "yes"}) {
		t.Errorf("%+v %+v %v", f, diff, err)
	}
}
