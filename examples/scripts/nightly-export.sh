#!/bin/sh
# Writes everybody to a packed file with the day in its name, and keeps the newest ones.
#
#   ROSTER_URL=… ROSTER_API_KEY=… ./nightly-export.sh /var/backups/roster
#
# The key needs the scope users.export. There are no password hashes in it: a key gets none. The file is there when it is
# complete; what breaks off leaves the ones before it, and ends with something other than 0.
set -eu
umask 077
: "${KEEP:=14}"
directory=${1:?name a directory}

mkdir -p "$directory"
file="$directory/users-$(date -u +%F).ndjson"
trap 'rm -f "$file" "$file.gz.part"' EXIT
roster users export --include-deleted --output "$file"
gzip < "$file" > "$file.gz.part"
mv "$file.gz.part" "$file.gz"

find "$directory" -name 'users-????-??-??.ndjson.gz' | sort -r | tail -n "+$((KEEP + 1))" | while read -r old; do
  rm "$old"
  echo "Removed $(basename "$old")."
done
