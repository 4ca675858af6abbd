package mailpage

import (
	"errors"
	"fmt"
	"html/template"
	"net/url"
	"strings"

	"github.com/musette-go/musette/web"
)

// Options configure [Funcs].
type Options struct {
	// Base is the address of the site: "https://shop.example". It is a scheme and a host, perhaps with a port, and nothing else.
	// Defaults to none: absurl and absstatic fail.
	Base string
	// Allowed are the names of the site, as in web.HostOptions; Base must be one. Defaults to any.
	Allowed []string
	// URLs are the names of routes.
	URLs *web.URLs
	// Static gives the address of a static file, as in render.Options. Defaults to none: absstatic fails.
	Static func(path string) (string, error)
}

// Funcs returns the functions for mails, for render.Options.Funcs:
//
//	{{absurl "accounts:reset" .Token}}   https://shop.example/accounts/reset/x7k2/
//	{{absstatic "img/logo.png"}}         https://shop.example/static/img/logo.5c0a.png
//
// The host is that of Options.Base, whatever host a request was for. The error says what is wrong with Base.
func Funcs(opt Options) (template.FuncMap, error) {
	base, err := checkBase(opt.Base, opt.Allowed)
	if err != nil {
		return nil, err
	}
	absolute := func(path string, err error) (string, error) {
		switch {
		case err != nil:
			return "", err
		case strings.HasPrefix(path, "https://"): // static files of another host
			return path, nil
		case base == "":
			return "", errNoBase
		case !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//"):
			return "", fmt.Errorf("mailpage: %q is not a path of the site", path)
		}
		return base + path, nil
	}
	return template.FuncMap{
		"absurl": func(name string, args ...any) (string, error) {
			return absolute(opt.URLs.Reverse(name, args...))
		},
		"absstatic": func(path string) (string, error) {
			if opt.Static == nil {
				return "", errors.New("mailpage: there are no static files: set mailpage.Options.Static")
			}
			return absolute(opt.Static(path))
		},
	}, nil
}

var errNoBase = errors.New("mailpage: the address of the site is not known: set mailpage.Options.Base, which a site reads from SITE_URL")

// checkBase returns the address without a slash at its end.
func checkBase(base string, allowed []string) (string, error) {
	if base == "" {
		return "", nil
	}
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil ||
		u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" || strings.HasSuffix(base, "?") || strings.HasSuffix(base, "#") {
		return "", fmt.Errorf("mailpage: %q is not the address of a site: write a scheme and a host, such as https://shop.example", base)
	}
	host := strings.ToLower(u.Hostname())
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if len(allowed) > 0 && !allows(allowed, host) {
		return "", fmt.Errorf("mailpage: the host of %q is not one of the site's (ALLOWED_HOSTS): links in mails would lead elsewhere", base)
	}
	return u.Scheme + "://" + strings.ToLower(u.Host), nil
}

// allows follows the rules of web.HostOptions.
func allows(allowed []string, host string) bool {
	for _, name := range allowed {
		name = strings.ToLower(name)
		if name == "*" || name == host || strings.HasPrefix(name, ".") && (name[1:] == host || strings.HasSuffix(host, name)) {
			return true
		}
	}
	return false
}
