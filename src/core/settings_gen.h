/* SPDX-License-Identifier: Apache-2.0 */
/* Made by tools/gen.mjs from schema/. Do not edit: change the schema and run ./dev gen. */
#ifndef CORE_SETTINGS_GEN_H
#define CORE_SETTINGS_GEN_H

/* clang-format off */
enum setting {
    SET_STORE_PATH = 0, /* store.path: Directory of the journal, telemetry, media and keys. One server at a time may use it. */
    SET_STORE_BATCH_MAX = 1, /* store.batch_max: Most events in one group commit. */
    SET_STORE_SNAPSHOT_EVERY = 2, /* store.snapshot_every: Write a snapshot of the picture after so many events, and not before as many as there are entities in it. */
    SET_CENTRE_ZONE = 3, /* centre.zone: The centre's local time, for weekly tests, drills, shifts, reports and pages: a name of the IANA list with its summer times, like Europe/Berlin (package tzdata), or a fixed distance from UTC like +05:00. Areas with a utc_offset_min have that. */
    SET_CENTRE_NAME = 4, /* centre.name: The centre's name in its people's words, printed on reports. Empty: Markaz. */
    SET_HTTP_LISTEN = 5, /* http.listen: Address and port. Anything but loopback should have tls_cert and tls_key. */
    SET_HTTP_TLS_CERT = 6, /* http.tls_cert: PEM file with the certificate chain; empty: plain HTTP. */
    SET_HTTP_TLS_KEY = 7, /* http.tls_key: PEM file with the private key. */
    SET_HTTP_TLS_CA = 8, /* http.tls_ca: PEM file of the local certificate authority, served at /ca.crt for tablets to trust. */
    SET_HTTP_THREADS = 9, /* http.threads: Network threads. */
    SET_HTTP_CONNECTIONS_MAX = 10, /* http.connections_max: Most connections at once; needs LimitNOFILE above it. */
    SET_HTTP_BODY_MAX = 11, /* http.body_max: Largest request body of ordinary routes; hotlists may be 16 times as large. */
    SET_HTTP_METRICS_PUBLIC = 12, /* http.metrics_public: Serve /metrics to any address, not only to loopback. */
    SET_HTTP_PUBLIC_URL = 13, /* http.public_url: Address under which people reach the centre; used in links. Empty: from listen. */
    SET_WEB_ROOT = 14, /* web.root: Directory of the built web pages. */
    SET_ACCESS_SESSION_HOURS = 15, /* access.session_hours: A sign-in ends after so many hours, unless its person is at work: pages in use and units on duty go on. */
    SET_ACCESS_SESSION_MAX_HOURS = 16, /* access.session_max_hours: It ends after so many hours whoever is at work; a duty of a day and a night should fit in. */
    SET_ACCESS_LOGIN_TRIES = 17, /* access.login_tries: Failed sign-ins of one name within 5 minutes before it is locked out for 5 minutes. */
    SET_ACCESS_ADDRESS_TRIES = 18, /* access.address_tries: The same of one address, whatever the names. All people behind one router or proxy share one. */
    SET_APPROVE_EXPIRE_S = 19, /* approve.expire_s: What waits for a second person goes away when nobody answered it for so many seconds. */
    SET_RETENTION_READS_S = 20, /* retention.reads_s: Reads that matched nothing are forgotten after so many seconds. This and the next six are first values: what two persons set in the centre goes before. */
    SET_RETENTION_POSITIONS_S = 21, /* retention.positions_s: Positions are kept in full for so many seconds, then one a minute of each unit. */
    SET_RETENTION_TRACKS_S = 22, /* retention.tracks_s: Those are forgotten after so many seconds. */
    SET_RETENTION_HEARTBEATS_S = 23, /* retention.heartbeats_s: Heartbeats are forgotten after so many seconds. */
    SET_RETENTION_VIOLATIONS_S = 24, /* retention.violations_s: What was recorded of dangerous driving, of look-alikes, and of the notices about them is erased from the history after so many seconds. */
    SET_RETENTION_HITS_S = 25, /* retention.hits_s: The same of hits, wanted vehicles entered by hand, their notices and photos. */
    SET_RETENTION_AUDIT_S = 26, /* retention.audit_s: The same of everything else: alarms, incidents, who signed in and what was changed. */
    SET_RETENTION_EVERY_S = 27, /* retention.every_s: What is due is looked for every so many seconds; at most an hour. */
    SET_COT_LISTEN = 28, /* cot.listen: Address and port for TAK clients (Cursor on Target over TLS with client certificates), e.g. 0.0.0.0:8089; empty: off. See doc/cot.md. */
    SET_COT_TLS_CERT = 29, /* cot.tls_cert: PEM file with the certificate chain shown to them. */
    SET_COT_TLS_KEY = 30, /* cot.tls_key: PEM file with its private key. */
    SET_COT_TLS_CA = 31, /* cot.tls_ca: PEM file of the authority that vouches for the clients' certificates; the common name of each is the id of its device. */
    SET_COT_TLS_CRL = 32, /* cot.tls_crl: PEM file with that authority's list of revoked certificates: whom it names is cut off. Read again when it changes; one past its day stays in force and is an alarm. Empty: none. */
    SET_COT_PLAIN_LISTEN = 33, /* cot.plain_listen: The same without TLS, for tests: whoever connects may be any device, so loopback only. Empty: off. */
    SET_COT_CONNECTIONS_MAX = 34, /* cot.connections_max: Most TAK clients at once. */
    SET_COT_IDLE_S = 35, /* cot.idle_s: A client that said nothing for so many seconds is gone: it is closed. */
    SET_COT_SHARE = 36, /* cot.share: Tell each client what its unit's area has: units on duty, open alarms and incidents, the area's outline. */
    SET_INTAKE_UNKNOWN_PER_TOKEN = 37, /* intake.unknown_per_token: So many devices that nobody registered may wait to be adopted behind one token. */
    SET_INTAKE_UNKNOWN_ALL = 38, /* intake.unknown_all: And so many in all. */
    SET_INTAKE_UNKNOWN_DAYS = 39, /* intake.unknown_days: An unknown device that nobody adopted is forgotten after so many days. */
    SET_ROAD_SPEED_OVER_KMH = 40, /* road.speed_over_kmh: Dangerous: this much over the camera's limit. */
    SET_ROAD_REPEAT_COUNT = 41, /* road.repeat_count: Dangerous: so many speed violations of one vehicle within repeat_window_s. */
    SET_ROAD_REPEAT_WINDOW_S = 42, /* road.repeat_window_s: Window of repeated violations in seconds. */
    SET_ROAD_REPEAT_OVER_KMH = 43, /* road.repeat_over_kmh: A violation counts from this much over the limit. */
    SET_ROAD_NOTICE_EXPIRE_S = 44, /* road.notice_expire_s: A notice goes away when the vehicle was not read again for so many seconds. */
    SET_ROAD_HIT_EXPIRE_S = 45, /* road.hit_expire_s: A hit expires when the vehicle was not read again for so many seconds. */
    SET_ROAD_AFFIRM_HOURS = 46, /* road.affirm_hours: An edition or an entry by hand that its source did not affirm for so many hours no longer matches. */
    SET_ROAD_REAFFIRM_S = 47, /* road.reaffirm_s: What units are told of a hit lasts so many seconds without the source standing by it, again: then it falls back to "observe only", and after as long ends. */
    SET_ROAD_OBSERVE_REASONS = 48, /* road.observe_reasons: Reasons for which a unit is told "observe only" before a person confirmed. */
    SET_ALARM_ESCALATE_1_S = 49, /* alarm.escalate_1_s: Unacknowledged for so many seconds: first escalation. */
    SET_ALARM_ESCALATE_2_S = 50, /* alarm.escalate_2_s: Second escalation. */
    SET_ALARM_CAMERA_M = 51, /* alarm.camera_m: Cameras so many metres around an alarm that look at it are shown with it. */
    SET_ALARM_HAND_OVER_S = 52, /* alarm.hand_over_s: An alarm that was handed over and not accepted for so many seconds stays its owner's. */
    SET_ALARM_MASS_SILENCE = 53, /* alarm.mass_silence: So many devices of one port silent within a minute are one alarm. */
    SET_ALARM_BATTERY_LOW = 54, /* alarm.battery_low: A device that is no phone and says of its battery so many per cent or less has a low one, until it says 10 more. */
    SET_ALARM_SHELVE_HOURS = 55, /* alarm.shelve_hours: A source may be shelved for so many hours at a time. */
    SET_ALARM_ARCHIVE_HOURS = 56, /* alarm.archive_hours: Closed things leave the picture after so many hours; they stay in the history. */
    SET_RHYTHM_CAMERA_S = 57, /* rhythm.camera_s: A camera without a rhythm of its own (period_s) that was heard once is silent when it is not heard for so many seconds; 0: never. A quiet road reads nothing at night: give cameras that send heartbeats their own. */
    SET_RHYTHM_BUTTON_S = 58, /* rhythm.button_s: The same of buttons: a day and an hour, for those that test themselves daily. */
    SET_RHYTHM_PANEL_S = 59, /* rhythm.panel_s: The same of alarm panels. */
    SET_RHYTHM_OTHER_S = 60, /* rhythm.other_s: The same of devices of other kinds. Of phones and tablets the unit is supervised instead. */
    SET_LOAD_URGENT_80_S = 61, /* load.urgent_80_s: Of calls for help, hold-ups and fires 80 % should be answered within so many seconds. This and the next three are figures told of EN 50518; its text is sold, was not before us, and no clause is named here: compare them with your edition, EN 50518:2019+A1:2023. */
    SET_LOAD_URGENT_985_S = 62, /* load.urgent_985_s: And 98.5 % within so many. */
    SET_LOAD_OTHER_80_S = 63, /* load.other_80_s: Of all other alarms 80 % within so many. */
    SET_LOAD_OTHER_985_S = 64, /* load.other_985_s: And 98.5 % within so many. */
    SET_LOAD_SHIFTS = 65, /* load.shifts: When shifts begin, in the centre's local time, at most 12 a day, blanks between: 08:00 20:00. Figures are then told of each shift, whoever signed on when. Empty: of sign-ons alone. */
    SET_SITE_REMIND_MIN = 66, /* site.remind_min: Weekly tests are announced so many minutes before their window. */
    SET_SITE_MISSED_MIN = 67, /* site.missed_min: The row of missed tests that nobody acknowledged in so many minutes goes up, once. 0: never. */
    SET_SITE_TESTED_DAYS = 68, /* site.tested_days: A button or panel counts as tested for so many days after it proved itself. */
    SET_DC09_LISTEN = 69, /* dc09.listen: Address and port where alarm panels report over TCP by SIA DC-09, like :6543. Empty: none is heard. */
    SET_DC09_UDP = 70, /* dc09.udp: The same over UDP. */
    SET_DC09_KEYS = 71, /* dc09.keys: File of the panels' AES keys, a line each: account, blank, key in hex or in double quotes; account * is for all others. Readable by its owner alone; read again when it changes. Empty: none. */
    SET_DC09_CONNECTIONS_MAX = 72, /* dc09.connections_max: Most TCP connections of panels at once. */
    SET_DC09_IDLE_S = 73, /* dc09.idle_s: A connection on which nothing was said for so many seconds is closed. */
    SET_DC09_AHEAD_S = 74, /* dc09.ahead_s: A message whose time stamp is more than so many seconds ahead is refused with the right time (NAK). */
    SET_DC09_BEHIND_S = 75, /* dc09.behind_s: The same of one that is behind. 0 in both: time stamps are not judged, for panels whose clock nobody can set; then one that was recorded can be played again. */
    SET_CAP_FEEDS = 76, /* cap.feeds: Addresses of Atom or RSS feeds, or single alerts, of other agencies' warnings (CAP), blanks between. Empty: none is asked. */
    SET_CAP_EVERY_S = 77, /* cap.every_s: They are asked every so many seconds. */
    SET_CAP_KEYS = 78, /* cap.keys: PEM files with the certificates that vouch for signed warnings, blanks between. A certificate counts until it is taken out here, whatever dates stand in it. Empty: none is verified. */
    SET_CAP_PAST_HOURS = 79, /* cap.past_hours: A warning that ended longer ago than so many hours is not taken. */
    SET_CAP_SENDER = 80, /* cap.sender: Who we are to those who take our warnings: an address like warnings@centre.example, without blanks and commas. Empty: markaz@ and the host of http.public_url. */
    SET_CAP_SENDER_NAME = 81, /* cap.sender_name: The same in words, shown to the public. */
    SET_CAP_XMLSIG = 82, /* cap.xmlsig: The program that verifies and makes signatures of warnings. Empty: markaz-xmlsig beside markazd. */
    SET_STILL_NETWORKS = 83, /* still.networks: Networks that cameras stand in whose pictures the centre brings itself, like 10.20.0.0/16 fd00:7::/32, blanks between: it asks at no other address. Empty: it asks no camera. */
    SET_UNIT_SILENT_S = 84, /* unit.silent_s: On duty without a position for so many seconds: silent, not recommended. */
    SET_UNIT_UNDELIVERED_S = 85, /* unit.undelivered_s: A job or notice that did not reach the tablet in so many seconds is marked and the next unit is offered. */
    SET_UNIT_UNACCEPTED_S = 86, /* unit.unaccepted_s: A job that its unit neither accepted nor refused in so many seconds is marked and the next unit is offered; 0: never. */
    SET_UNIT_CHECK_MIN = 87, /* unit.check_min: A unit on scene is asked every so many minutes whether all is well, by the incident's priority (1=10) or kind (violence=5, which goes before its priority); not asked of what is not named. At most 1440. */
    SET_UNIT_CHECK_ANSWER_S = 88, /* unit.check_answer_s: Without an answer to that in so many seconds there is an alarm, and it is asked again. */
    SET_UNIT_SCENE_MIN = 89, /* unit.scene_min: A unit longer on scene than so many minutes is marked, by the incident's kind; others never. At most 1440. */
    SET_HISTORY_ORIGIN = 90, /* history.origin: Name of the public log of the history, like centre.example/journal: an address that is yours, without https://. Chosen before the first start, and never changed. Empty: a name made of the journal's own. */
    SET_HISTORY_SIGNER = 91, /* history.signer: The program that holds the log's key. Empty: markaz-signer beside markazd. */
    SET_HISTORY_WITNESS_POLICY = 92, /* history.witness_policy: File that names the witnesses of the history, their addresses and how many must cosign (C2SP tlog-policy: log, witness, group, quorum). Read again when it changes. Empty: no witness is asked, and nothing is suspended. */
    SET_HISTORY_WITNESS_EVERY_S = 93, /* history.witness_every_s: The witnesses are asked every so many seconds. */
    SET_HISTORY_SUSPEND_S = 94, /* history.suspend_s: Without a cosigned checkpoint for so many seconds look-ups are suspended, but in an emergency. */
    SET_HISTORY_TSA_URL = 95, /* history.tsa_url: Address of a time stamping authority (RFC 3161), which stamps the checkpoint hourly. Empty: none is asked. */
    SET_HISTORY_TSA_CA = 96, /* history.tsa_ca: PEM file with the certificates that vouch for it. Empty: its signature is not checked here, only that the stamp is of what was asked. */
    SET_HISTORY_TSA_EVERY_S = 97, /* history.tsa_every_s: It is asked at each full so many seconds of the day (UTC): at each full hour, the day's end with them. */
    SET_HISTORY_COURIER = 98, /* history.courier: The program that calls witnesses and the time stamping authority. Empty: markaz-courier beside markazd. */
    SET_LOOK_SAMPLE_S = 99, /* look.sample_s: A hundredth of all look-ups is drawn by lot for the reviewer every so many seconds, counted from a Monday 00:00 UTC: a week, and no more. */
    SET_LOOK_EXPORT_MIB = 100, /* look.export_mib: An export that grows over so many MiB is broken off: it must be asked for in parts. */
    SET_LOOK_ORDER_ISSUERS = 101, /* look.order_issuers: Who may order that a subject is told of look-ups later: keys like prosecutor.example+1a2b3c4d+AQ…, blanks between them. Empty: nobody, all is told at once. */
    SET_MQTT_BROKER = 102, /* mqtt.broker: Host and port of an MQTT broker, like 127.0.0.1:1883. Empty: MQTT is off. */
    SET_MQTT_CLIENT_ID = 103, /* mqtt.client_id: Name of the centre's session at the broker, which keeps what comes while the centre is down. One centre a name, and never changed. */
    SET_MQTT_USER = 104, /* mqtt.user: Name at the broker. */
    SET_MQTT_PASSWORD_FILE = 105, /* mqtt.password_file: File whose first line is the password; only the server may read it. */
    SET_MQTT_TLS_CA = 106, /* mqtt.tls_ca: PEM file with the certificates that vouch for the broker. Empty: no TLS, for a broker on this machine only. */
    SET_MQTT_TLS_CERT = 107, /* mqtt.tls_cert: PEM file with the centre's own certificate, where the broker wants one. */
    SET_MQTT_TLS_KEY = 108, /* mqtt.tls_key: PEM file with its private key. */
    SET_MQTT_FAMILIES = 109, /* mqtt.families: Whose topics are taken. */
    SET_MQTT_REGION = 110, /* mqtt.region: Region of the plates that Frigate reads, like uz: it tells none, and a plate without one matches no list. */
    SET_MQTT_LOST_S = 111, /* mqtt.lost_s: Without the broker for so many seconds: an alarm of the port itself. */
    SET_DEMO_ENABLED = 112, /* demo.enabled: Make the demo's users, tokens and city on an empty store, and show them in DIR/demo. */
    SET_LOG_LEVEL = 113, /* log.level: debug, info, warn or error. */
    SET_COUNT = 114
};
/* clang-format on */

#endif
