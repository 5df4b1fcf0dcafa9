package main

import "fmt"

// judge holds what was measured against what was aimed at. What was not
// measured is not judged.
func (r *report) judge(p plan) {
	fmt.Println("\nAims")
	ours := "vonal-" + string(p.shipped)
	rate := p.rates[len(p.rates)-1]
	for _, have := range p.rates {
		if have == 100 {
			rate = have
		}
	}
	vonal, measured := r.p95(setUpCase(ours, rate))
	if queue, ok := r.p95(setUpCase("app_queue", rate)); ok && measured {
		r.aim(fmt.Sprintf("set-up at %g/s: p95 of Vonal / p95 of app_queue", rate), vonal/queue, 1, false)
	}
	if queue, ok := r.p95(setUpCase("app_queue+mixmonitor", rate)); ok && measured {
		r.aim(fmt.Sprintf("the same, app_queue recording as Vonal does, at %g/s", rate), vonal/queue, 1, false)
	}
	most := p.rates[len(p.rates)-1]
	if vonal, ok := r.of(setUpCase(ours, most)); ok {
		r.aim(fmt.Sprintf("failed calls of Vonal at %g/s", most), float64(vonal.Failed), 0, false)
	}
	if gap, ok := r.p95("gap vonal"); ok {
		r.aim("next agent: p95 of Vonal, ms", gap, 20, false)
	}
	if decision, ok := r.of("decision, 1000 agents"); ok {
		r.aim("decision with 1,000 agents: p99, ms", decision.P99, 5, false)
	}
	claim, ok := r.of("redis, one claim of ten agents")
	if trivial, also := r.of("redis, one trivial script"); ok && also {
		r.aim("claims a second / trivial scripts a second", claim.PerSecond/max(trivial.PerSecond, 1), 0.5, true)
	}
	r.judgePage()
	r.judgeCRM(p.sizes)
}

// judgePage holds the page against what its people were promised.
func (r *report) judgePage() {
	for _, promised := range []struct {
		name string
		most float64
	}{
		{"login page, until one can type", 1000},
		{"live desk of 200 agents, until it answers", 1000},
		{"ring to toast", 300},
		{"ring to toast, while the desk is busy", 300},
	} {
		if p95, ok := r.p95(promised.name); ok {
			r.aim(promised.name+": p95, ms", p95, promised.most, false)
		}
	}
	if desk, ok := r.of("live desk, the whole browser"); ok {
		r.aim("live desk, the whole browser: percent of one core", desk.Percent, 20, false)
	}
	for _, list := range []string{"cards", "board of deals"} {
		if blank, ok := r.of(list + ", scrolled: from frame to frame, blank"); ok {
			r.aim(list+": blank rows seen while scrolling", float64(blank.Failed), 0, false)
		}
	}
}

// judgeCRM holds each case against the plain SQL of the same run, and the
// largest company against the smallest.
func (r *report) judgeCRM(sizes []int) {
	for _, one := range crmCases() {
		for _, size := range sizes {
			ours, measured := r.p95(one.title(size))
			if plain, ok := r.p95(one.title(size) + ", plain SQL"); ok && measured {
				r.aim(one.title(size)+": p95 / plain SQL", ours/max(plain, 0.001), one.most, false)
			}
		}
		small, ok := r.p95(one.title(sizes[0]))
		if large, also := r.p95(one.title(sizes[len(sizes)-1])); ok && also && len(sizes) > 1 {
			r.aim(fmt.Sprintf("%s: p95 with %d cards / with %d", one.name, sizes[len(sizes)-1], sizes[0]), large/max(small, 0.001), 1.5, false)
		}
	}
	for _, size := range sizes {
		if pop, ok := r.of(crmCases()[0].title(size)); ok {
			r.aim(pop.Case+": p99, ms", pop.P99, 3, false)
		}
	}
}
