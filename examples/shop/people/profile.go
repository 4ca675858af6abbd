package people

import (
	"context"
	"errors"
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/messages"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/views"
	"github.com/musette-go/musette/web"
)

// Card is what the form of a profile asks for.
type Card struct {
	FirstName, LastName string
	About               string
	Picture             *form.Upload

	have  bool // there is a picture already
	clear bool // it is to go
}

// The largest picture that is taken. What is kept of it is small.
const (
	maxPicture = 5 << 20    // bytes
	maxPixels  = 24_000_000 // of a good telephone
)

var cardForm = form.Define(func(c *Card) form.Fields {
	stored := ""
	if c.have {
		stored = "the one above"
	}
	return form.Fields{
		form.Text(&c.FirstName).MaxLength(150).Optional().Autocomplete("given-name"),
		form.Text(&c.LastName).MaxLength(150).Optional().Autocomplete("family-name"),
		form.LongText(&c.About).Label("About you").MaxLength(500).Optional(),
		form.Image(&c.Picture).Optional().MaxSize(maxPicture).MaxPixels(maxPixels).Types("image/png", "image/jpeg").Extensions("png", "jpg", "jpeg").
			Stored(stored, func() { c.clear = true }).Help("A PNG or JPEG of at most 5 MiB. We keep a small square of it, without what your camera has noted."),
	}
})

// ProfilePage is what the page of a profile shows.
type ProfilePage struct {
	Form *form.Form[Card]
	User *auth.User
}

var profilePage = render.Page[ProfilePage]("people/profile.html")

// profile shows somebody's own profile in a form, and stores it.
func profile(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	u, err := auth.CurrentUser(ctx)
	if err != nil {
		return err
	}
	p, err := of(ctx, u)
	if err != nil {
		return err
	}
	f, err := cardForm.From(r, &Card{FirstName: u.FirstName, LastName: u.LastName, About: p.About, have: p.Picture != ""})
	if err != nil {
		return err
	}
	if f.Valid() {
		err := save(ctx, u, p, f.Data)
		if err == nil {
			return saved(w, r)
		}
		if !errors.Is(err, errPicture) {
			return err
		}
		f.AddError("picture", "invalid_image", err.Error())
	}
	return profilePage.Render(w, r, ProfilePage{f, u})
}

// of is the profile of a user: a new one for those who came otherwise than by the sign-up.
func of(ctx context.Context, u *auth.User) (*Profile, error) {
	p, err := Profiles.For(ctx).Get(ctx, Profiles.UserID.Eq(u.ID))
	if errors.Is(err, orm.ErrNotFound) {
		return &Profile{User: orm.To[auth.User](u.ID)}, nil
	}
	return p, err
}

// save stores a profile: the picture in the site's bucket, the rest in rows. Without the rows the new picture goes too, and with them
// the old one.
func save(ctx context.Context, u *auth.User, p *Profile, c *Card) error {
	bucket, err := storage.From(ctx)
	if err != nil {
		return err
	}
	before := p.Picture
	if c.clear {
		p.Picture = ""
	}
	if c.Picture != nil {
		if p.Picture, err = keep(ctx, bucket, c.Picture); err != nil {
			return err
		}
	}
	p.About, u.FirstName, u.LastName = c.About, c.FirstName, c.LastName
	err = orm.Atomic(ctx, func(ctx context.Context) error {
		if p.Picture != before {
			views.RemoveFile(ctx, bucket, before)
		}
		store := Profiles.Save
		if !p.IsSaved() {
			store = Profiles.Create
		}
		return errors.Join(store(ctx, p), auth.Users.Save(ctx, u))
	})
	if err != nil && c.Picture != nil {
		err = errors.Join(err, bucket.Delete(context.WithoutCancel(ctx), p.Picture))
	}
	return err
}

// saved says so on the same page.
func saved(w http.ResponseWriter, r *http.Request) error {
	if err := renew(r.Context()); err != nil {
		return err
	}
	messages.Success(r.Context(), "Your profile is saved.")
	to, err := web.Reverse(r.Context(), "people:profile")
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
