package files

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"vonal/internal/fault"
)

// How long we wait for the bucket: to begin an answer, and to take a file whole.
const (
	bucketAnswers = 15 * time.Second
	bucketTakes   = 2 * time.Minute
)

// Bucket is a Shelf in an S3 bucket, or a part of one below a prefix.
type Bucket struct {
	client       *minio.Client
	transport    *http.Transport
	name, prefix string
}

// OpenBucket reads an address of the form
// s3://BUCKET/PREFIX?endpoint=https://HOST:PORT&region=REGION. Who we are comes
// from the environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or
// MINIO_ROOT_USER and MINIO_ROOT_PASSWORD). It does not connect.
func OpenBucket(address string) (*Bucket, error) {
	const op = "files.OpenBucket"
	form := fault.New(fault.Invalid, op, "the form is s3://BUCKET/PREFIX?endpoint=https://HOST:PORT")
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "s3" || u.Host == "" || u.User != nil {
		return nil, form
	}
	for name := range u.Query() {
		if name != "endpoint" && name != "region" {
			return nil, form
		}
	}
	endpoint := &url.URL{Scheme: "https", Host: "s3.amazonaws.com"}
	if given := u.Query().Get("endpoint"); given != "" {
		if endpoint, err = url.Parse(given); err != nil || endpoint.Host == "" || endpoint.User != nil || strings.Trim(endpoint.Path, "/") != "" ||
			endpoint.Scheme != "https" && endpoint.Scheme != "http" {
			return nil, form
		}
	}
	transport, err := minio.DefaultTransport(endpoint.Scheme == "https")
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	transport.ResponseHeaderTimeout = bucketAnswers
	client, err := minio.New(endpoint.Host, &minio.Options{
		Creds:      credentials.NewChainCredentials([]credentials.Provider{&credentials.EnvAWS{}, &credentials.EnvMinio{}}),
		Secure:     endpoint.Scheme == "https",
		Region:     u.Query().Get("region"),
		Transport:  transport,
		MaxRetries: 3,
	})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return &Bucket{client, transport, u.Host, strings.Trim(u.Path, "/")}, nil
}

// Close lets go of idle connections.
func (b *Bucket) Close() error {
	b.transport.CloseIdleConnections()
	return nil
}

// object is the name of a key in the bucket.
func (b *Bucket) object(op, key string) (string, error) {
	folder, err := folderOf(op, key)
	return path.Join(b.prefix, folder, key), err
}

// Put uploads in one request, which S3 carries out whole or not at all.
func (b *Bucket) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	const op = "files.Bucket.Put"
	name, err := b.object(op, key)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, bucketTakes)
	defer cancel()
	_, err = b.client.PutObject(ctx, b.name, name, r, size, minio.PutObjectOptions{
		ContentType: "application/octet-stream", DisableMultipart: true, SendContentMd5: true,
	})
	if err != nil {
		return answered(op, err)
	}
	return nil
}

// Open asks whether the object is there, and fetches of it what is read.
func (b *Bucket) Open(ctx context.Context, key string) (Content, error) {
	const op = "files.Bucket.Open"
	name, err := b.object(op, key)
	if err != nil {
		return nil, err
	}
	object, err := b.client.GetObject(ctx, b.name, name, minio.GetObjectOptions{})
	if err == nil {
		if _, err = object.Stat(); err != nil {
			object.Close()
		}
	}
	if err != nil {
		return nil, answered(op, err)
	}
	return object, nil
}

// Remove deletes the object.
func (b *Bucket) Remove(ctx context.Context, key string) error {
	const op = "files.Bucket.Remove"
	name, err := b.object(op, key)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, bucketTakes)
	defer cancel()
	if err := b.client.RemoveObject(ctx, b.name, name, minio.RemoveObjectOptions{}); err != nil {
		return answered(op, err)
	}
	return nil
}

// answered gives an error of S3 its kind.
func answered(op string, err error) error {
	var answer minio.ErrorResponse
	if errors.As(err, &answer) {
		switch answer.Code {
		case minio.NoSuchKey:
			return fault.New(fault.Unknown, op, "nothing is kept under this key")
		case "QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded":
			return troubled(op, ErrFull)
		}
	}
	return troubled(op, err)
}
