package main

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/musette-go/musette/examples/shop/people"
	"github.com/musette-go/musette/testkit"
)

// photo is a picture of a colour, wider than high.
func photo(kit *testkit.Kit, kind string, c color.Color) []byte {
	m := image.NewRGBA(image.Rect(0, 0, 640, 400))
	for i := range m.Bounds().Dx() * m.Bounds().Dy() {
		m.Set(i%640, i/640, c)
	}
	var b bytes.Buffer
	if kind == "jpg" {
		kit.Must(jpeg.Encode(&b, m, nil))
	} else {
		kit.Must(png.Encode(&b, m))
	}
	return b.Bytes()
}

func face(name string, content []byte) testkit.File {
	return testkit.File{Field: "picture", Name: name, Content: content}
}

// TestProfile changes a profile, with a picture that comes, changes and goes.
func TestProfile(t *testing.T) {
	t.Parallel()
	testkit.Run(t, Site(), func(t *testing.T, kit *testkit.Kit) {
		ada := member(kit, "ada")
		kit.Login(ada)
		kit.Get("/people/me/").Status(200).Contains(`value="The ada"`, `src="/people/me/picture/"`).ValidHTML().NoFormErrors()
		kit.Get("/people/me/picture/").Status(200).HasHeader("Content-Type", "image/svg+xml").HasHeader("Cache-Control", "private, max-age=300").Contains(">T</text>")

		who := values("first_name", "Ada", "last_name", "Abel", "about", "I read.")
		kit.PostFiles("/people/me/", who, face("me.png", photo(kit, "png", color.RGBA{R: 200, A: 255}))).Status(303).Redirects("/people/me/").Follow().
			Status(200).Contains("Your profile is saved.", "Ada Abel", "I read.</textarea>", `src="/people/me/picture/?v=`).ValidHTML()
		before := kept(kit)
		if len(before) != 1 || !strings.HasPrefix(before[0], "people/") || !strings.HasSuffix(before[0], ".jpg") {
			t.Errorf("the bucket has %q", before)
		}
		shown := kit.Get("/people/me/picture/").Status(200).HasHeader("Content-Type", "image/jpeg").HasHeader("Cache-Control", "private, max-age=300").HasHeader("X-Content-Type-Options", "nosniff")
		m, err := jpeg.Decode(strings.NewReader(shown.Body))
		kit.Must(err)
		if r, g, b, _ := m.At(128, 128).RGBA(); m.Bounds().Dx() != 256 || m.Bounds().Dy() != 256 || r>>8 < 190 || g>>8 > 20 || b>>8 > 20 {
			t.Errorf("the picture has %s, and its middle is %d %d %d", m.Bounds(), r>>8, g>>8, b>>8)
		}

		kit.PostFiles("/people/me/", who, face("other.jpg", photo(kit, "jpg", color.White))).Status(303)
		after := kept(kit)
		if len(after) != 1 || after[0] == before[0] {
			t.Errorf("the bucket has %q, and had %q", after, before)
		}
		kit.Post("/people/me/", with(who, "picture-clear", "on")).Status(303)
		if left := kept(kit); len(left) != 0 {
			t.Errorf("the bucket still has %q", left)
		}
		rows, err := people.Profiles.Unrestricted().All(kit.Context())
		kit.Must(err)
		if len(rows) != 1 || rows[0].About != "I read." || rows[0].Picture != "" || rows[0].User.Key() != ada.ID {
			t.Errorf("stored %+v", rows)
		}
		loggedIn(kit, member(kit, "bob")).Get("/people/me/").Status(200).Contains(`value="The bob"`).Lacks("I read.")
	})
}

// TestWrongPictures refuses what is no picture or too much of one, beside the field, and keeps nothing of it.
func TestWrongPictures(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, Site(), testkit.Options{})
	kit.Login(member(kit, "ada"))
	good := photo(kit, "png", color.Black)
	bomb := bytes.Clone(good) // says that it is enormous
	copy(bomb[16:24], []byte{0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50})
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	for name, c := range map[string]struct {
		file    testkit.File
		message string
	}{
		"text":      {face("me.png", []byte("I am a picture, really.")), "Upload a valid image."},
		"page":      {face("me.png", []byte("<html><script>alert(1)</script>")), "Upload a valid image."},
		"drawing":   {face("me.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)), "not allowed"},
		"extension": {face("me.html", good), "not allowed"},
		"truncated": {face("me.png", good[:len(good)/2]), "Upload a valid image."},
		"too large": {face("me.png", append(bytes.Clone(good), make([]byte, 5<<20)...)), "at most 5.0 MiB"},
		"bomb":      {face("me.png", bomb), "pixels"},
	} {
		r := kit.PostFiles("/people/me/", values("first_name", "Ada", "last_name", "", "about", "I read."), c.file).Status(200).Contains(c.message, `value="Ada"`).ValidHTML()
		if !strings.Contains(r.Body, `id="id_picture_error"`) {
			t.Errorf("%s: no error at the field:\n%s", name, r.Body)
		}
	}
	kit.PostFiles("/people/me/", values(), face("huge.png", make([]byte, 7<<20))).Status(413)
	if files := kept(kit); len(files) != 0 {
		t.Errorf("the files %q were kept", files)
	}
	if n, err := people.Profiles.Unrestricted().Count(kit.Context()); n != 0 || err != nil {
		t.Errorf("%d profiles were stored (%v)", n, err)
	}
}

// TestImpersonation shows who acts as whom on every page, and ends on demand.
func TestImpersonation(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, Site(), testkit.Options{})
	member(kit, "bob")
	kit.Login(superuser(kit))
	kit.Post("/accounts/impersonate/", values("username", "bob")).Status(303)
	for _, path := range []string{"/", "/products/", "/wallet/", "/accounts/"} {
		kit.Get(path).Status(200).Contains("You, root, act as <strong>bob</strong>", "Be yourself again", "The bob").ValidHTML()
	}
	kit.Get("/products/add/").Status(403)
	kit.Post("/accounts/impersonate/end/", nil).Status(303)
	kit.Get("/").Status(200).Lacks("act as")
}
