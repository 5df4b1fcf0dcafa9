package crm

import (
	"errors"
	"slices"
	"strings"

	"vonal/internal/fault"
)

// Why a file is refused or held, for those who must tell it from another
// reason by errors.Is.
var (
	ErrFileType = errors.New("such a file is not taken")
	ErrArchive  = errors.New("the archive is not taken")
	ErrInfected = errors.New("a virus was found in it")
)

// MaxFile is the largest upload in bytes, where the company has set no other.
const MaxFile = 25 << 20

// endings are the endings that a name may have, by the type of the content.
// What is not here has no mark by which it can be told, and may have any ending
// that is in no line.
var endings = map[string]string{
	"application/pdf": "pdf",
	"image/png":       "png apng",
	"image/jpeg":      "jpg jpeg jpe jfif",
	"image/gif":       "gif",
	"image/webp":      "webp",
	"image/tiff":      "tif tiff",
	"image/bmp":       "bmp",
	"image/heic":      "heic heif",
	"image/heif":      "heif heic",
	"image/avif":      "avif",
	"image/svg+xml":   "svg",
	"image/vnd.dwg":   "dwg",
	"image/vnd.dxf":   "dxf",

	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   "docx docm dotx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         "xlsx xlsm xltx",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx pptm ppsx potx",
	"application/vnd.oasis.opendocument.text":                                   "odt",
	"application/vnd.oasis.opendocument.spreadsheet":                            "ods",
	"application/vnd.oasis.opendocument.presentation":                           "odp",
	"application/vnd.oasis.opendocument.graphics":                               "odg",
	"application/x-ole-storage":                                                 "doc dot xls xlt ppt pps msg pub vsd",
	"application/msword":                                                        "doc dot",
	"application/vnd.ms-excel":                                                  "xls xlt",
	"application/vnd.ms-powerpoint":                                             "ppt pps",
	"application/vnd.ms-outlook":                                                "msg",
	"text/rtf":                                                                  "rtf doc",
	"application/postscript":                                                    "ps eps ai",

	"application/zip":             "zip asice asics sce kmz epub vsdx ott ots otp",
	"application/x-7z-compressed": "7z",
	"application/vnd.rar":         "rar",
	"application/gzip":            "gz tgz",
	"application/x-tar":           "tar",

	"audio/mpeg":      "mp3",
	"audio/wav":       "wav",
	"audio/ogg":       "ogg oga opus",
	"application/ogg": "ogg oga ogv opus",
	"audio/x-m4a":     "m4a mp4",
	"audio/mp4":       "m4a mp4",
	"audio/flac":      "flac",
	"audio/amr":       "amr",
	"video/mp4":       "mp4 m4v",
	"video/quicktime": "mov qt",
	"video/webm":      "webm",

	"text/html":                 "html htm xhtml mht",
	"text/xml":                  "xml xsd xsl xslt kml xhtml gpx",
	"message/rfc822":            "eml mht txt",
	"application/json":          "json txt",
	"text/csv":                  "csv txt",
	"text/tab-separated-values": "tsv csv txt",
	"text/vcard":                "vcf",
	"text/calendar":             "ics",
	"text/plain":                "txt csv tsv md log json eml vcf ics xml html htm svg css srt p7s asc pem ini conf yaml yml",
}

// plainText is the type of all that can be read: its beginning says less than its
// ending does.
const plainText = "text/plain"

// programs are endings by which some system runs a file when it is opened.
var programs = strings.Fields(`exe com scr pif cpl dll sys drv ocx msi msp mst msix appx bat cmd ps1 psm1 psd1
	vbs vbe js jse mjs ws wsf wsc wsh hta jar jnlp lnk url website reg scf inf msc gadget application
	appref-ms xll chm hlp iso img vhd vhdx apk ipa app command workflow dmg pkg deb rpm run sh bash csh
	ade adp mde diagcab library-ms settingcontent-ms search-ms`)

// programTypes are the same by their content.
var programTypes = strings.Fields(`application/vnd.microsoft.portable-executable application/x-elf application/x-object
	application/x-executable application/x-sharedlib application/x-coredump application/x-mach-binary application/x-ms-installer
	application/java-archive application/x-java-applet application/vnd.android.package-archive
	application/vnd.debian.binary-package application/x-rpm application/x-ms-shortcut application/x-chrome-extension
	application/x-shockwave-flash application/wasm application/vnd.ms-htmlhelp application/x-bytecode.python application/x-os2-hlp`)

// CheckFileType refuses programs, and files whose content is of another type
// than their name says. kind is the type by content, without parameters.
func CheckFileType(name, kind string) error {
	const op = "crm.CheckFileType"
	ending := FileEnding(name)
	switch {
	case slices.Contains(programs, ending) || slices.Contains(programTypes, kind):
		return fault.New(fault.Invalid, op, "%w: it is a program", ErrFileType).At("file")
	case bears(kind, ending):
		return nil
	}
	said := "has no ending"
	if ending != "" {
		said = "ends in ." + clip(ending)
	}
	return fault.New(fault.Invalid, op, "%w: its content is %s, but its name %s", ErrFileType, clip(kind), said).At("file")
}

func bears(kind, ending string) bool {
	if allowed, known := endings[kind]; known && (kind != plainText || slices.Contains(strings.Fields(allowed), ending)) {
		return slices.Contains(strings.Fields(allowed), ending)
	}
	for _, others := range endings {
		if slices.Contains(strings.Fields(others), ending) {
			return false
		}
	}
	return true
}

// KnownType reports whether the content of a type has a mark of its own here,
// so that what is built upon it need not be looked at closer.
func KnownType(kind string) bool {
	_, known := endings[kind]
	return known || slices.Contains(programTypes, kind)
}

// Picture reports whether content of this type is a picture that every browser
// shows and that holds nothing to run: the only one that is shown in place.
func Picture(kind string) bool {
	switch kind {
	case "image/png", "image/jpeg", "image/gif", "image/webp":
		return true
	}
	return false
}

// ServedType is the type under which content is handed out: its own where no
// browser does anything with it but save it, show it as a picture or read it
// as plain text.
func ServedType(kind string) string {
	_, known := endings[kind]
	switch {
	case Picture(kind), kind == "application/pdf", kind == "application/zip", kind == plainText, kind == "text/csv",
		known && strings.HasPrefix(kind, "application/vnd."), kind == "application/msword",
		known && strings.HasPrefix(kind, "audio/"):
		return kind
	}
	return "application/octet-stream"
}
