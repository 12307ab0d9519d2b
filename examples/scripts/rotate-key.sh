#!/bin/sh
# Replaces an API key by a new one of the same name, scopes and address ranges, for 90 more days.
#
#   roster login ada@example.com
#   ./rotate-key.sh "Nightly export" /etc/roster/export.key
#
# A key cannot make keys: this takes an administrator who is signed in. Needs roster and jq. The new key is in the file, and
# has been seen to work, before the old one ends; whatever goes wrong leaves the old one.
set -eu
umask 077
name=${1:?name the key}
file=${2:?name the file that the key is in}

old=$(roster keys list --all --json | jq -ce --arg name "$name" --arg now "$(date -u +%FT%TZ)" \
  '[.[] | select(.name == $name and .revoked_at == null and .expires_at > $now)]
   | if length == 1 then .[0] else error("there are \(length) keys called \($name) that work") end')
scopes=$(echo "$old" | jq -r '.scopes | join(",")')
ranges=$(echo "$old" | jq -r '.ip_ranges | join(",")')

trap 'rm -f "$file.new"' EXIT
roster --quiet keys create "$name" --scope "$scopes" --expires 90d ${ranges:+--ip-range "$ranges"} > "$file.new"
# As the new key.
url=$(roster whoami --json | jq -r .url)
ROSTER_URL=$url ROSTER_API_KEY=$(cat "$file.new") roster whoami

# In one step: whoever reads the file finds the old one or the new one.
mv "$file.new" "$file"
roster keys revoke "$(echo "$old" | jq -r .id)" --yes
