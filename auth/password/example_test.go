package password_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/musette-go/musette/auth/password"
)

// A login, and what it does when the hash was made by Django.
func ExamplePolicy_Verify() {
	// docs:begin verify
	policy := new(password.Policy) // of a site alone
	ctx := context.Background()
	stored := "pbkdf2_sha256$1000$seasalt$ABvFp+v377Hh1RXMH+y4cbMHz/scCkl9J8/53ppe+Kg="

	result, err := policy.Verify(ctx, "pässwörd ✓", stored)
	if err != nil {
		fmt.Println(err) // too many people are logging in, or this one has gone
		return
	}
	if result.Upgrade {
		stored, err = policy.Hash(ctx, "pässwörd ✓")
	}
	// docs:end verify
	fmt.Println(result.OK, stored[:strings.LastIndex(stored, "p=1")+3], err)
	// Output: true argon2$argon2id$v=19$m=19456,t=2,p=1 <nil>
}

func ExamplePolicy_Validate() {
	// docs:begin validate
	policy := new(password.Policy)
	about := []password.Attribute{
		{Label: "username", Value: "camille"},
		{Label: "email address", Value: "camille@example.org"},
	}
	for _, typed := range []string{"camille1", "20261120", "letmein", "correct horse battery staple"} {
		found, err := policy.Validate(context.Background(), typed, about...)
		fmt.Println(typed, err)
		for _, f := range found {
			fmt.Printf("  %s: %s\n", f.Code, f.Message)
		}
	}
	// docs:end validate
	// Output:
	// camille1 <nil>
	//   password_too_similar: The password is too similar to the username.
	// 20261120 <nil>
	//   password_entirely_numeric: This password is entirely numeric.
	// letmein <nil>
	//   password_too_short: This password is too short. It must contain at least 8 characters.
	//   password_too_common: This password is too common.
	// correct horse battery staple <nil>
}

// Beside a Django 4.2 the hashes are what it would make itself, and none is replaced.
func ExampleDjango() {
	// docs:begin django
	policy := password.Django(4, 2)
	// docs:end django
	encoded, err := policy.Hash(context.Background(), "correct horse battery staple")
	fmt.Println(encoded[:len("pbkdf2_sha256$600000$")], err)
	// Output: pbkdf2_sha256$600000$ <nil>
}

// A site whose Django prefers Argon2 says so.
func ExamplePolicy_argon2() {
	// docs:begin argon2
	policy := &password.Policy{
		Preferred: password.Argon2id{Memory: 102400, Time: 2, Threads: 8}, // Django's own parameters
		NoUpgrade: true,
	}
	// docs:end argon2
	fmt.Println(policy.Check())
	// Output: <nil>
}

// Breached passwords are looked up in a file, without a network.
func ExampleBuildBloom() {
	list := strings.NewReader("21BD12DC183F740EE76F27B78EB39C8AD972A757:52579\n") // P@ssw0rd
	dir, err := os.MkdirTemp("", "breached")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path, ctx := filepath.Join(dir, "breached.bloom"), context.Background()
	// docs:begin bloom
	file, err := os.Create(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	n, err := password.BuildBloom(ctx, file, list, password.BloomOptions{Items: 1_000_000})
	fmt.Println(n, "passwords", errors.Join(err, file.Close()))

	breached, err := password.OpenBloom(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer breached.Close()
	policy := &password.Policy{
		Validators: append(password.DefaultValidators(), password.Breached{In: breached}),
	}
	// docs:end bloom
	found, err := policy.Validate(ctx, "P@ssw0rd")
	fmt.Println(found[len(found)-1].Code, err)
	// Output:
	// 1 passwords <nil>
	// password_breached <nil>
}
