import json, os, sys, django
from django.conf import settings

settings.configure(
    DATABASES={'default': {'ENGINE': 'django.db.backends.' + os.environ['ENGINE'], 'NAME': os.environ['NAME'],
        'HOST': os.environ.get('HOST', ''), 'PORT': os.environ.get('PORT', ''), 'USER': os.environ.get('DBUSER', '')}},
    INSTALLED_APPS=['django.contrib.contenttypes', 'django.contrib.auth', 'rest_framework', 'rest_framework.authtoken',
        'rest_framework_simplejwt', 'rest_framework_simplejwt.token_blacklist'],
    ROOT_URLCONF='__main__', ALLOWED_HOSTS=['*'], USE_TZ=True, SECRET_KEY='only for this test, and long enough for a signature of it',
    PASSWORD_HASHERS=['django.contrib.auth.hashers.MD5PasswordHasher'],
    REST_FRAMEWORK={'DEFAULT_RENDERER_CLASSES': ['rest_framework.renderers.JSONRenderer']},
    SIMPLE_JWT=json.loads(os.environ['JWT'] or '{}'))
django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from rest_framework.authentication import TokenAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.authtoken.views import obtain_auth_token
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt import views as jwt
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken


class Who(APIView):
    authentication_classes = [TokenAuthentication]
    permission_classes = [IsAuthenticated]

    def get(self, request):
        return HttpResponse('[%s]' % request.user.username)


class JWTWho(Who):
    authentication_classes = [JWTAuthentication]


urlpatterns = [
    path('api/who/', Who.as_view()),
    path('api/token-auth/', obtain_auth_token),
    path('jwt/who/', JWTWho.as_view()),
    path('api/token/', jwt.token_obtain_pair),
    path('api/token/refresh/', jwt.token_refresh),
    path('api/token/verify/', jwt.token_verify),
    path('api/token/blacklist/', jwt.token_blacklist),
]

requests = json.load(sys.stdin)
said = []


def one(r):
    extra = {'HTTP_AUTHORIZATION': r['auth'].encode().decode('latin-1')} if r['auth'] else {}
    a = Client(raise_request_exception=False).generic(r['method'], '/' + r['path'].lstrip('/'), r['body'].encode(), content_type=r['type'], **extra)
    return {'status': a.status_code, 'challenge': a.get('WWW-Authenticate', ''), 'body': a.content.decode()}


def send(name):
    said.append([one(r) for r in requests.get(name) or []])


def say(value):
    said.append(value)


call_command('migrate', verbosity=0)
exec(os.environ['DO'])
json.dump(said, sys.stdout)
