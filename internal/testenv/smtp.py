"""A mail server for tests: takes every mail of those who log in over TLS, and writes it beside its envelope."""

import asyncio
import json
import os
import ssl
import sys

from aiosmtpd.smtp import AuthResult, SMTP

folder, user, password, implicit = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4] == "implicit"
count = 0


class Handler:
    async def handle_DATA(self, server, session, envelope):
        global count
        count += 1
        name = os.path.join(folder, "%06d" % count)
        with open(name + ".tmp", "w") as f:
            json.dump({
                "From": envelope.mail_from,
                "To": envelope.rcpt_tos,
                "Data": envelope.content.decode("latin-1"),
                "TLS": session.ssl is not None or implicit,
            }, f)
        os.rename(name + ".tmp", name + ".json")
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    ok = data.login == user.encode() and data.password == password.encode()
    return AuthResult(success=ok, handled=False)  # the server answers


tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
tls.load_cert_chain(os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem"))


def server():
    return SMTP(Handler(), enable_SMTPUTF8=True, authenticator=authenticate, auth_required=True,
                tls_context=None if implicit else tls, require_starttls=not implicit,
                auth_require_tls=not implicit, hostname="localhost", ident="test")


async def main():
    s = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0, ssl=tls if implicit else None)
    print(s.sockets[0].getsockname()[1], flush=True)
    await s.serve_forever()


asyncio.run(main())
