package routing

import (
	"strconv"
	"time"
)

// policyMember is one number of a policy as a trace spells it.
type policyMember struct {
	name  string
	write func(Policy) string
	read  func(*Policy, string) error
}

var policyMembers = []policyMember{
	length("ring-timeout", func(p *Policy) *time.Duration { return &p.RingTimeout }),
	length("no-ring-timeout", func(p *Policy) *time.Duration { return &p.NoRingTimeout }),
	length("retry", func(p *Policy) *time.Duration { return &p.Retry }),
	length("wrap-up", func(p *Policy) *time.Duration { return &p.WrapUp }),
	length("extension", func(p *Policy) *time.Duration { return &p.Extension }),
	count("max-extensions", func(p *Policy) *int { return &p.MaxExtensions }),
	length("dial-timeout", func(p *Policy) *time.Duration { return &p.DialTimeout }),
	count("misses-to-pause", func(p *Policy) *int { return &p.MissesToPause }),
	length("lease", func(p *Policy) *time.Duration { return &p.Lease }),
	length("max-talk", func(p *Policy) *time.Duration { return &p.MaxTalk }),
	length("owner-wait", func(p *Policy) *time.Duration { return &p.OwnerWait }),
	length("deputy-wait", func(p *Policy) *time.Duration { return &p.DeputyWait }),
	length("team-wait", func(p *Policy) *time.Duration { return &p.TeamWait }),
	level("important-level", func(p *Policy) *Level { return &p.ImportantLevel }),
	level("key-level", func(p *Policy) *Level { return &p.KeyLevel }),
	length("lower-after", func(p *Policy) *time.Duration { return &p.LowerAfter }),
	length("newcomers-after", func(p *Policy) *time.Duration { return &p.NewcomersAfter }),
	count("ramp-quota", func(p *Policy) *int { return &p.RampQuota }),
	length("keep-place", func(p *Policy) *time.Duration { return &p.KeepPlace }),
}

func length(name string, of func(*Policy) *time.Duration) policyMember {
	return policyMember{
		name:  name,
		write: func(p Policy) string { return of(&p).String() },
		read: func(p *Policy, s string) (err error) {
			*of(p), err = time.ParseDuration(s)
			return err
		},
	}
}

func level(name string, of func(*Policy) *Level) policyMember {
	return count(name, func(p *Policy) *int { return (*int)(of(p)) })
}

func count(name string, of func(*Policy) *int) policyMember {
	return policyMember{
		name:  name,
		write: func(p Policy) string { return strconv.Itoa(*of(&p)) },
		read: func(p *Policy, s string) (err error) {
			*of(p), err = strconv.Atoi(s)
			return err
		},
	}
}
