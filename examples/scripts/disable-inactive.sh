#!/bin/sh
# Disables everybody who has not signed in for a year. Says who that would be, and does it with --apply.
#
#   ROSTER_URL=… ROSTER_API_KEY=… ./disable-inactive.sh [--apply]
#
# The key needs the scopes users:read, users:write and sessions:read, for roster says what would end. Needs roster and jq.
# Administrators are left alone, and so are accounts that are younger than that.
set -eu
: "${DAYS:=365}"
apply=${1:-}

before=$(date -u -d "$DAYS days ago" +%Y-%m-%dT%H:%M:%SZ)
list=$(mktemp)
trap 'rm -f "$list"' EXIT
roster users list --all --ndjson --status active --role user --created-before "$before" --sort created_at |
  jq -r --arg before "$before" 'select(.last_login_at == null or .last_login_at < $before) | .id' > "$list"

failed=0
while read -r id; do
  if [ "$apply" = --apply ]; then
    roster --quiet users disable "$id" --yes < /dev/null > /dev/null || failed=$((failed + 1))
  else
    roster users disable "$id" --dry-run < /dev/null
  fi
done < "$list"

if [ "$apply" = --apply ]; then
  echo "$(($(wc -l < "$list") - failed)) disabled."
else
  echo "$(wc -l < "$list") would be disabled. Add --apply to do it."
fi
[ "$failed" -eq 0 ]
