//go:build !unix

package testenv

import "os/exec"

// account is the system user that a server runs as: here always the one that
// runs the tests.
type account struct{}

func serverAccount() (account, error) { return account{}, nil }

func (account) applyTo(*exec.Cmd) {}

func (account) own(string) error { return nil }
