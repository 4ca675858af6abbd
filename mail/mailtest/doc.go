// Package mailtest holds the tests that every driver of the package mail passes, and a mail server for tests, with faults on request.
//
//	func TestDriver(t *testing.T) {
//		mailtest.Run(t, func(t *testing.T) mailtest.Fixture {
//			d, received := myDriver(t)
//			return mailtest.Fixture{Driver: d, Received: received}
//		})
//	}
package mailtest
