"""TechEmpower's set of pages as a Django site of one file, for the ratio beside Musette's figures.

    DATABASE_HOST=… DATABASE_PORT=… DATABASE_USER=… DATABASE_NAME=… gunicorn -w 5 tfb:application
"""
import os
import random

import django
from django.conf import settings

settings.configure(
    DEBUG=False,
    SECRET_KEY="benchmark" * 8,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
    SECURE_HSTS_SECONDS=31536000,
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
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [
                            (
                                "django.template.loaders.locmem.Loader",
                                {
                                    "fortunes.html": """<!DOCTYPE html>
<html>
<head><title>Fortunes</title></head>
<body>
<table>
<tr><th>id</th><th>message</th></tr>
{% for f in fortunes %}<tr><td>{{ f.id }}</td><td>{{ f.message }}</td></tr>
{% endfor %}</table>
</body>
</html>
"""
                                },
                            )
                        ],
                    )
                ]
            },
        }
    ],
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.http import HttpResponse, JsonResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402


class World(models.Model):
    randomnumber = models.IntegerField()

    class Meta:
        app_label = "tfb"
        db_table = "world"
        managed = False

    def shown(self):
        return {"id": self.id, "randomNumber": self.randomnumber}


class Fortune(models.Model):
    message = models.TextField()

    class Meta:
        app_label = "tfb"
        db_table = "fortune"
        managed = False


def any_row():
    return random.randint(1, 10000)


def count(request):
    try:
        return min(max(int(request.GET.get("queries", "1")), 1), 500)
    except ValueError:
        return 1


def read(request):
    return [World.objects.get(id=any_row()) for _ in range(count(request))]


def plaintext(request):
    return HttpResponse("Hello, World!", content_type="text/plain")


def message(request):
    return JsonResponse({"message": "Hello, World!"})


def one(request):
    return JsonResponse(World.objects.get(id=any_row()).shown())


def several(request):
    return JsonResponse([w.shown() for w in read(request)], safe=False)


def updates(request):
    rows = sorted({w.id: w for w in read(request)}.values(), key=lambda w: w.id)
    for w in rows:
        w.randomnumber = any_row()
    World.objects.bulk_update(rows, ["randomnumber"])
    return JsonResponse([w.shown() for w in rows], safe=False)


def fortunes(request):
    rows = list(Fortune.objects.all())
    rows.append(Fortune(id=0, message="Additional fortune added at request time."))
    rows.sort(key=lambda f: f.message)
    return render(request, "fortunes.html", {"fortunes": rows})


urlpatterns = [
    path("plaintext", plaintext),
    path("json", message),
    path("db", one),
    path("queries", several),
    path("updates", updates),
    path("fortunes", fortunes),
]

application = get_wsgi_application()
