package validate_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/validate"
)

// The vectors follow those of Django's own tests of its validators.

var long = strings.Repeat("a", 63)

// vectors are texts that a validator must take and texts that it must refuse.
type vectors struct {
	name    string // Django's name for it
	check   func(string) error
	valid   []string
	invalid []string
}

func texts() []vectors {
	return []vectors{
		{"validate_email", validate.Email,
			[]string{"email@here.com", "weirder-email@here.and.there.com", "!def!xyz%abc@example.com", "email@[127.0.0.1]",
				"email@[2001:dB8::1]", "email@[2001:dB8:0:0:0:0:0:1]", "email@[::fffF:127.0.0.1]", "example@valid-----hyphens.com",
				"example@valid-with-hyphens.com", "test@domain.with.idn.tld.उदाहरण.परीक्षा", "email@localhost", `"test@test"@example.com`,
				"example@atm." + long, "example@" + long + ".atm", "example@" + long + "." + strings.Repeat("b", 10) + ".atm",
				"\"\\\t\"@here.com"},
			[]string{"example@atm." + long + "a", "example@" + strings.Repeat("b", 64) + ".atm." + long, "example@" + strings.Repeat(long+".", 100) + "com",
				"", "abc", "abc@", "abc@bar", "a @x.cz", "abc@.com", "something@@somewhere.com", "email@127.0.0.1", "email@[127.0.0.256]",
				"email@[2001:db8::12345]", "email@[2001:db8:0:0:0:0:1]", "email@[::ffff:127.0.0.256]", "email@[2001:dg8::1]",
				"email@[2001:dG8:0:0:0:0:0:1]", "email@[::fTzF:127.0.0.1]", "example@invalid-.com", "example@-invalid.com",
				"example@invalid.com-", "example@inv-.alid-.com", "example@inv-.-alid.com", "test@example.com\n\n<script src=\"x.js\">",
				"\"\\\n\"@here.com", "trailingdot@shouldfail.com.", "a@b.com\n", "a\n@b.com", "\"test@test\"\n@example.com",
				"a@[127.0.0.1]\n", ".a@b.com", "a.@b.com", "a..b@c.com", "a@b.c", "\x00a@b.com", "a@b\x00.com", "ä@b.com", "a@[127.0.0.1", "\"a\"b\"@c.com"}},
		{"URLValidator", validate.URL,
			[]string{"http://www.djangoproject.com/", "HTTP://WWW.DJANGOPROJECT.COM/", "http://localhost/", "http://example.com/", "http://example.com:0",
				"http://example.com:65535", "http://example.com./", "http://www.example.com/", "http://www.example.com:8000/test",
				"http://valid-with-hyphens.com/", "http://subdomain.example.com/", "http://a.aa", "http://200.8.9.10/", "http://200.8.9.10:8000/test",
				"http://su--b.valid-----hyphens.com/", "http://example.com?something=value", "http://example.com/index.php?something=value&another=value2",
				"https://example.com/", "ftp://example.com/", "ftps://example.com/", "http://foo.com/blah_blah", "http://foo.com/blah_blah/",
				"http://foo.com/blah_blah_(wikipedia)", "http://foo.com/blah_blah_(wikipedia)_(again)", "http://www.example.com/wpstyle/?p=364",
				"https://www.example.com/foo/?bar=baz&inga=42&quux", "http://✪df.ws/123", "http://userid@example.com", "http://userid@example.com/",
				"http://userid@example.com:8080", "http://userid@example.com:8080/", "http://userid:password@example.com", "http://userid:password@example.com/",
				"http://userid:password@example.com:8", "http://userid:password@example.com:8080/", "http://userid:@example.com", "http://142.42.1.1/",
				"http://142.42.1.1:8080/", "http://➡.ws/䨹", "http://⌘.ws", "http://☺.damowmow.com/", "http://foo.com/unicode_(✪)_in_parens",
				"http://code.google.com/events/#&product=browser", "http://j.mp", "ftp://foo.bar/baz", "http://foo.bar/?q=Test%20URL-encoded%20stuff",
				"http://مثال.إختبار", "http://例子.测试", "http://उदाहरण.परीक्षा", "http://-.~_!$&'()*+,;=%40:80%2f@example.com", "http://xn--7sbb4ac0ad0be6cf.xn--p1ai",
				"http://1337.net", "http://a.b-c.de", "http://223.255.255.254", "http://10.1.1.254", "ftps://foo.bar/", "http://10.1.1.1/",
				"http://[FEDC:BA98:7654:3210:FEDC:BA98:7654:3210]:80/index.html", "http://[::192.9.5.5]/ipng", "http://[::ffff:129.144.52.38]:80/index.html",
				"http://0.0.0.0/", "http://255.255.255.255", "http://224.0.0.0", "http://224.1.1.1", "http://111.112.113.114/", "http://88.88.88.88/",
				"http://11.12.13.14/", "http://10.20.30.40/", "http://1.2.3.4/", "http://127.0.01.09.home.lan", "http://" + long + ".example.com",
				"http://example." + strings.Repeat("a", 63) + ".com", "http://edcba.foo.com:10000/", "https://exampl%e.com@example.com/a"},
			[]string{"", "no_scheme", "foo", "http://", "http://example", "http://example.", "http://example.com:-1", "http://example.com:-/", "http://example.com:000000080/",
				"http://.com", "http://invalid-.com", "http://-invalid.com", "http://invalid.com-", "http://invalid.-com", "http://inv-.alid-.com",
				"http://inv-.-alid.com", "file://localhost/path", "git://example.com/", "http://.", "http://..", "http://../", "http://?", "http://??",
				"http://??/", "http://#", "http://##", "http://##/", "http://foo.bar?q=Spaces should be encoded", "//", "//a", "///a", "///", "http:///a",
				"foo.com", "rdar://1234", "h://test", "http:// shouldfail.com", ":// should fail", "http://foo.bar/foo(bar)baz quux", "http://-error-.invalid/",
				"http://dashinpunytld.trailingdot.xn--p1ai-.", "http://dashinpunytld.xn---", "http://-a.b.co", "http://a.b-.co", "http://a.-b.co", "http://a.b-.c.co",
				"http:/", "http://1.1.1.1.1", "http://123.123.123", "http://3628126748", "http://123", "http://000.000.000.000",
				"http://016.016.016.016", "http://192.168.000.001", "http://01.2.3.4", "http://1.02.3.4", "http://.www.foo.bar/", "http://.www.foo.bar./",
				"http://[::1:2::3]:8/", "http://[::1:2::3]:8080/", "http://[]", "http://[]:8080", "http://example..com/", "http://example.com.com.com.com:8z/",
				"http://foo@bar@example.com", "http://foo/bar@example.com", "http://foo:bar:baz@example.com", "http://foo:bar@baz@example.com",
				"http://foo:bar/baz@example.com", "http://invalid-.com/?m=foo@example.com", "http://:bar@example.com", "http://:@example.com", "http://@example.com",
				"http://www.djangoproject.com/\n", "http://[::ffff:192.9.5.5]\n", "http://[a", "http://[a]", "http://[a.b:80", "http://www.asdasdasdasdsadfm.com.br\n", "\nhttp://a.com",
				"http://\x00a.com/", "http://a.com/\x00", "http://a.com/\t", "http://a.com/" + strings.Repeat("x", validate.MaxURL), "http://" + strings.Repeat("a.", 130) + "com",
				"http://" + strings.Repeat("a", 64) + ".com", "http://example.com:100000/", "javascript://a.com/%0aalert(1)", "http://[fe80::1%eth0]/"}},
		{"validate_slug", validate.Slug,
			[]string{"slug-ok", "longer-slug-still-ok", "--------", "nohyphensoranything", "a", "1", "a1", "_"},
			[]string{"", " text ", " ", "some@mail.com", "你好", "你 好", "\n", "trailing-newline\n", "a\x00", "ａ"}},
		{"validate_unicode_slug", validate.UnicodeSlug,
			[]string{"slug-ok", "longer-slug-still-ok", "--------", "nohyphensoranything", "a", "1", "a1", "你-好", "你好-还好"},
			[]string{"", " text ", " ", "some@mail.com", "\n", "你 好", "trailing-newline\n", "a\x00"}},
		{"validate_ipv4_address", validate.IPv4,
			[]string{"1.1.1.1", "255.0.0.0", "0.0.0.0"},
			[]string{"", "256.1.1.1", "25.1.1.", "25,1,1,1", "25.1 .1.1", "1.1.1.1\n", "٧.2٥.3٣.243", "000.000.000.000", "016.016.016.016", "192.168.000.001",
				"01.2.3.4", "1.02.3.4", "::1", "1.1.1", "1.1.1.1.1", "1.1.1.1\x00"}},
		{"validate_ipv6_address", validate.IPv6,
			[]string{"fe80::1", "::1", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"},
			[]string{"", "1:2", "::zzz", "12345::", "::1\n", "1.1.1.1", "fe80::1%eth0", strings.Repeat("0", 60) + "::1"}},
		{"validate_ipv46_address", validate.IP,
			[]string{"1.1.1.1", "255.0.0.0", "0.0.0.0", "fe80::1", "::1", "1:2:3:4:5:6:7:8"},
			[]string{"", "256.1.1.1", "25.1.1.", "25,1,1,1", "25.1 .1.1", "1:2", "::zzz", "12345::", "000.000.000.000", "016.016.016.016", "1.02.3.4"}},
		{"validate_domain_name", validate.Domain,
			[]string{"0000000001.example.com", "EXAMPLE.COM", "example.com", "www.example.com", "valid-hyphens.com", "example.com.", "xn--7sbb4ac0ad0be6cf.xn--p1ai",
				"subdomain.python.org", "python.co.uk", "google.com", "उदाहरण.परीक्षा", "bücher.de", long + ".com"},
			[]string{"", "localhost", "a", "example", "-a.com", "a-.com", "a..com", ".com", "a.b.c.d.1", "127.0.0.1", "256.256.256.256", "a.com\n", "a b.com", "a_b.com",
				"a.com\x00", "a.c", strings.Repeat("a", 64) + ".com", "not a domain name", "not@domain", "not-a.domain!", "a\u2028.com"}},
		{"validate_comma_separated_integer_list", validate.IntegerList,
			[]string{"1", "12", "1,2", "1,2,3", "10,32"}, []string{"", "a", "a,b,c", "1, 2, 3", ",", "1,2,3,", ",1,2,3", "1,,2", "1\n", "１"}},
	}
}

func TestVectors(t *testing.T) {
	t.Parallel()
	for _, v := range texts() {
		for _, s := range v.valid {
			if err := v.check(s); err != nil {
				t.Errorf("%s refuses %q: %v", v.name, s, err)
			}
		}
		for _, s := range v.invalid {
			err := v.check(s)
			if err == nil {
				t.Errorf("%s takes %q", v.name, s)
			} else if validate.CodeOf(err) != "invalid" || err.Error() == "" {
				t.Errorf("%s: the error of %q is %q with code %q", v.name, s, err, validate.CodeOf(err))
			}
		}
	}
}

// TestNewlineAndNull holds for every validator of text: what is valid is not so with a line break or NUL at either end.
func TestNewlineAndNull(t *testing.T) {
	t.Parallel()
	for _, v := range texts() {
		for _, s := range v.valid {
			for _, c := range []string{"\n", "\r\n", "\x00", "\u2028"} {
				if v.check(s+c) == nil {
					t.Errorf("%s takes %q", v.name, s+c)
				}
				if v.check(c+s) == nil {
					t.Errorf("%s takes %q", v.name, c+s)
				}
			}
		}
	}
}

func TestLengthsAndRanges(t *testing.T) {
	t.Parallel()
	d := decimal.MustParse
	for _, c := range []struct {
		name string
		err  error
		code string // "" for none
		text string
	}{
		{"max length", validate.MaxLength(10)("xxxxxxxxxx"), "", ""},
		{"max length", validate.MaxLength(10)("xxxxxxxxxxxxxxx"), "max_length", "Ensure this value has at most 10 characters (it has 15)."},
		{"max length counts characters", validate.MaxLength(10)(strings.Repeat("ü", 10)), "", ""},
		{"max length of one", validate.MaxLength(1)("ab"), "max_length", "Ensure this value has at most 1 character (it has 2)."},
		{"min length", validate.MinLength(10)("xxxxxxxxxx"), "", ""},
		{"min length", validate.MinLength(10)(""), "min_length", "Ensure this value has at least 10 characters (it has 0)."},
		{"length", validate.Length(2, 3)("abcd"), "max_length", "Ensure this value has at most 3 characters (it has 4)."},
		{"max", validate.Max(10)(10), "", ""},
		{"max", validate.Max(0)(1), "max_value", "Ensure this value is less than or equal to 0."},
		{"min", validate.Min(-10)(-10), "", ""},
		{"min", validate.Min(0)(-1), "min_value", "Ensure this value is greater than or equal to 0."},
		{"range", validate.Range(1.5, 2)(2.5), "max_value", "Ensure this value is less than or equal to 2."},
		{"min of no number", validate.Min(0.0)(nan()), "min_value", "Ensure this value is greater than or equal to 0."},
		{"min decimal", validate.MinDecimal(d("0.01"))(d("0.00")), "min_value", "Ensure this value is greater than or equal to 0.01."},
		{"max decimal", validate.MaxDecimal(d("1"))(d("1.00")), "", ""},
		{"max decimal", validate.MaxDecimal(d("1"))(d("1.01")), "max_value", "Ensure this value is less than or equal to 1."},
		{"step", validate.Step(3, 0)(3), "", ""},
		{"step", validate.Step(3, 0)(1), "step_size", "Ensure this value is a multiple of step size 3."},
		{"step", validate.Step(0.1, 0)(0.7), "", ""},
		{"step with offset", validate.Step(5, 2)(12), "", ""},
		{"step with offset", validate.Step(5, 2)(10), "step_size", "Ensure this value is a multiple of step size 5."},
		{"decimal", validate.Decimal(2, 2)(d("0.99")), "", ""},
		{"decimal", validate.Decimal(2, 1)(d("0.99")), "max_decimal_places", "Ensure that there are no more than 1 decimal place."},
		{"decimal", validate.Decimal(3, 1)(d("999")), "max_whole_digits", "Ensure that there are no more than 2 digits before the decimal point."},
		{"decimal", validate.Decimal(4, 1)(d("999")), "", ""},
		{"decimal", validate.Decimal(20, 2)(d("742403889818000000")), "", ""},
		{"decimal", validate.Decimal(5, 2)(d("7304E-3")), "max_decimal_places", "Ensure that there are no more than 2 decimal places."},
		{"decimal", validate.Decimal(3, 2)(d("0.0001")), "max_digits", "Ensure that there are no more than 3 digits in total."},
		{"extension", validate.FileExtension("txt")("file.txt"), "", ""},
		{"extension", validate.FileExtension("PNG")("file.PNG"), "", ""},
		{"extension", validate.FileExtension("txt")("file.jpg"), "invalid_extension", "File extension “jpg” is not allowed. Allowed extensions are: txt."},
		{"extension", validate.FileExtension("txt")("fileWithNoExtension"), "invalid_extension", "File extension “” is not allowed. Allowed extensions are: txt."},
		{"extension", validate.FileExtension("txt", "pdf")("a.txt.exe"), "invalid_extension", "File extension “exe” is not allowed. Allowed extensions are: txt, pdf."},
		{"no null", validate.NoNull("something"), "", ""},
		{"no null", validate.NoNull("\x00something"), "null_characters_not_allowed", "Null characters are not allowed."},
		{"regex", validate.Regex(regexp.MustCompile("[0-9]+"), "")("12"), "", ""},
		{"regex", validate.Regex(regexp.MustCompile("[0-9]+"), "")("12\n"), "invalid", "Enter a valid value."},
		{"regex", validate.Regex(regexp.MustCompile("^[0-9]+$"), "Digits, please.")("12\n"), "invalid", "Digits, please."},
		{"regex", validate.Regex(regexp.MustCompile("a|b"), "")("ab"), "invalid", "Enter a valid value."},
		{"not regex", validate.NotRegex(regexp.MustCompile("(?i)spam"), "")("no SPAM here"), "invalid", "Enter a valid value."},
		{"not regex", validate.NotRegex(regexp.MustCompile("spam"), "")("ham"), "", ""},
	} {
		switch {
		case c.code == "" && c.err != nil:
			t.Errorf("%s: %v", c.name, c.err)
		case c.code != "" && (c.err == nil || validate.CodeOf(c.err) != c.code || c.err.Error() != c.text):
			t.Errorf("%s: %v, want %s: %s", c.name, c.err, c.code, c.text)
		}
	}
}

func nan() float64 { z := 0.0; return z / z }

func Example() {
	check := validate.All(validate.MaxLength(20), validate.Email)
	for _, s := range []string{"ada@example.com", "ada@example", "somebody.with.a.long.name@example.com"} {
		fmt.Println(check(s))
	}
	var e *validate.Error
	fmt.Println(errors.As(check("ada"), &e), e.Code)
	// Output:
	// <nil>
	// Enter a valid email address.
	// Ensure this value has at most 20 characters (it has 37).
	// true invalid
}
