package main

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/musette-go/musette/bench/bound"
)

// stranger is a name that nobody has, as long as the one that somebody has.
const stranger = "eve"

// peopleTiming tries to learn from the time of failed logins whether somebody has a name. The bounds are that Welch's test sees no
// difference between a name that somebody has and one that nobody has, that the medians lie close together, and that all answers are
// the same.
func peopleTiming(ctx context.Context, b *bench) error {
	p, err := b.people(ctx)
	if err != nil {
		return err
	}
	s, err := p.musette(ctx, "BENCH_LOCKOUT=off")
	if err != nil {
		return err
	}
	v, err := newVisitor(b.peopleClient(1), s)
	if err != nil {
		return err
	}
	tries := b.size(1000, 10)
	if r := b.opts.Rounds; r > 0 && r <= bound.MinRounds {
		tries = min(tries, 100)
	}
	answers := map[string]int{}
	took := map[string][]float64{}
	for i := range tries + 1 {
		for k := range 2 { // who begins changes
			name := []string{personName, stranger}[(i+k)%2]
			ms, answer, err := v.fail(ctx, name)
			if err != nil {
				return err
			}
			if i == 0 { // the first ones warm the site up
				continue
			}
			took[name] = append(took[name], ms)
			answers[answer]++
		}
	}
	t, pValue := welch(took[personName], took[stranger])
	known, unknown := bound.Median(took[personName]), bound.Median(took[stranger])
	fmt.Fprintf(b.out, "2 x %d failed logins: median %.3f ms with a known name, %.3f ms with an unknown one; t = %.2f, p = %.3f\n", tries, known, unknown, t, pValue)
	b.report.AtLeast("people/timing-p", pValue, 0.01)
	b.report.AtMost("people/timing-ms", math.Abs(known-unknown), 2)
	b.report.AtMost("people/timing-answers", float64(len(answers)), 1)
	return nil
}

// fail tries to log in with a wrong password, and returns the time in milliseconds and the answer.
func (v *visitor) fail(ctx context.Context, name string) (ms float64, answer string, err error) {
	req, err := v.loginRequest(ctx, name, "wrong "+personPassword)
	if err != nil {
		return 0, "", err
	}
	start := time.Now()
	status, body, err := v.do(req)
	took := time.Since(start)
	if err == nil && (status < 400 || status >= 500) {
		err = fmt.Errorf("a login with a wrong password is answered with status %d: %.300s", status, body)
	}
	return float64(took) / float64(time.Millisecond), fmt.Sprint(status, " ", csrfInput.ReplaceAllString(body, "")), err
}
