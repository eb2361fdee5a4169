"""A relay for mail, made of aiosmtpd. Arguments: the port on the loopback.

It takes mail from whoever signs in as the test does, and writes each message down in `received.jsonl`, in the folder it is
started in. Whoever writes to `nobody@` is refused for good; to `later@`, for now. It ends with whoever holds its standard
input.
"""

import email
import email.policy
import json
import os
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class Keep:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 nobody has this address"
        if address.startswith("later@"):
            return "450 4.2.0 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        told = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": {name: str(value) for name, value in message.items()},
            "text": message.get_content(),
        }
        with open("received.jsonl", "a", encoding="utf-8") as received:
            received.write(json.dumps(told) + "\n")
        return "250 taken"


def is_ours(server, session, envelope, mechanism, given):
    ours = LoginPassword(b"codesocial", b"hush")
    return AuthResult(success=given == ours, handled=True)


Controller(
    Keep(),
    hostname="127.0.0.1",
    port=int(sys.argv[1]),
    authenticator=is_ours,
    auth_required=True,
    auth_require_tls=False,
).start()
sys.stdin.read()
os._exit(0)
