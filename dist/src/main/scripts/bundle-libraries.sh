#!/bin/sh
# bundle-libraries.sh RUNTIME: puts libraries of the system into a Java runtime that is to run where they are not installed. The JDKs of Linux distributions
# decode JPEG, convert colours and unpack zip files by shared libraries of the system; other JDKs hold these themselves, and nothing is copied from them.
# Java's libraries look into their own folder first. Lettering needs fonts that the system has, and so takes the system's libraries.
set -eu
libraries="$1/lib"
command -v ldd >/dev/null 2>&1 || exit 0

# Libraries that a library needs and that are neither the runtime's own nor what every Linux has: glibc and GCC's run-time libraries.
foreign() {
    ldd "$1" | awk '$2 == "=>" && $3 ~ /^\// { print $1, $3 }' | grep -vF " $libraries/" \
        | grep -vE '^(libc|libm|libdl|librt|libpthread|libresolv|libgcc_s|libstdc\+\+)\.so' || true
}

for name in javajpeg lcms mlib_image awt awt_headless zip jli java net nio management management_ext server/jvm; do
    library="$libraries/$(dirname "$name")/lib$(basename "$name").so"
    [ -e "$library" ] || continue
    foreign "$library" | while read -r needed path; do
        cp "$path" "$libraries/$needed"
        chmod 644 "$libraries/$needed"
        # Packages may name the same file with and without /usr.
        file=$(readlink -f "$path")
        owner=$({ dpkg -S "$file" || dpkg -S "${file#/usr}" || true; } 2>/dev/null | cut -d: -f1)
        if [ -n "$owner" ] && [ -e "/usr/share/doc/$owner/copyright" ]; then
            mkdir -p "$1/legal/$owner"
            cp "/usr/share/doc/$owner/copyright" "$1/legal/$owner/copyright"
        fi
    done
    left=$(foreign "$library")
    [ -z "$left" ] || { echo "bundle-libraries: $library still needs the system's $left" >&2; exit 1; }
done
