#!/bin/sh
# Writes the bill of materials of a release, in CycloneDX JSON: the modules that
# are compiled into the program, and the packages of the page.
#
#   scripts/sbom.sh [FOLDER]     into FOLDER, var/sbom if none is given
set -eu

cd "$(dirname "$0")/.."
into=${1:-var/sbom}
mkdir -p "$into"
into=$(cd "$into" && pwd)
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

go build -o "$made/vonal" ./cmd/vonal
go run github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0 bin -json -output "$into/vonal.cdx.json" "$made/vonal"
npm --prefix web sbom --sbom-format cyclonedx --package-lock-only >"$made/page.json"
mv "$made/page.json" "$into/page.cdx.json"
echo "$into/vonal.cdx.json"
echo "$into/page.cdx.json"
