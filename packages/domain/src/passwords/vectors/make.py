"""Makes bcrypt.json: hashes written by programs that are not ours, for bcrypt-sha256.test.ts.

    apt-get install -y python3-passlib python3-bcrypt
    /usr/bin/python3 make.py > bcrypt.json

Salts are fixed, so that a second run gives the same file. Cost 4 keeps the tests fast; one vector has cost 12.
"""

import json

import bcrypt as py_bcrypt
import passlib
from passlib.hash import bcrypt, bcrypt_sha256

SALTS = ["abcdefghijklmnopqrstuO", "/././././././././././.", "0123456789ABCDEFGHIJKe", "n79VH.0Q2TMWmt3Oqt9uku"]

PASSWORDS = {
    "ASCII": "correct horse battery staple",
    "a single character": "x",
    "the empty password": "",
    "spaces at both ends": "  two spaces each side  ",
    "accents": "pässwörd-ñandú-ïöü",
    "beyond the basic plane": "🔑🐎🔋 staple 𝒳𝓎𝓏",
    "exactly 72 bytes": "a" * 72,
    "73 bytes": "a" * 72 + "b",
    "73 bytes, another end": "a" * 72 + "c",
    "a character across byte 72": "a" * 71 + "é" + "b",
    "128 characters of 4 bytes": "🔑" * 128,
    "characters of the layout": "$bcrypt-sha256$v=2,t=2b,r=4$",
}


def vectors():
    for index, (title, password) in enumerate(PASSWORDS.items()):
        salt = SALTS[index % len(SALTS)]
        yield {
            "title": title,
            "password": password,
            "layout": "bcrypt-sha256",
            "hash": bcrypt_sha256.using(salt=salt, rounds=4).hash(password),
        }
        for ident in ("2a", "2b", "2y"):
            hashed = bcrypt.using(salt=salt, rounds=4, ident=ident, truncate_error=False).hash(password)
            yield {"title": title, "password": password, "layout": "bcrypt", "hash": hashed}
    yield {
        "title": "the usual cost",
        "password": PASSWORDS["ASCII"],
        "layout": "bcrypt-sha256",
        "hash": bcrypt_sha256.using(salt=SALTS[3], rounds=12).hash(PASSWORDS["ASCII"]),
    }


print(
    json.dumps(
        {
            "comment": "Written by make.py beside this file. Do not edit.",
            "madeWith": f"passlib {passlib.__version__}, bcrypt {py_bcrypt.__version__}",
            "vectors": list(vectors()),
        },
        ensure_ascii=False,
        indent=2,
    )
)
