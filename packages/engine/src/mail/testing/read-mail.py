"""Reads messages with Python's own parser, which shares nothing with ours.

stdin: one path a line. stdout: one JSON object a line.
"""
import email
import email.header
import email.policy
import email.utils
import json
import sys


def decoded(text):
    return str(email.header.make_header(email.header.decode_header(text)))


def people(message, name):
    """By the older road: the newer one leaves the space between two encoded words standing."""
    raw = [value for key, value in message.raw_items() if key.lower() == name]
    flat = [value.replace("\r\n", "").replace("\n", "") for value in raw]
    return [[decoded(person), address] for person, address in email.utils.getaddresses(flat)]


for line in sys.stdin:
    with open(line.strip(), "rb") as file:
        message = email.message_from_binary_file(file, policy=email.policy.default)
    plain = message.get_body(("plain",))
    html = message.get_body(("html",))
    print(
        json.dumps(
            {
                "headers": [name.lower() for name in message.keys()],
                "from": people(message, "from"),
                "to": people(message, "to"),
                "cc": people(message, "cc"),
                "bcc": people(message, "bcc"),
                "replyTo": people(message, "reply-to"),
                "subject": str(message["subject"] or ""),
                "text": plain.get_content() if plain else None,
                "html": html.get_content() if html else None,
                "files": [
                    {
                        # Two roads of Python's: one stops at "%", the other unquotes twice.
                        "names": [
                            part["content-disposition"].params.get("filename"),
                            part.get_filename(),
                        ],
                        "mimeType": part.get_content_type(),
                        "hex": part.get_payload(decode=True).hex(),
                    }
                    for part in message.iter_attachments()
                ],
                "defects": [type(defect).__name__ for defect in message.defects],
            }
        )
    )
