import json
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpResponse, HttpResponseForbidden, JsonResponse
from django.middleware.csrf import get_token
from django.urls import include, path
from django.utils import timezone


def token(request):
    return HttpResponse(get_token(request))


def who(request):
    return JsonResponse({'name': request.user.get_username(), 'values': {k: v for k, v in request.session.items() if k[0] != '_'},
                         'perms': sorted(request.user.get_all_permissions())})


def log_in(request):
    user = authenticate(request, username=request.POST['name'], password=request.POST['password'])
    if user is None:
        return HttpResponseForbidden()
    login(request, user)
    return HttpResponse('in')


def log_out(request):
    logout(request)
    return HttpResponse('out')


def password(request):
    request.user.set_password(request.POST['password'])
    request.user.save()
    update_session_auth_hash(request, request.user)
    return HttpResponse('changed')


def set_value(request):
    for name, value in request.POST.items():
        if name == 'expiry':
            request.session.set_expiry(int(value))
        elif name != 'csrfmiddlewaretoken':
            request.session[name] = json.loads(value)
    return HttpResponse('set')


def message(request):
    messages.success(request, request.POST['text'], extra_tags='cart')
    return HttpResponse('added')


def shown(request):
    return JsonResponse([[m.level, m.message, m.extra_tags] for m in messages.get_messages(request)], safe=False)


def reset(request):
    user = User.objects.get(username=request.GET['name'])
    if 'token' in request.GET:
        return HttpResponse(str(default_token_generator.check_token(user, request.GET['token'])))
    return HttpResponse(default_token_generator.make_token(user))


urlpatterns = [
    path('dj/token/', token), path('dj/who/', who), path('dj/login/', log_in), path('dj/logout/', log_out), path('dj/password/', password),
    path('dj/set/', set_value), path('dj/message/', message), path('dj/shown/', shown), path('dj/reset/', reset),
    path('', include('oldsite.urls')),
]
