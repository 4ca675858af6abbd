package app

import (
	"errors"
	"fmt"
	"strings"
)

// maxEnvFile is the largest file of settings in bytes.
const maxEnvFile = 64 << 10

// parseEnv reads a file of settings: one NAME=value on each line, "export " before it is allowed. A value ends with the line;
// spaces around it do not count, nor does what follows " #". Between single quotes it is taken as it is, between double
// quotes \n, \t, \" and \\ are read as usual. Lines that are empty or begin with # say nothing. Nothing is replaced or run.
// An error names the line, not what stands there.
func parseEnv(content string) (map[string]string, error) {
	if len(content) > maxEnvFile {
		return nil, fmt.Errorf("it has %d bytes: expected at most %d", len(content), maxEnvFile)
	}
	out := make(map[string]string)
	number := 0
	for line := range strings.Lines(strings.TrimPrefix(content, "\ufeff")) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, raw, ok := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		name = strings.TrimSpace(name)
		if !ok || !isName(name) {
			return nil, fmt.Errorf("line %d is not NAME=value", number)
		}
		if _, twice := out[name]; twice {
			return nil, fmt.Errorf("line %d sets %s again", number, name)
		}
		value, err := envValue(strings.TrimSpace(raw))
		if err != nil {
			return nil, fmt.Errorf("line %d, %s: %w", number, name, err)
		}
		out[name] = value
	}
	return out, nil
}

func isName(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '_' && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

func envValue(raw string) (string, error) {
	if raw == "" || raw[0] != '"' && raw[0] != '\'' {
		if strings.HasPrefix(raw, "#") {
			return "", nil
		}
		value, _, _ := strings.Cut(raw, " #")
		return checkValue(strings.TrimSpace(value))
	}
	quote := raw[0]
	var b strings.Builder
	for i := 1; i < len(raw); i++ {
		c := raw[i]
		if c == quote {
			rest := strings.TrimSpace(raw[i+1:])
			if rest != "" && rest[0] != '#' {
				return "", errors.New("something follows the closing quote")
			}
			return checkValue(b.String())
		}
		if c == '\\' && quote == '"' {
			i++
			if i == len(raw) {
				break
			}
			switch c = raw[i]; c {
			case 'n':
				c = '\n'
			case 't':
				c = '\t'
			case '"', '\\':
			default:
				return "", fmt.Errorf(`\%c is not known between double quotes: expected \n, \t, \" or \\`, c)
			}
		}
		b.WriteByte(c)
	}
	return "", errors.New("the closing quote is missing")
}

// checkValue refuses what no variable of the environment can hold.
func checkValue(s string) (string, error) {
	if strings.IndexByte(s, 0) >= 0 {
		return "", errors.New("the value holds a NUL character")
	}
	return s, nil
}
