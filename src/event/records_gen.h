/* SPDX-License-Identifier: Apache-2.0 */
/* Made by tools/gen.mjs from schema/. Do not edit: change the schema and run ./dev gen. */
#ifndef EVENT_RECORDS_GEN_H
#define EVENT_RECORDS_GEN_H

#include "base/str.h"

/* clang-format off */

enum history_fault {
    HISTORY_FAULT_NONE = 0,
    HISTORY_FAULT_REFUSED = 1,
    HISTORY_FAULT_BROKEN = 2,
    HISTORY_FAULT_COUNT = 3
};

enum role {
    ROLE_ADMIN = 0,
    ROLE_OPERATOR = 1,
    ROLE_SUPERVISOR = 2,
    ROLE_UNIT = 3,
    ROLE_AUDITOR = 4,
    ROLE_CAMERA = 5,
    ROLE_TRACKER = 6,
    ROLE_ALARM = 7,
    ROLE_PORTAL = 8,
    ROLE_PARTNER = 9,
    ROLE_COUNT = 10
};

enum lang {
    LANG_EN = 0,
    LANG_RU = 1,
    LANG_UZ = 2,
    LANG_KK = 3,
    LANG_COUNT = 4
};

enum site_kind {
    SITE_KIND_SCHOOL = 0,
    SITE_KIND_KINDERGARTEN = 1,
    SITE_KIND_HOSPITAL = 2,
    SITE_KIND_OFFICE = 3,
    SITE_KIND_SHOP = 4,
    SITE_KIND_BANK = 5,
    SITE_KIND_STATION = 6,
    SITE_KIND_OTHER = 7,
    SITE_KIND_COUNT = 8
};

enum device_kind {
    DEVICE_KIND_CAMERA = 0,
    DEVICE_KIND_BUTTON = 1,
    DEVICE_KIND_PANEL = 2,
    DEVICE_KIND_TABLET = 3,
    DEVICE_KIND_TRACKER = 4,
    DEVICE_KIND_OTHER = 5,
    DEVICE_KIND_COUNT = 6
};

enum device_state {
    DEVICE_STATE_ACTIVE = 0,
    DEVICE_STATE_MAINTENANCE = 1,
    DEVICE_STATE_UNKNOWN = 2,
    DEVICE_STATE_RETIRED = 3,
    DEVICE_STATE_COUNT = 4
};

enum test_how {
    TEST_HOW_SIGNAL = 0,
    TEST_HOW_DRILL = 1,
    TEST_HOW_PRESS = 2,
    TEST_HOW_COUNT = 3
};

enum area_kind {
    AREA_KIND_COUNTRY = 0,
    AREA_KIND_REGION = 1,
    AREA_KIND_DISTRICT = 2,
    AREA_KIND_OTHER = 3,
    AREA_KIND_COUNT = 4
};

enum unit_kind {
    UNIT_KIND_PATROL = 0,
    UNIT_KIND_TRAFFIC = 1,
    UNIT_KIND_INSPECTOR = 2,
    UNIT_KIND_FOOT = 3,
    UNIT_KIND_DUTY = 4,
    UNIT_KIND_COUNT = 5
};

enum unit_duty {
    UNIT_DUTY_OFF = 0,
    UNIT_DUTY_ON = 1,
    UNIT_DUTY_COUNT = 2
};

enum unit_status {
    UNIT_STATUS_AVAILABLE = 0,
    UNIT_STATUS_DISPATCHED = 1,
    UNIT_STATUS_EN_ROUTE = 2,
    UNIT_STATUS_ON_SCENE = 3,
    UNIT_STATUS_BUSY = 4,
    UNIT_STATUS_OUT = 5,
    UNIT_STATUS_COUNT = 6
};

enum alarm_kind {
    ALARM_KIND_PANIC = 0,
    ALARM_KIND_DURESS = 1,
    ALARM_KIND_HELP = 2,
    ALARM_KIND_FIRE = 3,
    ALARM_KIND_INTRUSION = 4,
    ALARM_KIND_MEDICAL = 5,
    ALARM_KIND_TECHNICAL = 6,
    ALARM_KIND_TAMPER = 7,
    ALARM_KIND_SILENCE = 8,
    ALARM_KIND_TEST = 9,
    ALARM_KIND_OTHER = 10,
    ALARM_KIND_HISTORY = 11,
    ALARM_KIND_WARNING = 12,
    ALARM_KIND_WELFARE = 13,
    ALARM_KIND_COUNT = 14
};

enum panel_says {
    PANEL_SAYS_ALARM = 0,
    PANEL_SAYS_RESTORED = 1,
    PANEL_SAYS_TEST = 2,
    PANEL_SAYS_REPORT = 3,
    PANEL_SAYS_COUNT = 4
};

enum alarm_state {
    ALARM_STATE_ACTIVE = 0,
    ALARM_STATE_ACKNOWLEDGED = 1,
    ALARM_STATE_CLOSED = 2,
    ALARM_STATE_COUNT = 3
};

enum snapshot_when {
    SNAPSHOT_WHEN_BEFORE = 0,
    SNAPSHOT_WHEN_NOW = 1,
    SNAPSHOT_WHEN_COUNT = 2
};

enum step_answer {
    STEP_ANSWER_YES = 0,
    STEP_ANSWER_NO = 1,
    STEP_ANSWER_DONE = 2,
    STEP_ANSWER_UNREACHED = 3,
    STEP_ANSWER_MATCHED = 4,
    STEP_ANSWER_MISMATCH = 5,
    STEP_ANSWER_DURESS = 6,
    STEP_ANSWER_COUNT = 7
};

enum practice {
    PRACTICE_NO = 0,
    PRACTICE_DRILL = 1,
    PRACTICE_MAINTENANCE = 2,
    PRACTICE_COUNT = 3
};

enum alarm_cause {
    ALARM_CAUSE_NONE = 0,
    ALARM_CAUSE_BATTERY = 1,
    ALARM_CAUSE_TEST_MISSED = 2,
    ALARM_CAUSE_COUNT = 3
};

enum disposition {
    DISPOSITION_GENUINE = 0,
    DISPOSITION_FALSE_ALARM = 1,
    DISPOSITION_ACCIDENT = 2,
    DISPOSITION_TEST = 3,
    DISPOSITION_TECHNICAL = 4,
    DISPOSITION_DUPLICATE = 5,
    DISPOSITION_UNFOUNDED = 6,
    DISPOSITION_HANDLED_ELSEWHERE = 7,
    DISPOSITION_COUNT = 8
};

enum weekday {
    WEEKDAY_MONDAY = 0,
    WEEKDAY_TUESDAY = 1,
    WEEKDAY_WEDNESDAY = 2,
    WEEKDAY_THURSDAY = 3,
    WEEKDAY_FRIDAY = 4,
    WEEKDAY_SATURDAY = 5,
    WEEKDAY_SUNDAY = 6,
    WEEKDAY_COUNT = 7
};

enum schedule_state {
    SCHEDULE_STATE_PLANNED = 0,
    SCHEDULE_STATE_DUE = 1,
    SCHEDULE_STATE_OVERDUE = 2,
    SCHEDULE_STATE_COUNT = 3
};

enum drill_state {
    DRILL_STATE_PLANNED = 0,
    DRILL_STATE_RUNNING = 1,
    DRILL_STATE_OVER = 2,
    DRILL_STATE_COUNT = 3
};

enum warning_status {
    WARNING_STATUS_ACTUAL = 0,
    WARNING_STATUS_EXERCISE = 1,
    WARNING_STATUS_TEST = 2,
    WARNING_STATUS_COUNT = 3
};

enum warning_state {
    WARNING_STATE_ACTIVE = 0,
    WARNING_STATE_CANCELLED = 1,
    WARNING_STATE_EXPIRED = 2,
    WARNING_STATE_COUNT = 3
};

enum warning_category {
    WARNING_CATEGORY_GEO = 0,
    WARNING_CATEGORY_MET = 1,
    WARNING_CATEGORY_SAFETY = 2,
    WARNING_CATEGORY_SECURITY = 3,
    WARNING_CATEGORY_RESCUE = 4,
    WARNING_CATEGORY_FIRE = 5,
    WARNING_CATEGORY_HEALTH = 6,
    WARNING_CATEGORY_ENV = 7,
    WARNING_CATEGORY_TRANSPORT = 8,
    WARNING_CATEGORY_INFRA = 9,
    WARNING_CATEGORY_CBRNE = 10,
    WARNING_CATEGORY_OTHER = 11,
    WARNING_CATEGORY_COUNT = 12
};

enum warning_urgency {
    WARNING_URGENCY_IMMEDIATE = 0,
    WARNING_URGENCY_EXPECTED = 1,
    WARNING_URGENCY_FUTURE = 2,
    WARNING_URGENCY_PAST = 3,
    WARNING_URGENCY_UNKNOWN = 4,
    WARNING_URGENCY_COUNT = 5
};

enum warning_severity {
    WARNING_SEVERITY_EXTREME = 0,
    WARNING_SEVERITY_SEVERE = 1,
    WARNING_SEVERITY_MODERATE = 2,
    WARNING_SEVERITY_MINOR = 3,
    WARNING_SEVERITY_UNKNOWN = 4,
    WARNING_SEVERITY_COUNT = 5
};

enum warning_certainty {
    WARNING_CERTAINTY_OBSERVED = 0,
    WARNING_CERTAINTY_LIKELY = 1,
    WARNING_CERTAINTY_POSSIBLE = 2,
    WARNING_CERTAINTY_UNLIKELY = 3,
    WARNING_CERTAINTY_UNKNOWN = 4,
    WARNING_CERTAINTY_COUNT = 5
};

enum warning_trust {
    WARNING_TRUST_UNSIGNED = 0,
    WARNING_TRUST_UNVERIFIED = 1,
    WARNING_TRUST_VERIFIED = 2,
    WARNING_TRUST_BROKEN = 3,
    WARNING_TRUST_COUNT = 4
};

enum incident_kind {
    INCIDENT_KIND_ALARM = 0,
    INCIDENT_KIND_ROBBERY = 1,
    INCIDENT_KIND_VIOLENCE = 2,
    INCIDENT_KIND_THEFT = 3,
    INCIDENT_KIND_TRAFFIC = 4,
    INCIDENT_KIND_DANGEROUS_DRIVING = 5,
    INCIDENT_KIND_WANTED_VEHICLE = 6,
    INCIDENT_KIND_MISSING_PERSON = 7,
    INCIDENT_KIND_NOISE = 8,
    INCIDENT_KIND_FIRE = 9,
    INCIDENT_KIND_MEDICAL = 10,
    INCIDENT_KIND_OFFICER_HELP = 11,
    INCIDENT_KIND_OTHER = 12,
    INCIDENT_KIND_COUNT = 13
};

enum incident_state {
    INCIDENT_STATE_RECEIVED = 0,
    INCIDENT_STATE_QUEUED = 1,
    INCIDENT_STATE_DISPATCHED = 2,
    INCIDENT_STATE_EN_ROUTE = 3,
    INCIDENT_STATE_ON_SCENE = 4,
    INCIDENT_STATE_CLEARED = 5,
    INCIDENT_STATE_CLOSED = 6,
    INCIDENT_STATE_COUNT = 7
};

enum message_way {
    MESSAGE_WAY_TO_UNIT = 0,
    MESSAGE_WAY_TO_DESK = 1,
    MESSAGE_WAY_COUNT = 2
};

enum assignment_state {
    ASSIGNMENT_STATE_SENT = 0,
    ASSIGNMENT_STATE_ACCEPTED = 1,
    ASSIGNMENT_STATE_EN_ROUTE = 2,
    ASSIGNMENT_STATE_ON_SCENE = 3,
    ASSIGNMENT_STATE_CLEARED = 4,
    ASSIGNMENT_STATE_REFUSED = 5,
    ASSIGNMENT_STATE_CANCELLED = 6,
    ASSIGNMENT_STATE_COUNT = 7
};

enum receipt {
    RECEIPT_DELIVERED = 0,
    RECEIPT_SEEN = 1,
    RECEIPT_COUNT = 2
};

enum vehicle_class {
    VEHICLE_CLASS_UNKNOWN = 0,
    VEHICLE_CLASS_CAR = 1,
    VEHICLE_CLASS_MOTORCYCLE = 2,
    VEHICLE_CLASS_TRUCK = 3,
    VEHICLE_CLASS_BUS = 4,
    VEHICLE_CLASS_VAN = 5,
    VEHICLE_CLASS_TRAILER = 6,
    VEHICLE_CLASS_COUNT = 7
};

enum hit_state {
    HIT_STATE_UNCONFIRMED = 0,
    HIT_STATE_SEEN = 1,
    HIT_STATE_CONFIRMED = 2,
    HIT_STATE_DISMISSED = 3,
    HIT_STATE_EXPIRED = 4,
    HIT_STATE_COUNT = 5
};

enum wanted_reason {
    WANTED_REASON_STOLEN = 0,
    WANTED_REASON_WANTED_PERSON = 1,
    WANTED_REASON_MISSING_PERSON = 2,
    WANTED_REASON_HIT_AND_RUN = 3,
    WANTED_REASON_CRIME = 4,
    WANTED_REASON_UNPAID = 5,
    WANTED_REASON_OTHER = 6,
    WANTED_REASON_COUNT = 7
};

enum violation_kind {
    VIOLATION_KIND_SPEEDING = 0,
    VIOLATION_KIND_REPEATED = 1,
    VIOLATION_KIND_WRONG_WAY = 2,
    VIOLATION_KIND_COUNT = 3
};

enum notice_action {
    NOTICE_ACTION_OBSERVE = 0,
    NOTICE_ACTION_CONFIRMED = 1,
    NOTICE_ACTION_DANGER = 2,
    NOTICE_ACTION_WITHDRAWN = 3,
    NOTICE_ACTION_COUNT = 4
};

enum notice_state {
    NOTICE_STATE_SENT = 0,
    NOTICE_STATE_ANSWERED = 1,
    NOTICE_STATE_MOVED = 2,
    NOTICE_STATE_EXPIRED = 3,
    NOTICE_STATE_WITHDRAWN = 4,
    NOTICE_STATE_COUNT = 5
};

enum approval_state {
    APPROVAL_STATE_OPEN = 0,
    APPROVAL_STATE_APPROVED = 1,
    APPROVAL_STATE_REFUSED = 2,
    APPROVAL_STATE_WITHDRAWN = 3,
    APPROVAL_STATE_EXPIRED = 4,
    APPROVAL_STATE_COUNT = 5
};

enum access {
    ACCESS_PUBLIC = 0,
    ACCESS_DUTY = 1,
    ACCESS_LOOK_UP = 2,
    ACCESS_COUNT = 3
};

enum purpose {
    PURPOSE_NONE = 0,
    PURPOSE_RESPONSE = 1,
    PURPOSE_PURSUIT = 2,
    PURPOSE_MISSING_PERSON = 3,
    PURPOSE_INVESTIGATION = 4,
    PURPOSE_COURT_ORDER = 5,
    PURPOSE_COMPLAINT = 6,
    PURPOSE_CONDUCT = 7,
    PURPOSE_AUDIT = 8,
    PURPOSE_BREAK_GLASS = 9,
    PURPOSE_SUBJECT = 10,
    PURPOSE_COUNT = 11
};

enum review_reason {
    REVIEW_REASON_YOUNG_INCIDENT = 0,
    REVIEW_REASON_REPEATED = 1,
    REVIEW_REASON_BREAK_GLASS = 2,
    REVIEW_REASON_SAMPLE = 3,
    REVIEW_REASON_UNNAMED = 4,
    REVIEW_REASON_COUNT = 5
};

enum review_verdict {
    REVIEW_VERDICT_IN_ORDER = 0,
    REVIEW_VERDICT_UNCLEAR = 1,
    REVIEW_VERDICT_MISUSE = 2,
    REVIEW_VERDICT_COUNT = 3
};

enum kind {
    KIND_CENTRE = 0, /* This journal and the process that keeps it. */
    KIND_USER = 1, /* A person who may sign in. */
    KIND_SESSION = 2, /* A signed-in browser. */
    KIND_TOKEN = 3, /* A device's or a program's token; the token itself is shown once and never stored. */
    KIND_AREA = 4, /* A district, a region: what a duty desk sees. */
    KIND_SITE = 5, /* A protected place: school, hospital, shop. */
    KIND_KEYHOLDER = 6, /* Who is called when something happens at a site, in order. Name and number leave the centre only where they are asked for, and that is written down. */
    KIND_PROCEDURE = 7, /* What to ask when calling back, and whom to call next: for one site, an area, or everywhere. */
    KIND_DEVICE = 8, /* Camera, alarm button, panel, tablet, tracker. */
    KIND_UNIT = 9, /* Who can be sent: crew, vehicle and device. */
    KIND_SHIFT = 10, /* One sign-on of a unit, from on duty to off duty. */
    KIND_ALARM = 11, /* An alarm from a device: latched until a person closes it with a disposition. */
    KIND_SNAPSHOT = 12, /* A picture that a camera beside an alarm was asked for; its file lies in the vault. */
    KIND_SHELF = 13, /* A source (the device of this id) whose alarms are put aside for a while: recorded and counted, and shown apart. Never those of priority 1. */
    KIND_NOTE = 14, /* A note a person wrote about an alarm, incident or hit. */
    KIND_SCHEDULE = 15, /* The weekly test of a site, whose id it bears: when each of its buttons and panels shall prove itself. */
    KIND_DRILL = 16, /* A drill at a site: presses there are marked and do not alert. A call under duress or an officer's always does. */
    KIND_WARNING = 17, /* A warning of another agency (CAP), or one that was issued here. What updates or cancels it is folded into it. */
    KIND_INCIDENT = 18, /* What happened. */
    KIND_ASSIGNMENT = 19, /* A unit sent to an incident. */
    KIND_MESSAGE = 20, /* A message between a desk and a unit; of a broadcast one for each unit. */
    KIND_RUN_CARD = 21, /* Which units an incident of a kind needs, by alarm level; levels add up. */
    KIND_EDITION = 22, /* The state of one source's hotlist: one file in the vault, by its hash. */
    KIND_ENTRY = 23, /* A wanted vehicle entered by hand. */
    KIND_HIT = 24, /* A wanted vehicle was read. Unconfirmed until a person compared the photo and the source re-affirmed. */
    KIND_VIOLATION = 25, /* Dangerous driving: over the limit, repeated violations in a window, wrong way. */
    KIND_NOTICE = 26, /* What a unit is told of a hit or of dangerous driving. */
    KIND_LOOKALIKE = 27, /* A read one confusable character away from a wanted plate: a low list, never an alert. */
    KIND_PHOTO = 28, /* A photo asked of a camera for a hit or dangerous driving; its file lies in the vault. */
    KIND_CLOSURE = 29, /* A street that is closed, or slow: all roads near a place, or a stretch between two. It ends by itself. */
    KIND_TRAFFIC = 30, /* How slow driving is by the hour, on one day of the week: mon, tue, wed, thu, fri, sat or sun. */
    KIND_APPROVAL = 31, /* A command that one person asked for and that happens only when another one approves it. */
    KIND_LOOK = 32, /* One person looked at something: written before it was shown. */
    KIND_CASEFILE = 33, /* A small record that gives some people a purpose for look-ups until it ends. */
    KIND_REVIEW = 34, /* A look that a reviewer must judge. */
    KIND_SAMPLE = 35, /* The last week's draw among all look-ups: see doc/verify-by-hand.md. There is one, called week. */
    KIND_EXPORT = 36, /* Histories that one person may take away as a file, for a case and for a day: asked for by one person, approved by another. */
    KIND_POLICY = 37, /* How long one class of what is kept is kept: violations, hits, audit of the history; reads, positions, tracks, heartbeats of telemetry. */
    KIND_HOLD = 38, /* What must be kept longer than its policy says, for a case or a court, until a day. */
    KIND_COUNT = 39
};

enum event_type {
    EV_JOURNAL_GENESIS = 0, /* The first event of every journal. */
    EV_CENTRE_STARTED = 1, /* The process started. */
    EV_CENTRE_BLIND = 2, /* The centre could not receive from–to: what devices did then is unknown. */
    EV_HISTORY_SUSPENDED = 3, /* No checkpoint was cosigned for too long: look-ups are suspended, but in an emergency. */
    EV_HISTORY_RESUMED = 4, /* Cosigned again: look-ups go on. */
    EV_HISTORY_REFUSED = 5, /* A witness has seen another history than this: an old state was put back, or the past was changed. */
    EV_HISTORY_BROKEN = 6, /* The log's own signer does not sign this history. */
    EV_HISTORY_RENEWED = 7, /* After a disaster a backup goes on as a new log, which two persons decided. Its entry says in clear what is lost, and holds the last checkpoint of the log before. */
    EV_HISTORY_WELL = 8, /* Signed and cosigned as it should be. */
    EV_USER_ADDED = 9, /* A person may sign in from now on. */
    EV_USER_CHANGED = 10, /* Role, area or name changed. */
    EV_USER_PASSWORD = 11, /* The password was set: by oneself, or by who gave it. */
    EV_USER_DISABLED = 12, /* May no longer sign in; or may again. */
    EV_SESSION_OPENED = 13, /* Signed in. */
    EV_SESSION_RENEWED = 14, /* In use, or its officer on duty: it goes on. */
    EV_SESSION_CLOSED = 15, /* Signed out, timed out, or ended by an administrator. */
    EV_TOKEN_ADDED = 16, /* A token was made. */
    EV_TOKEN_CROWDED = 17, /* More unknown devices than allowed speak with it; or (none) one of them was adopted. */
    EV_TOKEN_REVOKED = 18, /* The token is no longer valid. */
    EV_AREA_SET = 19, /* An area was imported or changed. */
    EV_SITE_SET = 20, /* A site was imported or changed. */
    EV_AREA_DESK = 21, /* Another duty desk handles it; empty: that of the area around it. */
    EV_SITE_PLAN = 22, /* The image of its plan was put, or (empty) taken away. */
    EV_KEYHOLDER_SET = 23, /* A keyholder was added or changed. */
    EV_KEYHOLDER_REMOVED = 24, /* Is no keyholder any more. */
    EV_PROCEDURE_SET = 25, /* Questions and whom to call next were set. */
    EV_PROCEDURE_REMOVED = 26, /* It does not hold any more. */
    EV_DEVICE_SET = 27, /* A device was imported or changed. */
    EV_DEVICE_SEEN = 28, /* A device nobody knew spoke with a valid token; it waits to be adopted. */
    EV_DEVICE_ADOPTED = 29, /* A person adopted an unknown device. */
    EV_DEVICE_FORGOTTEN = 30, /* Nobody adopted the unknown device in time; when it speaks again it is seen again. */
    EV_DEVICE_MAINTENANCE = 31, /* Planned maintenance began or ended. */
    EV_DEVICE_REPORTED = 32, /* A panel said what is no alarm. */
    EV_DEVICE_SILENT = 33, /* Missed its rhythm; or (0) spoke again. */
    EV_DEVICE_STILL = 34, /* Where the centre brings its pictures from was set, or taken away. */
    EV_DEVICE_HEARD = 35, /* It spoke for the first time. */
    EV_DEVICE_BATTERY = 36, /* Its battery is low; or (0) charged again. */
    EV_DEVICE_TESTED = 37, /* It proved itself. */
    EV_UNIT_SET = 38, /* A unit was imported or changed. */
    EV_UNIT_DUTY = 39, /* Signed on or off duty. */
    EV_UNIT_STATUS = 40, /* Its status changed. */
    EV_UNIT_LISTENING = 41, /* Its tablet listens, or no longer does. */
    EV_UNIT_SILENT = 42, /* On duty and silent for over 120 s; or (0) heard again. */
    EV_SHIFT_BEGAN = 43, /* A shift began. */
    EV_SHIFT_ENDED = 44, /* A shift ended. */
    EV_SHIFT_ARCHIVED = 45, /* Left the picture; stays in the history. */
    EV_ALARM_RAISED = 46, /* A device raised an alarm. A test that was expected is closed at once. */
    EV_ALARM_PRESSED = 47, /* Pressed again inside the same alarm: it alerts anew. */
    EV_ALARM_FOLLOWED = 48, /* Its device says more of the same press: where it is now, that it was cancelled there. It does not alert anew and ends nothing. */
    EV_ALARM_COUNTED = 49, /* More or fewer of what it counts: it does not alert anew. */
    EV_ALARM_GENUINE = 50, /* A person said that it is real though it was pressed in a drill or in maintenance. */
    EV_ALARM_RESTORED = 51, /* Its panel says that the cause is over. It closes nothing. */
    EV_ALARM_ACKNOWLEDGED = 52, /* A person takes care of it, and has it from then on. */
    EV_ALARM_TAKEN = 53, /* Somebody else took it from its owner, who is told. */
    EV_ALARM_OFFERED = 54, /* Its owner hands it over; it is the owner's until that is accepted. */
    EV_ALARM_ACCEPTED = 55, /* It was accepted and has another owner. */
    EV_ALARM_DECLINED = 56, /* It was not accepted, or the owner thought better of it. */
    EV_ALARM_LAPSED = 57, /* Nobody accepted it in time: it stays its owner's. */
    EV_ALARM_ESCALATED = 58, /* Nobody acknowledged it in time. */
    EV_ALARM_SHELVED = 59, /* Its source was put aside for a while, and it with it. */
    EV_ALARM_UNSHELVED = 60, /* The shelf ended: it alerts anew. */
    EV_ALARM_LINKED = 61, /* An incident was made from it. */
    EV_ALARM_CLOSED = 62, /* Closed by a person with a disposition. */
    EV_ALARM_REOPENED = 63, /* Closing was undone. */
    EV_ALARM_ARCHIVED = 64, /* Left the picture; stays in the history. */
    EV_SNAPSHOT_ASKED = 65, /* A camera was asked for a picture. */
    EV_SNAPSHOT_STORED = 66, /* The picture is in the vault. */
    EV_SNAPSHOT_FAILED = 67, /* It will not come: the camera could not be asked, or has none. */
    EV_SNAPSHOT_KEPT = 68, /* Its alarm is held: it stays as long. */
    EV_SNAPSHOT_DELETED = 69, /* Its time is over; the file is gone. */
    EV_SHELF_SET = 70, /* The alarms of a source, those of priority 1 excepted, are put aside until a time. */
    EV_SHELF_ENDED = 71, /* They come back: the time is over, or somebody said so. */
    EV_NOTE_ADDED = 72, /* A note was written. */
    EV_NOTE_ARCHIVED = 73, /* Left the picture; stays in the history. */
    EV_SCHEDULE_SET = 74, /* A weekly test was planned or changed. */
    EV_SCHEDULE_DUE = 75, /* Its window is near: a reminder. */
    EV_SCHEDULE_DONE = 76, /* All buttons and panels of the site proved themselves. */
    EV_SCHEDULE_MISSED = 77, /* The window passed, and not all of them did. */
    EV_SCHEDULE_ENDED = 78, /* There is no weekly test of this site any more. */
    EV_DRILL_PLANNED = 79, /* A drill was planned or begun. */
    EV_DRILL_STARTED = 80, /* It began at its time. */
    EV_DRILL_ENDED = 81, /* It is over: a press is real again. */
    EV_DRILL_ARCHIVED = 82, /* Left the picture; stays in the history. */
    EV_WARNING_RECEIVED = 83, /* A warning of another agency. */
    EV_WARNING_UPDATED = 84, /* Its sender changed it. */
    EV_WARNING_CANCELLED = 85, /* Its sender took it back. */
    EV_WARNING_KNOWN = 86, /* An older message about it came later: nothing changes. */
    EV_WARNING_ALARMED = 87, /* It is severe: the operators were alerted. */
    EV_WARNING_ISSUED = 88, /* A warning was issued here. */
    EV_WARNING_EXPIRED = 89, /* Its time is over. */
    EV_WARNING_ARCHIVED = 90, /* Left the picture; stays in the history. */
    EV_MESSAGE_SENT = 91, /* A message from a desk to a unit, or from a unit to its desk. */
    EV_MESSAGE_DELIVERED = 92, /* The tablet has it. */
    EV_MESSAGE_UNDELIVERED = 93, /* It did not reach the tablet in time. */
    EV_MESSAGE_SEEN = 94, /* Read, by the officer or somebody at the desk. */
    EV_MESSAGE_ARCHIVED = 95, /* Left the picture; stays in the history. */
    EV_INCIDENT_RECEIVED = 96, /* An incident was opened. */
    EV_INCIDENT_CHANGED = 97, /* Its description changed. */
    EV_INCIDENT_SHARED = 98, /* A unit was told of it: what it was told. */
    EV_INCIDENT_STATE = 99, /* It moved on. */
    EV_INCIDENT_CLOSED = 100, /* Closed with a disposition. */
    EV_INCIDENT_REOPENED = 101, /* Closing was undone. */
    EV_INCIDENT_CREW = 102, /* Who is at work on it, or leads them, changed. */
    EV_INCIDENT_LINKED = 103, /* It has to do with another one, or no longer. */
    EV_INCIDENT_MERGED = 104, /* It is the same as another one, which handles it from now on. */
    EV_INCIDENT_ABSORBED = 105, /* Another one was the same: its units are here now. */
    EV_INCIDENT_UNMERGED = 106, /* Merging was undone. */
    EV_INCIDENT_RELEASED = 107, /* Another one is not the same after all: its units went back to it. */
    EV_INCIDENT_ARCHIVED = 108, /* Left the picture; stays in the history. */
    EV_ASSIGNMENT_SENT = 109, /* A unit was sent. */
    EV_ASSIGNMENT_DELIVERED = 110, /* The tablet has it. */
    EV_ASSIGNMENT_SEEN = 111, /* The officer saw it. */
    EV_ASSIGNMENT_UNDELIVERED = 112, /* It did not reach the tablet; the next unit is offered. */
    EV_ASSIGNMENT_STATE = 113, /* The unit moved on. */
    EV_ASSIGNMENT_UNACCEPTED = 114, /* Nobody accepted it in time; the next unit is offered. */
    EV_ASSIGNMENT_ASKED = 115, /* The unit is asked whether all is well. */
    EV_ASSIGNMENT_WELL = 116, /* All is well, by the unit or by a desk that spoke with it. */
    EV_ASSIGNMENT_UNANSWERED = 117, /* It did not say so in time: an alarm. */
    EV_ASSIGNMENT_OVERDUE = 118, /* Longer on scene than its kind of incident takes. */
    EV_ASSIGNMENT_TIMED = 119, /* Its incident is of another priority or kind now: other times count. */
    EV_ASSIGNMENT_MOVED = 120, /* Its incident was merged into another one, or that was undone. */
    EV_ASSIGNMENT_ARCHIVED = 121, /* Left the picture; stays in the history. */
    EV_CARD_SET = 122, /* A run card was set. */
    EV_CARD_REMOVED = 123, /* It does not hold any more. */
    EV_INCIDENT_LEVEL = 124, /* Its alarm level was raised or lowered. */
    EV_EDITION_AFFIRMED = 125, /* A source sent its list, or stood by it. */
    EV_ENTRY_ADDED = 126, /* A wanted vehicle was entered by hand. */
    EV_ENTRY_AFFIRMED = 127, /* Its source stands by it. */
    EV_ENTRY_REMOVED = 128, /* Withdrawn, expired, or its source did not stand by it in time. */
    EV_HIT_FOUND = 129, /* A read matched a wanted vehicle. */
    EV_HIT_MOVED = 130, /* It was read again elsewhere. */
    EV_HIT_ENTERED = 131, /* It came into another area: all that is known, for the desk there. */
    EV_HIT_SEEN = 132, /* A person compared photo, region and class. */
    EV_HIT_CONFIRMED = 133, /* The source stands by the entry. */
    EV_HIT_LAPSED = 134, /* The source did not stand by it in time: who was told only observes from now on; and when it was so already, who was told is told no more. */
    EV_HIT_DISMISSED = 135, /* A person found that it is not the vehicle. */
    EV_HIT_EXPIRED = 136, /* Not seen again in time. */
    EV_VIOLATION_FOUND = 137, /* Dangerous driving. */
    EV_VIOLATION_MOVED = 138, /* The same vehicle was read again. */
    EV_VIOLATION_ENTERED = 139, /* It came into another area: all that is known, for the desk there. */
    EV_VIOLATION_EXPIRED = 140, /* Not seen again in time. */
    EV_NOTICE_SENT = 141, /* A unit is told. */
    EV_NOTICE_CHANGED = 142, /* What the unit is told changed: the vehicle moved, or the hit was confirmed. */
    EV_NOTICE_DELIVERED = 143, /* The tablet has it. */
    EV_NOTICE_SEEN = 144, /* The officer saw it. */
    EV_NOTICE_ANSWERED = 145, /* The officer answered. */
    EV_NOTICE_UNDELIVERED = 146, /* It did not reach the tablet within 10 s. */
    EV_NOTICE_ENDED = 147, /* Expired, withdrawn, or moved to the next unit. */
    EV_LOOKALIKE_FOUND = 148, /* A look-alike for the low list. */
    EV_LOOKALIKE_GONE = 149, /* Left the low list. */
    EV_PHOTO_ASKED = 150, /* The camera was asked for a photo. */
    EV_PHOTO_STORED = 151, /* The photo is in the vault. */
    EV_PHOTO_KEPT = 152, /* Its hit or violation is held: it stays as long. */
    EV_PHOTO_DELETED = 153, /* Its time is over; the file is gone. */
    EV_CLOSURE_PLACED = 154, /* A street was closed, or is slow. */
    EV_CLOSURE_CHANGED = 155, /* It is closed or slow otherwise, or until another time. */
    EV_CLOSURE_LIFTED = 156, /* It was opened again. */
    EV_CLOSURE_EXPIRED = 157, /* Its time is over. */
    EV_TRAFFIC_SET = 158, /* How slow driving is by the hour was changed. */
    EV_APPROVAL_ASKED = 159, /* Somebody asked for what only two persons may do. */
    EV_APPROVAL_SAID = 160, /* What exactly was asked: forgotten as soon as hits are, since a plate may be in it. */
    EV_APPROVAL_APPROVED = 161, /* Another person approved it, and it was done. */
    EV_APPROVAL_REFUSED = 162, /* Another person refused it. */
    EV_APPROVAL_WITHDRAWN = 163, /* The one who asked took it back. */
    EV_APPROVAL_EXPIRED = 164, /* Nobody answered in time. */
    EV_LOOK_MADE = 165, /* A look-up: somebody looks at something for a purpose. */
    EV_LOOK_OPENED = 166, /* Somebody on duty opened something of the duty; once a person, item and shift. */
    EV_LOOK_DEFERRED = 167, /* A look-up whose subject is told later, by a signed order. */
    EV_LOOK_ARCHIVED = 168, /* Left the picture; stays in the history. */
    EV_CASE_OPENED = 169, /* A case gives some people a purpose. */
    EV_CASE_DEFERRED = 170, /* By a signed order, approved by two persons, subjects of its look-ups from now on are told later. */
    EV_CASE_CLOSED = 171, /* It gives no purpose any more: closed, or its time is over. */
    EV_EXPORT_GRANTED = 172, /* Two persons agreed that histories may be taken away as a file. */
    EV_EXPORT_FETCHED = 173, /* The file is given out now: written before its first byte. */
    EV_EXPORT_ENDED = 174, /* It cannot be fetched any more. */
    EV_SAMPLE_CLOSED = 175, /* A week of look-ups is over: the root of the entries up to this one draws among them. */
    EV_SAMPLE_DRAWN = 176, /* Which look-ups of the week go to the reviewer. */
    EV_REVIEW_OPENED = 177, /* A look waits for the reviewer. */
    EV_REVIEW_OVERDUE = 178, /* Nobody judged it in time. */
    EV_REVIEW_DONE = 179, /* A reviewer judged it. */
    EV_POLICY_SET = 180, /* How long something is kept was changed. */
    EV_ERASE = 181, /* Salts and payloads of the events it names are gone; what was personal in them is nowhere any more. */
    EV_HOLD_PLACED = 182, /* Something must be kept until a day. */
    EV_HOLD_EXTENDED = 183, /* It must be kept until another day. */
    EV_HOLD_RELEASED = 184, /* It need not be kept any longer. */
    EV_HOLD_EXPIRED = 185, /* Its day has come. */
    EV_COUNT = 186
};

enum input {
    IN_NOTHING = 0,
    IN_WINDOW = 1,
    IN_BACKUP = 2,
    IN_SIGN_IN = 3,
    IN_SET_UP = 4,
    IN_USER_ADD = 5,
    IN_USER_CHANGE = 6,
    IN_USER_DISABLE = 7,
    IN_PASSWORD = 8,
    IN_USER_RESET = 9,
    IN_TOKEN_ADD = 10,
    IN_SITE_SET = 11,
    IN_DEVICE_SET = 12,
    IN_KEYHOLDER_SET = 13,
    IN_PROCEDURE_SET = 14,
    IN_AREA_DESK = 15,
    IN_STILL_SET = 16,
    IN_MAINTENANCE = 17,
    IN_UNIT_SET = 18,
    IN_UNIT_DUTY = 19,
    IN_UNIT_STATUS = 20,
    IN_UNIT_LISTENING = 21,
    IN_UNIT_HELP = 22,
    IN_POSITION = 23,
    IN_HEARTBEAT = 24,
    IN_ALARM_SEND = 25,
    IN_CLOSE = 26,
    IN_ACT = 27,
    IN_GONE = 28,
    IN_NOTE_ADD = 29,
    IN_ACKNOWLEDGE_MANY = 30,
    IN_SHELVE = 31,
    IN_ALARM_TAKE = 32,
    IN_SNAPSHOT_FAILED = 33,
    IN_ALARM_CODE = 34,
    IN_ALARM_OFFER = 35,
    IN_SCHEDULE_SET = 36,
    IN_SCHEDULE_AREA = 37,
    IN_DRILL_PLAN = 38,
    IN_DRILL_END = 39,
    IN_WARNING_ISSUE = 40,
    IN_WARNING_CANCEL = 41,
    IN_INCIDENT_OPEN = 42,
    IN_INCIDENT_CHANGE = 43,
    IN_INCIDENT_CLOSE = 44,
    IN_ASSIGN = 45,
    IN_LEAD = 46,
    IN_LINK = 47,
    IN_MERGE = 48,
    IN_STEP = 49,
    IN_MESSAGE = 50,
    IN_BROADCAST = 51,
    IN_RECEIPT = 52,
    IN_CARD_SET = 53,
    IN_INCIDENT_LEVEL = 54,
    IN_READ = 55,
    IN_HOTLIST_LINE = 56,
    IN_ENTRY_AFFIRM = 57,
    IN_ENTRY_REMOVE = 58,
    IN_HIT_SEE = 59,
    IN_HIT_REAFFIRM = 60,
    IN_HIT_DISMISS = 61,
    IN_NOTICE_ANSWER = 62,
    IN_CLOSURE_PLACE = 63,
    IN_CLOSURE_CHANGE = 64,
    IN_CLOSURE_LIFT = 65,
    IN_TRAFFIC_SET = 66,
    IN_APPROVE = 67,
    IN_APPROVE_REFUSE = 68,
    IN_APPROVE_WITHDRAW = 69,
    IN_CASE_OPEN = 70,
    IN_CASE_DEFER = 71,
    IN_EXPORT_ASK = 72,
    IN_REVIEW = 73,
    IN_RETENTION_SET = 74,
    IN_HOLD_PLACE = 75,
    IN_HOLD_EXTEND = 76,
    IN_HOLD_RELEASE = 77,
    IN_COUNT = 78
};

enum topic {
    TOPIC_CENTRE = 0,
    TOPIC_ACCESS = 1,
    TOPIC_REGISTRY = 2,
    TOPIC_UNIT = 3,
    TOPIC_ALARM = 4,
    TOPIC_DISPATCH = 5,
    TOPIC_ROAD = 6,
    TOPIC_APPROVAL = 7,
    TOPIC_AUDIT = 8,
    TOPIC_CASE = 9,
    TOPIC_COUNT = 10
};

enum permission {
    PERM_PICTURE_READ = 0, /* see the picture and the stream, within the own area */
    PERM_LIVE_READ = 1, /* see what happens now, on duty: alarms, incidents, hits, notices, where units are */
    PERM_HISTORY_READ = 2, /* see closed things and shifts */
    PERM_ROAD_READ = 3, /* see hits, wanted vehicles and photos */
    PERM_ACCESS_READ = 4, /* see users and tokens */
    PERM_ACCESS_MANAGE = 5, /* add, disable and reset users; make and revoke tokens */
    PERM_REGISTRY_WRITE = 6, /* import and change areas, sites, devices, weekly tests, units */
    PERM_ALARM_SEND = 7, /* raise alarms */
    PERM_ALARM_HANDLE = 8, /* acknowledge and close alarms */
    PERM_DRILL_LEAD = 9, /* plan and end drills */
    PERM_DISPATCH_HANDLE = 10, /* open incidents, send units */
    PERM_DISPATCH_NOTE = 11, /* write notes */
    PERM_UNIT_ACT = 12, /* act for a unit: duty, steps, receipts */
    PERM_READS_SEND = 13, /* send plate reads */
    PERM_POSITIONS_SEND = 14, /* send positions */
    PERM_HEARTBEATS_SEND = 15, /* send heartbeats */
    PERM_STREET_CLOSE = 16, /* close streets, say that they are slow, open them */
    PERM_WARNING_SEND = 17, /* send warnings of another agency (CAP) */
    PERM_WARNING_ISSUE = 18, /* issue warnings to the public, change and cancel them */
    PERM_MEDIA_SEND = 19, /* send photos that were asked for */
    PERM_HOTLIST_WRITE = 20, /* send hotlists */
    PERM_ROAD_HANDLE = 21, /* compare photos, dismiss hits */
    PERM_ROAD_REAFFIRM = 22, /* say that the source stands by an entry */
    PERM_APPROVE_READ = 23, /* see what waits for a second person */
    PERM_AUDIT_READ = 24, /* see who looked at what, and why */
    PERM_AUDIT_REVIEW = 25, /* judge looks */
    PERM_USAGE_READ = 26, /* ask who looked at a subject, for that subject */
    PERM_CASE_READ = 27, /* see cases */
    PERM_CASE_OPEN = 28, /* open and close cases */
    PERM_EXPORT_ASK = 29, /* ask for histories of a case as a file, approve what others ask for */
    PERM_LOAD_READ = 30, /* see how many alarms there were in the own area, and how one's own were answered */
    PERM_LOAD_REPORT = 31, /* see that of all shifts and persons of the own area, and of whole months */
    PERM_STATUS_READ = 32, /* see the state of the server */
    PERM_STATUS_MANAGE = 33, /* verify, back up */
    PERM_HISTORY_RENEW = 34, /* decide with another person that a restored backup goes on as a new log */
    PERM_RETENTION_MANAGE = 35, /* change how long things are kept; place and end holds */
    PERM_COUNT = 36,
    PERM_PUBLIC = 100,    /* no sign-in needed */
    PERM_SIGNED_IN = 101, /* any valid sign-in */
};

/* This journal and the process that keeps it. */
struct centre {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str journal; /* random name of this journal, drawn once */
    struct str version; /* version of the program that wrote the event */
    int64_t started_at; /* last start */
    int64_t blind_from; /* since when nothing could be received before the last start */
    int64_t blind_to; /* until when */
    int64_t suspended_at; /* since when look-ups are suspended, because no checkpoint was cosigned by the witnesses; none: they are not */
    int64_t history_fault; /* refused: a witness has seen another history; broken: the own signer does not sign it */
    struct str history_said; /* who says so, in words */
    struct str log_origin; /* name of the public log since it was begun anew; empty: the one that was set */
    struct str log_old; /* name of the log before */
    int64_t log_kept; /* entries of it that are the beginning of this one, too */
    int64_t log_lost_to; /* the last entry of it that is lost, the first being the one after those; none: no loss is known */
    int64_t log_at; /* when it was begun anew */
    struct str log_by; /* the two persons who decided it */
    struct str log_why; /* why */
};

enum {
    F_CENTRE_JOURNAL = 0,
    F_CENTRE_VERSION = 1,
    F_CENTRE_STARTED_AT = 2,
    F_CENTRE_BLIND_FROM = 3,
    F_CENTRE_BLIND_TO = 4,
    F_CENTRE_SUSPENDED_AT = 5,
    F_CENTRE_HISTORY_FAULT = 6,
    F_CENTRE_HISTORY_SAID = 7,
    F_CENTRE_LOG_ORIGIN = 8,
    F_CENTRE_LOG_OLD = 9,
    F_CENTRE_LOG_KEPT = 10,
    F_CENTRE_LOG_LOST_TO = 11,
    F_CENTRE_LOG_AT = 12,
    F_CENTRE_LOG_BY = 13,
    F_CENTRE_LOG_WHY = 14,
};

static inline void centre_set_journal(struct centre *r, struct str v) { r->journal = v; r->has |= UINT64_C(1) << 0; }
static inline void centre_set_version(struct centre *r, struct str v) { r->version = v; r->has |= UINT64_C(1) << 1; }
static inline void centre_set_started_at(struct centre *r, int64_t v) { r->started_at = v; r->has |= UINT64_C(1) << 2; }
static inline void centre_set_blind_from(struct centre *r, int64_t v) { r->blind_from = v; r->has |= UINT64_C(1) << 3; }
static inline void centre_set_blind_to(struct centre *r, int64_t v) { r->blind_to = v; r->has |= UINT64_C(1) << 4; }
static inline void centre_set_suspended_at(struct centre *r, int64_t v) { r->suspended_at = v; r->has |= UINT64_C(1) << 5; }
static inline void centre_set_history_fault(struct centre *r, int64_t v) { r->history_fault = v; r->has |= UINT64_C(1) << 6; }
static inline void centre_set_history_said(struct centre *r, struct str v) { r->history_said = v; r->has |= UINT64_C(1) << 7; }
static inline void centre_set_log_origin(struct centre *r, struct str v) { r->log_origin = v; r->has |= UINT64_C(1) << 8; }
static inline void centre_set_log_old(struct centre *r, struct str v) { r->log_old = v; r->has |= UINT64_C(1) << 9; }
static inline void centre_set_log_kept(struct centre *r, int64_t v) { r->log_kept = v; r->has |= UINT64_C(1) << 10; }
static inline void centre_set_log_lost_to(struct centre *r, int64_t v) { r->log_lost_to = v; r->has |= UINT64_C(1) << 11; }
static inline void centre_set_log_at(struct centre *r, int64_t v) { r->log_at = v; r->has |= UINT64_C(1) << 12; }
static inline void centre_set_log_by(struct centre *r, struct str v) { r->log_by = v; r->has |= UINT64_C(1) << 13; }
static inline void centre_set_log_why(struct centre *r, struct str v) { r->log_why = v; r->has |= UINT64_C(1) << 14; }

/* A person who may sign in. */
struct user {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[2]; /* sequence each personal value came from */
    struct str name; /* sign-in name */
    int64_t role; /* what the person may do */
    struct str area; /* area the person is limited to; empty: all */
    struct str full_name; /* name shown in timelines */
    struct str unit; /* for the role unit: which unit */
    int64_t lang; /* language of the pages */
    struct str pwhash; /* argon2id hash */
    int64_t disabled; /* may no longer sign in */
    struct str password_by; /* who set the password last: oneself, or who gave it; local: the machine's own tool */
    int64_t password_at; /* when */
    int64_t created_at; /* when added */
};

enum {
    F_USER_NAME = 0,
    F_USER_ROLE = 1,
    F_USER_AREA = 2,
    F_USER_FULL_NAME = 3,
    F_USER_UNIT = 4,
    F_USER_LANG = 5,
    F_USER_PWHASH = 6,
    F_USER_DISABLED = 7,
    F_USER_PASSWORD_BY = 8,
    F_USER_PASSWORD_AT = 9,
    F_USER_CREATED_AT = 10,
};

static inline void user_set_name(struct user *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 0; }
static inline void user_set_role(struct user *r, int64_t v) { r->role = v; r->has |= UINT64_C(1) << 1; }
static inline void user_set_area(struct user *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 2; }
static inline void user_set_full_name(struct user *r, struct str v) { r->full_name = v; r->has |= UINT64_C(1) << 3; }
static inline void user_set_unit(struct user *r, struct str v) { r->unit = v; r->has |= UINT64_C(1) << 4; }
static inline void user_set_lang(struct user *r, int64_t v) { r->lang = v; r->has |= UINT64_C(1) << 5; }
static inline void user_set_pwhash(struct user *r, struct str v) { r->pwhash = v; r->has |= UINT64_C(1) << 6; }
static inline void user_set_disabled(struct user *r, int64_t v) { r->disabled = v; r->has |= UINT64_C(1) << 7; }
static inline void user_set_password_by(struct user *r, struct str v) { r->password_by = v; r->has |= UINT64_C(1) << 8; }
static inline void user_set_password_at(struct user *r, int64_t v) { r->password_at = v; r->has |= UINT64_C(1) << 9; }
static inline void user_set_created_at(struct user *r, int64_t v) { r->created_at = v; r->has |= UINT64_C(1) << 10; }

/* A signed-in browser. */
struct session {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str user; /* whose */
    struct str token_hash; /* SHA-256 of the cookie */
    int64_t opened_at; /* sign-in */
    int64_t given; /* opened with a password that somebody else had set: it may do nothing before there is one of one's own */
    int64_t wake_at; /* when it ends by itself */
};

enum {
    F_SESSION_USER = 0,
    F_SESSION_TOKEN_HASH = 1,
    F_SESSION_OPENED_AT = 2,
    F_SESSION_GIVEN = 3,
    F_SESSION_WAKE_AT = 4,
};

static inline void session_set_user(struct session *r, struct str v) { r->user = v; r->has |= UINT64_C(1) << 0; }
static inline void session_set_token_hash(struct session *r, struct str v) { r->token_hash = v; r->has |= UINT64_C(1) << 1; }
static inline void session_set_opened_at(struct session *r, int64_t v) { r->opened_at = v; r->has |= UINT64_C(1) << 2; }
static inline void session_set_given(struct session *r, int64_t v) { r->given = v; r->has |= UINT64_C(1) << 3; }
static inline void session_set_wake_at(struct session *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 4; }

/* A device's or a program's token; the token itself is shown once and never stored. */
struct token {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str name; /* what it is for */
    int64_t role; /* what it may do */
    struct str token_hash; /* SHA-256 of the token */
    struct str devices; /* devices it may speak for; empty: all of its area */
    struct str area; /* area it may speak for; empty with no devices: all */
    int64_t created_at; /* when made */
    struct str created_by; /* by whom */
    int64_t crowded_at; /* since when more unknown devices than allowed speak with it */
};

enum {
    F_TOKEN_NAME = 0,
    F_TOKEN_ROLE = 1,
    F_TOKEN_TOKEN_HASH = 2,
    F_TOKEN_DEVICES = 3,
    F_TOKEN_AREA = 4,
    F_TOKEN_CREATED_AT = 5,
    F_TOKEN_CREATED_BY = 6,
    F_TOKEN_CROWDED_AT = 7,
};

static inline void token_set_name(struct token *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 0; }
static inline void token_set_role(struct token *r, int64_t v) { r->role = v; r->has |= UINT64_C(1) << 1; }
static inline void token_set_token_hash(struct token *r, struct str v) { r->token_hash = v; r->has |= UINT64_C(1) << 2; }
static inline void token_set_devices(struct token *r, struct str v) { r->devices = v; r->has |= UINT64_C(1) << 3; }
static inline void token_set_area(struct token *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 4; }
static inline void token_set_created_at(struct token *r, int64_t v) { r->created_at = v; r->has |= UINT64_C(1) << 5; }
static inline void token_set_created_by(struct token *r, struct str v) { r->created_by = v; r->has |= UINT64_C(1) << 6; }
static inline void token_set_crowded_at(struct token *r, int64_t v) { r->crowded_at = v; r->has |= UINT64_C(1) << 7; }

/* A district, a region: what a duty desk sees. */
struct area {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str name; /* name shown */
    struct str name_ru; /* Russian name */
    struct str name_uz; /* Uzbek name */
    struct str name_kk; /* Kazakh name */
    int64_t kind; /* level */
    int64_t utc_offset_min; /* its local time: so many minutes east of UTC; absent: as the area around it */
    struct str parent; /* the area it is part of */
    int64_t lat; /* a point inside */
    int64_t lon; /* a point inside */
    struct str desk; /* its duty desk: name and number to call */
    struct str geometry; /* polygons as nested arrays of integers, [lon×10⁷, lat×10⁷] */
};

enum {
    F_AREA_NAME = 0,
    F_AREA_NAME_RU = 1,
    F_AREA_NAME_UZ = 2,
    F_AREA_NAME_KK = 3,
    F_AREA_KIND = 4,
    F_AREA_UTC_OFFSET_MIN = 5,
    F_AREA_PARENT = 6,
    F_AREA_LAT = 7,
    F_AREA_LON = 8,
    F_AREA_DESK = 9,
    F_AREA_GEOMETRY = 10,
};

static inline void area_set_name(struct area *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 0; }
static inline void area_set_name_ru(struct area *r, struct str v) { r->name_ru = v; r->has |= UINT64_C(1) << 1; }
static inline void area_set_name_uz(struct area *r, struct str v) { r->name_uz = v; r->has |= UINT64_C(1) << 2; }
static inline void area_set_name_kk(struct area *r, struct str v) { r->name_kk = v; r->has |= UINT64_C(1) << 3; }
static inline void area_set_kind(struct area *r, int64_t v) { r->kind = v; r->has |= UINT64_C(1) << 4; }
static inline void area_set_utc_offset_min(struct area *r, int64_t v) { r->utc_offset_min = v; r->has |= UINT64_C(1) << 5; }
static inline void area_set_parent(struct area *r, struct str v) { r->parent = v; r->has |= UINT64_C(1) << 6; }
static inline void area_set_lat(struct area *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 7; }
static inline void area_set_lon(struct area *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 8; }
static inline void area_set_desk(struct area *r, struct str v) { r->desk = v; r->has |= UINT64_C(1) << 9; }
static inline void area_set_geometry(struct area *r, struct str v) { r->geometry = v; r->has |= UINT64_C(1) << 10; }

/* A protected place: school, hospital, shop. */
struct site {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str name; /* name shown */
    int64_t kind; /* what it is */
    struct str area; /* area it lies in */
    struct str address; /* address */
    int64_t lat; /* position */
    int64_t lon; /* position */
    struct str contacts; /* numbers of the site itself: guard, office; people stand among the keyholders */
    struct str plan; /* image of its plan, in the vault; empty: none */
    int64_t plan_at; /* since when */
};

enum {
    F_SITE_NAME = 0,
    F_SITE_KIND = 1,
    F_SITE_AREA = 2,
    F_SITE_ADDRESS = 3,
    F_SITE_LAT = 4,
    F_SITE_LON = 5,
    F_SITE_CONTACTS = 6,
    F_SITE_PLAN = 7,
    F_SITE_PLAN_AT = 8,
};

static inline void site_set_name(struct site *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 0; }
static inline void site_set_kind(struct site *r, int64_t v) { r->kind = v; r->has |= UINT64_C(1) << 1; }
static inline void site_set_area(struct site *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 2; }
static inline void site_set_address(struct site *r, struct str v) { r->address = v; r->has |= UINT64_C(1) << 3; }
static inline void site_set_lat(struct site *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 4; }
static inline void site_set_lon(struct site *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 5; }
static inline void site_set_contacts(struct site *r, struct str v) { r->contacts = v; r->has |= UINT64_C(1) << 6; }
static inline void site_set_plan(struct site *r, struct str v) { r->plan = v; r->has |= UINT64_C(1) << 7; }
static inline void site_set_plan_at(struct site *r, int64_t v) { r->plan_at = v; r->has |= UINT64_C(1) << 8; }

/* Who is called when something happens at a site, in order. Name and number leave the centre only where they are asked for, and that is written down. */
struct keyholder {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[5]; /* sequence each personal value came from */
    struct str site; /* of which site */
    struct str area; /* area of the site */
    int64_t place; /* in which order they are called */
    struct str name; /* name */
    struct str phone; /* number to dial */
    struct str note; /* when and how to reach */
    struct str code; /* argon2id hash of the code word */
    struct str duress_code; /* argon2id hash of the word said under duress */
};

enum {
    F_KEYHOLDER_SITE = 0,
    F_KEYHOLDER_AREA = 1,
    F_KEYHOLDER_PLACE = 2,
    F_KEYHOLDER_NAME = 3,
    F_KEYHOLDER_PHONE = 4,
    F_KEYHOLDER_NOTE = 5,
    F_KEYHOLDER_CODE = 6,
    F_KEYHOLDER_DURESS_CODE = 7,
};

static inline void keyholder_set_site(struct keyholder *r, struct str v) { r->site = v; r->has |= UINT64_C(1) << 0; }
static inline void keyholder_set_area(struct keyholder *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 1; }
static inline void keyholder_set_place(struct keyholder *r, int64_t v) { r->place = v; r->has |= UINT64_C(1) << 2; }
static inline void keyholder_set_name(struct keyholder *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 3; }
static inline void keyholder_set_phone(struct keyholder *r, struct str v) { r->phone = v; r->has |= UINT64_C(1) << 4; }
static inline void keyholder_set_note(struct keyholder *r, struct str v) { r->note = v; r->has |= UINT64_C(1) << 5; }
static inline void keyholder_set_code(struct keyholder *r, struct str v) { r->code = v; r->has |= UINT64_C(1) << 6; }
static inline void keyholder_set_duress_code(struct keyholder *r, struct str v) { r->duress_code = v; r->has |= UINT64_C(1) << 7; }

/* What to ask when calling back, and whom to call next: for one site, an area, or everywhere. */
struct procedure {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str of; /* site/ID or area/ID; empty: everywhere */
    struct str area; /* area it lies in */
    int64_t site_kind; /* only for sites of this kind */
    int64_t alarm_kind; /* only for alarms of this kind */
    struct str script_en; /* questions, one a line */
    struct str script_ru; /* the same in Russian */
    struct str script_uz; /* in Uzbek */
    struct str script_kk; /* in Kazakh */
    struct str chain; /* whom to call next, one a line: after how many seconds; who; number */
};

enum {
    F_PROCEDURE_OF = 0,
    F_PROCEDURE_AREA = 1,
    F_PROCEDURE_SITE_KIND = 2,
    F_PROCEDURE_ALARM_KIND = 3,
    F_PROCEDURE_SCRIPT_EN = 4,
    F_PROCEDURE_SCRIPT_RU = 5,
    F_PROCEDURE_SCRIPT_UZ = 6,
    F_PROCEDURE_SCRIPT_KK = 7,
    F_PROCEDURE_CHAIN = 8,
};

static inline void procedure_set_of(struct procedure *r, struct str v) { r->of = v; r->has |= UINT64_C(1) << 0; }
static inline void procedure_set_area(struct procedure *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 1; }
static inline void procedure_set_site_kind(struct procedure *r, int64_t v) { r->site_kind = v; r->has |= UINT64_C(1) << 2; }
static inline void procedure_set_alarm_kind(struct procedure *r, int64_t v) { r->alarm_kind = v; r->has |= UINT64_C(1) << 3; }
static inline void procedure_set_script_en(struct procedure *r, struct str v) { r->script_en = v; r->has |= UINT64_C(1) << 4; }
static inline void procedure_set_script_ru(struct procedure *r, struct str v) { r->script_ru = v; r->has |= UINT64_C(1) << 5; }
static inline void procedure_set_script_uz(struct procedure *r, struct str v) { r->script_uz = v; r->has |= UINT64_C(1) << 6; }
static inline void procedure_set_script_kk(struct procedure *r, struct str v) { r->script_kk = v; r->has |= UINT64_C(1) << 7; }
static inline void procedure_set_chain(struct procedure *r, struct str v) { r->chain = v; r->has |= UINT64_C(1) << 8; }

/* Camera, alarm button, panel, tablet, tracker. */
struct device {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str name; /* name shown */
    int64_t kind; /* what it is */
    struct str site; /* site it protects */
    struct str area; /* area it stands in */
    int64_t lat; /* position */
    int64_t lon; /* position */
    int64_t heading; /* camera: where it looks */
    int64_t speed_limit; /* camera: limit on its road */
    int64_t allowed_heading; /* camera: direction of lawful traffic */
    int64_t one_way; /* camera: the other direction is wrong-way driving */
    int64_t period_s; /* expected rhythm of heartbeats in seconds; 0: none */
    struct str unit; /* tablet, tracker: whose position it gives */
    struct str account; /* panel: its account number at a DC-09 receiver, upper case */
    struct str zones; /* panel: its zones, one a line: 3 Director's office */
    struct str reported; /* panel: the last it said that was no alarm: opened, closed, tested */
    int64_t reported_at; /* when */
    int64_t plan_x; /* where it is on its site's plan: from the left edge */
    int64_t plan_y; /* and from the upper one */
    int64_t has_still; /* camera: the centre brings its pictures itself */
    struct str still; /* from where and as whom, sealed under keys/stills.key */
    int64_t state; /* in service? */
    int64_t silent_since; /* set while it is silent */
    int64_t heard_at; /* first sign of life: it was connected */
    int64_t battery_low_since; /* set while its battery is low */
    int64_t tested_at; /* when it last proved itself */
    int64_t tested_how; /* by its own test signal, by a press in a drill, by a press a person closed as a test */
    struct str maintained_by; /* who planned the maintenance */
    struct str maintained_why; /* why */
    struct str seen_by; /* while unknown: the token it spoke with first */
    int64_t wake_at; /* end of a planned maintenance; when an unknown one is forgotten */
};

enum {
    F_DEVICE_NAME = 0,
    F_DEVICE_KIND = 1,
    F_DEVICE_SITE = 2,
    F_DEVICE_AREA = 3,
    F_DEVICE_LAT = 4,
    F_DEVICE_LON = 5,
    F_DEVICE_HEADING = 6,
    F_DEVICE_SPEED_LIMIT = 7,
    F_DEVICE_ALLOWED_HEADING = 8,
    F_DEVICE_ONE_WAY = 9,
    F_DEVICE_PERIOD_S = 10,
    F_DEVICE_UNIT = 11,
    F_DEVICE_ACCOUNT = 12,
    F_DEVICE_ZONES = 13,
    F_DEVICE_REPORTED = 14,
    F_DEVICE_REPORTED_AT = 15,
    F_DEVICE_PLAN_X = 16,
    F_DEVICE_PLAN_Y = 17,
    F_DEVICE_HAS_STILL = 18,
    F_DEVICE_STILL = 19,
    F_DEVICE_STATE = 20,
    F_DEVICE_SILENT_SINCE = 21,
    F_DEVICE_HEARD_AT = 22,
    F_DEVICE_BATTERY_LOW_SINCE = 23,
    F_DEVICE_TESTED_AT = 24,
    F_DEVICE_TESTED_HOW = 25,
    F_DEVICE_MAINTAINED_BY = 26,
    F_DEVICE_MAINTAINED_WHY = 27,
    F_DEVICE_SEEN_BY = 28,
    F_DEVICE_WAKE_AT = 29,
};

static inline void device_set_name(struct device *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 0; }
static inline void device_set_kind(struct device *r, int64_t v) { r->kind = v; r->has |= UINT64_C(1) << 1; }
static inline void device_set_site(struct device *r, struct str v) { r->site = v; r->has |= UINT64_C(1) << 2; }
static inline void device_set_area(struct device *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 3; }
static inline void device_set_lat(struct device *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 4; }
static inline void device_set_lon(struct device *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 5; }
static inline void device_set_heading(struct device *r, int64_t v) { r->heading = v; r->has |= UINT64_C(1) << 6; }
static inline void device_set_speed_limit(struct device *r, int64_t v) { r->speed_limit = v; r->has |= UINT64_C(1) << 7; }
static inline void device_set_allowed_heading(struct device *r, int64_t v) { r->allowed_heading = v; r->has |= UINT64_C(1) << 8; }
static inline void device_set_one_way(struct device *r, int64_t v) { r->one_way = v; r->has |= UINT64_C(1) << 9; }
static inline void device_set_period_s(struct device *r, int64_t v) { r->period_s = v; r->has |= UINT64_C(1) << 10; }
static inline void device_set_unit(struct device *r, struct str v) { r->unit = v; r->has |= UINT64_C(1) << 11; }
static inline void device_set_account(struct device *r, struct str v) { r->account = v; r->has |= UINT64_C(1) << 12; }
static inline void device_set_zones(struct device *r, struct str v) { r->zones = v; r->has |= UINT64_C(1) << 13; }
static inline void device_set_reported(struct device *r, struct str v) { r->reported = v; r->has |= UINT64_C(1) << 14; }
static inline void device_set_reported_at(struct device *r, int64_t v) { r->reported_at = v; r->has |= UINT64_C(1) << 15; }
static inline void device_set_plan_x(struct device *r, int64_t v) { r->plan_x = v; r->has |= UINT64_C(1) << 16; }
static inline void device_set_plan_y(struct device *r, int64_t v) { r->plan_y = v; r->has |= UINT64_C(1) << 17; }
static inline void device_set_has_still(struct device *r, int64_t v) { r->has_still = v; r->has |= UINT64_C(1) << 18; }
static inline void device_set_still(struct device *r, struct str v) { r->still = v; r->has |= UINT64_C(1) << 19; }
static inline void device_set_state(struct device *r, int64_t v) { r->state = v; r->has |= UINT64_C(1) << 20; }
static inline void device_set_silent_since(struct device *r, int64_t v) { r->silent_since = v; r->has |= UINT64_C(1) << 21; }
static inline void device_set_heard_at(struct device *r, int64_t v) { r->heard_at = v; r->has |= UINT64_C(1) << 22; }
static inline void device_set_battery_low_since(struct device *r, int64_t v) { r->battery_low_since = v; r->has |= UINT64_C(1) << 23; }
static inline void device_set_tested_at(struct device *r, int64_t v) { r->tested_at = v; r->has |= UINT64_C(1) << 24; }
static inline void device_set_tested_how(struct device *r, int64_t v) { r->tested_how = v; r->has |= UINT64_C(1) << 25; }
static inline void device_set_maintained_by(struct device *r, struct str v) { r->maintained_by = v; r->has |= UINT64_C(1) << 26; }
static inline void device_set_maintained_why(struct device *r, struct str v) { r->maintained_why = v; r->has |= UINT64_C(1) << 27; }
static inline void device_set_seen_by(struct device *r, struct str v) { r->seen_by = v; r->has |= UINT64_C(1) << 28; }
static inline void device_set_wake_at(struct device *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 29; }

/* Who can be sent: crew, vehicle and device. */
struct unit {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str name; /* call sign */
    int64_t kind; /* what it is */
    struct str area; /* home area */
    struct str skills; /* what it can do */
    struct str vehicle; /* vehicle */
    struct str crew; /* who is in it */
    int64_t duty; /* on or off duty */
    int64_t duty_since; /* since when */
    struct str shift; /* the running shift */
    int64_t status; /* what it is doing */
    int64_t status_at; /* since when */
    struct str assignment; /* current assignment; empty: none */
    int64_t listening; /* the tablet's page is visible and connected */
    int64_t sound; /* its sound was tested and is on */
    int64_t listening_at; /* since when */
    int64_t silent_since; /* on duty, but no position since; 0: heard */
};

enum {
    F_UNIT_NAME = 0,
    F_UNIT_KIND = 1,
    F_UNIT_AREA = 2,
    F_UNIT_SKILLS = 3,
    F_UNIT_VEHICLE = 4,
    F_UNIT_CREW = 5,
    F_UNIT_DUTY = 6,
    F_UNIT_DUTY_SINCE = 7,
    F_UNIT_SHIFT = 8,
    F_UNIT_STATUS = 9,
    F_UNIT_STATUS_AT = 10,
    F_UNIT_ASSIGNMENT = 11,
    F_UNIT_LISTENING = 12,
    F_UNIT_SOUND = 13,
    F_UNIT_LISTENING_AT = 14,
    F_UNIT_SILENT_SINCE = 15,
};

static inline void unit_set_name(struct unit *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 0; }
static inline void unit_set_kind(struct unit *r, int64_t v) { r->kind = v; r->has |= UINT64_C(1) << 1; }
static inline void unit_set_area(struct unit *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 2; }
static inline void unit_set_skills(struct unit *r, struct str v) { r->skills = v; r->has |= UINT64_C(1) << 3; }
static inline void unit_set_vehicle(struct unit *r, struct str v) { r->vehicle = v; r->has |= UINT64_C(1) << 4; }
static inline void unit_set_crew(struct unit *r, struct str v) { r->crew = v; r->has |= UINT64_C(1) << 5; }
static inline void unit_set_duty(struct unit *r, int64_t v) { r->duty = v; r->has |= UINT64_C(1) << 6; }
static inline void unit_set_duty_since(struct unit *r, int64_t v) { r->duty_since = v; r->has |= UINT64_C(1) << 7; }
static inline void unit_set_shift(struct unit *r, struct str v) { r->shift = v; r->has |= UINT64_C(1) << 8; }
static inline void unit_set_status(struct unit *r, int64_t v) { r->status = v; r->has |= UINT64_C(1) << 9; }
static inline void unit_set_status_at(struct unit *r, int64_t v) { r->status_at = v; r->has |= UINT64_C(1) << 10; }
static inline void unit_set_assignment(struct unit *r, struct str v) { r->assignment = v; r->has |= UINT64_C(1) << 11; }
static inline void unit_set_listening(struct unit *r, int64_t v) { r->listening = v; r->has |= UINT64_C(1) << 12; }
static inline void unit_set_sound(struct unit *r, int64_t v) { r->sound = v; r->has |= UINT64_C(1) << 13; }
static inline void unit_set_listening_at(struct unit *r, int64_t v) { r->listening_at = v; r->has |= UINT64_C(1) << 14; }
static inline void unit_set_silent_since(struct unit *r, int64_t v) { r->silent_since = v; r->has |= UINT64_C(1) << 15; }

/* One sign-on of a unit, from on duty to off duty. */
struct shift {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str unit; /* which unit */
    struct str user; /* who signed on */
    int64_t from; /* on duty since */
    int64_t to; /* off duty at; 0: running */
    int64_t wake_at; /* when it leaves the picture */
};

enum {
    F_SHIFT_UNIT = 0,
    F_SHIFT_USER = 1,
    F_SHIFT_FROM = 2,
    F_SHIFT_TO = 3,
    F_SHIFT_WAKE_AT = 4,
};

static inline void shift_set_unit(struct shift *r, struct str v) { r->unit = v; r->has |= UINT64_C(1) << 0; }
static inline void shift_set_user(struct shift *r, struct str v) { r->user = v; r->has |= UINT64_C(1) << 1; }
static inline void shift_set_from(struct shift *r, int64_t v) { r->from = v; r->has |= UINT64_C(1) << 2; }
static inline void shift_set_to(struct shift *r, int64_t v) { r->to = v; r->has |= UINT64_C(1) << 3; }
static inline void shift_set_wake_at(struct shift *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 4; }

/* An alarm from a device: latched until a person closes it with a disposition. */
struct alarm {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str device; /* which device */
    struct str site; /* site protected */
    struct str area; /* area, fixed at the first press */
    int64_t kind; /* what it says */
    int64_t priority; /* 1 is the highest */
    int64_t state; /* active, acknowledged, closed */
    int64_t at; /* device time of the last press; received, where clock_bad */
    int64_t clock_bad; /* the last press said no time, or one that cannot be true */
    int64_t raised_at; /* received, first press */
    int64_t pressed_at; /* received, last press */
    int64_t count; /* presses inside this alarm */
    int64_t lat; /* position */
    int64_t lon; /* position */
    struct str detail; /* what the device said */
    int64_t unknown_device; /* nobody has registered this device */
    int64_t retired_device; /* its device had been retired when it pressed last */
    struct str code; /* of a panel: the code of the last press: 1130, BA */
    struct str zone; /* of a panel: its zone, number and name */
    int64_t restored_at; /* when the panel said that the cause is over; nothing is closed by that */
    struct str unit; /* for help: which unit */
    int64_t devices; /* for a mass silence: how many devices; for missed tests: how many sites */
    struct str owner; /* who has it: works on it, hands it over and closes it */
    struct str owner_before; /* whose it was, who is told */
    int64_t owned_at; /* since when */
    struct str offered_to; /* to whom its owner hands it over: user/ID, or desk/AREA; desk/ alone is the centre */
    int64_t offered_until; /* until when that can be accepted */
    int64_t cause; /* of an alarm the centre raised itself: a low battery, weekly tests that were missed */
    int64_t practice; /* pressed in a drill, or while the device was in maintenance: recorded and marked, it does not alert; a person may say that it is real */
    struct str drill; /* in which drill */
    struct str acked_by; /* who acknowledged */
    int64_t acked_at; /* when */
    int64_t escalated; /* 0 none, 1 after 30 s, 2 after 60 s unacknowledged */
    struct str incident; /* incident made from it */
    int64_t disposition; /* how it ended */
    struct str closed_by; /* who closed */
    int64_t closed_at; /* when */
    int64_t shelved_until; /* active, but put aside with its source until then: it is no work and does not go up */
    int64_t wake_at; /* next escalation, when its shelf ends, when an offer to hand it over is over, or when it leaves the picture */
};

enum {
    F_ALARM_DEVICE = 0,
    F_ALARM_SITE = 1,
    F_ALARM_AREA = 2,
    F_ALARM_KIND = 3,
    F_ALARM_PRIORITY = 4,
    F_ALARM_STATE = 5,
    F_ALARM_AT = 6,
    F_ALARM_CLOCK_BAD = 7,
    F_ALARM_RAISED_AT = 8,
    F_ALARM_PRESSED_AT = 9,
    F_ALARM_COUNT = 10,
    F_ALARM_LAT = 11,
    F_ALARM_LON = 12,
    F_ALARM_DETAIL = 13,
    F_ALARM_UNKNOWN_DEVICE = 14,
    F_ALARM_RETIRED_DEVICE = 15,
    F_ALARM_CODE = 16,
    F_ALARM_ZONE = 17,
    F_ALARM_RESTORED_AT = 18,
    F_ALARM_UNIT = 19,
    F_ALARM_DEVICES = 20,
    F_ALARM_OWNER = 21,
    F_ALARM_OWNER_BEFORE = 22,
    F_ALARM_OWNED_AT = 23,
    F_ALARM_OFFERED_TO = 24,
    F_ALARM_OFFERED_UNTIL = 25,
    F_ALARM_CAUSE = 26,
    F_ALARM_PRACTICE = 27,
    F_ALARM_DRILL = 28,
    F_ALARM_ACKED_BY = 29,
    F_ALARM_ACKED_AT = 30,
    F_ALARM_ESCALATED = 31,
    F_ALARM_INCIDENT = 32,
    F_ALARM_DISPOSITION = 33,
    F_ALARM_CLOSED_BY = 34,
    F_ALARM_CLOSED_AT = 35,
    F_ALARM_SHELVED_UNTIL = 36,
    F_ALARM_WAKE_AT = 37,
};

static inline void alarm_set_device(struct alarm *r, struct str v) { r->device = v; r->has |= UINT64_C(1) << 0; }
static inline void alarm_set_site(struct alarm *r, struct str v) { r->site = v; r->has |= UINT64_C(1) << 1; }
static inline void alarm_set_area(struct alarm *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 2; }
static inline void alarm_set_kind(struct alarm *r, int64_t v) { r->kind = v; r->has |= UINT64_C(1) << 3; }
static inline void alarm_set_priority(struct alarm *r, int64_t v) { r->priority = v; r->has |= UINT64_C(1) << 4; }
static inline void alarm_set_state(struct alarm *r, int64_t v) { r->state = v; r->has |= UINT64_C(1) << 5; }
static inline void alarm_set_at(struct alarm *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 6; }
static inline void alarm_set_clock_bad(struct alarm *r, int64_t v) { r->clock_bad = v; r->has |= UINT64_C(1) << 7; }
static inline void alarm_set_raised_at(struct alarm *r, int64_t v) { r->raised_at = v; r->has |= UINT64_C(1) << 8; }
static inline void alarm_set_pressed_at(struct alarm *r, int64_t v) { r->pressed_at = v; r->has |= UINT64_C(1) << 9; }
static inline void alarm_set_count(struct alarm *r, int64_t v) { r->count = v; r->has |= UINT64_C(1) << 10; }
static inline void alarm_set_lat(struct alarm *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 11; }
static inline void alarm_set_lon(struct alarm *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 12; }
static inline void alarm_set_detail(struct alarm *r, struct str v) { r->detail = v; r->has |= UINT64_C(1) << 13; }
static inline void alarm_set_unknown_device(struct alarm *r, int64_t v) { r->unknown_device = v; r->has |= UINT64_C(1) << 14; }
static inline void alarm_set_retired_device(struct alarm *r, int64_t v) { r->retired_device = v; r->has |= UINT64_C(1) << 15; }
static inline void alarm_set_code(struct alarm *r, struct str v) { r->code = v; r->has |= UINT64_C(1) << 16; }
static inline void alarm_set_zone(struct alarm *r, struct str v) { r->zone = v; r->has |= UINT64_C(1) << 17; }
static inline void alarm_set_restored_at(struct alarm *r, int64_t v) { r->restored_at = v; r->has |= UINT64_C(1) << 18; }
static inline void alarm_set_unit(struct alarm *r, struct str v) { r->unit = v; r->has |= UINT64_C(1) << 19; }
static inline void alarm_set_devices(struct alarm *r, int64_t v) { r->devices = v; r->has |= UINT64_C(1) << 20; }
static inline void alarm_set_owner(struct alarm *r, struct str v) { r->owner = v; r->has |= UINT64_C(1) << 21; }
static inline void alarm_set_owner_before(struct alarm *r, struct str v) { r->owner_before = v; r->has |= UINT64_C(1) << 22; }
static inline void alarm_set_owned_at(struct alarm *r, int64_t v) { r->owned_at = v; r->has |= UINT64_C(1) << 23; }
static inline void alarm_set_offered_to(struct alarm *r, struct str v) { r->offered_to = v; r->has |= UINT64_C(1) << 24; }
static inline void alarm_set_offered_until(struct alarm *r, int64_t v) { r->offered_until = v; r->has |= UINT64_C(1) << 25; }
static inline void alarm_set_cause(struct alarm *r, int64_t v) { r->cause = v; r->has |= UINT64_C(1) << 26; }
static inline void alarm_set_practice(struct alarm *r, int64_t v) { r->practice = v; r->has |= UINT64_C(1) << 27; }
static inline void alarm_set_drill(struct alarm *r, struct str v) { r->drill = v; r->has |= UINT64_C(1) << 28; }
static inline void alarm_set_acked_by(struct alarm *r, struct str v) { r->acked_by = v; r->has |= UINT64_C(1) << 29; }
static inline void alarm_set_acked_at(struct alarm *r, int64_t v) { r->acked_at = v; r->has |= UINT64_C(1) << 30; }
static inline void alarm_set_escalated(struct alarm *r, int64_t v) { r->escalated = v; r->has |= UINT64_C(1) << 31; }
static inline void alarm_set_incident(struct alarm *r, struct str v) { r->incident = v; r->has |= UINT64_C(1) << 32; }
static inline void alarm_set_disposition(struct alarm *r, int64_t v) { r->disposition = v; r->has |= UINT64_C(1) << 33; }
static inline void alarm_set_closed_by(struct alarm *r, struct str v) { r->closed_by = v; r->has |= UINT64_C(1) << 34; }
static inline void alarm_set_closed_at(struct alarm *r, int64_t v) { r->closed_at = v; r->has |= UINT64_C(1) << 35; }
static inline void alarm_set_shelved_until(struct alarm *r, int64_t v) { r->shelved_until = v; r->has |= UINT64_C(1) << 36; }
static inline void alarm_set_wake_at(struct alarm *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 37; }

/* A picture that a camera beside an alarm was asked for; its file lies in the vault. */
struct snapshot {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str alarm; /* for which alarm */
    struct str camera; /* which camera */
    struct str area; /* area of the alarm */
    int64_t when; /* from before the alarm, of the camera's own memory; or now */
    int64_t asked_at; /* when it was asked for */
    int64_t at; /* when it was taken */
    int64_t stored_at; /* when it arrived; 0: not yet */
    struct str sha256; /* hash of the file */
    int64_t bytes; /* size */
    struct str failed; /* why it will not come */
    int64_t wake_at; /* when it is deleted */
};

enum {
    F_SNAPSHOT_ALARM = 0,
    F_SNAPSHOT_CAMERA = 1,
    F_SNAPSHOT_AREA = 2,
    F_SNAPSHOT_WHEN = 3,
    F_SNAPSHOT_ASKED_AT = 4,
    F_SNAPSHOT_AT = 5,
    F_SNAPSHOT_STORED_AT = 6,
    F_SNAPSHOT_SHA256 = 7,
    F_SNAPSHOT_BYTES = 8,
    F_SNAPSHOT_FAILED = 9,
    F_SNAPSHOT_WAKE_AT = 10,
};

static inline void snapshot_set_alarm(struct snapshot *r, struct str v) { r->alarm = v; r->has |= UINT64_C(1) << 0; }
static inline void snapshot_set_camera(struct snapshot *r, struct str v) { r->camera = v; r->has |= UINT64_C(1) << 1; }
static inline void snapshot_set_area(struct snapshot *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 2; }
static inline void snapshot_set_when(struct snapshot *r, int64_t v) { r->when = v; r->has |= UINT64_C(1) << 3; }
static inline void snapshot_set_asked_at(struct snapshot *r, int64_t v) { r->asked_at = v; r->has |= UINT64_C(1) << 4; }
static inline void snapshot_set_at(struct snapshot *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 5; }
static inline void snapshot_set_stored_at(struct snapshot *r, int64_t v) { r->stored_at = v; r->has |= UINT64_C(1) << 6; }
static inline void snapshot_set_sha256(struct snapshot *r, struct str v) { r->sha256 = v; r->has |= UINT64_C(1) << 7; }
static inline void snapshot_set_bytes(struct snapshot *r, int64_t v) { r->bytes = v; r->has |= UINT64_C(1) << 8; }
static inline void snapshot_set_failed(struct snapshot *r, struct str v) { r->failed = v; r->has |= UINT64_C(1) << 9; }
static inline void snapshot_set_wake_at(struct snapshot *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 10; }

/* A source (the device of this id) whose alarms are put aside for a while: recorded and counted, and shown apart. Never those of priority 1. */
struct shelf {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str site; /* its site */
    struct str area; /* its area */
    struct str by; /* who */
    int64_t since; /* since when */
    int64_t until; /* when its alarms come back */
    struct str why; /* why */
    int64_t wake_at; /* the same */
};

enum {
    F_SHELF_SITE = 0,
    F_SHELF_AREA = 1,
    F_SHELF_BY = 2,
    F_SHELF_SINCE = 3,
    F_SHELF_UNTIL = 4,
    F_SHELF_WHY = 5,
    F_SHELF_WAKE_AT = 6,
};

static inline void shelf_set_site(struct shelf *r, struct str v) { r->site = v; r->has |= UINT64_C(1) << 0; }
static inline void shelf_set_area(struct shelf *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 1; }
static inline void shelf_set_by(struct shelf *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 2; }
static inline void shelf_set_since(struct shelf *r, int64_t v) { r->since = v; r->has |= UINT64_C(1) << 3; }
static inline void shelf_set_until(struct shelf *r, int64_t v) { r->until = v; r->has |= UINT64_C(1) << 4; }
static inline void shelf_set_why(struct shelf *r, struct str v) { r->why = v; r->has |= UINT64_C(1) << 5; }
static inline void shelf_set_wake_at(struct shelf *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 6; }

/* A note a person wrote about an alarm, incident or hit. */
struct note {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str about; /* kind/id */
    struct str text; /* the note */
    struct str by; /* who */
    int64_t at; /* when */
    struct str area; /* area of what it is about */
    struct str step; /* the step of the alarm's script or chain that it answers: script.2, chain.1, code.ID */
    int64_t answer; /* how */
    int64_t wake_at; /* when it leaves the picture */
};

enum {
    F_NOTE_ABOUT = 0,
    F_NOTE_TEXT = 1,
    F_NOTE_BY = 2,
    F_NOTE_AT = 3,
    F_NOTE_AREA = 4,
    F_NOTE_STEP = 5,
    F_NOTE_ANSWER = 6,
    F_NOTE_WAKE_AT = 7,
};

static inline void note_set_about(struct note *r, struct str v) { r->about = v; r->has |= UINT64_C(1) << 0; }
static inline void note_set_text(struct note *r, struct str v) { r->text = v; r->has |= UINT64_C(1) << 1; }
static inline void note_set_by(struct note *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 2; }
static inline void note_set_at(struct note *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 3; }
static inline void note_set_area(struct note *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 4; }
static inline void note_set_step(struct note *r, struct str v) { r->step = v; r->has |= UINT64_C(1) << 5; }
static inline void note_set_answer(struct note *r, int64_t v) { r->answer = v; r->has |= UINT64_C(1) << 6; }
static inline void note_set_wake_at(struct note *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 7; }

/* The weekly test of a site, whose id it bears: when each of its buttons and panels shall prove itself. */
struct schedule {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str area; /* area of the site */
    int64_t day; /* day of the week, in local time */
    struct str opens; /* from, HH:MM in local time */
    struct str closes; /* to, HH:MM of the same day */
    int64_t state; /* planned; due: announced or running; overdue: the last window passed and something did not prove itself */
    int64_t from; /* the window that is awaited */
    int64_t until; /* its end */
    int64_t since; /* of the window that was missed: a test from then on makes it good; 0: none */
    int64_t missed; /* windows missed one after the other */
    int64_t wake_at; /* next change */
};

enum {
    F_SCHEDULE_AREA = 0,
    F_SCHEDULE_DAY = 1,
    F_SCHEDULE_OPENS = 2,
    F_SCHEDULE_CLOSES = 3,
    F_SCHEDULE_STATE = 4,
    F_SCHEDULE_FROM = 5,
    F_SCHEDULE_UNTIL = 6,
    F_SCHEDULE_SINCE = 7,
    F_SCHEDULE_MISSED = 8,
    F_SCHEDULE_WAKE_AT = 9,
};

static inline void schedule_set_area(struct schedule *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 0; }
static inline void schedule_set_day(struct schedule *r, int64_t v) { r->day = v; r->has |= UINT64_C(1) << 1; }
static inline void schedule_set_opens(struct schedule *r, struct str v) { r->opens = v; r->has |= UINT64_C(1) << 2; }
static inline void schedule_set_closes(struct schedule *r, struct str v) { r->closes = v; r->has |= UINT64_C(1) << 3; }
static inline void schedule_set_state(struct schedule *r, int64_t v) { r->state = v; r->has |= UINT64_C(1) << 4; }
static inline void schedule_set_from(struct schedule *r, int64_t v) { r->from = v; r->has |= UINT64_C(1) << 5; }
static inline void schedule_set_until(struct schedule *r, int64_t v) { r->until = v; r->has |= UINT64_C(1) << 6; }
static inline void schedule_set_since(struct schedule *r, int64_t v) { r->since = v; r->has |= UINT64_C(1) << 7; }
static inline void schedule_set_missed(struct schedule *r, int64_t v) { r->missed = v; r->has |= UINT64_C(1) << 8; }
static inline void schedule_set_wake_at(struct schedule *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 9; }

/* A drill at a site: presses there are marked and do not alert. A call under duress or an officer's always does. */
struct drill {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str site; /* where */
    struct str area; /* area of the site */
    struct str reason; /* what is exercised */
    int64_t state; /* how far */
    struct str by; /* who planned it */
    int64_t from; /* begins */
    int64_t until; /* ends by itself */
    struct str ended_by; /* who ended it before */
    int64_t ended_at; /* when it ended */
    int64_t wake_at; /* next change */
};

enum {
    F_DRILL_SITE = 0,
    F_DRILL_AREA = 1,
    F_DRILL_REASON = 2,
    F_DRILL_STATE = 3,
    F_DRILL_BY = 4,
    F_DRILL_FROM = 5,
    F_DRILL_UNTIL = 6,
    F_DRILL_ENDED_BY = 7,
    F_DRILL_ENDED_AT = 8,
    F_DRILL_WAKE_AT = 9,
};

static inline void drill_set_site(struct drill *r, struct str v) { r->site = v; r->has |= UINT64_C(1) << 0; }
static inline void drill_set_area(struct drill *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 1; }
static inline void drill_set_reason(struct drill *r, struct str v) { r->reason = v; r->has |= UINT64_C(1) << 2; }
static inline void drill_set_state(struct drill *r, int64_t v) { r->state = v; r->has |= UINT64_C(1) << 3; }
static inline void drill_set_by(struct drill *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 4; }
static inline void drill_set_from(struct drill *r, int64_t v) { r->from = v; r->has |= UINT64_C(1) << 5; }
static inline void drill_set_until(struct drill *r, int64_t v) { r->until = v; r->has |= UINT64_C(1) << 6; }
static inline void drill_set_ended_by(struct drill *r, struct str v) { r->ended_by = v; r->has |= UINT64_C(1) << 7; }
static inline void drill_set_ended_at(struct drill *r, int64_t v) { r->ended_at = v; r->has |= UINT64_C(1) << 8; }
static inline void drill_set_wake_at(struct drill *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 9; }

/* A warning of another agency (CAP), or one that was issued here. What updates or cancels it is folded into it. */
struct warning {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[3]; /* sequence each personal value came from */
    int64_t issued; /* issued here, and served under /cap/ */
    struct str sender; /* who sends it, as CAP names it */
    struct str identifier; /* its number with the sender, of the newest message */
    int64_t sent; /* when the newest message was sent */
    struct str keys; /* which messages are in it, and which they were about: hashes of sender, identifier and time */
    int64_t status; /* actual; an exercise or a test is marked everywhere and never alerts as real */
    int64_t state; /* active, cancelled, expired */
    int64_t category; /* what sort of thing */
    int64_t urgency; /* how soon */
    int64_t severity; /* how bad */
    int64_t certainty; /* how sure */
    struct str event; /* what, in the sender's first language */
    struct str headline; /* the same as a sentence */
    struct str texts; /* by language: language, event, headline, description, instruction, web, contact */
    struct str area_desc; /* where, in words */
    struct str shapes; /* polygons as those of an area, circles as [lon×10⁷, lat×10⁷, metres] */
    int64_t lat; /* a point of it */
    int64_t lon; /* a point of it */
    int64_t effective; /* from when */
    int64_t onset; /* when it is expected to begin */
    int64_t expires; /* until when */
    struct str source; /* where it came from: the feed's address, or who sent it */
    int64_t trust; /* unsigned; unverified: signed by somebody unknown; verified; broken: signed, and changed since */
    struct str trust_by; /* whose certificate verified it */
    struct str trust_why; /* why it is not verified */
    struct str doubts; /* what the sender got wrong */
    struct str area; /* the first of our areas that it touches */
    struct str areas; /* all of them */
    int64_t sites; /* sites in it when it came */
    struct str alarm; /* alarm that told of it */
    struct str incident; /* incident it was issued for */
    int64_t updates; /* messages that changed it */
    int64_t received_at; /* when it was received or issued */
    struct str by; /* who issued it */
    struct str ended_why; /* what was said when it was cancelled */
    struct str xml; /* issued here: the newest message as it is served */
    int64_t wake_at; /* when it expires, or leaves the picture */
};

enum {
    F_WARNING_ISSUED = 0,
    F_WARNING_SENDER = 1,
    F_WARNING_IDENTIFIER = 2,
    F_WARNING_SENT = 3,
    F_WARNING_KEYS = 4,
    F_WARNING_STATUS = 5,
    F_WARNING_STATE = 6,
    F_WARNING_CATEGORY = 7,
    F_WARNING_URGENCY = 8,
    F_WARNING_SEVERITY = 9,
    F_WARNING_CERTAINTY = 10,
    F_WARNING_EVENT = 11,
    F_WARNING_HEADLINE = 12,
    F_WARNING_TEXTS = 13,
    F_WARNING_AREA_DESC = 14,
    F_WARNING_SHAPES = 15,
    F_WARNING_LAT = 16,
    F_WARNING_LON = 17,
    F_WARNING_EFFECTIVE = 18,
    F_WARNING_ONSET = 19,
    F_WARNING_EXPIRES = 20,
    F_WARNING_SOURCE = 21,
    F_WARNING_TRUST = 22,
    F_WARNING_TRUST_BY = 23,
    F_WARNING_TRUST_WHY = 24,
    F_WARNING_DOUBTS = 25,
    F_WARNING_AREA = 26,
    F_WARNING_AREAS = 27,
    F_WARNING_SITES = 28,
    F_WARNING_ALARM = 29,
    F_WARNING_INCIDENT = 30,
    F_WARNING_UPDATES = 31,
    F_WARNING_RECEIVED_AT = 32,
    F_WARNING_BY = 33,
    F_WARNING_ENDED_WHY = 34,
    F_WARNING_XML = 35,
    F_WARNING_WAKE_AT = 36,
};

static inline void warning_set_issued(struct warning *r, int64_t v) { r->issued = v; r->has |= UINT64_C(1) << 0; }
static inline void warning_set_sender(struct warning *r, struct str v) { r->sender = v; r->has |= UINT64_C(1) << 1; }
static inline void warning_set_identifier(struct warning *r, struct str v) { r->identifier = v; r->has |= UINT64_C(1) << 2; }
static inline void warning_set_sent(struct warning *r, int64_t v) { r->sent = v; r->has |= UINT64_C(1) << 3; }
static inline void warning_set_keys(struct warning *r, struct str v) { r->keys = v; r->has |= UINT64_C(1) << 4; }
static inline void warning_set_status(struct warning *r, int64_t v) { r->status = v; r->has |= UINT64_C(1) << 5; }
static inline void warning_set_state(struct warning *r, int64_t v) { r->state = v; r->has |= UINT64_C(1) << 6; }
static inline void warning_set_category(struct warning *r, int64_t v) { r->category = v; r->has |= UINT64_C(1) << 7; }
static inline void warning_set_urgency(struct warning *r, int64_t v) { r->urgency = v; r->has |= UINT64_C(1) << 8; }
static inline void warning_set_severity(struct warning *r, int64_t v) { r->severity = v; r->has |= UINT64_C(1) << 9; }
static inline void warning_set_certainty(struct warning *r, int64_t v) { r->certainty = v; r->has |= UINT64_C(1) << 10; }
static inline void warning_set_event(struct warning *r, struct str v) { r->event = v; r->has |= UINT64_C(1) << 11; }
static inline void warning_set_headline(struct warning *r, struct str v) { r->headline = v; r->has |= UINT64_C(1) << 12; }
static inline void warning_set_texts(struct warning *r, struct str v) { r->texts = v; r->has |= UINT64_C(1) << 13; }
static inline void warning_set_area_desc(struct warning *r, struct str v) { r->area_desc = v; r->has |= UINT64_C(1) << 14; }
static inline void warning_set_shapes(struct warning *r, struct str v) { r->shapes = v; r->has |= UINT64_C(1) << 15; }
static inline void warning_set_lat(struct warning *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 16; }
static inline void warning_set_lon(struct warning *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 17; }
static inline void warning_set_effective(struct warning *r, int64_t v) { r->effective = v; r->has |= UINT64_C(1) << 18; }
static inline void warning_set_onset(struct warning *r, int64_t v) { r->onset = v; r->has |= UINT64_C(1) << 19; }
static inline void warning_set_expires(struct warning *r, int64_t v) { r->expires = v; r->has |= UINT64_C(1) << 20; }
static inline void warning_set_source(struct warning *r, struct str v) { r->source = v; r->has |= UINT64_C(1) << 21; }
static inline void warning_set_trust(struct warning *r, int64_t v) { r->trust = v; r->has |= UINT64_C(1) << 22; }
static inline void warning_set_trust_by(struct warning *r, struct str v) { r->trust_by = v; r->has |= UINT64_C(1) << 23; }
static inline void warning_set_trust_why(struct warning *r, struct str v) { r->trust_why = v; r->has |= UINT64_C(1) << 24; }
static inline void warning_set_doubts(struct warning *r, struct str v) { r->doubts = v; r->has |= UINT64_C(1) << 25; }
static inline void warning_set_area(struct warning *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 26; }
static inline void warning_set_areas(struct warning *r, struct str v) { r->areas = v; r->has |= UINT64_C(1) << 27; }
static inline void warning_set_sites(struct warning *r, int64_t v) { r->sites = v; r->has |= UINT64_C(1) << 28; }
static inline void warning_set_alarm(struct warning *r, struct str v) { r->alarm = v; r->has |= UINT64_C(1) << 29; }
static inline void warning_set_incident(struct warning *r, struct str v) { r->incident = v; r->has |= UINT64_C(1) << 30; }
static inline void warning_set_updates(struct warning *r, int64_t v) { r->updates = v; r->has |= UINT64_C(1) << 31; }
static inline void warning_set_received_at(struct warning *r, int64_t v) { r->received_at = v; r->has |= UINT64_C(1) << 32; }
static inline void warning_set_by(struct warning *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 33; }
static inline void warning_set_ended_why(struct warning *r, struct str v) { r->ended_why = v; r->has |= UINT64_C(1) << 34; }
static inline void warning_set_xml(struct warning *r, struct str v) { r->xml = v; r->has |= UINT64_C(1) << 35; }
static inline void warning_set_wake_at(struct warning *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 36; }

/* What happened. */
struct incident {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[3]; /* sequence each personal value came from */
    int64_t kind; /* what */
    int64_t priority; /* 1 is the highest */
    int64_t state; /* how far */
    struct str title; /* one line */
    struct str address; /* where, in words */
    struct str detail; /* what was said */
    int64_t lat; /* where */
    int64_t lon; /* where */
    struct str area; /* area */
    struct str alarm; /* alarm it came from */
    struct str hit; /* hit it came from */
    struct str site; /* site */
    int64_t practice; /* it is an exercise: from an alarm of a drill */
    struct str by; /* who opened it */
    int64_t received_at; /* received */
    int64_t dispatched_at; /* first unit sent */
    int64_t en_route_at; /* first unit under way */
    int64_t on_scene_at; /* first unit there */
    int64_t cleared_at; /* last unit done */
    int64_t closed_at; /* closed */
    struct str closed_by; /* who closed */
    int64_t disposition; /* how it ended */
    int64_t wake_at; /* when it leaves the picture */
    struct str lead; /* unit that leads the others at work on it; empty: nobody is */
    struct str links; /* incidents it has to do with; they name it, too */
    struct str merged; /* incidents that were found to be the same one, and are handled here */
    struct str merged_into; /* the incident that handles it: it was the same one */
    int64_t alarm_level; /* how much help is needed, by the run card; absent: 1 */
    struct str level_reason; /* why this level */
    struct str changed; /* by part (kind, priority, title, address, detail, place, units, closed, lead, links, level): sequence of its last change by a person, who and when, as {seq, by, at} */
};

enum {
    F_INCIDENT_KIND = 0,
    F_INCIDENT_PRIORITY = 1,
    F_INCIDENT_STATE = 2,
    F_INCIDENT_TITLE = 3,
    F_INCIDENT_ADDRESS = 4,
    F_INCIDENT_DETAIL = 5,
    F_INCIDENT_LAT = 6,
    F_INCIDENT_LON = 7,
    F_INCIDENT_AREA = 8,
    F_INCIDENT_ALARM = 9,
    F_INCIDENT_HIT = 10,
    F_INCIDENT_SITE = 11,
    F_INCIDENT_PRACTICE = 12,
    F_INCIDENT_BY = 13,
    F_INCIDENT_RECEIVED_AT = 14,
    F_INCIDENT_DISPATCHED_AT = 15,
    F_INCIDENT_EN_ROUTE_AT = 16,
    F_INCIDENT_ON_SCENE_AT = 17,
    F_INCIDENT_CLEARED_AT = 18,
    F_INCIDENT_CLOSED_AT = 19,
    F_INCIDENT_CLOSED_BY = 20,
    F_INCIDENT_DISPOSITION = 21,
    F_INCIDENT_WAKE_AT = 22,
    F_INCIDENT_LEAD = 23,
    F_INCIDENT_LINKS = 24,
    F_INCIDENT_MERGED = 25,
    F_INCIDENT_MERGED_INTO = 26,
    F_INCIDENT_ALARM_LEVEL = 27,
    F_INCIDENT_LEVEL_REASON = 28,
    F_INCIDENT_CHANGED = 29,
};

static inline void incident_set_kind(struct incident *r, int64_t v) { r->kind = v; r->has |= UINT64_C(1) << 0; }
static inline void incident_set_priority(struct incident *r, int64_t v) { r->priority = v; r->has |= UINT64_C(1) << 1; }
static inline void incident_set_state(struct incident *r, int64_t v) { r->state = v; r->has |= UINT64_C(1) << 2; }
static inline void incident_set_title(struct incident *r, struct str v) { r->title = v; r->has |= UINT64_C(1) << 3; }
static inline void incident_set_address(struct incident *r, struct str v) { r->address = v; r->has |= UINT64_C(1) << 4; }
static inline void incident_set_detail(struct incident *r, struct str v) { r->detail = v; r->has |= UINT64_C(1) << 5; }
static inline void incident_set_lat(struct incident *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 6; }
static inline void incident_set_lon(struct incident *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 7; }
static inline void incident_set_area(struct incident *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 8; }
static inline void incident_set_alarm(struct incident *r, struct str v) { r->alarm = v; r->has |= UINT64_C(1) << 9; }
static inline void incident_set_hit(struct incident *r, struct str v) { r->hit = v; r->has |= UINT64_C(1) << 10; }
static inline void incident_set_site(struct incident *r, struct str v) { r->site = v; r->has |= UINT64_C(1) << 11; }
static inline void incident_set_practice(struct incident *r, int64_t v) { r->practice = v; r->has |= UINT64_C(1) << 12; }
static inline void incident_set_by(struct incident *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 13; }
static inline void incident_set_received_at(struct incident *r, int64_t v) { r->received_at = v; r->has |= UINT64_C(1) << 14; }
static inline void incident_set_dispatched_at(struct incident *r, int64_t v) { r->dispatched_at = v; r->has |= UINT64_C(1) << 15; }
static inline void incident_set_en_route_at(struct incident *r, int64_t v) { r->en_route_at = v; r->has |= UINT64_C(1) << 16; }
static inline void incident_set_on_scene_at(struct incident *r, int64_t v) { r->on_scene_at = v; r->has |= UINT64_C(1) << 17; }
static inline void incident_set_cleared_at(struct incident *r, int64_t v) { r->cleared_at = v; r->has |= UINT64_C(1) << 18; }
static inline void incident_set_closed_at(struct incident *r, int64_t v) { r->closed_at = v; r->has |= UINT64_C(1) << 19; }
static inline void incident_set_closed_by(struct incident *r, struct str v) { r->closed_by = v; r->has |= UINT64_C(1) << 20; }
static inline void incident_set_disposition(struct incident *r, int64_t v) { r->disposition = v; r->has |= UINT64_C(1) << 21; }
static inline void incident_set_wake_at(struct incident *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 22; }
static inline void incident_set_lead(struct incident *r, struct str v) { r->lead = v; r->has |= UINT64_C(1) << 23; }
static inline void incident_set_links(struct incident *r, struct str v) { r->links = v; r->has |= UINT64_C(1) << 24; }
static inline void incident_set_merged(struct incident *r, struct str v) { r->merged = v; r->has |= UINT64_C(1) << 25; }
static inline void incident_set_merged_into(struct incident *r, struct str v) { r->merged_into = v; r->has |= UINT64_C(1) << 26; }
static inline void incident_set_alarm_level(struct incident *r, int64_t v) { r->alarm_level = v; r->has |= UINT64_C(1) << 27; }
static inline void incident_set_level_reason(struct incident *r, struct str v) { r->level_reason = v; r->has |= UINT64_C(1) << 28; }
static inline void incident_set_changed(struct incident *r, struct str v) { r->changed = v; r->has |= UINT64_C(1) << 29; }

/* A unit sent to an incident. */
struct assignment {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str incident; /* to what */
    struct str moved_from; /* incident it was sent to, when that was merged into this one */
    struct str unit; /* who */
    struct str area; /* area of the incident */
    int64_t state; /* how far */
    struct str by; /* who sent it */
    struct str reason; /* why this unit */
    struct str override; /* why not the first recommended */
    int64_t distance_m; /* distance when sent */
    int64_t eta_s; /* seconds until it would be there, as known when it was sent; absent: it was not among those considered */
    struct str by_air; /* why that is a guess by air: no_map, map_loading, map_refused, place_off_road, unit_off_road, no_way; empty: it is by road */
    struct str first; /* unit that was recommended first, when that was another one */
    int64_t first_eta_s; /* seconds until that one would have been there */
    int64_t overridden; /* sent against the recommendation: over 30 s later there than the first, or not recommended at all */
    struct str card; /* run card that asked for it */
    struct str need; /* what that card asks for, which it was recommended for */
    int64_t sent_at; /* sent */
    int64_t delivered_at; /* reached the tablet */
    int64_t seen_at; /* shown to the officer */
    int64_t answered_at; /* accepted or refused */
    int64_t en_route_at; /* under way */
    int64_t on_scene_at; /* arrived */
    int64_t cleared_at; /* done */
    int64_t device_at; /* device time of the last step */
    int64_t undelivered; /* did not reach the tablet within 10 s */
    struct str offered; /* unit offered instead, one that the sender may send */
    struct str elsewhere; /* a nearer unit that the sender may not send */
    struct str elsewhere_area; /* area whose desk may; empty: the centre */
    struct str refusal; /* why refused */
    int64_t unaccepted; /* neither accepted nor refused within unit.unaccepted_s */
    int64_t check_at; /* on scene: when it is asked next whether all is well */
    int64_t asked_at; /* asked so, and not answered yet */
    int64_t answer_until; /* until when it has to answer before there is an alarm */
    int64_t well_at; /* when it last said that all is well */
    int64_t missed; /* questions in a row that were not answered in time */
    int64_t scene_until; /* on scene: when it will have been there for long */
    int64_t overdue_at; /* since when it has been there for longer than its kind of incident takes */
    int64_t wake_at; /* next of these times */
};

enum {
    F_ASSIGNMENT_INCIDENT = 0,
    F_ASSIGNMENT_MOVED_FROM = 1,
    F_ASSIGNMENT_UNIT = 2,
    F_ASSIGNMENT_AREA = 3,
    F_ASSIGNMENT_STATE = 4,
    F_ASSIGNMENT_BY = 5,
    F_ASSIGNMENT_REASON = 6,
    F_ASSIGNMENT_OVERRIDE = 7,
    F_ASSIGNMENT_DISTANCE_M = 8,
    F_ASSIGNMENT_ETA_S = 9,
    F_ASSIGNMENT_BY_AIR = 10,
    F_ASSIGNMENT_FIRST = 11,
    F_ASSIGNMENT_FIRST_ETA_S = 12,
    F_ASSIGNMENT_OVERRIDDEN = 13,
    F_ASSIGNMENT_CARD = 14,
    F_ASSIGNMENT_NEED = 15,
    F_ASSIGNMENT_SENT_AT = 16,
    F_ASSIGNMENT_DELIVERED_AT = 17,
    F_ASSIGNMENT_SEEN_AT = 18,
    F_ASSIGNMENT_ANSWERED_AT = 19,
    F_ASSIGNMENT_EN_ROUTE_AT = 20,
    F_ASSIGNMENT_ON_SCENE_AT = 21,
    F_ASSIGNMENT_CLEARED_AT = 22,
    F_ASSIGNMENT_DEVICE_AT = 23,
    F_ASSIGNMENT_UNDELIVERED = 24,
    F_ASSIGNMENT_OFFERED = 25,
    F_ASSIGNMENT_ELSEWHERE = 26,
    F_ASSIGNMENT_ELSEWHERE_AREA = 27,
    F_ASSIGNMENT_REFUSAL = 28,
    F_ASSIGNMENT_UNACCEPTED = 29,
    F_ASSIGNMENT_CHECK_AT = 30,
    F_ASSIGNMENT_ASKED_AT = 31,
    F_ASSIGNMENT_ANSWER_UNTIL = 32,
    F_ASSIGNMENT_WELL_AT = 33,
    F_ASSIGNMENT_MISSED = 34,
    F_ASSIGNMENT_SCENE_UNTIL = 35,
    F_ASSIGNMENT_OVERDUE_AT = 36,
    F_ASSIGNMENT_WAKE_AT = 37,
};

static inline void assignment_set_incident(struct assignment *r, struct str v) { r->incident = v; r->has |= UINT64_C(1) << 0; }
static inline void assignment_set_moved_from(struct assignment *r, struct str v) { r->moved_from = v; r->has |= UINT64_C(1) << 1; }
static inline void assignment_set_unit(struct assignment *r, struct str v) { r->unit = v; r->has |= UINT64_C(1) << 2; }
static inline void assignment_set_area(struct assignment *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 3; }
static inline void assignment_set_state(struct assignment *r, int64_t v) { r->state = v; r->has |= UINT64_C(1) << 4; }
static inline void assignment_set_by(struct assignment *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 5; }
static inline void assignment_set_reason(struct assignment *r, struct str v) { r->reason = v; r->has |= UINT64_C(1) << 6; }
static inline void assignment_set_override(struct assignment *r, struct str v) { r->override = v; r->has |= UINT64_C(1) << 7; }
static inline void assignment_set_distance_m(struct assignment *r, int64_t v) { r->distance_m = v; r->has |= UINT64_C(1) << 8; }
static inline void assignment_set_eta_s(struct assignment *r, int64_t v) { r->eta_s = v; r->has |= UINT64_C(1) << 9; }
static inline void assignment_set_by_air(struct assignment *r, struct str v) { r->by_air = v; r->has |= UINT64_C(1) << 10; }
static inline void assignment_set_first(struct assignment *r, struct str v) { r->first = v; r->has |= UINT64_C(1) << 11; }
static inline void assignment_set_first_eta_s(struct assignment *r, int64_t v) { r->first_eta_s = v; r->has |= UINT64_C(1) << 12; }
static inline void assignment_set_overridden(struct assignment *r, int64_t v) { r->overridden = v; r->has |= UINT64_C(1) << 13; }
static inline void assignment_set_card(struct assignment *r, struct str v) { r->card = v; r->has |= UINT64_C(1) << 14; }
static inline void assignment_set_need(struct assignment *r, struct str v) { r->need = v; r->has |= UINT64_C(1) << 15; }
static inline void assignment_set_sent_at(struct assignment *r, int64_t v) { r->sent_at = v; r->has |= UINT64_C(1) << 16; }
static inline void assignment_set_delivered_at(struct assignment *r, int64_t v) { r->delivered_at = v; r->has |= UINT64_C(1) << 17; }
static inline void assignment_set_seen_at(struct assignment *r, int64_t v) { r->seen_at = v; r->has |= UINT64_C(1) << 18; }
static inline void assignment_set_answered_at(struct assignment *r, int64_t v) { r->answered_at = v; r->has |= UINT64_C(1) << 19; }
static inline void assignment_set_en_route_at(struct assignment *r, int64_t v) { r->en_route_at = v; r->has |= UINT64_C(1) << 20; }
static inline void assignment_set_on_scene_at(struct assignment *r, int64_t v) { r->on_scene_at = v; r->has |= UINT64_C(1) << 21; }
static inline void assignment_set_cleared_at(struct assignment *r, int64_t v) { r->cleared_at = v; r->has |= UINT64_C(1) << 22; }
static inline void assignment_set_device_at(struct assignment *r, int64_t v) { r->device_at = v; r->has |= UINT64_C(1) << 23; }
static inline void assignment_set_undelivered(struct assignment *r, int64_t v) { r->undelivered = v; r->has |= UINT64_C(1) << 24; }
static inline void assignment_set_offered(struct assignment *r, struct str v) { r->offered = v; r->has |= UINT64_C(1) << 25; }
static inline void assignment_set_elsewhere(struct assignment *r, struct str v) { r->elsewhere = v; r->has |= UINT64_C(1) << 26; }
static inline void assignment_set_elsewhere_area(struct assignment *r, struct str v) { r->elsewhere_area = v; r->has |= UINT64_C(1) << 27; }
static inline void assignment_set_refusal(struct assignment *r, struct str v) { r->refusal = v; r->has |= UINT64_C(1) << 28; }
static inline void assignment_set_unaccepted(struct assignment *r, int64_t v) { r->unaccepted = v; r->has |= UINT64_C(1) << 29; }
static inline void assignment_set_check_at(struct assignment *r, int64_t v) { r->check_at = v; r->has |= UINT64_C(1) << 30; }
static inline void assignment_set_asked_at(struct assignment *r, int64_t v) { r->asked_at = v; r->has |= UINT64_C(1) << 31; }
static inline void assignment_set_answer_until(struct assignment *r, int64_t v) { r->answer_until = v; r->has |= UINT64_C(1) << 32; }
static inline void assignment_set_well_at(struct assignment *r, int64_t v) { r->well_at = v; r->has |= UINT64_C(1) << 33; }
static inline void assignment_set_missed(struct assignment *r, int64_t v) { r->missed = v; r->has |= UINT64_C(1) << 34; }
static inline void assignment_set_scene_until(struct assignment *r, int64_t v) { r->scene_until = v; r->has |= UINT64_C(1) << 35; }
static inline void assignment_set_overdue_at(struct assignment *r, int64_t v) { r->overdue_at = v; r->has |= UINT64_C(1) << 36; }
static inline void assignment_set_wake_at(struct assignment *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 37; }

/* A message between a desk and a unit; of a broadcast one for each unit. */
struct message {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str unit; /* to or from which unit */
    int64_t way; /* to the unit, or to its desk */
    struct str area; /* area of the incident, else of the unit */
    struct str incident; /* about which incident */
    struct str broadcast; /* of a broadcast: the first of its messages */
    struct str text; /* what it says */
    struct str by; /* who wrote it */
    int64_t sent_at; /* sent */
    int64_t delivered_at; /* reached the tablet; of one to the desk: taken by the centre */
    int64_t undelivered; /* did not reach the tablet in time */
    int64_t seen_at; /* read */
    struct str seen_by; /* by whom */
    int64_t wake_at; /* when it is marked as not delivered, or leaves the picture */
};

enum {
    F_MESSAGE_UNIT = 0,
    F_MESSAGE_WAY = 1,
    F_MESSAGE_AREA = 2,
    F_MESSAGE_INCIDENT = 3,
    F_MESSAGE_BROADCAST = 4,
    F_MESSAGE_TEXT = 5,
    F_MESSAGE_BY = 6,
    F_MESSAGE_SENT_AT = 7,
    F_MESSAGE_DELIVERED_AT = 8,
    F_MESSAGE_UNDELIVERED = 9,
    F_MESSAGE_SEEN_AT = 10,
    F_MESSAGE_SEEN_BY = 11,
    F_MESSAGE_WAKE_AT = 12,
};

static inline void message_set_unit(struct message *r, struct str v) { r->unit = v; r->has |= UINT64_C(1) << 0; }
static inline void message_set_way(struct message *r, int64_t v) { r->way = v; r->has |= UINT64_C(1) << 1; }
static inline void message_set_area(struct message *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 2; }
static inline void message_set_incident(struct message *r, struct str v) { r->incident = v; r->has |= UINT64_C(1) << 3; }
static inline void message_set_broadcast(struct message *r, struct str v) { r->broadcast = v; r->has |= UINT64_C(1) << 4; }
static inline void message_set_text(struct message *r, struct str v) { r->text = v; r->has |= UINT64_C(1) << 5; }
static inline void message_set_by(struct message *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 6; }
static inline void message_set_sent_at(struct message *r, int64_t v) { r->sent_at = v; r->has |= UINT64_C(1) << 7; }
static inline void message_set_delivered_at(struct message *r, int64_t v) { r->delivered_at = v; r->has |= UINT64_C(1) << 8; }
static inline void message_set_undelivered(struct message *r, int64_t v) { r->undelivered = v; r->has |= UINT64_C(1) << 9; }
static inline void message_set_seen_at(struct message *r, int64_t v) { r->seen_at = v; r->has |= UINT64_C(1) << 10; }
static inline void message_set_seen_by(struct message *r, struct str v) { r->seen_by = v; r->has |= UINT64_C(1) << 11; }
static inline void message_set_wake_at(struct message *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 12; }

/* Which units an incident of a kind needs, by alarm level; levels add up. */
struct run_card {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    int64_t kind; /* for incidents of this kind */
    int64_t priority; /* of this priority and more urgent ones */
    struct str area; /* in this area and those in it; empty: everywhere */
    struct str needs; /* a need a line: LEVEL NUMBER WHAT [SKILL,…]; WHAT is a kind of unit, or any */
    struct str by; /* who set it */
    int64_t at; /* when */
};

enum {
    F_RUN_CARD_KIND = 0,
    F_RUN_CARD_PRIORITY = 1,
    F_RUN_CARD_AREA = 2,
    F_RUN_CARD_NEEDS = 3,
    F_RUN_CARD_BY = 4,
    F_RUN_CARD_AT = 5,
};

static inline void run_card_set_kind(struct run_card *r, int64_t v) { r->kind = v; r->has |= UINT64_C(1) << 0; }
static inline void run_card_set_priority(struct run_card *r, int64_t v) { r->priority = v; r->has |= UINT64_C(1) << 1; }
static inline void run_card_set_area(struct run_card *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 2; }
static inline void run_card_set_needs(struct run_card *r, struct str v) { r->needs = v; r->has |= UINT64_C(1) << 3; }
static inline void run_card_set_by(struct run_card *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 4; }
static inline void run_card_set_at(struct run_card *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 5; }

/* The state of one source's hotlist: one file in the vault, by its hash. */
struct edition {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str source; /* who sends it */
    struct str sha256; /* hash of the file */
    int64_t entries; /* entries in it */
    int64_t added; /* new since the edition before */
    int64_t removed; /* gone since the edition before */
    int64_t affirmed_at; /* when the source last stood by it */
    struct str by; /* who sent it */
    struct str owner; /* area whose people may replace it; empty: national */
};

enum {
    F_EDITION_SOURCE = 0,
    F_EDITION_SHA256 = 1,
    F_EDITION_ENTRIES = 2,
    F_EDITION_ADDED = 3,
    F_EDITION_REMOVED = 4,
    F_EDITION_AFFIRMED_AT = 5,
    F_EDITION_BY = 6,
    F_EDITION_OWNER = 7,
};

static inline void edition_set_source(struct edition *r, struct str v) { r->source = v; r->has |= UINT64_C(1) << 0; }
static inline void edition_set_sha256(struct edition *r, struct str v) { r->sha256 = v; r->has |= UINT64_C(1) << 1; }
static inline void edition_set_entries(struct edition *r, int64_t v) { r->entries = v; r->has |= UINT64_C(1) << 2; }
static inline void edition_set_added(struct edition *r, int64_t v) { r->added = v; r->has |= UINT64_C(1) << 3; }
static inline void edition_set_removed(struct edition *r, int64_t v) { r->removed = v; r->has |= UINT64_C(1) << 4; }
static inline void edition_set_affirmed_at(struct edition *r, int64_t v) { r->affirmed_at = v; r->has |= UINT64_C(1) << 5; }
static inline void edition_set_by(struct edition *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 6; }
static inline void edition_set_owner(struct edition *r, struct str v) { r->owner = v; r->has |= UINT64_C(1) << 7; }

/* A wanted vehicle entered by hand. */
struct entry {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str plate; /* plate */
    struct str region; /* country or region of the plate */
    int64_t class; /* class of vehicle */
    struct str issuer; /* who wants it */
    struct str basis; /* legal basis */
    int64_t reason; /* why */
    int64_t expires_at; /* never matches after this */
    int64_t lookalikes; /* list look-alikes too */
    struct str make; /* make */
    struct str color; /* colour */
    struct str by; /* who entered it */
    struct str owner; /* area whose people may withdraw it; empty: national */
    int64_t affirmed_at; /* when its source last stood by it */
    int64_t wake_at; /* its end: its expiry, or so long after its source stood by it */
};

enum {
    F_ENTRY_PLATE = 0,
    F_ENTRY_REGION = 1,
    F_ENTRY_CLASS = 2,
    F_ENTRY_ISSUER = 3,
    F_ENTRY_BASIS = 4,
    F_ENTRY_REASON = 5,
    F_ENTRY_EXPIRES_AT = 6,
    F_ENTRY_LOOKALIKES = 7,
    F_ENTRY_MAKE = 8,
    F_ENTRY_COLOR = 9,
    F_ENTRY_BY = 10,
    F_ENTRY_OWNER = 11,
    F_ENTRY_AFFIRMED_AT = 12,
    F_ENTRY_WAKE_AT = 13,
};

static inline void entry_set_plate(struct entry *r, struct str v) { r->plate = v; r->has |= UINT64_C(1) << 0; }
static inline void entry_set_region(struct entry *r, struct str v) { r->region = v; r->has |= UINT64_C(1) << 1; }
static inline void entry_set_class(struct entry *r, int64_t v) { r->class = v; r->has |= UINT64_C(1) << 2; }
static inline void entry_set_issuer(struct entry *r, struct str v) { r->issuer = v; r->has |= UINT64_C(1) << 3; }
static inline void entry_set_basis(struct entry *r, struct str v) { r->basis = v; r->has |= UINT64_C(1) << 4; }
static inline void entry_set_reason(struct entry *r, int64_t v) { r->reason = v; r->has |= UINT64_C(1) << 5; }
static inline void entry_set_expires_at(struct entry *r, int64_t v) { r->expires_at = v; r->has |= UINT64_C(1) << 6; }
static inline void entry_set_lookalikes(struct entry *r, int64_t v) { r->lookalikes = v; r->has |= UINT64_C(1) << 7; }
static inline void entry_set_make(struct entry *r, struct str v) { r->make = v; r->has |= UINT64_C(1) << 8; }
static inline void entry_set_color(struct entry *r, struct str v) { r->color = v; r->has |= UINT64_C(1) << 9; }
static inline void entry_set_by(struct entry *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 10; }
static inline void entry_set_owner(struct entry *r, struct str v) { r->owner = v; r->has |= UINT64_C(1) << 11; }
static inline void entry_set_affirmed_at(struct entry *r, int64_t v) { r->affirmed_at = v; r->has |= UINT64_C(1) << 12; }
static inline void entry_set_wake_at(struct entry *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 13; }

/* A wanted vehicle was read. Unconfirmed until a person compared the photo and the source re-affirmed. */
struct hit {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[2]; /* sequence each personal value came from */
    struct str plate; /* plate */
    struct str region; /* country or region */
    int64_t class; /* class read */
    struct str make; /* make read */
    struct str color; /* colour read */
    struct str entry; /* source and line of the entry */
    struct str issuer; /* who wants it */
    struct str basis; /* legal basis */
    int64_t reason; /* why */
    struct str wanted_make; /* make on the list */
    struct str wanted_color; /* colour on the list */
    int64_t wanted_class; /* class on the list */
    int64_t state; /* how sure */
    struct str camera; /* last camera */
    int64_t at; /* last read */
    int64_t first_at; /* first read */
    int64_t count; /* reads */
    int64_t lat; /* last camera's position */
    int64_t lon; /* last camera's position */
    int64_t heading; /* last direction */
    int64_t speed_kmh; /* last speed */
    int64_t confidence; /* of the last read */
    struct str area; /* area of the last camera */
    struct str image; /* photo of the last read */
    struct str read; /* the sender's id of the last read */
    struct str seen_by; /* who compared the photo */
    int64_t seen_at; /* when */
    struct str confirmed_by; /* who re-affirmed */
    int64_t confirmed_at; /* when */
    struct str dismissed_by; /* who dismissed */
    struct str dismissal; /* why */
    int64_t affirm_by; /* until when units may be told unless the source stands by it, again; 0: they are told nothing */
    int64_t expires_at; /* when it expires unless it is read again */
    int64_t wake_at; /* next check */
};

enum {
    F_HIT_PLATE = 0,
    F_HIT_REGION = 1,
    F_HIT_CLASS = 2,
    F_HIT_MAKE = 3,
    F_HIT_COLOR = 4,
    F_HIT_ENTRY = 5,
    F_HIT_ISSUER = 6,
    F_HIT_BASIS = 7,
    F_HIT_REASON = 8,
    F_HIT_WANTED_MAKE = 9,
    F_HIT_WANTED_COLOR = 10,
    F_HIT_WANTED_CLASS = 11,
    F_HIT_STATE = 12,
    F_HIT_CAMERA = 13,
    F_HIT_AT = 14,
    F_HIT_FIRST_AT = 15,
    F_HIT_COUNT = 16,
    F_HIT_LAT = 17,
    F_HIT_LON = 18,
    F_HIT_HEADING = 19,
    F_HIT_SPEED_KMH = 20,
    F_HIT_CONFIDENCE = 21,
    F_HIT_AREA = 22,
    F_HIT_IMAGE = 23,
    F_HIT_READ = 24,
    F_HIT_SEEN_BY = 25,
    F_HIT_SEEN_AT = 26,
    F_HIT_CONFIRMED_BY = 27,
    F_HIT_CONFIRMED_AT = 28,
    F_HIT_DISMISSED_BY = 29,
    F_HIT_DISMISSAL = 30,
    F_HIT_AFFIRM_BY = 31,
    F_HIT_EXPIRES_AT = 32,
    F_HIT_WAKE_AT = 33,
};

static inline void hit_set_plate(struct hit *r, struct str v) { r->plate = v; r->has |= UINT64_C(1) << 0; }
static inline void hit_set_region(struct hit *r, struct str v) { r->region = v; r->has |= UINT64_C(1) << 1; }
static inline void hit_set_class(struct hit *r, int64_t v) { r->class = v; r->has |= UINT64_C(1) << 2; }
static inline void hit_set_make(struct hit *r, struct str v) { r->make = v; r->has |= UINT64_C(1) << 3; }
static inline void hit_set_color(struct hit *r, struct str v) { r->color = v; r->has |= UINT64_C(1) << 4; }
static inline void hit_set_entry(struct hit *r, struct str v) { r->entry = v; r->has |= UINT64_C(1) << 5; }
static inline void hit_set_issuer(struct hit *r, struct str v) { r->issuer = v; r->has |= UINT64_C(1) << 6; }
static inline void hit_set_basis(struct hit *r, struct str v) { r->basis = v; r->has |= UINT64_C(1) << 7; }
static inline void hit_set_reason(struct hit *r, int64_t v) { r->reason = v; r->has |= UINT64_C(1) << 8; }
static inline void hit_set_wanted_make(struct hit *r, struct str v) { r->wanted_make = v; r->has |= UINT64_C(1) << 9; }
static inline void hit_set_wanted_color(struct hit *r, struct str v) { r->wanted_color = v; r->has |= UINT64_C(1) << 10; }
static inline void hit_set_wanted_class(struct hit *r, int64_t v) { r->wanted_class = v; r->has |= UINT64_C(1) << 11; }
static inline void hit_set_state(struct hit *r, int64_t v) { r->state = v; r->has |= UINT64_C(1) << 12; }
static inline void hit_set_camera(struct hit *r, struct str v) { r->camera = v; r->has |= UINT64_C(1) << 13; }
static inline void hit_set_at(struct hit *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 14; }
static inline void hit_set_first_at(struct hit *r, int64_t v) { r->first_at = v; r->has |= UINT64_C(1) << 15; }
static inline void hit_set_count(struct hit *r, int64_t v) { r->count = v; r->has |= UINT64_C(1) << 16; }
static inline void hit_set_lat(struct hit *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 17; }
static inline void hit_set_lon(struct hit *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 18; }
static inline void hit_set_heading(struct hit *r, int64_t v) { r->heading = v; r->has |= UINT64_C(1) << 19; }
static inline void hit_set_speed_kmh(struct hit *r, int64_t v) { r->speed_kmh = v; r->has |= UINT64_C(1) << 20; }
static inline void hit_set_confidence(struct hit *r, int64_t v) { r->confidence = v; r->has |= UINT64_C(1) << 21; }
static inline void hit_set_area(struct hit *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 22; }
static inline void hit_set_image(struct hit *r, struct str v) { r->image = v; r->has |= UINT64_C(1) << 23; }
static inline void hit_set_read(struct hit *r, struct str v) { r->read = v; r->has |= UINT64_C(1) << 24; }
static inline void hit_set_seen_by(struct hit *r, struct str v) { r->seen_by = v; r->has |= UINT64_C(1) << 25; }
static inline void hit_set_seen_at(struct hit *r, int64_t v) { r->seen_at = v; r->has |= UINT64_C(1) << 26; }
static inline void hit_set_confirmed_by(struct hit *r, struct str v) { r->confirmed_by = v; r->has |= UINT64_C(1) << 27; }
static inline void hit_set_confirmed_at(struct hit *r, int64_t v) { r->confirmed_at = v; r->has |= UINT64_C(1) << 28; }
static inline void hit_set_dismissed_by(struct hit *r, struct str v) { r->dismissed_by = v; r->has |= UINT64_C(1) << 29; }
static inline void hit_set_dismissal(struct hit *r, struct str v) { r->dismissal = v; r->has |= UINT64_C(1) << 30; }
static inline void hit_set_affirm_by(struct hit *r, int64_t v) { r->affirm_by = v; r->has |= UINT64_C(1) << 31; }
static inline void hit_set_expires_at(struct hit *r, int64_t v) { r->expires_at = v; r->has |= UINT64_C(1) << 32; }
static inline void hit_set_wake_at(struct hit *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 33; }

/* Dangerous driving: over the limit, repeated violations in a window, wrong way. */
struct violation {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str plate; /* plate */
    struct str region; /* country or region */
    int64_t class; /* class read */
    struct str make; /* make read */
    struct str color; /* colour read */
    int64_t kind; /* what */
    int64_t speed_kmh; /* measured */
    int64_t limit_kmh; /* limit */
    int64_t count; /* reads in this episode */
    struct str camera; /* last camera */
    int64_t at; /* last read */
    int64_t first_at; /* first read */
    int64_t lat; /* last camera */
    int64_t lon; /* last camera */
    int64_t heading; /* last direction */
    struct str area; /* area */
    struct str image; /* photo */
    struct str read; /* the sender's id of the last read */
    int64_t wake_at; /* when it expires */
};

enum {
    F_VIOLATION_PLATE = 0,
    F_VIOLATION_REGION = 1,
    F_VIOLATION_CLASS = 2,
    F_VIOLATION_MAKE = 3,
    F_VIOLATION_COLOR = 4,
    F_VIOLATION_KIND = 5,
    F_VIOLATION_SPEED_KMH = 6,
    F_VIOLATION_LIMIT_KMH = 7,
    F_VIOLATION_COUNT = 8,
    F_VIOLATION_CAMERA = 9,
    F_VIOLATION_AT = 10,
    F_VIOLATION_FIRST_AT = 11,
    F_VIOLATION_LAT = 12,
    F_VIOLATION_LON = 13,
    F_VIOLATION_HEADING = 14,
    F_VIOLATION_AREA = 15,
    F_VIOLATION_IMAGE = 16,
    F_VIOLATION_READ = 17,
    F_VIOLATION_WAKE_AT = 18,
};

static inline void violation_set_plate(struct violation *r, struct str v) { r->plate = v; r->has |= UINT64_C(1) << 0; }
static inline void violation_set_region(struct violation *r, struct str v) { r->region = v; r->has |= UINT64_C(1) << 1; }
static inline void violation_set_class(struct violation *r, int64_t v) { r->class = v; r->has |= UINT64_C(1) << 2; }
static inline void violation_set_make(struct violation *r, struct str v) { r->make = v; r->has |= UINT64_C(1) << 3; }
static inline void violation_set_color(struct violation *r, struct str v) { r->color = v; r->has |= UINT64_C(1) << 4; }
static inline void violation_set_kind(struct violation *r, int64_t v) { r->kind = v; r->has |= UINT64_C(1) << 5; }
static inline void violation_set_speed_kmh(struct violation *r, int64_t v) { r->speed_kmh = v; r->has |= UINT64_C(1) << 6; }
static inline void violation_set_limit_kmh(struct violation *r, int64_t v) { r->limit_kmh = v; r->has |= UINT64_C(1) << 7; }
static inline void violation_set_count(struct violation *r, int64_t v) { r->count = v; r->has |= UINT64_C(1) << 8; }
static inline void violation_set_camera(struct violation *r, struct str v) { r->camera = v; r->has |= UINT64_C(1) << 9; }
static inline void violation_set_at(struct violation *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 10; }
static inline void violation_set_first_at(struct violation *r, int64_t v) { r->first_at = v; r->has |= UINT64_C(1) << 11; }
static inline void violation_set_lat(struct violation *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 12; }
static inline void violation_set_lon(struct violation *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 13; }
static inline void violation_set_heading(struct violation *r, int64_t v) { r->heading = v; r->has |= UINT64_C(1) << 14; }
static inline void violation_set_area(struct violation *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 15; }
static inline void violation_set_image(struct violation *r, struct str v) { r->image = v; r->has |= UINT64_C(1) << 16; }
static inline void violation_set_read(struct violation *r, struct str v) { r->read = v; r->has |= UINT64_C(1) << 17; }
static inline void violation_set_wake_at(struct violation *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 18; }

/* What a unit is told of a hit or of dangerous driving. */
struct notice {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str about; /* kind/id of the hit or violation */
    struct str unit; /* who is told */
    struct str area; /* area */
    int64_t action; /* observe, confirmed, danger */
    struct str plate; /* plate */
    int64_t class; /* class */
    struct str make; /* make */
    struct str color; /* colour */
    struct str image; /* photo */
    int64_t lat; /* last seen */
    int64_t lon; /* last seen */
    int64_t heading; /* direction */
    int64_t speed_kmh; /* speed */
    int64_t limit_kmh; /* limit */
    struct str camera; /* last camera */
    int64_t at; /* last read */
    int64_t ahead; /* the unit is ahead of the vehicle */
    int64_t distance_m; /* distance */
    struct str reason; /* why this unit, as a word: nearest_ahead, ahead, at_vehicle, nearest_behind, behind, nearest_no_heading, no_heading */
    int64_t state; /* how far */
    int64_t sent_at; /* sent */
    int64_t delivered_at; /* reached the tablet */
    int64_t seen_at; /* shown */
    int64_t answered_at; /* answered */
    struct str answer; /* what was answered */
    int64_t undelivered; /* did not reach the tablet within 10 s */
    struct str next; /* notice to the next unit */
    int64_t expires_at; /* goes away */
    int64_t wake_at; /* next check */
};

enum {
    F_NOTICE_ABOUT = 0,
    F_NOTICE_UNIT = 1,
    F_NOTICE_AREA = 2,
    F_NOTICE_ACTION = 3,
    F_NOTICE_PLATE = 4,
    F_NOTICE_CLASS = 5,
    F_NOTICE_MAKE = 6,
    F_NOTICE_COLOR = 7,
    F_NOTICE_IMAGE = 8,
    F_NOTICE_LAT = 9,
    F_NOTICE_LON = 10,
    F_NOTICE_HEADING = 11,
    F_NOTICE_SPEED_KMH = 12,
    F_NOTICE_LIMIT_KMH = 13,
    F_NOTICE_CAMERA = 14,
    F_NOTICE_AT = 15,
    F_NOTICE_AHEAD = 16,
    F_NOTICE_DISTANCE_M = 17,
    F_NOTICE_REASON = 18,
    F_NOTICE_STATE = 19,
    F_NOTICE_SENT_AT = 20,
    F_NOTICE_DELIVERED_AT = 21,
    F_NOTICE_SEEN_AT = 22,
    F_NOTICE_ANSWERED_AT = 23,
    F_NOTICE_ANSWER = 24,
    F_NOTICE_UNDELIVERED = 25,
    F_NOTICE_NEXT = 26,
    F_NOTICE_EXPIRES_AT = 27,
    F_NOTICE_WAKE_AT = 28,
};

static inline void notice_set_about(struct notice *r, struct str v) { r->about = v; r->has |= UINT64_C(1) << 0; }
static inline void notice_set_unit(struct notice *r, struct str v) { r->unit = v; r->has |= UINT64_C(1) << 1; }
static inline void notice_set_area(struct notice *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 2; }
static inline void notice_set_action(struct notice *r, int64_t v) { r->action = v; r->has |= UINT64_C(1) << 3; }
static inline void notice_set_plate(struct notice *r, struct str v) { r->plate = v; r->has |= UINT64_C(1) << 4; }
static inline void notice_set_class(struct notice *r, int64_t v) { r->class = v; r->has |= UINT64_C(1) << 5; }
static inline void notice_set_make(struct notice *r, struct str v) { r->make = v; r->has |= UINT64_C(1) << 6; }
static inline void notice_set_color(struct notice *r, struct str v) { r->color = v; r->has |= UINT64_C(1) << 7; }
static inline void notice_set_image(struct notice *r, struct str v) { r->image = v; r->has |= UINT64_C(1) << 8; }
static inline void notice_set_lat(struct notice *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 9; }
static inline void notice_set_lon(struct notice *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 10; }
static inline void notice_set_heading(struct notice *r, int64_t v) { r->heading = v; r->has |= UINT64_C(1) << 11; }
static inline void notice_set_speed_kmh(struct notice *r, int64_t v) { r->speed_kmh = v; r->has |= UINT64_C(1) << 12; }
static inline void notice_set_limit_kmh(struct notice *r, int64_t v) { r->limit_kmh = v; r->has |= UINT64_C(1) << 13; }
static inline void notice_set_camera(struct notice *r, struct str v) { r->camera = v; r->has |= UINT64_C(1) << 14; }
static inline void notice_set_at(struct notice *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 15; }
static inline void notice_set_ahead(struct notice *r, int64_t v) { r->ahead = v; r->has |= UINT64_C(1) << 16; }
static inline void notice_set_distance_m(struct notice *r, int64_t v) { r->distance_m = v; r->has |= UINT64_C(1) << 17; }
static inline void notice_set_reason(struct notice *r, struct str v) { r->reason = v; r->has |= UINT64_C(1) << 18; }
static inline void notice_set_state(struct notice *r, int64_t v) { r->state = v; r->has |= UINT64_C(1) << 19; }
static inline void notice_set_sent_at(struct notice *r, int64_t v) { r->sent_at = v; r->has |= UINT64_C(1) << 20; }
static inline void notice_set_delivered_at(struct notice *r, int64_t v) { r->delivered_at = v; r->has |= UINT64_C(1) << 21; }
static inline void notice_set_seen_at(struct notice *r, int64_t v) { r->seen_at = v; r->has |= UINT64_C(1) << 22; }
static inline void notice_set_answered_at(struct notice *r, int64_t v) { r->answered_at = v; r->has |= UINT64_C(1) << 23; }
static inline void notice_set_answer(struct notice *r, struct str v) { r->answer = v; r->has |= UINT64_C(1) << 24; }
static inline void notice_set_undelivered(struct notice *r, int64_t v) { r->undelivered = v; r->has |= UINT64_C(1) << 25; }
static inline void notice_set_next(struct notice *r, struct str v) { r->next = v; r->has |= UINT64_C(1) << 26; }
static inline void notice_set_expires_at(struct notice *r, int64_t v) { r->expires_at = v; r->has |= UINT64_C(1) << 27; }
static inline void notice_set_wake_at(struct notice *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 28; }

/* A read one confusable character away from a wanted plate: a low list, never an alert. */
struct lookalike {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[2]; /* sequence each personal value came from */
    struct str plate; /* plate as read */
    struct str wanted; /* plate on the list */
    struct str region; /* region */
    struct str entry; /* source and line */
    struct str camera; /* camera */
    int64_t at; /* read */
    int64_t confidence; /* of the read */
    struct str area; /* area */
    struct str image; /* photo */
    struct str read; /* the sender's id of the read */
    int64_t listed; /* stands in low lists: at most 6 an hour in each */
    struct str within; /* the widest area in whose low list it stands; empty: in the country's too */
    int64_t wake_at; /* when it leaves the list */
};

enum {
    F_LOOKALIKE_PLATE = 0,
    F_LOOKALIKE_WANTED = 1,
    F_LOOKALIKE_REGION = 2,
    F_LOOKALIKE_ENTRY = 3,
    F_LOOKALIKE_CAMERA = 4,
    F_LOOKALIKE_AT = 5,
    F_LOOKALIKE_CONFIDENCE = 6,
    F_LOOKALIKE_AREA = 7,
    F_LOOKALIKE_IMAGE = 8,
    F_LOOKALIKE_READ = 9,
    F_LOOKALIKE_LISTED = 10,
    F_LOOKALIKE_WITHIN = 11,
    F_LOOKALIKE_WAKE_AT = 12,
};

static inline void lookalike_set_plate(struct lookalike *r, struct str v) { r->plate = v; r->has |= UINT64_C(1) << 0; }
static inline void lookalike_set_wanted(struct lookalike *r, struct str v) { r->wanted = v; r->has |= UINT64_C(1) << 1; }
static inline void lookalike_set_region(struct lookalike *r, struct str v) { r->region = v; r->has |= UINT64_C(1) << 2; }
static inline void lookalike_set_entry(struct lookalike *r, struct str v) { r->entry = v; r->has |= UINT64_C(1) << 3; }
static inline void lookalike_set_camera(struct lookalike *r, struct str v) { r->camera = v; r->has |= UINT64_C(1) << 4; }
static inline void lookalike_set_at(struct lookalike *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 5; }
static inline void lookalike_set_confidence(struct lookalike *r, int64_t v) { r->confidence = v; r->has |= UINT64_C(1) << 6; }
static inline void lookalike_set_area(struct lookalike *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 7; }
static inline void lookalike_set_image(struct lookalike *r, struct str v) { r->image = v; r->has |= UINT64_C(1) << 8; }
static inline void lookalike_set_read(struct lookalike *r, struct str v) { r->read = v; r->has |= UINT64_C(1) << 9; }
static inline void lookalike_set_listed(struct lookalike *r, int64_t v) { r->listed = v; r->has |= UINT64_C(1) << 10; }
static inline void lookalike_set_within(struct lookalike *r, struct str v) { r->within = v; r->has |= UINT64_C(1) << 11; }
static inline void lookalike_set_wake_at(struct lookalike *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 12; }

/* A photo asked of a camera for a hit or dangerous driving; its file lies in the vault. */
struct photo {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str sha256; /* hash of the file */
    struct str about; /* kind/id */
    struct str camera; /* who keeps it */
    int64_t at; /* time of the read */
    struct str area; /* area */
    int64_t stored_at; /* when it arrived; 0: asked for */
    int64_t bytes; /* size */
    int64_t wake_at; /* when it is deleted */
};

enum {
    F_PHOTO_SHA256 = 0,
    F_PHOTO_ABOUT = 1,
    F_PHOTO_CAMERA = 2,
    F_PHOTO_AT = 3,
    F_PHOTO_AREA = 4,
    F_PHOTO_STORED_AT = 5,
    F_PHOTO_BYTES = 6,
    F_PHOTO_WAKE_AT = 7,
};

static inline void photo_set_sha256(struct photo *r, struct str v) { r->sha256 = v; r->has |= UINT64_C(1) << 0; }
static inline void photo_set_about(struct photo *r, struct str v) { r->about = v; r->has |= UINT64_C(1) << 1; }
static inline void photo_set_camera(struct photo *r, struct str v) { r->camera = v; r->has |= UINT64_C(1) << 2; }
static inline void photo_set_at(struct photo *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 3; }
static inline void photo_set_area(struct photo *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 4; }
static inline void photo_set_stored_at(struct photo *r, int64_t v) { r->stored_at = v; r->has |= UINT64_C(1) << 5; }
static inline void photo_set_bytes(struct photo *r, int64_t v) { r->bytes = v; r->has |= UINT64_C(1) << 6; }
static inline void photo_set_wake_at(struct photo *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 7; }

/* A street that is closed, or slow: all roads near a place, or a stretch between two. It ends by itself. */
struct closure {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    int64_t lat; /* the place, or where the stretch begins */
    int64_t lon; /* the place, or where the stretch begins */
    int64_t radius_m; /* of a place: all roads so near */
    int64_t to_lat; /* of a stretch: where it ends */
    int64_t to_lon; /* of a stretch: where it ends */
    int64_t one_way; /* of a stretch: only from its beginning to its end */
    int64_t time_permille; /* 0: closed; else driving takes so much of its time: 2000 is twice as long */
    struct str name; /* which street, in words */
    struct str reason; /* why */
    struct str incident; /* incident it is for */
    struct str area; /* area of its place */
    int64_t pieces; /* pieces of road it is about, on the map in use when it was placed; 0: there was none */
    struct str by; /* who placed it */
    int64_t at; /* when that was */
    int64_t from; /* from when it counts */
    int64_t wake_at; /* its end */
};

enum {
    F_CLOSURE_LAT = 0,
    F_CLOSURE_LON = 1,
    F_CLOSURE_RADIUS_M = 2,
    F_CLOSURE_TO_LAT = 3,
    F_CLOSURE_TO_LON = 4,
    F_CLOSURE_ONE_WAY = 5,
    F_CLOSURE_TIME_PERMILLE = 6,
    F_CLOSURE_NAME = 7,
    F_CLOSURE_REASON = 8,
    F_CLOSURE_INCIDENT = 9,
    F_CLOSURE_AREA = 10,
    F_CLOSURE_PIECES = 11,
    F_CLOSURE_BY = 12,
    F_CLOSURE_AT = 13,
    F_CLOSURE_FROM = 14,
    F_CLOSURE_WAKE_AT = 15,
};

static inline void closure_set_lat(struct closure *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 0; }
static inline void closure_set_lon(struct closure *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 1; }
static inline void closure_set_radius_m(struct closure *r, int64_t v) { r->radius_m = v; r->has |= UINT64_C(1) << 2; }
static inline void closure_set_to_lat(struct closure *r, int64_t v) { r->to_lat = v; r->has |= UINT64_C(1) << 3; }
static inline void closure_set_to_lon(struct closure *r, int64_t v) { r->to_lon = v; r->has |= UINT64_C(1) << 4; }
static inline void closure_set_one_way(struct closure *r, int64_t v) { r->one_way = v; r->has |= UINT64_C(1) << 5; }
static inline void closure_set_time_permille(struct closure *r, int64_t v) { r->time_permille = v; r->has |= UINT64_C(1) << 6; }
static inline void closure_set_name(struct closure *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 7; }
static inline void closure_set_reason(struct closure *r, struct str v) { r->reason = v; r->has |= UINT64_C(1) << 8; }
static inline void closure_set_incident(struct closure *r, struct str v) { r->incident = v; r->has |= UINT64_C(1) << 9; }
static inline void closure_set_area(struct closure *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 10; }
static inline void closure_set_pieces(struct closure *r, int64_t v) { r->pieces = v; r->has |= UINT64_C(1) << 11; }
static inline void closure_set_by(struct closure *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 12; }
static inline void closure_set_at(struct closure *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 13; }
static inline void closure_set_from(struct closure *r, int64_t v) { r->from = v; r->has |= UINT64_C(1) << 14; }
static inline void closure_set_wake_at(struct closure *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 15; }

/* How slow driving is by the hour, on one day of the week: mon, tue, wed, thu, fri, sat or sun. */
struct traffic {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str hours; /* by class of road, and "all" for the others: 24 numbers, permille of the time without traffic, hour by hour of the centre's clock */
    struct str by; /* who set it */
    int64_t at; /* when */
};

enum {
    F_TRAFFIC_HOURS = 0,
    F_TRAFFIC_BY = 1,
    F_TRAFFIC_AT = 2,
};

static inline void traffic_set_hours(struct traffic *r, struct str v) { r->hours = v; r->has |= UINT64_C(1) << 0; }
static inline void traffic_set_by(struct traffic *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 1; }
static inline void traffic_set_at(struct traffic *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 2; }

/* A command that one person asked for and that happens only when another one approves it. */
struct approval {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[4]; /* sequence each personal value came from */
    struct str command; /* what is asked: the route's command */
    struct str params; /* what the route's path names */
    struct str body; /* its body, without secrets */
    struct str made; /* what was made of its secrets before it was kept: a hash */
    struct str reason; /* why it is asked */
    struct str area; /* area the asker is limited to; empty: none */
    struct str asked_by; /* who asks */
    struct str person; /* the person behind it: of a token, who made it; local: the machine's own tool */
    int64_t asked_at; /* when */
    struct str decided_by; /* who approved, refused or withdrew */
    struct str refusal; /* why it was refused */
    int64_t state; /* how it stands */
    struct str result; /* kind/id of what came of it */
    int64_t wake_at; /* when it goes away unanswered */
};

enum {
    F_APPROVAL_COMMAND = 0,
    F_APPROVAL_PARAMS = 1,
    F_APPROVAL_BODY = 2,
    F_APPROVAL_MADE = 3,
    F_APPROVAL_REASON = 4,
    F_APPROVAL_AREA = 5,
    F_APPROVAL_ASKED_BY = 6,
    F_APPROVAL_PERSON = 7,
    F_APPROVAL_ASKED_AT = 8,
    F_APPROVAL_DECIDED_BY = 9,
    F_APPROVAL_REFUSAL = 10,
    F_APPROVAL_STATE = 11,
    F_APPROVAL_RESULT = 12,
    F_APPROVAL_WAKE_AT = 13,
};

static inline void approval_set_command(struct approval *r, struct str v) { r->command = v; r->has |= UINT64_C(1) << 0; }
static inline void approval_set_params(struct approval *r, struct str v) { r->params = v; r->has |= UINT64_C(1) << 1; }
static inline void approval_set_body(struct approval *r, struct str v) { r->body = v; r->has |= UINT64_C(1) << 2; }
static inline void approval_set_made(struct approval *r, struct str v) { r->made = v; r->has |= UINT64_C(1) << 3; }
static inline void approval_set_reason(struct approval *r, struct str v) { r->reason = v; r->has |= UINT64_C(1) << 4; }
static inline void approval_set_area(struct approval *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 5; }
static inline void approval_set_asked_by(struct approval *r, struct str v) { r->asked_by = v; r->has |= UINT64_C(1) << 6; }
static inline void approval_set_person(struct approval *r, struct str v) { r->person = v; r->has |= UINT64_C(1) << 7; }
static inline void approval_set_asked_at(struct approval *r, int64_t v) { r->asked_at = v; r->has |= UINT64_C(1) << 8; }
static inline void approval_set_decided_by(struct approval *r, struct str v) { r->decided_by = v; r->has |= UINT64_C(1) << 9; }
static inline void approval_set_refusal(struct approval *r, struct str v) { r->refusal = v; r->has |= UINT64_C(1) << 10; }
static inline void approval_set_state(struct approval *r, int64_t v) { r->state = v; r->has |= UINT64_C(1) << 11; }
static inline void approval_set_result(struct approval *r, struct str v) { r->result = v; r->has |= UINT64_C(1) << 12; }
static inline void approval_set_wake_at(struct approval *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 13; }

/* One person looked at something: written before it was shown. */
struct look {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[2]; /* sequence each personal value came from */
    struct str by; /* who looked */
    struct str pair; /* who and what in one word, by which looks are counted */
    struct str area; /* area of the one who looked */
    struct str subject; /* at what: kind/id; a plate is a keyed hash */
    struct str route; /* command of the route */
    struct str query; /* what was asked besides */
    struct str query_sha256; /* of the whole of it, when it was longer: `query` is how it begins */
    int64_t access; /* duty, or look_up */
    int64_t purpose; /* code of a look-up */
    struct str incident; /* for which incident */
    struct str casefile; /* for which case */
    struct str why; /* break-glass: why; a subject's own question: for whom it was asked */
    struct str shift; /* the signed-on shift: a sign-in, a unit's shift, or a token */
    int64_t counts; /* a look-up without a fresh case: the third of one subject within 30 days is stopped */
    int64_t deferred_until; /* its subject is told no sooner, by the order of the case */
    int64_t at; /* when */
    int64_t wake_at; /* when it leaves the picture */
};

enum {
    F_LOOK_BY = 0,
    F_LOOK_PAIR = 1,
    F_LOOK_AREA = 2,
    F_LOOK_SUBJECT = 3,
    F_LOOK_ROUTE = 4,
    F_LOOK_QUERY = 5,
    F_LOOK_QUERY_SHA256 = 6,
    F_LOOK_ACCESS = 7,
    F_LOOK_PURPOSE = 8,
    F_LOOK_INCIDENT = 9,
    F_LOOK_CASEFILE = 10,
    F_LOOK_WHY = 11,
    F_LOOK_SHIFT = 12,
    F_LOOK_COUNTS = 13,
    F_LOOK_DEFERRED_UNTIL = 14,
    F_LOOK_AT = 15,
    F_LOOK_WAKE_AT = 16,
};

static inline void look_set_by(struct look *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 0; }
static inline void look_set_pair(struct look *r, struct str v) { r->pair = v; r->has |= UINT64_C(1) << 1; }
static inline void look_set_area(struct look *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 2; }
static inline void look_set_subject(struct look *r, struct str v) { r->subject = v; r->has |= UINT64_C(1) << 3; }
static inline void look_set_route(struct look *r, struct str v) { r->route = v; r->has |= UINT64_C(1) << 4; }
static inline void look_set_query(struct look *r, struct str v) { r->query = v; r->has |= UINT64_C(1) << 5; }
static inline void look_set_query_sha256(struct look *r, struct str v) { r->query_sha256 = v; r->has |= UINT64_C(1) << 6; }
static inline void look_set_access(struct look *r, int64_t v) { r->access = v; r->has |= UINT64_C(1) << 7; }
static inline void look_set_purpose(struct look *r, int64_t v) { r->purpose = v; r->has |= UINT64_C(1) << 8; }
static inline void look_set_incident(struct look *r, struct str v) { r->incident = v; r->has |= UINT64_C(1) << 9; }
static inline void look_set_casefile(struct look *r, struct str v) { r->casefile = v; r->has |= UINT64_C(1) << 10; }
static inline void look_set_why(struct look *r, struct str v) { r->why = v; r->has |= UINT64_C(1) << 11; }
static inline void look_set_shift(struct look *r, struct str v) { r->shift = v; r->has |= UINT64_C(1) << 12; }
static inline void look_set_counts(struct look *r, int64_t v) { r->counts = v; r->has |= UINT64_C(1) << 13; }
static inline void look_set_deferred_until(struct look *r, int64_t v) { r->deferred_until = v; r->has |= UINT64_C(1) << 14; }
static inline void look_set_at(struct look *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 15; }
static inline void look_set_wake_at(struct look *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 16; }

/* A small record that gives some people a purpose for look-ups until it ends. */
struct casefile {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str number; /* its number at the authority */
    struct str owner; /* whose case */
    struct str people; /* who may look besides the owner */
    struct str basis; /* legal basis */
    struct str area; /* area of the owner */
    struct str subjects; /* whom and what it is about, as looks name them with : for /; a plate is a keyed hash */
    int64_t opened_at; /* since when */
    int64_t expires_at; /* until when it gives a purpose */
    struct str closed_by; /* who closed it */
    int64_t wake_at; /* its end */
    int64_t deferred_until; /* subjects of look-ups made for it from now on are told no sooner, by the order below */
    struct str order_issuer; /* whose order */
    struct str order_number; /* its number */
    int64_t order_at; /* its date */
    struct str order_document; /* SHA-256 of the document */
    struct str order_signature; /* Ed25519 over the order's text, base64 */
};

enum {
    F_CASEFILE_NUMBER = 0,
    F_CASEFILE_OWNER = 1,
    F_CASEFILE_PEOPLE = 2,
    F_CASEFILE_BASIS = 3,
    F_CASEFILE_AREA = 4,
    F_CASEFILE_SUBJECTS = 5,
    F_CASEFILE_OPENED_AT = 6,
    F_CASEFILE_EXPIRES_AT = 7,
    F_CASEFILE_CLOSED_BY = 8,
    F_CASEFILE_WAKE_AT = 9,
    F_CASEFILE_DEFERRED_UNTIL = 10,
    F_CASEFILE_ORDER_ISSUER = 11,
    F_CASEFILE_ORDER_NUMBER = 12,
    F_CASEFILE_ORDER_AT = 13,
    F_CASEFILE_ORDER_DOCUMENT = 14,
    F_CASEFILE_ORDER_SIGNATURE = 15,
};

static inline void casefile_set_number(struct casefile *r, struct str v) { r->number = v; r->has |= UINT64_C(1) << 0; }
static inline void casefile_set_owner(struct casefile *r, struct str v) { r->owner = v; r->has |= UINT64_C(1) << 1; }
static inline void casefile_set_people(struct casefile *r, struct str v) { r->people = v; r->has |= UINT64_C(1) << 2; }
static inline void casefile_set_basis(struct casefile *r, struct str v) { r->basis = v; r->has |= UINT64_C(1) << 3; }
static inline void casefile_set_area(struct casefile *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 4; }
static inline void casefile_set_subjects(struct casefile *r, struct str v) { r->subjects = v; r->has |= UINT64_C(1) << 5; }
static inline void casefile_set_opened_at(struct casefile *r, int64_t v) { r->opened_at = v; r->has |= UINT64_C(1) << 6; }
static inline void casefile_set_expires_at(struct casefile *r, int64_t v) { r->expires_at = v; r->has |= UINT64_C(1) << 7; }
static inline void casefile_set_closed_by(struct casefile *r, struct str v) { r->closed_by = v; r->has |= UINT64_C(1) << 8; }
static inline void casefile_set_wake_at(struct casefile *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 9; }
static inline void casefile_set_deferred_until(struct casefile *r, int64_t v) { r->deferred_until = v; r->has |= UINT64_C(1) << 10; }
static inline void casefile_set_order_issuer(struct casefile *r, struct str v) { r->order_issuer = v; r->has |= UINT64_C(1) << 11; }
static inline void casefile_set_order_number(struct casefile *r, struct str v) { r->order_number = v; r->has |= UINT64_C(1) << 12; }
static inline void casefile_set_order_at(struct casefile *r, int64_t v) { r->order_at = v; r->has |= UINT64_C(1) << 13; }
static inline void casefile_set_order_document(struct casefile *r, struct str v) { r->order_document = v; r->has |= UINT64_C(1) << 14; }
static inline void casefile_set_order_signature(struct casefile *r, struct str v) { r->order_signature = v; r->has |= UINT64_C(1) << 15; }

/* A look that a reviewer must judge. */
struct review {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    int64_t reason; /* why it is here */
    struct str by; /* who looked, or wanted to */
    struct str area; /* area of that person */
    struct str subject; /* at what */
    struct str look; /* the look; empty: it was stopped */
    struct str incident; /* for which incident */
    int64_t at; /* when */
    int64_t due_at; /* to be judged until */
    int64_t overdue; /* nobody judged it in time */
    struct str reviewed_by; /* who judged */
    int64_t verdict; /* the judgement */
    struct str note; /* its reasons */
    int64_t wake_at; /* when it is overdue */
};

enum {
    F_REVIEW_REASON = 0,
    F_REVIEW_BY = 1,
    F_REVIEW_AREA = 2,
    F_REVIEW_SUBJECT = 3,
    F_REVIEW_LOOK = 4,
    F_REVIEW_INCIDENT = 5,
    F_REVIEW_AT = 6,
    F_REVIEW_DUE_AT = 7,
    F_REVIEW_OVERDUE = 8,
    F_REVIEW_REVIEWED_BY = 9,
    F_REVIEW_VERDICT = 10,
    F_REVIEW_NOTE = 11,
    F_REVIEW_WAKE_AT = 12,
};

static inline void review_set_reason(struct review *r, int64_t v) { r->reason = v; r->has |= UINT64_C(1) << 0; }
static inline void review_set_by(struct review *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 1; }
static inline void review_set_area(struct review *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 2; }
static inline void review_set_subject(struct review *r, struct str v) { r->subject = v; r->has |= UINT64_C(1) << 3; }
static inline void review_set_look(struct review *r, struct str v) { r->look = v; r->has |= UINT64_C(1) << 4; }
static inline void review_set_incident(struct review *r, struct str v) { r->incident = v; r->has |= UINT64_C(1) << 5; }
static inline void review_set_at(struct review *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 6; }
static inline void review_set_due_at(struct review *r, int64_t v) { r->due_at = v; r->has |= UINT64_C(1) << 7; }
static inline void review_set_overdue(struct review *r, int64_t v) { r->overdue = v; r->has |= UINT64_C(1) << 8; }
static inline void review_set_reviewed_by(struct review *r, struct str v) { r->reviewed_by = v; r->has |= UINT64_C(1) << 9; }
static inline void review_set_verdict(struct review *r, int64_t v) { r->verdict = v; r->has |= UINT64_C(1) << 10; }
static inline void review_set_note(struct review *r, struct str v) { r->note = v; r->has |= UINT64_C(1) << 11; }
static inline void review_set_wake_at(struct review *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 12; }

/* The last week's draw among all look-ups: see doc/verify-by-hand.md. There is one, called week. */
struct sample {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    int64_t from; /* look-ups since then; none: since the beginning */
    int64_t to; /* and before then */
    int64_t size; /* sequence of the event that closed the week: the root is that of so many entries */
    struct str root; /* root of the tree over the first `size` entries */
    int64_t looks; /* look-ups that might have been drawn */
    struct str drawn; /* sequences of the look-ups that were drawn, an array */
    int64_t drawn_at; /* when; none: not yet */
};

enum {
    F_SAMPLE_FROM = 0,
    F_SAMPLE_TO = 1,
    F_SAMPLE_SIZE = 2,
    F_SAMPLE_ROOT = 3,
    F_SAMPLE_LOOKS = 4,
    F_SAMPLE_DRAWN = 5,
    F_SAMPLE_DRAWN_AT = 6,
};

static inline void sample_set_from(struct sample *r, int64_t v) { r->from = v; r->has |= UINT64_C(1) << 0; }
static inline void sample_set_to(struct sample *r, int64_t v) { r->to = v; r->has |= UINT64_C(1) << 1; }
static inline void sample_set_size(struct sample *r, int64_t v) { r->size = v; r->has |= UINT64_C(1) << 2; }
static inline void sample_set_root(struct sample *r, struct str v) { r->root = v; r->has |= UINT64_C(1) << 3; }
static inline void sample_set_looks(struct sample *r, int64_t v) { r->looks = v; r->has |= UINT64_C(1) << 4; }
static inline void sample_set_drawn(struct sample *r, struct str v) { r->drawn = v; r->has |= UINT64_C(1) << 5; }
static inline void sample_set_drawn_at(struct sample *r, int64_t v) { r->drawn_at = v; r->has |= UINT64_C(1) << 6; }

/* Histories that one person may take away as a file, for a case and for a day: asked for by one person, approved by another. */
struct export {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str casefile; /* for which case */
    int64_t purpose; /* code of the look-ups that it is */
    struct str about; /* whose histories, as kind:id */
    struct str subjects; /* whom and what they are about, as looks name them with : for / */
    int64_t last; /* sequence of the last event that may be in it */
    struct str by; /* who may fetch it */
    struct str area; /* area of the case */
    int64_t granted_at; /* since when */
    int64_t fetched; /* how often it was fetched */
    int64_t fetched_at; /* last time */
    int64_t wake_at; /* when it cannot be fetched any more */
};

enum {
    F_EXPORT_CASEFILE = 0,
    F_EXPORT_PURPOSE = 1,
    F_EXPORT_ABOUT = 2,
    F_EXPORT_SUBJECTS = 3,
    F_EXPORT_LAST = 4,
    F_EXPORT_BY = 5,
    F_EXPORT_AREA = 6,
    F_EXPORT_GRANTED_AT = 7,
    F_EXPORT_FETCHED = 8,
    F_EXPORT_FETCHED_AT = 9,
    F_EXPORT_WAKE_AT = 10,
};

static inline void export_set_casefile(struct export *r, struct str v) { r->casefile = v; r->has |= UINT64_C(1) << 0; }
static inline void export_set_purpose(struct export *r, int64_t v) { r->purpose = v; r->has |= UINT64_C(1) << 1; }
static inline void export_set_about(struct export *r, struct str v) { r->about = v; r->has |= UINT64_C(1) << 2; }
static inline void export_set_subjects(struct export *r, struct str v) { r->subjects = v; r->has |= UINT64_C(1) << 3; }
static inline void export_set_last(struct export *r, int64_t v) { r->last = v; r->has |= UINT64_C(1) << 4; }
static inline void export_set_by(struct export *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 5; }
static inline void export_set_area(struct export *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 6; }
static inline void export_set_granted_at(struct export *r, int64_t v) { r->granted_at = v; r->has |= UINT64_C(1) << 7; }
static inline void export_set_fetched(struct export *r, int64_t v) { r->fetched = v; r->has |= UINT64_C(1) << 8; }
static inline void export_set_fetched_at(struct export *r, int64_t v) { r->fetched_at = v; r->has |= UINT64_C(1) << 9; }
static inline void export_set_wake_at(struct export *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 10; }

/* How long one class of what is kept is kept: violations, hits, audit of the history; reads, positions, tracks, heartbeats of telemetry. */
struct policy {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    int64_t life_s; /* erased after so many seconds; absent: as the configuration says */
    struct str reason; /* why it is so */
    struct str by; /* who set it */
    int64_t at; /* when */
    int64_t erased; /* events erased by it so far */
    int64_t erased_at; /* last time */
    int64_t erase_seq; /* sequence of its last erasure */
};

enum {
    F_POLICY_LIFE_S = 0,
    F_POLICY_REASON = 1,
    F_POLICY_BY = 2,
    F_POLICY_AT = 3,
    F_POLICY_ERASED = 4,
    F_POLICY_ERASED_AT = 5,
    F_POLICY_ERASE_SEQ = 6,
};

static inline void policy_set_life_s(struct policy *r, int64_t v) { r->life_s = v; r->has |= UINT64_C(1) << 0; }
static inline void policy_set_reason(struct policy *r, struct str v) { r->reason = v; r->has |= UINT64_C(1) << 1; }
static inline void policy_set_by(struct policy *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 2; }
static inline void policy_set_at(struct policy *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 3; }
static inline void policy_set_erased(struct policy *r, int64_t v) { r->erased = v; r->has |= UINT64_C(1) << 4; }
static inline void policy_set_erased_at(struct policy *r, int64_t v) { r->erased_at = v; r->has |= UINT64_C(1) << 5; }
static inline void policy_set_erase_seq(struct policy *r, int64_t v) { r->erase_seq = v; r->has |= UINT64_C(1) << 6; }

/* What must be kept longer than its policy says, for a case or a court, until a day. */
struct hold {
    uint64_t has; /* bit of each field that is set */
    uint64_t personal_seq[1]; /* sequence each personal value came from */
    struct str about; /* kind/id of what is kept, with all that is about it */
    struct str basis; /* legal basis, and the number of the order */
    struct str for_case; /* the case it is for */
    struct str area; /* area of what is kept */
    struct str by; /* who asked for it */
    int64_t at; /* since when */
    int64_t wake_at; /* its end */
};

enum {
    F_HOLD_ABOUT = 0,
    F_HOLD_BASIS = 1,
    F_HOLD_FOR_CASE = 2,
    F_HOLD_AREA = 3,
    F_HOLD_BY = 4,
    F_HOLD_AT = 5,
    F_HOLD_WAKE_AT = 6,
};

static inline void hold_set_about(struct hold *r, struct str v) { r->about = v; r->has |= UINT64_C(1) << 0; }
static inline void hold_set_basis(struct hold *r, struct str v) { r->basis = v; r->has |= UINT64_C(1) << 1; }
static inline void hold_set_for_case(struct hold *r, struct str v) { r->for_case = v; r->has |= UINT64_C(1) << 2; }
static inline void hold_set_area(struct hold *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 3; }
static inline void hold_set_by(struct hold *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 4; }
static inline void hold_set_at(struct hold *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 5; }
static inline void hold_set_wake_at(struct hold *r, int64_t v) { r->wake_at = v; r->has |= UINT64_C(1) << 6; }

/* No body. */
struct in_nothing {
    uint64_t has; /* bit of each field that is set */
};


/* A map window. */
struct in_window {
    uint64_t has; /* bit of each field that is set */
    int64_t west; /* western edge */
    int64_t south; /* southern edge */
    int64_t east; /* eastern edge */
    int64_t north; /* northern edge */
    int64_t zoom; /* zoom level of the map */
};

enum {
    F_IN_WINDOW_WEST = 0,
    F_IN_WINDOW_SOUTH = 1,
    F_IN_WINDOW_EAST = 2,
    F_IN_WINDOW_NORTH = 3,
    F_IN_WINDOW_ZOOM = 4,
};

static inline void in_window_set_west(struct in_window *r, int64_t v) { r->west = v; r->has |= UINT64_C(1) << 0; }
static inline void in_window_set_south(struct in_window *r, int64_t v) { r->south = v; r->has |= UINT64_C(1) << 1; }
static inline void in_window_set_east(struct in_window *r, int64_t v) { r->east = v; r->has |= UINT64_C(1) << 2; }
static inline void in_window_set_north(struct in_window *r, int64_t v) { r->north = v; r->has |= UINT64_C(1) << 3; }
static inline void in_window_set_zoom(struct in_window *r, int64_t v) { r->zoom = v; r->has |= UINT64_C(1) << 4; }

/* Where to write. */
struct in_backup {
    uint64_t has; /* bit of each field that is set */
    struct str name; /* name of the folder below DIR/backup */
};

enum {
    F_IN_BACKUP_NAME = 0,
};

static inline void in_backup_set_name(struct in_backup *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 0; }

/* Name and password. */
struct in_sign_in {
    uint64_t has; /* bit of each field that is set */
    struct str name; /* sign-in name */
    struct str password; /* password */
};

enum {
    F_IN_SIGN_IN_NAME = 0,
    F_IN_SIGN_IN_PASSWORD = 1,
};

static inline void in_sign_in_set_name(struct in_sign_in *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 0; }
static inline void in_sign_in_set_password(struct in_sign_in *r, struct str v) { r->password = v; r->has |= UINT64_C(1) << 1; }

/* The first administrator, with the one-time link's code. */
struct in_set_up {
    uint64_t has; /* bit of each field that is set */
    struct str code; /* from the link */
    struct str name; /* sign-in name */
    struct str password; /* at least 10 characters */
    struct str full_name; /* name shown */
};

enum {
    F_IN_SET_UP_CODE = 0,
    F_IN_SET_UP_NAME = 1,
    F_IN_SET_UP_PASSWORD = 2,
    F_IN_SET_UP_FULL_NAME = 3,
};

static inline void in_set_up_set_code(struct in_set_up *r, struct str v) { r->code = v; r->has |= UINT64_C(1) << 0; }
static inline void in_set_up_set_name(struct in_set_up *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 1; }
static inline void in_set_up_set_password(struct in_set_up *r, struct str v) { r->password = v; r->has |= UINT64_C(1) << 2; }
static inline void in_set_up_set_full_name(struct in_set_up *r, struct str v) { r->full_name = v; r->has |= UINT64_C(1) << 3; }

/* A new person. */
struct in_user_add {
    uint64_t has; /* bit of each field that is set */
    struct str name; /* sign-in name, unique */
    int64_t role; /* role */
    struct str area; /* limit to this area */
    struct str full_name; /* name shown */
    struct str unit; /* for the role unit */
    int64_t lang; /* language */
    struct str password; /* at least 10 characters */
};

enum {
    F_IN_USER_ADD_NAME = 0,
    F_IN_USER_ADD_ROLE = 1,
    F_IN_USER_ADD_AREA = 2,
    F_IN_USER_ADD_FULL_NAME = 3,
    F_IN_USER_ADD_UNIT = 4,
    F_IN_USER_ADD_LANG = 5,
    F_IN_USER_ADD_PASSWORD = 6,
};

static inline void in_user_add_set_name(struct in_user_add *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 0; }
static inline void in_user_add_set_role(struct in_user_add *r, int64_t v) { r->role = v; r->has |= UINT64_C(1) << 1; }
static inline void in_user_add_set_area(struct in_user_add *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 2; }
static inline void in_user_add_set_full_name(struct in_user_add *r, struct str v) { r->full_name = v; r->has |= UINT64_C(1) << 3; }
static inline void in_user_add_set_unit(struct in_user_add *r, struct str v) { r->unit = v; r->has |= UINT64_C(1) << 4; }
static inline void in_user_add_set_lang(struct in_user_add *r, int64_t v) { r->lang = v; r->has |= UINT64_C(1) << 5; }
static inline void in_user_add_set_password(struct in_user_add *r, struct str v) { r->password = v; r->has |= UINT64_C(1) << 6; }

/* Fields to change. */
struct in_user_change {
    uint64_t has; /* bit of each field that is set */
    int64_t role; /* role */
    struct str area; /* area */
    struct str full_name; /* name shown */
    struct str unit; /* unit */
    int64_t lang; /* language */
};

enum {
    F_IN_USER_CHANGE_ROLE = 0,
    F_IN_USER_CHANGE_AREA = 1,
    F_IN_USER_CHANGE_FULL_NAME = 2,
    F_IN_USER_CHANGE_UNIT = 3,
    F_IN_USER_CHANGE_LANG = 4,
};

static inline void in_user_change_set_role(struct in_user_change *r, int64_t v) { r->role = v; r->has |= UINT64_C(1) << 0; }
static inline void in_user_change_set_area(struct in_user_change *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 1; }
static inline void in_user_change_set_full_name(struct in_user_change *r, struct str v) { r->full_name = v; r->has |= UINT64_C(1) << 2; }
static inline void in_user_change_set_unit(struct in_user_change *r, struct str v) { r->unit = v; r->has |= UINT64_C(1) << 3; }
static inline void in_user_change_set_lang(struct in_user_change *r, int64_t v) { r->lang = v; r->has |= UINT64_C(1) << 4; }

/* Whether the person may sign in. */
struct in_user_disable {
    uint64_t has; /* bit of each field that is set */
    int64_t disabled; /* true: may not */
};

enum {
    F_IN_USER_DISABLE_DISABLED = 0,
};

static inline void in_user_disable_set_disabled(struct in_user_disable *r, int64_t v) { r->disabled = v; r->has |= UINT64_C(1) << 0; }

/* A new password of one's own. */
struct in_password {
    uint64_t has; /* bit of each field that is set */
    struct str old; /* the password until now */
    struct str password; /* at least 10 characters, not the old one */
};

enum {
    F_IN_PASSWORD_OLD = 0,
    F_IN_PASSWORD_PASSWORD = 1,
};

static inline void in_password_set_old(struct in_password *r, struct str v) { r->old = v; r->has |= UINT64_C(1) << 0; }
static inline void in_password_set_password(struct in_password *r, struct str v) { r->password = v; r->has |= UINT64_C(1) << 1; }

/* A new password. */
struct in_user_reset {
    uint64_t has; /* bit of each field that is set */
    struct str password; /* at least 10 characters */
};

enum {
    F_IN_USER_RESET_PASSWORD = 0,
};

static inline void in_user_reset_set_password(struct in_user_reset *r, struct str v) { r->password = v; r->has |= UINT64_C(1) << 0; }

/* A new token. */
struct in_token_add {
    uint64_t has; /* bit of each field that is set */
    struct str name; /* what it is for */
    int64_t role; /* role */
    struct str devices; /* devices it may speak for */
    struct str area; /* area it may speak for */
};

enum {
    F_IN_TOKEN_ADD_NAME = 0,
    F_IN_TOKEN_ADD_ROLE = 1,
    F_IN_TOKEN_ADD_DEVICES = 2,
    F_IN_TOKEN_ADD_AREA = 3,
};

static inline void in_token_add_set_name(struct in_token_add *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 0; }
static inline void in_token_add_set_role(struct in_token_add *r, int64_t v) { r->role = v; r->has |= UINT64_C(1) << 1; }
static inline void in_token_add_set_devices(struct in_token_add *r, struct str v) { r->devices = v; r->has |= UINT64_C(1) << 2; }
static inline void in_token_add_set_area(struct in_token_add *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 3; }

/* A site. */
struct in_site_set {
    uint64_t has; /* bit of each field that is set */
    struct str name; /* name */
    int64_t kind; /* kind */
    struct str area; /* area; found from the position when absent */
    struct str address; /* address */
    int64_t lat; /* position */
    int64_t lon; /* position */
    struct str contacts; /* keyholders */
};

enum {
    F_IN_SITE_SET_NAME = 0,
    F_IN_SITE_SET_KIND = 1,
    F_IN_SITE_SET_AREA = 2,
    F_IN_SITE_SET_ADDRESS = 3,
    F_IN_SITE_SET_LAT = 4,
    F_IN_SITE_SET_LON = 5,
    F_IN_SITE_SET_CONTACTS = 6,
};

static inline void in_site_set_set_name(struct in_site_set *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 0; }
static inline void in_site_set_set_kind(struct in_site_set *r, int64_t v) { r->kind = v; r->has |= UINT64_C(1) << 1; }
static inline void in_site_set_set_area(struct in_site_set *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 2; }
static inline void in_site_set_set_address(struct in_site_set *r, struct str v) { r->address = v; r->has |= UINT64_C(1) << 3; }
static inline void in_site_set_set_lat(struct in_site_set *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 4; }
static inline void in_site_set_set_lon(struct in_site_set *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 5; }
static inline void in_site_set_set_contacts(struct in_site_set *r, struct str v) { r->contacts = v; r->has |= UINT64_C(1) << 6; }

/* A device. */
struct in_device_set {
    uint64_t has; /* bit of each field that is set */
    struct str name; /* name */
    int64_t kind; /* kind */
    struct str site; /* site */
    struct str area; /* area; found from the position when absent */
    int64_t lat; /* position; the site's when absent */
    int64_t lon; /* position; the site's when absent */
    int64_t heading; /* camera: where it looks */
    int64_t speed_limit; /* camera: limit */
    int64_t allowed_heading; /* camera: lawful direction */
    int64_t one_way; /* camera: one-way road */
    int64_t period_s; /* rhythm of heartbeats in seconds */
    struct str unit; /* tablet, tracker: its unit */
    struct str account; /* panel: its account number at a DC-09 receiver; of one device alone */
    struct str zones; /* panel: its zones, one a line: number, blank, name */
    int64_t plan_x; /* where it is on the site's plan: from the left edge */
    int64_t plan_y; /* and from the upper one */
};

enum {
    F_IN_DEVICE_SET_NAME = 0,
    F_IN_DEVICE_SET_KIND = 1,
    F_IN_DEVICE_SET_SITE = 2,
    F_IN_DEVICE_SET_AREA = 3,
    F_IN_DEVICE_SET_LAT = 4,
    F_IN_DEVICE_SET_LON = 5,
    F_IN_DEVICE_SET_HEADING = 6,
    F_IN_DEVICE_SET_SPEED_LIMIT = 7,
    F_IN_DEVICE_SET_ALLOWED_HEADING = 8,
    F_IN_DEVICE_SET_ONE_WAY = 9,
    F_IN_DEVICE_SET_PERIOD_S = 10,
    F_IN_DEVICE_SET_UNIT = 11,
    F_IN_DEVICE_SET_ACCOUNT = 12,
    F_IN_DEVICE_SET_ZONES = 13,
    F_IN_DEVICE_SET_PLAN_X = 14,
    F_IN_DEVICE_SET_PLAN_Y = 15,
};

static inline void in_device_set_set_name(struct in_device_set *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 0; }
static inline void in_device_set_set_kind(struct in_device_set *r, int64_t v) { r->kind = v; r->has |= UINT64_C(1) << 1; }
static inline void in_device_set_set_site(struct in_device_set *r, struct str v) { r->site = v; r->has |= UINT64_C(1) << 2; }
static inline void in_device_set_set_area(struct in_device_set *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 3; }
static inline void in_device_set_set_lat(struct in_device_set *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 4; }
static inline void in_device_set_set_lon(struct in_device_set *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 5; }
static inline void in_device_set_set_heading(struct in_device_set *r, int64_t v) { r->heading = v; r->has |= UINT64_C(1) << 6; }
static inline void in_device_set_set_speed_limit(struct in_device_set *r, int64_t v) { r->speed_limit = v; r->has |= UINT64_C(1) << 7; }
static inline void in_device_set_set_allowed_heading(struct in_device_set *r, int64_t v) { r->allowed_heading = v; r->has |= UINT64_C(1) << 8; }
static inline void in_device_set_set_one_way(struct in_device_set *r, int64_t v) { r->one_way = v; r->has |= UINT64_C(1) << 9; }
static inline void in_device_set_set_period_s(struct in_device_set *r, int64_t v) { r->period_s = v; r->has |= UINT64_C(1) << 10; }
static inline void in_device_set_set_unit(struct in_device_set *r, struct str v) { r->unit = v; r->has |= UINT64_C(1) << 11; }
static inline void in_device_set_set_account(struct in_device_set *r, struct str v) { r->account = v; r->has |= UINT64_C(1) << 12; }
static inline void in_device_set_set_zones(struct in_device_set *r, struct str v) { r->zones = v; r->has |= UINT64_C(1) << 13; }
static inline void in_device_set_set_plan_x(struct in_device_set *r, int64_t v) { r->plan_x = v; r->has |= UINT64_C(1) << 14; }
static inline void in_device_set_set_plan_y(struct in_device_set *r, int64_t v) { r->plan_y = v; r->has |= UINT64_C(1) << 15; }

/* A keyholder, whole: what is not said is not there, except the code words, which stay until they are set anew or emptied. */
struct in_keyholder_set {
    uint64_t has; /* bit of each field that is set */
    struct str site; /* of which site */
    int64_t place; /* in which order they are called */
    struct str name; /* name */
    struct str phone; /* number to dial */
    struct str note; /* when and how to reach */
    struct str code; /* the code word; kept as a hash */
    struct str duress_code; /* the word said under duress; kept as a hash */
};

enum {
    F_IN_KEYHOLDER_SET_SITE = 0,
    F_IN_KEYHOLDER_SET_PLACE = 1,
    F_IN_KEYHOLDER_SET_NAME = 2,
    F_IN_KEYHOLDER_SET_PHONE = 3,
    F_IN_KEYHOLDER_SET_NOTE = 4,
    F_IN_KEYHOLDER_SET_CODE = 5,
    F_IN_KEYHOLDER_SET_DURESS_CODE = 6,
};

static inline void in_keyholder_set_set_site(struct in_keyholder_set *r, struct str v) { r->site = v; r->has |= UINT64_C(1) << 0; }
static inline void in_keyholder_set_set_place(struct in_keyholder_set *r, int64_t v) { r->place = v; r->has |= UINT64_C(1) << 1; }
static inline void in_keyholder_set_set_name(struct in_keyholder_set *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 2; }
static inline void in_keyholder_set_set_phone(struct in_keyholder_set *r, struct str v) { r->phone = v; r->has |= UINT64_C(1) << 3; }
static inline void in_keyholder_set_set_note(struct in_keyholder_set *r, struct str v) { r->note = v; r->has |= UINT64_C(1) << 4; }
static inline void in_keyholder_set_set_code(struct in_keyholder_set *r, struct str v) { r->code = v; r->has |= UINT64_C(1) << 5; }
static inline void in_keyholder_set_set_duress_code(struct in_keyholder_set *r, struct str v) { r->duress_code = v; r->has |= UINT64_C(1) << 6; }

/* Questions and whom to call next, whole. */
struct in_procedure_set {
    uint64_t has; /* bit of each field that is set */
    struct str of; /* site/ID or area/ID; empty: everywhere */
    int64_t site_kind; /* only for sites of this kind */
    int64_t alarm_kind; /* only for alarms of this kind */
    struct str script_en; /* questions, one a line */
    struct str script_ru; /* the same in Russian */
    struct str script_uz; /* in Uzbek */
    struct str script_kk; /* in Kazakh */
    struct str chain; /* one a line: after how many seconds; who; number */
};

enum {
    F_IN_PROCEDURE_SET_OF = 0,
    F_IN_PROCEDURE_SET_SITE_KIND = 1,
    F_IN_PROCEDURE_SET_ALARM_KIND = 2,
    F_IN_PROCEDURE_SET_SCRIPT_EN = 3,
    F_IN_PROCEDURE_SET_SCRIPT_RU = 4,
    F_IN_PROCEDURE_SET_SCRIPT_UZ = 5,
    F_IN_PROCEDURE_SET_SCRIPT_KK = 6,
    F_IN_PROCEDURE_SET_CHAIN = 7,
};

static inline void in_procedure_set_set_of(struct in_procedure_set *r, struct str v) { r->of = v; r->has |= UINT64_C(1) << 0; }
static inline void in_procedure_set_set_site_kind(struct in_procedure_set *r, int64_t v) { r->site_kind = v; r->has |= UINT64_C(1) << 1; }
static inline void in_procedure_set_set_alarm_kind(struct in_procedure_set *r, int64_t v) { r->alarm_kind = v; r->has |= UINT64_C(1) << 2; }
static inline void in_procedure_set_set_script_en(struct in_procedure_set *r, struct str v) { r->script_en = v; r->has |= UINT64_C(1) << 3; }
static inline void in_procedure_set_set_script_ru(struct in_procedure_set *r, struct str v) { r->script_ru = v; r->has |= UINT64_C(1) << 4; }
static inline void in_procedure_set_set_script_uz(struct in_procedure_set *r, struct str v) { r->script_uz = v; r->has |= UINT64_C(1) << 5; }
static inline void in_procedure_set_set_script_kk(struct in_procedure_set *r, struct str v) { r->script_kk = v; r->has |= UINT64_C(1) << 6; }
static inline void in_procedure_set_set_chain(struct in_procedure_set *r, struct str v) { r->chain = v; r->has |= UINT64_C(1) << 7; }

/* Who handles what happens in an area. */
struct in_area_desk {
    uint64_t has; /* bit of each field that is set */
    struct str desk; /* its duty desk: name and number to call; absent or empty: that of the area around it */
};

enum {
    F_IN_AREA_DESK_DESK = 0,
};

static inline void in_area_desk_set_desk(struct in_area_desk *r, struct str v) { r->desk = v; r->has |= UINT64_C(1) << 0; }

/* Where the centre brings a camera's pictures from, whole: without a user nobody signs in. */
struct in_still_set {
    uint64_t has; /* bit of each field that is set */
    struct str url; /* http or https address of a still picture (JPEG, PNG, WebP), without a user in it */
    struct str user; /* who signs in there */
    struct str password; /* the password; sealed, given out by nothing */
};

enum {
    F_IN_STILL_SET_URL = 0,
    F_IN_STILL_SET_USER = 1,
    F_IN_STILL_SET_PASSWORD = 2,
};

static inline void in_still_set_set_url(struct in_still_set *r, struct str v) { r->url = v; r->has |= UINT64_C(1) << 0; }
static inline void in_still_set_set_user(struct in_still_set *r, struct str v) { r->user = v; r->has |= UINT64_C(1) << 1; }
static inline void in_still_set_set_password(struct in_still_set *r, struct str v) { r->password = v; r->has |= UINT64_C(1) << 2; }

/* Planned maintenance. */
struct in_maintenance {
    uint64_t has; /* bit of each field that is set */
    int64_t until; /* end; absent or past: ends now */
    struct str reason; /* why */
};

enum {
    F_IN_MAINTENANCE_UNTIL = 0,
    F_IN_MAINTENANCE_REASON = 1,
};

static inline void in_maintenance_set_until(struct in_maintenance *r, int64_t v) { r->until = v; r->has |= UINT64_C(1) << 0; }
static inline void in_maintenance_set_reason(struct in_maintenance *r, struct str v) { r->reason = v; r->has |= UINT64_C(1) << 1; }

/* A unit. */
struct in_unit_set {
    uint64_t has; /* bit of each field that is set */
    struct str name; /* call sign */
    int64_t kind; /* kind */
    struct str area; /* home area */
    struct str skills; /* skills */
    struct str vehicle; /* vehicle */
};

enum {
    F_IN_UNIT_SET_NAME = 0,
    F_IN_UNIT_SET_KIND = 1,
    F_IN_UNIT_SET_AREA = 2,
    F_IN_UNIT_SET_SKILLS = 3,
    F_IN_UNIT_SET_VEHICLE = 4,
};

static inline void in_unit_set_set_name(struct in_unit_set *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 0; }
static inline void in_unit_set_set_kind(struct in_unit_set *r, int64_t v) { r->kind = v; r->has |= UINT64_C(1) << 1; }
static inline void in_unit_set_set_area(struct in_unit_set *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 2; }
static inline void in_unit_set_set_skills(struct in_unit_set *r, struct str v) { r->skills = v; r->has |= UINT64_C(1) << 3; }
static inline void in_unit_set_set_vehicle(struct in_unit_set *r, struct str v) { r->vehicle = v; r->has |= UINT64_C(1) << 4; }

/* On or off duty. */
struct in_unit_duty {
    uint64_t has; /* bit of each field that is set */
    int64_t duty; /* on or off */
    int64_t at; /* device time of the tap */
    struct str crew; /* who is in it */
    int64_t sound; /* the sound test was heard */
    struct str id; /* idempotency: the same id gets the same answer */
};

enum {
    F_IN_UNIT_DUTY_DUTY = 0,
    F_IN_UNIT_DUTY_AT = 1,
    F_IN_UNIT_DUTY_CREW = 2,
    F_IN_UNIT_DUTY_SOUND = 3,
    F_IN_UNIT_DUTY_ID = 4,
};

static inline void in_unit_duty_set_duty(struct in_unit_duty *r, int64_t v) { r->duty = v; r->has |= UINT64_C(1) << 0; }
static inline void in_unit_duty_set_at(struct in_unit_duty *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 1; }
static inline void in_unit_duty_set_crew(struct in_unit_duty *r, struct str v) { r->crew = v; r->has |= UINT64_C(1) << 2; }
static inline void in_unit_duty_set_sound(struct in_unit_duty *r, int64_t v) { r->sound = v; r->has |= UINT64_C(1) << 3; }
static inline void in_unit_duty_set_id(struct in_unit_duty *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 4; }

/* A status. */
struct in_unit_status {
    uint64_t has; /* bit of each field that is set */
    int64_t status; /* new status */
    int64_t at; /* device time */
    struct str id; /* idempotency */
};

enum {
    F_IN_UNIT_STATUS_STATUS = 0,
    F_IN_UNIT_STATUS_AT = 1,
    F_IN_UNIT_STATUS_ID = 2,
};

static inline void in_unit_status_set_status(struct in_unit_status *r, int64_t v) { r->status = v; r->has |= UINT64_C(1) << 0; }
static inline void in_unit_status_set_at(struct in_unit_status *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 1; }
static inline void in_unit_status_set_id(struct in_unit_status *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 2; }

/* What the tablet says of itself. */
struct in_unit_listening {
    uint64_t has; /* bit of each field that is set */
    int64_t listening; /* page visible and stream open */
    int64_t sound; /* sound on */
    int64_t at; /* device time */
};

enum {
    F_IN_UNIT_LISTENING_LISTENING = 0,
    F_IN_UNIT_LISTENING_SOUND = 1,
    F_IN_UNIT_LISTENING_AT = 2,
};

static inline void in_unit_listening_set_listening(struct in_unit_listening *r, int64_t v) { r->listening = v; r->has |= UINT64_C(1) << 0; }
static inline void in_unit_listening_set_sound(struct in_unit_listening *r, int64_t v) { r->sound = v; r->has |= UINT64_C(1) << 1; }
static inline void in_unit_listening_set_at(struct in_unit_listening *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 2; }

/* The officer needs help, on or off duty. */
struct in_unit_help {
    uint64_t has; /* bit of each field that is set */
    int64_t at; /* device time */
    int64_t lat; /* own position */
    int64_t lon; /* own position */
    int64_t accuracy_m; /* of the position */
    struct str detail; /* what */
    struct str id; /* idempotency */
};

enum {
    F_IN_UNIT_HELP_AT = 0,
    F_IN_UNIT_HELP_LAT = 1,
    F_IN_UNIT_HELP_LON = 2,
    F_IN_UNIT_HELP_ACCURACY_M = 3,
    F_IN_UNIT_HELP_DETAIL = 4,
    F_IN_UNIT_HELP_ID = 5,
};

static inline void in_unit_help_set_at(struct in_unit_help *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 0; }
static inline void in_unit_help_set_lat(struct in_unit_help *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 1; }
static inline void in_unit_help_set_lon(struct in_unit_help *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 2; }
static inline void in_unit_help_set_accuracy_m(struct in_unit_help *r, int64_t v) { r->accuracy_m = v; r->has |= UINT64_C(1) << 3; }
static inline void in_unit_help_set_detail(struct in_unit_help *r, struct str v) { r->detail = v; r->has |= UINT64_C(1) << 4; }
static inline void in_unit_help_set_id(struct in_unit_help *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 5; }

/* One line of POST /api/v1/positions. */
struct in_position {
    uint64_t has; /* bit of each field that is set */
    struct str device; /* which device */
    int64_t at; /* time of the fix */
    int64_t lat; /* position */
    int64_t lon; /* position */
    int64_t speed_kmh; /* speed */
    int64_t heading; /* course over ground */
    int64_t accuracy_m; /* radius in metres */
    int64_t battery; /* charge */
    struct str id; /* the sender's own id */
    struct str unread; /* a gateway's: it could not translate the device's message, and why; the line is refused and shown with it */
};

enum {
    F_IN_POSITION_DEVICE = 0,
    F_IN_POSITION_AT = 1,
    F_IN_POSITION_LAT = 2,
    F_IN_POSITION_LON = 3,
    F_IN_POSITION_SPEED_KMH = 4,
    F_IN_POSITION_HEADING = 5,
    F_IN_POSITION_ACCURACY_M = 6,
    F_IN_POSITION_BATTERY = 7,
    F_IN_POSITION_ID = 8,
    F_IN_POSITION_UNREAD = 9,
};

static inline void in_position_set_device(struct in_position *r, struct str v) { r->device = v; r->has |= UINT64_C(1) << 0; }
static inline void in_position_set_at(struct in_position *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 1; }
static inline void in_position_set_lat(struct in_position *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 2; }
static inline void in_position_set_lon(struct in_position *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 3; }
static inline void in_position_set_speed_kmh(struct in_position *r, int64_t v) { r->speed_kmh = v; r->has |= UINT64_C(1) << 4; }
static inline void in_position_set_heading(struct in_position *r, int64_t v) { r->heading = v; r->has |= UINT64_C(1) << 5; }
static inline void in_position_set_accuracy_m(struct in_position *r, int64_t v) { r->accuracy_m = v; r->has |= UINT64_C(1) << 6; }
static inline void in_position_set_battery(struct in_position *r, int64_t v) { r->battery = v; r->has |= UINT64_C(1) << 7; }
static inline void in_position_set_id(struct in_position *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 8; }
static inline void in_position_set_unread(struct in_position *r, struct str v) { r->unread = v; r->has |= UINT64_C(1) << 9; }

/* One line of POST /api/v1/heartbeats. */
struct in_heartbeat {
    uint64_t has; /* bit of each field that is set */
    struct str device; /* which device */
    int64_t at; /* device time */
    int64_t battery; /* charge */
    struct str id; /* the sender's own id */
};

enum {
    F_IN_HEARTBEAT_DEVICE = 0,
    F_IN_HEARTBEAT_AT = 1,
    F_IN_HEARTBEAT_BATTERY = 2,
    F_IN_HEARTBEAT_ID = 3,
};

static inline void in_heartbeat_set_device(struct in_heartbeat *r, struct str v) { r->device = v; r->has |= UINT64_C(1) << 0; }
static inline void in_heartbeat_set_at(struct in_heartbeat *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 1; }
static inline void in_heartbeat_set_battery(struct in_heartbeat *r, int64_t v) { r->battery = v; r->has |= UINT64_C(1) << 2; }
static inline void in_heartbeat_set_id(struct in_heartbeat *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 3; }

/* A device's alarm. A press is never refused for what its firmware says badly. */
struct in_alarm_send {
    uint64_t has; /* bit of each field that is set */
    struct str device; /* which device; a name that is no id becomes one, and a token that names one device alone need not say it */
    int64_t kind; /* what; a word nobody knows is 'other' */
    int64_t at; /* device time; else the server's is used */
    int64_t lat; /* position, if the device knows it */
    int64_t lon; /* position, if the device knows it */
    struct str detail; /* free text; a longer one is cut */
    struct str id; /* the press; the same id is the same press; without one each message is */
    int64_t again; /* more of a press that was sent before: the open alarm takes over place and detail and does not alert anew; without one nothing happens */
    int64_t says; /* of a panel: no alarm but that its cause is over, a test, or a report */
    struct str code; /* of a panel: its code */
    struct str zone; /* of a panel: number of the zone */
    struct str was; /* the id the same press may have been sent with before */
};

enum {
    F_IN_ALARM_SEND_DEVICE = 0,
    F_IN_ALARM_SEND_KIND = 1,
    F_IN_ALARM_SEND_AT = 2,
    F_IN_ALARM_SEND_LAT = 3,
    F_IN_ALARM_SEND_LON = 4,
    F_IN_ALARM_SEND_DETAIL = 5,
    F_IN_ALARM_SEND_ID = 6,
    F_IN_ALARM_SEND_AGAIN = 7,
    F_IN_ALARM_SEND_SAYS = 8,
    F_IN_ALARM_SEND_CODE = 9,
    F_IN_ALARM_SEND_ZONE = 10,
    F_IN_ALARM_SEND_WAS = 11,
};

static inline void in_alarm_send_set_device(struct in_alarm_send *r, struct str v) { r->device = v; r->has |= UINT64_C(1) << 0; }
static inline void in_alarm_send_set_kind(struct in_alarm_send *r, int64_t v) { r->kind = v; r->has |= UINT64_C(1) << 1; }
static inline void in_alarm_send_set_at(struct in_alarm_send *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 2; }
static inline void in_alarm_send_set_lat(struct in_alarm_send *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 3; }
static inline void in_alarm_send_set_lon(struct in_alarm_send *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 4; }
static inline void in_alarm_send_set_detail(struct in_alarm_send *r, struct str v) { r->detail = v; r->has |= UINT64_C(1) << 5; }
static inline void in_alarm_send_set_id(struct in_alarm_send *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 6; }
static inline void in_alarm_send_set_again(struct in_alarm_send *r, int64_t v) { r->again = v; r->has |= UINT64_C(1) << 7; }
static inline void in_alarm_send_set_says(struct in_alarm_send *r, int64_t v) { r->says = v; r->has |= UINT64_C(1) << 8; }
static inline void in_alarm_send_set_code(struct in_alarm_send *r, struct str v) { r->code = v; r->has |= UINT64_C(1) << 9; }
static inline void in_alarm_send_set_zone(struct in_alarm_send *r, struct str v) { r->zone = v; r->has |= UINT64_C(1) << 10; }
static inline void in_alarm_send_set_was(struct in_alarm_send *r, struct str v) { r->was = v; r->has |= UINT64_C(1) << 11; }

/* How it ended. */
struct in_close {
    uint64_t has; /* bit of each field that is set */
    int64_t disposition; /* how */
    struct str note; /* a note */
    int64_t at; /* device time */
    struct str id; /* idempotency */
};

enum {
    F_IN_CLOSE_DISPOSITION = 0,
    F_IN_CLOSE_NOTE = 1,
    F_IN_CLOSE_AT = 2,
    F_IN_CLOSE_ID = 3,
};

static inline void in_close_set_disposition(struct in_close *r, int64_t v) { r->disposition = v; r->has |= UINT64_C(1) << 0; }
static inline void in_close_set_note(struct in_close *r, struct str v) { r->note = v; r->has |= UINT64_C(1) << 1; }
static inline void in_close_set_at(struct in_close *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 2; }
static inline void in_close_set_id(struct in_close *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 3; }

/* A step without more words. */
struct in_act {
    uint64_t has; /* bit of each field that is set */
    int64_t at; /* device time */
    struct str id; /* idempotency */
};

enum {
    F_IN_ACT_AT = 0,
    F_IN_ACT_ID = 1,
};

static inline void in_act_set_at(struct in_act *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 0; }
static inline void in_act_set_id(struct in_act *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 1; }

/* A last will. */
struct in_gone {
    uint64_t has; /* bit of each field that is set */
    int64_t at; /* when it was noticed */
    struct str id; /* idempotency */
};

enum {
    F_IN_GONE_AT = 0,
    F_IN_GONE_ID = 1,
};

static inline void in_gone_set_at(struct in_gone *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 0; }
static inline void in_gone_set_id(struct in_gone *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 1; }

/* A note; of an alarm also the answer to a step of its script or chain, as the person saw it. */
struct in_note_add {
    uint64_t has; /* bit of each field that is set */
    struct str text; /* the note */
    struct str step; /* of an alarm: script.1, chain.2 */
    int64_t answer; /* yes, no, done or unreached */
    struct str id; /* idempotency */
};

enum {
    F_IN_NOTE_ADD_TEXT = 0,
    F_IN_NOTE_ADD_STEP = 1,
    F_IN_NOTE_ADD_ANSWER = 2,
    F_IN_NOTE_ADD_ID = 3,
};

static inline void in_note_add_set_text(struct in_note_add *r, struct str v) { r->text = v; r->has |= UINT64_C(1) << 0; }
static inline void in_note_add_set_step(struct in_note_add *r, struct str v) { r->step = v; r->has |= UINT64_C(1) << 1; }
static inline void in_note_add_set_answer(struct in_note_add *r, int64_t v) { r->answer = v; r->has |= UINT64_C(1) << 2; }
static inline void in_note_add_set_id(struct in_note_add *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 3; }

/* Take care of several at once, as shown in one row. Sent again, those taken are passed over. */
struct in_acknowledge_many {
    uint64_t has; /* bit of each field that is set */
    struct str alarms; /* which */
    int64_t at; /* device time */
};

enum {
    F_IN_ACKNOWLEDGE_MANY_ALARMS = 0,
    F_IN_ACKNOWLEDGE_MANY_AT = 1,
};

static inline void in_acknowledge_many_set_alarms(struct in_acknowledge_many *r, struct str v) { r->alarms = v; r->has |= UINT64_C(1) << 0; }
static inline void in_acknowledge_many_set_at(struct in_acknowledge_many *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 1; }

/* Put the alarms of a source aside. */
struct in_shelve {
    uint64_t has; /* bit of each field that is set */
    int64_t until; /* at most alarm.shelve_hours from now */
    struct str why; /* why */
    struct str id; /* idempotency */
};

enum {
    F_IN_SHELVE_UNTIL = 0,
    F_IN_SHELVE_WHY = 1,
    F_IN_SHELVE_ID = 2,
};

static inline void in_shelve_set_until(struct in_shelve *r, int64_t v) { r->until = v; r->has |= UINT64_C(1) << 0; }
static inline void in_shelve_set_why(struct in_shelve *r, struct str v) { r->why = v; r->has |= UINT64_C(1) << 1; }
static inline void in_shelve_set_id(struct in_shelve *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 2; }

/* Take it from its owner. */
struct in_alarm_take {
    uint64_t has; /* bit of each field that is set */
    struct str from; /* the owner as one sees it: when it is another by then, nothing happens */
    int64_t at; /* device time */
    struct str id; /* idempotency */
};

enum {
    F_IN_ALARM_TAKE_FROM = 0,
    F_IN_ALARM_TAKE_AT = 1,
    F_IN_ALARM_TAKE_ID = 2,
};

static inline void in_alarm_take_set_from(struct in_alarm_take *r, struct str v) { r->from = v; r->has |= UINT64_C(1) << 0; }
static inline void in_alarm_take_set_at(struct in_alarm_take *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 1; }
static inline void in_alarm_take_set_id(struct in_alarm_take *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 2; }

/* No picture. */
struct in_snapshot_failed {
    uint64_t has; /* bit of each field that is set */
    struct str reason; /* why */
};

enum {
    F_IN_SNAPSHOT_FAILED_REASON = 0,
};

static inline void in_snapshot_failed_set_reason(struct in_snapshot_failed *r, struct str v) { r->reason = v; r->has |= UINT64_C(1) << 0; }

/* What a keyholder said. */
struct in_alarm_code {
    uint64_t has; /* bit of each field that is set */
    struct str keyholder; /* who */
    struct str said; /* the word */
};

enum {
    F_IN_ALARM_CODE_KEYHOLDER = 0,
    F_IN_ALARM_CODE_SAID = 1,
};

static inline void in_alarm_code_set_keyholder(struct in_alarm_code *r, struct str v) { r->keyholder = v; r->has |= UINT64_C(1) << 0; }
static inline void in_alarm_code_set_said(struct in_alarm_code *r, struct str v) { r->said = v; r->has |= UINT64_C(1) << 1; }

/* Hand it over. */
struct in_alarm_offer {
    uint64_t has; /* bit of each field that is set */
    struct str to; /* user/ID, or desk/AREA; desk/ alone is the centre */
    struct str id; /* idempotency */
};

enum {
    F_IN_ALARM_OFFER_TO = 0,
    F_IN_ALARM_OFFER_ID = 1,
};

static inline void in_alarm_offer_set_to(struct in_alarm_offer *r, struct str v) { r->to = v; r->has |= UINT64_C(1) << 0; }
static inline void in_alarm_offer_set_id(struct in_alarm_offer *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 1; }

/* A weekly test; without a day there shall be none. */
struct in_schedule_set {
    uint64_t has; /* bit of each field that is set */
    int64_t day; /* day of the week */
    struct str opens; /* from, HH:MM in the site's local time */
    struct str closes; /* to, HH:MM of the same day */
};

enum {
    F_IN_SCHEDULE_SET_DAY = 0,
    F_IN_SCHEDULE_SET_OPENS = 1,
    F_IN_SCHEDULE_SET_CLOSES = 2,
};

static inline void in_schedule_set_set_day(struct in_schedule_set *r, int64_t v) { r->day = v; r->has |= UINT64_C(1) << 0; }
static inline void in_schedule_set_set_opens(struct in_schedule_set *r, struct str v) { r->opens = v; r->has |= UINT64_C(1) << 1; }
static inline void in_schedule_set_set_closes(struct in_schedule_set *r, struct str v) { r->closes = v; r->has |= UINT64_C(1) << 2; }

/* A weekly test of all sites of a kind in an area. */
struct in_schedule_area {
    uint64_t has; /* bit of each field that is set */
    struct str area; /* the area, with all in it */
    int64_t kind; /* of which sites */
    int64_t day; /* day of the week */
    struct str opens; /* from, HH:MM in local time */
    struct str closes; /* to, HH:MM of the same day */
};

enum {
    F_IN_SCHEDULE_AREA_AREA = 0,
    F_IN_SCHEDULE_AREA_KIND = 1,
    F_IN_SCHEDULE_AREA_DAY = 2,
    F_IN_SCHEDULE_AREA_OPENS = 3,
    F_IN_SCHEDULE_AREA_CLOSES = 4,
};

static inline void in_schedule_area_set_area(struct in_schedule_area *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 0; }
static inline void in_schedule_area_set_kind(struct in_schedule_area *r, int64_t v) { r->kind = v; r->has |= UINT64_C(1) << 1; }
static inline void in_schedule_area_set_day(struct in_schedule_area *r, int64_t v) { r->day = v; r->has |= UINT64_C(1) << 2; }
static inline void in_schedule_area_set_opens(struct in_schedule_area *r, struct str v) { r->opens = v; r->has |= UINT64_C(1) << 3; }
static inline void in_schedule_area_set_closes(struct in_schedule_area *r, struct str v) { r->closes = v; r->has |= UINT64_C(1) << 4; }

/* A drill at a site. */
struct in_drill_plan {
    uint64_t has; /* bit of each field that is set */
    struct str reason; /* what is exercised */
    int64_t from; /* when it begins; absent or past: now */
    int64_t until; /* when it ends, at most 8 hours later */
    struct str id; /* idempotency */
};

enum {
    F_IN_DRILL_PLAN_REASON = 0,
    F_IN_DRILL_PLAN_FROM = 1,
    F_IN_DRILL_PLAN_UNTIL = 2,
    F_IN_DRILL_PLAN_ID = 3,
};

static inline void in_drill_plan_set_reason(struct in_drill_plan *r, struct str v) { r->reason = v; r->has |= UINT64_C(1) << 0; }
static inline void in_drill_plan_set_from(struct in_drill_plan *r, int64_t v) { r->from = v; r->has |= UINT64_C(1) << 1; }
static inline void in_drill_plan_set_until(struct in_drill_plan *r, int64_t v) { r->until = v; r->has |= UINT64_C(1) << 2; }
static inline void in_drill_plan_set_id(struct in_drill_plan *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 3; }

/* The end of a drill. */
struct in_drill_end {
    uint64_t has; /* bit of each field that is set */
    int64_t close; /* close the alarms that were pressed in it, as tests */
    struct str id; /* idempotency */
};

enum {
    F_IN_DRILL_END_CLOSE = 0,
    F_IN_DRILL_END_ID = 1,
};

static inline void in_drill_end_set_close(struct in_drill_end *r, int64_t v) { r->close = v; r->has |= UINT64_C(1) << 0; }
static inline void in_drill_end_set_id(struct in_drill_end *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 1; }

/* A warning to issue, or what it says from now on. */
struct in_warning_issue {
    uint64_t has; /* bit of each field that is set */
    int64_t status; /* actual when absent */
    int64_t category; /* what sort of thing */
    struct str event; /* what */
    int64_t urgency; /* how soon */
    int64_t severity; /* how bad */
    int64_t certainty; /* how sure */
    struct str texts; /* by language: [{language, headline, description, instruction}] */
    int64_t onset; /* when it is expected to begin */
    int64_t expires; /* until when; at most 30 days */
    struct str area_desc; /* where, in words */
    struct str areas; /* our areas it is for */
    struct str polygon; /* and this polygon, as CAP writes one: lat,lon lat,lon */
    int64_t lat; /* and a circle around this point */
    int64_t lon; /* and a circle around this point */
    int64_t radius_m; /* metres */
    struct str incident; /* incident it is issued for */
    struct str id; /* idempotency */
};

enum {
    F_IN_WARNING_ISSUE_STATUS = 0,
    F_IN_WARNING_ISSUE_CATEGORY = 1,
    F_IN_WARNING_ISSUE_EVENT = 2,
    F_IN_WARNING_ISSUE_URGENCY = 3,
    F_IN_WARNING_ISSUE_SEVERITY = 4,
    F_IN_WARNING_ISSUE_CERTAINTY = 5,
    F_IN_WARNING_ISSUE_TEXTS = 6,
    F_IN_WARNING_ISSUE_ONSET = 7,
    F_IN_WARNING_ISSUE_EXPIRES = 8,
    F_IN_WARNING_ISSUE_AREA_DESC = 9,
    F_IN_WARNING_ISSUE_AREAS = 10,
    F_IN_WARNING_ISSUE_POLYGON = 11,
    F_IN_WARNING_ISSUE_LAT = 12,
    F_IN_WARNING_ISSUE_LON = 13,
    F_IN_WARNING_ISSUE_RADIUS_M = 14,
    F_IN_WARNING_ISSUE_INCIDENT = 15,
    F_IN_WARNING_ISSUE_ID = 16,
};

static inline void in_warning_issue_set_status(struct in_warning_issue *r, int64_t v) { r->status = v; r->has |= UINT64_C(1) << 0; }
static inline void in_warning_issue_set_category(struct in_warning_issue *r, int64_t v) { r->category = v; r->has |= UINT64_C(1) << 1; }
static inline void in_warning_issue_set_event(struct in_warning_issue *r, struct str v) { r->event = v; r->has |= UINT64_C(1) << 2; }
static inline void in_warning_issue_set_urgency(struct in_warning_issue *r, int64_t v) { r->urgency = v; r->has |= UINT64_C(1) << 3; }
static inline void in_warning_issue_set_severity(struct in_warning_issue *r, int64_t v) { r->severity = v; r->has |= UINT64_C(1) << 4; }
static inline void in_warning_issue_set_certainty(struct in_warning_issue *r, int64_t v) { r->certainty = v; r->has |= UINT64_C(1) << 5; }
static inline void in_warning_issue_set_texts(struct in_warning_issue *r, struct str v) { r->texts = v; r->has |= UINT64_C(1) << 6; }
static inline void in_warning_issue_set_onset(struct in_warning_issue *r, int64_t v) { r->onset = v; r->has |= UINT64_C(1) << 7; }
static inline void in_warning_issue_set_expires(struct in_warning_issue *r, int64_t v) { r->expires = v; r->has |= UINT64_C(1) << 8; }
static inline void in_warning_issue_set_area_desc(struct in_warning_issue *r, struct str v) { r->area_desc = v; r->has |= UINT64_C(1) << 9; }
static inline void in_warning_issue_set_areas(struct in_warning_issue *r, struct str v) { r->areas = v; r->has |= UINT64_C(1) << 10; }
static inline void in_warning_issue_set_polygon(struct in_warning_issue *r, struct str v) { r->polygon = v; r->has |= UINT64_C(1) << 11; }
static inline void in_warning_issue_set_lat(struct in_warning_issue *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 12; }
static inline void in_warning_issue_set_lon(struct in_warning_issue *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 13; }
static inline void in_warning_issue_set_radius_m(struct in_warning_issue *r, int64_t v) { r->radius_m = v; r->has |= UINT64_C(1) << 14; }
static inline void in_warning_issue_set_incident(struct in_warning_issue *r, struct str v) { r->incident = v; r->has |= UINT64_C(1) << 15; }
static inline void in_warning_issue_set_id(struct in_warning_issue *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 16; }

/* It is over, or was wrong. */
struct in_warning_cancel {
    uint64_t has; /* bit of each field that is set */
    struct str note; /* what to say */
    struct str id; /* idempotency */
};

enum {
    F_IN_WARNING_CANCEL_NOTE = 0,
    F_IN_WARNING_CANCEL_ID = 1,
};

static inline void in_warning_cancel_set_note(struct in_warning_cancel *r, struct str v) { r->note = v; r->has |= UINT64_C(1) << 0; }
static inline void in_warning_cancel_set_id(struct in_warning_cancel *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 1; }

/* A new incident. */
struct in_incident_open {
    uint64_t has; /* bit of each field that is set */
    int64_t kind; /* what */
    int64_t priority; /* 1 is the highest */
    struct str title; /* one line */
    struct str address; /* where */
    struct str detail; /* what was said */
    int64_t lat; /* where */
    int64_t lon; /* where */
    struct str alarm; /* from this alarm */
    struct str hit; /* from this hit */
    int64_t drill; /* an exercise: needed for an alarm of a drill, which nobody answers by mistake */
    struct str id; /* idempotency */
};

enum {
    F_IN_INCIDENT_OPEN_KIND = 0,
    F_IN_INCIDENT_OPEN_PRIORITY = 1,
    F_IN_INCIDENT_OPEN_TITLE = 2,
    F_IN_INCIDENT_OPEN_ADDRESS = 3,
    F_IN_INCIDENT_OPEN_DETAIL = 4,
    F_IN_INCIDENT_OPEN_LAT = 5,
    F_IN_INCIDENT_OPEN_LON = 6,
    F_IN_INCIDENT_OPEN_ALARM = 7,
    F_IN_INCIDENT_OPEN_HIT = 8,
    F_IN_INCIDENT_OPEN_DRILL = 9,
    F_IN_INCIDENT_OPEN_ID = 10,
};

static inline void in_incident_open_set_kind(struct in_incident_open *r, int64_t v) { r->kind = v; r->has |= UINT64_C(1) << 0; }
static inline void in_incident_open_set_priority(struct in_incident_open *r, int64_t v) { r->priority = v; r->has |= UINT64_C(1) << 1; }
static inline void in_incident_open_set_title(struct in_incident_open *r, struct str v) { r->title = v; r->has |= UINT64_C(1) << 2; }
static inline void in_incident_open_set_address(struct in_incident_open *r, struct str v) { r->address = v; r->has |= UINT64_C(1) << 3; }
static inline void in_incident_open_set_detail(struct in_incident_open *r, struct str v) { r->detail = v; r->has |= UINT64_C(1) << 4; }
static inline void in_incident_open_set_lat(struct in_incident_open *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 5; }
static inline void in_incident_open_set_lon(struct in_incident_open *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 6; }
static inline void in_incident_open_set_alarm(struct in_incident_open *r, struct str v) { r->alarm = v; r->has |= UINT64_C(1) << 7; }
static inline void in_incident_open_set_hit(struct in_incident_open *r, struct str v) { r->hit = v; r->has |= UINT64_C(1) << 8; }
static inline void in_incident_open_set_drill(struct in_incident_open *r, int64_t v) { r->drill = v; r->has |= UINT64_C(1) << 9; }
static inline void in_incident_open_set_id(struct in_incident_open *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 10; }

/* Fields to change. */
struct in_incident_change {
    uint64_t has; /* bit of each field that is set */
    int64_t kind; /* what */
    int64_t priority; /* 1 is the highest */
    struct str title; /* one line */
    struct str address; /* where */
    struct str detail; /* what was said */
    int64_t lat; /* where */
    int64_t lon; /* where */
    int64_t seen; /* sequence of the incident as it was seen: what somebody else changed since of what this changes refuses it, and says so */
};

enum {
    F_IN_INCIDENT_CHANGE_KIND = 0,
    F_IN_INCIDENT_CHANGE_PRIORITY = 1,
    F_IN_INCIDENT_CHANGE_TITLE = 2,
    F_IN_INCIDENT_CHANGE_ADDRESS = 3,
    F_IN_INCIDENT_CHANGE_DETAIL = 4,
    F_IN_INCIDENT_CHANGE_LAT = 5,
    F_IN_INCIDENT_CHANGE_LON = 6,
    F_IN_INCIDENT_CHANGE_SEEN = 7,
};

static inline void in_incident_change_set_kind(struct in_incident_change *r, int64_t v) { r->kind = v; r->has |= UINT64_C(1) << 0; }
static inline void in_incident_change_set_priority(struct in_incident_change *r, int64_t v) { r->priority = v; r->has |= UINT64_C(1) << 1; }
static inline void in_incident_change_set_title(struct in_incident_change *r, struct str v) { r->title = v; r->has |= UINT64_C(1) << 2; }
static inline void in_incident_change_set_address(struct in_incident_change *r, struct str v) { r->address = v; r->has |= UINT64_C(1) << 3; }
static inline void in_incident_change_set_detail(struct in_incident_change *r, struct str v) { r->detail = v; r->has |= UINT64_C(1) << 4; }
static inline void in_incident_change_set_lat(struct in_incident_change *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 5; }
static inline void in_incident_change_set_lon(struct in_incident_change *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 6; }
static inline void in_incident_change_set_seen(struct in_incident_change *r, int64_t v) { r->seen = v; r->has |= UINT64_C(1) << 7; }

/* How it ended. */
struct in_incident_close {
    uint64_t has; /* bit of each field that is set */
    int64_t disposition; /* how */
    struct str note; /* a note */
    int64_t at; /* device time */
    int64_t seen; /* sequence of the incident as it was seen: whatever somebody else changed since refuses it */
    struct str id; /* idempotency */
};

enum {
    F_IN_INCIDENT_CLOSE_DISPOSITION = 0,
    F_IN_INCIDENT_CLOSE_NOTE = 1,
    F_IN_INCIDENT_CLOSE_AT = 2,
    F_IN_INCIDENT_CLOSE_SEEN = 3,
    F_IN_INCIDENT_CLOSE_ID = 4,
};

static inline void in_incident_close_set_disposition(struct in_incident_close *r, int64_t v) { r->disposition = v; r->has |= UINT64_C(1) << 0; }
static inline void in_incident_close_set_note(struct in_incident_close *r, struct str v) { r->note = v; r->has |= UINT64_C(1) << 1; }
static inline void in_incident_close_set_at(struct in_incident_close *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 2; }
static inline void in_incident_close_set_seen(struct in_incident_close *r, int64_t v) { r->seen = v; r->has |= UINT64_C(1) << 3; }
static inline void in_incident_close_set_id(struct in_incident_close *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 4; }

/* Send a unit. */
struct in_assign {
    uint64_t has; /* bit of each field that is set */
    struct str unit; /* which */
    int64_t seen; /* sequence of the incident as it was seen: units sent or recalled, another place, a closing since by somebody else refuse it */
    struct str override; /* why not the first recommended */
    int64_t lead; /* it leads from now on; else the first unit does */
    struct str id; /* idempotency */
};

enum {
    F_IN_ASSIGN_UNIT = 0,
    F_IN_ASSIGN_SEEN = 1,
    F_IN_ASSIGN_OVERRIDE = 2,
    F_IN_ASSIGN_LEAD = 3,
    F_IN_ASSIGN_ID = 4,
};

static inline void in_assign_set_unit(struct in_assign *r, struct str v) { r->unit = v; r->has |= UINT64_C(1) << 0; }
static inline void in_assign_set_seen(struct in_assign *r, int64_t v) { r->seen = v; r->has |= UINT64_C(1) << 1; }
static inline void in_assign_set_override(struct in_assign *r, struct str v) { r->override = v; r->has |= UINT64_C(1) << 2; }
static inline void in_assign_set_lead(struct in_assign *r, int64_t v) { r->lead = v; r->has |= UINT64_C(1) << 3; }
static inline void in_assign_set_id(struct in_assign *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 4; }

/* Which unit leads. */
struct in_lead {
    uint64_t has; /* bit of each field that is set */
    struct str unit; /* one at work on it */
    int64_t seen; /* sequence of the incident as it was seen: another lead since by somebody else refuses it */
    struct str id; /* idempotency */
};

enum {
    F_IN_LEAD_UNIT = 0,
    F_IN_LEAD_SEEN = 1,
    F_IN_LEAD_ID = 2,
};

static inline void in_lead_set_unit(struct in_lead *r, struct str v) { r->unit = v; r->has |= UINT64_C(1) << 0; }
static inline void in_lead_set_seen(struct in_lead *r, int64_t v) { r->seen = v; r->has |= UINT64_C(1) << 1; }
static inline void in_lead_set_id(struct in_lead *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 2; }

/* Another incident that it has to do with. */
struct in_link {
    uint64_t has; /* bit of each field that is set */
    struct str to; /* which */
    struct str id; /* idempotency */
};

enum {
    F_IN_LINK_TO = 0,
    F_IN_LINK_ID = 1,
};

static inline void in_link_set_to(struct in_link *r, struct str v) { r->to = v; r->has |= UINT64_C(1) << 0; }
static inline void in_link_set_id(struct in_link *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 1; }

/* The incident that handles this one, too. */
struct in_merge {
    uint64_t has; /* bit of each field that is set */
    struct str into; /* which */
    int64_t seen; /* sequence of the incident as it was seen: whatever somebody else changed since refuses it */
    struct str id; /* idempotency */
};

enum {
    F_IN_MERGE_INTO = 0,
    F_IN_MERGE_SEEN = 1,
    F_IN_MERGE_ID = 2,
};

static inline void in_merge_set_into(struct in_merge *r, struct str v) { r->into = v; r->has |= UINT64_C(1) << 0; }
static inline void in_merge_set_seen(struct in_merge *r, int64_t v) { r->seen = v; r->has |= UINT64_C(1) << 1; }
static inline void in_merge_set_id(struct in_merge *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 2; }

/* A step of a unit's work. */
struct in_step {
    uint64_t has; /* bit of each field that is set */
    int64_t state; /* accepted, refused, en_route, on_scene, cleared, cancelled */
    int64_t at; /* device time of the tap */
    struct str reason; /* when refused */
    int64_t disposition; /* with cleared: closes the incident too when no other unit is at work on it */
    struct str note; /* with cleared: a note */
    struct str id; /* idempotency */
};

enum {
    F_IN_STEP_STATE = 0,
    F_IN_STEP_AT = 1,
    F_IN_STEP_REASON = 2,
    F_IN_STEP_DISPOSITION = 3,
    F_IN_STEP_NOTE = 4,
    F_IN_STEP_ID = 5,
};

static inline void in_step_set_state(struct in_step *r, int64_t v) { r->state = v; r->has |= UINT64_C(1) << 0; }
static inline void in_step_set_at(struct in_step *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 1; }
static inline void in_step_set_reason(struct in_step *r, struct str v) { r->reason = v; r->has |= UINT64_C(1) << 2; }
static inline void in_step_set_disposition(struct in_step *r, int64_t v) { r->disposition = v; r->has |= UINT64_C(1) << 3; }
static inline void in_step_set_note(struct in_step *r, struct str v) { r->note = v; r->has |= UINT64_C(1) << 4; }
static inline void in_step_set_id(struct in_step *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 5; }

/* A message. */
struct in_message {
    uint64_t has; /* bit of each field that is set */
    struct str text; /* what it says */
    struct str incident; /* about which incident */
    struct str id; /* idempotency */
};

enum {
    F_IN_MESSAGE_TEXT = 0,
    F_IN_MESSAGE_INCIDENT = 1,
    F_IN_MESSAGE_ID = 2,
};

static inline void in_message_set_text(struct in_message *r, struct str v) { r->text = v; r->has |= UINT64_C(1) << 0; }
static inline void in_message_set_incident(struct in_message *r, struct str v) { r->incident = v; r->has |= UINT64_C(1) << 1; }
static inline void in_message_set_id(struct in_message *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 2; }

/* A message to many: to all units on duty of an area (empty: of all), or to those at work on an incident. */
struct in_broadcast {
    uint64_t has; /* bit of each field that is set */
    struct str text; /* what it says */
    struct str area; /* to all on duty there */
    struct str incident; /* to all at work on it */
    struct str id; /* idempotency */
};

enum {
    F_IN_BROADCAST_TEXT = 0,
    F_IN_BROADCAST_AREA = 1,
    F_IN_BROADCAST_INCIDENT = 2,
    F_IN_BROADCAST_ID = 3,
};

static inline void in_broadcast_set_text(struct in_broadcast *r, struct str v) { r->text = v; r->has |= UINT64_C(1) << 0; }
static inline void in_broadcast_set_area(struct in_broadcast *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 1; }
static inline void in_broadcast_set_incident(struct in_broadcast *r, struct str v) { r->incident = v; r->has |= UINT64_C(1) << 2; }
static inline void in_broadcast_set_id(struct in_broadcast *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 3; }

/* What happened to a message on the tablet. */
struct in_receipt {
    uint64_t has; /* bit of each field that is set */
    int64_t receipt; /* delivered or seen */
    int64_t at; /* device time */
};

enum {
    F_IN_RECEIPT_RECEIPT = 0,
    F_IN_RECEIPT_AT = 1,
};

static inline void in_receipt_set_receipt(struct in_receipt *r, int64_t v) { r->receipt = v; r->has |= UINT64_C(1) << 0; }
static inline void in_receipt_set_at(struct in_receipt *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 1; }

/* A run card, whole. */
struct in_card_set {
    uint64_t has; /* bit of each field that is set */
    int64_t kind; /* for incidents of this kind */
    int64_t priority; /* of this priority and more urgent ones; absent: 5, all */
    struct str area; /* in this area and those in it; absent: everywhere */
    struct str needs; /* a need a line: LEVEL NUMBER WHAT [SKILL,…]; WHAT is a kind of unit, or any */
};

enum {
    F_IN_CARD_SET_KIND = 0,
    F_IN_CARD_SET_PRIORITY = 1,
    F_IN_CARD_SET_AREA = 2,
    F_IN_CARD_SET_NEEDS = 3,
};

static inline void in_card_set_set_kind(struct in_card_set *r, int64_t v) { r->kind = v; r->has |= UINT64_C(1) << 0; }
static inline void in_card_set_set_priority(struct in_card_set *r, int64_t v) { r->priority = v; r->has |= UINT64_C(1) << 1; }
static inline void in_card_set_set_area(struct in_card_set *r, struct str v) { r->area = v; r->has |= UINT64_C(1) << 2; }
static inline void in_card_set_set_needs(struct in_card_set *r, struct str v) { r->needs = v; r->has |= UINT64_C(1) << 3; }

/* More help, or less, is needed. */
struct in_incident_level {
    uint64_t has; /* bit of each field that is set */
    int64_t level; /* 1 is what each incident begins with */
    struct str reason; /* why */
    int64_t seen; /* sequence of the incident as it was seen: another level since by somebody else refuses it */
    struct str id; /* idempotency */
};

enum {
    F_IN_INCIDENT_LEVEL_LEVEL = 0,
    F_IN_INCIDENT_LEVEL_REASON = 1,
    F_IN_INCIDENT_LEVEL_SEEN = 2,
    F_IN_INCIDENT_LEVEL_ID = 3,
};

static inline void in_incident_level_set_level(struct in_incident_level *r, int64_t v) { r->level = v; r->has |= UINT64_C(1) << 0; }
static inline void in_incident_level_set_reason(struct in_incident_level *r, struct str v) { r->reason = v; r->has |= UINT64_C(1) << 1; }
static inline void in_incident_level_set_seen(struct in_incident_level *r, int64_t v) { r->seen = v; r->has |= UINT64_C(1) << 2; }
static inline void in_incident_level_set_id(struct in_incident_level *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 3; }

/* One line of POST /api/v1/reads. */
struct in_read {
    uint64_t has; /* bit of each field that is set */
    struct str camera; /* which camera */
    struct str plate; /* plate as read */
    struct str region; /* country or region of the plate */
    int64_t at; /* time of the read */
    int64_t confidence; /* the engine's */
    int64_t heading; /* direction of travel */
    int64_t speed_kmh; /* measured speed */
    struct str vehicle; /* object: class, make, color */
    struct str image; /* photo the camera keeps */
    struct str alternatives; /* array of other plates the engine considered */
    struct str id; /* the sender's own id */
    struct str unread; /* a gateway's: it could not translate the device's message, and why; the line is refused and shown with it */
};

enum {
    F_IN_READ_CAMERA = 0,
    F_IN_READ_PLATE = 1,
    F_IN_READ_REGION = 2,
    F_IN_READ_AT = 3,
    F_IN_READ_CONFIDENCE = 4,
    F_IN_READ_HEADING = 5,
    F_IN_READ_SPEED_KMH = 6,
    F_IN_READ_VEHICLE = 7,
    F_IN_READ_IMAGE = 8,
    F_IN_READ_ALTERNATIVES = 9,
    F_IN_READ_ID = 10,
    F_IN_READ_UNREAD = 11,
};

static inline void in_read_set_camera(struct in_read *r, struct str v) { r->camera = v; r->has |= UINT64_C(1) << 0; }
static inline void in_read_set_plate(struct in_read *r, struct str v) { r->plate = v; r->has |= UINT64_C(1) << 1; }
static inline void in_read_set_region(struct in_read *r, struct str v) { r->region = v; r->has |= UINT64_C(1) << 2; }
static inline void in_read_set_at(struct in_read *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 3; }
static inline void in_read_set_confidence(struct in_read *r, int64_t v) { r->confidence = v; r->has |= UINT64_C(1) << 4; }
static inline void in_read_set_heading(struct in_read *r, int64_t v) { r->heading = v; r->has |= UINT64_C(1) << 5; }
static inline void in_read_set_speed_kmh(struct in_read *r, int64_t v) { r->speed_kmh = v; r->has |= UINT64_C(1) << 6; }
static inline void in_read_set_vehicle(struct in_read *r, struct str v) { r->vehicle = v; r->has |= UINT64_C(1) << 7; }
static inline void in_read_set_image(struct in_read *r, struct str v) { r->image = v; r->has |= UINT64_C(1) << 8; }
static inline void in_read_set_alternatives(struct in_read *r, struct str v) { r->alternatives = v; r->has |= UINT64_C(1) << 9; }
static inline void in_read_set_id(struct in_read *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 10; }
static inline void in_read_set_unread(struct in_read *r, struct str v) { r->unread = v; r->has |= UINT64_C(1) << 11; }

/* One line of PUT /api/v1/hotlists/{source}. */
struct in_hotlist_line {
    uint64_t has; /* bit of each field that is set */
    struct str plate; /* plate */
    struct str region; /* country or region */
    int64_t class; /* class */
    struct str issuer; /* who wants it */
    struct str basis; /* legal basis */
    int64_t reason; /* why */
    int64_t expires_at; /* never matches after this */
    int64_t lookalikes; /* list look-alikes too */
    struct str make; /* make */
    struct str color; /* colour */
};

enum {
    F_IN_HOTLIST_LINE_PLATE = 0,
    F_IN_HOTLIST_LINE_REGION = 1,
    F_IN_HOTLIST_LINE_CLASS = 2,
    F_IN_HOTLIST_LINE_ISSUER = 3,
    F_IN_HOTLIST_LINE_BASIS = 4,
    F_IN_HOTLIST_LINE_REASON = 5,
    F_IN_HOTLIST_LINE_EXPIRES_AT = 6,
    F_IN_HOTLIST_LINE_LOOKALIKES = 7,
    F_IN_HOTLIST_LINE_MAKE = 8,
    F_IN_HOTLIST_LINE_COLOR = 9,
};

static inline void in_hotlist_line_set_plate(struct in_hotlist_line *r, struct str v) { r->plate = v; r->has |= UINT64_C(1) << 0; }
static inline void in_hotlist_line_set_region(struct in_hotlist_line *r, struct str v) { r->region = v; r->has |= UINT64_C(1) << 1; }
static inline void in_hotlist_line_set_class(struct in_hotlist_line *r, int64_t v) { r->class = v; r->has |= UINT64_C(1) << 2; }
static inline void in_hotlist_line_set_issuer(struct in_hotlist_line *r, struct str v) { r->issuer = v; r->has |= UINT64_C(1) << 3; }
static inline void in_hotlist_line_set_basis(struct in_hotlist_line *r, struct str v) { r->basis = v; r->has |= UINT64_C(1) << 4; }
static inline void in_hotlist_line_set_reason(struct in_hotlist_line *r, int64_t v) { r->reason = v; r->has |= UINT64_C(1) << 5; }
static inline void in_hotlist_line_set_expires_at(struct in_hotlist_line *r, int64_t v) { r->expires_at = v; r->has |= UINT64_C(1) << 6; }
static inline void in_hotlist_line_set_lookalikes(struct in_hotlist_line *r, int64_t v) { r->lookalikes = v; r->has |= UINT64_C(1) << 7; }
static inline void in_hotlist_line_set_make(struct in_hotlist_line *r, struct str v) { r->make = v; r->has |= UINT64_C(1) << 8; }
static inline void in_hotlist_line_set_color(struct in_hotlist_line *r, struct str v) { r->color = v; r->has |= UINT64_C(1) << 9; }

/* The source stands by the entry. */
struct in_entry_affirm {
    uint64_t has; /* bit of each field that is set */
    struct str name; /* who at the source said so */
    struct str id; /* idempotency */
};

enum {
    F_IN_ENTRY_AFFIRM_NAME = 0,
    F_IN_ENTRY_AFFIRM_ID = 1,
};

static inline void in_entry_affirm_set_name(struct in_entry_affirm *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 0; }
static inline void in_entry_affirm_set_id(struct in_entry_affirm *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 1; }

/* Why. */
struct in_entry_remove {
    uint64_t has; /* bit of each field that is set */
    struct str why; /* reason */
};

enum {
    F_IN_ENTRY_REMOVE_WHY = 0,
};

static inline void in_entry_remove_set_why(struct in_entry_remove *r, struct str v) { r->why = v; r->has |= UINT64_C(1) << 0; }

/* What the person saw on the photo. */
struct in_hit_see {
    uint64_t has; /* bit of each field that is set */
    int64_t plate; /* the plate on the photo is the wanted one */
    int64_t region; /* the region is the same */
    int64_t class; /* the class is the same */
    struct str id; /* idempotency */
};

enum {
    F_IN_HIT_SEE_PLATE = 0,
    F_IN_HIT_SEE_REGION = 1,
    F_IN_HIT_SEE_CLASS = 2,
    F_IN_HIT_SEE_ID = 3,
};

static inline void in_hit_see_set_plate(struct in_hit_see *r, int64_t v) { r->plate = v; r->has |= UINT64_C(1) << 0; }
static inline void in_hit_see_set_region(struct in_hit_see *r, int64_t v) { r->region = v; r->has |= UINT64_C(1) << 1; }
static inline void in_hit_see_set_class(struct in_hit_see *r, int64_t v) { r->class = v; r->has |= UINT64_C(1) << 2; }
static inline void in_hit_see_set_id(struct in_hit_see *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 3; }

/* The source stands by the entry. */
struct in_hit_reaffirm {
    uint64_t has; /* bit of each field that is set */
    struct str name; /* who at the source said so */
    struct str id; /* idempotency */
};

enum {
    F_IN_HIT_REAFFIRM_NAME = 0,
    F_IN_HIT_REAFFIRM_ID = 1,
};

static inline void in_hit_reaffirm_set_name(struct in_hit_reaffirm *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 0; }
static inline void in_hit_reaffirm_set_id(struct in_hit_reaffirm *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 1; }

/* Why it is not the vehicle. */
struct in_hit_dismiss {
    uint64_t has; /* bit of each field that is set */
    struct str why; /* reason */
    struct str id; /* idempotency */
};

enum {
    F_IN_HIT_DISMISS_WHY = 0,
    F_IN_HIT_DISMISS_ID = 1,
};

static inline void in_hit_dismiss_set_why(struct in_hit_dismiss *r, struct str v) { r->why = v; r->has |= UINT64_C(1) << 0; }
static inline void in_hit_dismiss_set_id(struct in_hit_dismiss *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 1; }

/* The officer's answer. */
struct in_notice_answer {
    uint64_t has; /* bit of each field that is set */
    struct str answer; /* following, lost, busy… */
    int64_t at; /* device time */
    struct str id; /* idempotency */
};

enum {
    F_IN_NOTICE_ANSWER_ANSWER = 0,
    F_IN_NOTICE_ANSWER_AT = 1,
    F_IN_NOTICE_ANSWER_ID = 2,
};

static inline void in_notice_answer_set_answer(struct in_notice_answer *r, struct str v) { r->answer = v; r->has |= UINT64_C(1) << 0; }
static inline void in_notice_answer_set_at(struct in_notice_answer *r, int64_t v) { r->at = v; r->has |= UINT64_C(1) << 1; }
static inline void in_notice_answer_set_id(struct in_notice_answer *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 2; }

/* A street that is closed or slow: `radius_m` around a place, or a stretch to `to_lat`, `to_lon` along the quickest way. */
struct in_closure_place {
    uint64_t has; /* bit of each field that is set */
    int64_t lat; /* the place, or where the stretch begins */
    int64_t lon; /* the place, or where the stretch begins */
    int64_t radius_m; /* of a place: all roads so near */
    int64_t to_lat; /* of a stretch: where it ends */
    int64_t to_lon; /* of a stretch: where it ends */
    int64_t one_way; /* of a stretch: only from its beginning to its end */
    int64_t time_permille; /* absent or 0: closed; else 100 to 20000, what part of its time driving takes: 2000 is twice as long */
    struct str name; /* which street, in words */
    struct str reason; /* why */
    struct str incident; /* incident it is for */
    int64_t from; /* from when; absent: now */
    int64_t until; /* its end, at most a year from now */
    struct str id; /* idempotency */
};

enum {
    F_IN_CLOSURE_PLACE_LAT = 0,
    F_IN_CLOSURE_PLACE_LON = 1,
    F_IN_CLOSURE_PLACE_RADIUS_M = 2,
    F_IN_CLOSURE_PLACE_TO_LAT = 3,
    F_IN_CLOSURE_PLACE_TO_LON = 4,
    F_IN_CLOSURE_PLACE_ONE_WAY = 5,
    F_IN_CLOSURE_PLACE_TIME_PERMILLE = 6,
    F_IN_CLOSURE_PLACE_NAME = 7,
    F_IN_CLOSURE_PLACE_REASON = 8,
    F_IN_CLOSURE_PLACE_INCIDENT = 9,
    F_IN_CLOSURE_PLACE_FROM = 10,
    F_IN_CLOSURE_PLACE_UNTIL = 11,
    F_IN_CLOSURE_PLACE_ID = 12,
};

static inline void in_closure_place_set_lat(struct in_closure_place *r, int64_t v) { r->lat = v; r->has |= UINT64_C(1) << 0; }
static inline void in_closure_place_set_lon(struct in_closure_place *r, int64_t v) { r->lon = v; r->has |= UINT64_C(1) << 1; }
static inline void in_closure_place_set_radius_m(struct in_closure_place *r, int64_t v) { r->radius_m = v; r->has |= UINT64_C(1) << 2; }
static inline void in_closure_place_set_to_lat(struct in_closure_place *r, int64_t v) { r->to_lat = v; r->has |= UINT64_C(1) << 3; }
static inline void in_closure_place_set_to_lon(struct in_closure_place *r, int64_t v) { r->to_lon = v; r->has |= UINT64_C(1) << 4; }
static inline void in_closure_place_set_one_way(struct in_closure_place *r, int64_t v) { r->one_way = v; r->has |= UINT64_C(1) << 5; }
static inline void in_closure_place_set_time_permille(struct in_closure_place *r, int64_t v) { r->time_permille = v; r->has |= UINT64_C(1) << 6; }
static inline void in_closure_place_set_name(struct in_closure_place *r, struct str v) { r->name = v; r->has |= UINT64_C(1) << 7; }
static inline void in_closure_place_set_reason(struct in_closure_place *r, struct str v) { r->reason = v; r->has |= UINT64_C(1) << 8; }
static inline void in_closure_place_set_incident(struct in_closure_place *r, struct str v) { r->incident = v; r->has |= UINT64_C(1) << 9; }
static inline void in_closure_place_set_from(struct in_closure_place *r, int64_t v) { r->from = v; r->has |= UINT64_C(1) << 10; }
static inline void in_closure_place_set_until(struct in_closure_place *r, int64_t v) { r->until = v; r->has |= UINT64_C(1) << 11; }
static inline void in_closure_place_set_id(struct in_closure_place *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 12; }

/* What is otherwise now. */
struct in_closure_change {
    uint64_t has; /* bit of each field that is set */
    int64_t time_permille; /* 0: closed; else 100 to 20000 */
    struct str reason; /* why */
    int64_t until; /* its end, at most a year from now */
};

enum {
    F_IN_CLOSURE_CHANGE_TIME_PERMILLE = 0,
    F_IN_CLOSURE_CHANGE_REASON = 1,
    F_IN_CLOSURE_CHANGE_UNTIL = 2,
};

static inline void in_closure_change_set_time_permille(struct in_closure_change *r, int64_t v) { r->time_permille = v; r->has |= UINT64_C(1) << 0; }
static inline void in_closure_change_set_reason(struct in_closure_change *r, struct str v) { r->reason = v; r->has |= UINT64_C(1) << 1; }
static inline void in_closure_change_set_until(struct in_closure_change *r, int64_t v) { r->until = v; r->has |= UINT64_C(1) << 2; }

/* It is open again. */
struct in_closure_lift {
    uint64_t has; /* bit of each field that is set */
    struct str reason; /* why */
    struct str id; /* idempotency */
};

enum {
    F_IN_CLOSURE_LIFT_REASON = 0,
    F_IN_CLOSURE_LIFT_ID = 1,
};

static inline void in_closure_lift_set_reason(struct in_closure_lift *r, struct str v) { r->reason = v; r->has |= UINT64_C(1) << 0; }
static inline void in_closure_lift_set_id(struct in_closure_lift *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 1; }

/* How slow driving is by the hour on one day of the week. */
struct in_traffic_set {
    uint64_t has; /* bit of each field that is set */
    struct str hours; /* {"all":[24 numbers],"motorway":[…]}: permille of the time without traffic, 100 to 20000 */
};

enum {
    F_IN_TRAFFIC_SET_HOURS = 0,
};

static inline void in_traffic_set_set_hours(struct in_traffic_set *r, struct str v) { r->hours = v; r->has |= UINT64_C(1) << 0; }

/* Agreed. */
struct in_approve {
    uint64_t has; /* bit of each field that is set */
    struct str id; /* idempotency */
};

enum {
    F_IN_APPROVE_ID = 0,
};

static inline void in_approve_set_id(struct in_approve *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 0; }

/* Why not. */
struct in_approve_refuse {
    uint64_t has; /* bit of each field that is set */
    struct str why; /* reason */
    struct str id; /* idempotency */
};

enum {
    F_IN_APPROVE_REFUSE_WHY = 0,
    F_IN_APPROVE_REFUSE_ID = 1,
};

static inline void in_approve_refuse_set_why(struct in_approve_refuse *r, struct str v) { r->why = v; r->has |= UINT64_C(1) << 0; }
static inline void in_approve_refuse_set_id(struct in_approve_refuse *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 1; }

/* Not wanted any more. */
struct in_approve_withdraw {
    uint64_t has; /* bit of each field that is set */
    struct str id; /* idempotency */
};

enum {
    F_IN_APPROVE_WITHDRAW_ID = 0,
};

static inline void in_approve_withdraw_set_id(struct in_approve_withdraw *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 0; }

/* A new case. */
struct in_case_open {
    uint64_t has; /* bit of each field that is set */
    struct str number; /* its number at the authority */
    struct str basis; /* legal basis */
    int64_t expires_at; /* until when, at most 90 days from now */
    struct str owner; /* whose case; empty: the asker's */
    struct str people; /* who may look besides the owner */
    struct str subjects; /* whom and what it is about: user:U3, unit:M1, hit:H7, plate:01A123BC; a look-up of anything else goes to the reviewer */
    struct str id; /* idempotency */
};

enum {
    F_IN_CASE_OPEN_NUMBER = 0,
    F_IN_CASE_OPEN_BASIS = 1,
    F_IN_CASE_OPEN_EXPIRES_AT = 2,
    F_IN_CASE_OPEN_OWNER = 3,
    F_IN_CASE_OPEN_PEOPLE = 4,
    F_IN_CASE_OPEN_SUBJECTS = 5,
    F_IN_CASE_OPEN_ID = 6,
};

static inline void in_case_open_set_number(struct in_case_open *r, struct str v) { r->number = v; r->has |= UINT64_C(1) << 0; }
static inline void in_case_open_set_basis(struct in_case_open *r, struct str v) { r->basis = v; r->has |= UINT64_C(1) << 1; }
static inline void in_case_open_set_expires_at(struct in_case_open *r, int64_t v) { r->expires_at = v; r->has |= UINT64_C(1) << 2; }
static inline void in_case_open_set_owner(struct in_case_open *r, struct str v) { r->owner = v; r->has |= UINT64_C(1) << 3; }
static inline void in_case_open_set_people(struct in_case_open *r, struct str v) { r->people = v; r->has |= UINT64_C(1) << 4; }
static inline void in_case_open_set_subjects(struct in_case_open *r, struct str v) { r->subjects = v; r->has |= UINT64_C(1) << 5; }
static inline void in_case_open_set_id(struct in_case_open *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 6; }

/* A signed order to tell subjects later; what is signed is in doc/api.md. */
struct in_case_defer {
    uint64_t has; /* bit of each field that is set */
    struct str office; /* whose order: the name of its key */
    struct str number; /* its number */
    int64_t issued_at; /* its date, in whole seconds */
    int64_t until; /* until when, at most 90 days after its date */
    struct str document; /* SHA-256 of the document */
    struct str signature; /* Ed25519 by the issuer's key, base64 */
    struct str id; /* idempotency */
};

enum {
    F_IN_CASE_DEFER_OFFICE = 0,
    F_IN_CASE_DEFER_NUMBER = 1,
    F_IN_CASE_DEFER_ISSUED_AT = 2,
    F_IN_CASE_DEFER_UNTIL = 3,
    F_IN_CASE_DEFER_DOCUMENT = 4,
    F_IN_CASE_DEFER_SIGNATURE = 5,
    F_IN_CASE_DEFER_ID = 6,
};

static inline void in_case_defer_set_office(struct in_case_defer *r, struct str v) { r->office = v; r->has |= UINT64_C(1) << 0; }
static inline void in_case_defer_set_number(struct in_case_defer *r, struct str v) { r->number = v; r->has |= UINT64_C(1) << 1; }
static inline void in_case_defer_set_issued_at(struct in_case_defer *r, int64_t v) { r->issued_at = v; r->has |= UINT64_C(1) << 2; }
static inline void in_case_defer_set_until(struct in_case_defer *r, int64_t v) { r->until = v; r->has |= UINT64_C(1) << 3; }
static inline void in_case_defer_set_document(struct in_case_defer *r, struct str v) { r->document = v; r->has |= UINT64_C(1) << 4; }
static inline void in_case_defer_set_signature(struct in_case_defer *r, struct str v) { r->signature = v; r->has |= UINT64_C(1) << 5; }
static inline void in_case_defer_set_id(struct in_case_defer *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 6; }

/* Histories as a file, for a case. */
struct in_export_ask {
    uint64_t has; /* bit of each field that is set */
    struct str casefile; /* the case */
    int64_t purpose; /* why: a code that stands on a case */
    struct str about; /* whose histories: incident:I5, unit:M1, user:U3; each is named by the case */
    struct str by; /* who fetches it, one of the case's people; empty: the asker */
    struct str id; /* idempotency */
};

enum {
    F_IN_EXPORT_ASK_CASEFILE = 0,
    F_IN_EXPORT_ASK_PURPOSE = 1,
    F_IN_EXPORT_ASK_ABOUT = 2,
    F_IN_EXPORT_ASK_BY = 3,
    F_IN_EXPORT_ASK_ID = 4,
};

static inline void in_export_ask_set_casefile(struct in_export_ask *r, struct str v) { r->casefile = v; r->has |= UINT64_C(1) << 0; }
static inline void in_export_ask_set_purpose(struct in_export_ask *r, int64_t v) { r->purpose = v; r->has |= UINT64_C(1) << 1; }
static inline void in_export_ask_set_about(struct in_export_ask *r, struct str v) { r->about = v; r->has |= UINT64_C(1) << 2; }
static inline void in_export_ask_set_by(struct in_export_ask *r, struct str v) { r->by = v; r->has |= UINT64_C(1) << 3; }
static inline void in_export_ask_set_id(struct in_export_ask *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 4; }

/* A judgement. */
struct in_review {
    uint64_t has; /* bit of each field that is set */
    int64_t verdict; /* in_order, unclear or misuse */
    struct str note; /* its reasons */
    struct str id; /* idempotency */
};

enum {
    F_IN_REVIEW_VERDICT = 0,
    F_IN_REVIEW_NOTE = 1,
    F_IN_REVIEW_ID = 2,
};

static inline void in_review_set_verdict(struct in_review *r, int64_t v) { r->verdict = v; r->has |= UINT64_C(1) << 0; }
static inline void in_review_set_note(struct in_review *r, struct str v) { r->note = v; r->has |= UINT64_C(1) << 1; }
static inline void in_review_set_id(struct in_review *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 2; }

/* How long a class of things is kept. */
struct in_retention_set {
    uint64_t has; /* bit of each field that is set */
    int64_t life_s; /* seconds */
    struct str reason; /* why */
};

enum {
    F_IN_RETENTION_SET_LIFE_S = 0,
    F_IN_RETENTION_SET_REASON = 1,
};

static inline void in_retention_set_set_life_s(struct in_retention_set *r, int64_t v) { r->life_s = v; r->has |= UINT64_C(1) << 0; }
static inline void in_retention_set_set_reason(struct in_retention_set *r, struct str v) { r->reason = v; r->has |= UINT64_C(1) << 1; }

/* What must be kept, until when, and on what ground. */
struct in_hold_place {
    uint64_t has; /* bit of each field that is set */
    struct str about; /* kind/id: an incident, a hit, a case, any other entity */
    struct str basis; /* legal basis, and the number of the order */
    struct str for_case; /* the case it is for */
    int64_t until; /* its end, at most a year from now */
    struct str id; /* idempotency */
};

enum {
    F_IN_HOLD_PLACE_ABOUT = 0,
    F_IN_HOLD_PLACE_BASIS = 1,
    F_IN_HOLD_PLACE_FOR_CASE = 2,
    F_IN_HOLD_PLACE_UNTIL = 3,
    F_IN_HOLD_PLACE_ID = 4,
};

static inline void in_hold_place_set_about(struct in_hold_place *r, struct str v) { r->about = v; r->has |= UINT64_C(1) << 0; }
static inline void in_hold_place_set_basis(struct in_hold_place *r, struct str v) { r->basis = v; r->has |= UINT64_C(1) << 1; }
static inline void in_hold_place_set_for_case(struct in_hold_place *r, struct str v) { r->for_case = v; r->has |= UINT64_C(1) << 2; }
static inline void in_hold_place_set_until(struct in_hold_place *r, int64_t v) { r->until = v; r->has |= UINT64_C(1) << 3; }
static inline void in_hold_place_set_id(struct in_hold_place *r, struct str v) { r->id = v; r->has |= UINT64_C(1) << 4; }

/* Until when it must be kept now, and on what ground. */
struct in_hold_extend {
    uint64_t has; /* bit of each field that is set */
    int64_t until; /* its end, at most a year from now */
    struct str basis; /* legal basis, and the number of the order */
};

enum {
    F_IN_HOLD_EXTEND_UNTIL = 0,
    F_IN_HOLD_EXTEND_BASIS = 1,
};

static inline void in_hold_extend_set_until(struct in_hold_extend *r, int64_t v) { r->until = v; r->has |= UINT64_C(1) << 0; }
static inline void in_hold_extend_set_basis(struct in_hold_extend *r, struct str v) { r->basis = v; r->has |= UINT64_C(1) << 1; }

/* Why it need not be kept any longer. */
struct in_hold_release {
    uint64_t has; /* bit of each field that is set */
    struct str reason; /* why */
};

enum {
    F_IN_HOLD_RELEASE_REASON = 0,
};

static inline void in_hold_release_set_reason(struct in_hold_release *r, struct str v) { r->reason = v; r->has |= UINT64_C(1) << 0; }

/* clang-format on */

#endif
