package django_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/testkit"
)

// Permissions that were given in Django, to a person or to a group, hold here; those of other people and of nobody do not.
func TestPermissionsOfDjango(t *testing.T) {
	t.Parallel()
	besideDjango(t, options(), func(t *testing.T, both *beside) {
		shell(t, both.db, `
from django.contrib.auth.models import Group, Permission, User
p = lambda label, codename: Permission.objects.get(content_type__app_label=label, codename=codename)
alice = User.objects.get(username='alice')
alice.user_permissions.add(p('shop', 'change_product'), p('shop', 'discount_product'))
staff = Group.objects.create(name='staff')
staff.permissions.add(p('shop', 'delete_orderitem'), p('auth', 'view_user'))
alice.groups.add(staff)
User.objects.create_superuser('root', password='long one')
User.objects.create_user('bob', password='long one').groups.add(Group.objects.create(name='empty'))`)
		ask := "?" + url.Values{"perm": {"shop.change_product", "shop.discount_product", "shop.delete_orderitem", "auth.view_user", "shop.add_product", "shop.nothing", ""}}.Encode()
		for name, want := range map[string]string{
			"alice": "auth.view_user shop.change_product shop.delete_orderitem shop.discount_product", "bob": "",
			"root": " auth.view_user shop.add_product shop.change_product shop.delete_orderitem shop.discount_product shop.nothing",
		} {
			b := newBrowser(t)
			b.login(both.new, name, "long one")
			if got := strings.Join(b.who(both.new, ask).Perms, " "); got != want {
				t.Errorf("%s may %q, want %q", name, got, want)
			}
			if name != "root" {
				if theirs := strings.Join(b.who(both.old).Perms, " "); theirs != want {
					t.Errorf("Django says that %s may %q, want %q", name, theirs, want)
				}
			}
		}
		// A right that is taken away is gone with the next request.
		b := newBrowser(t)
		b.login(both.old, "alice", "long one")
		shell(t, both.db, "from django.contrib.auth.models import User; User.objects.get(username='alice').groups.clear()")
		if got := strings.Join(b.who(both.new, ask).Perms, " "); got != "shop.change_product shop.discount_product" {
			t.Errorf("alice may %q", got)
		}
	})
}

// The names of rights are Django's, also for content types, which have an app of their own there.
func TestPermOfDjango(t *testing.T) {
	t.Parallel()
	if a, b := auth.PermOf(auth.ContentTypes, orm.View), auth.PermOf(auth.Users, orm.Change); a != "contenttypes.view_contenttype" || b != "auth.change_user" {
		t.Errorf("%s, %s", a, b)
	}
}

// Either framework's migrate finds the permissions and content types of the other and adds only what is missing: they have the same names.
// For the other order, see TestDjangoOnOurDatabase.
func TestPermissionNames(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		djangoTables(t, dbURL)
		kit := testkit.New(t, movedSite(), testkit.Options{DatabaseURL: dbURL, Settings: map[string]string{"SECRET_KEY": secret}, Budget: -1})
		after := permissionsIn(t, kit)
		lines := slices.Sorted(strings.Lines(after))
		if len(slices.Compact(slices.Clone(lines))) != len(lines) || strings.Count(after, "shop.") != 13 || strings.Contains(after, "auth.add_contenttype") {
			t.Errorf("some are there twice, or missing:\n%s", after)
		}
		for _, line := range []string{"contenttypes.view_contenttype contenttype Can view content type\n", "auth.add_user user Can add user\n", "auth.change_usersession usersession Can change user session\n", "shop.add_orderitem orderitem Can add order item\n"} {
			if !strings.Contains(after, line) {
				t.Errorf("there is no %q in\n%s", line, after)
			}
		}
		manage(t, dbURL, "migrate", "--verbosity", "0") // create_permissions runs again
		if again := permissionsIn(t, kit); again != after {
			t.Errorf("Django made of\n%s\nthese:\n%s", after, again)
		}
	})
}
