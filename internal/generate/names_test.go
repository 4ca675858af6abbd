package generate

import "testing"

func TestSnake(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"ID": "id", "Name": "name", "SoldOutAt": "sold_out_at", "HTTPPort": "http_port", "UserID": "user_id", "URLs": "urls", "IDs": "ids",
		"UserIDs": "user_ids", "Address2": "address2", "SHA256Sum": "sha256_sum", "A": "a", "AB": "ab", "ABc": "a_bc", "X_Y": "x_y",
		"XMLHttpRequest": "xml_http_request", "IsOK": "is_ok",
	} {
		if got := snake(name); got != want {
			t.Errorf("snake(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestUnexport(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"Book": "book", "HTTPPort": "httpPort", "ID": "id", "URL2": "url2", "A": "a", "ABook": "aBook", "X_Y": "x_Y"} {
		if got := unexport(name); got != want {
			t.Errorf("unexport(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	t.Parallel()
	known := []string{"max_digits", "max_length", "index"}
	for given, want := range map[string]string{
		"max_digit": `: did you mean "max_digits"?`, "MaxLength": `: did you mean "max_length"?`, "idnex": `: did you mean "index"?`, "unrelated": "", "": "",
	} {
		if got := didYouMean(given, known); got != want {
			t.Errorf("didYouMean(%q) = %q, want %q", given, got, want)
		}
	}
}
