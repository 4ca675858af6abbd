"""Opens a mail with Python's parser and writes what it sees as JSON."""

import base64
import email
import email.policy
import json
import sys

m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
seen = {"Subject": str(m["Subject"]), "Text": "", "HTML": "", "Files": []}
for part in m.walk():
    if part.defects:
        sys.exit("defects: %r" % part.defects)
    if part.is_multipart():
        continue
    if part.get_content_disposition():
        seen["Files"].append({
            "Name": part.get_filename(), "Type": part.get_content_type(), "ID": (part["Content-ID"] or "").strip("<>"),
            "Content": base64.b64encode(part.get_payload(decode=True)).decode(),
        })
    elif part.get_content_type() == "text/plain":
        seen["Text"] = part.get_content()
    elif part.get_content_type() == "text/html":
        seen["HTML"] = part.get_content()
json.dump({k: v if v != [] else None for k, v in seen.items()}, sys.stdout)
