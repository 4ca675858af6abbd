package web

import (
	"slices"
	"strings"
)

// Masked stands in the place of a secret value.
const Masked = "••••••••"

// Secret reports whether a name looks like that of a secret: a setting, header, cookie or field whose name holds key, secret,
// token, pass, pwd, dsn, cookie, session, auth, signature, credential, csrf or url of a database, whatever its case, or a word
// for what a form asks of its user in confidence: the number of a card, an account or a person, a PIN or a one-time code, as in
// credit_card, cardNumber, cvc, iban, ssn or otp2. Pages in debug and logs show [Masked] in the place of its value.
func Secret(name string) bool {
	all := words(name)
	joined := strings.ToLower(strings.Join(all, ""))
	return holdsAny(strings.ToLower(name), "key", "secret", "token", "pass", "pwd", "dsn", "cookie", "session", "auth", "signature", "credential",
		"csrf", "sid", "database_url") ||
		holdsAny(joined, "creditcard", "cardnumber", "cardno", "securitycode", "socialsecurity", "accountnumber", "onetime") ||
		slices.ContainsFunc(all, confidential)
}

func holdsAny(s string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(s, part) })
}

// confidential reports whether one word of a name stands for something that is not to be shown. These are short, so that they
// count as whole words only: pin, but not shipping.
func confidential(word string) bool {
	switch strings.Trim(strings.ToLower(word), "0123456789") {
	case "card", "cc", "ccnum", "pan", "cvv", "cvc", "csc", "cvn", "iban", "ssn", "pin", "puk", "tan", "otp", "totp", "mfa", "tfa":
		return true
	}
	return false
}

// words are the words of a name, between other characters and where a capital begins one: card, Number in cardNumber.
func words(name string) []string {
	var list []string
	start := 0
	for i := 0; i <= len(name); i++ {
		switch {
		case i == len(name) || !letterOrDigit(name[i]):
			list = append(list, name[start:i])
			start = i + 1
		case i > start && upperCase(name[i]) && !upperCase(name[i-1]):
			list = append(list, name[start:i])
			start = i
		}
	}
	return list
}

func upperCase(c byte) bool     { return c >= 'A' && c <= 'Z' }
func letterOrDigit(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' }

// mask returns the value, or [Masked] when the name looks secret or the value is an address with a password in it.
func mask(name, value string) string {
	if value == "" {
		return ""
	}
	if Secret(name) || hasPassword(value) {
		return Masked
	}
	return value
}

// hasPassword finds the user:password@ of an address.
func hasPassword(value string) bool {
	for rest := value; ; {
		_, after, found := strings.Cut(rest, "://")
		if !found {
			return false
		}
		host := after
		if i := strings.IndexAny(after, "/?# "); i >= 0 {
			host = after[:i]
		}
		if user, _, ok := strings.Cut(host, "@"); ok && strings.Contains(user, ":") {
			return true
		}
		rest = after
	}
}
