# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Part of ./dev: all tests, cheapest first; the first stage that fails ends the run. A stage that runs no test has failed,
# because silence proves nothing.

test_passed=0
test_failed=0
test_skipped=0
test_filter=
test_started=$(date +%s)
built_behind= # what goes on behind the stage that is seen: builds,
waiting_behind= # and the tests that wait long

stage() {
    test_stage=$1
    say "== $test_stage ($(($(date +%s) - test_started)) s)"
}

# The last line says the sum of all stages, also when one of them ended the run.
finish() {
    [ "$test_skipped" -eq 0 ] || say "$test_skipped skipped, each with its reason above"
    say "$test_passed passed, $test_failed failed"
    [ "$test_failed" -eq 0 ] && [ "$test_passed" -gt 0 ]
}

stage_failed() {
    [ "$test_failed" -gt 0 ] || test_failed=1
    complain "stage '$test_stage' failed: $*; later stages were not run"
    finish || exit 1
}

# count PASSED FAILED SKIPPED: adds one step's numbers; the step must have run something unless a filter is set.
count() {
    test_passed=$((test_passed + $1))
    test_failed=$((test_failed + $2))
    test_skipped=$((test_skipped + $3))
    say "   $1 passed, $2 failed, $3 skipped"
    [ "$2" -eq 0 ] || stage_failed "$2 failed"
    [ "$1" -gt 0 ] || [ -n "$test_filter" ] || stage_failed "it ran no test"
}

# Which checks there are; each one says what is wrong where.
style_checks() {
    style_passed=0 style_failed=0
    for check in "$ROOT"/tools/check-*; do
        name=${check##*/}
        if ! "$check" "$ROOT"; then
            complain "$name found the above"
            style_failed=$((style_failed + 1))
        else
            style_passed=$((style_passed + 1))
        fi
    done
    for check in shellcheck codespell mandoc; do
        if ! "$ROOT/tools/lint-$check" "$ROOT"; then
            complain "$check found the above"
            style_failed=$((style_failed + 1))
        else
            style_passed=$((style_passed + 1))
        fi
    done
    count "$style_passed" "$style_failed" 0
    self=$("$ROOT/tools/self-test" 2>&1) || { printf '%s\n' "$self" >&2; stage_failed "a check does not catch its sample"; }
    # shellcheck disable=SC2046
    count $(printf '%s\n' "$self" | "$ROOT/tools/tally" plain)
}

# ctest_stage DIR LABELS: run ctest there and count the cases each program printed. Two to a core: some wait for the disk.
ctest_stage() {
    ctest_log=$ROOT/$1/Testing/Temporary/LastTest.log
    rm -f "$ctest_log"
    ctest_status=0
    ctest --test-dir "$ROOT/$1" -L "$2" ${test_filter:+-R "$test_filter"} -j "$((JOBS * 2))" --output-on-failure \
        --no-tests=ignore --test-output-size-passed 4000000 --test-output-size-failed 4000000 \
        >"$ROOT/$1/ctest.log" 2>&1 || ctest_status=$?
    if [ "$ctest_status" -ne 0 ]; then
        cat "$ROOT/$1/ctest.log" >&2
    fi
    [ -f "$ctest_log" ] || : >"$ctest_log"
    grep -h '^SKIP ' "$ctest_log" | sort | uniq -c || true
    # shellcheck disable=SC2046
    count $("$ROOT/tools/tally" ctest <"$ctest_log")
    [ "$ctest_status" -eq 0 ] || stage_failed "ctest says so"
}

# node_run NAME FILES TEST...: node's own test runner, so many files at a time. Node's limit is for a whole file.
node_run() {
    node_log=$ROOT/$node_build/$1.tap
    node_at_once=$2
    shift 2
    exec env MARKAZ_BUILD="$ROOT/$node_build" CHROMIUM="${CHROMIUM:-/usr/bin/chromium}" PATH="$ROOT/.tools/bin:$PATH" \
        ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0}" \
        "$NODE" --test --test-concurrency="$node_at_once" --test-timeout=3000000 \
        --test-reporter=spec --test-reporter-destination=stdout \
        --test-reporter=tap --test-reporter-destination="$node_log" "$@" </dev/null
}

# node_stage BUILD FOLDER FILES: the files of FOLDER, so many at a time (each starts real servers: scenarios mostly wait for
# their clocks, two to a core leave it half idle; pages are drawn by the same cores, one to each). Those that say "Waits long" at
# their beginning all run beside the others from the first moment on, and say afterwards how it was.
node_stage() {
    node_build=$1
    node_files=$3
    node_name=${test_stage%% *}
    node_status=0
    waiters=
    others=
    for node_test in "$ROOT/$2"/*"$test_filter"*.test.mjs; do
        [ -f "$node_test" ] || continue
        if head -n 5 "$node_test" | grep -q '^// Waits long'; then
            waiters="$waiters $node_test"
        else
            others="$others $node_test"
        fi
    done
    if [ -z "$waiters$others" ]; then
        [ -n "$test_filter" ] || stage_failed "there is no test"
        say "   no file matches"
        return 0
    fi
    rm -f "$ROOT/$node_build/$node_name".tap "$ROOT/$node_build/$node_name"-waiting.tap
    if [ -n "$waiters" ]; then
        # shellcheck disable=SC2086
        (node_run "$node_name-waiting" 16 $waiters) >"$ROOT/$node_build/$node_name-waiting.log" 2>&1 &
        waiting_behind=$!
    fi
    # shellcheck disable=SC2086
    [ -z "$others" ] || (node_run "$node_name" "$node_files" $others) || node_status=$?
    if [ -n "$waiters" ]; then
        wait "$waiting_behind" || node_status=$?
        waiting_behind=
        cat "$ROOT/$node_build/$node_name-waiting.log"
    fi
    # shellcheck disable=SC2046
    count $(cat "$ROOT/$node_build/$node_name"*.tap | "$ROOT/tools/tally" tap)
    [ "$node_status" -eq 0 ] || stage_failed "node's test runner says so"
}

web_stage() {
    web_status=0
    (cd "$ROOT/web" && PATH="$ROOT/.tools/bin:$PATH" CI=true NO_COLOR=1 "$NODE" --run test) \
        >"$ROOT/build-test/web.log" 2>&1 </dev/null || web_status=$?
    tail -n 200 "$ROOT/build-test/web.log"
    # shellcheck disable=SC2046
    count $("$ROOT/tools/tally" any <"$ROOT/build-test/web.log")
    [ "$web_status" -eq 0 ] || stage_failed "the pages' tests say so"
}

build_for_tests() {
    configure "$1" "$2"
    compile "$2" || stage_failed "it does not build"
}

# build_behind PRESET DIR [TARGET...]: built for a later stage while tests wait: nice, and silent also when it fails (the later
# stage builds again, and says what is wrong).
build_behind() {
    (
        configure "$1" "$2"
        behind_dir=$2
        shift 2
        exec nice -n 19 ninja -C "$ROOT/$behind_dir" --quiet -j "$JOBS" "$@"
    ) >/dev/null 2>&1 &
    built_behind="$built_behind $!"
}

# Until nothing is built behind any more.
end_building() {
    # shellcheck disable=SC2086
    [ -z "$built_behind" ] || wait $built_behind || true
    built_behind=
}

# Nothing goes on behind a run that has ended.
end_behind() {
    for behind in $built_behind $waiting_behind; do
        kill "$behind" 2>/dev/null || true
    done
}

cmd_test() {
    quick=0
    for argument in "$@"; do
        case $argument in
        --quick) quick=1 ;;
        -*) die "test does not know '$argument' (./dev help)" ;;
        *) test_filter=$argument ;;
        esac
    done
    need_packages build run test
    need_node
    install_web_packages
    for dir in tests tests/scenario tests/tak tests/browser; do
        npm_packages "$ROOT/$dir"
    done

    if [ -z "$test_filter" ]; then
        stage "style"
        style_checks
    fi

    stage "build, warnings are errors"
    build_for_tests test build-test
    build_web

    trap end_behind EXIT
    [ "$quick" -eq 1 ] || build_behind asan build-asan
    stage "unit, property, fault, fuzz corpora"
    ctest_stage build-test '^(unit|prop|fault|fuzz)$'
    # shellcheck disable=SC2086
    [ "$quick" -eq 1 ] || build_behind release build $PROGRAMS
    stage "scenarios"
    node_stage build-test tests/scenario "$((JOBS * 2))"
    if [ -z "$test_filter" ]; then
        stage "web pages"
        web_stage
    fi
    if [ "$quick" -eq 0 ]; then
        stage "package, on a bare Debian"
        end_building
        node_stage build-test tests/package 1
        stage "build, sanitizers"
        build_for_tests asan build-asan
        stage "sanitized unit, property, fuzz corpora"
        ctest_stage build-asan '^(unit|prop|fuzz)$'
        stage "sanitized scenarios"
        MARKAZ_KILLS=50 MARKAZ_STORM=1000
        export MARKAZ_KILLS MARKAZ_STORM # what is lost was asked above, of more; here it is asked what memory does meanwhile
        node_stage build-asan tests/scenario "$((JOBS * 2))"
        stage "browser"
        node_stage build-test tests/browser "$JOBS"
    fi
    [ $((test_passed + test_failed)) -gt 0 ] || die "no test matches '$test_filter'"
    say "== done in $(($(date +%s) - test_started)) s"
    finish
}
