# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Part of ./dev: runs the centre (and its demo city) in the foreground until Ctrl-C.

run_server=
run_sim=
run_witnesses=
run_broker=
run_stop=

# Its own session, so that Ctrl-C reaches this script alone and the order of stopping is ours; and should this script be
# killed outright, the kernel ends the child too.
in_background() { setsid setpriv --pdeathsig TERM "$@" & }

# Stop one child and wait for it; after half a minute, or at a second Ctrl-C, without mercy (the journal bears it).
stop_child() {
    kill -TERM "$1" 2>/dev/null || true
    (
        trap '' INT HUP TERM
        sleep 30
        kill -KILL "$1" 2>/dev/null
    ) >/dev/null 2>&1 &
    stop_watch=$!
    trap 'kill -KILL "$1" 2>/dev/null || true' INT
    stop_status=0
    wait "$1" || stop_status=$?
    trap '' INT
    kill -KILL "$stop_watch" 2>/dev/null || true
}

# Stops what runs: first the city, so that nothing it sent is cut short, then the server, then its broker and who witnesses it.
stop_all() {
    trap '' INT TERM HUP
    if [ -n "$run_sim" ]; then
        stop_child "$run_sim"
    fi
    run_status=0
    if [ -n "$run_server" ]; then
        stop_child "$run_server"
        run_status=$stop_status
    fi
    for stop_one in $run_broker $run_witnesses; do
        stop_child "$stop_one"
    done
    run_sim='' run_server='' run_broker='' run_witnesses=''
}

run_options() {
    port=8080 data='' demo=1 lan=0 config=$ROOT/etc/markaz.conf settings=''
    while [ $# -gt 0 ]; do
        case $1 in
        --port | --data | --config | --set)
            [ $# -ge 2 ] || die "$1 needs a value"
            run_option=$1 run_value=$2
            shift
            ;;
        --port=* | --data=* | --config=*) run_option=${1%%=*} run_value=${1#*=} ;;
        --no-demo | --lan) run_option=$1 run_value='' ;;
        *) die "run does not know '$1' (./dev help)" ;;
        esac
        case $run_option in
        --port) port=$run_value ;;
        --data) data=$(path_of "$run_value") ;;
        --config) config=$(path_of "$run_value") ;;
        --set) settings="$settings$run_value
" ;;
        --no-demo) demo=0 ;;
        --lan) lan=1 ;;
        esac
        shift
    done
    case $port in '' | *[!0-9]* | ??????*) die "the port must be a number from 1 to 65535, not '$port'" ;; esac
    if [ "$port" -lt 1 ] || [ "$port" -gt 65535 ]; then
        die "the port must be from 1 to 65535, not $port"
    fi
    [ -f "$config" ] || die "cannot read the settings file '$config'"
    if [ -z "$data" ]; then
        data=$ROOT/var/centre
        [ "$demo" -eq 0 ] || data=$ROOT/var/demo
    fi
}

prepare_data() {
    # The demo's sign-ins share one password that lies in a file: never bring them into a centre that was begun without them.
    if [ "$demo" -eq 1 ] && [ -d "$data" ] && [ ! -d "$data/demo" ] && [ -n "$(ls -A "$data")" ]; then
        die "'$data' holds a centre without the demo; add --no-demo, or give another --data"
    fi
    if [ "$demo" -eq 0 ] && [ -d "$data/demo" ]; then
        complain "'$data' was begun with the demo city: its demo sign-ins still work"
    fi
    (umask 077 && mkdir -p "$data") || die "cannot make '$data'"
    data=$(cd "$data" && pwd)
    if [ "$demo" -eq 1 ]; then
        (umask 077 && mkdir -p "$data/demo")
    fi
}

# Waits until the server answers /readyz; false when it ended or was told to stop before.
wait_ready() {
    ready_url=$1
    shift
    while [ -z "$run_stop" ] && kill -0 "$run_server" 2>/dev/null; do
        if curl --silent --fail --noproxy '*' --max-time 2 --output /dev/null "$@" "$ready_url/readyz"; then
            kill -0 "$run_server" 2>/dev/null && return 0
        fi
        sleep 0.2
    done
    return 1
}

show_address() {
    say ""
    say "Markaz is running: $run_url"
    if [ "$lan" -eq 1 ]; then
        "$ROOT/tools/lan-cert" explain "$data/tls" "$port"
    fi
    if [ "$demo" -eq 1 ] && [ -f "$data/demo/sign-in.txt" ]; then
        say ""
        cat "$data/demo/sign-in.txt"
    fi
    say ""
    if [ -n "$run_broker" ]; then
        say "MQTT: 127.0.0.1:$broker_tls with TLS, names and passwords in $data/demo/broker (doc/mqtt.md)"
    fi
    if [ "$demo" -eq 1 ] && [ -s "$data/dc09.address" ]; then
        say "alarm panels (SIA DC-09): $(tr -d '\n' <"$data/dc09.address") (doc/dc09.md)"
    fi
    say "data: $data    stop: Ctrl-C"
}

start_sim() {
    [ -x "$run_build/markaz-sim" ] || die "there is no demo city in this build; use --no-demo"
    set -- --url "$run_url" --seed-dir "$data/demo"
    if [ "$lan" -eq 1 ]; then
        set -- "$@" --cacert "$data/tls/ca.crt"
    fi
    if [ -n "$run_broker" ]; then
        set -- "$@" --broker "$data/demo/broker"
    fi
    # Where it really listens; no file: a setting has closed the port.
    panel_port=$(sed -n 's/^tcp [^ ]*:\([0-9]*\).*/\1/p' "$data/dc09.address" 2>/dev/null) || panel_port=
    if [ -n "$panel_port" ]; then
        set -- "$@" --panel "127.0.0.1:$panel_port"
    fi
    in_background "$run_build/markaz-sim" "$@" >"$data/demo/sim.log" 2>&1 </dev/null
    run_sim=$!
}

# The key of the alarm panel that one of the city's schools has: another one at each start.
make_panel_key() {
    rm -f "$data/dc09.address"
    (umask 077 && printf '9004 %s\n' "$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')" >"$data/demo/panels.keys")
}

# An MQTT broker on loopback, for buttons of the city that speak to it; a thousand above the centre's own port.
start_broker() {
    broker_dir=$data/demo/broker
    command -v mosquitto >/dev/null 2>&1 || [ -x /usr/sbin/mosquitto ] || return 1
    broker_port=$((port + 1000)) broker_tls=$((port + 1001))
    [ "$broker_tls" -le 65535 ] || return 1
    "$ROOT/tools/mqtt-broker" make "$broker_dir" "$broker_port" "$broker_tls" &&
        "$ROOT/tools/mqtt-broker" add "$broker_dir" btn-01 btn-02 >"$broker_dir/devices" || return 1
    in_background "$ROOT/tools/mqtt-broker" run "$broker_dir" >"$broker_dir/log" 2>&1 </dev/null
    run_broker=$!
}

# start_witness N LOG_KEY: prints the line of the policy that names it; nothing when it does not start.
start_witness() {
    witness_dir=$data/demo/witness-$1
    witness_key=$("$run_build/markaz-witness" --dir "$witness_dir" --name "demo.invalid/witness-$1" --key) || return 0
    if ! grep -qxF "$2" "$witness_dir/logs" 2>/dev/null; then
        "$run_build/markaz-witness" --dir "$witness_dir" --add-log "$2" >/dev/null || return 0
    fi
    rm -f "$witness_dir/address"
    in_background "$run_build/markaz-witness" --dir "$witness_dir" --listen 127.0.0.1:0 \
        >"$witness_dir/address" 2>"$witness_dir/log" </dev/null
    run_witnesses="$run_witnesses $!"
    witness_url=
    witness_tries=150 # five a second: on a busy machine it takes its time, and a policy without it stays so
    while [ -z "$run_stop" ] && [ "$witness_tries" -gt 0 ] && kill -0 "$!" 2>/dev/null; do
        witness_url=$(sed -n 's/^listening on //p' "$witness_dir/address" 2>/dev/null)
        [ -z "$witness_url" ] || break
        witness_tries=$((witness_tries - 1))
        sleep 0.2
    done
    [ -n "$witness_url" ] || return 0
    printf 'witness demo-%s %s %s\n' "$1" "$witness_key" "$witness_url" >>"$data/demo/witnesses.part"
}

# Three on this very machine, so that one sees what it is like. What they remember stays in the data.
start_witnesses() {
    log_key=$(curl --silent --fail --noproxy '*' --max-time 5 --retry 10 --retry-delay 1 "$@" "$run_url/log/key") || log_key=
    if [ -z "$log_key" ] || [ ! -x "$run_build/markaz-witness" ]; then
        complain "the demo runs without witnesses"
        return 0
    fi
    {
        echo "# The demo's witnesses run on the machine that they watch: they show how it works, and prove nothing."
        echo "log $log_key"
    } >"$data/demo/witnesses.part"
    for witness_number in 1 2 3; do
        start_witness "$witness_number" "$log_key"
    done
    {
        echo "group demo 2 demo-1 demo-2 demo-3"
        echo "quorum demo"
    } >>"$data/demo/witnesses.part"
    mv "$data/demo/witnesses.part" "$data/demo/witnesses"
}

# The foreground: until told to stop, or the server ends by itself.
watch_children() {
    while [ -z "$run_stop" ] && kill -0 "$run_server" 2>/dev/null; do
        if [ -n "$run_sim" ] && ! kill -0 "$run_sim" 2>/dev/null; then
            complain "the demo city has stopped; the centre goes on. Its last words:"
            tail -n 5 "$data/demo/sim.log" >&2
            run_sim=
        fi
        sleep 1 &
        wait $! || true
    done
}

cmd_run() {
    run_options "$@"
    # The tests bring programs of their own and have no time for another build.
    run_build=${MARKAZ_BUILD:-$ROOT/build}
    if [ -z "${MARKAZ_BUILD:-}" ]; then
        need_packages build run
        need_node
        build_programs
        build_web
    fi
    [ -x "$run_build/markazd" ] || die "there is no server in '$run_build'"
    prepare_data
    run_url=http://127.0.0.1:$port
    run_ca=
    set -- --config "$config" --set "store.path=$data" --set "web.root=$ROOT/web/dist"
    if [ "$lan" -eq 1 ]; then
        "$ROOT/tools/lan-cert" make "$data/tls" || die "could not make the certificate"
        run_url=https://localhost:$port
        run_ca=$data/tls/ca.crt
        set -- "$@" --set "http.listen=0.0.0.0:$port" --set "http.tls_cert=$data/tls/server.crt" \
            --set "http.tls_key=$data/tls/server.key" --set "http.tls_ca=$run_ca"
        # Links that are printed lead there from every device.
        run_public=$("$ROOT/tools/lan-cert" url "$port")
        [ -z "$run_public" ] || set -- "$@" --set "http.public_url=$run_public"
    else
        set -- "$@" --set "http.listen=127.0.0.1:$port"
    fi
    if [ "$demo" -eq 1 ]; then
        set -- "$@" --set demo.enabled=true --set "history.witness_policy=$data/demo/witnesses"
    fi
    trap 'run_stop=1' INT TERM HUP
    if [ "$demo" -eq 1 ]; then
        if start_broker; then
            set -- "$@" --set "mqtt.broker=127.0.0.1:$broker_port" --set mqtt.user=markaz \
                --set "mqtt.password_file=$data/demo/broker/markaz.password"
        else
            complain "the demo runs without an MQTT broker"
        fi
        make_panel_key || die "cannot write '$data/demo/panels.keys'"
        set -- "$@" --set dc09.listen=127.0.0.1:0 --set "dc09.keys=$data/demo/panels.keys"
    fi
    run_ifs=$IFS
    IFS='
'
    for setting in $settings; do
        set -- "$@" --set "$setting"
    done
    IFS=$run_ifs

    cd "$data" || exit 1
    in_background "$run_build/markazd" "$@" </dev/null
    run_server=$!
    if wait_ready "$run_url" ${run_ca:+--cacert "$run_ca"}; then
        if [ "$demo" -eq 1 ]; then
            start_witnesses ${run_ca:+--cacert "$run_ca"}
            start_sim
        fi
        show_address
        watch_children
    fi
    if [ -n "$run_stop" ]; then
        say "stopping"
    fi
    stop_all
    if [ -n "$run_stop" ] && [ "$run_status" -eq 0 ]; then
        say "stopped; the data stay in $data"
    elif [ "$run_status" -ne 0 ]; then
        complain "the server ended with status $run_status"
    fi
    exit "$run_status"
}
