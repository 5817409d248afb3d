#!/usr/bin/env bash
# Packs the program that `make dist` has built: dist.sh PROGRAM TARGET-TRIPLE FOLDER
set -euo pipefail
program=$1 target=$2 folder=$3
version=$("$program" --version | cut -d' ' -f2)
name=saywell-$version-$target
tree=$folder/$name

rm -rf "$tree" "$folder/share"
mkdir -p "$tree" "$folder/share/completions"
"$program" man --into "$folder/share/man"
for shell in bash zsh fish; do "$program" completions "$shell" > "$folder/share/completions/saywell.$shell"; done

cp "$program" README.md LICENSE CHANGELOG.md "$tree"
cp -r "$folder/share/man" "$folder/share/completions" "$tree"
tar --create --gzip --owner=0 --group=0 --file "$folder/$name.tar.gz" --directory "$folder" "$name"
rm -rf "$tree"
sum=$(command -v sha256sum > /dev/null && echo "sha256sum" || echo "shasum -a 256")
(cd "$folder" && $sum "$name.tar.gz" > "$name.tar.gz.sha256")
echo "$folder/$name.tar.gz"
