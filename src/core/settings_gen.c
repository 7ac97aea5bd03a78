/* SPDX-License-Identifier: Apache-2.0 */
/* Made by tools/gen.mjs from schema/. Do not edit: change the schema and run ./dev gen. */
#include "core/settings.h"

/* clang-format off */
const struct setting_info setting_table[SET_COUNT] = {
    {"store", "path", SETTING_TEXT, "var/markaz", "Directory of the journal, telemetry, media and keys. One server at a time may use it."},
    {"store", "batch_max", SETTING_INT, "4096", "Most events in one group commit."},
    {"store", "snapshot_every", SETTING_INT, "200000", "Write a snapshot of the picture after so many events."},
    {"http", "listen", SETTING_TEXT, "127.0.0.1:8080", "Address and port. Anything but loopback should have tls_cert and tls_key."},
    {"http", "tls_cert", SETTING_TEXT, "", "PEM file with the certificate chain; empty: plain HTTP."},
    {"http", "tls_key", SETTING_TEXT, "", "PEM file with the private key."},
    {"http", "tls_ca", SETTING_TEXT, "", "PEM file of the local certificate authority, served at /ca.crt for tablets to trust."},
    {"http", "threads", SETTING_INT, "2", "Network threads."},
    {"http", "connections_max", SETTING_INT, "17000", "Most connections at once; needs LimitNOFILE above it."},
    {"http", "body_max", SETTING_BYTES, "8388608", "Largest request body of ordinary routes; hotlists may be 16 times as large."},
    {"http", "metrics_public", SETTING_BOOL, "false", "Serve /metrics to any address, not only to loopback."},
    {"http", "public_url", SETTING_TEXT, "", "Address under which people reach the centre; used in links. Empty: from listen."},
    {"web", "root", SETTING_TEXT, "/usr/share/markaz/web", "Directory of the built web pages."},
    {"access", "session_hours", SETTING_INT, "12", "A sign-in ends after so many hours."},
    {"access", "login_tries", SETTING_INT, "5", "Failed sign-ins of one name or address within 5 minutes before it is locked out for 5 minutes."},
    {"retention", "reads_s", SETTING_INT, "180", "Reads that matched nothing are forgotten after so many seconds."},
    {"retention", "positions_s", SETTING_INT, "259200", "Positions are forgotten after so many seconds."},
    {"retention", "heartbeats_s", SETTING_INT, "604800", "Heartbeats are forgotten after so many seconds."},
    {"road", "speed_over_kmh", SETTING_INT, "40", "Dangerous: this much over the camera's limit."},
    {"road", "repeat_count", SETTING_INT, "3", "Dangerous: so many speed violations of one vehicle within repeat_window_s."},
    {"road", "repeat_window_s", SETTING_INT, "1800", "Window of repeated violations in seconds."},
    {"road", "repeat_over_kmh", SETTING_INT, "15", "A violation counts from this much over the limit."},
    {"road", "notice_expire_s", SETTING_INT, "300", "A notice goes away when the vehicle was not read again for so many seconds."},
    {"road", "hit_expire_s", SETTING_INT, "1800", "A hit expires when the vehicle was not read again for so many seconds."},
    {"road", "affirm_hours", SETTING_INT, "24", "An edition not affirmed for so many hours no longer matches."},
    {"road", "observe_reasons", SETTING_TEXT, "stolen,hit_and_run,crime,missing_person", "Reasons for which a unit is told \"observe only\" before a person confirmed."},
    {"alarm", "escalate_1_s", SETTING_INT, "30", "Unacknowledged for so many seconds: first escalation."},
    {"alarm", "escalate_2_s", SETTING_INT, "60", "Second escalation."},
    {"alarm", "mass_silence", SETTING_INT, "50", "So many devices of one port silent within a minute are one alarm."},
    {"alarm", "archive_hours", SETTING_INT, "12", "Closed things leave the picture after so many hours; they stay in the history."},
    {"unit", "silent_s", SETTING_INT, "120", "On duty without a position for so many seconds: silent, not recommended."},
    {"unit", "undelivered_s", SETTING_INT, "10", "A job or notice that did not reach the tablet in so many seconds is marked and the next unit is offered."},
    {"demo", "enabled", SETTING_BOOL, "false", "Make the demo's users, tokens and city on an empty store, and show them in DIR/demo."},
    {"log", "level", SETTING_TEXT, "info", "debug, info, warn or error."},
};
/* clang-format on */
