package main

import (
	"cmp"
	"flag"
	"path/filepath"
	"strings"

	"vonal/crm"
	"vonal/crm/clamd"
	"vonal/crm/files"
)

// filesUnasked is where files are kept if nothing else is said.
const filesUnasked = "/var/lib/vonal/files"

// fileFlags say where files are kept, and what is taken.
type fileFlags struct {
	place, clamd string
	most         int64 // MiB
}

func (f *fileFlags) declare(set *flag.FlagSet) {
	set.StringVar(&f.place, "files", "", "folder of the customers' files, or s3://BUCKET/PREFIX?endpoint=https://HOST:PORT with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment (default files below --data, or /var/lib/vonal/files)")
	set.StringVar(&f.clamd, "clamd", "", "HOST:PORT or socket of a ClamAV daemon; files are then held until it has checked them")
	set.Int64Var(&f.most, "file-limit", crm.MaxFile>>20, "MiB that a file may have, at most 1024")
}

// onShelf opens the place where files are kept. A bucket is not asked before it
// is needed.
func onShelf(place string) (files.Shelf, error) {
	var shelf files.Shelf
	var err error
	if strings.HasPrefix(place, "s3:") {
		shelf, err = files.OpenBucket(place)
	} else {
		shelf, err = files.OpenDisk(place)
	}
	if err != nil {
		return nil, badUsage("--files: %v", err)
	}
	return shelf, nil
}

// openFiles opens the cabinet of the customers' files.
func (p *program) openFiles() (err error) {
	cfg := files.Config{Records: p.store, Most: p.Files.most << 20, Clock: p.Clock, Log: p.Log}
	place := cmp.Or(p.Files.place, filesUnasked)
	if cfg.Shelf, err = onShelf(place); err != nil {
		return err
	}
	if _, disk := cfg.Shelf.(*files.Disk); disk {
		cfg.Incoming = filepath.Join(place, files.Unfinished)
	}
	p.shelf = cfg.Shelf
	if p.Files.clamd != "" {
		scanner, err := clamd.New(p.Files.clamd)
		if err != nil {
			return badUsage("--clamd: %v", err)
		}
		cfg.Scanner = scanner
	}
	p.cabinet = files.New(cfg)
	return nil
}
