"""Registers somebody, signs in, changes a name and looks where they are signed in. Python 3.9 or later, nothing else."""

import json
import os
import urllib.error
import urllib.request

API = os.environ.get("ROSTER_URL", "http://127.0.0.1:3000") + "/api/v1"
EMAIL = os.environ.get("EMAIL", "grace.py@example.com")
PASSWORD = os.environ.get("PASSWORD", "correct horse battery staple")


class RosterError(Exception):
    """A problem document (RFC 9457): `code` says what it was, `fields` what is wrong with the input."""

    def __init__(self, problem):
        super().__init__(problem["detail"])
        self.code = problem["code"]
        self.fields = {error["pointer"].lstrip("/"): error["detail"] for error in problem.get("errors", [])}


def call(method, path, body=None, token=None):
    headers = {"content-type": "application/json"} if body is not None else {}
    if token:
        headers["authorization"] = f"Bearer {token}"
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(API + path, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            text = reply.read()
            return json.loads(text) if text else None
    except urllib.error.HTTPError as error:
        raise RosterError(json.load(error)) from None


try:
    call("POST", "/users", {"email": EMAIL, "password": PASSWORD, "name": "Grace"})
    print(f"Registered {EMAIL}.")
except RosterError as error:
    if error.code != "EMAIL_TAKEN":
        raise
    print(f"{EMAIL} is registered already.")

pair = call("POST", "/users/login", {"email": EMAIL, "password": PASSWORD})
print(f"Signed in as {pair['user']['name']}.")

# Before the access token expires (`expires_in` seconds), the refresh token gets the next pair. It works once.
pair = call("POST", "/users/refresh", {"refresh_token": pair["refresh_token"]})
token = pair["access_token"]

try:
    call("PATCH", "/users/me", {"name": ""}, token)
except RosterError as error:
    print(f"Not a name: {error.fields['name']}.")

user = call("PATCH", "/users/me", {"name": "Grace Hopper"}, token)
print(f"Now called {user['name']}.")

sessions = call("GET", "/users/me/sessions", token=token)["items"]
print(f"{user['email']} is signed in {'once' if len(sessions) == 1 else f'{len(sessions)} times'}.")

call("POST", "/users/logout", token=token)
print("Signed out.")
