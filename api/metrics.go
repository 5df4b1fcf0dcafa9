package api

import (
	"errors"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"vonal/internal/clock"
)

// measure times every request by route, method and status.
func (s *Server) measure() echo.MiddlewareFunc {
	seconds := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Namespace: "vonal",
		Name:      "http_request_seconds",
		Help:      "Time to answer a request.",
		Buckets:   []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
	}, []string{"method", "route", "status"})
	if err := s.cfg.Metrics.Register(seconds); err != nil {
		var had prometheus.AlreadyRegisteredError
		if errors.As(err, &had) {
			seconds, _ = had.ExistingCollector.(*prometheus.HistogramVec)
		}
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			began := clock.Instant()
			err := next(c)
			status := c.Response().Status
			if err != nil {
				status = refusalOf(err).status
			}
			if c.Path() == socketPath {
				return err // lasts as long as a page is open
			}
			seconds.WithLabelValues(known(c.Request().Method), c.Path(), strconv.Itoa(status)).
				Observe(float64(clock.Instant().Sub(began)) / float64(time.Second))
			return err
		}
	}
}

// known keeps a client from inventing labels.
func known(method string) string {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return method
	}
	return "other"
}
