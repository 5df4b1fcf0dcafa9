package sipphone

import (
	"context"
	"errors"
	"sync"

	"vonal/internal/fault"
)

// atOnce is how many phones of a fleet register at the same time.
const atOnce = 32

// Account is a phone's name and password.
type Account struct{ User, Password string }

// FleetConfig describes many phones that are alike.
type FleetConfig struct {
	Accounts []Account
	Sockets  int         // the phones are spread evenly over so many; 1 if 0
	Local    string      // where the sockets are opened, 127.0.0.1:0 if empty
	Phone    PhoneConfig // what all phones have in common; Socket, User and Password are filled in

	// Each, if given, may change one phone's configuration.
	Each func(i int, cfg *PhoneConfig)
}

// Fleet is many phones on few sockets.
type Fleet struct {
	phones  []*Phone
	byUser  map[string]*Phone
	sockets []*Socket
}

// NewFleet makes the phones; Register makes them reachable.
func NewFleet(cfg FleetConfig) (*Fleet, error) {
	const op = "sipphone.NewFleet"
	f := &Fleet{byUser: map[string]*Phone{}}
	for range max(cfg.Sockets, 1) {
		s, err := Listen(cfg.Local)
		if err != nil {
			f.Close()
			return nil, fault.Wrap(op, err)
		}
		f.sockets = append(f.sockets, s)
	}
	for i, account := range cfg.Accounts {
		one := cfg.Phone
		one.Socket, one.User, one.Password = f.sockets[i%len(f.sockets)], account.User, account.Password
		if cfg.Each != nil {
			cfg.Each(i, &one)
		}
		p, err := NewPhone(one)
		if err != nil {
			f.Close()
			return nil, fault.Wrap(op, err)
		}
		f.phones = append(f.phones, p)
		f.byUser[p.User()] = p
	}
	return f, nil
}

// Phones are all phones in the order of their accounts.
func (f *Fleet) Phones() []*Phone { return f.phones }

// Phone is the phone of a user, nil if there is none.
func (f *Fleet) Phone(user string) *Phone { return f.byUser[user] }

// Register registers all phones, some at a time, and joins the errors of those
// that were turned away.
func (f *Fleet) Register(ctx context.Context) error {
	return f.each(func(p *Phone) error { return p.Register(ctx) })
}

// Unregister takes all phones' contacts back.
func (f *Fleet) Unregister(ctx context.Context) error {
	return f.each(func(p *Phone) error { return p.Unregister(ctx) })
}

// Behave changes what all phones do with offers from now on.
func (f *Fleet) Behave(b Behaviour) {
	for _, p := range f.phones {
		p.Behave(b)
	}
}

// Close hangs everything up and closes the sockets; it does not unregister.
func (f *Fleet) Close() {
	for _, p := range f.phones {
		p.Close()
	}
	for _, s := range f.sockets {
		s.Close()
	}
}

func (f *Fleet) each(do func(*Phone) error) error {
	var (
		all  sync.WaitGroup
		turn = make(chan struct{}, atOnce)
		errs = make([]error, len(f.phones))
	)
	for i, p := range f.phones {
		turn <- struct{}{}
		all.Go(func() {
			defer func() { <-turn }()
			errs[i] = do(p)
		})
	}
	all.Wait()
	return errors.Join(errs...)
}
