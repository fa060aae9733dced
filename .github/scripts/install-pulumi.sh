#!/usr/bin/env bash
# Installs the Pulumi command line with its language hosts from its release, if the archive has the digest that the
# organisation compared with the published one: install-pulumi.sh DIRECTORY
set -euo pipefail

directory="${1:?name a directory}"
version="${PULUMI_VERSION:?set PULUMI_VERSION, such as 3.259.0}"
digest="${PULUMI_SHA256:-}"
releases="${PULUMI_RELEASES:-https://get.pulumi.com/releases/sdk}"
if ! [[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || ! [[ "$digest" =~ ^[0-9a-f]{64}$ ]]; then
  echo "PULUMI_VERSION must be a version and PULUMI_SHA256 the SHA-256 of its pulumi-v$version-linux-x64.tar.gz" >&2
  exit 2
fi
archive="$(mktemp)"
trap 'rm -f "$archive"' EXIT
curl --fail --silent --show-error --location --max-time 300 --output "$archive" "$releases/pulumi-v$version-linux-x64.tar.gz"
if ! echo "$digest  $archive" | sha256sum --check --status; then
  echo "the archive of Pulumi $version has another digest than PULUMI_SHA256: nothing is installed" >&2
  exit 2
fi
mkdir -p "$directory"
tar -xzf "$archive" --strip-components=1 -C "$directory"
[ "$(PULUMI_SKIP_UPDATE_CHECK=true "$directory/pulumi" version)" = "v$version" ]
if [ -n "${GITHUB_PATH:-}" ]; then echo "$directory" >>"$GITHUB_PATH"; fi
