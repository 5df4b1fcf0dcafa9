package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// result is one line of a table: one case over all its rounds.
type result struct {
	Case   string  `json:"case"`
	N      int     `json:"n"`
	Failed int     `json:"failed"`
	P50    float64 `json:"p50_ms"`
	P95    float64 `json:"p95_ms"`
	P99    float64 `json:"p99_ms"`

	Rounds    []float64          `json:"rounds_p95_ms,omitempty"`        // p95 of each round
	PerSecond float64            `json:"per_second,omitempty"`           // where a rate was measured
	CPU       map[string]float64 `json:"cpu_ms_per_call,omitempty"`      // processor time of each server
	Greeting  float64            `json:"caller_answer_p95_ms,omitempty"` // until the caller's own 200
	Reasons   map[string]int     `json:"failures,omitempty"`             // what became of calls that failed
	Percent   float64            `json:"percent_of_a_core,omitempty"`    // processor time, where that is the figure
}

// ratio is a figure held against what was aimed at.
type ratio struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Aim   float64 `json:"aim"`
	Holds string  `json:"holds"` // "at most" or "at least"
	Met   bool    `json:"met"`
}

// report is what a run has found.
type report struct {
	Name    string   `json:"name"`
	Machine string   `json:"machine"`
	Notes   []string `json:"notes"`
	Results []result `json:"results"`
	Ratios  []ratio  `json:"ratios"`
}

func newReport(machine string) *report {
	fmt.Println(machine)
	return &report{Name: "bench", Machine: machine}
}

// heading begins a table; its notes say what the figures below it mean.
func (r *report) heading(title string, notes ...string) {
	fmt.Printf("\n%s\n", title)
	for _, n := range notes {
		fmt.Println("  " + n)
	}
	r.Notes = append(r.Notes, title+": "+strings.Join(notes, " "))
	fmt.Printf("  %-44s %6s %6s %9s %9s %9s  %s\n", "case", "n", "failed", "p50 ms", "p95 ms", "p99 ms", "")
}

func (r *report) add(res result) {
	r.Results = append(r.Results, res)
	row(res)
}

// row prints one line.
func row(res result) {
	var more []string
	if res.PerSecond > 0 {
		more = append(more, fmt.Sprintf("%.0f/s", res.PerSecond))
	}
	if res.Greeting > 0 {
		more = append(more, fmt.Sprintf("caller's own 200 p95 %.1f", res.Greeting))
	}
	if cpu := res.CPU; cpu != nil {
		more = append(more, fmt.Sprintf("cpu a call: asterisk %.1f vonal %.1f postgres %.1f redis %.1f",
			cpu["asterisk"], cpu["vonal"], cpu["postgres"], cpu["redis"]))
	}
	if res.Percent > 0 {
		more = append(more, fmt.Sprintf("%.1f %% of one core", res.Percent))
	}
	if len(res.Reasons) > 0 {
		more = append(more, fmt.Sprint(res.Reasons))
	}
	fmt.Printf("  %-44s %6d %6d %9.2f %9.2f %9.2f  %s\n",
		res.Case, res.N, res.Failed, res.P50, res.P95, res.P99, strings.Join(more, "; "))
}

// of is the result of a case, if it was measured.
func (r *report) of(name string) (result, bool) {
	for _, res := range r.Results {
		if res.Case == name {
			return res, true
		}
	}
	return result{}, false
}

// p95 is that of a case of which something came.
func (r *report) p95(name string) (float64, bool) {
	res, measured := r.of(name)
	return res.P95, measured && res.N > res.Failed
}

func (r *report) aim(name string, value, aim float64, atLeast bool) {
	x := ratio{Name: name, Value: value, Aim: aim, Holds: "at most", Met: value <= aim}
	if atLeast {
		x.Holds, x.Met = "at least", value >= aim
	}
	r.Ratios = append(r.Ratios, x)
	word := "missed"
	if x.Met {
		word = "met"
	}
	fmt.Printf("  %-64s %10.3f  aim %s %g: %s\n", name, value, x.Holds, aim, word)
}

// write puts the report into a file, as a whole.
func (r *report) write(file string) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	fmt.Printf("\nwritten to %s\n", file)
	return os.WriteFile(file, append(b, '\n'), 0o644)
}

// summed fills in the quantiles of what was measured.
func summed(name string, took []time.Duration, failed int) result {
	took = slices.Sorted(slices.Values(took))
	return result{
		Case: name, N: len(took) + failed, Failed: failed,
		P50: quantile(took, 50), P95: quantile(took, 95), P99: quantile(took, 99),
	}
}

// quantile is the value of which so many of a hundred are not above, in
// milliseconds: the nearest rank, no interpolation.
func quantile(sorted []time.Duration, percent int) float64 {
	if len(sorted) == 0 {
		return 0
	}
	rank := (len(sorted)*percent + 99) / 100
	return milliseconds(sorted[max(rank, 1)-1])
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
