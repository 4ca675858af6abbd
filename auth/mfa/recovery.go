package mfa

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

const (
	recoveryCodes = 10
	codeLetters   = "abcdefghijkmnpqrstuvwxyz23456789" // 32 that are not mistaken for each other: no l, o, 0 and 1
	codeLength    = 16                                 // letters of 5 bits: 80 bits
	codeGroup     = 4
)

// newCode is a random recovery code: "k3hd-9xpq-2mzt-b7rw".
func newCode() string {
	random := make([]byte, codeLength)
	_, _ = rand.Read(random) // never fails
	var b strings.Builder
	for i, r := range random {
		if i > 0 && i%codeGroup == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(codeLetters[int(r)%len(codeLetters)]) // 32 divides 256: every letter is as likely
	}
	return b.String()
}

// normalRecovery is a recovery code as it was made, however it was typed, or false when it cannot be one.
func normalRecovery(text string) (string, bool) {
	if len(text) > 4*codeLength {
		return "", false
	}
	var b strings.Builder
	for _, c := range strings.ToLower(text) {
		switch {
		case c == '-' || c == ' ':
		case strings.ContainsRune(codeLetters, c):
			b.WriteRune(c)
		default:
			return "", false
		}
	}
	return b.String(), b.Len() == codeLength
}

// hashCode is what the database has of a code. It has 80 random bits, so that a fast hash is enough; the user's number keeps the same code of
// two users apart.
func hashCode(u *auth.User, code string) string {
	sum := sha256.Sum256([]byte("musette recovery code " + strconv.FormatInt(u.ID, 10) + " " + code))
	return hex.EncodeToString(sum[:])
}

// renewCodes gives a user new recovery codes; the old ones are worthless from then on. They are returned to be shown, once.
func renewCodes(ctx context.Context, u *auth.User) ([]string, error) {
	codes := make([]string, recoveryCodes)
	rows := make([]*RecoveryCode, recoveryCodes)
	for i := range codes {
		codes[i] = newCode()
		plain, _ := normalRecovery(codes[i])
		rows[i] = &RecoveryCode{User: orm.To[auth.User](u.ID), Hash: hashCode(u, plain)}
	}
	err := orm.Atomic(ctx, func(ctx context.Context) error {
		if _, err := codesOf(u).DeleteAll(ctx); err != nil {
			return err
		}
		_, err := RecoveryCodes.BulkCreate(ctx, rows)
		return err
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// firstCodes makes recovery codes for somebody who has none.
func firstCodes(ctx context.Context, u *auth.User) ([]string, error) {
	has, err := codesOf(u).Exists(ctx)
	if err != nil || has {
		return nil, err
	}
	return renewCodes(ctx, u)
}

// checkRecovery looks whether a code is one of the user's recovery codes, and deletes it.
func checkRecovery(ctx context.Context, u *auth.User, code string) (verdict, error) {
	n, err := codesOf(u).Filter(RecoveryCodes.Hash.Eq(hashCode(u, code))).DeleteAll(ctx)
	return verdict{ok: n.Total == 1, factor: recoveryName}, err
}
