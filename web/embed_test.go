package web

import (
	"io/fs"
	"testing"
)

func TestThereIsAlwaysAnIndexToServe(t *testing.T) {
	page, err := fs.ReadFile(Files(), "index.html")
	if err != nil {
		t.Fatal(err)
	}
	if len(page) == 0 {
		t.Fatal("index.html is empty")
	}
}
