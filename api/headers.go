package api

import (
	"crypto/rand"
	"net/http"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"
)

// headers sets what every answer carries, and bounds the body of every request.
func (s *Server) headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		if s.cfg.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		r, most := c.Request(), int64(maxBody)
		if take := s.uploads[r.Method+" "+c.Path()]; take != nil {
			most = take.most() + maxBody // what stands around the file is small
		}
		if r.ContentLength > most {
			_ = r.Body.Close() // net/http then lets the answer arrive before it hangs up
			return &http.MaxBytesError{Limit: most}
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, most)
		return next(c)
	}
}

// private keeps answers out of every cache: they are about people.
func private(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set("Cache-Control", "no-store")
		return next(c)
	}
}

// ownSite refuses requests that change something and come from the page of
// another site.
func (s *Server) ownSite(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := s.origin.Check(c.Request()); err != nil {
			return &refusal{status: http.StatusForbidden, code: "cross_site", detail: "The request comes from another site."}
		}
		return next(c)
	}
}

// pagePolicy is the content policy of the page. Scripts come from our files
// only. The components put their styles into <style> elements, so these carry a
// nonce that is new in every answer: nothing is allowed "unsafe-inline".
// Recordings are played from blobs, small pictures may be data addresses.
func pagePolicy(nonce, host string) string {
	connect := "'self'"
	if plainHost.MatchString(host) { // for browsers whose 'self' leaves out websockets
		connect += " ws://" + host + " wss://" + host
	}
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self' 'nonce-" + nonce + "'",
		"img-src 'self' data: blob:",
		"font-src 'self'",
		"media-src 'self' blob:",
		"connect-src " + connect,
		"worker-src 'self' blob:",
		"manifest-src 'self'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
	}, "; ")
}

var plainHost = regexp.MustCompile(`^([a-zA-Z0-9.-]+|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?$`)

func newNonce() string { return rand.Text() }
