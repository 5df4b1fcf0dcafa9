package files

import (
	"archive/zip"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"vonal/crm"
	"vonal/internal/fault"
)

// What an archive may hold. Nothing of it is ever unpacked here; the bounds
// keep those safe who do, a virus checker first of all.
const (
	maxEntries   = 10_000
	maxUnpacked  = 1 << 30 // bytes, as the archive itself says
	maxRatio     = 200     // unpacked to packed
	freeUnpacked = 64 << 20
	maxDirectory = 4 << 20 // bytes read to find out what is in it
)

// inspect finds the type by content and refuses what may not be taken.
func (p *Parcel) inspect() error {
	const op = "files.inspect"
	found, err := mimetype.DetectReader(p.Content())
	if err != nil {
		return troubled(op, err)
	}
	p.Type = plainType(found)
	if packed := found.Is("application/zip") || within(found, "application/zip"); packed {
		names, err := lookInto(p.Content(), p.Size)
		if err != nil {
			return fault.New(fault.Invalid, op, "%w: %s", crm.ErrArchive, err).At("file")
		}
		if p.Type == "application/zip" {
			p.Type = officeType(names)
		}
	}
	return crm.CheckFileType(p.Name, p.Type)
}

// plainType is the nearest type that our rules know, from what was found
// upwards.
func plainType(found *mimetype.MIME) string {
	for m := found; m != nil; m = m.Parent() {
		kind, _, _ := strings.Cut(m.String(), ";")
		if crm.KnownType(kind) {
			return kind
		}
	}
	return "application/octet-stream"
}

func within(m *mimetype.MIME, kind string) bool {
	for m = m.Parent(); m != nil; m = m.Parent() {
		if m.Is(kind) {
			return true
		}
	}
	return false
}

// lookInto reads the list of a zip archive's entries, and no more.
func lookInto(r io.ReaderAt, size int64) (names []string, err error) {
	archive, err := zip.NewReader(&bounded{r: r, left: maxDirectory}, size)
	switch {
	case errors.Is(err, errDirectory):
		return nil, errDirectory
	case err != nil && !errors.Is(err, zip.ErrInsecurePath):
		return nil, errors.New("it cannot be read")
	case len(archive.File) > maxEntries:
		return nil, errDirectory
	}
	var packed, unpacked uint64
	for _, f := range archive.File {
		packed += f.CompressedSize64
		unpacked += f.UncompressedSize64
		switch {
		case unpacked > maxUnpacked || f.UncompressedSize64 > maxUnpacked:
			return nil, errors.New("it would be too large unpacked")
		case packed > uint64(size):
			return nil, errors.New("its entries overlap")
		case slices.Contains(archives, crm.FileEnding(f.Name)):
			return nil, errors.New("there is an archive in it")
		}
		names = append(names, f.Name)
	}
	if unpacked > freeUnpacked && unpacked > maxRatio*uint64(size) {
		return nil, errors.New("it would be too large unpacked")
	}
	return names, nil
}

// archives are endings of what may not lie in an archive: it could be one
// within one within one.
var archives = strings.Fields("zip 7z rar gz tgz bz2 tbz xz txz zst tar cab arj lzh ace jar war ear iso")

// officeType tells a document from another archive by what is in it, where its
// beginning did not.
func officeType(names []string) string {
	has := func(name string) bool { return slices.Contains(names, name) }
	const office = "application/vnd.openxmlformats-officedocument."
	switch {
	case has("META-INF/MANIFEST.MF") && slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(n, ".class") }):
		return "application/java-archive"
	case !has("[Content_Types].xml"):
	case has("word/document.xml"):
		return office + "wordprocessingml.document"
	case has("xl/workbook.xml"):
		return office + "spreadsheetml.sheet"
	case has("ppt/presentation.xml"):
		return office + "presentationml.presentation"
	}
	return "application/zip"
}

var errDirectory = errors.New("there are too many entries in it")

// bounded gives up where more is read than a list of entries may take.
type bounded struct {
	r    io.ReaderAt
	left int64
}

func (b *bounded) ReadAt(p []byte, at int64) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, errDirectory
	}
	return b.r.ReadAt(p, at)
}
