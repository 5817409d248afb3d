#!/usr/bin/env bash
# Packs the program that `make dist` has built: dist.sh PROGRAM TARGET-TRIPLE FOLDER. MAINTAINER names who answers for it.
set -euo pipefail
program=$1 target=$2 folder=$3
version=$("$program" --version | cut -d' ' -f2)
name=saywell-$version-$target
tree=$folder/$name

rm -rf "$tree" "$folder/share"
mkdir -p "$tree" "$folder/share/completions"
"$program" man --into "$folder/share/man"
for shell in bash zsh fish; do "$program" completions "$shell" > "$folder/share/completions/saywell.$shell"; done
if command -v dpkg-deb > /dev/null; then
    # Debian asks for a changelog in its own form; what changed stands in saywell's.
    committed=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2> /dev/null || date +%s)}
    printf 'saywell (%s-1) unstable; urgency=medium\n\n  * What changed stands in the changelog beside this one.\n\n -- %s  %s\n' \
        "$version" "$MAINTAINER" "$(LC_ALL=C date --utc --rfc-email --date="@$committed")" > "$folder/share/changelog"
fi

# The names of functions are a sixth of it.
strip -o "$tree/$(basename "$program")" "$program"
cp README.md LICENSE CHANGELOG.md "$tree"
cp -r "$folder/share/man" "$folder/share/completions" "$tree"
tar --create --gzip --owner=0 --group=0 --file "$folder/$name.tar.gz" --directory "$folder" "$name"
rm -rf "$tree"
sum=$(command -v sha256sum > /dev/null && echo "sha256sum" || echo "shasum -a 256")
(cd "$folder" && $sum "$name.tar.gz" > "$name.tar.gz.sha256")
echo "$folder/$name.tar.gz"
