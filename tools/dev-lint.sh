# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Part of ./dev: what judges the text of the sources rather than what they do.

# The C files to judge: those named, or all that are written by hand.
lint_files() {
    if [ $# -gt 0 ]; then
        for file in "$@"; do
            path_of "$file"
        done
        return
    fi
    (cd "$ROOT" && tools/sources . '*.c' '*.h' | while IFS= read -r file; do
        head -n 5 "$file" | grep -qiE '(generated|made) by tools/' || printf '%s\n' "$ROOT/$file"
    done)
}

lint_failed=

# judge NAME COMMAND...: runs it, goes on when it fails, remembers.
judge() {
    judge_name=$1
    shift
    say "== $judge_name"
    "$@" || lint_failed="$lint_failed $judge_name"
}

judge_format() { xargs clang-format --dry-run --Werror <"$ROOT/build/.lint"; }

# One file a process: with two, clang-tidy 14 gives false findings.
judge_tidy() {
    grep '\.c$' "$ROOT/build/.lint" | xargs -r -n 1 -P "$JOBS" \
        clang-tidy -p "$ROOT/build" --quiet --extra-arg=-Wno-unknown-warning-option 2>"$ROOT/build/tidy.log"
}

judge_cppcheck() {
    cppcheck --std=c11 --enable=warning,portability,performance --error-exitcode=1 --inline-suppr --quiet \
        -j "$JOBS" -I "$ROOT/src" -I "$ROOT/tests" --suppress=missingIncludeSystem --file-list="$ROOT/build/.lint.c"
}

cmd_lint() {
    need_packages build lint
    configure release build
    lint_files "$@" >"$ROOT/build/.lint"
    grep '\.c$' "$ROOT/build/.lint" >"$ROOT/build/.lint.c" || true
    judge clang-format judge_format
    judge cppcheck judge_cppcheck
    for tool in shellcheck codespell mandoc; do
        judge "$tool" "$ROOT/tools/lint-$tool" "$ROOT"
    done
    judge clang-tidy judge_tidy
    [ -z "$lint_failed" ] || die "these have complaints:$lint_failed"
    say "no complaints"
}

cmd_fmt() {
    need_packages lint
    lint_files "$@" | xargs clang-format -i
}
