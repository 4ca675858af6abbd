"""The pages of bench/people as a Django site of one file, for the ratios beside Musette's figures.

    DATABASE_HOST=… DATABASE_PORT=… DATABASE_USER=… DATABASE_NAME=… python3 people.py USERNAME PASSWORD
    DATABASE_HOST=… DATABASE_PORT=… DATABASE_USER=… DATABASE_NAME=… gunicorn -w 5 people:application

The first makes the tables and an account, the second serves.
"""
import os
import sys

import django
from django.conf import settings

TEMPLATES = {
    "_nav.html": """<nav aria-label="Main"><a href="{% url 'products' %}">Products</a>
{% if user.is_authenticated %}<span class="who">{{ user.get_full_name|default:user.username }}</span> <form method="post" action="{% url 'logout' %}">{% csrf_token %}<button type="submit">Log out</button></form>{% endif %}</nav>
""",
    "_card.html": """<article class="card"><p class="eyebrow">{{ product.category.name }}</p>
<h2><a href="/products/{{ product.id }}/">{{ product.name }}</a></h2>
<p class="text">{{ product.description }}</p>
<p class="foot"><strong class="price">{{ product.price }} €</strong> {% if product.in_stock %}<span class="tag yes">{{ product.stock }} in stock</span>{% else %}<span class="tag no">Sold out</span>{% endif %}</p></article>
""",
    "_pager.html": """<nav class="pager" aria-label="Pages">{% if page.has_previous %}<a rel="prev" href="?page={{ page.previous_page_number }}">Previous</a> {% endif %}<span aria-current="page">{{ page.number }} of {{ page.paginator.num_pages }}</span>{% if page.has_next %} <a rel="next" href="?page={{ page.next_page_number }}">Next</a>{% endif %}</nav>
""",
    "base.html": """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{% block title %}People{% endblock %}</title>
</head>
<body>
{% include "_nav.html" %}
<main id="content">
{% block content %}{% endblock %}
</main>
<footer><p>Everything here is made up, and nothing is for sale.</p></footer>
</body>
</html>
""",
    "list.html": """{% extends "base.html" %}
{% block title %}Products{% endblock %}
{% block content %}<h1>Products</h1>
<p class="count">{{ page.start_index }}–{{ page.end_index }} of {{ page.paginator.count }}</p>
{% for product in page %}{% include "_card.html" %}{% endfor %}{% include "_pager.html" %}{% endblock %}
""",
    "registration/login.html": """{% extends "base.html" %}
{% block content %}<form method="post">{% csrf_token %}{{ form.as_p }}<button type="submit">Log in</button></form>{% endblock %}
""",
}

settings.configure(
    DEBUG=False,
    SECRET_KEY="benchmark" * 8,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
    SECURE_HSTS_SECONDS=31536000,
    SESSION_COOKIE_SECURE=True,
    CSRF_COOKIE_SECURE=True,
    USE_TZ=True,
    LOGIN_URL="/login",
    LOGIN_REDIRECT_URL="/products/",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": os.environ.get("DATABASE_HOST", "127.0.0.1"),
            "PORT": os.environ.get("DATABASE_PORT", "5432"),
            "USER": os.environ.get("DATABASE_USER", "postgres"),
            "PASSWORD": os.environ.get("DATABASE_PASSWORD", ""),
            "NAME": os.environ.get("DATABASE_NAME", "postgres"),
            "CONN_MAX_AGE": 600,
        }
    },
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ],
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", TEMPLATES)],
                    )
                ],
            },
        }
    ],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.contrib.auth import views as auth_views  # noqa: E402
from django.contrib.auth.decorators import login_required  # noqa: E402
from django.core.paginator import Paginator  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402


class Category(models.Model):
    name = models.CharField(max_length=100, unique=True)

    class Meta:
        app_label = "people"


class Product(models.Model):
    name = models.CharField(max_length=100, db_index=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    description = models.TextField(blank=True)
    stock = models.IntegerField()
    in_stock = models.BooleanField()
    created_at = models.DateTimeField()

    class Meta:
        app_label = "people"
        ordering = ["name", "id"]


@login_required
def products(request):
    paginator = Paginator(Product.objects.select_related("category"), 25)
    page = paginator.page(request.GET.get("page", 1))
    return render(request, "list.html", {"page": page})


def plain(request):
    return HttpResponse("Hello, World!", content_type="text/plain")


urlpatterns = [
    path("products/", products, name="products"),
    path("login", auth_views.LoginView.as_view(), name="login"),
    path("logout", auth_views.LogoutView.as_view(), name="logout"),
    path("plain", plain),
]

application = get_wsgi_application()


def prepare(username, password):
    """Makes the tables and an account."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Category)
        editor.create_model(Product)
    User.objects.create_user(username, password=password)


if __name__ == "__main__":
    prepare(*sys.argv[1:])
