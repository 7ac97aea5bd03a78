# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Part of ./dev: the Debian package, made of what ./dev build made. The same tree gives the same bytes.

deb_version() { sed -n 's/^project(markaz VERSION \([0-9.]*\).*/\1/p' "$ROOT/CMakeLists.txt"; }

# put MODE FILE PLACE: into the package.
put() { install -D -m "$1" "$ROOT/$2" "$deb_stage/$3"; }

put_packed() {
    mkdir -p "$(dirname "$deb_stage/$2")"
    gzip -9n <"$ROOT/$1" >"$deb_stage/$2"
    chmod 0644 "$deb_stage/$2"
}

# Debian's own form, which apt-listchanges reads; what changed stands in ours, beside it.
deb_changelog() {
    printf 'markaz (%s) stable; urgency=medium\n\n  * What changed: CHANGELOG.md.gz beside this file.\n\n -- %s  %s\n' "$deb_is" \
        "$(sed -n 's/^Maintainer: //p' "$ROOT/tools/deb/control")" "$(date -R -u -d "@$SOURCE_DATE_EPOCH")" |
        gzip -9n >"$deb_stage/usr/share/doc/markaz/changelog.gz"
}

deb_files() {
    for program in markazd markazctl markaz-signer markaz-witness markaz-courier markaz-xmlsig markaz-pdf markaz-osm; do
        put 0755 "build/$program" "usr/bin/$program"
        strip --strip-unneeded --remove-section=.comment "$deb_stage/usr/bin/$program"
    done
    put 0640 etc/markaz.conf etc/markaz/markaz.conf
    put 0644 etc/markaz.service lib/systemd/system/markaz.service
    put_packed doc/man/markazd.8 usr/share/man/man8/markazd.8.gz
    put_packed doc/man/markaz-signer.8 usr/share/man/man8/markaz-signer.8.gz
    put_packed doc/man/markaz-courier.8 usr/share/man/man8/markaz-courier.8.gz
    put_packed doc/man/markaz-xmlsig.8 usr/share/man/man8/markaz-xmlsig.8.gz
    put_packed doc/man/markaz-osm.8 usr/share/man/man8/markaz-osm.8.gz
    put_packed doc/man/markaz-pdf.1 usr/share/man/man1/markaz-pdf.1.gz
    put_packed doc/man/markaz-witness.1 usr/share/man/man1/markaz-witness.1.gz
    put_packed doc/man/markazctl.1 usr/share/man/man1/markazctl.1.gz
    put_packed doc/man/markaz.conf.5 usr/share/man/man5/markaz.conf.5.gz
    put_packed CHANGELOG.md usr/share/doc/markaz/CHANGELOG.md.gz
    deb_changelog
    put 0644 tools/deb/copyright usr/share/doc/markaz/copyright
    mkdir -p "$deb_stage/usr/share/markaz"
    cp -r "$ROOT/web/dist" "$deb_stage/usr/share/markaz/web"
    rm -f "$deb_stage/usr/share/markaz/web/.built"
    put 0644 etc/mosquitto/markaz.conf usr/share/markaz/mosquitto/markaz.conf
    put 0644 etc/mosquitto/markaz.acl usr/share/markaz/mosquitto/markaz.acl
    for extra in "$ROOT"/etc/*grafana*.json; do
        [ ! -f "$extra" ] || put 0644 "etc/${extra##*/}" "usr/share/markaz/${extra##*/}"
    done
    ln -s ../../markaz/web/manual "$deb_stage/usr/share/doc/markaz/manual"
    find "$deb_stage" -type d -exec chmod 0755 {} +
    find "$deb_stage/usr/share" -type f -exec chmod 0644 {} +
}

# The libraries by their packages and least versions, as Debian's own tool finds them.
deb_depends() {
    mkdir -p "$ROOT/build/deb/shlibs/debian"
    printf 'Source: markaz\n\nPackage: markaz\nArchitecture: any\nDescription: x\n' >"$ROOT/build/deb/shlibs/debian/control"
    (cd "$ROOT/build/deb/shlibs" && dpkg-shlibdeps -O "$deb_stage/usr/bin/markazd" "$deb_stage/usr/bin/markazctl" \
        "$deb_stage/usr/bin/markaz-signer" "$deb_stage/usr/bin/markaz-witness" "$deb_stage/usr/bin/markaz-courier" \
        "$deb_stage/usr/bin/markaz-xmlsig" "$deb_stage/usr/bin/markaz-pdf" "$deb_stage/usr/bin/markaz-osm" \
        2>"$ROOT/build/deb/shlibs.log") | sed -n 's/^shlibs:Depends=//p'
}

deb_control() {
    mkdir -p "$deb_stage/DEBIAN"
    deb_needs=$(deb_depends)
    [ -n "$deb_needs" ] || { cat "$ROOT/build/deb/shlibs.log" >&2; die "could not find the libraries' packages"; }
    deb_size=$(du -k -s --apparent-size "$deb_stage" | cut -f 1)
    sed -e "s/@VERSION@/$deb_is/" -e "s/@ARCH@/$deb_arch/" -e "s/@SIZE@/$deb_size/" -e "s/@DEPENDS@/$deb_needs/" \
        "$ROOT/tools/deb/control" >"$deb_stage/DEBIAN/control"
    echo /etc/markaz/markaz.conf >"$deb_stage/DEBIAN/conffiles"
    for script in postinst prerm postrm; do
        install -m 0755 "$ROOT/tools/deb/$script" "$deb_stage/DEBIAN/$script"
    done
    (cd "$deb_stage" && find . -path ./DEBIAN -prune -o -type f ! -path './etc/*' -printf '%P\0' | sort -z |
        xargs -0 md5sum) >"$deb_stage/DEBIAN/md5sums"
}

cmd_deb() {
    [ $# -eq 0 ] || die "deb takes no arguments"
    need_packages build deb
    need_node
    build_programs
    build_web
    deb_is=$(deb_version)
    deb_arch=$(dpkg --print-architecture)
    deb_stage=$ROOT/build/deb/stage
    deb_file=$ROOT/build/markaz_${deb_is}_$deb_arch.deb
    SOURCE_DATE_EPOCH=$(git -C "$ROOT" log -1 --format=%ct 2>/dev/null || stat -c %Y "$ROOT/CHANGELOG.md")
    export SOURCE_DATE_EPOCH
    rm -rf "$ROOT/build/deb"
    mkdir -p "$deb_stage"
    (umask 022 && deb_files && deb_control)
    find "$deb_stage" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --root-owner-group -Zxz --build "$deb_stage" "$deb_file" >/dev/null
    rm -rf "$ROOT/build/deb"
    say "$deb_file"
}
