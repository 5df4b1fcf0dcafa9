package api

import (
	"context"
	"io"

	"vonal/crm"
	"vonal/crm/files"
	"vonal/internal/fault"
)

// Files are what is recorded of the customers' documents.
type Files interface {
	ListFiles(ctx context.Context, v crm.Viewer, in crm.Folder, f crm.FileFilter, page crm.Page) (crm.List[crm.File], error)
	// GetFile finds also a deleted file that is not yet purged.
	GetFile(ctx context.Context, v crm.Viewer, id crm.FileID) (crm.File, error)
	PatchFile(ctx context.Context, v crm.Viewer, id crm.FileID, ch crm.FileChange) (crm.File, error)
	DeleteFile(ctx context.Context, v crm.Viewer, id crm.FileID) error
	RestoreFile(ctx context.Context, v crm.Viewer, id crm.FileID) (crm.File, error)
}

// Cabinet keeps their contents; see files.Cabinet.
type Cabinet interface {
	Most() int64
	Receive(r io.Reader, name string) (*files.Parcel, error)
	ReceiveAny(r io.Reader, name string, most int64) (*files.Parcel, error)
	Add(ctx context.Context, v crm.Viewer, in crm.NewFile, p *files.Parcel) (crm.File, error)
	AddVersion(ctx context.Context, v crm.Viewer, id crm.FileID, p *files.Parcel) (crm.File, error)
	Open(ctx context.Context, v crm.FileVersion) (files.Content, error)
	OpenThumbnail(ctx context.Context, v crm.FileVersion) (files.Content, error)
}

// noCabinet is that of a server that was given none.
type noCabinet struct{}

var errNoCabinet = fault.New(fault.Unavailable, "api.noCabinet", "no place for files was given")

func (noCabinet) Most() int64                                      { return 0 }
func (noCabinet) Receive(io.Reader, string) (*files.Parcel, error) { return nil, errNoCabinet }
func (noCabinet) ReceiveAny(io.Reader, string, int64) (*files.Parcel, error) {
	return nil, errNoCabinet
}
func (noCabinet) Add(context.Context, crm.Viewer, crm.NewFile, *files.Parcel) (crm.File, error) {
	return crm.File{}, errNoCabinet
}
func (noCabinet) AddVersion(context.Context, crm.Viewer, crm.FileID, *files.Parcel) (crm.File, error) {
	return crm.File{}, errNoCabinet
}
func (noCabinet) Open(context.Context, crm.FileVersion) (files.Content, error) {
	return nil, errNoCabinet
}
func (noCabinet) OpenThumbnail(context.Context, crm.FileVersion) (files.Content, error) {
	return nil, errNoCabinet
}
