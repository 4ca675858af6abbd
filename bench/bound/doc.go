// Package bound measures contenders against each other and holds them to
// limits.
//
// One machine is fast today and slow tomorrow, so what counts is the ratio of
// two contenders that took turns on the same machine in the same minute:
//
//	results, err := bound.Measure(bound.Options{},
//		bound.Contender{Name: "hand", Run: byHand},
//		bound.Contender{Name: "musette", Run: musette},
//	)
//	…
//	report := bound.NewReport(os.Stdout)
//	report.AtMost("postgres/get", results.Ratio("musette", "hand"), 1.05)
//	report.AtMost("postgres/get/allocs", results.Allocs("musette")-results.Allocs("hand"), 0)
//	os.Exit(report.ExitCode())
//
// which prints
//
//	bound postgres/get 0.981 <= 1.05 ok
//	bound postgres/get/allocs 0 <= 0 ok
package bound
