// Package web carries the page inside the binary. The page is built by
// "make build" into dist, which git does not keep; a binary built without it
// still serves everything else and says in place of the page what to do.
package web

import (
	"embed"
	"io/fs"
)

// dist/.keep is committed, so that this compiles in a fresh checkout.
//
//go:embed all:dist notbuilt
var files embed.FS

// Files is the page as it is to be served: index.html, which stands for every
// address of the page, and assets/, whose names change with their content and
// which may be cached for ever. Where the page has not been built, it is one
// index.html that says so.
func Files() fs.FS {
	if Built() {
		return sub("dist")
	}
	return sub("notbuilt")
}

// Built reports whether the page is in the binary.
func Built() bool {
	_, err := fs.Stat(files, "dist/index.html")
	return err == nil
}

func sub(dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // only a name that is no path can fail, and these two are
	}
	return f
}
