"""The shop with pages for tests."""
from oldsite.settings import *

ROOT_URLCONF = 'probe.urls'
SECRET_KEY_FALLBACKS = []
PASSWORD_HASHERS = ['django.contrib.auth.hashers.' + name for name in [
    'PBKDF2PasswordHasher', 'PBKDF2SHA1PasswordHasher', 'SHA1PasswordHasher', 'MD5PasswordHasher', 'UnsaltedSHA1PasswordHasher',
    'UnsaltedMD5PasswordHasher', 'Argon2PasswordHasher', 'BCryptSHA256PasswordHasher', 'BCryptPasswordHasher']]
if os.environ.get('MESSAGE_STORAGE'):
    MESSAGE_STORAGE = os.environ['MESSAGE_STORAGE']
if os.environ.get('PICKLE'):
    SESSION_SERIALIZER = 'django.contrib.sessions.serializers.PickleSerializer'
