"""Makes foreign.json: hashes written by the programs that people move away from, for foreign/read.test.ts.

    apt-get install -y python3-passlib python3-argon2 python3-bcrypt python3-django python3-werkzeug apache2-utils argon2
    npm install --prefix /tmp/better-auth better-auth
    BETTER_AUTH=/tmp/better-auth /usr/bin/python3 make_foreign.py > foreign.json

Salts are the programs' own, so a second run gives another file that says the same. Costs are low, to keep tests fast.
Firebase's hashes are made by Firebase alone: these are the examples of its own repository (github.com/firebase/scrypt)
and of Supabase's (github.com/supabase/auth), in the layout that Supabase gave them.
Keycloak's are made with Python's hashlib as org.keycloak.credential.hash.Pbkdf2PasswordHashProvider makes them.
"""

import base64
import hashlib
import json
import os
import subprocess

import argon2
import bcrypt as py_bcrypt
import django
import passlib
import werkzeug
from django.conf import settings
from django.contrib.auth import hashers
from passlib import hash as lib
from werkzeug.security import generate_password_hash

settings.configure(
    PASSWORD_HASHERS=[
        "django.contrib.auth.hashers." + name
        for name in (
            "PBKDF2PasswordHasher",
            "PBKDF2SHA1PasswordHasher",
            "Argon2PasswordHasher",
            "BCryptSHA256PasswordHasher",
            "BCryptPasswordHasher",
        )
    ]
)
hashers.PBKDF2PasswordHasher.iterations = 1000
hashers.PBKDF2SHA1PasswordHasher.iterations = 1000
hashers.BCryptSHA256PasswordHasher.rounds = 4
hashers.Argon2PasswordHasher.memory_cost = 1024

PASSWORDS = {
    "ASCII": "correct horse battery staple",
    "accents, composed": "pässwörd-ñandú",
    "what NFKC would change": "µ² ´¨ ﬁve Å™",
    "beyond the basic plane": "🔑🐎🔋 staple 𝒳𝓎𝓏",
    "100 characters": "a" * 99 + "b",
}


def run(command, stdin=None, env=None):
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=True, env=env)
    return done.stdout.strip()


def htpasswd(password):
    return run(["htpasswd", "-niB", "-C", "4", "user"], stdin=password).split(":", 1)[1]


def argon2_program(password, variant):
    return run(["argon2", "somesaltsomesalt", variant, "-t", "2", "-m", "10", "-p", "2", "-e"], stdin=password)


def better_auth(password):
    script = """
      const { hashPassword } = await import(process.env.BETTER_AUTH + '/node_modules/better-auth/dist/crypto/index.mjs')
      console.log(await hashPassword(process.env.PASSWORD))"""
    return run(["node", "--input-type=module", "-e", script], env={**os.environ, "PASSWORD": password})


def keycloak(password, algorithm, length):
    salt = os.urandom(16)
    value = hashlib.pbkdf2_hmac(algorithm, password.encode(), salt, 1000, length)
    text = lambda data: base64.b64encode(data).decode().rstrip("=").replace("+", ".")
    return f"$pbkdf2-{algorithm}$1000${text(salt)}${text(value)}"


def django_scrypt(password):
    """As django.contrib.auth.hashers.ScryptPasswordHasher (Django 4 and later) encodes it."""
    salt = "3dZ8pQeYwKj1nV0sT5uLxR"
    digest = hashlib.scrypt(password.encode(), salt=salt.encode(), n=16, r=8, p=1, dklen=64)
    return f"scrypt$16${salt}$8$1${base64.b64encode(digest).decode()}"


def werkzeug_scrypt(password):
    """As werkzeug.security (2.3 and later) encodes it."""
    salt = "b1uVfPqTzYx0aKdE"
    return f"scrypt:16:8:1${salt}${hashlib.scrypt(password.encode(), salt=salt.encode(), n=16, r=8, p=1, dklen=64).hex()}"


lib.argon2.set_backend("argon2_cffi")
MAKERS = {
    "passlib argon2id": lib.argon2.using(type="ID", memory_cost=1024, time_cost=1).hash,
    "passlib argon2i": lib.argon2.using(type="I", memory_cost=1024, time_cost=1).hash,
    "argon2-cffi": argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=2).hash,
    "argon2(1) id": lambda password: argon2_program(password, "-id"),
    "argon2(1) d": lambda password: argon2_program(password, "-d"),
    "passlib scrypt": lib.scrypt.using(rounds=5, block_size=8).hash,
    "passlib pbkdf2": lib.pbkdf2_sha1.using(rounds=1000).hash,
    "passlib pbkdf2-sha256": lib.pbkdf2_sha256.using(rounds=1000).hash,
    "passlib pbkdf2-sha512": lib.pbkdf2_sha512.using(rounds=1000).hash,
    "Keycloak pbkdf2-sha256": lambda password: keycloak(password, "sha256", 64),
    "Keycloak pbkdf2-sha512": lambda password: keycloak(password, "sha512", 64),
    "Django pbkdf2_sha256": lambda password: hashers.make_password(password, hasher="pbkdf2_sha256"),
    "Django pbkdf2_sha1": lambda password: hashers.make_password(password, hasher="pbkdf2_sha1"),
    "Django argon2": lambda password: hashers.make_password(password, hasher="argon2"),
    "Django bcrypt_sha256": lambda password: hashers.make_password(password, hasher="bcrypt_sha256"),
    "Django bcrypt": lambda password: hashers.make_password(password, hasher="bcrypt"),
    "Django scrypt": django_scrypt,
    "Werkzeug pbkdf2": lambda password: generate_password_hash(password, "pbkdf2:sha256:1000"),
    "Werkzeug scrypt": werkzeug_scrypt,
    "htpasswd -B": htpasswd,
    "PyCA bcrypt": lambda password: py_bcrypt.hashpw(password.encode(), py_bcrypt.gensalt(4)).decode(),
}

FIREBASE = [
    (
        "user1password",
        "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
    ),
    (
        "mytestpassword",
        "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=ou9tdYTGyYm8kuR6Dt0Bp0kDuAYoXrK16mbZO4yGwAn3oLspjnN0/c41v8xZnO1n14J3MjKj1b2g6AUCAlFwMw==$C0sHCg9ek77hsg==$zKVTMvnWVw5BBOZNUdnsalx4c4c7y/w7IS5p6Ut2+CfEFFlz37J9huyQfov4iizN8dbjvEJlM5tQaJP84+hfTw==",
    ),
]


def vectors():
    for program, make in MAKERS.items():
        for title, password in PASSWORDS.items():
            yield {"program": program, "title": title, "password": password, "hash": make(password)}
    for title in ("ASCII", "what NFKC would change"):
        yield {"program": "better-auth", "title": title, "password": PASSWORDS[title], "hash": better_auth(PASSWORDS[title])}
    for password, hashed in FIREBASE:
        yield {"program": "Firebase", "title": "published", "password": password, "hash": hashed}


def refused():
    weak = PASSWORDS["ASCII"]
    yield {"program": "htpasswd -m", "why": "too_weak", "hash": run(["htpasswd", "-nim", "u"], stdin=weak).split(":", 1)[1]}
    yield {"program": "htpasswd -s", "why": "too_weak", "hash": run(["htpasswd", "-nis", "u"], stdin=weak).split(":", 1)[1]}
    yield {"program": "htpasswd -d", "why": "too_weak", "hash": run(["htpasswd", "-nid", "u"], stdin=weak[:8]).split(":", 1)[1]}
    for name in ("md5_crypt", "phpass", "ldap_salted_sha1", "hex_md5", "hex_sha256", "django_salted_sha1", "django_salted_md5"):
        yield {"program": f"passlib {name}", "why": "too_weak", "hash": getattr(lib, name).hash(weak)}
    yield {"program": "passlib sha512_crypt", "why": "unsupported", "hash": lib.sha512_crypt.using(rounds=1000).hash(weak)}
    costly = {
        "passlib argon2 of 512 MiB": "$argon2id$v=19$m=524288,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$" + "A" * 43,
        "passlib scrypt of 512 MiB": lib.scrypt.using(rounds=5).hash(weak).replace("ln=5", "ln=19"),
        "passlib pbkdf2 of 20,000,000 rounds": lib.pbkdf2_sha256.using(rounds=1).hash(weak).replace("$1$", "$20000000$"),
        "Django bcrypt of cost 31": hashers.make_password(weak, hasher="bcrypt").replace("$04$", "$31$").replace("$12$", "$31$"),
    }
    for program, hashed in costly.items():
        yield {"program": program, "why": "too_costly", "hash": hashed}


versions = f"passlib {passlib.__version__}, argon2-cffi {argon2.__version__}, bcrypt {py_bcrypt.__version__}, Django {django.__version__}, Werkzeug {werkzeug.__version__}, htpasswd of Apache 2.4, argon2(1), better-auth"
print(
    json.dumps(
        {
            "comment": "Written by make_foreign.py beside this file. Do not edit.",
            "madeWith": versions,
            "vectors": list(vectors()),
            "refused": list(refused()),
        },
        ensure_ascii=False,
        indent=2,
    )
)
