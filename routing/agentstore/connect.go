package agentstore

import (
	"context"
	"net/url"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"vonal/internal/fault"
)

// Connect returns a client of the Redis at address, made so that no request
// outlives its context and none is sent twice: a claim that was carried out
// but not answered must not be repeated behind our back. It does not reach for
// Redis yet. The caller closes it.
//
// The address is redis://, rediss:// or unix:// as usual. With
// master_name=NAME it is that of a sentinel, with addr=HOST:PORT of one node
// of a cluster; addr may be repeated for more of either.
func Connect(address string) (redis.UniversalClient, error) {
	const op = "agentstore.Connect"
	u, err := url.Parse(address)
	if err != nil {
		return nil, fault.New(fault.Invalid, op, "%q is not an address of Redis", address)
	}
	q := u.Query()
	more, master := q["addr"], q.Get("master_name")
	q.Del("addr")
	q.Del("master_name")
	u.RawQuery = q.Encode()
	o, err := redis.ParseURL(u.String())
	if err != nil {
		return nil, fault.New(fault.Invalid, op, "not an address of Redis: %w", err)
	}
	redis.SetLogger(silent{})
	return redis.NewUniversalClient(&redis.UniversalOptions{
		Addrs: append([]string{o.Addr}, more...), MasterName: master,
		DB: o.DB, Username: o.Username, Password: o.Password, TLSConfig: o.TLSConfig,

		ContextTimeoutEnabled: true,
		MaxRetries:            -1,
		DialerRetries:         1,
		DialTimeout:           outerTimeout,
		ReadTimeout:           outerTimeout,
		WriteTimeout:          outerTimeout,
		PoolTimeout:           outerTimeout,

		DisableIdentity:          true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}), nil
}

// outerTimeout bounds what has no context to bound it: connections that the
// client makes ahead of need.
const outerTimeout = 5 * time.Second

// silent keeps the client from writing to standard error what its methods
// return as errors.
type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}
