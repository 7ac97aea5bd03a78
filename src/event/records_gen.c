/* SPDX-License-Identifier: Apache-2.0 */
/* Made by tools/gen.mjs from schema/. Do not edit: change the schema and run ./dev gen. */
#include "event/record.h"

/* clang-format off */

static const struct str names_history_fault[] = {STR_INIT("none"), STR_INIT("refused"), STR_INIT("broken")};
const struct enum_table enum_history_fault = {"history_fault", names_history_fault, 3};

static const struct str names_role[] = {STR_INIT("admin"), STR_INIT("operator"), STR_INIT("supervisor"), STR_INIT("unit"), STR_INIT("auditor"), STR_INIT("camera"), STR_INIT("tracker"), STR_INIT("alarm"), STR_INIT("portal"), STR_INIT("partner")};
const struct enum_table enum_role = {"role", names_role, 10};

static const struct str names_lang[] = {STR_INIT("en"), STR_INIT("ru"), STR_INIT("uz"), STR_INIT("kk")};
const struct enum_table enum_lang = {"lang", names_lang, 4};

static const struct str names_site_kind[] = {STR_INIT("school"), STR_INIT("kindergarten"), STR_INIT("hospital"), STR_INIT("office"), STR_INIT("shop"), STR_INIT("bank"), STR_INIT("station"), STR_INIT("other")};
const struct enum_table enum_site_kind = {"site_kind", names_site_kind, 8};

static const struct str names_device_kind[] = {STR_INIT("camera"), STR_INIT("button"), STR_INIT("panel"), STR_INIT("tablet"), STR_INIT("tracker"), STR_INIT("other")};
const struct enum_table enum_device_kind = {"device_kind", names_device_kind, 6};

static const struct str names_device_state[] = {STR_INIT("active"), STR_INIT("maintenance"), STR_INIT("unknown"), STR_INIT("retired")};
const struct enum_table enum_device_state = {"device_state", names_device_state, 4};

static const struct str names_test_how[] = {STR_INIT("signal"), STR_INIT("drill"), STR_INIT("press")};
const struct enum_table enum_test_how = {"test_how", names_test_how, 3};

static const struct str names_area_kind[] = {STR_INIT("country"), STR_INIT("region"), STR_INIT("district"), STR_INIT("other")};
const struct enum_table enum_area_kind = {"area_kind", names_area_kind, 4};

static const struct str names_unit_kind[] = {STR_INIT("patrol"), STR_INIT("traffic"), STR_INIT("inspector"), STR_INIT("foot"), STR_INIT("duty")};
const struct enum_table enum_unit_kind = {"unit_kind", names_unit_kind, 5};

static const struct str names_unit_duty[] = {STR_INIT("off"), STR_INIT("on")};
const struct enum_table enum_unit_duty = {"unit_duty", names_unit_duty, 2};

static const struct str names_unit_status[] = {STR_INIT("available"), STR_INIT("dispatched"), STR_INIT("en_route"), STR_INIT("on_scene"), STR_INIT("busy"), STR_INIT("out")};
const struct enum_table enum_unit_status = {"unit_status", names_unit_status, 6};

static const struct str names_alarm_kind[] = {STR_INIT("panic"), STR_INIT("duress"), STR_INIT("help"), STR_INIT("fire"), STR_INIT("intrusion"), STR_INIT("medical"), STR_INIT("technical"), STR_INIT("tamper"), STR_INIT("silence"), STR_INIT("test"), STR_INIT("other"), STR_INIT("history"), STR_INIT("warning"), STR_INIT("welfare")};
const struct enum_table enum_alarm_kind = {"alarm_kind", names_alarm_kind, 14};

static const struct str names_panel_says[] = {STR_INIT("alarm"), STR_INIT("restored"), STR_INIT("test"), STR_INIT("report")};
const struct enum_table enum_panel_says = {"panel_says", names_panel_says, 4};

static const struct str names_alarm_state[] = {STR_INIT("active"), STR_INIT("acknowledged"), STR_INIT("closed")};
const struct enum_table enum_alarm_state = {"alarm_state", names_alarm_state, 3};

static const struct str names_snapshot_when[] = {STR_INIT("before"), STR_INIT("now")};
const struct enum_table enum_snapshot_when = {"snapshot_when", names_snapshot_when, 2};

static const struct str names_step_answer[] = {STR_INIT("yes"), STR_INIT("no"), STR_INIT("done"), STR_INIT("unreached"), STR_INIT("matched"), STR_INIT("mismatch"), STR_INIT("duress")};
const struct enum_table enum_step_answer = {"step_answer", names_step_answer, 7};

static const struct str names_practice[] = {STR_INIT("no"), STR_INIT("drill"), STR_INIT("maintenance")};
const struct enum_table enum_practice = {"practice", names_practice, 3};

static const struct str names_alarm_cause[] = {STR_INIT("none"), STR_INIT("battery"), STR_INIT("test_missed")};
const struct enum_table enum_alarm_cause = {"alarm_cause", names_alarm_cause, 3};

static const struct str names_disposition[] = {STR_INIT("genuine"), STR_INIT("false_alarm"), STR_INIT("accident"), STR_INIT("test"), STR_INIT("technical"), STR_INIT("duplicate"), STR_INIT("unfounded"), STR_INIT("handled_elsewhere")};
const struct enum_table enum_disposition = {"disposition", names_disposition, 8};

static const struct str names_weekday[] = {STR_INIT("monday"), STR_INIT("tuesday"), STR_INIT("wednesday"), STR_INIT("thursday"), STR_INIT("friday"), STR_INIT("saturday"), STR_INIT("sunday")};
const struct enum_table enum_weekday = {"weekday", names_weekday, 7};

static const struct str names_schedule_state[] = {STR_INIT("planned"), STR_INIT("due"), STR_INIT("overdue")};
const struct enum_table enum_schedule_state = {"schedule_state", names_schedule_state, 3};

static const struct str names_drill_state[] = {STR_INIT("planned"), STR_INIT("running"), STR_INIT("over")};
const struct enum_table enum_drill_state = {"drill_state", names_drill_state, 3};

static const struct str names_warning_status[] = {STR_INIT("actual"), STR_INIT("exercise"), STR_INIT("test")};
const struct enum_table enum_warning_status = {"warning_status", names_warning_status, 3};

static const struct str names_warning_state[] = {STR_INIT("active"), STR_INIT("cancelled"), STR_INIT("expired")};
const struct enum_table enum_warning_state = {"warning_state", names_warning_state, 3};

static const struct str names_warning_category[] = {STR_INIT("geo"), STR_INIT("met"), STR_INIT("safety"), STR_INIT("security"), STR_INIT("rescue"), STR_INIT("fire"), STR_INIT("health"), STR_INIT("env"), STR_INIT("transport"), STR_INIT("infra"), STR_INIT("cbrne"), STR_INIT("other")};
const struct enum_table enum_warning_category = {"warning_category", names_warning_category, 12};

static const struct str names_warning_urgency[] = {STR_INIT("immediate"), STR_INIT("expected"), STR_INIT("future"), STR_INIT("past"), STR_INIT("unknown")};
const struct enum_table enum_warning_urgency = {"warning_urgency", names_warning_urgency, 5};

static const struct str names_warning_severity[] = {STR_INIT("extreme"), STR_INIT("severe"), STR_INIT("moderate"), STR_INIT("minor"), STR_INIT("unknown")};
const struct enum_table enum_warning_severity = {"warning_severity", names_warning_severity, 5};

static const struct str names_warning_certainty[] = {STR_INIT("observed"), STR_INIT("likely"), STR_INIT("possible"), STR_INIT("unlikely"), STR_INIT("unknown")};
const struct enum_table enum_warning_certainty = {"warning_certainty", names_warning_certainty, 5};

static const struct str names_warning_trust[] = {STR_INIT("unsigned"), STR_INIT("unverified"), STR_INIT("verified"), STR_INIT("broken")};
const struct enum_table enum_warning_trust = {"warning_trust", names_warning_trust, 4};

static const struct str names_incident_kind[] = {STR_INIT("alarm"), STR_INIT("robbery"), STR_INIT("violence"), STR_INIT("theft"), STR_INIT("traffic"), STR_INIT("dangerous_driving"), STR_INIT("wanted_vehicle"), STR_INIT("missing_person"), STR_INIT("noise"), STR_INIT("fire"), STR_INIT("medical"), STR_INIT("officer_help"), STR_INIT("other")};
const struct enum_table enum_incident_kind = {"incident_kind", names_incident_kind, 13};

static const struct str names_incident_state[] = {STR_INIT("received"), STR_INIT("queued"), STR_INIT("dispatched"), STR_INIT("en_route"), STR_INIT("on_scene"), STR_INIT("cleared"), STR_INIT("closed")};
const struct enum_table enum_incident_state = {"incident_state", names_incident_state, 7};

static const struct str names_message_way[] = {STR_INIT("to_unit"), STR_INIT("to_desk")};
const struct enum_table enum_message_way = {"message_way", names_message_way, 2};

static const struct str names_assignment_state[] = {STR_INIT("sent"), STR_INIT("accepted"), STR_INIT("en_route"), STR_INIT("on_scene"), STR_INIT("cleared"), STR_INIT("refused"), STR_INIT("cancelled")};
const struct enum_table enum_assignment_state = {"assignment_state", names_assignment_state, 7};

static const struct str names_receipt[] = {STR_INIT("delivered"), STR_INIT("seen")};
const struct enum_table enum_receipt = {"receipt", names_receipt, 2};

static const struct str names_vehicle_class[] = {STR_INIT("unknown"), STR_INIT("car"), STR_INIT("motorcycle"), STR_INIT("truck"), STR_INIT("bus"), STR_INIT("van"), STR_INIT("trailer")};
const struct enum_table enum_vehicle_class = {"vehicle_class", names_vehicle_class, 7};

static const struct str names_hit_state[] = {STR_INIT("unconfirmed"), STR_INIT("seen"), STR_INIT("confirmed"), STR_INIT("dismissed"), STR_INIT("expired")};
const struct enum_table enum_hit_state = {"hit_state", names_hit_state, 5};

static const struct str names_wanted_reason[] = {STR_INIT("stolen"), STR_INIT("wanted_person"), STR_INIT("missing_person"), STR_INIT("hit_and_run"), STR_INIT("crime"), STR_INIT("unpaid"), STR_INIT("other")};
const struct enum_table enum_wanted_reason = {"wanted_reason", names_wanted_reason, 7};

static const struct str names_violation_kind[] = {STR_INIT("speeding"), STR_INIT("repeated"), STR_INIT("wrong_way")};
const struct enum_table enum_violation_kind = {"violation_kind", names_violation_kind, 3};

static const struct str names_notice_action[] = {STR_INIT("observe"), STR_INIT("confirmed"), STR_INIT("danger"), STR_INIT("withdrawn")};
const struct enum_table enum_notice_action = {"notice_action", names_notice_action, 4};

static const struct str names_notice_state[] = {STR_INIT("sent"), STR_INIT("answered"), STR_INIT("moved"), STR_INIT("expired"), STR_INIT("withdrawn")};
const struct enum_table enum_notice_state = {"notice_state", names_notice_state, 5};

static const struct str names_approval_state[] = {STR_INIT("open"), STR_INIT("approved"), STR_INIT("refused"), STR_INIT("withdrawn"), STR_INIT("expired")};
const struct enum_table enum_approval_state = {"approval_state", names_approval_state, 5};

static const struct str names_access[] = {STR_INIT("public"), STR_INIT("duty"), STR_INIT("look_up")};
const struct enum_table enum_access = {"access", names_access, 3};

static const struct str names_purpose[] = {STR_INIT("none"), STR_INIT("response"), STR_INIT("pursuit"), STR_INIT("missing_person"), STR_INIT("investigation"), STR_INIT("court_order"), STR_INIT("complaint"), STR_INIT("conduct"), STR_INIT("audit"), STR_INIT("break_glass"), STR_INIT("subject")};
const struct enum_table enum_purpose = {"purpose", names_purpose, 11};

static const struct str names_review_reason[] = {STR_INIT("young_incident"), STR_INIT("repeated"), STR_INIT("break_glass"), STR_INIT("sample"), STR_INIT("unnamed")};
const struct enum_table enum_review_reason = {"review_reason", names_review_reason, 5};

static const struct str names_review_verdict[] = {STR_INIT("in_order"), STR_INIT("unclear"), STR_INIT("misuse")};
const struct enum_table enum_review_verdict = {"review_verdict", names_review_verdict, 3};

static const struct field fields_centre[] = {
    {"blind_from", STR_INIT(",\"blind_from\":"), "since when nothing could be received before the last start", FIELD_TIME, 0, 3, -1, 0, 10, offsetof(struct centre, blind_from), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"blind_to", STR_INIT(",\"blind_to\":"), "until when", FIELD_TIME, 0, 4, -1, 0, 8, offsetof(struct centre, blind_to), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"history_fault", STR_INIT(",\"history_fault\":"), "refused: a witness has seen another history; broken: the own signer does not sign it", FIELD_ENUM, 0, 6, -1, 0, 13, offsetof(struct centre, history_fault), INT64_C(0), INT64_C(2), &enum_history_fault},
    {"history_said", STR_INIT(",\"history_said\":"), "who says so, in words", FIELD_TEXT, 0, 7, -1, 0, 12, offsetof(struct centre, history_said), 0, INT64_C(240), NULL},
    {"journal", STR_INIT(",\"journal\":"), "random name of this journal, drawn once", FIELD_ID, 0, 0, -1, 0, 7, offsetof(struct centre, journal), 0, INT64_C(64), NULL},
    {"log_at", STR_INIT(",\"log_at\":"), "when it was begun anew", FIELD_TIME, 0, 12, -1, 0, 6, offsetof(struct centre, log_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"log_by", STR_INIT(",\"log_by\":"), "the two persons who decided it", FIELD_IDS, 0, 13, -1, 0, 6, offsetof(struct centre, log_by), 0, INT64_C(130), NULL},
    {"log_kept", STR_INIT(",\"log_kept\":"), "entries of it that are the beginning of this one, too", FIELD_INT, 0, 10, -1, 0, 8, offsetof(struct centre, log_kept), INT64_C(0), INT64_C(1000000000000000), NULL},
    {"log_lost_to", STR_INIT(",\"log_lost_to\":"), "the last entry of it that is lost, the first being the one after those; none: no loss is known", FIELD_INT, 0, 11, -1, 0, 11, offsetof(struct centre, log_lost_to), INT64_C(0), INT64_C(1000000000000000), NULL},
    {"log_old", STR_INIT(",\"log_old\":"), "name of the log before", FIELD_TEXT, 0, 9, -1, 0, 7, offsetof(struct centre, log_old), 0, INT64_C(200), NULL},
    {"log_origin", STR_INIT(",\"log_origin\":"), "name of the public log since it was begun anew; empty: the one that was set", FIELD_TEXT, 0, 8, -1, 0, 10, offsetof(struct centre, log_origin), 0, INT64_C(200), NULL},
    {"log_why", STR_INIT(",\"log_why\":"), "why", FIELD_TEXT, 0, 14, -1, 0, 7, offsetof(struct centre, log_why), 0, INT64_C(240), NULL},
    {"started_at", STR_INIT(",\"started_at\":"), "last start", FIELD_TIME, 0, 2, -1, 0, 10, offsetof(struct centre, started_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"suspended_at", STR_INIT(",\"suspended_at\":"), "since when look-ups are suspended, because no checkpoint was cosigned by the witnesses; none: they are not", FIELD_TIME, 0, 5, -1, 0, 12, offsetof(struct centre, suspended_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"version", STR_INIT(",\"version\":"), "version of the program that wrote the event", FIELD_TEXT, 0, 1, -1, 0, 7, offsetof(struct centre, version), 0, INT64_C(32), NULL},
};

static const struct record record_centre = {
    "centre", "This journal and the process that keeps it.", sizeof(struct centre), 15, true, offsetof(struct centre, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_centre,
};

static const struct field fields_user[] = {
    {"area", STR_INIT(",\"area\":"), "area the person is limited to; empty: all", FIELD_ID, 0, 2, -1, 0, 4, offsetof(struct user, area), 0, INT64_C(64), NULL},
    {"created_at", STR_INIT(",\"created_at\":"), "when added", FIELD_TIME, 0, 10, -1, 0, 10, offsetof(struct user, created_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"disabled", STR_INIT(",\"disabled\":"), "may no longer sign in", FIELD_BOOL, 0, 7, -1, 0, 8, offsetof(struct user, disabled), INT64_C(0), INT64_C(1), NULL},
    {"full_name", STR_INIT(",\"full_name\":"), "name shown in timelines", FIELD_TEXT, 0, 3, 0, FIELD_PERSONAL, 9, offsetof(struct user, full_name), 0, INT64_C(120), NULL},
    {"lang", STR_INIT(",\"lang\":"), "language of the pages", FIELD_ENUM, 0, 5, -1, 0, 4, offsetof(struct user, lang), INT64_C(0), INT64_C(3), &enum_lang},
    {"name", STR_INIT(",\"name\":"), "sign-in name", FIELD_ID, 0, 0, -1, FIELD_INDEX, 4, offsetof(struct user, name), 0, INT64_C(64), NULL},
    {"password_at", STR_INIT(",\"password_at\":"), "when", FIELD_TIME, 0, 9, -1, 0, 11, offsetof(struct user, password_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"password_by", STR_INIT(",\"password_by\":"), "who set the password last: oneself, or who gave it; local: the machine's own tool", FIELD_ID, 0, 8, -1, 0, 11, offsetof(struct user, password_by), 0, INT64_C(64), NULL},
    {"pwhash", STR_INIT(",\"pwhash\":"), "argon2id hash", FIELD_TEXT, 0, 6, 1, FIELD_PERSONAL | FIELD_SECRET, 6, offsetof(struct user, pwhash), 0, INT64_C(160), NULL},
    {"role", STR_INIT(",\"role\":"), "what the person may do", FIELD_ENUM, 0, 1, -1, 0, 4, offsetof(struct user, role), INT64_C(0), INT64_C(9), &enum_role},
    {"unit", STR_INIT(",\"unit\":"), "for the role unit: which unit", FIELD_ID, 0, 4, -1, 0, 4, offsetof(struct user, unit), 0, INT64_C(64), NULL},
};

static const struct record record_user = {
    "user", "A person who may sign in.", sizeof(struct user), 11, true, offsetof(struct user, personal_seq),
    UINT64_C(0x0), UINT64_C(0x48), fields_user,
};

static const struct field fields_session[] = {
    {"given", STR_INIT(",\"given\":"), "opened with a password that somebody else had set: it may do nothing before there is one of one's own", FIELD_BOOL, 0, 3, -1, 0, 5, offsetof(struct session, given), INT64_C(0), INT64_C(1), NULL},
    {"opened_at", STR_INIT(",\"opened_at\":"), "sign-in", FIELD_TIME, 0, 2, -1, 0, 9, offsetof(struct session, opened_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"token_hash", STR_INIT(",\"token_hash\":"), "SHA-256 of the cookie", FIELD_SHA256, 0, 1, -1, FIELD_SECRET | FIELD_INDEX, 10, offsetof(struct session, token_hash), 0, INT64_C(64), NULL},
    {"user", STR_INIT(",\"user\":"), "whose", FIELD_ID, 0, 0, -1, FIELD_INDEX, 4, offsetof(struct session, user), 0, INT64_C(64), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "when it ends by itself", FIELD_TIME, 0, 4, -1, 0, 7, offsetof(struct session, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_session = {
    "session", "A signed-in browser.", sizeof(struct session), 5, true, offsetof(struct session, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_session,
};

static const struct field fields_token[] = {
    {"area", STR_INIT(",\"area\":"), "area it may speak for; empty with no devices: all", FIELD_ID, 0, 4, -1, 0, 4, offsetof(struct token, area), 0, INT64_C(64), NULL},
    {"created_at", STR_INIT(",\"created_at\":"), "when made", FIELD_TIME, 0, 5, -1, 0, 10, offsetof(struct token, created_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"created_by", STR_INIT(",\"created_by\":"), "by whom", FIELD_ID, 0, 6, -1, 0, 10, offsetof(struct token, created_by), 0, INT64_C(64), NULL},
    {"crowded_at", STR_INIT(",\"crowded_at\":"), "since when more unknown devices than allowed speak with it", FIELD_TIME, 0, 7, -1, 0, 10, offsetof(struct token, crowded_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"devices", STR_INIT(",\"devices\":"), "devices it may speak for; empty: all of its area", FIELD_IDS, 0, 3, -1, 0, 7, offsetof(struct token, devices), 0, INT64_C(16640), NULL},
    {"name", STR_INIT(",\"name\":"), "what it is for", FIELD_TEXT, 0, 0, -1, 0, 4, offsetof(struct token, name), 0, INT64_C(120), NULL},
    {"role", STR_INIT(",\"role\":"), "what it may do", FIELD_ENUM, 0, 1, -1, 0, 4, offsetof(struct token, role), INT64_C(0), INT64_C(9), &enum_role},
    {"token_hash", STR_INIT(",\"token_hash\":"), "SHA-256 of the token", FIELD_SHA256, 0, 2, -1, FIELD_SECRET | FIELD_INDEX, 10, offsetof(struct token, token_hash), 0, INT64_C(64), NULL},
};

static const struct record record_token = {
    "token", "A device's or a program's token; the token itself is shown once and never stored.", sizeof(struct token), 8, true, offsetof(struct token, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_token,
};

static const struct field fields_area[] = {
    {"desk", STR_INIT(",\"desk\":"), "its duty desk: name and number to call", FIELD_TEXT, 0, 9, -1, 0, 4, offsetof(struct area, desk), 0, INT64_C(160), NULL},
    {"geometry", STR_INIT(",\"geometry\":"), "polygons as nested arrays of integers, [lon×10⁷, lat×10⁷]", FIELD_JSON, 0, 10, -1, 0, 8, offsetof(struct area, geometry), 0, INT64_C(1048576), NULL},
    {"kind", STR_INIT(",\"kind\":"), "level", FIELD_ENUM, 0, 4, -1, 0, 4, offsetof(struct area, kind), INT64_C(0), INT64_C(3), &enum_area_kind},
    {"lat", STR_INIT(",\"lat\":"), "a point inside", FIELD_LAT, 7, 7, -1, 0, 3, offsetof(struct area, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "a point inside", FIELD_LON, 7, 8, -1, 0, 3, offsetof(struct area, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"name", STR_INIT(",\"name\":"), "name shown", FIELD_TEXT, 0, 0, -1, 0, 4, offsetof(struct area, name), 0, INT64_C(120), NULL},
    {"name_kk", STR_INIT(",\"name_kk\":"), "Kazakh name", FIELD_TEXT, 0, 3, -1, 0, 7, offsetof(struct area, name_kk), 0, INT64_C(120), NULL},
    {"name_ru", STR_INIT(",\"name_ru\":"), "Russian name", FIELD_TEXT, 0, 1, -1, 0, 7, offsetof(struct area, name_ru), 0, INT64_C(120), NULL},
    {"name_uz", STR_INIT(",\"name_uz\":"), "Uzbek name", FIELD_TEXT, 0, 2, -1, 0, 7, offsetof(struct area, name_uz), 0, INT64_C(120), NULL},
    {"parent", STR_INIT(",\"parent\":"), "the area it is part of", FIELD_ID, 0, 6, -1, FIELD_INDEX, 6, offsetof(struct area, parent), 0, INT64_C(64), NULL},
    {"utc_offset_min", STR_INIT(",\"utc_offset_min\":"), "its local time: so many minutes east of UTC; absent: as the area around it", FIELD_INT, 0, 5, -1, 0, 14, offsetof(struct area, utc_offset_min), INT64_C(-720), INT64_C(840), NULL},
};

static const struct record record_area = {
    "area", "A district, a region: what a duty desk sees.", sizeof(struct area), 11, true, offsetof(struct area, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_area,
};

static const struct field fields_site[] = {
    {"address", STR_INIT(",\"address\":"), "address", FIELD_TEXT, 0, 3, -1, 0, 7, offsetof(struct site, address), 0, INT64_C(240), NULL},
    {"area", STR_INIT(",\"area\":"), "area it lies in", FIELD_ID, 0, 2, -1, FIELD_INDEX, 4, offsetof(struct site, area), 0, INT64_C(64), NULL},
    {"contacts", STR_INIT(",\"contacts\":"), "numbers of the site itself: guard, office; people stand among the keyholders", FIELD_TEXT, 0, 6, 0, FIELD_PERSONAL, 8, offsetof(struct site, contacts), 0, INT64_C(480), NULL},
    {"kind", STR_INIT(",\"kind\":"), "what it is", FIELD_ENUM, 0, 1, -1, 0, 4, offsetof(struct site, kind), INT64_C(0), INT64_C(7), &enum_site_kind},
    {"lat", STR_INIT(",\"lat\":"), "position", FIELD_LAT, 7, 4, -1, 0, 3, offsetof(struct site, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "position", FIELD_LON, 7, 5, -1, 0, 3, offsetof(struct site, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"name", STR_INIT(",\"name\":"), "name shown", FIELD_TEXT, 0, 0, -1, 0, 4, offsetof(struct site, name), 0, INT64_C(160), NULL},
    {"plan", STR_INIT(",\"plan\":"), "image of its plan, in the vault; empty: none", FIELD_SHA256, 0, 7, -1, 0, 4, offsetof(struct site, plan), 0, INT64_C(64), NULL},
    {"plan_at", STR_INIT(",\"plan_at\":"), "since when", FIELD_TIME, 0, 8, -1, 0, 7, offsetof(struct site, plan_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_site = {
    "site", "A protected place: school, hospital, shop.", sizeof(struct site), 9, true, offsetof(struct site, personal_seq),
    UINT64_C(0x0), UINT64_C(0x40), fields_site,
};

static const struct field fields_keyholder[] = {
    {"area", STR_INIT(",\"area\":"), "area of the site", FIELD_ID, 0, 1, -1, 0, 4, offsetof(struct keyholder, area), 0, INT64_C(64), NULL},
    {"code", STR_INIT(",\"code\":"), "argon2id hash of the code word", FIELD_TEXT, 0, 6, 3, FIELD_PERSONAL | FIELD_SECRET, 4, offsetof(struct keyholder, code), 0, INT64_C(160), NULL},
    {"duress_code", STR_INIT(",\"duress_code\":"), "argon2id hash of the word said under duress", FIELD_TEXT, 0, 7, 4, FIELD_PERSONAL | FIELD_SECRET, 11, offsetof(struct keyholder, duress_code), 0, INT64_C(160), NULL},
    {"name", STR_INIT(",\"name\":"), "name", FIELD_TEXT, 0, 3, 0, FIELD_PERSONAL | FIELD_SECRET, 4, offsetof(struct keyholder, name), 0, INT64_C(120), NULL},
    {"note", STR_INIT(",\"note\":"), "when and how to reach", FIELD_TEXT, 0, 5, 2, FIELD_PERSONAL | FIELD_SECRET, 4, offsetof(struct keyholder, note), 0, INT64_C(160), NULL},
    {"phone", STR_INIT(",\"phone\":"), "number to dial", FIELD_TEXT, 0, 4, 1, FIELD_PERSONAL | FIELD_SECRET, 5, offsetof(struct keyholder, phone), 0, INT64_C(40), NULL},
    {"place", STR_INIT(",\"place\":"), "in which order they are called", FIELD_INT, 0, 2, -1, 0, 5, offsetof(struct keyholder, place), INT64_C(1), INT64_C(20), NULL},
    {"site", STR_INIT(",\"site\":"), "of which site", FIELD_ID, 0, 0, -1, FIELD_INDEX, 4, offsetof(struct keyholder, site), 0, INT64_C(64), NULL},
};

static const struct record record_keyholder = {
    "keyholder", "Who is called when something happens at a site, in order. Name and number leave the centre only where they are asked for, and that is written down.", sizeof(struct keyholder), 8, true, offsetof(struct keyholder, personal_seq),
    UINT64_C(0x0), UINT64_C(0xf8), fields_keyholder,
};

static const struct field fields_procedure[] = {
    {"alarm_kind", STR_INIT(",\"alarm_kind\":"), "only for alarms of this kind", FIELD_ENUM, 0, 3, -1, 0, 10, offsetof(struct procedure, alarm_kind), INT64_C(0), INT64_C(13), &enum_alarm_kind},
    {"area", STR_INIT(",\"area\":"), "area it lies in", FIELD_ID, 0, 1, -1, 0, 4, offsetof(struct procedure, area), 0, INT64_C(64), NULL},
    {"chain", STR_INIT(",\"chain\":"), "whom to call next, one a line: after how many seconds; who; number", FIELD_TEXT, 0, 8, 0, FIELD_PERSONAL | FIELD_SECRET, 5, offsetof(struct procedure, chain), 0, INT64_C(2000), NULL},
    {"of", STR_INIT(",\"of\":"), "site/ID or area/ID; empty: everywhere", FIELD_TEXT, 0, 0, -1, FIELD_INDEX, 2, offsetof(struct procedure, of), 0, INT64_C(80), NULL},
    {"script_en", STR_INIT(",\"script_en\":"), "questions, one a line", FIELD_TEXT, 0, 4, -1, 0, 9, offsetof(struct procedure, script_en), 0, INT64_C(2000), NULL},
    {"script_kk", STR_INIT(",\"script_kk\":"), "in Kazakh", FIELD_TEXT, 0, 7, -1, 0, 9, offsetof(struct procedure, script_kk), 0, INT64_C(2000), NULL},
    {"script_ru", STR_INIT(",\"script_ru\":"), "the same in Russian", FIELD_TEXT, 0, 5, -1, 0, 9, offsetof(struct procedure, script_ru), 0, INT64_C(2000), NULL},
    {"script_uz", STR_INIT(",\"script_uz\":"), "in Uzbek", FIELD_TEXT, 0, 6, -1, 0, 9, offsetof(struct procedure, script_uz), 0, INT64_C(2000), NULL},
    {"site_kind", STR_INIT(",\"site_kind\":"), "only for sites of this kind", FIELD_ENUM, 0, 2, -1, 0, 9, offsetof(struct procedure, site_kind), INT64_C(0), INT64_C(7), &enum_site_kind},
};

static const struct record record_procedure = {
    "procedure", "What to ask when calling back, and whom to call next: for one site, an area, or everywhere.", sizeof(struct procedure), 9, true, offsetof(struct procedure, personal_seq),
    UINT64_C(0x0), UINT64_C(0x100), fields_procedure,
};

static const struct field fields_device[] = {
    {"account", STR_INIT(",\"account\":"), "panel: its account number at a DC-09 receiver, upper case", FIELD_ID, 0, 12, -1, FIELD_INDEX, 7, offsetof(struct device, account), 0, INT64_C(64), NULL},
    {"allowed_heading", STR_INIT(",\"allowed_heading\":"), "camera: direction of lawful traffic", FIELD_HEADING, 1, 8, -1, 0, 15, offsetof(struct device, allowed_heading), INT64_C(0), INT64_C(3599), NULL},
    {"area", STR_INIT(",\"area\":"), "area it stands in", FIELD_ID, 0, 3, -1, FIELD_INDEX, 4, offsetof(struct device, area), 0, INT64_C(64), NULL},
    {"battery_low_since", STR_INIT(",\"battery_low_since\":"), "set while its battery is low", FIELD_TIME, 0, 23, -1, 0, 17, offsetof(struct device, battery_low_since), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"has_still", STR_INIT(",\"has_still\":"), "camera: the centre brings its pictures itself", FIELD_BOOL, 0, 18, -1, 0, 9, offsetof(struct device, has_still), INT64_C(0), INT64_C(1), NULL},
    {"heading", STR_INIT(",\"heading\":"), "camera: where it looks", FIELD_HEADING, 1, 6, -1, 0, 7, offsetof(struct device, heading), INT64_C(0), INT64_C(3599), NULL},
    {"heard_at", STR_INIT(",\"heard_at\":"), "first sign of life: it was connected", FIELD_TIME, 0, 22, -1, 0, 8, offsetof(struct device, heard_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"kind", STR_INIT(",\"kind\":"), "what it is", FIELD_ENUM, 0, 1, -1, 0, 4, offsetof(struct device, kind), INT64_C(0), INT64_C(5), &enum_device_kind},
    {"lat", STR_INIT(",\"lat\":"), "position", FIELD_LAT, 7, 4, -1, 0, 3, offsetof(struct device, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "position", FIELD_LON, 7, 5, -1, 0, 3, offsetof(struct device, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"maintained_by", STR_INIT(",\"maintained_by\":"), "who planned the maintenance", FIELD_ID, 0, 26, -1, 0, 13, offsetof(struct device, maintained_by), 0, INT64_C(64), NULL},
    {"maintained_why", STR_INIT(",\"maintained_why\":"), "why", FIELD_TEXT, 0, 27, -1, 0, 14, offsetof(struct device, maintained_why), 0, INT64_C(240), NULL},
    {"name", STR_INIT(",\"name\":"), "name shown", FIELD_TEXT, 0, 0, -1, 0, 4, offsetof(struct device, name), 0, INT64_C(160), NULL},
    {"one_way", STR_INIT(",\"one_way\":"), "camera: the other direction is wrong-way driving", FIELD_BOOL, 0, 9, -1, 0, 7, offsetof(struct device, one_way), INT64_C(0), INT64_C(1), NULL},
    {"period_s", STR_INIT(",\"period_s\":"), "expected rhythm of heartbeats in seconds; 0: none", FIELD_INT, 0, 10, -1, 0, 8, offsetof(struct device, period_s), INT64_C(0), INT64_C(604800), NULL},
    {"plan_x", STR_INIT(",\"plan_x\":"), "where it is on its site's plan: from the left edge", FIELD_PERMILLE, 3, 16, -1, 0, 6, offsetof(struct device, plan_x), INT64_C(0), INT64_C(1000), NULL},
    {"plan_y", STR_INIT(",\"plan_y\":"), "and from the upper one", FIELD_PERMILLE, 3, 17, -1, 0, 6, offsetof(struct device, plan_y), INT64_C(0), INT64_C(1000), NULL},
    {"reported", STR_INIT(",\"reported\":"), "panel: the last it said that was no alarm: opened, closed, tested", FIELD_TEXT, 0, 14, 0, FIELD_PERSONAL, 8, offsetof(struct device, reported), 0, INT64_C(120), NULL},
    {"reported_at", STR_INIT(",\"reported_at\":"), "when", FIELD_TIME, 0, 15, -1, 0, 11, offsetof(struct device, reported_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"seen_by", STR_INIT(",\"seen_by\":"), "while unknown: the token it spoke with first", FIELD_ID, 0, 28, -1, FIELD_INDEX, 7, offsetof(struct device, seen_by), 0, INT64_C(64), NULL},
    {"silent_since", STR_INIT(",\"silent_since\":"), "set while it is silent", FIELD_TIME, 0, 21, -1, 0, 12, offsetof(struct device, silent_since), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"site", STR_INIT(",\"site\":"), "site it protects", FIELD_ID, 0, 2, -1, FIELD_INDEX, 4, offsetof(struct device, site), 0, INT64_C(64), NULL},
    {"speed_limit", STR_INIT(",\"speed_limit\":"), "camera: limit on its road", FIELD_SPEED, 1, 7, -1, 0, 11, offsetof(struct device, speed_limit), INT64_C(0), INT64_C(5000), NULL},
    {"state", STR_INIT(",\"state\":"), "in service?", FIELD_ENUM, 0, 20, -1, 0, 5, offsetof(struct device, state), INT64_C(0), INT64_C(3), &enum_device_state},
    {"still", STR_INIT(",\"still\":"), "from where and as whom, sealed under keys/stills.key", FIELD_TEXT, 0, 19, -1, FIELD_SECRET, 5, offsetof(struct device, still), 0, INT64_C(1600), NULL},
    {"tested_at", STR_INIT(",\"tested_at\":"), "when it last proved itself", FIELD_TIME, 0, 24, -1, 0, 9, offsetof(struct device, tested_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"tested_how", STR_INIT(",\"tested_how\":"), "by its own test signal, by a press in a drill, by a press a person closed as a test", FIELD_ENUM, 0, 25, -1, 0, 10, offsetof(struct device, tested_how), INT64_C(0), INT64_C(2), &enum_test_how},
    {"unit", STR_INIT(",\"unit\":"), "tablet, tracker: whose position it gives", FIELD_ID, 0, 11, -1, FIELD_INDEX, 4, offsetof(struct device, unit), 0, INT64_C(64), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "end of a planned maintenance; when an unknown one is forgotten", FIELD_TIME, 0, 29, -1, 0, 7, offsetof(struct device, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"zones", STR_INIT(",\"zones\":"), "panel: its zones, one a line: 3 Director's office", FIELD_TEXT, 0, 13, -1, 0, 5, offsetof(struct device, zones), 0, INT64_C(2000), NULL},
};

static const struct record record_device = {
    "device", "Camera, alarm button, panel, tablet, tracker.", sizeof(struct device), 30, true, offsetof(struct device, personal_seq),
    UINT64_C(0x0), UINT64_C(0x4000), fields_device,
};

static const struct field fields_unit[] = {
    {"area", STR_INIT(",\"area\":"), "home area", FIELD_ID, 0, 2, -1, FIELD_INDEX, 4, offsetof(struct unit, area), 0, INT64_C(64), NULL},
    {"assignment", STR_INIT(",\"assignment\":"), "current assignment; empty: none", FIELD_ID, 0, 11, -1, 0, 10, offsetof(struct unit, assignment), 0, INT64_C(64), NULL},
    {"crew", STR_INIT(",\"crew\":"), "who is in it", FIELD_TEXT, 0, 5, 0, FIELD_PERSONAL, 4, offsetof(struct unit, crew), 0, INT64_C(240), NULL},
    {"duty", STR_INIT(",\"duty\":"), "on or off duty", FIELD_ENUM, 0, 6, -1, 0, 4, offsetof(struct unit, duty), INT64_C(0), INT64_C(1), &enum_unit_duty},
    {"duty_since", STR_INIT(",\"duty_since\":"), "since when", FIELD_TIME, 0, 7, -1, 0, 10, offsetof(struct unit, duty_since), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"kind", STR_INIT(",\"kind\":"), "what it is", FIELD_ENUM, 0, 1, -1, 0, 4, offsetof(struct unit, kind), INT64_C(0), INT64_C(4), &enum_unit_kind},
    {"listening", STR_INIT(",\"listening\":"), "the tablet's page is visible and connected", FIELD_BOOL, 0, 12, -1, 0, 9, offsetof(struct unit, listening), INT64_C(0), INT64_C(1), NULL},
    {"listening_at", STR_INIT(",\"listening_at\":"), "since when", FIELD_TIME, 0, 14, -1, 0, 12, offsetof(struct unit, listening_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"name", STR_INIT(",\"name\":"), "call sign", FIELD_TEXT, 0, 0, -1, FIELD_INDEX, 4, offsetof(struct unit, name), 0, INT64_C(64), NULL},
    {"shift", STR_INIT(",\"shift\":"), "the running shift", FIELD_ID, 0, 8, -1, 0, 5, offsetof(struct unit, shift), 0, INT64_C(64), NULL},
    {"silent_since", STR_INIT(",\"silent_since\":"), "on duty, but no position since; 0: heard", FIELD_TIME, 0, 15, -1, 0, 12, offsetof(struct unit, silent_since), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"skills", STR_INIT(",\"skills\":"), "what it can do", FIELD_IDS, 0, 3, -1, 0, 6, offsetof(struct unit, skills), 0, INT64_C(1040), NULL},
    {"sound", STR_INIT(",\"sound\":"), "its sound was tested and is on", FIELD_BOOL, 0, 13, -1, 0, 5, offsetof(struct unit, sound), INT64_C(0), INT64_C(1), NULL},
    {"status", STR_INIT(",\"status\":"), "what it is doing", FIELD_ENUM, 0, 9, -1, 0, 6, offsetof(struct unit, status), INT64_C(0), INT64_C(5), &enum_unit_status},
    {"status_at", STR_INIT(",\"status_at\":"), "since when", FIELD_TIME, 0, 10, -1, 0, 9, offsetof(struct unit, status_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"vehicle", STR_INIT(",\"vehicle\":"), "vehicle", FIELD_TEXT, 0, 4, -1, 0, 7, offsetof(struct unit, vehicle), 0, INT64_C(64), NULL},
};

static const struct record record_unit = {
    "unit", "Who can be sent: crew, vehicle and device.", sizeof(struct unit), 16, true, offsetof(struct unit, personal_seq),
    UINT64_C(0x0), UINT64_C(0x20), fields_unit,
};

static const struct field fields_shift[] = {
    {"from", STR_INIT(",\"from\":"), "on duty since", FIELD_TIME, 0, 2, -1, 0, 4, offsetof(struct shift, from), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"to", STR_INIT(",\"to\":"), "off duty at; 0: running", FIELD_TIME, 0, 3, -1, 0, 2, offsetof(struct shift, to), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"unit", STR_INIT(",\"unit\":"), "which unit", FIELD_ID, 0, 0, -1, FIELD_INDEX, 4, offsetof(struct shift, unit), 0, INT64_C(64), NULL},
    {"user", STR_INIT(",\"user\":"), "who signed on", FIELD_ID, 0, 1, -1, 0, 4, offsetof(struct shift, user), 0, INT64_C(64), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "when it leaves the picture", FIELD_TIME, 0, 4, -1, 0, 7, offsetof(struct shift, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_shift = {
    "shift", "One sign-on of a unit, from on duty to off duty.", sizeof(struct shift), 5, true, offsetof(struct shift, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_shift,
};

static const struct field fields_alarm[] = {
    {"acked_at", STR_INIT(",\"acked_at\":"), "when", FIELD_TIME, 0, 30, -1, 0, 8, offsetof(struct alarm, acked_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"acked_by", STR_INIT(",\"acked_by\":"), "who acknowledged", FIELD_ID, 0, 29, -1, 0, 8, offsetof(struct alarm, acked_by), 0, INT64_C(64), NULL},
    {"area", STR_INIT(",\"area\":"), "area, fixed at the first press", FIELD_ID, 0, 2, -1, 0, 4, offsetof(struct alarm, area), 0, INT64_C(64), NULL},
    {"at", STR_INIT(",\"at\":"), "device time of the last press; received, where clock_bad", FIELD_TIME, 0, 6, -1, 0, 2, offsetof(struct alarm, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"cause", STR_INIT(",\"cause\":"), "of an alarm the centre raised itself: a low battery, weekly tests that were missed", FIELD_ENUM, 0, 26, -1, 0, 5, offsetof(struct alarm, cause), INT64_C(0), INT64_C(2), &enum_alarm_cause},
    {"clock_bad", STR_INIT(",\"clock_bad\":"), "the last press said no time, or one that cannot be true", FIELD_BOOL, 0, 7, -1, 0, 9, offsetof(struct alarm, clock_bad), INT64_C(0), INT64_C(1), NULL},
    {"closed_at", STR_INIT(",\"closed_at\":"), "when", FIELD_TIME, 0, 35, -1, 0, 9, offsetof(struct alarm, closed_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"closed_by", STR_INIT(",\"closed_by\":"), "who closed", FIELD_ID, 0, 34, -1, 0, 9, offsetof(struct alarm, closed_by), 0, INT64_C(64), NULL},
    {"code", STR_INIT(",\"code\":"), "of a panel: the code of the last press: 1130, BA", FIELD_ID, 0, 16, -1, 0, 4, offsetof(struct alarm, code), 0, INT64_C(64), NULL},
    {"count", STR_INIT(",\"count\":"), "presses inside this alarm", FIELD_INT, 0, 10, -1, 0, 5, offsetof(struct alarm, count), INT64_C(1), INT64_C(1000000), NULL},
    {"detail", STR_INIT(",\"detail\":"), "what the device said", FIELD_TEXT, 0, 13, 0, FIELD_PERSONAL, 6, offsetof(struct alarm, detail), 0, INT64_C(240), NULL},
    {"device", STR_INIT(",\"device\":"), "which device", FIELD_ID, 0, 0, -1, FIELD_INDEX, 6, offsetof(struct alarm, device), 0, INT64_C(64), NULL},
    {"devices", STR_INIT(",\"devices\":"), "for a mass silence: how many devices; for missed tests: how many sites", FIELD_INT, 0, 20, -1, 0, 7, offsetof(struct alarm, devices), INT64_C(0), INT64_C(1000000), NULL},
    {"disposition", STR_INIT(",\"disposition\":"), "how it ended", FIELD_ENUM, 0, 33, -1, 0, 11, offsetof(struct alarm, disposition), INT64_C(0), INT64_C(7), &enum_disposition},
    {"drill", STR_INIT(",\"drill\":"), "in which drill", FIELD_ID, 0, 28, -1, 0, 5, offsetof(struct alarm, drill), 0, INT64_C(64), NULL},
    {"escalated", STR_INIT(",\"escalated\":"), "0 none, 1 after 30 s, 2 after 60 s unacknowledged", FIELD_INT, 0, 31, -1, 0, 9, offsetof(struct alarm, escalated), INT64_C(0), INT64_C(2), NULL},
    {"incident", STR_INIT(",\"incident\":"), "incident made from it", FIELD_ID, 0, 32, -1, FIELD_INDEX, 8, offsetof(struct alarm, incident), 0, INT64_C(64), NULL},
    {"kind", STR_INIT(",\"kind\":"), "what it says", FIELD_ENUM, 0, 3, -1, 0, 4, offsetof(struct alarm, kind), INT64_C(0), INT64_C(13), &enum_alarm_kind},
    {"lat", STR_INIT(",\"lat\":"), "position", FIELD_LAT, 7, 11, -1, 0, 3, offsetof(struct alarm, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "position", FIELD_LON, 7, 12, -1, 0, 3, offsetof(struct alarm, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"offered_to", STR_INIT(",\"offered_to\":"), "to whom its owner hands it over: user/ID, or desk/AREA; desk/ alone is the centre", FIELD_TEXT, 0, 24, -1, 0, 10, offsetof(struct alarm, offered_to), 0, INT64_C(80), NULL},
    {"offered_until", STR_INIT(",\"offered_until\":"), "until when that can be accepted", FIELD_TIME, 0, 25, -1, 0, 13, offsetof(struct alarm, offered_until), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"owned_at", STR_INIT(",\"owned_at\":"), "since when", FIELD_TIME, 0, 23, -1, 0, 8, offsetof(struct alarm, owned_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"owner", STR_INIT(",\"owner\":"), "who has it: works on it, hands it over and closes it", FIELD_ID, 0, 21, -1, 0, 5, offsetof(struct alarm, owner), 0, INT64_C(64), NULL},
    {"owner_before", STR_INIT(",\"owner_before\":"), "whose it was, who is told", FIELD_ID, 0, 22, -1, 0, 12, offsetof(struct alarm, owner_before), 0, INT64_C(64), NULL},
    {"practice", STR_INIT(",\"practice\":"), "pressed in a drill, or while the device was in maintenance: recorded and marked, it does not alert; a person may say that it is real", FIELD_ENUM, 0, 27, -1, 0, 8, offsetof(struct alarm, practice), INT64_C(0), INT64_C(2), &enum_practice},
    {"pressed_at", STR_INIT(",\"pressed_at\":"), "received, last press", FIELD_TIME, 0, 9, -1, 0, 10, offsetof(struct alarm, pressed_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"priority", STR_INIT(",\"priority\":"), "1 is the highest", FIELD_INT, 0, 4, -1, 0, 8, offsetof(struct alarm, priority), INT64_C(1), INT64_C(5), NULL},
    {"raised_at", STR_INIT(",\"raised_at\":"), "received, first press", FIELD_TIME, 0, 8, -1, 0, 9, offsetof(struct alarm, raised_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"restored_at", STR_INIT(",\"restored_at\":"), "when the panel said that the cause is over; nothing is closed by that", FIELD_TIME, 0, 18, -1, 0, 11, offsetof(struct alarm, restored_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"retired_device", STR_INIT(",\"retired_device\":"), "its device had been retired when it pressed last", FIELD_BOOL, 0, 15, -1, 0, 14, offsetof(struct alarm, retired_device), INT64_C(0), INT64_C(1), NULL},
    {"shelved_until", STR_INIT(",\"shelved_until\":"), "active, but put aside with its source until then: it is no work and does not go up", FIELD_TIME, 0, 36, -1, 0, 13, offsetof(struct alarm, shelved_until), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"site", STR_INIT(",\"site\":"), "site protected", FIELD_ID, 0, 1, -1, FIELD_INDEX, 4, offsetof(struct alarm, site), 0, INT64_C(64), NULL},
    {"state", STR_INIT(",\"state\":"), "active, acknowledged, closed", FIELD_ENUM, 0, 5, -1, 0, 5, offsetof(struct alarm, state), INT64_C(0), INT64_C(2), &enum_alarm_state},
    {"unit", STR_INIT(",\"unit\":"), "for help: which unit", FIELD_ID, 0, 19, -1, FIELD_INDEX, 4, offsetof(struct alarm, unit), 0, INT64_C(64), NULL},
    {"unknown_device", STR_INIT(",\"unknown_device\":"), "nobody has registered this device", FIELD_BOOL, 0, 14, -1, 0, 14, offsetof(struct alarm, unknown_device), INT64_C(0), INT64_C(1), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "next escalation, when its shelf ends, when an offer to hand it over is over, or when it leaves the picture", FIELD_TIME, 0, 37, -1, 0, 7, offsetof(struct alarm, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"zone", STR_INIT(",\"zone\":"), "of a panel: its zone, number and name", FIELD_TEXT, 0, 17, -1, 0, 4, offsetof(struct alarm, zone), 0, INT64_C(80), NULL},
};

static const struct record record_alarm = {
    "alarm", "An alarm from a device: latched until a person closes it with a disposition.", sizeof(struct alarm), 38, true, offsetof(struct alarm, personal_seq),
    UINT64_C(0x0), UINT64_C(0x2000), fields_alarm,
};

static const struct field fields_snapshot[] = {
    {"alarm", STR_INIT(",\"alarm\":"), "for which alarm", FIELD_ID, 0, 0, -1, FIELD_INDEX, 5, offsetof(struct snapshot, alarm), 0, INT64_C(64), NULL},
    {"area", STR_INIT(",\"area\":"), "area of the alarm", FIELD_ID, 0, 2, -1, 0, 4, offsetof(struct snapshot, area), 0, INT64_C(64), NULL},
    {"asked_at", STR_INIT(",\"asked_at\":"), "when it was asked for", FIELD_TIME, 0, 4, -1, 0, 8, offsetof(struct snapshot, asked_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"at", STR_INIT(",\"at\":"), "when it was taken", FIELD_TIME, 0, 5, -1, 0, 2, offsetof(struct snapshot, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"bytes", STR_INIT(",\"bytes\":"), "size", FIELD_INT, 0, 8, -1, 0, 5, offsetof(struct snapshot, bytes), INT64_C(0), INT64_C(2097152), NULL},
    {"camera", STR_INIT(",\"camera\":"), "which camera", FIELD_ID, 0, 1, -1, FIELD_INDEX, 6, offsetof(struct snapshot, camera), 0, INT64_C(64), NULL},
    {"failed", STR_INIT(",\"failed\":"), "why it will not come", FIELD_TEXT, 0, 9, -1, 0, 6, offsetof(struct snapshot, failed), 0, INT64_C(160), NULL},
    {"sha256", STR_INIT(",\"sha256\":"), "hash of the file", FIELD_SHA256, 0, 7, -1, 0, 6, offsetof(struct snapshot, sha256), 0, INT64_C(64), NULL},
    {"stored_at", STR_INIT(",\"stored_at\":"), "when it arrived; 0: not yet", FIELD_TIME, 0, 6, -1, 0, 9, offsetof(struct snapshot, stored_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "when it is deleted", FIELD_TIME, 0, 10, -1, 0, 7, offsetof(struct snapshot, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"when", STR_INIT(",\"when\":"), "from before the alarm, of the camera's own memory; or now", FIELD_ENUM, 0, 3, -1, 0, 4, offsetof(struct snapshot, when), INT64_C(0), INT64_C(1), &enum_snapshot_when},
};

static const struct record record_snapshot = {
    "snapshot", "A picture that a camera beside an alarm was asked for; its file lies in the vault.", sizeof(struct snapshot), 11, true, offsetof(struct snapshot, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_snapshot,
};

static const struct field fields_shelf[] = {
    {"area", STR_INIT(",\"area\":"), "its area", FIELD_ID, 0, 1, -1, 0, 4, offsetof(struct shelf, area), 0, INT64_C(64), NULL},
    {"by", STR_INIT(",\"by\":"), "who", FIELD_ID, 0, 2, -1, 0, 2, offsetof(struct shelf, by), 0, INT64_C(64), NULL},
    {"since", STR_INIT(",\"since\":"), "since when", FIELD_TIME, 0, 3, -1, 0, 5, offsetof(struct shelf, since), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"site", STR_INIT(",\"site\":"), "its site", FIELD_ID, 0, 0, -1, 0, 4, offsetof(struct shelf, site), 0, INT64_C(64), NULL},
    {"until", STR_INIT(",\"until\":"), "when its alarms come back", FIELD_TIME, 0, 4, -1, 0, 5, offsetof(struct shelf, until), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "the same", FIELD_TIME, 0, 6, -1, 0, 7, offsetof(struct shelf, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"why", STR_INIT(",\"why\":"), "why", FIELD_TEXT, 0, 5, 0, FIELD_PERSONAL, 3, offsetof(struct shelf, why), 0, INT64_C(240), NULL},
};

static const struct record record_shelf = {
    "shelf", "A source (the device of this id) whose alarms are put aside for a while: recorded and counted, and shown apart. Never those of priority 1.", sizeof(struct shelf), 7, true, offsetof(struct shelf, personal_seq),
    UINT64_C(0x0), UINT64_C(0x20), fields_shelf,
};

static const struct field fields_note[] = {
    {"about", STR_INIT(",\"about\":"), "kind/id", FIELD_TEXT, 0, 0, -1, FIELD_INDEX, 5, offsetof(struct note, about), 0, INT64_C(80), NULL},
    {"answer", STR_INIT(",\"answer\":"), "how", FIELD_ENUM, 0, 6, -1, 0, 6, offsetof(struct note, answer), INT64_C(0), INT64_C(6), &enum_step_answer},
    {"area", STR_INIT(",\"area\":"), "area of what it is about", FIELD_ID, 0, 4, -1, 0, 4, offsetof(struct note, area), 0, INT64_C(64), NULL},
    {"at", STR_INIT(",\"at\":"), "when", FIELD_TIME, 0, 3, -1, 0, 2, offsetof(struct note, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"by", STR_INIT(",\"by\":"), "who", FIELD_ID, 0, 2, -1, 0, 2, offsetof(struct note, by), 0, INT64_C(64), NULL},
    {"step", STR_INIT(",\"step\":"), "the step of the alarm's script or chain that it answers: script.2, chain.1, code.ID", FIELD_ID, 0, 5, -1, 0, 4, offsetof(struct note, step), 0, INT64_C(64), NULL},
    {"text", STR_INIT(",\"text\":"), "the note", FIELD_TEXT, 0, 1, 0, FIELD_PERSONAL, 4, offsetof(struct note, text), 0, INT64_C(2000), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "when it leaves the picture", FIELD_TIME, 0, 7, -1, 0, 7, offsetof(struct note, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_note = {
    "note", "A note a person wrote about an alarm, incident or hit.", sizeof(struct note), 8, true, offsetof(struct note, personal_seq),
    UINT64_C(0x0), UINT64_C(0x2), fields_note,
};

static const struct field fields_schedule[] = {
    {"area", STR_INIT(",\"area\":"), "area of the site", FIELD_ID, 0, 0, -1, FIELD_INDEX, 4, offsetof(struct schedule, area), 0, INT64_C(64), NULL},
    {"closes", STR_INIT(",\"closes\":"), "to, HH:MM of the same day", FIELD_TEXT, 0, 3, -1, 0, 6, offsetof(struct schedule, closes), 0, INT64_C(5), NULL},
    {"day", STR_INIT(",\"day\":"), "day of the week, in local time", FIELD_ENUM, 0, 1, -1, 0, 3, offsetof(struct schedule, day), INT64_C(0), INT64_C(6), &enum_weekday},
    {"from", STR_INIT(",\"from\":"), "the window that is awaited", FIELD_TIME, 0, 5, -1, 0, 4, offsetof(struct schedule, from), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"missed", STR_INIT(",\"missed\":"), "windows missed one after the other", FIELD_INT, 0, 8, -1, 0, 6, offsetof(struct schedule, missed), INT64_C(0), INT64_C(100000), NULL},
    {"opens", STR_INIT(",\"opens\":"), "from, HH:MM in local time", FIELD_TEXT, 0, 2, -1, 0, 5, offsetof(struct schedule, opens), 0, INT64_C(5), NULL},
    {"since", STR_INIT(",\"since\":"), "of the window that was missed: a test from then on makes it good; 0: none", FIELD_TIME, 0, 7, -1, 0, 5, offsetof(struct schedule, since), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"state", STR_INIT(",\"state\":"), "planned; due: announced or running; overdue: the last window passed and something did not prove itself", FIELD_ENUM, 0, 4, -1, 0, 5, offsetof(struct schedule, state), INT64_C(0), INT64_C(2), &enum_schedule_state},
    {"until", STR_INIT(",\"until\":"), "its end", FIELD_TIME, 0, 6, -1, 0, 5, offsetof(struct schedule, until), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "next change", FIELD_TIME, 0, 9, -1, 0, 7, offsetof(struct schedule, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_schedule = {
    "schedule", "The weekly test of a site, whose id it bears: when each of its buttons and panels shall prove itself.", sizeof(struct schedule), 10, true, offsetof(struct schedule, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_schedule,
};

static const struct field fields_drill[] = {
    {"area", STR_INIT(",\"area\":"), "area of the site", FIELD_ID, 0, 1, -1, 0, 4, offsetof(struct drill, area), 0, INT64_C(64), NULL},
    {"by", STR_INIT(",\"by\":"), "who planned it", FIELD_ID, 0, 4, -1, 0, 2, offsetof(struct drill, by), 0, INT64_C(64), NULL},
    {"ended_at", STR_INIT(",\"ended_at\":"), "when it ended", FIELD_TIME, 0, 8, -1, 0, 8, offsetof(struct drill, ended_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"ended_by", STR_INIT(",\"ended_by\":"), "who ended it before", FIELD_ID, 0, 7, -1, 0, 8, offsetof(struct drill, ended_by), 0, INT64_C(64), NULL},
    {"from", STR_INIT(",\"from\":"), "begins", FIELD_TIME, 0, 5, -1, 0, 4, offsetof(struct drill, from), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"reason", STR_INIT(",\"reason\":"), "what is exercised", FIELD_TEXT, 0, 2, -1, 0, 6, offsetof(struct drill, reason), 0, INT64_C(240), NULL},
    {"site", STR_INIT(",\"site\":"), "where", FIELD_ID, 0, 0, -1, FIELD_INDEX, 4, offsetof(struct drill, site), 0, INT64_C(64), NULL},
    {"state", STR_INIT(",\"state\":"), "how far", FIELD_ENUM, 0, 3, -1, 0, 5, offsetof(struct drill, state), INT64_C(0), INT64_C(2), &enum_drill_state},
    {"until", STR_INIT(",\"until\":"), "ends by itself", FIELD_TIME, 0, 6, -1, 0, 5, offsetof(struct drill, until), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "next change", FIELD_TIME, 0, 9, -1, 0, 7, offsetof(struct drill, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_drill = {
    "drill", "A drill at a site: presses there are marked and do not alert. A call under duress or an officer's always does.", sizeof(struct drill), 10, true, offsetof(struct drill, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_drill,
};

static const struct field fields_warning[] = {
    {"alarm", STR_INIT(",\"alarm\":"), "alarm that told of it", FIELD_ID, 0, 29, -1, FIELD_INDEX, 5, offsetof(struct warning, alarm), 0, INT64_C(64), NULL},
    {"area", STR_INIT(",\"area\":"), "the first of our areas that it touches", FIELD_ID, 0, 26, -1, FIELD_INDEX, 4, offsetof(struct warning, area), 0, INT64_C(64), NULL},
    {"area_desc", STR_INIT(",\"area_desc\":"), "where, in words", FIELD_TEXT, 0, 14, -1, 0, 9, offsetof(struct warning, area_desc), 0, INT64_C(1000), NULL},
    {"areas", STR_INIT(",\"areas\":"), "all of them", FIELD_IDS, 0, 27, -1, 0, 5, offsetof(struct warning, areas), 0, INT64_C(2080), NULL},
    {"by", STR_INIT(",\"by\":"), "who issued it", FIELD_ID, 0, 33, -1, 0, 2, offsetof(struct warning, by), 0, INT64_C(64), NULL},
    {"category", STR_INIT(",\"category\":"), "what sort of thing", FIELD_ENUM, 0, 7, -1, 0, 8, offsetof(struct warning, category), INT64_C(0), INT64_C(11), &enum_warning_category},
    {"certainty", STR_INIT(",\"certainty\":"), "how sure", FIELD_ENUM, 0, 10, -1, 0, 9, offsetof(struct warning, certainty), INT64_C(0), INT64_C(4), &enum_warning_certainty},
    {"doubts", STR_INIT(",\"doubts\":"), "what the sender got wrong", FIELD_TEXT, 0, 25, -1, 0, 6, offsetof(struct warning, doubts), 0, INT64_C(240), NULL},
    {"effective", STR_INIT(",\"effective\":"), "from when", FIELD_TIME, 0, 18, -1, 0, 9, offsetof(struct warning, effective), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"ended_why", STR_INIT(",\"ended_why\":"), "what was said when it was cancelled", FIELD_TEXT, 0, 34, 2, FIELD_PERSONAL, 9, offsetof(struct warning, ended_why), 0, INT64_C(500), NULL},
    {"event", STR_INIT(",\"event\":"), "what, in the sender's first language", FIELD_TEXT, 0, 11, -1, 0, 5, offsetof(struct warning, event), 0, INT64_C(240), NULL},
    {"expires", STR_INIT(",\"expires\":"), "until when", FIELD_TIME, 0, 20, -1, 0, 7, offsetof(struct warning, expires), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"headline", STR_INIT(",\"headline\":"), "the same as a sentence", FIELD_TEXT, 0, 12, 0, FIELD_PERSONAL, 8, offsetof(struct warning, headline), 0, INT64_C(500), NULL},
    {"identifier", STR_INIT(",\"identifier\":"), "its number with the sender, of the newest message", FIELD_TEXT, 0, 2, -1, 0, 10, offsetof(struct warning, identifier), 0, INT64_C(240), NULL},
    {"incident", STR_INIT(",\"incident\":"), "incident it was issued for", FIELD_ID, 0, 30, -1, FIELD_INDEX, 8, offsetof(struct warning, incident), 0, INT64_C(64), NULL},
    {"issued", STR_INIT(",\"issued\":"), "issued here, and served under /cap/", FIELD_BOOL, 0, 0, -1, 0, 6, offsetof(struct warning, issued), INT64_C(0), INT64_C(1), NULL},
    {"keys", STR_INIT(",\"keys\":"), "which messages are in it, and which they were about: hashes of sender, identifier and time", FIELD_IDS, 0, 4, -1, 0, 4, offsetof(struct warning, keys), 0, INT64_C(4160), NULL},
    {"lat", STR_INIT(",\"lat\":"), "a point of it", FIELD_LAT, 7, 16, -1, 0, 3, offsetof(struct warning, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "a point of it", FIELD_LON, 7, 17, -1, 0, 3, offsetof(struct warning, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"onset", STR_INIT(",\"onset\":"), "when it is expected to begin", FIELD_TIME, 0, 19, -1, 0, 5, offsetof(struct warning, onset), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"received_at", STR_INIT(",\"received_at\":"), "when it was received or issued", FIELD_TIME, 0, 32, -1, 0, 11, offsetof(struct warning, received_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"sender", STR_INIT(",\"sender\":"), "who sends it, as CAP names it", FIELD_TEXT, 0, 1, -1, 0, 6, offsetof(struct warning, sender), 0, INT64_C(240), NULL},
    {"sent", STR_INIT(",\"sent\":"), "when the newest message was sent", FIELD_TIME, 0, 3, -1, 0, 4, offsetof(struct warning, sent), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"severity", STR_INIT(",\"severity\":"), "how bad", FIELD_ENUM, 0, 9, -1, 0, 8, offsetof(struct warning, severity), INT64_C(0), INT64_C(4), &enum_warning_severity},
    {"shapes", STR_INIT(",\"shapes\":"), "polygons as those of an area, circles as [lon×10⁷, lat×10⁷, metres]", FIELD_JSON, 0, 15, -1, 0, 6, offsetof(struct warning, shapes), 0, INT64_C(600000), NULL},
    {"sites", STR_INIT(",\"sites\":"), "sites in it when it came", FIELD_INT, 0, 28, -1, 0, 5, offsetof(struct warning, sites), INT64_C(0), INT64_C(10000000), NULL},
    {"source", STR_INIT(",\"source\":"), "where it came from: the feed's address, or who sent it", FIELD_TEXT, 0, 21, -1, 0, 6, offsetof(struct warning, source), 0, INT64_C(400), NULL},
    {"state", STR_INIT(",\"state\":"), "active, cancelled, expired", FIELD_ENUM, 0, 6, -1, 0, 5, offsetof(struct warning, state), INT64_C(0), INT64_C(2), &enum_warning_state},
    {"status", STR_INIT(",\"status\":"), "actual; an exercise or a test is marked everywhere and never alerts as real", FIELD_ENUM, 0, 5, -1, 0, 6, offsetof(struct warning, status), INT64_C(0), INT64_C(2), &enum_warning_status},
    {"texts", STR_INIT(",\"texts\":"), "by language: language, event, headline, description, instruction, web, contact", FIELD_JSON, 0, 13, 1, FIELD_PERSONAL, 5, offsetof(struct warning, texts), 0, INT64_C(200000), NULL},
    {"trust", STR_INIT(",\"trust\":"), "unsigned; unverified: signed by somebody unknown; verified; broken: signed, and changed since", FIELD_ENUM, 0, 22, -1, 0, 5, offsetof(struct warning, trust), INT64_C(0), INT64_C(3), &enum_warning_trust},
    {"trust_by", STR_INIT(",\"trust_by\":"), "whose certificate verified it", FIELD_TEXT, 0, 23, -1, 0, 8, offsetof(struct warning, trust_by), 0, INT64_C(240), NULL},
    {"trust_why", STR_INIT(",\"trust_why\":"), "why it is not verified", FIELD_TEXT, 0, 24, -1, 0, 9, offsetof(struct warning, trust_why), 0, INT64_C(240), NULL},
    {"updates", STR_INIT(",\"updates\":"), "messages that changed it", FIELD_INT, 0, 31, -1, 0, 7, offsetof(struct warning, updates), INT64_C(0), INT64_C(1000000), NULL},
    {"urgency", STR_INIT(",\"urgency\":"), "how soon", FIELD_ENUM, 0, 8, -1, 0, 7, offsetof(struct warning, urgency), INT64_C(0), INT64_C(4), &enum_warning_urgency},
    {"wake_at", STR_INIT(",\"wake_at\":"), "when it expires, or leaves the picture", FIELD_TIME, 0, 36, -1, 0, 7, offsetof(struct warning, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"xml", STR_INIT(",\"xml\":"), "issued here: the newest message as it is served", FIELD_TEXT, 0, 35, -1, FIELD_SECRET, 3, offsetof(struct warning, xml), 0, INT64_C(400000), NULL},
};

static const struct record record_warning = {
    "warning", "A warning of another agency (CAP), or one that was issued here. What updates or cancels it is folded into it.", sizeof(struct warning), 37, true, offsetof(struct warning, personal_seq),
    UINT64_C(0x0), UINT64_C(0x400003000), fields_warning,
};

static const struct field fields_incident[] = {
    {"address", STR_INIT(",\"address\":"), "where, in words", FIELD_TEXT, 0, 4, 1, FIELD_PERSONAL, 7, offsetof(struct incident, address), 0, INT64_C(240), NULL},
    {"alarm", STR_INIT(",\"alarm\":"), "alarm it came from", FIELD_ID, 0, 9, -1, 0, 5, offsetof(struct incident, alarm), 0, INT64_C(64), NULL},
    {"alarm_level", STR_INIT(",\"alarm_level\":"), "how much help is needed, by the run card; absent: 1", FIELD_INT, 0, 27, -1, 0, 11, offsetof(struct incident, alarm_level), INT64_C(1), INT64_C(5), NULL},
    {"area", STR_INIT(",\"area\":"), "area", FIELD_ID, 0, 8, -1, FIELD_INDEX, 4, offsetof(struct incident, area), 0, INT64_C(64), NULL},
    {"by", STR_INIT(",\"by\":"), "who opened it", FIELD_ID, 0, 13, -1, 0, 2, offsetof(struct incident, by), 0, INT64_C(64), NULL},
    {"changed", STR_INIT(",\"changed\":"), "by part (kind, priority, title, address, detail, place, units, closed, lead, links, level): sequence of its last change by a person, who and when, as {seq, by, at}", FIELD_JSON, 0, 29, -1, 0, 7, offsetof(struct incident, changed), 0, INT64_C(4000), NULL},
    {"cleared_at", STR_INIT(",\"cleared_at\":"), "last unit done", FIELD_TIME, 0, 18, -1, 0, 10, offsetof(struct incident, cleared_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"closed_at", STR_INIT(",\"closed_at\":"), "closed", FIELD_TIME, 0, 19, -1, 0, 9, offsetof(struct incident, closed_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"closed_by", STR_INIT(",\"closed_by\":"), "who closed", FIELD_ID, 0, 20, -1, 0, 9, offsetof(struct incident, closed_by), 0, INT64_C(64), NULL},
    {"detail", STR_INIT(",\"detail\":"), "what was said", FIELD_TEXT, 0, 5, 2, FIELD_PERSONAL, 6, offsetof(struct incident, detail), 0, INT64_C(2000), NULL},
    {"dispatched_at", STR_INIT(",\"dispatched_at\":"), "first unit sent", FIELD_TIME, 0, 15, -1, 0, 13, offsetof(struct incident, dispatched_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"disposition", STR_INIT(",\"disposition\":"), "how it ended", FIELD_ENUM, 0, 21, -1, 0, 11, offsetof(struct incident, disposition), INT64_C(0), INT64_C(7), &enum_disposition},
    {"en_route_at", STR_INIT(",\"en_route_at\":"), "first unit under way", FIELD_TIME, 0, 16, -1, 0, 11, offsetof(struct incident, en_route_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"hit", STR_INIT(",\"hit\":"), "hit it came from", FIELD_ID, 0, 10, -1, 0, 3, offsetof(struct incident, hit), 0, INT64_C(64), NULL},
    {"kind", STR_INIT(",\"kind\":"), "what", FIELD_ENUM, 0, 0, -1, 0, 4, offsetof(struct incident, kind), INT64_C(0), INT64_C(12), &enum_incident_kind},
    {"lat", STR_INIT(",\"lat\":"), "where", FIELD_LAT, 7, 6, -1, 0, 3, offsetof(struct incident, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"lead", STR_INIT(",\"lead\":"), "unit that leads the others at work on it; empty: nobody is", FIELD_ID, 0, 23, -1, 0, 4, offsetof(struct incident, lead), 0, INT64_C(64), NULL},
    {"level_reason", STR_INIT(",\"level_reason\":"), "why this level", FIELD_TEXT, 0, 28, -1, 0, 12, offsetof(struct incident, level_reason), 0, INT64_C(240), NULL},
    {"links", STR_INIT(",\"links\":"), "incidents it has to do with; they name it, too", FIELD_IDS, 0, 24, -1, 0, 5, offsetof(struct incident, links), 0, INT64_C(1040), NULL},
    {"lon", STR_INIT(",\"lon\":"), "where", FIELD_LON, 7, 7, -1, 0, 3, offsetof(struct incident, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"merged", STR_INIT(",\"merged\":"), "incidents that were found to be the same one, and are handled here", FIELD_IDS, 0, 25, -1, 0, 6, offsetof(struct incident, merged), 0, INT64_C(1040), NULL},
    {"merged_into", STR_INIT(",\"merged_into\":"), "the incident that handles it: it was the same one", FIELD_ID, 0, 26, -1, 0, 11, offsetof(struct incident, merged_into), 0, INT64_C(64), NULL},
    {"on_scene_at", STR_INIT(",\"on_scene_at\":"), "first unit there", FIELD_TIME, 0, 17, -1, 0, 11, offsetof(struct incident, on_scene_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"practice", STR_INIT(",\"practice\":"), "it is an exercise: from an alarm of a drill", FIELD_ENUM, 0, 12, -1, 0, 8, offsetof(struct incident, practice), INT64_C(0), INT64_C(2), &enum_practice},
    {"priority", STR_INIT(",\"priority\":"), "1 is the highest", FIELD_INT, 0, 1, -1, 0, 8, offsetof(struct incident, priority), INT64_C(1), INT64_C(5), NULL},
    {"received_at", STR_INIT(",\"received_at\":"), "received", FIELD_TIME, 0, 14, -1, 0, 11, offsetof(struct incident, received_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"site", STR_INIT(",\"site\":"), "site", FIELD_ID, 0, 11, -1, 0, 4, offsetof(struct incident, site), 0, INT64_C(64), NULL},
    {"state", STR_INIT(",\"state\":"), "how far", FIELD_ENUM, 0, 2, -1, 0, 5, offsetof(struct incident, state), INT64_C(0), INT64_C(6), &enum_incident_state},
    {"title", STR_INIT(",\"title\":"), "one line", FIELD_TEXT, 0, 3, 0, FIELD_PERSONAL, 5, offsetof(struct incident, title), 0, INT64_C(160), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "when it leaves the picture", FIELD_TIME, 0, 22, -1, 0, 7, offsetof(struct incident, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_incident = {
    "incident", "What happened.", sizeof(struct incident), 30, true, offsetof(struct incident, personal_seq),
    UINT64_C(0x0), UINT64_C(0x38), fields_incident,
};

static const struct field fields_assignment[] = {
    {"answer_until", STR_INIT(",\"answer_until\":"), "until when it has to answer before there is an alarm", FIELD_TIME, 0, 32, -1, 0, 12, offsetof(struct assignment, answer_until), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"answered_at", STR_INIT(",\"answered_at\":"), "accepted or refused", FIELD_TIME, 0, 19, -1, 0, 11, offsetof(struct assignment, answered_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"area", STR_INIT(",\"area\":"), "area of the incident", FIELD_ID, 0, 3, -1, 0, 4, offsetof(struct assignment, area), 0, INT64_C(64), NULL},
    {"asked_at", STR_INIT(",\"asked_at\":"), "asked so, and not answered yet", FIELD_TIME, 0, 31, -1, 0, 8, offsetof(struct assignment, asked_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"by", STR_INIT(",\"by\":"), "who sent it", FIELD_ID, 0, 5, -1, 0, 2, offsetof(struct assignment, by), 0, INT64_C(64), NULL},
    {"by_air", STR_INIT(",\"by_air\":"), "why that is a guess by air: no_map, map_loading, map_refused, place_off_road, unit_off_road, no_way; empty: it is by road", FIELD_TEXT, 0, 10, -1, 0, 6, offsetof(struct assignment, by_air), 0, INT64_C(64), NULL},
    {"card", STR_INIT(",\"card\":"), "run card that asked for it", FIELD_ID, 0, 14, -1, 0, 4, offsetof(struct assignment, card), 0, INT64_C(64), NULL},
    {"check_at", STR_INIT(",\"check_at\":"), "on scene: when it is asked next whether all is well", FIELD_TIME, 0, 30, -1, 0, 8, offsetof(struct assignment, check_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"cleared_at", STR_INIT(",\"cleared_at\":"), "done", FIELD_TIME, 0, 22, -1, 0, 10, offsetof(struct assignment, cleared_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"delivered_at", STR_INIT(",\"delivered_at\":"), "reached the tablet", FIELD_TIME, 0, 17, -1, 0, 12, offsetof(struct assignment, delivered_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"device_at", STR_INIT(",\"device_at\":"), "device time of the last step", FIELD_TIME, 0, 23, -1, 0, 9, offsetof(struct assignment, device_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"distance_m", STR_INIT(",\"distance_m\":"), "distance when sent", FIELD_INT, 0, 8, -1, 0, 10, offsetof(struct assignment, distance_m), INT64_C(0), INT64_C(40100000), NULL},
    {"elsewhere", STR_INIT(",\"elsewhere\":"), "a nearer unit that the sender may not send", FIELD_ID, 0, 26, -1, 0, 9, offsetof(struct assignment, elsewhere), 0, INT64_C(64), NULL},
    {"elsewhere_area", STR_INIT(",\"elsewhere_area\":"), "area whose desk may; empty: the centre", FIELD_ID, 0, 27, -1, 0, 14, offsetof(struct assignment, elsewhere_area), 0, INT64_C(64), NULL},
    {"en_route_at", STR_INIT(",\"en_route_at\":"), "under way", FIELD_TIME, 0, 20, -1, 0, 11, offsetof(struct assignment, en_route_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"eta_s", STR_INIT(",\"eta_s\":"), "seconds until it would be there, as known when it was sent; absent: it was not among those considered", FIELD_INT, 0, 9, -1, 0, 5, offsetof(struct assignment, eta_s), INT64_C(0), INT64_C(2000000), NULL},
    {"first", STR_INIT(",\"first\":"), "unit that was recommended first, when that was another one", FIELD_ID, 0, 11, -1, 0, 5, offsetof(struct assignment, first), 0, INT64_C(64), NULL},
    {"first_eta_s", STR_INIT(",\"first_eta_s\":"), "seconds until that one would have been there", FIELD_INT, 0, 12, -1, 0, 11, offsetof(struct assignment, first_eta_s), INT64_C(0), INT64_C(2000000), NULL},
    {"incident", STR_INIT(",\"incident\":"), "to what", FIELD_ID, 0, 0, -1, FIELD_INDEX, 8, offsetof(struct assignment, incident), 0, INT64_C(64), NULL},
    {"missed", STR_INIT(",\"missed\":"), "questions in a row that were not answered in time", FIELD_INT, 0, 34, -1, 0, 6, offsetof(struct assignment, missed), INT64_C(0), INT64_C(1000), NULL},
    {"moved_from", STR_INIT(",\"moved_from\":"), "incident it was sent to, when that was merged into this one", FIELD_ID, 0, 1, -1, 0, 10, offsetof(struct assignment, moved_from), 0, INT64_C(64), NULL},
    {"need", STR_INIT(",\"need\":"), "what that card asks for, which it was recommended for", FIELD_TEXT, 0, 15, -1, 0, 4, offsetof(struct assignment, need), 0, INT64_C(160), NULL},
    {"offered", STR_INIT(",\"offered\":"), "unit offered instead, one that the sender may send", FIELD_ID, 0, 25, -1, 0, 7, offsetof(struct assignment, offered), 0, INT64_C(64), NULL},
    {"on_scene_at", STR_INIT(",\"on_scene_at\":"), "arrived", FIELD_TIME, 0, 21, -1, 0, 11, offsetof(struct assignment, on_scene_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"overdue_at", STR_INIT(",\"overdue_at\":"), "since when it has been there for longer than its kind of incident takes", FIELD_TIME, 0, 36, -1, 0, 10, offsetof(struct assignment, overdue_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"overridden", STR_INIT(",\"overridden\":"), "sent against the recommendation: over 30 s later there than the first, or not recommended at all", FIELD_BOOL, 0, 13, -1, 0, 10, offsetof(struct assignment, overridden), INT64_C(0), INT64_C(1), NULL},
    {"override", STR_INIT(",\"override\":"), "why not the first recommended", FIELD_TEXT, 0, 7, -1, 0, 8, offsetof(struct assignment, override), 0, INT64_C(240), NULL},
    {"reason", STR_INIT(",\"reason\":"), "why this unit", FIELD_TEXT, 0, 6, -1, 0, 6, offsetof(struct assignment, reason), 0, INT64_C(240), NULL},
    {"refusal", STR_INIT(",\"refusal\":"), "why refused", FIELD_TEXT, 0, 28, -1, 0, 7, offsetof(struct assignment, refusal), 0, INT64_C(240), NULL},
    {"scene_until", STR_INIT(",\"scene_until\":"), "on scene: when it will have been there for long", FIELD_TIME, 0, 35, -1, 0, 11, offsetof(struct assignment, scene_until), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"seen_at", STR_INIT(",\"seen_at\":"), "shown to the officer", FIELD_TIME, 0, 18, -1, 0, 7, offsetof(struct assignment, seen_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"sent_at", STR_INIT(",\"sent_at\":"), "sent", FIELD_TIME, 0, 16, -1, 0, 7, offsetof(struct assignment, sent_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"state", STR_INIT(",\"state\":"), "how far", FIELD_ENUM, 0, 4, -1, 0, 5, offsetof(struct assignment, state), INT64_C(0), INT64_C(6), &enum_assignment_state},
    {"unaccepted", STR_INIT(",\"unaccepted\":"), "neither accepted nor refused within unit.unaccepted_s", FIELD_BOOL, 0, 29, -1, 0, 10, offsetof(struct assignment, unaccepted), INT64_C(0), INT64_C(1), NULL},
    {"undelivered", STR_INIT(",\"undelivered\":"), "did not reach the tablet within 10 s", FIELD_BOOL, 0, 24, -1, 0, 11, offsetof(struct assignment, undelivered), INT64_C(0), INT64_C(1), NULL},
    {"unit", STR_INIT(",\"unit\":"), "who", FIELD_ID, 0, 2, -1, FIELD_INDEX, 4, offsetof(struct assignment, unit), 0, INT64_C(64), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "next of these times", FIELD_TIME, 0, 37, -1, 0, 7, offsetof(struct assignment, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"well_at", STR_INIT(",\"well_at\":"), "when it last said that all is well", FIELD_TIME, 0, 33, -1, 0, 7, offsetof(struct assignment, well_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_assignment = {
    "assignment", "A unit sent to an incident.", sizeof(struct assignment), 38, true, offsetof(struct assignment, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_assignment,
};

static const struct field fields_message[] = {
    {"area", STR_INIT(",\"area\":"), "area of the incident, else of the unit", FIELD_ID, 0, 2, -1, 0, 4, offsetof(struct message, area), 0, INT64_C(64), NULL},
    {"broadcast", STR_INIT(",\"broadcast\":"), "of a broadcast: the first of its messages", FIELD_ID, 0, 4, -1, FIELD_INDEX, 9, offsetof(struct message, broadcast), 0, INT64_C(64), NULL},
    {"by", STR_INIT(",\"by\":"), "who wrote it", FIELD_ID, 0, 6, -1, 0, 2, offsetof(struct message, by), 0, INT64_C(64), NULL},
    {"delivered_at", STR_INIT(",\"delivered_at\":"), "reached the tablet; of one to the desk: taken by the centre", FIELD_TIME, 0, 8, -1, 0, 12, offsetof(struct message, delivered_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"incident", STR_INIT(",\"incident\":"), "about which incident", FIELD_ID, 0, 3, -1, FIELD_INDEX, 8, offsetof(struct message, incident), 0, INT64_C(64), NULL},
    {"seen_at", STR_INIT(",\"seen_at\":"), "read", FIELD_TIME, 0, 10, -1, 0, 7, offsetof(struct message, seen_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"seen_by", STR_INIT(",\"seen_by\":"), "by whom", FIELD_ID, 0, 11, -1, 0, 7, offsetof(struct message, seen_by), 0, INT64_C(64), NULL},
    {"sent_at", STR_INIT(",\"sent_at\":"), "sent", FIELD_TIME, 0, 7, -1, 0, 7, offsetof(struct message, sent_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"text", STR_INIT(",\"text\":"), "what it says", FIELD_TEXT, 0, 5, 0, FIELD_PERSONAL, 4, offsetof(struct message, text), 0, INT64_C(1000), NULL},
    {"undelivered", STR_INIT(",\"undelivered\":"), "did not reach the tablet in time", FIELD_BOOL, 0, 9, -1, 0, 11, offsetof(struct message, undelivered), INT64_C(0), INT64_C(1), NULL},
    {"unit", STR_INIT(",\"unit\":"), "to or from which unit", FIELD_ID, 0, 0, -1, FIELD_INDEX, 4, offsetof(struct message, unit), 0, INT64_C(64), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "when it is marked as not delivered, or leaves the picture", FIELD_TIME, 0, 12, -1, 0, 7, offsetof(struct message, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"way", STR_INIT(",\"way\":"), "to the unit, or to its desk", FIELD_ENUM, 0, 1, -1, 0, 3, offsetof(struct message, way), INT64_C(0), INT64_C(1), &enum_message_way},
};

static const struct record record_message = {
    "message", "A message between a desk and a unit; of a broadcast one for each unit.", sizeof(struct message), 13, true, offsetof(struct message, personal_seq),
    UINT64_C(0x0), UINT64_C(0x20), fields_message,
};

static const struct field fields_run_card[] = {
    {"area", STR_INIT(",\"area\":"), "in this area and those in it; empty: everywhere", FIELD_ID, 0, 2, -1, 0, 4, offsetof(struct run_card, area), 0, INT64_C(64), NULL},
    {"at", STR_INIT(",\"at\":"), "when", FIELD_TIME, 0, 5, -1, 0, 2, offsetof(struct run_card, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"by", STR_INIT(",\"by\":"), "who set it", FIELD_ID, 0, 4, -1, 0, 2, offsetof(struct run_card, by), 0, INT64_C(64), NULL},
    {"kind", STR_INIT(",\"kind\":"), "for incidents of this kind", FIELD_ENUM, 0, 0, -1, 0, 4, offsetof(struct run_card, kind), INT64_C(0), INT64_C(12), &enum_incident_kind},
    {"needs", STR_INIT(",\"needs\":"), "a need a line: LEVEL NUMBER WHAT [SKILL,…]; WHAT is a kind of unit, or any", FIELD_TEXT, 0, 3, -1, 0, 5, offsetof(struct run_card, needs), 0, INT64_C(1000), NULL},
    {"priority", STR_INIT(",\"priority\":"), "of this priority and more urgent ones", FIELD_INT, 0, 1, -1, 0, 8, offsetof(struct run_card, priority), INT64_C(1), INT64_C(5), NULL},
};

static const struct record record_run_card = {
    "run_card", "Which units an incident of a kind needs, by alarm level; levels add up.", sizeof(struct run_card), 6, true, offsetof(struct run_card, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_run_card,
};

static const struct field fields_edition[] = {
    {"added", STR_INIT(",\"added\":"), "new since the edition before", FIELD_INT, 0, 3, -1, 0, 5, offsetof(struct edition, added), INT64_C(0), INT64_C(100000000), NULL},
    {"affirmed_at", STR_INIT(",\"affirmed_at\":"), "when the source last stood by it", FIELD_TIME, 0, 5, -1, 0, 11, offsetof(struct edition, affirmed_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"by", STR_INIT(",\"by\":"), "who sent it", FIELD_ID, 0, 6, -1, 0, 2, offsetof(struct edition, by), 0, INT64_C(64), NULL},
    {"entries", STR_INIT(",\"entries\":"), "entries in it", FIELD_INT, 0, 2, -1, 0, 7, offsetof(struct edition, entries), INT64_C(0), INT64_C(100000000), NULL},
    {"owner", STR_INIT(",\"owner\":"), "area whose people may replace it; empty: national", FIELD_ID, 0, 7, -1, 0, 5, offsetof(struct edition, owner), 0, INT64_C(64), NULL},
    {"removed", STR_INIT(",\"removed\":"), "gone since the edition before", FIELD_INT, 0, 4, -1, 0, 7, offsetof(struct edition, removed), INT64_C(0), INT64_C(100000000), NULL},
    {"sha256", STR_INIT(",\"sha256\":"), "hash of the file", FIELD_SHA256, 0, 1, -1, 0, 6, offsetof(struct edition, sha256), 0, INT64_C(64), NULL},
    {"source", STR_INIT(",\"source\":"), "who sends it", FIELD_ID, 0, 0, -1, 0, 6, offsetof(struct edition, source), 0, INT64_C(64), NULL},
};

static const struct record record_edition = {
    "edition", "The state of one source's hotlist: one file in the vault, by its hash.", sizeof(struct edition), 8, true, offsetof(struct edition, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_edition,
};

static const struct field fields_entry[] = {
    {"affirmed_at", STR_INIT(",\"affirmed_at\":"), "when its source last stood by it", FIELD_TIME, 0, 12, -1, 0, 11, offsetof(struct entry, affirmed_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"basis", STR_INIT(",\"basis\":"), "legal basis", FIELD_TEXT, 0, 4, -1, 0, 5, offsetof(struct entry, basis), 0, INT64_C(240), NULL},
    {"by", STR_INIT(",\"by\":"), "who entered it", FIELD_ID, 0, 10, -1, 0, 2, offsetof(struct entry, by), 0, INT64_C(64), NULL},
    {"class", STR_INIT(",\"class\":"), "class of vehicle", FIELD_ENUM, 0, 2, -1, 0, 5, offsetof(struct entry, class), INT64_C(0), INT64_C(6), &enum_vehicle_class},
    {"color", STR_INIT(",\"color\":"), "colour", FIELD_TEXT, 0, 9, -1, 0, 5, offsetof(struct entry, color), 0, INT64_C(40), NULL},
    {"expires_at", STR_INIT(",\"expires_at\":"), "never matches after this", FIELD_TIME, 0, 6, -1, 0, 10, offsetof(struct entry, expires_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"issuer", STR_INIT(",\"issuer\":"), "who wants it", FIELD_TEXT, 0, 3, -1, 0, 6, offsetof(struct entry, issuer), 0, INT64_C(120), NULL},
    {"lookalikes", STR_INIT(",\"lookalikes\":"), "list look-alikes too", FIELD_BOOL, 0, 7, -1, 0, 10, offsetof(struct entry, lookalikes), INT64_C(0), INT64_C(1), NULL},
    {"make", STR_INIT(",\"make\":"), "make", FIELD_TEXT, 0, 8, -1, 0, 4, offsetof(struct entry, make), 0, INT64_C(40), NULL},
    {"owner", STR_INIT(",\"owner\":"), "area whose people may withdraw it; empty: national", FIELD_ID, 0, 11, -1, 0, 5, offsetof(struct entry, owner), 0, INT64_C(64), NULL},
    {"plate", STR_INIT(",\"plate\":"), "plate", FIELD_PLATE, 0, 0, 0, FIELD_PERSONAL, 5, offsetof(struct entry, plate), 0, INT64_C(16), NULL},
    {"reason", STR_INIT(",\"reason\":"), "why", FIELD_ENUM, 0, 5, -1, 0, 6, offsetof(struct entry, reason), INT64_C(0), INT64_C(6), &enum_wanted_reason},
    {"region", STR_INIT(",\"region\":"), "country or region of the plate", FIELD_ID, 0, 1, -1, 0, 6, offsetof(struct entry, region), 0, INT64_C(64), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "its end: its expiry, or so long after its source stood by it", FIELD_TIME, 0, 13, -1, 0, 7, offsetof(struct entry, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_entry = {
    "entry", "A wanted vehicle entered by hand.", sizeof(struct entry), 14, true, offsetof(struct entry, personal_seq),
    UINT64_C(0x0), UINT64_C(0x1), fields_entry,
};

static const struct field fields_hit[] = {
    {"affirm_by", STR_INIT(",\"affirm_by\":"), "until when units may be told unless the source stands by it, again; 0: they are told nothing", FIELD_TIME, 0, 31, -1, 0, 9, offsetof(struct hit, affirm_by), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"area", STR_INIT(",\"area\":"), "area of the last camera", FIELD_ID, 0, 22, -1, 0, 4, offsetof(struct hit, area), 0, INT64_C(64), NULL},
    {"at", STR_INIT(",\"at\":"), "last read", FIELD_TIME, 0, 14, -1, 0, 2, offsetof(struct hit, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"basis", STR_INIT(",\"basis\":"), "legal basis", FIELD_TEXT, 0, 7, -1, 0, 5, offsetof(struct hit, basis), 0, INT64_C(240), NULL},
    {"camera", STR_INIT(",\"camera\":"), "last camera", FIELD_ID, 0, 13, -1, 0, 6, offsetof(struct hit, camera), 0, INT64_C(64), NULL},
    {"class", STR_INIT(",\"class\":"), "class read", FIELD_ENUM, 0, 2, -1, 0, 5, offsetof(struct hit, class), INT64_C(0), INT64_C(6), &enum_vehicle_class},
    {"color", STR_INIT(",\"color\":"), "colour read", FIELD_TEXT, 0, 4, -1, 0, 5, offsetof(struct hit, color), 0, INT64_C(40), NULL},
    {"confidence", STR_INIT(",\"confidence\":"), "of the last read", FIELD_PERMILLE, 3, 21, -1, 0, 10, offsetof(struct hit, confidence), INT64_C(0), INT64_C(1000), NULL},
    {"confirmed_at", STR_INIT(",\"confirmed_at\":"), "when", FIELD_TIME, 0, 28, -1, 0, 12, offsetof(struct hit, confirmed_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"confirmed_by", STR_INIT(",\"confirmed_by\":"), "who re-affirmed", FIELD_ID, 0, 27, -1, 0, 12, offsetof(struct hit, confirmed_by), 0, INT64_C(64), NULL},
    {"count", STR_INIT(",\"count\":"), "reads", FIELD_INT, 0, 16, -1, 0, 5, offsetof(struct hit, count), INT64_C(1), INT64_C(1000000), NULL},
    {"dismissal", STR_INIT(",\"dismissal\":"), "why", FIELD_TEXT, 0, 30, 1, FIELD_PERSONAL, 9, offsetof(struct hit, dismissal), 0, INT64_C(240), NULL},
    {"dismissed_by", STR_INIT(",\"dismissed_by\":"), "who dismissed", FIELD_ID, 0, 29, -1, 0, 12, offsetof(struct hit, dismissed_by), 0, INT64_C(64), NULL},
    {"entry", STR_INIT(",\"entry\":"), "source and line of the entry", FIELD_TEXT, 0, 5, -1, FIELD_INDEX, 5, offsetof(struct hit, entry), 0, INT64_C(160), NULL},
    {"expires_at", STR_INIT(",\"expires_at\":"), "when it expires unless it is read again", FIELD_TIME, 0, 32, -1, 0, 10, offsetof(struct hit, expires_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"first_at", STR_INIT(",\"first_at\":"), "first read", FIELD_TIME, 0, 15, -1, 0, 8, offsetof(struct hit, first_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"heading", STR_INIT(",\"heading\":"), "last direction", FIELD_HEADING, 1, 19, -1, 0, 7, offsetof(struct hit, heading), INT64_C(0), INT64_C(3599), NULL},
    {"image", STR_INIT(",\"image\":"), "photo of the last read", FIELD_SHA256, 0, 23, -1, 0, 5, offsetof(struct hit, image), 0, INT64_C(64), NULL},
    {"issuer", STR_INIT(",\"issuer\":"), "who wants it", FIELD_TEXT, 0, 6, -1, 0, 6, offsetof(struct hit, issuer), 0, INT64_C(120), NULL},
    {"lat", STR_INIT(",\"lat\":"), "last camera's position", FIELD_LAT, 7, 17, -1, 0, 3, offsetof(struct hit, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "last camera's position", FIELD_LON, 7, 18, -1, 0, 3, offsetof(struct hit, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"make", STR_INIT(",\"make\":"), "make read", FIELD_TEXT, 0, 3, -1, 0, 4, offsetof(struct hit, make), 0, INT64_C(40), NULL},
    {"plate", STR_INIT(",\"plate\":"), "plate", FIELD_PLATE, 0, 0, 0, FIELD_PERSONAL, 5, offsetof(struct hit, plate), 0, INT64_C(16), NULL},
    {"read", STR_INIT(",\"read\":"), "the sender's id of the last read", FIELD_ID, 0, 24, -1, 0, 4, offsetof(struct hit, read), 0, INT64_C(64), NULL},
    {"reason", STR_INIT(",\"reason\":"), "why", FIELD_ENUM, 0, 8, -1, 0, 6, offsetof(struct hit, reason), INT64_C(0), INT64_C(6), &enum_wanted_reason},
    {"region", STR_INIT(",\"region\":"), "country or region", FIELD_ID, 0, 1, -1, 0, 6, offsetof(struct hit, region), 0, INT64_C(64), NULL},
    {"seen_at", STR_INIT(",\"seen_at\":"), "when", FIELD_TIME, 0, 26, -1, 0, 7, offsetof(struct hit, seen_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"seen_by", STR_INIT(",\"seen_by\":"), "who compared the photo", FIELD_ID, 0, 25, -1, 0, 7, offsetof(struct hit, seen_by), 0, INT64_C(64), NULL},
    {"speed_kmh", STR_INIT(",\"speed_kmh\":"), "last speed", FIELD_SPEED, 1, 20, -1, 0, 9, offsetof(struct hit, speed_kmh), INT64_C(0), INT64_C(5000), NULL},
    {"state", STR_INIT(",\"state\":"), "how sure", FIELD_ENUM, 0, 12, -1, 0, 5, offsetof(struct hit, state), INT64_C(0), INT64_C(4), &enum_hit_state},
    {"wake_at", STR_INIT(",\"wake_at\":"), "next check", FIELD_TIME, 0, 33, -1, 0, 7, offsetof(struct hit, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"wanted_class", STR_INIT(",\"wanted_class\":"), "class on the list", FIELD_ENUM, 0, 11, -1, 0, 12, offsetof(struct hit, wanted_class), INT64_C(0), INT64_C(6), &enum_vehicle_class},
    {"wanted_color", STR_INIT(",\"wanted_color\":"), "colour on the list", FIELD_TEXT, 0, 10, -1, 0, 12, offsetof(struct hit, wanted_color), 0, INT64_C(40), NULL},
    {"wanted_make", STR_INIT(",\"wanted_make\":"), "make on the list", FIELD_TEXT, 0, 9, -1, 0, 11, offsetof(struct hit, wanted_make), 0, INT64_C(40), NULL},
};

static const struct record record_hit = {
    "hit", "A wanted vehicle was read. Unconfirmed until a person compared the photo and the source re-affirmed.", sizeof(struct hit), 34, true, offsetof(struct hit, personal_seq),
    UINT64_C(0x0), UINT64_C(0x40000001), fields_hit,
};

static const struct field fields_violation[] = {
    {"area", STR_INIT(",\"area\":"), "area", FIELD_ID, 0, 15, -1, 0, 4, offsetof(struct violation, area), 0, INT64_C(64), NULL},
    {"at", STR_INIT(",\"at\":"), "last read", FIELD_TIME, 0, 10, -1, 0, 2, offsetof(struct violation, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"camera", STR_INIT(",\"camera\":"), "last camera", FIELD_ID, 0, 9, -1, 0, 6, offsetof(struct violation, camera), 0, INT64_C(64), NULL},
    {"class", STR_INIT(",\"class\":"), "class read", FIELD_ENUM, 0, 2, -1, 0, 5, offsetof(struct violation, class), INT64_C(0), INT64_C(6), &enum_vehicle_class},
    {"color", STR_INIT(",\"color\":"), "colour read", FIELD_TEXT, 0, 4, -1, 0, 5, offsetof(struct violation, color), 0, INT64_C(40), NULL},
    {"count", STR_INIT(",\"count\":"), "reads in this episode", FIELD_INT, 0, 8, -1, 0, 5, offsetof(struct violation, count), INT64_C(1), INT64_C(1000000), NULL},
    {"first_at", STR_INIT(",\"first_at\":"), "first read", FIELD_TIME, 0, 11, -1, 0, 8, offsetof(struct violation, first_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"heading", STR_INIT(",\"heading\":"), "last direction", FIELD_HEADING, 1, 14, -1, 0, 7, offsetof(struct violation, heading), INT64_C(0), INT64_C(3599), NULL},
    {"image", STR_INIT(",\"image\":"), "photo", FIELD_SHA256, 0, 16, -1, 0, 5, offsetof(struct violation, image), 0, INT64_C(64), NULL},
    {"kind", STR_INIT(",\"kind\":"), "what", FIELD_ENUM, 0, 5, -1, 0, 4, offsetof(struct violation, kind), INT64_C(0), INT64_C(2), &enum_violation_kind},
    {"lat", STR_INIT(",\"lat\":"), "last camera", FIELD_LAT, 7, 12, -1, 0, 3, offsetof(struct violation, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"limit_kmh", STR_INIT(",\"limit_kmh\":"), "limit", FIELD_SPEED, 1, 7, -1, 0, 9, offsetof(struct violation, limit_kmh), INT64_C(0), INT64_C(5000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "last camera", FIELD_LON, 7, 13, -1, 0, 3, offsetof(struct violation, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"make", STR_INIT(",\"make\":"), "make read", FIELD_TEXT, 0, 3, -1, 0, 4, offsetof(struct violation, make), 0, INT64_C(40), NULL},
    {"plate", STR_INIT(",\"plate\":"), "plate", FIELD_PLATE, 0, 0, 0, FIELD_PERSONAL, 5, offsetof(struct violation, plate), 0, INT64_C(16), NULL},
    {"read", STR_INIT(",\"read\":"), "the sender's id of the last read", FIELD_ID, 0, 17, -1, 0, 4, offsetof(struct violation, read), 0, INT64_C(64), NULL},
    {"region", STR_INIT(",\"region\":"), "country or region", FIELD_ID, 0, 1, -1, 0, 6, offsetof(struct violation, region), 0, INT64_C(64), NULL},
    {"speed_kmh", STR_INIT(",\"speed_kmh\":"), "measured", FIELD_SPEED, 1, 6, -1, 0, 9, offsetof(struct violation, speed_kmh), INT64_C(0), INT64_C(5000), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "when it expires", FIELD_TIME, 0, 18, -1, 0, 7, offsetof(struct violation, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_violation = {
    "violation", "Dangerous driving: over the limit, repeated violations in a window, wrong way.", sizeof(struct violation), 19, true, offsetof(struct violation, personal_seq),
    UINT64_C(0x0), UINT64_C(0x1), fields_violation,
};

static const struct field fields_notice[] = {
    {"about", STR_INIT(",\"about\":"), "kind/id of the hit or violation", FIELD_TEXT, 0, 0, -1, FIELD_INDEX, 5, offsetof(struct notice, about), 0, INT64_C(80), NULL},
    {"action", STR_INIT(",\"action\":"), "observe, confirmed, danger", FIELD_ENUM, 0, 3, -1, 0, 6, offsetof(struct notice, action), INT64_C(0), INT64_C(3), &enum_notice_action},
    {"ahead", STR_INIT(",\"ahead\":"), "the unit is ahead of the vehicle", FIELD_BOOL, 0, 16, -1, 0, 5, offsetof(struct notice, ahead), INT64_C(0), INT64_C(1), NULL},
    {"answer", STR_INIT(",\"answer\":"), "what was answered", FIELD_TEXT, 0, 24, -1, 0, 6, offsetof(struct notice, answer), 0, INT64_C(80), NULL},
    {"answered_at", STR_INIT(",\"answered_at\":"), "answered", FIELD_TIME, 0, 23, -1, 0, 11, offsetof(struct notice, answered_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"area", STR_INIT(",\"area\":"), "area", FIELD_ID, 0, 2, -1, 0, 4, offsetof(struct notice, area), 0, INT64_C(64), NULL},
    {"at", STR_INIT(",\"at\":"), "last read", FIELD_TIME, 0, 15, -1, 0, 2, offsetof(struct notice, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"camera", STR_INIT(",\"camera\":"), "last camera", FIELD_ID, 0, 14, -1, 0, 6, offsetof(struct notice, camera), 0, INT64_C(64), NULL},
    {"class", STR_INIT(",\"class\":"), "class", FIELD_ENUM, 0, 5, -1, 0, 5, offsetof(struct notice, class), INT64_C(0), INT64_C(6), &enum_vehicle_class},
    {"color", STR_INIT(",\"color\":"), "colour", FIELD_TEXT, 0, 7, -1, 0, 5, offsetof(struct notice, color), 0, INT64_C(40), NULL},
    {"delivered_at", STR_INIT(",\"delivered_at\":"), "reached the tablet", FIELD_TIME, 0, 21, -1, 0, 12, offsetof(struct notice, delivered_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"distance_m", STR_INIT(",\"distance_m\":"), "distance", FIELD_INT, 0, 17, -1, 0, 10, offsetof(struct notice, distance_m), INT64_C(0), INT64_C(40100000), NULL},
    {"expires_at", STR_INIT(",\"expires_at\":"), "goes away", FIELD_TIME, 0, 27, -1, 0, 10, offsetof(struct notice, expires_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"heading", STR_INIT(",\"heading\":"), "direction", FIELD_HEADING, 1, 11, -1, 0, 7, offsetof(struct notice, heading), INT64_C(0), INT64_C(3599), NULL},
    {"image", STR_INIT(",\"image\":"), "photo", FIELD_SHA256, 0, 8, -1, 0, 5, offsetof(struct notice, image), 0, INT64_C(64), NULL},
    {"lat", STR_INIT(",\"lat\":"), "last seen", FIELD_LAT, 7, 9, -1, 0, 3, offsetof(struct notice, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"limit_kmh", STR_INIT(",\"limit_kmh\":"), "limit", FIELD_SPEED, 1, 13, -1, 0, 9, offsetof(struct notice, limit_kmh), INT64_C(0), INT64_C(5000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "last seen", FIELD_LON, 7, 10, -1, 0, 3, offsetof(struct notice, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"make", STR_INIT(",\"make\":"), "make", FIELD_TEXT, 0, 6, -1, 0, 4, offsetof(struct notice, make), 0, INT64_C(40), NULL},
    {"next", STR_INIT(",\"next\":"), "notice to the next unit", FIELD_ID, 0, 26, -1, 0, 4, offsetof(struct notice, next), 0, INT64_C(64), NULL},
    {"plate", STR_INIT(",\"plate\":"), "plate", FIELD_PLATE, 0, 4, 0, FIELD_PERSONAL, 5, offsetof(struct notice, plate), 0, INT64_C(16), NULL},
    {"reason", STR_INIT(",\"reason\":"), "why this unit, as a word: nearest_ahead, ahead, at_vehicle, nearest_behind, behind, nearest_no_heading, no_heading", FIELD_TEXT, 0, 18, -1, 0, 6, offsetof(struct notice, reason), 0, INT64_C(240), NULL},
    {"seen_at", STR_INIT(",\"seen_at\":"), "shown", FIELD_TIME, 0, 22, -1, 0, 7, offsetof(struct notice, seen_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"sent_at", STR_INIT(",\"sent_at\":"), "sent", FIELD_TIME, 0, 20, -1, 0, 7, offsetof(struct notice, sent_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"speed_kmh", STR_INIT(",\"speed_kmh\":"), "speed", FIELD_SPEED, 1, 12, -1, 0, 9, offsetof(struct notice, speed_kmh), INT64_C(0), INT64_C(5000), NULL},
    {"state", STR_INIT(",\"state\":"), "how far", FIELD_ENUM, 0, 19, -1, 0, 5, offsetof(struct notice, state), INT64_C(0), INT64_C(4), &enum_notice_state},
    {"undelivered", STR_INIT(",\"undelivered\":"), "did not reach the tablet within 10 s", FIELD_BOOL, 0, 25, -1, 0, 11, offsetof(struct notice, undelivered), INT64_C(0), INT64_C(1), NULL},
    {"unit", STR_INIT(",\"unit\":"), "who is told", FIELD_ID, 0, 1, -1, FIELD_INDEX, 4, offsetof(struct notice, unit), 0, INT64_C(64), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "next check", FIELD_TIME, 0, 28, -1, 0, 7, offsetof(struct notice, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_notice = {
    "notice", "What a unit is told of a hit or of dangerous driving.", sizeof(struct notice), 29, true, offsetof(struct notice, personal_seq),
    UINT64_C(0x0), UINT64_C(0x10), fields_notice,
};

static const struct field fields_lookalike[] = {
    {"area", STR_INIT(",\"area\":"), "area", FIELD_ID, 0, 7, -1, 0, 4, offsetof(struct lookalike, area), 0, INT64_C(64), NULL},
    {"at", STR_INIT(",\"at\":"), "read", FIELD_TIME, 0, 5, -1, 0, 2, offsetof(struct lookalike, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"camera", STR_INIT(",\"camera\":"), "camera", FIELD_ID, 0, 4, -1, 0, 6, offsetof(struct lookalike, camera), 0, INT64_C(64), NULL},
    {"confidence", STR_INIT(",\"confidence\":"), "of the read", FIELD_PERMILLE, 3, 6, -1, 0, 10, offsetof(struct lookalike, confidence), INT64_C(0), INT64_C(1000), NULL},
    {"entry", STR_INIT(",\"entry\":"), "source and line", FIELD_TEXT, 0, 3, -1, FIELD_INDEX, 5, offsetof(struct lookalike, entry), 0, INT64_C(160), NULL},
    {"image", STR_INIT(",\"image\":"), "photo", FIELD_SHA256, 0, 8, -1, 0, 5, offsetof(struct lookalike, image), 0, INT64_C(64), NULL},
    {"listed", STR_INIT(",\"listed\":"), "stands in low lists: at most 6 an hour in each", FIELD_BOOL, 0, 10, -1, 0, 6, offsetof(struct lookalike, listed), INT64_C(0), INT64_C(1), NULL},
    {"plate", STR_INIT(",\"plate\":"), "plate as read", FIELD_PLATE, 0, 0, 0, FIELD_PERSONAL, 5, offsetof(struct lookalike, plate), 0, INT64_C(16), NULL},
    {"read", STR_INIT(",\"read\":"), "the sender's id of the read", FIELD_ID, 0, 9, -1, 0, 4, offsetof(struct lookalike, read), 0, INT64_C(64), NULL},
    {"region", STR_INIT(",\"region\":"), "region", FIELD_ID, 0, 2, -1, 0, 6, offsetof(struct lookalike, region), 0, INT64_C(64), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "when it leaves the list", FIELD_TIME, 0, 12, -1, 0, 7, offsetof(struct lookalike, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"wanted", STR_INIT(",\"wanted\":"), "plate on the list", FIELD_PLATE, 0, 1, 1, FIELD_PERSONAL, 6, offsetof(struct lookalike, wanted), 0, INT64_C(16), NULL},
    {"within", STR_INIT(",\"within\":"), "the widest area in whose low list it stands; empty: in the country's too", FIELD_ID, 0, 11, -1, 0, 6, offsetof(struct lookalike, within), 0, INT64_C(64), NULL},
};

static const struct record record_lookalike = {
    "lookalike", "A read one confusable character away from a wanted plate: a low list, never an alert.", sizeof(struct lookalike), 13, true, offsetof(struct lookalike, personal_seq),
    UINT64_C(0x0), UINT64_C(0x3), fields_lookalike,
};

static const struct field fields_photo[] = {
    {"about", STR_INIT(",\"about\":"), "kind/id", FIELD_TEXT, 0, 1, -1, FIELD_INDEX, 5, offsetof(struct photo, about), 0, INT64_C(80), NULL},
    {"area", STR_INIT(",\"area\":"), "area", FIELD_ID, 0, 4, -1, 0, 4, offsetof(struct photo, area), 0, INT64_C(64), NULL},
    {"at", STR_INIT(",\"at\":"), "time of the read", FIELD_TIME, 0, 3, -1, 0, 2, offsetof(struct photo, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"bytes", STR_INIT(",\"bytes\":"), "size", FIELD_INT, 0, 6, -1, 0, 5, offsetof(struct photo, bytes), INT64_C(0), INT64_C(2097152), NULL},
    {"camera", STR_INIT(",\"camera\":"), "who keeps it", FIELD_ID, 0, 2, -1, 0, 6, offsetof(struct photo, camera), 0, INT64_C(64), NULL},
    {"sha256", STR_INIT(",\"sha256\":"), "hash of the file", FIELD_SHA256, 0, 0, -1, FIELD_INDEX, 6, offsetof(struct photo, sha256), 0, INT64_C(64), NULL},
    {"stored_at", STR_INIT(",\"stored_at\":"), "when it arrived; 0: asked for", FIELD_TIME, 0, 5, -1, 0, 9, offsetof(struct photo, stored_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "when it is deleted", FIELD_TIME, 0, 7, -1, 0, 7, offsetof(struct photo, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_photo = {
    "photo", "A photo asked of a camera for a hit or dangerous driving; its file lies in the vault.", sizeof(struct photo), 8, true, offsetof(struct photo, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_photo,
};

static const struct field fields_closure[] = {
    {"area", STR_INIT(",\"area\":"), "area of its place", FIELD_ID, 0, 10, -1, FIELD_INDEX, 4, offsetof(struct closure, area), 0, INT64_C(64), NULL},
    {"at", STR_INIT(",\"at\":"), "when that was", FIELD_TIME, 0, 13, -1, 0, 2, offsetof(struct closure, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"by", STR_INIT(",\"by\":"), "who placed it", FIELD_ID, 0, 12, -1, 0, 2, offsetof(struct closure, by), 0, INT64_C(64), NULL},
    {"from", STR_INIT(",\"from\":"), "from when it counts", FIELD_TIME, 0, 14, -1, 0, 4, offsetof(struct closure, from), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"incident", STR_INIT(",\"incident\":"), "incident it is for", FIELD_ID, 0, 9, -1, FIELD_INDEX, 8, offsetof(struct closure, incident), 0, INT64_C(64), NULL},
    {"lat", STR_INIT(",\"lat\":"), "the place, or where the stretch begins", FIELD_LAT, 7, 0, -1, 0, 3, offsetof(struct closure, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "the place, or where the stretch begins", FIELD_LON, 7, 1, -1, 0, 3, offsetof(struct closure, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"name", STR_INIT(",\"name\":"), "which street, in words", FIELD_TEXT, 0, 7, -1, 0, 4, offsetof(struct closure, name), 0, INT64_C(160), NULL},
    {"one_way", STR_INIT(",\"one_way\":"), "of a stretch: only from its beginning to its end", FIELD_BOOL, 0, 5, -1, 0, 7, offsetof(struct closure, one_way), INT64_C(0), INT64_C(1), NULL},
    {"pieces", STR_INIT(",\"pieces\":"), "pieces of road it is about, on the map in use when it was placed; 0: there was none", FIELD_INT, 0, 11, -1, 0, 6, offsetof(struct closure, pieces), INT64_C(0), INT64_C(65536), NULL},
    {"radius_m", STR_INIT(",\"radius_m\":"), "of a place: all roads so near", FIELD_INT, 0, 2, -1, 0, 8, offsetof(struct closure, radius_m), INT64_C(1), INT64_C(5000), NULL},
    {"reason", STR_INIT(",\"reason\":"), "why", FIELD_TEXT, 0, 8, -1, 0, 6, offsetof(struct closure, reason), 0, INT64_C(240), NULL},
    {"time_permille", STR_INIT(",\"time_permille\":"), "0: closed; else driving takes so much of its time: 2000 is twice as long", FIELD_INT, 0, 6, -1, 0, 13, offsetof(struct closure, time_permille), INT64_C(0), INT64_C(20000), NULL},
    {"to_lat", STR_INIT(",\"to_lat\":"), "of a stretch: where it ends", FIELD_LAT, 7, 3, -1, 0, 6, offsetof(struct closure, to_lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"to_lon", STR_INIT(",\"to_lon\":"), "of a stretch: where it ends", FIELD_LON, 7, 4, -1, 0, 6, offsetof(struct closure, to_lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "its end", FIELD_TIME, 0, 15, -1, 0, 7, offsetof(struct closure, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_closure = {
    "closure", "A street that is closed, or slow: all roads near a place, or a stretch between two. It ends by itself.", sizeof(struct closure), 16, true, offsetof(struct closure, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_closure,
};

static const struct field fields_traffic[] = {
    {"at", STR_INIT(",\"at\":"), "when", FIELD_TIME, 0, 2, -1, 0, 2, offsetof(struct traffic, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"by", STR_INIT(",\"by\":"), "who set it", FIELD_ID, 0, 1, -1, 0, 2, offsetof(struct traffic, by), 0, INT64_C(64), NULL},
    {"hours", STR_INIT(",\"hours\":"), "by class of road, and \"all\" for the others: 24 numbers, permille of the time without traffic, hour by hour of the centre's clock", FIELD_JSON, 0, 0, -1, 0, 5, offsetof(struct traffic, hours), 0, INT64_C(4000), NULL},
};

static const struct record record_traffic = {
    "traffic", "How slow driving is by the hour, on one day of the week: mon, tue, wed, thu, fri, sat or sun.", sizeof(struct traffic), 3, true, offsetof(struct traffic, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_traffic,
};

static const struct field fields_approval[] = {
    {"area", STR_INIT(",\"area\":"), "area the asker is limited to; empty: none", FIELD_ID, 0, 5, -1, 0, 4, offsetof(struct approval, area), 0, INT64_C(64), NULL},
    {"asked_at", STR_INIT(",\"asked_at\":"), "when", FIELD_TIME, 0, 8, -1, 0, 8, offsetof(struct approval, asked_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"asked_by", STR_INIT(",\"asked_by\":"), "who asks", FIELD_ID, 0, 6, -1, 0, 8, offsetof(struct approval, asked_by), 0, INT64_C(64), NULL},
    {"body", STR_INIT(",\"body\":"), "its body, without secrets", FIELD_JSON, 0, 2, 0, FIELD_PERSONAL | FIELD_SECRET, 4, offsetof(struct approval, body), 0, INT64_C(20000), NULL},
    {"command", STR_INIT(",\"command\":"), "what is asked: the route's command", FIELD_ID, 0, 0, -1, 0, 7, offsetof(struct approval, command), 0, INT64_C(64), NULL},
    {"decided_by", STR_INIT(",\"decided_by\":"), "who approved, refused or withdrew", FIELD_ID, 0, 9, -1, 0, 10, offsetof(struct approval, decided_by), 0, INT64_C(64), NULL},
    {"made", STR_INIT(",\"made\":"), "what was made of its secrets before it was kept: a hash", FIELD_TEXT, 0, 3, 1, FIELD_PERSONAL | FIELD_SECRET, 4, offsetof(struct approval, made), 0, INT64_C(200), NULL},
    {"params", STR_INIT(",\"params\":"), "what the route's path names", FIELD_IDS, 0, 1, -1, 0, 6, offsetof(struct approval, params), 0, INT64_C(130), NULL},
    {"person", STR_INIT(",\"person\":"), "the person behind it: of a token, who made it; local: the machine's own tool", FIELD_ID, 0, 7, -1, FIELD_INDEX, 6, offsetof(struct approval, person), 0, INT64_C(64), NULL},
    {"reason", STR_INIT(",\"reason\":"), "why it is asked", FIELD_TEXT, 0, 4, 2, FIELD_PERSONAL, 6, offsetof(struct approval, reason), 0, INT64_C(240), NULL},
    {"refusal", STR_INIT(",\"refusal\":"), "why it was refused", FIELD_TEXT, 0, 10, 3, FIELD_PERSONAL, 7, offsetof(struct approval, refusal), 0, INT64_C(240), NULL},
    {"result", STR_INIT(",\"result\":"), "kind/id of what came of it", FIELD_TEXT, 0, 12, -1, 0, 6, offsetof(struct approval, result), 0, INT64_C(80), NULL},
    {"state", STR_INIT(",\"state\":"), "how it stands", FIELD_ENUM, 0, 11, -1, 0, 5, offsetof(struct approval, state), INT64_C(0), INT64_C(4), &enum_approval_state},
    {"wake_at", STR_INIT(",\"wake_at\":"), "when it goes away unanswered", FIELD_TIME, 0, 13, -1, 0, 7, offsetof(struct approval, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_approval = {
    "approval", "A command that one person asked for and that happens only when another one approves it.", sizeof(struct approval), 14, true, offsetof(struct approval, personal_seq),
    UINT64_C(0x0), UINT64_C(0x41c), fields_approval,
};

static const struct field fields_look[] = {
    {"access", STR_INIT(",\"access\":"), "duty, or look_up", FIELD_ENUM, 0, 7, -1, 0, 6, offsetof(struct look, access), INT64_C(0), INT64_C(2), &enum_access},
    {"area", STR_INIT(",\"area\":"), "area of the one who looked", FIELD_ID, 0, 2, -1, 0, 4, offsetof(struct look, area), 0, INT64_C(64), NULL},
    {"at", STR_INIT(",\"at\":"), "when", FIELD_TIME, 0, 15, -1, 0, 2, offsetof(struct look, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"by", STR_INIT(",\"by\":"), "who looked", FIELD_ID, 0, 0, -1, FIELD_INDEX, 2, offsetof(struct look, by), 0, INT64_C(64), NULL},
    {"casefile", STR_INIT(",\"casefile\":"), "for which case", FIELD_ID, 0, 10, -1, 0, 8, offsetof(struct look, casefile), 0, INT64_C(64), NULL},
    {"counts", STR_INIT(",\"counts\":"), "a look-up without a fresh case: the third of one subject within 30 days is stopped", FIELD_BOOL, 0, 13, -1, 0, 6, offsetof(struct look, counts), INT64_C(0), INT64_C(1), NULL},
    {"deferred_until", STR_INIT(",\"deferred_until\":"), "its subject is told no sooner, by the order of the case", FIELD_TIME, 0, 14, -1, 0, 14, offsetof(struct look, deferred_until), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"incident", STR_INIT(",\"incident\":"), "for which incident", FIELD_ID, 0, 9, -1, 0, 8, offsetof(struct look, incident), 0, INT64_C(64), NULL},
    {"pair", STR_INIT(",\"pair\":"), "who and what in one word, by which looks are counted", FIELD_ID, 0, 1, -1, FIELD_INDEX, 4, offsetof(struct look, pair), 0, INT64_C(64), NULL},
    {"purpose", STR_INIT(",\"purpose\":"), "code of a look-up", FIELD_ENUM, 0, 8, -1, 0, 7, offsetof(struct look, purpose), INT64_C(0), INT64_C(10), &enum_purpose},
    {"query", STR_INIT(",\"query\":"), "what was asked besides", FIELD_TEXT, 0, 5, 0, FIELD_PERSONAL, 5, offsetof(struct look, query), 0, INT64_C(2000), NULL},
    {"query_sha256", STR_INIT(",\"query_sha256\":"), "of the whole of it, when it was longer: `query` is how it begins", FIELD_SHA256, 0, 6, -1, 0, 12, offsetof(struct look, query_sha256), 0, INT64_C(64), NULL},
    {"route", STR_INIT(",\"route\":"), "command of the route", FIELD_ID, 0, 4, -1, 0, 5, offsetof(struct look, route), 0, INT64_C(64), NULL},
    {"shift", STR_INIT(",\"shift\":"), "the signed-on shift: a sign-in, a unit's shift, or a token", FIELD_ID, 0, 12, -1, 0, 5, offsetof(struct look, shift), 0, INT64_C(64), NULL},
    {"subject", STR_INIT(",\"subject\":"), "at what: kind/id; a plate is a keyed hash", FIELD_TEXT, 0, 3, -1, 0, 7, offsetof(struct look, subject), 0, INT64_C(100), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "when it leaves the picture", FIELD_TIME, 0, 16, -1, 0, 7, offsetof(struct look, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"why", STR_INIT(",\"why\":"), "break-glass: why; a subject's own question: for whom it was asked", FIELD_TEXT, 0, 11, 1, FIELD_PERSONAL, 3, offsetof(struct look, why), 0, INT64_C(240), NULL},
};

static const struct record record_look = {
    "look", "One person looked at something: written before it was shown.", sizeof(struct look), 17, true, offsetof(struct look, personal_seq),
    UINT64_C(0x0), UINT64_C(0x820), fields_look,
};

static const struct field fields_casefile[] = {
    {"area", STR_INIT(",\"area\":"), "area of the owner", FIELD_ID, 0, 4, -1, 0, 4, offsetof(struct casefile, area), 0, INT64_C(64), NULL},
    {"basis", STR_INIT(",\"basis\":"), "legal basis", FIELD_TEXT, 0, 3, -1, 0, 5, offsetof(struct casefile, basis), 0, INT64_C(240), NULL},
    {"closed_by", STR_INIT(",\"closed_by\":"), "who closed it", FIELD_ID, 0, 8, -1, 0, 9, offsetof(struct casefile, closed_by), 0, INT64_C(64), NULL},
    {"deferred_until", STR_INIT(",\"deferred_until\":"), "subjects of look-ups made for it from now on are told no sooner, by the order below", FIELD_TIME, 0, 10, -1, 0, 14, offsetof(struct casefile, deferred_until), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"expires_at", STR_INIT(",\"expires_at\":"), "until when it gives a purpose", FIELD_TIME, 0, 7, -1, 0, 10, offsetof(struct casefile, expires_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"number", STR_INIT(",\"number\":"), "its number at the authority", FIELD_TEXT, 0, 0, -1, 0, 6, offsetof(struct casefile, number), 0, INT64_C(40), NULL},
    {"opened_at", STR_INIT(",\"opened_at\":"), "since when", FIELD_TIME, 0, 6, -1, 0, 9, offsetof(struct casefile, opened_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"order_at", STR_INIT(",\"order_at\":"), "its date", FIELD_TIME, 0, 13, -1, 0, 8, offsetof(struct casefile, order_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"order_document", STR_INIT(",\"order_document\":"), "SHA-256 of the document", FIELD_SHA256, 0, 14, -1, 0, 14, offsetof(struct casefile, order_document), 0, INT64_C(64), NULL},
    {"order_issuer", STR_INIT(",\"order_issuer\":"), "whose order", FIELD_TEXT, 0, 11, -1, 0, 12, offsetof(struct casefile, order_issuer), 0, INT64_C(200), NULL},
    {"order_number", STR_INIT(",\"order_number\":"), "its number", FIELD_TEXT, 0, 12, -1, 0, 12, offsetof(struct casefile, order_number), 0, INT64_C(80), NULL},
    {"order_signature", STR_INIT(",\"order_signature\":"), "Ed25519 over the order's text, base64", FIELD_TEXT, 0, 15, -1, 0, 15, offsetof(struct casefile, order_signature), 0, INT64_C(88), NULL},
    {"owner", STR_INIT(",\"owner\":"), "whose case", FIELD_ID, 0, 1, -1, 0, 5, offsetof(struct casefile, owner), 0, INT64_C(64), NULL},
    {"people", STR_INIT(",\"people\":"), "who may look besides the owner", FIELD_IDS, 0, 2, -1, 0, 6, offsetof(struct casefile, people), 0, INT64_C(1040), NULL},
    {"subjects", STR_INIT(",\"subjects\":"), "whom and what it is about, as looks name them with : for /; a plate is a keyed hash", FIELD_IDS, 0, 5, -1, 0, 8, offsetof(struct casefile, subjects), 0, INT64_C(2080), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "its end", FIELD_TIME, 0, 9, -1, 0, 7, offsetof(struct casefile, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_casefile = {
    "casefile", "A small record that gives some people a purpose for look-ups until it ends.", sizeof(struct casefile), 16, true, offsetof(struct casefile, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_casefile,
};

static const struct field fields_review[] = {
    {"area", STR_INIT(",\"area\":"), "area of that person", FIELD_ID, 0, 2, -1, 0, 4, offsetof(struct review, area), 0, INT64_C(64), NULL},
    {"at", STR_INIT(",\"at\":"), "when", FIELD_TIME, 0, 6, -1, 0, 2, offsetof(struct review, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"by", STR_INIT(",\"by\":"), "who looked, or wanted to", FIELD_ID, 0, 1, -1, FIELD_INDEX, 2, offsetof(struct review, by), 0, INT64_C(64), NULL},
    {"due_at", STR_INIT(",\"due_at\":"), "to be judged until", FIELD_TIME, 0, 7, -1, 0, 6, offsetof(struct review, due_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"incident", STR_INIT(",\"incident\":"), "for which incident", FIELD_ID, 0, 5, -1, 0, 8, offsetof(struct review, incident), 0, INT64_C(64), NULL},
    {"look", STR_INIT(",\"look\":"), "the look; empty: it was stopped", FIELD_ID, 0, 4, -1, 0, 4, offsetof(struct review, look), 0, INT64_C(64), NULL},
    {"note", STR_INIT(",\"note\":"), "its reasons", FIELD_TEXT, 0, 11, 0, FIELD_PERSONAL, 4, offsetof(struct review, note), 0, INT64_C(2000), NULL},
    {"overdue", STR_INIT(",\"overdue\":"), "nobody judged it in time", FIELD_BOOL, 0, 8, -1, 0, 7, offsetof(struct review, overdue), INT64_C(0), INT64_C(1), NULL},
    {"reason", STR_INIT(",\"reason\":"), "why it is here", FIELD_ENUM, 0, 0, -1, 0, 6, offsetof(struct review, reason), INT64_C(0), INT64_C(4), &enum_review_reason},
    {"reviewed_by", STR_INIT(",\"reviewed_by\":"), "who judged", FIELD_ID, 0, 9, -1, 0, 11, offsetof(struct review, reviewed_by), 0, INT64_C(64), NULL},
    {"subject", STR_INIT(",\"subject\":"), "at what", FIELD_TEXT, 0, 3, -1, 0, 7, offsetof(struct review, subject), 0, INT64_C(100), NULL},
    {"verdict", STR_INIT(",\"verdict\":"), "the judgement", FIELD_ENUM, 0, 10, -1, 0, 7, offsetof(struct review, verdict), INT64_C(0), INT64_C(2), &enum_review_verdict},
    {"wake_at", STR_INIT(",\"wake_at\":"), "when it is overdue", FIELD_TIME, 0, 12, -1, 0, 7, offsetof(struct review, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_review = {
    "review", "A look that a reviewer must judge.", sizeof(struct review), 13, true, offsetof(struct review, personal_seq),
    UINT64_C(0x0), UINT64_C(0x800), fields_review,
};

static const struct field fields_sample[] = {
    {"drawn", STR_INIT(",\"drawn\":"), "sequences of the look-ups that were drawn, an array", FIELD_JSON, 0, 5, -1, 0, 5, offsetof(struct sample, drawn), 0, INT64_C(262144), NULL},
    {"drawn_at", STR_INIT(",\"drawn_at\":"), "when; none: not yet", FIELD_TIME, 0, 6, -1, 0, 8, offsetof(struct sample, drawn_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"from", STR_INIT(",\"from\":"), "look-ups since then; none: since the beginning", FIELD_TIME, 0, 0, -1, 0, 4, offsetof(struct sample, from), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"looks", STR_INIT(",\"looks\":"), "look-ups that might have been drawn", FIELD_INT, 0, 4, -1, 0, 5, offsetof(struct sample, looks), INT64_C(0), INT64_C(1000000000), NULL},
    {"root", STR_INIT(",\"root\":"), "root of the tree over the first `size` entries", FIELD_SHA256, 0, 3, -1, 0, 4, offsetof(struct sample, root), 0, INT64_C(64), NULL},
    {"size", STR_INIT(",\"size\":"), "sequence of the event that closed the week: the root is that of so many entries", FIELD_INT, 0, 2, -1, 0, 4, offsetof(struct sample, size), INT64_C(0), INT64_C(1000000000000000), NULL},
    {"to", STR_INIT(",\"to\":"), "and before then", FIELD_TIME, 0, 1, -1, 0, 2, offsetof(struct sample, to), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_sample = {
    "sample", "The last week's draw among all look-ups: see doc/verify-by-hand.md. There is one, called week.", sizeof(struct sample), 7, true, offsetof(struct sample, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_sample,
};

static const struct field fields_export[] = {
    {"about", STR_INIT(",\"about\":"), "whose histories, as kind:id", FIELD_IDS, 0, 2, -1, 0, 5, offsetof(struct export, about), 0, INT64_C(2080), NULL},
    {"area", STR_INIT(",\"area\":"), "area of the case", FIELD_ID, 0, 6, -1, 0, 4, offsetof(struct export, area), 0, INT64_C(64), NULL},
    {"by", STR_INIT(",\"by\":"), "who may fetch it", FIELD_ID, 0, 5, -1, FIELD_INDEX, 2, offsetof(struct export, by), 0, INT64_C(64), NULL},
    {"casefile", STR_INIT(",\"casefile\":"), "for which case", FIELD_ID, 0, 0, -1, 0, 8, offsetof(struct export, casefile), 0, INT64_C(64), NULL},
    {"fetched", STR_INIT(",\"fetched\":"), "how often it was fetched", FIELD_INT, 0, 8, -1, 0, 7, offsetof(struct export, fetched), INT64_C(0), INT64_C(1000000), NULL},
    {"fetched_at", STR_INIT(",\"fetched_at\":"), "last time", FIELD_TIME, 0, 9, -1, 0, 10, offsetof(struct export, fetched_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"granted_at", STR_INIT(",\"granted_at\":"), "since when", FIELD_TIME, 0, 7, -1, 0, 10, offsetof(struct export, granted_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"last", STR_INIT(",\"last\":"), "sequence of the last event that may be in it", FIELD_INT, 0, 4, -1, 0, 4, offsetof(struct export, last), INT64_C(0), INT64_C(1000000000000000), NULL},
    {"purpose", STR_INIT(",\"purpose\":"), "code of the look-ups that it is", FIELD_ENUM, 0, 1, -1, 0, 7, offsetof(struct export, purpose), INT64_C(0), INT64_C(10), &enum_purpose},
    {"subjects", STR_INIT(",\"subjects\":"), "whom and what they are about, as looks name them with : for /", FIELD_IDS, 0, 3, -1, 0, 8, offsetof(struct export, subjects), 0, INT64_C(2080), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "when it cannot be fetched any more", FIELD_TIME, 0, 10, -1, 0, 7, offsetof(struct export, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_export = {
    "export", "Histories that one person may take away as a file, for a case and for a day: asked for by one person, approved by another.", sizeof(struct export), 11, true, offsetof(struct export, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_export,
};

static const struct field fields_policy[] = {
    {"at", STR_INIT(",\"at\":"), "when", FIELD_TIME, 0, 3, -1, 0, 2, offsetof(struct policy, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"by", STR_INIT(",\"by\":"), "who set it", FIELD_ID, 0, 2, -1, 0, 2, offsetof(struct policy, by), 0, INT64_C(64), NULL},
    {"erase_seq", STR_INIT(",\"erase_seq\":"), "sequence of its last erasure", FIELD_INT, 0, 6, -1, 0, 9, offsetof(struct policy, erase_seq), INT64_C(0), INT64_C(1000000000000000), NULL},
    {"erased", STR_INIT(",\"erased\":"), "events erased by it so far", FIELD_INT, 0, 4, -1, 0, 6, offsetof(struct policy, erased), INT64_C(0), INT64_C(1000000000000), NULL},
    {"erased_at", STR_INIT(",\"erased_at\":"), "last time", FIELD_TIME, 0, 5, -1, 0, 9, offsetof(struct policy, erased_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"life_s", STR_INIT(",\"life_s\":"), "erased after so many seconds; absent: as the configuration says", FIELD_INT, 0, 0, -1, 0, 6, offsetof(struct policy, life_s), INT64_C(1), INT64_C(3153600000), NULL},
    {"reason", STR_INIT(",\"reason\":"), "why it is so", FIELD_TEXT, 0, 1, -1, 0, 6, offsetof(struct policy, reason), 0, INT64_C(240), NULL},
};

static const struct record record_policy = {
    "policy", "How long one class of what is kept is kept: violations, hits, audit of the history; reads, positions, tracks, heartbeats of telemetry.", sizeof(struct policy), 7, true, offsetof(struct policy, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_policy,
};

static const struct field fields_hold[] = {
    {"about", STR_INIT(",\"about\":"), "kind/id of what is kept, with all that is about it", FIELD_TEXT, 0, 0, -1, FIELD_INDEX, 5, offsetof(struct hold, about), 0, INT64_C(80), NULL},
    {"area", STR_INIT(",\"area\":"), "area of what is kept", FIELD_ID, 0, 3, -1, 0, 4, offsetof(struct hold, area), 0, INT64_C(64), NULL},
    {"at", STR_INIT(",\"at\":"), "since when", FIELD_TIME, 0, 5, -1, 0, 2, offsetof(struct hold, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"basis", STR_INIT(",\"basis\":"), "legal basis, and the number of the order", FIELD_TEXT, 0, 1, -1, 0, 5, offsetof(struct hold, basis), 0, INT64_C(240), NULL},
    {"by", STR_INIT(",\"by\":"), "who asked for it", FIELD_ID, 0, 4, -1, 0, 2, offsetof(struct hold, by), 0, INT64_C(64), NULL},
    {"for_case", STR_INIT(",\"for_case\":"), "the case it is for", FIELD_ID, 0, 2, -1, 0, 8, offsetof(struct hold, for_case), 0, INT64_C(64), NULL},
    {"wake_at", STR_INIT(",\"wake_at\":"), "its end", FIELD_TIME, 0, 6, -1, 0, 7, offsetof(struct hold, wake_at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_hold = {
    "hold", "What must be kept longer than its policy says, for a case or a court, until a day.", sizeof(struct hold), 7, true, offsetof(struct hold, personal_seq),
    UINT64_C(0x0), UINT64_C(0x0), fields_hold,
};

static const struct record record_in_nothing = {
    "nothing", "No body.", sizeof(struct in_nothing), 0, false, 0,
    UINT64_C(0x0), UINT64_C(0x0), NULL,
};

static const struct field fields_in_window[] = {
    {"east", STR_INIT(",\"east\":"), "eastern edge", FIELD_LON, 7, 2, -1, FIELD_REQUIRED, 4, offsetof(struct in_window, east), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"north", STR_INIT(",\"north\":"), "northern edge", FIELD_LAT, 7, 3, -1, FIELD_REQUIRED, 5, offsetof(struct in_window, north), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"south", STR_INIT(",\"south\":"), "southern edge", FIELD_LAT, 7, 1, -1, FIELD_REQUIRED, 5, offsetof(struct in_window, south), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"west", STR_INIT(",\"west\":"), "western edge", FIELD_LON, 7, 0, -1, FIELD_REQUIRED, 4, offsetof(struct in_window, west), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"zoom", STR_INIT(",\"zoom\":"), "zoom level of the map", FIELD_INT, 0, 4, -1, FIELD_REQUIRED, 4, offsetof(struct in_window, zoom), INT64_C(0), INT64_C(24), NULL},
};

static const struct record record_in_window = {
    "window", "A map window.", sizeof(struct in_window), 5, false, 0,
    UINT64_C(0x1f), UINT64_C(0x0), fields_in_window,
};

static const struct field fields_in_backup[] = {
    {"name", STR_INIT(",\"name\":"), "name of the folder below DIR/backup", FIELD_ID, 0, 0, -1, FIELD_REQUIRED, 4, offsetof(struct in_backup, name), 0, INT64_C(64), NULL},
};

static const struct record record_in_backup = {
    "backup", "Where to write.", sizeof(struct in_backup), 1, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_backup,
};

static const struct field fields_in_sign_in[] = {
    {"name", STR_INIT(",\"name\":"), "sign-in name", FIELD_ID, 0, 0, -1, FIELD_REQUIRED, 4, offsetof(struct in_sign_in, name), 0, INT64_C(64), NULL},
    {"password", STR_INIT(",\"password\":"), "password", FIELD_TEXT, 0, 1, -1, FIELD_REQUIRED | FIELD_SECRET, 8, offsetof(struct in_sign_in, password), 0, INT64_C(256), NULL},
};

static const struct record record_in_sign_in = {
    "sign_in", "Name and password.", sizeof(struct in_sign_in), 2, false, 0,
    UINT64_C(0x3), UINT64_C(0x0), fields_in_sign_in,
};

static const struct field fields_in_set_up[] = {
    {"code", STR_INIT(",\"code\":"), "from the link", FIELD_ID, 0, 0, -1, FIELD_REQUIRED | FIELD_SECRET, 4, offsetof(struct in_set_up, code), 0, INT64_C(64), NULL},
    {"full_name", STR_INIT(",\"full_name\":"), "name shown", FIELD_TEXT, 0, 3, -1, 0, 9, offsetof(struct in_set_up, full_name), 0, INT64_C(120), NULL},
    {"name", STR_INIT(",\"name\":"), "sign-in name", FIELD_ID, 0, 1, -1, FIELD_REQUIRED, 4, offsetof(struct in_set_up, name), 0, INT64_C(64), NULL},
    {"password", STR_INIT(",\"password\":"), "at least 10 characters", FIELD_TEXT, 0, 2, -1, FIELD_REQUIRED | FIELD_SECRET, 8, offsetof(struct in_set_up, password), 0, INT64_C(256), NULL},
};

static const struct record record_in_set_up = {
    "set_up", "The first administrator, with the one-time link's code.", sizeof(struct in_set_up), 4, false, 0,
    UINT64_C(0x7), UINT64_C(0x0), fields_in_set_up,
};

static const struct field fields_in_user_add[] = {
    {"area", STR_INIT(",\"area\":"), "limit to this area", FIELD_ID, 0, 2, -1, 0, 4, offsetof(struct in_user_add, area), 0, INT64_C(64), NULL},
    {"full_name", STR_INIT(",\"full_name\":"), "name shown", FIELD_TEXT, 0, 3, -1, 0, 9, offsetof(struct in_user_add, full_name), 0, INT64_C(120), NULL},
    {"lang", STR_INIT(",\"lang\":"), "language", FIELD_ENUM, 0, 5, -1, 0, 4, offsetof(struct in_user_add, lang), INT64_C(0), INT64_C(3), &enum_lang},
    {"name", STR_INIT(",\"name\":"), "sign-in name, unique", FIELD_ID, 0, 0, -1, FIELD_REQUIRED, 4, offsetof(struct in_user_add, name), 0, INT64_C(64), NULL},
    {"password", STR_INIT(",\"password\":"), "at least 10 characters", FIELD_TEXT, 0, 6, -1, FIELD_REQUIRED | FIELD_SECRET, 8, offsetof(struct in_user_add, password), 0, INT64_C(256), NULL},
    {"role", STR_INIT(",\"role\":"), "role", FIELD_ENUM, 0, 1, -1, FIELD_REQUIRED, 4, offsetof(struct in_user_add, role), INT64_C(0), INT64_C(9), &enum_role},
    {"unit", STR_INIT(",\"unit\":"), "for the role unit", FIELD_ID, 0, 4, -1, 0, 4, offsetof(struct in_user_add, unit), 0, INT64_C(64), NULL},
};

static const struct record record_in_user_add = {
    "user_add", "A new person.", sizeof(struct in_user_add), 7, false, 0,
    UINT64_C(0x43), UINT64_C(0x0), fields_in_user_add,
};

static const struct field fields_in_user_change[] = {
    {"area", STR_INIT(",\"area\":"), "area", FIELD_ID, 0, 1, -1, 0, 4, offsetof(struct in_user_change, area), 0, INT64_C(64), NULL},
    {"full_name", STR_INIT(",\"full_name\":"), "name shown", FIELD_TEXT, 0, 2, -1, 0, 9, offsetof(struct in_user_change, full_name), 0, INT64_C(120), NULL},
    {"lang", STR_INIT(",\"lang\":"), "language", FIELD_ENUM, 0, 4, -1, 0, 4, offsetof(struct in_user_change, lang), INT64_C(0), INT64_C(3), &enum_lang},
    {"role", STR_INIT(",\"role\":"), "role", FIELD_ENUM, 0, 0, -1, 0, 4, offsetof(struct in_user_change, role), INT64_C(0), INT64_C(9), &enum_role},
    {"unit", STR_INIT(",\"unit\":"), "unit", FIELD_ID, 0, 3, -1, 0, 4, offsetof(struct in_user_change, unit), 0, INT64_C(64), NULL},
};

static const struct record record_in_user_change = {
    "user_change", "Fields to change.", sizeof(struct in_user_change), 5, false, 0,
    UINT64_C(0x0), UINT64_C(0x0), fields_in_user_change,
};

static const struct field fields_in_user_disable[] = {
    {"disabled", STR_INIT(",\"disabled\":"), "true: may not", FIELD_BOOL, 0, 0, -1, FIELD_REQUIRED, 8, offsetof(struct in_user_disable, disabled), INT64_C(0), INT64_C(1), NULL},
};

static const struct record record_in_user_disable = {
    "user_disable", "Whether the person may sign in.", sizeof(struct in_user_disable), 1, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_user_disable,
};

static const struct field fields_in_password[] = {
    {"old", STR_INIT(",\"old\":"), "the password until now", FIELD_TEXT, 0, 0, -1, FIELD_REQUIRED | FIELD_SECRET, 3, offsetof(struct in_password, old), 0, INT64_C(256), NULL},
    {"password", STR_INIT(",\"password\":"), "at least 10 characters, not the old one", FIELD_TEXT, 0, 1, -1, FIELD_REQUIRED | FIELD_SECRET, 8, offsetof(struct in_password, password), 0, INT64_C(256), NULL},
};

static const struct record record_in_password = {
    "password", "A new password of one's own.", sizeof(struct in_password), 2, false, 0,
    UINT64_C(0x3), UINT64_C(0x0), fields_in_password,
};

static const struct field fields_in_user_reset[] = {
    {"password", STR_INIT(",\"password\":"), "at least 10 characters", FIELD_TEXT, 0, 0, -1, FIELD_REQUIRED | FIELD_SECRET, 8, offsetof(struct in_user_reset, password), 0, INT64_C(256), NULL},
};

static const struct record record_in_user_reset = {
    "user_reset", "A new password.", sizeof(struct in_user_reset), 1, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_user_reset,
};

static const struct field fields_in_token_add[] = {
    {"area", STR_INIT(",\"area\":"), "area it may speak for", FIELD_ID, 0, 3, -1, 0, 4, offsetof(struct in_token_add, area), 0, INT64_C(64), NULL},
    {"devices", STR_INIT(",\"devices\":"), "devices it may speak for", FIELD_IDS, 0, 2, -1, 0, 7, offsetof(struct in_token_add, devices), 0, INT64_C(16640), NULL},
    {"name", STR_INIT(",\"name\":"), "what it is for", FIELD_TEXT, 0, 0, -1, FIELD_REQUIRED, 4, offsetof(struct in_token_add, name), 0, INT64_C(120), NULL},
    {"role", STR_INIT(",\"role\":"), "role", FIELD_ENUM, 0, 1, -1, FIELD_REQUIRED, 4, offsetof(struct in_token_add, role), INT64_C(0), INT64_C(9), &enum_role},
};

static const struct record record_in_token_add = {
    "token_add", "A new token.", sizeof(struct in_token_add), 4, false, 0,
    UINT64_C(0x3), UINT64_C(0x0), fields_in_token_add,
};

static const struct field fields_in_site_set[] = {
    {"address", STR_INIT(",\"address\":"), "address", FIELD_TEXT, 0, 3, -1, 0, 7, offsetof(struct in_site_set, address), 0, INT64_C(240), NULL},
    {"area", STR_INIT(",\"area\":"), "area; found from the position when absent", FIELD_ID, 0, 2, -1, 0, 4, offsetof(struct in_site_set, area), 0, INT64_C(64), NULL},
    {"contacts", STR_INIT(",\"contacts\":"), "keyholders", FIELD_TEXT, 0, 6, 0, FIELD_PERSONAL, 8, offsetof(struct in_site_set, contacts), 0, INT64_C(480), NULL},
    {"kind", STR_INIT(",\"kind\":"), "kind", FIELD_ENUM, 0, 1, -1, 0, 4, offsetof(struct in_site_set, kind), INT64_C(0), INT64_C(7), &enum_site_kind},
    {"lat", STR_INIT(",\"lat\":"), "position", FIELD_LAT, 7, 4, -1, FIELD_REQUIRED, 3, offsetof(struct in_site_set, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "position", FIELD_LON, 7, 5, -1, FIELD_REQUIRED, 3, offsetof(struct in_site_set, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"name", STR_INIT(",\"name\":"), "name", FIELD_TEXT, 0, 0, -1, FIELD_REQUIRED, 4, offsetof(struct in_site_set, name), 0, INT64_C(160), NULL},
};

static const struct record record_in_site_set = {
    "site_set", "A site.", sizeof(struct in_site_set), 7, false, 0,
    UINT64_C(0x31), UINT64_C(0x40), fields_in_site_set,
};

static const struct field fields_in_device_set[] = {
    {"account", STR_INIT(",\"account\":"), "panel: its account number at a DC-09 receiver; of one device alone", FIELD_ID, 0, 12, -1, 0, 7, offsetof(struct in_device_set, account), 0, INT64_C(64), NULL},
    {"allowed_heading", STR_INIT(",\"allowed_heading\":"), "camera: lawful direction", FIELD_HEADING, 1, 8, -1, 0, 15, offsetof(struct in_device_set, allowed_heading), INT64_C(0), INT64_C(3599), NULL},
    {"area", STR_INIT(",\"area\":"), "area; found from the position when absent", FIELD_ID, 0, 3, -1, 0, 4, offsetof(struct in_device_set, area), 0, INT64_C(64), NULL},
    {"heading", STR_INIT(",\"heading\":"), "camera: where it looks", FIELD_HEADING, 1, 6, -1, 0, 7, offsetof(struct in_device_set, heading), INT64_C(0), INT64_C(3599), NULL},
    {"kind", STR_INIT(",\"kind\":"), "kind", FIELD_ENUM, 0, 1, -1, FIELD_REQUIRED, 4, offsetof(struct in_device_set, kind), INT64_C(0), INT64_C(5), &enum_device_kind},
    {"lat", STR_INIT(",\"lat\":"), "position; the site's when absent", FIELD_LAT, 7, 4, -1, 0, 3, offsetof(struct in_device_set, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "position; the site's when absent", FIELD_LON, 7, 5, -1, 0, 3, offsetof(struct in_device_set, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"name", STR_INIT(",\"name\":"), "name", FIELD_TEXT, 0, 0, -1, 0, 4, offsetof(struct in_device_set, name), 0, INT64_C(160), NULL},
    {"one_way", STR_INIT(",\"one_way\":"), "camera: one-way road", FIELD_BOOL, 0, 9, -1, 0, 7, offsetof(struct in_device_set, one_way), INT64_C(0), INT64_C(1), NULL},
    {"period_s", STR_INIT(",\"period_s\":"), "rhythm of heartbeats in seconds", FIELD_INT, 0, 10, -1, 0, 8, offsetof(struct in_device_set, period_s), INT64_C(0), INT64_C(604800), NULL},
    {"plan_x", STR_INIT(",\"plan_x\":"), "where it is on the site's plan: from the left edge", FIELD_PERMILLE, 3, 14, -1, 0, 6, offsetof(struct in_device_set, plan_x), INT64_C(0), INT64_C(1000), NULL},
    {"plan_y", STR_INIT(",\"plan_y\":"), "and from the upper one", FIELD_PERMILLE, 3, 15, -1, 0, 6, offsetof(struct in_device_set, plan_y), INT64_C(0), INT64_C(1000), NULL},
    {"site", STR_INIT(",\"site\":"), "site", FIELD_ID, 0, 2, -1, 0, 4, offsetof(struct in_device_set, site), 0, INT64_C(64), NULL},
    {"speed_limit", STR_INIT(",\"speed_limit\":"), "camera: limit", FIELD_SPEED, 1, 7, -1, 0, 11, offsetof(struct in_device_set, speed_limit), INT64_C(0), INT64_C(5000), NULL},
    {"unit", STR_INIT(",\"unit\":"), "tablet, tracker: its unit", FIELD_ID, 0, 11, -1, 0, 4, offsetof(struct in_device_set, unit), 0, INT64_C(64), NULL},
    {"zones", STR_INIT(",\"zones\":"), "panel: its zones, one a line: number, blank, name", FIELD_TEXT, 0, 13, -1, 0, 5, offsetof(struct in_device_set, zones), 0, INT64_C(2000), NULL},
};

static const struct record record_in_device_set = {
    "device_set", "A device.", sizeof(struct in_device_set), 16, false, 0,
    UINT64_C(0x2), UINT64_C(0x0), fields_in_device_set,
};

static const struct field fields_in_keyholder_set[] = {
    {"code", STR_INIT(",\"code\":"), "the code word; kept as a hash", FIELD_TEXT, 0, 5, -1, FIELD_SECRET, 4, offsetof(struct in_keyholder_set, code), 0, INT64_C(60), NULL},
    {"duress_code", STR_INIT(",\"duress_code\":"), "the word said under duress; kept as a hash", FIELD_TEXT, 0, 6, -1, FIELD_SECRET, 11, offsetof(struct in_keyholder_set, duress_code), 0, INT64_C(60), NULL},
    {"name", STR_INIT(",\"name\":"), "name", FIELD_TEXT, 0, 2, 0, FIELD_REQUIRED | FIELD_PERSONAL, 4, offsetof(struct in_keyholder_set, name), 0, INT64_C(120), NULL},
    {"note", STR_INIT(",\"note\":"), "when and how to reach", FIELD_TEXT, 0, 4, 2, FIELD_PERSONAL, 4, offsetof(struct in_keyholder_set, note), 0, INT64_C(160), NULL},
    {"phone", STR_INIT(",\"phone\":"), "number to dial", FIELD_TEXT, 0, 3, 1, FIELD_REQUIRED | FIELD_PERSONAL, 5, offsetof(struct in_keyholder_set, phone), 0, INT64_C(40), NULL},
    {"place", STR_INIT(",\"place\":"), "in which order they are called", FIELD_INT, 0, 1, -1, FIELD_REQUIRED, 5, offsetof(struct in_keyholder_set, place), INT64_C(1), INT64_C(20), NULL},
    {"site", STR_INIT(",\"site\":"), "of which site", FIELD_ID, 0, 0, -1, FIELD_REQUIRED, 4, offsetof(struct in_keyholder_set, site), 0, INT64_C(64), NULL},
};

static const struct record record_in_keyholder_set = {
    "keyholder_set", "A keyholder, whole: what is not said is not there, except the code words, which stay until they are set anew or emptied.", sizeof(struct in_keyholder_set), 7, false, 0,
    UINT64_C(0xf), UINT64_C(0x1c), fields_in_keyholder_set,
};

static const struct field fields_in_procedure_set[] = {
    {"alarm_kind", STR_INIT(",\"alarm_kind\":"), "only for alarms of this kind", FIELD_ENUM, 0, 2, -1, 0, 10, offsetof(struct in_procedure_set, alarm_kind), INT64_C(0), INT64_C(13), &enum_alarm_kind},
    {"chain", STR_INIT(",\"chain\":"), "one a line: after how many seconds; who; number", FIELD_TEXT, 0, 7, 0, FIELD_PERSONAL, 5, offsetof(struct in_procedure_set, chain), 0, INT64_C(2000), NULL},
    {"of", STR_INIT(",\"of\":"), "site/ID or area/ID; empty: everywhere", FIELD_TEXT, 0, 0, -1, 0, 2, offsetof(struct in_procedure_set, of), 0, INT64_C(80), NULL},
    {"script_en", STR_INIT(",\"script_en\":"), "questions, one a line", FIELD_TEXT, 0, 3, -1, 0, 9, offsetof(struct in_procedure_set, script_en), 0, INT64_C(2000), NULL},
    {"script_kk", STR_INIT(",\"script_kk\":"), "in Kazakh", FIELD_TEXT, 0, 6, -1, 0, 9, offsetof(struct in_procedure_set, script_kk), 0, INT64_C(2000), NULL},
    {"script_ru", STR_INIT(",\"script_ru\":"), "the same in Russian", FIELD_TEXT, 0, 4, -1, 0, 9, offsetof(struct in_procedure_set, script_ru), 0, INT64_C(2000), NULL},
    {"script_uz", STR_INIT(",\"script_uz\":"), "in Uzbek", FIELD_TEXT, 0, 5, -1, 0, 9, offsetof(struct in_procedure_set, script_uz), 0, INT64_C(2000), NULL},
    {"site_kind", STR_INIT(",\"site_kind\":"), "only for sites of this kind", FIELD_ENUM, 0, 1, -1, 0, 9, offsetof(struct in_procedure_set, site_kind), INT64_C(0), INT64_C(7), &enum_site_kind},
};

static const struct record record_in_procedure_set = {
    "procedure_set", "Questions and whom to call next, whole.", sizeof(struct in_procedure_set), 8, false, 0,
    UINT64_C(0x0), UINT64_C(0x80), fields_in_procedure_set,
};

static const struct field fields_in_area_desk[] = {
    {"desk", STR_INIT(",\"desk\":"), "its duty desk: name and number to call; absent or empty: that of the area around it", FIELD_TEXT, 0, 0, -1, 0, 4, offsetof(struct in_area_desk, desk), 0, INT64_C(160), NULL},
};

static const struct record record_in_area_desk = {
    "area_desk", "Who handles what happens in an area.", sizeof(struct in_area_desk), 1, false, 0,
    UINT64_C(0x0), UINT64_C(0x0), fields_in_area_desk,
};

static const struct field fields_in_still_set[] = {
    {"password", STR_INIT(",\"password\":"), "the password; sealed, given out by nothing", FIELD_TEXT, 0, 2, -1, FIELD_SECRET, 8, offsetof(struct in_still_set, password), 0, INT64_C(120), NULL},
    {"url", STR_INIT(",\"url\":"), "http or https address of a still picture (JPEG, PNG, WebP), without a user in it", FIELD_TEXT, 0, 0, -1, FIELD_REQUIRED, 3, offsetof(struct in_still_set, url), 0, INT64_C(480), NULL},
    {"user", STR_INIT(",\"user\":"), "who signs in there", FIELD_TEXT, 0, 1, -1, 0, 4, offsetof(struct in_still_set, user), 0, INT64_C(60), NULL},
};

static const struct record record_in_still_set = {
    "still_set", "Where the centre brings a camera's pictures from, whole: without a user nobody signs in.", sizeof(struct in_still_set), 3, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_still_set,
};

static const struct field fields_in_maintenance[] = {
    {"reason", STR_INIT(",\"reason\":"), "why", FIELD_TEXT, 0, 1, -1, 0, 6, offsetof(struct in_maintenance, reason), 0, INT64_C(240), NULL},
    {"until", STR_INIT(",\"until\":"), "end; absent or past: ends now", FIELD_TIME, 0, 0, -1, 0, 5, offsetof(struct in_maintenance, until), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_in_maintenance = {
    "maintenance", "Planned maintenance.", sizeof(struct in_maintenance), 2, false, 0,
    UINT64_C(0x0), UINT64_C(0x0), fields_in_maintenance,
};

static const struct field fields_in_unit_set[] = {
    {"area", STR_INIT(",\"area\":"), "home area", FIELD_ID, 0, 2, -1, 0, 4, offsetof(struct in_unit_set, area), 0, INT64_C(64), NULL},
    {"kind", STR_INIT(",\"kind\":"), "kind", FIELD_ENUM, 0, 1, -1, 0, 4, offsetof(struct in_unit_set, kind), INT64_C(0), INT64_C(4), &enum_unit_kind},
    {"name", STR_INIT(",\"name\":"), "call sign", FIELD_TEXT, 0, 0, -1, FIELD_REQUIRED, 4, offsetof(struct in_unit_set, name), 0, INT64_C(64), NULL},
    {"skills", STR_INIT(",\"skills\":"), "skills", FIELD_IDS, 0, 3, -1, 0, 6, offsetof(struct in_unit_set, skills), 0, INT64_C(1040), NULL},
    {"vehicle", STR_INIT(",\"vehicle\":"), "vehicle", FIELD_TEXT, 0, 4, -1, 0, 7, offsetof(struct in_unit_set, vehicle), 0, INT64_C(64), NULL},
};

static const struct record record_in_unit_set = {
    "unit_set", "A unit.", sizeof(struct in_unit_set), 5, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_unit_set,
};

static const struct field fields_in_unit_duty[] = {
    {"at", STR_INIT(",\"at\":"), "device time of the tap", FIELD_TIME, 0, 1, -1, 0, 2, offsetof(struct in_unit_duty, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"crew", STR_INIT(",\"crew\":"), "who is in it", FIELD_TEXT, 0, 2, 0, FIELD_PERSONAL, 4, offsetof(struct in_unit_duty, crew), 0, INT64_C(240), NULL},
    {"duty", STR_INIT(",\"duty\":"), "on or off", FIELD_ENUM, 0, 0, -1, FIELD_REQUIRED, 4, offsetof(struct in_unit_duty, duty), INT64_C(0), INT64_C(1), &enum_unit_duty},
    {"id", STR_INIT(",\"id\":"), "idempotency: the same id gets the same answer", FIELD_ID, 0, 4, -1, 0, 2, offsetof(struct in_unit_duty, id), 0, INT64_C(64), NULL},
    {"sound", STR_INIT(",\"sound\":"), "the sound test was heard", FIELD_BOOL, 0, 3, -1, 0, 5, offsetof(struct in_unit_duty, sound), INT64_C(0), INT64_C(1), NULL},
};

static const struct record record_in_unit_duty = {
    "unit_duty", "On or off duty.", sizeof(struct in_unit_duty), 5, false, 0,
    UINT64_C(0x1), UINT64_C(0x4), fields_in_unit_duty,
};

static const struct field fields_in_unit_status[] = {
    {"at", STR_INIT(",\"at\":"), "device time", FIELD_TIME, 0, 1, -1, 0, 2, offsetof(struct in_unit_status, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 2, -1, 0, 2, offsetof(struct in_unit_status, id), 0, INT64_C(64), NULL},
    {"status", STR_INIT(",\"status\":"), "new status", FIELD_ENUM, 0, 0, -1, FIELD_REQUIRED, 6, offsetof(struct in_unit_status, status), INT64_C(0), INT64_C(5), &enum_unit_status},
};

static const struct record record_in_unit_status = {
    "unit_status", "A status.", sizeof(struct in_unit_status), 3, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_unit_status,
};

static const struct field fields_in_unit_listening[] = {
    {"at", STR_INIT(",\"at\":"), "device time", FIELD_TIME, 0, 2, -1, 0, 2, offsetof(struct in_unit_listening, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"listening", STR_INIT(",\"listening\":"), "page visible and stream open", FIELD_BOOL, 0, 0, -1, FIELD_REQUIRED, 9, offsetof(struct in_unit_listening, listening), INT64_C(0), INT64_C(1), NULL},
    {"sound", STR_INIT(",\"sound\":"), "sound on", FIELD_BOOL, 0, 1, -1, FIELD_REQUIRED, 5, offsetof(struct in_unit_listening, sound), INT64_C(0), INT64_C(1), NULL},
};

static const struct record record_in_unit_listening = {
    "unit_listening", "What the tablet says of itself.", sizeof(struct in_unit_listening), 3, false, 0,
    UINT64_C(0x3), UINT64_C(0x0), fields_in_unit_listening,
};

static const struct field fields_in_unit_help[] = {
    {"accuracy_m", STR_INIT(",\"accuracy_m\":"), "of the position", FIELD_INT, 0, 3, -1, 0, 10, offsetof(struct in_unit_help, accuracy_m), INT64_C(0), INT64_C(100000), NULL},
    {"at", STR_INIT(",\"at\":"), "device time", FIELD_TIME, 0, 0, -1, FIELD_REQUIRED, 2, offsetof(struct in_unit_help, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"detail", STR_INIT(",\"detail\":"), "what", FIELD_TEXT, 0, 4, 0, FIELD_PERSONAL, 6, offsetof(struct in_unit_help, detail), 0, INT64_C(240), NULL},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 5, -1, FIELD_REQUIRED, 2, offsetof(struct in_unit_help, id), 0, INT64_C(64), NULL},
    {"lat", STR_INIT(",\"lat\":"), "own position", FIELD_LAT, 7, 1, -1, 0, 3, offsetof(struct in_unit_help, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "own position", FIELD_LON, 7, 2, -1, 0, 3, offsetof(struct in_unit_help, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
};

static const struct record record_in_unit_help = {
    "unit_help", "The officer needs help, on or off duty.", sizeof(struct in_unit_help), 6, false, 0,
    UINT64_C(0x21), UINT64_C(0x10), fields_in_unit_help,
};

static const struct field fields_in_position[] = {
    {"accuracy_m", STR_INIT(",\"accuracy_m\":"), "radius in metres", FIELD_INT, 0, 6, -1, 0, 10, offsetof(struct in_position, accuracy_m), INT64_C(0), INT64_C(100000), NULL},
    {"at", STR_INIT(",\"at\":"), "time of the fix", FIELD_TIME, 0, 1, -1, FIELD_REQUIRED, 2, offsetof(struct in_position, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"battery", STR_INIT(",\"battery\":"), "charge", FIELD_PERMILLE, 3, 7, -1, 0, 7, offsetof(struct in_position, battery), INT64_C(0), INT64_C(1000), NULL},
    {"device", STR_INIT(",\"device\":"), "which device", FIELD_ID, 0, 0, -1, FIELD_REQUIRED, 6, offsetof(struct in_position, device), 0, INT64_C(64), NULL},
    {"heading", STR_INIT(",\"heading\":"), "course over ground", FIELD_HEADING, 1, 5, -1, 0, 7, offsetof(struct in_position, heading), INT64_C(0), INT64_C(3599), NULL},
    {"id", STR_INIT(",\"id\":"), "the sender's own id", FIELD_ID, 0, 8, -1, 0, 2, offsetof(struct in_position, id), 0, INT64_C(64), NULL},
    {"lat", STR_INIT(",\"lat\":"), "position", FIELD_LAT, 7, 2, -1, FIELD_REQUIRED, 3, offsetof(struct in_position, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "position", FIELD_LON, 7, 3, -1, FIELD_REQUIRED, 3, offsetof(struct in_position, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"speed_kmh", STR_INIT(",\"speed_kmh\":"), "speed", FIELD_SPEED, 1, 4, -1, 0, 9, offsetof(struct in_position, speed_kmh), INT64_C(0), INT64_C(5000), NULL},
    {"unread", STR_INIT(",\"unread\":"), "a gateway's: it could not translate the device's message, and why; the line is refused and shown with it", FIELD_TEXT, 0, 9, -1, 0, 6, offsetof(struct in_position, unread), 0, INT64_C(160), NULL},
};

static const struct record record_in_position = {
    "position", "One line of POST /api/v1/positions.", sizeof(struct in_position), 10, false, 0,
    UINT64_C(0xf), UINT64_C(0x0), fields_in_position,
};

static const struct field fields_in_heartbeat[] = {
    {"at", STR_INIT(",\"at\":"), "device time", FIELD_TIME, 0, 1, -1, 0, 2, offsetof(struct in_heartbeat, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"battery", STR_INIT(",\"battery\":"), "charge", FIELD_PERMILLE, 3, 2, -1, 0, 7, offsetof(struct in_heartbeat, battery), INT64_C(0), INT64_C(1000), NULL},
    {"device", STR_INIT(",\"device\":"), "which device", FIELD_ID, 0, 0, -1, FIELD_REQUIRED, 6, offsetof(struct in_heartbeat, device), 0, INT64_C(64), NULL},
    {"id", STR_INIT(",\"id\":"), "the sender's own id", FIELD_ID, 0, 3, -1, 0, 2, offsetof(struct in_heartbeat, id), 0, INT64_C(64), NULL},
};

static const struct record record_in_heartbeat = {
    "heartbeat", "One line of POST /api/v1/heartbeats.", sizeof(struct in_heartbeat), 4, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_heartbeat,
};

static const struct field fields_in_alarm_send[] = {
    {"again", STR_INIT(",\"again\":"), "more of a press that was sent before: the open alarm takes over place and detail and does not alert anew; without one nothing happens", FIELD_BOOL, 0, 7, -1, FIELD_SOFT, 5, offsetof(struct in_alarm_send, again), INT64_C(0), INT64_C(1), NULL},
    {"at", STR_INIT(",\"at\":"), "device time; else the server's is used", FIELD_TIME, 0, 2, -1, FIELD_SOFT, 2, offsetof(struct in_alarm_send, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"code", STR_INIT(",\"code\":"), "of a panel: its code", FIELD_ID, 0, 9, -1, FIELD_SOFT, 4, offsetof(struct in_alarm_send, code), 0, INT64_C(64), NULL},
    {"detail", STR_INIT(",\"detail\":"), "free text; a longer one is cut", FIELD_TEXT, 0, 5, 0, FIELD_PERSONAL | FIELD_SOFT, 6, offsetof(struct in_alarm_send, detail), 0, INT64_C(240), NULL},
    {"device", STR_INIT(",\"device\":"), "which device; a name that is no id becomes one, and a token that names one device alone need not say it", FIELD_ID, 0, 0, -1, FIELD_SOFT, 6, offsetof(struct in_alarm_send, device), 0, INT64_C(64), NULL},
    {"id", STR_INIT(",\"id\":"), "the press; the same id is the same press; without one each message is", FIELD_ID, 0, 6, -1, FIELD_SOFT, 2, offsetof(struct in_alarm_send, id), 0, INT64_C(64), NULL},
    {"kind", STR_INIT(",\"kind\":"), "what; a word nobody knows is 'other'", FIELD_ENUM, 0, 1, -1, FIELD_SOFT, 4, offsetof(struct in_alarm_send, kind), INT64_C(0), INT64_C(13), &enum_alarm_kind},
    {"lat", STR_INIT(",\"lat\":"), "position, if the device knows it", FIELD_LAT, 7, 3, -1, FIELD_SOFT, 3, offsetof(struct in_alarm_send, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "position, if the device knows it", FIELD_LON, 7, 4, -1, FIELD_SOFT, 3, offsetof(struct in_alarm_send, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"says", STR_INIT(",\"says\":"), "of a panel: no alarm but that its cause is over, a test, or a report", FIELD_ENUM, 0, 8, -1, FIELD_SOFT, 4, offsetof(struct in_alarm_send, says), INT64_C(0), INT64_C(3), &enum_panel_says},
    {"was", STR_INIT(",\"was\":"), "the id the same press may have been sent with before", FIELD_ID, 0, 11, -1, FIELD_SOFT, 3, offsetof(struct in_alarm_send, was), 0, INT64_C(64), NULL},
    {"zone", STR_INIT(",\"zone\":"), "of a panel: number of the zone", FIELD_TEXT, 0, 10, -1, FIELD_SOFT, 4, offsetof(struct in_alarm_send, zone), 0, INT64_C(16), NULL},
};

static const struct record record_in_alarm_send = {
    "alarm_send", "A device's alarm. A press is never refused for what its firmware says badly.", sizeof(struct in_alarm_send), 12, false, 0,
    UINT64_C(0x0), UINT64_C(0x20), fields_in_alarm_send,
};

static const struct field fields_in_close[] = {
    {"at", STR_INIT(",\"at\":"), "device time", FIELD_TIME, 0, 2, -1, 0, 2, offsetof(struct in_close, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"disposition", STR_INIT(",\"disposition\":"), "how", FIELD_ENUM, 0, 0, -1, FIELD_REQUIRED, 11, offsetof(struct in_close, disposition), INT64_C(0), INT64_C(7), &enum_disposition},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 3, -1, 0, 2, offsetof(struct in_close, id), 0, INT64_C(64), NULL},
    {"note", STR_INIT(",\"note\":"), "a note", FIELD_TEXT, 0, 1, 0, FIELD_PERSONAL, 4, offsetof(struct in_close, note), 0, INT64_C(2000), NULL},
};

static const struct record record_in_close = {
    "close", "How it ended.", sizeof(struct in_close), 4, false, 0,
    UINT64_C(0x1), UINT64_C(0x2), fields_in_close,
};

static const struct field fields_in_act[] = {
    {"at", STR_INIT(",\"at\":"), "device time", FIELD_TIME, 0, 0, -1, 0, 2, offsetof(struct in_act, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 1, -1, 0, 2, offsetof(struct in_act, id), 0, INT64_C(64), NULL},
};

static const struct record record_in_act = {
    "act", "A step without more words.", sizeof(struct in_act), 2, false, 0,
    UINT64_C(0x0), UINT64_C(0x0), fields_in_act,
};

static const struct field fields_in_gone[] = {
    {"at", STR_INIT(",\"at\":"), "when it was noticed", FIELD_TIME, 0, 0, -1, 0, 2, offsetof(struct in_gone, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 1, -1, 0, 2, offsetof(struct in_gone, id), 0, INT64_C(64), NULL},
};

static const struct record record_in_gone = {
    "gone", "A last will.", sizeof(struct in_gone), 2, false, 0,
    UINT64_C(0x0), UINT64_C(0x0), fields_in_gone,
};

static const struct field fields_in_note_add[] = {
    {"answer", STR_INIT(",\"answer\":"), "yes, no, done or unreached", FIELD_ENUM, 0, 2, -1, 0, 6, offsetof(struct in_note_add, answer), INT64_C(0), INT64_C(6), &enum_step_answer},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 3, -1, 0, 2, offsetof(struct in_note_add, id), 0, INT64_C(64), NULL},
    {"step", STR_INIT(",\"step\":"), "of an alarm: script.1, chain.2", FIELD_ID, 0, 1, -1, 0, 4, offsetof(struct in_note_add, step), 0, INT64_C(64), NULL},
    {"text", STR_INIT(",\"text\":"), "the note", FIELD_TEXT, 0, 0, 0, FIELD_REQUIRED | FIELD_PERSONAL, 4, offsetof(struct in_note_add, text), 0, INT64_C(2000), NULL},
};

static const struct record record_in_note_add = {
    "note_add", "A note; of an alarm also the answer to a step of its script or chain, as the person saw it.", sizeof(struct in_note_add), 4, false, 0,
    UINT64_C(0x1), UINT64_C(0x1), fields_in_note_add,
};

static const struct field fields_in_acknowledge_many[] = {
    {"alarms", STR_INIT(",\"alarms\":"), "which", FIELD_IDS, 0, 0, -1, FIELD_REQUIRED, 6, offsetof(struct in_acknowledge_many, alarms), 0, INT64_C(65000), NULL},
    {"at", STR_INIT(",\"at\":"), "device time", FIELD_TIME, 0, 1, -1, 0, 2, offsetof(struct in_acknowledge_many, at), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_in_acknowledge_many = {
    "acknowledge_many", "Take care of several at once, as shown in one row. Sent again, those taken are passed over.", sizeof(struct in_acknowledge_many), 2, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_acknowledge_many,
};

static const struct field fields_in_shelve[] = {
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 2, -1, 0, 2, offsetof(struct in_shelve, id), 0, INT64_C(64), NULL},
    {"until", STR_INIT(",\"until\":"), "at most alarm.shelve_hours from now", FIELD_TIME, 0, 0, -1, FIELD_REQUIRED, 5, offsetof(struct in_shelve, until), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"why", STR_INIT(",\"why\":"), "why", FIELD_TEXT, 0, 1, 0, FIELD_REQUIRED | FIELD_PERSONAL, 3, offsetof(struct in_shelve, why), 0, INT64_C(240), NULL},
};

static const struct record record_in_shelve = {
    "shelve", "Put the alarms of a source aside.", sizeof(struct in_shelve), 3, false, 0,
    UINT64_C(0x3), UINT64_C(0x2), fields_in_shelve,
};

static const struct field fields_in_alarm_take[] = {
    {"at", STR_INIT(",\"at\":"), "device time", FIELD_TIME, 0, 1, -1, 0, 2, offsetof(struct in_alarm_take, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"from", STR_INIT(",\"from\":"), "the owner as one sees it: when it is another by then, nothing happens", FIELD_ID, 0, 0, -1, FIELD_REQUIRED, 4, offsetof(struct in_alarm_take, from), 0, INT64_C(64), NULL},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 2, -1, 0, 2, offsetof(struct in_alarm_take, id), 0, INT64_C(64), NULL},
};

static const struct record record_in_alarm_take = {
    "alarm_take", "Take it from its owner.", sizeof(struct in_alarm_take), 3, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_alarm_take,
};

static const struct field fields_in_snapshot_failed[] = {
    {"reason", STR_INIT(",\"reason\":"), "why", FIELD_TEXT, 0, 0, -1, FIELD_REQUIRED, 6, offsetof(struct in_snapshot_failed, reason), 0, INT64_C(160), NULL},
};

static const struct record record_in_snapshot_failed = {
    "snapshot_failed", "No picture.", sizeof(struct in_snapshot_failed), 1, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_snapshot_failed,
};

static const struct field fields_in_alarm_code[] = {
    {"keyholder", STR_INIT(",\"keyholder\":"), "who", FIELD_ID, 0, 0, -1, FIELD_REQUIRED, 9, offsetof(struct in_alarm_code, keyholder), 0, INT64_C(64), NULL},
    {"said", STR_INIT(",\"said\":"), "the word", FIELD_TEXT, 0, 1, -1, FIELD_REQUIRED | FIELD_SECRET, 4, offsetof(struct in_alarm_code, said), 0, INT64_C(60), NULL},
};

static const struct record record_in_alarm_code = {
    "alarm_code", "What a keyholder said.", sizeof(struct in_alarm_code), 2, false, 0,
    UINT64_C(0x3), UINT64_C(0x0), fields_in_alarm_code,
};

static const struct field fields_in_alarm_offer[] = {
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 1, -1, 0, 2, offsetof(struct in_alarm_offer, id), 0, INT64_C(64), NULL},
    {"to", STR_INIT(",\"to\":"), "user/ID, or desk/AREA; desk/ alone is the centre", FIELD_TEXT, 0, 0, -1, FIELD_REQUIRED, 2, offsetof(struct in_alarm_offer, to), 0, INT64_C(80), NULL},
};

static const struct record record_in_alarm_offer = {
    "alarm_offer", "Hand it over.", sizeof(struct in_alarm_offer), 2, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_alarm_offer,
};

static const struct field fields_in_schedule_set[] = {
    {"closes", STR_INIT(",\"closes\":"), "to, HH:MM of the same day", FIELD_TEXT, 0, 2, -1, 0, 6, offsetof(struct in_schedule_set, closes), 0, INT64_C(5), NULL},
    {"day", STR_INIT(",\"day\":"), "day of the week", FIELD_ENUM, 0, 0, -1, 0, 3, offsetof(struct in_schedule_set, day), INT64_C(0), INT64_C(6), &enum_weekday},
    {"opens", STR_INIT(",\"opens\":"), "from, HH:MM in the site's local time", FIELD_TEXT, 0, 1, -1, 0, 5, offsetof(struct in_schedule_set, opens), 0, INT64_C(5), NULL},
};

static const struct record record_in_schedule_set = {
    "schedule_set", "A weekly test; without a day there shall be none.", sizeof(struct in_schedule_set), 3, false, 0,
    UINT64_C(0x0), UINT64_C(0x0), fields_in_schedule_set,
};

static const struct field fields_in_schedule_area[] = {
    {"area", STR_INIT(",\"area\":"), "the area, with all in it", FIELD_ID, 0, 0, -1, FIELD_REQUIRED, 4, offsetof(struct in_schedule_area, area), 0, INT64_C(64), NULL},
    {"closes", STR_INIT(",\"closes\":"), "to, HH:MM of the same day", FIELD_TEXT, 0, 4, -1, FIELD_REQUIRED, 6, offsetof(struct in_schedule_area, closes), 0, INT64_C(5), NULL},
    {"day", STR_INIT(",\"day\":"), "day of the week", FIELD_ENUM, 0, 2, -1, FIELD_REQUIRED, 3, offsetof(struct in_schedule_area, day), INT64_C(0), INT64_C(6), &enum_weekday},
    {"kind", STR_INIT(",\"kind\":"), "of which sites", FIELD_ENUM, 0, 1, -1, FIELD_REQUIRED, 4, offsetof(struct in_schedule_area, kind), INT64_C(0), INT64_C(7), &enum_site_kind},
    {"opens", STR_INIT(",\"opens\":"), "from, HH:MM in local time", FIELD_TEXT, 0, 3, -1, FIELD_REQUIRED, 5, offsetof(struct in_schedule_area, opens), 0, INT64_C(5), NULL},
};

static const struct record record_in_schedule_area = {
    "schedule_area", "A weekly test of all sites of a kind in an area.", sizeof(struct in_schedule_area), 5, false, 0,
    UINT64_C(0x1f), UINT64_C(0x0), fields_in_schedule_area,
};

static const struct field fields_in_drill_plan[] = {
    {"from", STR_INIT(",\"from\":"), "when it begins; absent or past: now", FIELD_TIME, 0, 1, -1, 0, 4, offsetof(struct in_drill_plan, from), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 3, -1, 0, 2, offsetof(struct in_drill_plan, id), 0, INT64_C(64), NULL},
    {"reason", STR_INIT(",\"reason\":"), "what is exercised", FIELD_TEXT, 0, 0, -1, FIELD_REQUIRED, 6, offsetof(struct in_drill_plan, reason), 0, INT64_C(240), NULL},
    {"until", STR_INIT(",\"until\":"), "when it ends, at most 8 hours later", FIELD_TIME, 0, 2, -1, FIELD_REQUIRED, 5, offsetof(struct in_drill_plan, until), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_in_drill_plan = {
    "drill_plan", "A drill at a site.", sizeof(struct in_drill_plan), 4, false, 0,
    UINT64_C(0x5), UINT64_C(0x0), fields_in_drill_plan,
};

static const struct field fields_in_drill_end[] = {
    {"close", STR_INIT(",\"close\":"), "close the alarms that were pressed in it, as tests", FIELD_BOOL, 0, 0, -1, 0, 5, offsetof(struct in_drill_end, close), INT64_C(0), INT64_C(1), NULL},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 1, -1, 0, 2, offsetof(struct in_drill_end, id), 0, INT64_C(64), NULL},
};

static const struct record record_in_drill_end = {
    "drill_end", "The end of a drill.", sizeof(struct in_drill_end), 2, false, 0,
    UINT64_C(0x0), UINT64_C(0x0), fields_in_drill_end,
};

static const struct field fields_in_warning_issue[] = {
    {"area_desc", STR_INIT(",\"area_desc\":"), "where, in words", FIELD_TEXT, 0, 9, -1, FIELD_REQUIRED, 9, offsetof(struct in_warning_issue, area_desc), 0, INT64_C(1000), NULL},
    {"areas", STR_INIT(",\"areas\":"), "our areas it is for", FIELD_IDS, 0, 10, -1, 0, 5, offsetof(struct in_warning_issue, areas), 0, INT64_C(1040), NULL},
    {"category", STR_INIT(",\"category\":"), "what sort of thing", FIELD_ENUM, 0, 1, -1, FIELD_REQUIRED, 8, offsetof(struct in_warning_issue, category), INT64_C(0), INT64_C(11), &enum_warning_category},
    {"certainty", STR_INIT(",\"certainty\":"), "how sure", FIELD_ENUM, 0, 5, -1, FIELD_REQUIRED, 9, offsetof(struct in_warning_issue, certainty), INT64_C(0), INT64_C(4), &enum_warning_certainty},
    {"event", STR_INIT(",\"event\":"), "what", FIELD_TEXT, 0, 2, -1, FIELD_REQUIRED, 5, offsetof(struct in_warning_issue, event), 0, INT64_C(240), NULL},
    {"expires", STR_INIT(",\"expires\":"), "until when; at most 30 days", FIELD_TIME, 0, 8, -1, FIELD_REQUIRED, 7, offsetof(struct in_warning_issue, expires), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 16, -1, 0, 2, offsetof(struct in_warning_issue, id), 0, INT64_C(64), NULL},
    {"incident", STR_INIT(",\"incident\":"), "incident it is issued for", FIELD_ID, 0, 15, -1, 0, 8, offsetof(struct in_warning_issue, incident), 0, INT64_C(64), NULL},
    {"lat", STR_INIT(",\"lat\":"), "and a circle around this point", FIELD_LAT, 7, 12, -1, 0, 3, offsetof(struct in_warning_issue, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "and a circle around this point", FIELD_LON, 7, 13, -1, 0, 3, offsetof(struct in_warning_issue, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"onset", STR_INIT(",\"onset\":"), "when it is expected to begin", FIELD_TIME, 0, 7, -1, 0, 5, offsetof(struct in_warning_issue, onset), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"polygon", STR_INIT(",\"polygon\":"), "and this polygon, as CAP writes one: lat,lon lat,lon", FIELD_TEXT, 0, 11, -1, 0, 7, offsetof(struct in_warning_issue, polygon), 0, INT64_C(20000), NULL},
    {"radius_m", STR_INIT(",\"radius_m\":"), "metres", FIELD_INT, 0, 14, -1, 0, 8, offsetof(struct in_warning_issue, radius_m), INT64_C(0), INT64_C(1000000), NULL},
    {"severity", STR_INIT(",\"severity\":"), "how bad", FIELD_ENUM, 0, 4, -1, FIELD_REQUIRED, 8, offsetof(struct in_warning_issue, severity), INT64_C(0), INT64_C(4), &enum_warning_severity},
    {"status", STR_INIT(",\"status\":"), "actual when absent", FIELD_ENUM, 0, 0, -1, 0, 6, offsetof(struct in_warning_issue, status), INT64_C(0), INT64_C(2), &enum_warning_status},
    {"texts", STR_INIT(",\"texts\":"), "by language: [{language, headline, description, instruction}]", FIELD_JSON, 0, 6, 0, FIELD_REQUIRED | FIELD_PERSONAL, 5, offsetof(struct in_warning_issue, texts), 0, INT64_C(60000), NULL},
    {"urgency", STR_INIT(",\"urgency\":"), "how soon", FIELD_ENUM, 0, 3, -1, FIELD_REQUIRED, 7, offsetof(struct in_warning_issue, urgency), INT64_C(0), INT64_C(4), &enum_warning_urgency},
};

static const struct record record_in_warning_issue = {
    "warning_issue", "A warning to issue, or what it says from now on.", sizeof(struct in_warning_issue), 17, false, 0,
    UINT64_C(0x37e), UINT64_C(0x40), fields_in_warning_issue,
};

static const struct field fields_in_warning_cancel[] = {
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 1, -1, 0, 2, offsetof(struct in_warning_cancel, id), 0, INT64_C(64), NULL},
    {"note", STR_INIT(",\"note\":"), "what to say", FIELD_TEXT, 0, 0, 0, FIELD_REQUIRED | FIELD_PERSONAL, 4, offsetof(struct in_warning_cancel, note), 0, INT64_C(500), NULL},
};

static const struct record record_in_warning_cancel = {
    "warning_cancel", "It is over, or was wrong.", sizeof(struct in_warning_cancel), 2, false, 0,
    UINT64_C(0x1), UINT64_C(0x1), fields_in_warning_cancel,
};

static const struct field fields_in_incident_open[] = {
    {"address", STR_INIT(",\"address\":"), "where", FIELD_TEXT, 0, 3, -1, 0, 7, offsetof(struct in_incident_open, address), 0, INT64_C(240), NULL},
    {"alarm", STR_INIT(",\"alarm\":"), "from this alarm", FIELD_ID, 0, 7, -1, 0, 5, offsetof(struct in_incident_open, alarm), 0, INT64_C(64), NULL},
    {"detail", STR_INIT(",\"detail\":"), "what was said", FIELD_TEXT, 0, 4, 0, FIELD_PERSONAL, 6, offsetof(struct in_incident_open, detail), 0, INT64_C(2000), NULL},
    {"drill", STR_INIT(",\"drill\":"), "an exercise: needed for an alarm of a drill, which nobody answers by mistake", FIELD_BOOL, 0, 9, -1, 0, 5, offsetof(struct in_incident_open, drill), INT64_C(0), INT64_C(1), NULL},
    {"hit", STR_INIT(",\"hit\":"), "from this hit", FIELD_ID, 0, 8, -1, 0, 3, offsetof(struct in_incident_open, hit), 0, INT64_C(64), NULL},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 10, -1, 0, 2, offsetof(struct in_incident_open, id), 0, INT64_C(64), NULL},
    {"kind", STR_INIT(",\"kind\":"), "what", FIELD_ENUM, 0, 0, -1, FIELD_REQUIRED, 4, offsetof(struct in_incident_open, kind), INT64_C(0), INT64_C(12), &enum_incident_kind},
    {"lat", STR_INIT(",\"lat\":"), "where", FIELD_LAT, 7, 5, -1, 0, 3, offsetof(struct in_incident_open, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "where", FIELD_LON, 7, 6, -1, 0, 3, offsetof(struct in_incident_open, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"priority", STR_INIT(",\"priority\":"), "1 is the highest", FIELD_INT, 0, 1, -1, FIELD_REQUIRED, 8, offsetof(struct in_incident_open, priority), INT64_C(1), INT64_C(5), NULL},
    {"title", STR_INIT(",\"title\":"), "one line", FIELD_TEXT, 0, 2, -1, 0, 5, offsetof(struct in_incident_open, title), 0, INT64_C(160), NULL},
};

static const struct record record_in_incident_open = {
    "incident_open", "A new incident.", sizeof(struct in_incident_open), 11, false, 0,
    UINT64_C(0x3), UINT64_C(0x10), fields_in_incident_open,
};

static const struct field fields_in_incident_change[] = {
    {"address", STR_INIT(",\"address\":"), "where", FIELD_TEXT, 0, 3, -1, 0, 7, offsetof(struct in_incident_change, address), 0, INT64_C(240), NULL},
    {"detail", STR_INIT(",\"detail\":"), "what was said", FIELD_TEXT, 0, 4, 0, FIELD_PERSONAL, 6, offsetof(struct in_incident_change, detail), 0, INT64_C(2000), NULL},
    {"kind", STR_INIT(",\"kind\":"), "what", FIELD_ENUM, 0, 0, -1, 0, 4, offsetof(struct in_incident_change, kind), INT64_C(0), INT64_C(12), &enum_incident_kind},
    {"lat", STR_INIT(",\"lat\":"), "where", FIELD_LAT, 7, 5, -1, 0, 3, offsetof(struct in_incident_change, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "where", FIELD_LON, 7, 6, -1, 0, 3, offsetof(struct in_incident_change, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"priority", STR_INIT(",\"priority\":"), "1 is the highest", FIELD_INT, 0, 1, -1, 0, 8, offsetof(struct in_incident_change, priority), INT64_C(1), INT64_C(5), NULL},
    {"seen", STR_INIT(",\"seen\":"), "sequence of the incident as it was seen: what somebody else changed since of what this changes refuses it, and says so", FIELD_INT, 0, 7, -1, 0, 4, offsetof(struct in_incident_change, seen), INT64_C(0), INT64_C(9007199254740991), NULL},
    {"title", STR_INIT(",\"title\":"), "one line", FIELD_TEXT, 0, 2, -1, 0, 5, offsetof(struct in_incident_change, title), 0, INT64_C(160), NULL},
};

static const struct record record_in_incident_change = {
    "incident_change", "Fields to change.", sizeof(struct in_incident_change), 8, false, 0,
    UINT64_C(0x0), UINT64_C(0x10), fields_in_incident_change,
};

static const struct field fields_in_incident_close[] = {
    {"at", STR_INIT(",\"at\":"), "device time", FIELD_TIME, 0, 2, -1, 0, 2, offsetof(struct in_incident_close, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"disposition", STR_INIT(",\"disposition\":"), "how", FIELD_ENUM, 0, 0, -1, FIELD_REQUIRED, 11, offsetof(struct in_incident_close, disposition), INT64_C(0), INT64_C(7), &enum_disposition},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 4, -1, 0, 2, offsetof(struct in_incident_close, id), 0, INT64_C(64), NULL},
    {"note", STR_INIT(",\"note\":"), "a note", FIELD_TEXT, 0, 1, 0, FIELD_PERSONAL, 4, offsetof(struct in_incident_close, note), 0, INT64_C(2000), NULL},
    {"seen", STR_INIT(",\"seen\":"), "sequence of the incident as it was seen: whatever somebody else changed since refuses it", FIELD_INT, 0, 3, -1, 0, 4, offsetof(struct in_incident_close, seen), INT64_C(0), INT64_C(9007199254740991), NULL},
};

static const struct record record_in_incident_close = {
    "incident_close", "How it ended.", sizeof(struct in_incident_close), 5, false, 0,
    UINT64_C(0x1), UINT64_C(0x2), fields_in_incident_close,
};

static const struct field fields_in_assign[] = {
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 4, -1, 0, 2, offsetof(struct in_assign, id), 0, INT64_C(64), NULL},
    {"lead", STR_INIT(",\"lead\":"), "it leads from now on; else the first unit does", FIELD_BOOL, 0, 3, -1, 0, 4, offsetof(struct in_assign, lead), INT64_C(0), INT64_C(1), NULL},
    {"override", STR_INIT(",\"override\":"), "why not the first recommended", FIELD_TEXT, 0, 2, -1, 0, 8, offsetof(struct in_assign, override), 0, INT64_C(240), NULL},
    {"seen", STR_INIT(",\"seen\":"), "sequence of the incident as it was seen: units sent or recalled, another place, a closing since by somebody else refuse it", FIELD_INT, 0, 1, -1, 0, 4, offsetof(struct in_assign, seen), INT64_C(0), INT64_C(9007199254740991), NULL},
    {"unit", STR_INIT(",\"unit\":"), "which", FIELD_ID, 0, 0, -1, FIELD_REQUIRED, 4, offsetof(struct in_assign, unit), 0, INT64_C(64), NULL},
};

static const struct record record_in_assign = {
    "assign", "Send a unit.", sizeof(struct in_assign), 5, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_assign,
};

static const struct field fields_in_lead[] = {
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 2, -1, 0, 2, offsetof(struct in_lead, id), 0, INT64_C(64), NULL},
    {"seen", STR_INIT(",\"seen\":"), "sequence of the incident as it was seen: another lead since by somebody else refuses it", FIELD_INT, 0, 1, -1, 0, 4, offsetof(struct in_lead, seen), INT64_C(0), INT64_C(9007199254740991), NULL},
    {"unit", STR_INIT(",\"unit\":"), "one at work on it", FIELD_ID, 0, 0, -1, FIELD_REQUIRED, 4, offsetof(struct in_lead, unit), 0, INT64_C(64), NULL},
};

static const struct record record_in_lead = {
    "lead", "Which unit leads.", sizeof(struct in_lead), 3, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_lead,
};

static const struct field fields_in_link[] = {
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 1, -1, 0, 2, offsetof(struct in_link, id), 0, INT64_C(64), NULL},
    {"to", STR_INIT(",\"to\":"), "which", FIELD_ID, 0, 0, -1, FIELD_REQUIRED, 2, offsetof(struct in_link, to), 0, INT64_C(64), NULL},
};

static const struct record record_in_link = {
    "link", "Another incident that it has to do with.", sizeof(struct in_link), 2, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_link,
};

static const struct field fields_in_merge[] = {
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 2, -1, 0, 2, offsetof(struct in_merge, id), 0, INT64_C(64), NULL},
    {"into", STR_INIT(",\"into\":"), "which", FIELD_ID, 0, 0, -1, FIELD_REQUIRED, 4, offsetof(struct in_merge, into), 0, INT64_C(64), NULL},
    {"seen", STR_INIT(",\"seen\":"), "sequence of the incident as it was seen: whatever somebody else changed since refuses it", FIELD_INT, 0, 1, -1, 0, 4, offsetof(struct in_merge, seen), INT64_C(0), INT64_C(9007199254740991), NULL},
};

static const struct record record_in_merge = {
    "merge", "The incident that handles this one, too.", sizeof(struct in_merge), 3, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_merge,
};

static const struct field fields_in_step[] = {
    {"at", STR_INIT(",\"at\":"), "device time of the tap", FIELD_TIME, 0, 1, -1, 0, 2, offsetof(struct in_step, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"disposition", STR_INIT(",\"disposition\":"), "with cleared: closes the incident too when no other unit is at work on it", FIELD_ENUM, 0, 3, -1, 0, 11, offsetof(struct in_step, disposition), INT64_C(0), INT64_C(7), &enum_disposition},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 5, -1, 0, 2, offsetof(struct in_step, id), 0, INT64_C(64), NULL},
    {"note", STR_INIT(",\"note\":"), "with cleared: a note", FIELD_TEXT, 0, 4, 0, FIELD_PERSONAL, 4, offsetof(struct in_step, note), 0, INT64_C(2000), NULL},
    {"reason", STR_INIT(",\"reason\":"), "when refused", FIELD_TEXT, 0, 2, -1, 0, 6, offsetof(struct in_step, reason), 0, INT64_C(240), NULL},
    {"state", STR_INIT(",\"state\":"), "accepted, refused, en_route, on_scene, cleared, cancelled", FIELD_ENUM, 0, 0, -1, FIELD_REQUIRED, 5, offsetof(struct in_step, state), INT64_C(0), INT64_C(6), &enum_assignment_state},
};

static const struct record record_in_step = {
    "step", "A step of a unit's work.", sizeof(struct in_step), 6, false, 0,
    UINT64_C(0x1), UINT64_C(0x10), fields_in_step,
};

static const struct field fields_in_message[] = {
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 2, -1, 0, 2, offsetof(struct in_message, id), 0, INT64_C(64), NULL},
    {"incident", STR_INIT(",\"incident\":"), "about which incident", FIELD_ID, 0, 1, -1, 0, 8, offsetof(struct in_message, incident), 0, INT64_C(64), NULL},
    {"text", STR_INIT(",\"text\":"), "what it says", FIELD_TEXT, 0, 0, 0, FIELD_REQUIRED | FIELD_PERSONAL, 4, offsetof(struct in_message, text), 0, INT64_C(1000), NULL},
};

static const struct record record_in_message = {
    "message", "A message.", sizeof(struct in_message), 3, false, 0,
    UINT64_C(0x1), UINT64_C(0x1), fields_in_message,
};

static const struct field fields_in_broadcast[] = {
    {"area", STR_INIT(",\"area\":"), "to all on duty there", FIELD_ID, 0, 1, -1, 0, 4, offsetof(struct in_broadcast, area), 0, INT64_C(64), NULL},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 3, -1, 0, 2, offsetof(struct in_broadcast, id), 0, INT64_C(64), NULL},
    {"incident", STR_INIT(",\"incident\":"), "to all at work on it", FIELD_ID, 0, 2, -1, 0, 8, offsetof(struct in_broadcast, incident), 0, INT64_C(64), NULL},
    {"text", STR_INIT(",\"text\":"), "what it says", FIELD_TEXT, 0, 0, 0, FIELD_REQUIRED | FIELD_PERSONAL, 4, offsetof(struct in_broadcast, text), 0, INT64_C(1000), NULL},
};

static const struct record record_in_broadcast = {
    "broadcast", "A message to many: to all units on duty of an area (empty: of all), or to those at work on an incident.", sizeof(struct in_broadcast), 4, false, 0,
    UINT64_C(0x1), UINT64_C(0x1), fields_in_broadcast,
};

static const struct field fields_in_receipt[] = {
    {"at", STR_INIT(",\"at\":"), "device time", FIELD_TIME, 0, 1, -1, 0, 2, offsetof(struct in_receipt, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"receipt", STR_INIT(",\"receipt\":"), "delivered or seen", FIELD_ENUM, 0, 0, -1, FIELD_REQUIRED, 7, offsetof(struct in_receipt, receipt), INT64_C(0), INT64_C(1), &enum_receipt},
};

static const struct record record_in_receipt = {
    "receipt", "What happened to a message on the tablet.", sizeof(struct in_receipt), 2, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_receipt,
};

static const struct field fields_in_card_set[] = {
    {"area", STR_INIT(",\"area\":"), "in this area and those in it; absent: everywhere", FIELD_ID, 0, 2, -1, 0, 4, offsetof(struct in_card_set, area), 0, INT64_C(64), NULL},
    {"kind", STR_INIT(",\"kind\":"), "for incidents of this kind", FIELD_ENUM, 0, 0, -1, FIELD_REQUIRED, 4, offsetof(struct in_card_set, kind), INT64_C(0), INT64_C(12), &enum_incident_kind},
    {"needs", STR_INIT(",\"needs\":"), "a need a line: LEVEL NUMBER WHAT [SKILL,…]; WHAT is a kind of unit, or any", FIELD_TEXT, 0, 3, -1, FIELD_REQUIRED, 5, offsetof(struct in_card_set, needs), 0, INT64_C(1000), NULL},
    {"priority", STR_INIT(",\"priority\":"), "of this priority and more urgent ones; absent: 5, all", FIELD_INT, 0, 1, -1, 0, 8, offsetof(struct in_card_set, priority), INT64_C(1), INT64_C(5), NULL},
};

static const struct record record_in_card_set = {
    "card_set", "A run card, whole.", sizeof(struct in_card_set), 4, false, 0,
    UINT64_C(0x9), UINT64_C(0x0), fields_in_card_set,
};

static const struct field fields_in_incident_level[] = {
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 3, -1, 0, 2, offsetof(struct in_incident_level, id), 0, INT64_C(64), NULL},
    {"level", STR_INIT(",\"level\":"), "1 is what each incident begins with", FIELD_INT, 0, 0, -1, FIELD_REQUIRED, 5, offsetof(struct in_incident_level, level), INT64_C(1), INT64_C(5), NULL},
    {"reason", STR_INIT(",\"reason\":"), "why", FIELD_TEXT, 0, 1, -1, FIELD_REQUIRED, 6, offsetof(struct in_incident_level, reason), 0, INT64_C(240), NULL},
    {"seen", STR_INIT(",\"seen\":"), "sequence of the incident as it was seen: another level since by somebody else refuses it", FIELD_INT, 0, 2, -1, 0, 4, offsetof(struct in_incident_level, seen), INT64_C(0), INT64_C(9007199254740991), NULL},
};

static const struct record record_in_incident_level = {
    "incident_level", "More help, or less, is needed.", sizeof(struct in_incident_level), 4, false, 0,
    UINT64_C(0x3), UINT64_C(0x0), fields_in_incident_level,
};

static const struct field fields_in_read[] = {
    {"alternatives", STR_INIT(",\"alternatives\":"), "array of other plates the engine considered", FIELD_JSON, 0, 9, -1, 0, 12, offsetof(struct in_read, alternatives), 0, INT64_C(512), NULL},
    {"at", STR_INIT(",\"at\":"), "time of the read", FIELD_TIME, 0, 3, -1, FIELD_REQUIRED, 2, offsetof(struct in_read, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"camera", STR_INIT(",\"camera\":"), "which camera", FIELD_ID, 0, 0, -1, FIELD_REQUIRED, 6, offsetof(struct in_read, camera), 0, INT64_C(64), NULL},
    {"confidence", STR_INIT(",\"confidence\":"), "the engine's", FIELD_PERMILLE, 3, 4, -1, 0, 10, offsetof(struct in_read, confidence), INT64_C(0), INT64_C(1000), NULL},
    {"heading", STR_INIT(",\"heading\":"), "direction of travel", FIELD_HEADING, 1, 5, -1, 0, 7, offsetof(struct in_read, heading), INT64_C(0), INT64_C(3599), NULL},
    {"id", STR_INIT(",\"id\":"), "the sender's own id", FIELD_ID, 0, 10, -1, 0, 2, offsetof(struct in_read, id), 0, INT64_C(64), NULL},
    {"image", STR_INIT(",\"image\":"), "photo the camera keeps", FIELD_SHA256, 0, 8, -1, 0, 5, offsetof(struct in_read, image), 0, INT64_C(64), NULL},
    {"plate", STR_INIT(",\"plate\":"), "plate as read", FIELD_PLATE, 0, 1, -1, FIELD_REQUIRED, 5, offsetof(struct in_read, plate), 0, INT64_C(16), NULL},
    {"region", STR_INIT(",\"region\":"), "country or region of the plate", FIELD_ID, 0, 2, -1, 0, 6, offsetof(struct in_read, region), 0, INT64_C(64), NULL},
    {"speed_kmh", STR_INIT(",\"speed_kmh\":"), "measured speed", FIELD_SPEED, 1, 6, -1, 0, 9, offsetof(struct in_read, speed_kmh), INT64_C(0), INT64_C(5000), NULL},
    {"unread", STR_INIT(",\"unread\":"), "a gateway's: it could not translate the device's message, and why; the line is refused and shown with it", FIELD_TEXT, 0, 11, -1, 0, 6, offsetof(struct in_read, unread), 0, INT64_C(160), NULL},
    {"vehicle", STR_INIT(",\"vehicle\":"), "object: class, make, color", FIELD_JSON, 0, 7, -1, 0, 7, offsetof(struct in_read, vehicle), 0, INT64_C(256), NULL},
};

static const struct record record_in_read = {
    "read", "One line of POST /api/v1/reads.", sizeof(struct in_read), 12, false, 0,
    UINT64_C(0xb), UINT64_C(0x0), fields_in_read,
};

static const struct field fields_in_hotlist_line[] = {
    {"basis", STR_INIT(",\"basis\":"), "legal basis", FIELD_TEXT, 0, 4, -1, FIELD_REQUIRED, 5, offsetof(struct in_hotlist_line, basis), 0, INT64_C(240), NULL},
    {"class", STR_INIT(",\"class\":"), "class", FIELD_ENUM, 0, 2, -1, FIELD_REQUIRED, 5, offsetof(struct in_hotlist_line, class), INT64_C(0), INT64_C(6), &enum_vehicle_class},
    {"color", STR_INIT(",\"color\":"), "colour", FIELD_TEXT, 0, 9, -1, 0, 5, offsetof(struct in_hotlist_line, color), 0, INT64_C(40), NULL},
    {"expires_at", STR_INIT(",\"expires_at\":"), "never matches after this", FIELD_TIME, 0, 6, -1, FIELD_REQUIRED, 10, offsetof(struct in_hotlist_line, expires_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"issuer", STR_INIT(",\"issuer\":"), "who wants it", FIELD_TEXT, 0, 3, -1, FIELD_REQUIRED, 6, offsetof(struct in_hotlist_line, issuer), 0, INT64_C(120), NULL},
    {"lookalikes", STR_INIT(",\"lookalikes\":"), "list look-alikes too", FIELD_BOOL, 0, 7, -1, 0, 10, offsetof(struct in_hotlist_line, lookalikes), INT64_C(0), INT64_C(1), NULL},
    {"make", STR_INIT(",\"make\":"), "make", FIELD_TEXT, 0, 8, -1, 0, 4, offsetof(struct in_hotlist_line, make), 0, INT64_C(40), NULL},
    {"plate", STR_INIT(",\"plate\":"), "plate", FIELD_PLATE, 0, 0, 0, FIELD_REQUIRED | FIELD_PERSONAL, 5, offsetof(struct in_hotlist_line, plate), 0, INT64_C(16), NULL},
    {"reason", STR_INIT(",\"reason\":"), "why", FIELD_ENUM, 0, 5, -1, FIELD_REQUIRED, 6, offsetof(struct in_hotlist_line, reason), INT64_C(0), INT64_C(6), &enum_wanted_reason},
    {"region", STR_INIT(",\"region\":"), "country or region", FIELD_ID, 0, 1, -1, FIELD_REQUIRED, 6, offsetof(struct in_hotlist_line, region), 0, INT64_C(64), NULL},
};

static const struct record record_in_hotlist_line = {
    "hotlist_line", "One line of PUT /api/v1/hotlists/{source}.", sizeof(struct in_hotlist_line), 10, false, 0,
    UINT64_C(0x7f), UINT64_C(0x1), fields_in_hotlist_line,
};

static const struct field fields_in_entry_affirm[] = {
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 1, -1, 0, 2, offsetof(struct in_entry_affirm, id), 0, INT64_C(64), NULL},
    {"name", STR_INIT(",\"name\":"), "who at the source said so", FIELD_TEXT, 0, 0, 0, FIELD_REQUIRED | FIELD_PERSONAL, 4, offsetof(struct in_entry_affirm, name), 0, INT64_C(120), NULL},
};

static const struct record record_in_entry_affirm = {
    "entry_affirm", "The source stands by the entry.", sizeof(struct in_entry_affirm), 2, false, 0,
    UINT64_C(0x1), UINT64_C(0x1), fields_in_entry_affirm,
};

static const struct field fields_in_entry_remove[] = {
    {"why", STR_INIT(",\"why\":"), "reason", FIELD_TEXT, 0, 0, -1, FIELD_REQUIRED, 3, offsetof(struct in_entry_remove, why), 0, INT64_C(240), NULL},
};

static const struct record record_in_entry_remove = {
    "entry_remove", "Why.", sizeof(struct in_entry_remove), 1, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_entry_remove,
};

static const struct field fields_in_hit_see[] = {
    {"class", STR_INIT(",\"class\":"), "the class is the same", FIELD_BOOL, 0, 2, -1, FIELD_REQUIRED, 5, offsetof(struct in_hit_see, class), INT64_C(0), INT64_C(1), NULL},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 3, -1, 0, 2, offsetof(struct in_hit_see, id), 0, INT64_C(64), NULL},
    {"plate", STR_INIT(",\"plate\":"), "the plate on the photo is the wanted one", FIELD_BOOL, 0, 0, -1, FIELD_REQUIRED, 5, offsetof(struct in_hit_see, plate), INT64_C(0), INT64_C(1), NULL},
    {"region", STR_INIT(",\"region\":"), "the region is the same", FIELD_BOOL, 0, 1, -1, FIELD_REQUIRED, 6, offsetof(struct in_hit_see, region), INT64_C(0), INT64_C(1), NULL},
};

static const struct record record_in_hit_see = {
    "hit_see", "What the person saw on the photo.", sizeof(struct in_hit_see), 4, false, 0,
    UINT64_C(0x7), UINT64_C(0x0), fields_in_hit_see,
};

static const struct field fields_in_hit_reaffirm[] = {
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 1, -1, 0, 2, offsetof(struct in_hit_reaffirm, id), 0, INT64_C(64), NULL},
    {"name", STR_INIT(",\"name\":"), "who at the source said so", FIELD_TEXT, 0, 0, 0, FIELD_REQUIRED | FIELD_PERSONAL, 4, offsetof(struct in_hit_reaffirm, name), 0, INT64_C(120), NULL},
};

static const struct record record_in_hit_reaffirm = {
    "hit_reaffirm", "The source stands by the entry.", sizeof(struct in_hit_reaffirm), 2, false, 0,
    UINT64_C(0x1), UINT64_C(0x1), fields_in_hit_reaffirm,
};

static const struct field fields_in_hit_dismiss[] = {
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 1, -1, 0, 2, offsetof(struct in_hit_dismiss, id), 0, INT64_C(64), NULL},
    {"why", STR_INIT(",\"why\":"), "reason", FIELD_TEXT, 0, 0, -1, FIELD_REQUIRED, 3, offsetof(struct in_hit_dismiss, why), 0, INT64_C(240), NULL},
};

static const struct record record_in_hit_dismiss = {
    "hit_dismiss", "Why it is not the vehicle.", sizeof(struct in_hit_dismiss), 2, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_hit_dismiss,
};

static const struct field fields_in_notice_answer[] = {
    {"answer", STR_INIT(",\"answer\":"), "following, lost, busy…", FIELD_TEXT, 0, 0, -1, FIELD_REQUIRED, 6, offsetof(struct in_notice_answer, answer), 0, INT64_C(80), NULL},
    {"at", STR_INIT(",\"at\":"), "device time", FIELD_TIME, 0, 1, -1, 0, 2, offsetof(struct in_notice_answer, at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 2, -1, 0, 2, offsetof(struct in_notice_answer, id), 0, INT64_C(64), NULL},
};

static const struct record record_in_notice_answer = {
    "notice_answer", "The officer's answer.", sizeof(struct in_notice_answer), 3, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_notice_answer,
};

static const struct field fields_in_closure_place[] = {
    {"from", STR_INIT(",\"from\":"), "from when; absent: now", FIELD_TIME, 0, 10, -1, 0, 4, offsetof(struct in_closure_place, from), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 12, -1, 0, 2, offsetof(struct in_closure_place, id), 0, INT64_C(64), NULL},
    {"incident", STR_INIT(",\"incident\":"), "incident it is for", FIELD_ID, 0, 9, -1, 0, 8, offsetof(struct in_closure_place, incident), 0, INT64_C(64), NULL},
    {"lat", STR_INIT(",\"lat\":"), "the place, or where the stretch begins", FIELD_LAT, 7, 0, -1, FIELD_REQUIRED, 3, offsetof(struct in_closure_place, lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"lon", STR_INIT(",\"lon\":"), "the place, or where the stretch begins", FIELD_LON, 7, 1, -1, FIELD_REQUIRED, 3, offsetof(struct in_closure_place, lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"name", STR_INIT(",\"name\":"), "which street, in words", FIELD_TEXT, 0, 7, -1, 0, 4, offsetof(struct in_closure_place, name), 0, INT64_C(160), NULL},
    {"one_way", STR_INIT(",\"one_way\":"), "of a stretch: only from its beginning to its end", FIELD_BOOL, 0, 5, -1, 0, 7, offsetof(struct in_closure_place, one_way), INT64_C(0), INT64_C(1), NULL},
    {"radius_m", STR_INIT(",\"radius_m\":"), "of a place: all roads so near", FIELD_INT, 0, 2, -1, 0, 8, offsetof(struct in_closure_place, radius_m), INT64_C(1), INT64_C(5000), NULL},
    {"reason", STR_INIT(",\"reason\":"), "why", FIELD_TEXT, 0, 8, -1, FIELD_REQUIRED, 6, offsetof(struct in_closure_place, reason), 0, INT64_C(240), NULL},
    {"time_permille", STR_INIT(",\"time_permille\":"), "absent or 0: closed; else 100 to 20000, what part of its time driving takes: 2000 is twice as long", FIELD_INT, 0, 6, -1, 0, 13, offsetof(struct in_closure_place, time_permille), INT64_C(0), INT64_C(20000), NULL},
    {"to_lat", STR_INIT(",\"to_lat\":"), "of a stretch: where it ends", FIELD_LAT, 7, 3, -1, 0, 6, offsetof(struct in_closure_place, to_lat), INT64_C(-900000000), INT64_C(900000000), NULL},
    {"to_lon", STR_INIT(",\"to_lon\":"), "of a stretch: where it ends", FIELD_LON, 7, 4, -1, 0, 6, offsetof(struct in_closure_place, to_lon), INT64_C(-1800000000), INT64_C(1800000000), NULL},
    {"until", STR_INIT(",\"until\":"), "its end, at most a year from now", FIELD_TIME, 0, 11, -1, FIELD_REQUIRED, 5, offsetof(struct in_closure_place, until), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_in_closure_place = {
    "closure_place", "A street that is closed or slow: `radius_m` around a place, or a stretch to `to_lat`, `to_lon` along the quickest way.", sizeof(struct in_closure_place), 13, false, 0,
    UINT64_C(0x903), UINT64_C(0x0), fields_in_closure_place,
};

static const struct field fields_in_closure_change[] = {
    {"reason", STR_INIT(",\"reason\":"), "why", FIELD_TEXT, 0, 1, -1, 0, 6, offsetof(struct in_closure_change, reason), 0, INT64_C(240), NULL},
    {"time_permille", STR_INIT(",\"time_permille\":"), "0: closed; else 100 to 20000", FIELD_INT, 0, 0, -1, 0, 13, offsetof(struct in_closure_change, time_permille), INT64_C(0), INT64_C(20000), NULL},
    {"until", STR_INIT(",\"until\":"), "its end, at most a year from now", FIELD_TIME, 0, 2, -1, 0, 5, offsetof(struct in_closure_change, until), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_in_closure_change = {
    "closure_change", "What is otherwise now.", sizeof(struct in_closure_change), 3, false, 0,
    UINT64_C(0x0), UINT64_C(0x0), fields_in_closure_change,
};

static const struct field fields_in_closure_lift[] = {
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 1, -1, 0, 2, offsetof(struct in_closure_lift, id), 0, INT64_C(64), NULL},
    {"reason", STR_INIT(",\"reason\":"), "why", FIELD_TEXT, 0, 0, -1, 0, 6, offsetof(struct in_closure_lift, reason), 0, INT64_C(240), NULL},
};

static const struct record record_in_closure_lift = {
    "closure_lift", "It is open again.", sizeof(struct in_closure_lift), 2, false, 0,
    UINT64_C(0x0), UINT64_C(0x0), fields_in_closure_lift,
};

static const struct field fields_in_traffic_set[] = {
    {"hours", STR_INIT(",\"hours\":"), "{\"all\":[24 numbers],\"motorway\":[…]}: permille of the time without traffic, 100 to 20000", FIELD_JSON, 0, 0, -1, FIELD_REQUIRED, 5, offsetof(struct in_traffic_set, hours), 0, INT64_C(4000), NULL},
};

static const struct record record_in_traffic_set = {
    "traffic_set", "How slow driving is by the hour on one day of the week.", sizeof(struct in_traffic_set), 1, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_traffic_set,
};

static const struct field fields_in_approve[] = {
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 0, -1, 0, 2, offsetof(struct in_approve, id), 0, INT64_C(64), NULL},
};

static const struct record record_in_approve = {
    "approve", "Agreed.", sizeof(struct in_approve), 1, false, 0,
    UINT64_C(0x0), UINT64_C(0x0), fields_in_approve,
};

static const struct field fields_in_approve_refuse[] = {
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 1, -1, 0, 2, offsetof(struct in_approve_refuse, id), 0, INT64_C(64), NULL},
    {"why", STR_INIT(",\"why\":"), "reason", FIELD_TEXT, 0, 0, -1, FIELD_REQUIRED, 3, offsetof(struct in_approve_refuse, why), 0, INT64_C(240), NULL},
};

static const struct record record_in_approve_refuse = {
    "approve_refuse", "Why not.", sizeof(struct in_approve_refuse), 2, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_approve_refuse,
};

static const struct field fields_in_approve_withdraw[] = {
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 0, -1, 0, 2, offsetof(struct in_approve_withdraw, id), 0, INT64_C(64), NULL},
};

static const struct record record_in_approve_withdraw = {
    "approve_withdraw", "Not wanted any more.", sizeof(struct in_approve_withdraw), 1, false, 0,
    UINT64_C(0x0), UINT64_C(0x0), fields_in_approve_withdraw,
};

static const struct field fields_in_case_open[] = {
    {"basis", STR_INIT(",\"basis\":"), "legal basis", FIELD_TEXT, 0, 1, -1, FIELD_REQUIRED, 5, offsetof(struct in_case_open, basis), 0, INT64_C(240), NULL},
    {"expires_at", STR_INIT(",\"expires_at\":"), "until when, at most 90 days from now", FIELD_TIME, 0, 2, -1, FIELD_REQUIRED, 10, offsetof(struct in_case_open, expires_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 6, -1, 0, 2, offsetof(struct in_case_open, id), 0, INT64_C(64), NULL},
    {"number", STR_INIT(",\"number\":"), "its number at the authority", FIELD_TEXT, 0, 0, -1, FIELD_REQUIRED, 6, offsetof(struct in_case_open, number), 0, INT64_C(40), NULL},
    {"owner", STR_INIT(",\"owner\":"), "whose case; empty: the asker's", FIELD_ID, 0, 3, -1, 0, 5, offsetof(struct in_case_open, owner), 0, INT64_C(64), NULL},
    {"people", STR_INIT(",\"people\":"), "who may look besides the owner", FIELD_IDS, 0, 4, -1, 0, 6, offsetof(struct in_case_open, people), 0, INT64_C(1040), NULL},
    {"subjects", STR_INIT(",\"subjects\":"), "whom and what it is about: user:U3, unit:M1, hit:H7, plate:01A123BC; a look-up of anything else goes to the reviewer", FIELD_IDS, 0, 5, -1, 0, 8, offsetof(struct in_case_open, subjects), 0, INT64_C(2080), NULL},
};

static const struct record record_in_case_open = {
    "case_open", "A new case.", sizeof(struct in_case_open), 7, false, 0,
    UINT64_C(0x7), UINT64_C(0x0), fields_in_case_open,
};

static const struct field fields_in_case_defer[] = {
    {"document", STR_INIT(",\"document\":"), "SHA-256 of the document", FIELD_SHA256, 0, 4, -1, FIELD_REQUIRED, 8, offsetof(struct in_case_defer, document), 0, INT64_C(64), NULL},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 6, -1, 0, 2, offsetof(struct in_case_defer, id), 0, INT64_C(64), NULL},
    {"issued_at", STR_INIT(",\"issued_at\":"), "its date, in whole seconds", FIELD_TIME, 0, 2, -1, FIELD_REQUIRED, 9, offsetof(struct in_case_defer, issued_at), INT64_C(0), INT64_C(7258118400000000), NULL},
    {"number", STR_INIT(",\"number\":"), "its number", FIELD_TEXT, 0, 1, -1, FIELD_REQUIRED, 6, offsetof(struct in_case_defer, number), 0, INT64_C(80), NULL},
    {"office", STR_INIT(",\"office\":"), "whose order: the name of its key", FIELD_TEXT, 0, 0, -1, FIELD_REQUIRED, 6, offsetof(struct in_case_defer, office), 0, INT64_C(200), NULL},
    {"signature", STR_INIT(",\"signature\":"), "Ed25519 by the issuer's key, base64", FIELD_TEXT, 0, 5, -1, FIELD_REQUIRED, 9, offsetof(struct in_case_defer, signature), 0, INT64_C(88), NULL},
    {"until", STR_INIT(",\"until\":"), "until when, at most 90 days after its date", FIELD_TIME, 0, 3, -1, FIELD_REQUIRED, 5, offsetof(struct in_case_defer, until), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_in_case_defer = {
    "case_defer", "A signed order to tell subjects later; what is signed is in doc/api.md.", sizeof(struct in_case_defer), 7, false, 0,
    UINT64_C(0x3f), UINT64_C(0x0), fields_in_case_defer,
};

static const struct field fields_in_export_ask[] = {
    {"about", STR_INIT(",\"about\":"), "whose histories: incident:I5, unit:M1, user:U3; each is named by the case", FIELD_IDS, 0, 2, -1, FIELD_REQUIRED, 5, offsetof(struct in_export_ask, about), 0, INT64_C(2080), NULL},
    {"by", STR_INIT(",\"by\":"), "who fetches it, one of the case's people; empty: the asker", FIELD_ID, 0, 3, -1, 0, 2, offsetof(struct in_export_ask, by), 0, INT64_C(64), NULL},
    {"casefile", STR_INIT(",\"casefile\":"), "the case", FIELD_ID, 0, 0, -1, FIELD_REQUIRED, 8, offsetof(struct in_export_ask, casefile), 0, INT64_C(64), NULL},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 4, -1, 0, 2, offsetof(struct in_export_ask, id), 0, INT64_C(64), NULL},
    {"purpose", STR_INIT(",\"purpose\":"), "why: a code that stands on a case", FIELD_ENUM, 0, 1, -1, FIELD_REQUIRED, 7, offsetof(struct in_export_ask, purpose), INT64_C(0), INT64_C(10), &enum_purpose},
};

static const struct record record_in_export_ask = {
    "export_ask", "Histories as a file, for a case.", sizeof(struct in_export_ask), 5, false, 0,
    UINT64_C(0x7), UINT64_C(0x0), fields_in_export_ask,
};

static const struct field fields_in_review[] = {
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 2, -1, 0, 2, offsetof(struct in_review, id), 0, INT64_C(64), NULL},
    {"note", STR_INIT(",\"note\":"), "its reasons", FIELD_TEXT, 0, 1, 0, FIELD_PERSONAL, 4, offsetof(struct in_review, note), 0, INT64_C(2000), NULL},
    {"verdict", STR_INIT(",\"verdict\":"), "in_order, unclear or misuse", FIELD_ENUM, 0, 0, -1, FIELD_REQUIRED, 7, offsetof(struct in_review, verdict), INT64_C(0), INT64_C(2), &enum_review_verdict},
};

static const struct record record_in_review = {
    "review", "A judgement.", sizeof(struct in_review), 3, false, 0,
    UINT64_C(0x1), UINT64_C(0x2), fields_in_review,
};

static const struct field fields_in_retention_set[] = {
    {"life_s", STR_INIT(",\"life_s\":"), "seconds", FIELD_INT, 0, 0, -1, FIELD_REQUIRED, 6, offsetof(struct in_retention_set, life_s), INT64_C(1), INT64_C(3153600000), NULL},
    {"reason", STR_INIT(",\"reason\":"), "why", FIELD_TEXT, 0, 1, -1, FIELD_REQUIRED, 6, offsetof(struct in_retention_set, reason), 0, INT64_C(240), NULL},
};

static const struct record record_in_retention_set = {
    "retention_set", "How long a class of things is kept.", sizeof(struct in_retention_set), 2, false, 0,
    UINT64_C(0x3), UINT64_C(0x0), fields_in_retention_set,
};

static const struct field fields_in_hold_place[] = {
    {"about", STR_INIT(",\"about\":"), "kind/id: an incident, a hit, a case, any other entity", FIELD_TEXT, 0, 0, -1, FIELD_REQUIRED, 5, offsetof(struct in_hold_place, about), 0, INT64_C(80), NULL},
    {"basis", STR_INIT(",\"basis\":"), "legal basis, and the number of the order", FIELD_TEXT, 0, 1, -1, FIELD_REQUIRED, 5, offsetof(struct in_hold_place, basis), 0, INT64_C(240), NULL},
    {"for_case", STR_INIT(",\"for_case\":"), "the case it is for", FIELD_ID, 0, 2, -1, 0, 8, offsetof(struct in_hold_place, for_case), 0, INT64_C(64), NULL},
    {"id", STR_INIT(",\"id\":"), "idempotency", FIELD_ID, 0, 4, -1, 0, 2, offsetof(struct in_hold_place, id), 0, INT64_C(64), NULL},
    {"until", STR_INIT(",\"until\":"), "its end, at most a year from now", FIELD_TIME, 0, 3, -1, FIELD_REQUIRED, 5, offsetof(struct in_hold_place, until), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_in_hold_place = {
    "hold_place", "What must be kept, until when, and on what ground.", sizeof(struct in_hold_place), 5, false, 0,
    UINT64_C(0xb), UINT64_C(0x0), fields_in_hold_place,
};

static const struct field fields_in_hold_extend[] = {
    {"basis", STR_INIT(",\"basis\":"), "legal basis, and the number of the order", FIELD_TEXT, 0, 1, -1, FIELD_REQUIRED, 5, offsetof(struct in_hold_extend, basis), 0, INT64_C(240), NULL},
    {"until", STR_INIT(",\"until\":"), "its end, at most a year from now", FIELD_TIME, 0, 0, -1, FIELD_REQUIRED, 5, offsetof(struct in_hold_extend, until), INT64_C(0), INT64_C(7258118400000000), NULL},
};

static const struct record record_in_hold_extend = {
    "hold_extend", "Until when it must be kept now, and on what ground.", sizeof(struct in_hold_extend), 2, false, 0,
    UINT64_C(0x3), UINT64_C(0x0), fields_in_hold_extend,
};

static const struct field fields_in_hold_release[] = {
    {"reason", STR_INIT(",\"reason\":"), "why", FIELD_TEXT, 0, 0, -1, FIELD_REQUIRED, 6, offsetof(struct in_hold_release, reason), 0, INT64_C(240), NULL},
};

static const struct record record_in_hold_release = {
    "hold_release", "Why it need not be kept any longer.", sizeof(struct in_hold_release), 1, false, 0,
    UINT64_C(0x1), UINT64_C(0x0), fields_in_hold_release,
};

const struct kind_info kind_table[KIND_COUNT] = {
    {STR_INIT("centre"), 'C', TOPIC_CENTRE, PERM_PICTURE_READ, PERM_PUBLIC, &record_centre, -1, 0, -1, 0, -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "core"},
    {STR_INIT("user"), 'U', TOPIC_ACCESS, PERM_ACCESS_READ, PERM_PUBLIC, &record_user, -1, 0, 2, offsetof(struct user, area), 4, offsetof(struct user, unit), UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "access"},
    {STR_INIT("session"), 'S', TOPIC_ACCESS, PERM_ACCESS_MANAGE, PERM_PUBLIC, &record_session, 4, offsetof(struct session, wake_at), -1, 0, -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "access"},
    {STR_INIT("token"), 'K', TOPIC_ACCESS, PERM_ACCESS_READ, PERM_PUBLIC, &record_token, -1, 0, 4, offsetof(struct token, area), -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "access"},
    {STR_INIT("area"), 'R', TOPIC_REGISTRY, PERM_PICTURE_READ, PERM_PUBLIC, &record_area, -1, 0, -1, 0, -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "registry"},
    {STR_INIT("site"), 'T', TOPIC_REGISTRY, PERM_PICTURE_READ, PERM_PUBLIC, &record_site, -1, 0, 2, offsetof(struct site, area), -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "registry"},
    {STR_INIT("keyholder"), 'k', TOPIC_REGISTRY, PERM_HISTORY_READ, PERM_PUBLIC, &record_keyholder, -1, 0, 1, offsetof(struct keyholder, area), -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "registry"},
    {STR_INIT("procedure"), 'o', TOPIC_REGISTRY, PERM_HISTORY_READ, PERM_PUBLIC, &record_procedure, -1, 0, 1, offsetof(struct procedure, area), -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "registry"},
    {STR_INIT("device"), 'D', TOPIC_REGISTRY, PERM_PICTURE_READ, PERM_PUBLIC, &record_device, 29, offsetof(struct device, wake_at), 3, offsetof(struct device, area), 11, offsetof(struct device, unit), UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "registry"},
    {STR_INIT("unit"), 'N', TOPIC_UNIT, PERM_PICTURE_READ, PERM_PUBLIC, &record_unit, -1, 0, 2, offsetof(struct unit, area), -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "unit"},
    {STR_INIT("shift"), 'W', TOPIC_UNIT, PERM_HISTORY_READ, PERM_PUBLIC, &record_shift, 4, offsetof(struct shift, wake_at), -1, 0, 0, offsetof(struct shift, unit), UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "unit"},
    {STR_INIT("alarm"), 'A', TOPIC_ALARM, PERM_PICTURE_READ, PERM_LIVE_READ, &record_alarm, 37, offsetof(struct alarm, wake_at), 2, offsetof(struct alarm, area), 19, offsetof(struct alarm, unit), UINT64_C(0xb0000052f), UINT64_C(0x0), UINT64_C(0x20c0038c8), "alarm"},
    {STR_INIT("snapshot"), 's', TOPIC_ALARM, PERM_ALARM_HANDLE, PERM_LIVE_READ, &record_snapshot, 10, offsetof(struct snapshot, wake_at), 2, offsetof(struct snapshot, area), -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "alarm"},
    {STR_INIT("shelf"), 'f', TOPIC_ALARM, PERM_PICTURE_READ, PERM_LIVE_READ, &record_shelf, 6, offsetof(struct shelf, wake_at), 1, offsetof(struct shelf, area), -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "alarm"},
    {STR_INIT("note"), 'M', TOPIC_DISPATCH, PERM_PICTURE_READ, PERM_LIVE_READ, &record_note, 7, offsetof(struct note, wake_at), 4, offsetof(struct note, area), -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "alarm"},
    {STR_INIT("schedule"), 'y', TOPIC_REGISTRY, PERM_PICTURE_READ, PERM_PUBLIC, &record_schedule, 9, offsetof(struct schedule, wake_at), 0, offsetof(struct schedule, area), -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "site"},
    {STR_INIT("drill"), 'x', TOPIC_ALARM, PERM_PICTURE_READ, PERM_PUBLIC, &record_drill, 9, offsetof(struct drill, wake_at), 1, offsetof(struct drill, area), -1, 0, UINT64_C(0x16b), UINT64_C(0x0), UINT64_C(0x0), "site"},
    {STR_INIT("warning"), 'Y', TOPIC_ALARM, PERM_PICTURE_READ, PERM_PUBLIC, &record_warning, 36, offsetof(struct warning, wake_at), 26, offsetof(struct warning, area), -1, 0, UINT64_C(0x104500ae7), UINT64_C(0x0), UINT64_C(0x0), "warn"},
    {STR_INIT("incident"), 'I', TOPIC_DISPATCH, PERM_PICTURE_READ, PERM_LIVE_READ, &record_incident, 22, offsetof(struct incident, wake_at), 8, offsetof(struct incident, area), -1, 0, UINT64_C(0x2ac307), UINT64_C(0x0), UINT64_C(0x72018fb), "dispatch"},
    {STR_INIT("assignment"), 'G', TOPIC_DISPATCH, PERM_PICTURE_READ, PERM_LIVE_READ, &record_assignment, 37, offsetof(struct assignment, wake_at), 3, offsetof(struct assignment, area), 2, offsetof(struct assignment, unit), UINT64_C(0x69001d), UINT64_C(0x0), UINT64_C(0x0), "dispatch"},
    {STR_INIT("message"), 'm', TOPIC_DISPATCH, PERM_PICTURE_READ, PERM_LIVE_READ, &record_message, 12, offsetof(struct message, wake_at), 2, offsetof(struct message, area), 0, offsetof(struct message, unit), UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "dispatch"},
    {STR_INIT("run_card"), 'r', TOPIC_CENTRE, PERM_PICTURE_READ, PERM_PUBLIC, &record_run_card, -1, 0, 2, offsetof(struct run_card, area), -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "dispatch"},
    {STR_INIT("edition"), 'E', TOPIC_ROAD, PERM_ROAD_READ, PERM_LIVE_READ, &record_edition, -1, 0, -1, 0, -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "road"},
    {STR_INIT("entry"), 'X', TOPIC_ROAD, PERM_ROAD_READ, PERM_LIVE_READ, &record_entry, 13, offsetof(struct entry, wake_at), -1, 0, -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "road"},
    {STR_INIT("hit"), 'H', TOPIC_ROAD, PERM_ROAD_READ, PERM_LIVE_READ, &record_hit, 33, offsetof(struct hit, wake_at), 22, offsetof(struct hit, area), -1, 0, UINT64_C(0x417160), UINT64_C(0x0), UINT64_C(0x4000001c), "road"},
    {STR_INIT("violation"), 'V', TOPIC_ROAD, PERM_ROAD_READ, PERM_LIVE_READ, &record_violation, 18, offsetof(struct violation, wake_at), 15, offsetof(struct violation, area), -1, 0, UINT64_C(0x87e0), UINT64_C(0x0), UINT64_C(0x0), "road"},
    {STR_INIT("notice"), 'O', TOPIC_ROAD, PERM_PICTURE_READ, PERM_LIVE_READ, &record_notice, 28, offsetof(struct notice, wake_at), 2, offsetof(struct notice, area), 1, offsetof(struct notice, unit), UINT64_C(0x78000f), UINT64_C(0x0), UINT64_C(0x0), "road"},
    {STR_INIT("lookalike"), 'L', TOPIC_ROAD, PERM_ROAD_READ, PERM_LIVE_READ, &record_lookalike, 12, offsetof(struct lookalike, wake_at), 7, offsetof(struct lookalike, area), -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "road"},
    {STR_INIT("photo"), 'P', TOPIC_ROAD, PERM_ROAD_READ, PERM_LIVE_READ, &record_photo, 7, offsetof(struct photo, wake_at), 4, offsetof(struct photo, area), -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "road"},
    {STR_INIT("closure"), 'c', TOPIC_DISPATCH, PERM_PICTURE_READ, PERM_LIVE_READ, &record_closure, 15, offsetof(struct closure, wake_at), 10, offsetof(struct closure, area), -1, 0, UINT64_C(0x5440), UINT64_C(0x0), UINT64_C(0x0), "street"},
    {STR_INIT("traffic"), 't', TOPIC_CENTRE, PERM_PICTURE_READ, PERM_PUBLIC, &record_traffic, -1, 0, -1, 0, -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "street"},
    {STR_INIT("approval"), 'Q', TOPIC_APPROVAL, PERM_APPROVE_READ, PERM_PUBLIC, &record_approval, 13, offsetof(struct approval, wake_at), 5, offsetof(struct approval, area), -1, 0, UINT64_C(0x1be1), UINT64_C(0x0), UINT64_C(0x0), "approve"},
    {STR_INIT("look"), 'B', TOPIC_AUDIT, PERM_AUDIT_READ, PERM_PUBLIC, &record_look, 16, offsetof(struct look, wake_at), 2, offsetof(struct look, area), -1, 0, UINT64_C(0x979d), UINT64_C(0x719), UINT64_C(0x0), "look"},
    {STR_INIT("casefile"), 'F', TOPIC_CASE, PERM_CASE_READ, PERM_PUBLIC, &record_casefile, 9, offsetof(struct casefile, wake_at), 4, offsetof(struct casefile, area), -1, 0, UINT64_C(0x3dd3), UINT64_C(0x0), UINT64_C(0x0), "look"},
    {STR_INIT("review"), 'Z', TOPIC_AUDIT, PERM_AUDIT_READ, PERM_PUBLIC, &record_review, 12, offsetof(struct review, wake_at), 2, offsetof(struct review, area), -1, 0, UINT64_C(0x7df), UINT64_C(0x0), UINT64_C(0x0), "look"},
    {STR_INIT("sample"), 'w', TOPIC_AUDIT, PERM_AUDIT_READ, PERM_PUBLIC, &record_sample, -1, 0, -1, 0, -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "look"},
    {STR_INIT("export"), 'e', TOPIC_CASE, PERM_CASE_READ, PERM_PUBLIC, &record_export, 10, offsetof(struct export, wake_at), 6, offsetof(struct export, area), -1, 0, UINT64_C(0x3e3), UINT64_C(0x0), UINT64_C(0x0), "look"},
    {STR_INIT("policy"), 'Y', TOPIC_CENTRE, PERM_STATUS_READ, PERM_PUBLIC, &record_policy, -1, 0, -1, 0, -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "retain"},
    {STR_INIT("hold"), 'J', TOPIC_CENTRE, PERM_STATUS_READ, PERM_PUBLIC, &record_hold, 6, offsetof(struct hold, wake_at), 3, offsetof(struct hold, area), -1, 0, UINT64_C(0x0), UINT64_C(0x0), UINT64_C(0x0), "retain"},
};

const struct event_info event_table[EV_COUNT] = {
    {STR_INIT("journal.genesis"), KIND_CENTRE, EVENT_CREATES, UINT64_C(0x3), "The first event of every journal."},
    {STR_INIT("centre.started"), KIND_CENTRE, EVENT_PATCH, UINT64_C(0x6), "The process started."},
    {STR_INIT("centre.blind"), KIND_CENTRE, EVENT_PATCH, UINT64_C(0x18), "The centre could not receive from–to: what devices did then is unknown."},
    {STR_INIT("history.suspended"), KIND_CENTRE, EVENT_PATCH, UINT64_C(0x20), "No checkpoint was cosigned for too long: look-ups are suspended, but in an emergency."},
    {STR_INIT("history.resumed"), KIND_CENTRE, EVENT_PATCH, UINT64_C(0x20), "Cosigned again: look-ups go on."},
    {STR_INIT("history.refused"), KIND_CENTRE, EVENT_PATCH, UINT64_C(0xc0), "A witness has seen another history than this: an old state was put back, or the past was changed."},
    {STR_INIT("history.broken"), KIND_CENTRE, EVENT_PATCH, UINT64_C(0xc0), "The log's own signer does not sign this history."},
    {STR_INIT("history.renewed"), KIND_CENTRE, EVENT_PATCH, UINT64_C(0x7f00), "After a disaster a backup goes on as a new log, which two persons decided. Its entry says in clear what is lost, and holds the last checkpoint of the log before."},
    {STR_INIT("history.well"), KIND_CENTRE, EVENT_PATCH, UINT64_C(0xc0), "Signed and cosigned as it should be."},
    {STR_INIT("user.added"), KIND_USER, EVENT_CREATES, UINT64_C(0x7ff), "A person may sign in from now on."},
    {STR_INIT("user.changed"), KIND_USER, EVENT_PATCH, UINT64_C(0x3e), "Role, area or name changed."},
    {STR_INIT("user.password"), KIND_USER, EVENT_PATCH, UINT64_C(0x340), "The password was set: by oneself, or by who gave it."},
    {STR_INIT("user.disabled"), KIND_USER, EVENT_PATCH, UINT64_C(0x80), "May no longer sign in; or may again."},
    {STR_INIT("session.opened"), KIND_SESSION, EVENT_CREATES, UINT64_C(0x1f), "Signed in."},
    {STR_INIT("session.renewed"), KIND_SESSION, EVENT_PATCH, UINT64_C(0x10), "In use, or its officer on duty: it goes on."},
    {STR_INIT("session.closed"), KIND_SESSION, EVENT_ENDS, UINT64_C(0x0), "Signed out, timed out, or ended by an administrator."},
    {STR_INIT("token.added"), KIND_TOKEN, EVENT_CREATES, UINT64_C(0x7f), "A token was made."},
    {STR_INIT("token.crowded"), KIND_TOKEN, EVENT_PATCH, UINT64_C(0x80), "More unknown devices than allowed speak with it; or (none) one of them was adopted."},
    {STR_INIT("token.revoked"), KIND_TOKEN, EVENT_ENDS, UINT64_C(0x0), "The token is no longer valid."},
    {STR_INIT("area.set"), KIND_AREA, EVENT_CREATES, UINT64_C(0x7ff), "An area was imported or changed."},
    {STR_INIT("site.set"), KIND_SITE, EVENT_CREATES, UINT64_C(0x7f), "A site was imported or changed."},
    {STR_INIT("area.desk"), KIND_AREA, EVENT_PATCH, UINT64_C(0x200), "Another duty desk handles it; empty: that of the area around it."},
    {STR_INIT("site.plan"), KIND_SITE, EVENT_PATCH, UINT64_C(0x180), "The image of its plan was put, or (empty) taken away."},
    {STR_INIT("keyholder.set"), KIND_KEYHOLDER, EVENT_CREATES, UINT64_C(0xff), "A keyholder was added or changed."},
    {STR_INIT("keyholder.removed"), KIND_KEYHOLDER, EVENT_ENDS, UINT64_C(0x0), "Is no keyholder any more."},
    {STR_INIT("procedure.set"), KIND_PROCEDURE, EVENT_CREATES, UINT64_C(0x1ff), "Questions and whom to call next were set."},
    {STR_INIT("procedure.removed"), KIND_PROCEDURE, EVENT_ENDS, UINT64_C(0x0), "It does not hold any more."},
    {STR_INIT("device.set"), KIND_DEVICE, EVENT_CREATES, UINT64_C(0x30333fff), "A device was imported or changed."},
    {STR_INIT("device.seen"), KIND_DEVICE, EVENT_CREATES, UINT64_C(0x3010003b), "A device nobody knew spoke with a valid token; it waits to be adopted."},
    {STR_INIT("device.adopted"), KIND_DEVICE, EVENT_PATCH, UINT64_C(0x30133cff), "A person adopted an unknown device."},
    {STR_INIT("device.forgotten"), KIND_DEVICE, EVENT_ENDS, UINT64_C(0x0), "Nobody adopted the unknown device in time; when it speaks again it is seen again."},
    {STR_INIT("device.maintenance"), KIND_DEVICE, EVENT_PATCH, UINT64_C(0x2c100000), "Planned maintenance began or ended."},
    {STR_INIT("device.reported"), KIND_DEVICE, EVENT_PATCH, UINT64_C(0xc000), "A panel said what is no alarm."},
    {STR_INIT("device.silent"), KIND_DEVICE, EVENT_PATCH, UINT64_C(0x200000), "Missed its rhythm; or (0) spoke again."},
    {STR_INIT("device.still"), KIND_DEVICE, EVENT_PATCH, UINT64_C(0xc0000), "Where the centre brings its pictures from was set, or taken away."},
    {STR_INIT("device.heard"), KIND_DEVICE, EVENT_PATCH, UINT64_C(0x400000), "It spoke for the first time."},
    {STR_INIT("device.battery"), KIND_DEVICE, EVENT_PATCH, UINT64_C(0x800000), "Its battery is low; or (0) charged again."},
    {STR_INIT("device.tested"), KIND_DEVICE, EVENT_PATCH, UINT64_C(0x3000000), "It proved itself."},
    {STR_INIT("unit.set"), KIND_UNIT, EVENT_CREATES, UINT64_C(0x27f), "A unit was imported or changed."},
    {STR_INIT("unit.duty"), KIND_UNIT, EVENT_PATCH, UINT64_C(0xf7e0), "Signed on or off duty."},
    {STR_INIT("unit.status"), KIND_UNIT, EVENT_PATCH, UINT64_C(0xe00), "Its status changed."},
    {STR_INIT("unit.listening"), KIND_UNIT, EVENT_PATCH, UINT64_C(0x7000), "Its tablet listens, or no longer does."},
    {STR_INIT("unit.silent"), KIND_UNIT, EVENT_PATCH, UINT64_C(0x8000), "On duty and silent for over 120 s; or (0) heard again."},
    {STR_INIT("shift.began"), KIND_SHIFT, EVENT_CREATES, UINT64_C(0xf), "A shift began."},
    {STR_INIT("shift.ended"), KIND_SHIFT, EVENT_PATCH, UINT64_C(0x18), "A shift ended."},
    {STR_INIT("shift.archived"), KIND_SHIFT, EVENT_ENDS, UINT64_C(0x0), "Left the picture; stays in the history."},
    {STR_INIT("alarm.raised"), KIND_ALARM, EVENT_CREATES, UINT64_C(0x3e9c1bffff), "A device raised an alarm. A test that was expected is closed at once."},
    {STR_INIT("alarm.pressed"), KIND_ALARM, EVENT_PATCH, UINT64_C(0x308317bef8), "Pressed again inside the same alarm: it alerts anew."},
    {STR_INIT("alarm.followed"), KIND_ALARM, EVENT_PATCH, UINT64_C(0x38c0), "Its device says more of the same press: where it is now, that it was cancelled there. It does not alert anew and ends nothing."},
    {STR_INIT("alarm.counted"), KIND_ALARM, EVENT_PATCH, UINT64_C(0x100000), "More or fewer of what it counts: it does not alert anew."},
    {STR_INIT("alarm.genuine"), KIND_ALARM, EVENT_PATCH, UINT64_C(0x308b000030), "A person said that it is real though it was pressed in a drill or in maintenance."},
    {STR_INIT("alarm.restored"), KIND_ALARM, EVENT_PATCH, UINT64_C(0x40000), "Its panel says that the cause is over. It closes nothing."},
    {STR_INIT("alarm.acknowledged"), KIND_ALARM, EVENT_PATCH, UINT64_C(0x2063e00020), "A person takes care of it, and has it from then on."},
    {STR_INIT("alarm.taken"), KIND_ALARM, EVENT_PATCH, UINT64_C(0x2003e00000), "Somebody else took it from its owner, who is told."},
    {STR_INIT("alarm.offered"), KIND_ALARM, EVENT_PATCH, UINT64_C(0x2003000000), "Its owner hands it over; it is the owner's until that is accepted."},
    {STR_INIT("alarm.accepted"), KIND_ALARM, EVENT_PATCH, UINT64_C(0x2003e00000), "It was accepted and has another owner."},
    {STR_INIT("alarm.declined"), KIND_ALARM, EVENT_PATCH, UINT64_C(0x2003000000), "It was not accepted, or the owner thought better of it."},
    {STR_INIT("alarm.lapsed"), KIND_ALARM, EVENT_PATCH, UINT64_C(0x2003000000), "Nobody accepted it in time: it stays its owner's."},
    {STR_INIT("alarm.escalated"), KIND_ALARM, EVENT_PATCH, UINT64_C(0x2080000000), "Nobody acknowledged it in time."},
    {STR_INIT("alarm.shelved"), KIND_ALARM, EVENT_PATCH, UINT64_C(0x3000000000), "Its source was put aside for a while, and it with it."},
    {STR_INIT("alarm.unshelved"), KIND_ALARM, EVENT_PATCH, UINT64_C(0x3080000000), "The shelf ended: it alerts anew."},
    {STR_INIT("alarm.linked"), KIND_ALARM, EVENT_PATCH, UINT64_C(0x100000000), "An incident was made from it."},
    {STR_INIT("alarm.closed"), KIND_ALARM, EVENT_PATCH, UINT64_C(0x2e03000020), "Closed by a person with a disposition."},
    {STR_INIT("alarm.reopened"), KIND_ALARM, EVENT_PATCH, UINT64_C(0x2000e00020), "Closing was undone."},
    {STR_INIT("alarm.archived"), KIND_ALARM, EVENT_ENDS, UINT64_C(0x0), "Left the picture; stays in the history."},
    {STR_INIT("snapshot.asked"), KIND_SNAPSHOT, EVENT_CREATES, UINT64_C(0x41f), "A camera was asked for a picture."},
    {STR_INIT("snapshot.stored"), KIND_SNAPSHOT, EVENT_PATCH, UINT64_C(0x1e0), "The picture is in the vault."},
    {STR_INIT("snapshot.failed"), KIND_SNAPSHOT, EVENT_PATCH, UINT64_C(0x200), "It will not come: the camera could not be asked, or has none."},
    {STR_INIT("snapshot.kept"), KIND_SNAPSHOT, EVENT_PATCH, UINT64_C(0x400), "Its alarm is held: it stays as long."},
    {STR_INIT("snapshot.deleted"), KIND_SNAPSHOT, EVENT_ENDS, UINT64_C(0x0), "Its time is over; the file is gone."},
    {STR_INIT("shelf.set"), KIND_SHELF, EVENT_CREATES, UINT64_C(0x7f), "The alarms of a source, those of priority 1 excepted, are put aside until a time."},
    {STR_INIT("shelf.ended"), KIND_SHELF, EVENT_ENDS, UINT64_C(0x0), "They come back: the time is over, or somebody said so."},
    {STR_INIT("note.added"), KIND_NOTE, EVENT_CREATES, UINT64_C(0xff), "A note was written."},
    {STR_INIT("note.archived"), KIND_NOTE, EVENT_ENDS, UINT64_C(0x0), "Left the picture; stays in the history."},
    {STR_INIT("schedule.set"), KIND_SCHEDULE, EVENT_CREATES, UINT64_C(0x3ff), "A weekly test was planned or changed."},
    {STR_INIT("schedule.due"), KIND_SCHEDULE, EVENT_PATCH, UINT64_C(0x210), "Its window is near: a reminder."},
    {STR_INIT("schedule.done"), KIND_SCHEDULE, EVENT_PATCH, UINT64_C(0x3f0), "All buttons and panels of the site proved themselves."},
    {STR_INIT("schedule.missed"), KIND_SCHEDULE, EVENT_PATCH, UINT64_C(0x3f0), "The window passed, and not all of them did."},
    {STR_INIT("schedule.ended"), KIND_SCHEDULE, EVENT_ENDS, UINT64_C(0x0), "There is no weekly test of this site any more."},
    {STR_INIT("drill.planned"), KIND_DRILL, EVENT_CREATES, UINT64_C(0x27f), "A drill was planned or begun."},
    {STR_INIT("drill.started"), KIND_DRILL, EVENT_PATCH, UINT64_C(0x208), "It began at its time."},
    {STR_INIT("drill.ended"), KIND_DRILL, EVENT_PATCH, UINT64_C(0x388), "It is over: a press is real again."},
    {STR_INIT("drill.archived"), KIND_DRILL, EVENT_ENDS, UINT64_C(0x0), "Left the picture; stays in the history."},
    {STR_INIT("warning.received"), KIND_WARNING, EVENT_CREATES, UINT64_C(0x151ffffffe), "A warning of another agency."},
    {STR_INIT("warning.updated"), KIND_WARNING, EVENT_PATCH, UINT64_C(0x1a9ffffffe), "Its sender changed it."},
    {STR_INIT("warning.cancelled"), KIND_WARNING, EVENT_PATCH, UINT64_C(0x1e81e0005e), "Its sender took it back."},
    {STR_INIT("warning.known"), KIND_WARNING, EVENT_PATCH, UINT64_C(0x10), "An older message about it came later: nothing changes."},
    {STR_INIT("warning.alarmed"), KIND_WARNING, EVENT_PATCH, UINT64_C(0x20000000), "It is severe: the operators were alerted."},
    {STR_INIT("warning.issued"), KIND_WARNING, EVENT_CREATES, UINT64_C(0x1b5dffffff), "A warning was issued here."},
    {STR_INIT("warning.expired"), KIND_WARNING, EVENT_PATCH, UINT64_C(0x1000000040), "Its time is over."},
    {STR_INIT("warning.archived"), KIND_WARNING, EVENT_ENDS, UINT64_C(0x0), "Left the picture; stays in the history."},
    {STR_INIT("message.sent"), KIND_MESSAGE, EVENT_CREATES, UINT64_C(0x11ff), "A message from a desk to a unit, or from a unit to its desk."},
    {STR_INIT("message.delivered"), KIND_MESSAGE, EVENT_PATCH, UINT64_C(0x1300), "The tablet has it."},
    {STR_INIT("message.undelivered"), KIND_MESSAGE, EVENT_PATCH, UINT64_C(0x1200), "It did not reach the tablet in time."},
    {STR_INIT("message.seen"), KIND_MESSAGE, EVENT_PATCH, UINT64_C(0xc00), "Read, by the officer or somebody at the desk."},
    {STR_INIT("message.archived"), KIND_MESSAGE, EVENT_ENDS, UINT64_C(0x0), "Left the picture; stays in the history."},
    {STR_INIT("incident.received"), KIND_INCIDENT, EVENT_CREATES, UINT64_C(0x7fff), "An incident was opened."},
    {STR_INIT("incident.changed"), KIND_INCIDENT, EVENT_PATCH, UINT64_C(0x200010fb), "Its description changed."},
    {STR_INIT("incident.shared"), KIND_INCIDENT, EVENT_PATCH, UINT64_C(0x20805fff), "A unit was told of it: what it was told."},
    {STR_INIT("incident.state"), KIND_INCIDENT, EVENT_PATCH, UINT64_C(0x78004), "It moved on."},
    {STR_INIT("incident.closed"), KIND_INCIDENT, EVENT_PATCH, UINT64_C(0x20780004), "Closed with a disposition."},
    {STR_INIT("incident.reopened"), KIND_INCIDENT, EVENT_PATCH, UINT64_C(0x20400004), "Closing was undone."},
    {STR_INIT("incident.crew"), KIND_INCIDENT, EVENT_PATCH, UINT64_C(0x20800000), "Who is at work on it, or leads them, changed."},
    {STR_INIT("incident.linked"), KIND_INCIDENT, EVENT_PATCH, UINT64_C(0x21000000), "It has to do with another one, or no longer."},
    {STR_INIT("incident.merged"), KIND_INCIDENT, EVENT_PATCH, UINT64_C(0x24b80004), "It is the same as another one, which handles it from now on."},
    {STR_INIT("incident.absorbed"), KIND_INCIDENT, EVENT_PATCH, UINT64_C(0x22838004), "Another one was the same: its units are here now."},
    {STR_INIT("incident.unmerged"), KIND_INCIDENT, EVENT_PATCH, UINT64_C(0x24800004), "Merging was undone."},
    {STR_INIT("incident.released"), KIND_INCIDENT, EVENT_PATCH, UINT64_C(0x22800004), "Another one is not the same after all: its units went back to it."},
    {STR_INIT("incident.archived"), KIND_INCIDENT, EVENT_ENDS, UINT64_C(0x0), "Left the picture; stays in the history."},
    {STR_INIT("assignment.sent"), KIND_ASSIGNMENT, EVENT_CREATES, UINT64_C(0x200001fffd), "A unit was sent."},
    {STR_INIT("assignment.delivered"), KIND_ASSIGNMENT, EVENT_PATCH, UINT64_C(0x2001020000), "The tablet has it."},
    {STR_INIT("assignment.seen"), KIND_ASSIGNMENT, EVENT_PATCH, UINT64_C(0x40000), "The officer saw it."},
    {STR_INIT("assignment.undelivered"), KIND_ASSIGNMENT, EVENT_PATCH, UINT64_C(0x200f000000), "It did not reach the tablet; the next unit is offered."},
    {STR_INIT("assignment.state"), KIND_ASSIGNMENT, EVENT_PATCH, UINT64_C(0x2dd0f80010), "The unit moved on."},
    {STR_INIT("assignment.unaccepted"), KIND_ASSIGNMENT, EVENT_PATCH, UINT64_C(0x202e000000), "Nobody accepted it in time; the next unit is offered."},
    {STR_INIT("assignment.asked"), KIND_ASSIGNMENT, EVENT_PATCH, UINT64_C(0x21c0000000), "The unit is asked whether all is well."},
    {STR_INIT("assignment.well"), KIND_ASSIGNMENT, EVENT_PATCH, UINT64_C(0x27c0000000), "All is well, by the unit or by a desk that spoke with it."},
    {STR_INIT("assignment.unanswered"), KIND_ASSIGNMENT, EVENT_PATCH, UINT64_C(0x2540000000), "It did not say so in time: an alarm."},
    {STR_INIT("assignment.overdue"), KIND_ASSIGNMENT, EVENT_PATCH, UINT64_C(0x3800000000), "Longer on scene than its kind of incident takes."},
    {STR_INIT("assignment.timed"), KIND_ASSIGNMENT, EVENT_PATCH, UINT64_C(0x2840000000), "Its incident is of another priority or kind now: other times count."},
    {STR_INIT("assignment.moved"), KIND_ASSIGNMENT, EVENT_PATCH, UINT64_C(0xb), "Its incident was merged into another one, or that was undone."},
    {STR_INIT("assignment.archived"), KIND_ASSIGNMENT, EVENT_ENDS, UINT64_C(0x0), "Left the picture; stays in the history."},
    {STR_INIT("card.set"), KIND_RUN_CARD, EVENT_CREATES, UINT64_C(0x3f), "A run card was set."},
    {STR_INIT("card.removed"), KIND_RUN_CARD, EVENT_ENDS, UINT64_C(0x10), "It does not hold any more."},
    {STR_INIT("incident.level"), KIND_INCIDENT, EVENT_PATCH, UINT64_C(0x38000000), "Its alarm level was raised or lowered."},
    {STR_INIT("edition.affirmed"), KIND_EDITION, EVENT_CREATES, UINT64_C(0xff), "A source sent its list, or stood by it."},
    {STR_INIT("entry.added"), KIND_ENTRY, EVENT_CREATES, UINT64_C(0x3fff), "A wanted vehicle was entered by hand."},
    {STR_INIT("entry.affirmed"), KIND_ENTRY, EVENT_PATCH, UINT64_C(0x3000), "Its source stands by it."},
    {STR_INIT("entry.removed"), KIND_ENTRY, EVENT_ENDS, UINT64_C(0x0), "Withdrawn, expired, or its source did not stand by it in time."},
    {STR_INIT("hit.found"), KIND_HIT, EVENT_CREATES, UINT64_C(0x381ffffff), "A read matched a wanted vehicle."},
    {STR_INIT("hit.moved"), KIND_HIT, EVENT_PATCH, UINT64_C(0x301ff6000), "It was read again elsewhere."},
    {STR_INIT("hit.entered"), KIND_HIT, EVENT_PATCH, UINT64_C(0x39fffffff), "It came into another area: all that is known, for the desk there."},
    {STR_INIT("hit.seen"), KIND_HIT, EVENT_PATCH, UINT64_C(0x6001000), "A person compared photo, region and class."},
    {STR_INIT("hit.confirmed"), KIND_HIT, EVENT_PATCH, UINT64_C(0x298001000), "The source stands by the entry."},
    {STR_INIT("hit.lapsed"), KIND_HIT, EVENT_PATCH, UINT64_C(0x298001000), "The source did not stand by it in time: who was told only observes from now on; and when it was so already, who was told is told no more."},
    {STR_INIT("hit.dismissed"), KIND_HIT, EVENT_PATCH, UINT64_C(0x360001000), "A person found that it is not the vehicle."},
    {STR_INIT("hit.expired"), KIND_HIT, EVENT_ENDS, UINT64_C(0x1000), "Not seen again in time."},
    {STR_INIT("violation.found"), KIND_VIOLATION, EVENT_CREATES, UINT64_C(0x7ffff), "Dangerous driving."},
    {STR_INIT("violation.moved"), KIND_VIOLATION, EVENT_PATCH, UINT64_C(0x7f7e0), "The same vehicle was read again."},
    {STR_INIT("violation.entered"), KIND_VIOLATION, EVENT_PATCH, UINT64_C(0x7ffff), "It came into another area: all that is known, for the desk there."},
    {STR_INIT("violation.expired"), KIND_VIOLATION, EVENT_ENDS, UINT64_C(0x0), "Not seen again in time."},
    {STR_INIT("notice.sent"), KIND_NOTICE, EVENT_CREATES, UINT64_C(0x181fffff), "A unit is told."},
    {STR_INIT("notice.changed"), KIND_NOTICE, EVENT_PATCH, UINT64_C(0x1807df08), "What the unit is told changed: the vehicle moved, or the hit was confirmed."},
    {STR_INIT("notice.delivered"), KIND_NOTICE, EVENT_PATCH, UINT64_C(0x12200000), "The tablet has it."},
    {STR_INIT("notice.seen"), KIND_NOTICE, EVENT_PATCH, UINT64_C(0x400000), "The officer saw it."},
    {STR_INIT("notice.answered"), KIND_NOTICE, EVENT_PATCH, UINT64_C(0x1880000), "The officer answered."},
    {STR_INIT("notice.undelivered"), KIND_NOTICE, EVENT_PATCH, UINT64_C(0x16000000), "It did not reach the tablet within 10 s."},
    {STR_INIT("notice.ended"), KIND_NOTICE, EVENT_ENDS, UINT64_C(0x4080000), "Expired, withdrawn, or moved to the next unit."},
    {STR_INIT("lookalike.found"), KIND_LOOKALIKE, EVENT_CREATES, UINT64_C(0x1fff), "A look-alike for the low list."},
    {STR_INIT("lookalike.gone"), KIND_LOOKALIKE, EVENT_ENDS, UINT64_C(0x0), "Left the low list."},
    {STR_INIT("photo.asked"), KIND_PHOTO, EVENT_CREATES, UINT64_C(0x9f), "The camera was asked for a photo."},
    {STR_INIT("photo.stored"), KIND_PHOTO, EVENT_PATCH, UINT64_C(0x60), "The photo is in the vault."},
    {STR_INIT("photo.kept"), KIND_PHOTO, EVENT_PATCH, UINT64_C(0x80), "Its hit or violation is held: it stays as long."},
    {STR_INIT("photo.deleted"), KIND_PHOTO, EVENT_ENDS, UINT64_C(0x0), "Its time is over; the file is gone."},
    {STR_INIT("closure.placed"), KIND_CLOSURE, EVENT_CREATES, UINT64_C(0xffff), "A street was closed, or is slow."},
    {STR_INIT("closure.changed"), KIND_CLOSURE, EVENT_PATCH, UINT64_C(0x9140), "It is closed or slow otherwise, or until another time."},
    {STR_INIT("closure.lifted"), KIND_CLOSURE, EVENT_ENDS, UINT64_C(0x1100), "It was opened again."},
    {STR_INIT("closure.expired"), KIND_CLOSURE, EVENT_ENDS, UINT64_C(0x0), "Its time is over."},
    {STR_INIT("traffic.set"), KIND_TRAFFIC, EVENT_CREATES, UINT64_C(0x7), "How slow driving is by the hour was changed."},
    {STR_INIT("approval.asked"), KIND_APPROVAL, EVENT_CREATES, UINT64_C(0x29f3), "Somebody asked for what only two persons may do."},
    {STR_INIT("approval.said"), KIND_APPROVAL, EVENT_PATCH, UINT64_C(0xc), "What exactly was asked: forgotten as soon as hits are, since a plate may be in it."},
    {STR_INIT("approval.approved"), KIND_APPROVAL, EVENT_ENDS, UINT64_C(0x1a40), "Another person approved it, and it was done."},
    {STR_INIT("approval.refused"), KIND_APPROVAL, EVENT_ENDS, UINT64_C(0xe40), "Another person refused it."},
    {STR_INIT("approval.withdrawn"), KIND_APPROVAL, EVENT_ENDS, UINT64_C(0xa40), "The one who asked took it back."},
    {STR_INIT("approval.expired"), KIND_APPROVAL, EVENT_ENDS, UINT64_C(0x840), "Nobody answered in time."},
    {STR_INIT("look.made"), KIND_LOOK, EVENT_CREATES, UINT64_C(0x1bfff), "A look-up: somebody looks at something for a purpose."},
    {STR_INIT("look.opened"), KIND_LOOK, EVENT_CREATES, UINT64_C(0x190ff), "Somebody on duty opened something of the duty; once a person, item and shift."},
    {STR_INIT("look.deferred"), KIND_LOOK, EVENT_CREATES, UINT64_C(0x1ffff), "A look-up whose subject is told later, by a signed order."},
    {STR_INIT("look.archived"), KIND_LOOK, EVENT_ENDS, UINT64_C(0x0), "Left the picture; stays in the history."},
    {STR_INIT("case.opened"), KIND_CASEFILE, EVENT_CREATES, UINT64_C(0x2ff), "A case gives some people a purpose."},
    {STR_INIT("case.deferred"), KIND_CASEFILE, EVENT_PATCH, UINT64_C(0xfc00), "By a signed order, approved by two persons, subjects of its look-ups from now on are told later."},
    {STR_INIT("case.closed"), KIND_CASEFILE, EVENT_ENDS, UINT64_C(0x100), "It gives no purpose any more: closed, or its time is over."},
    {STR_INIT("export.granted"), KIND_EXPORT, EVENT_CREATES, UINT64_C(0x4ff), "Two persons agreed that histories may be taken away as a file."},
    {STR_INIT("export.fetched"), KIND_EXPORT, EVENT_PATCH, UINT64_C(0x300), "The file is given out now: written before its first byte."},
    {STR_INIT("export.ended"), KIND_EXPORT, EVENT_ENDS, UINT64_C(0x0), "It cannot be fetched any more."},
    {STR_INIT("sample.closed"), KIND_SAMPLE, EVENT_CREATES, UINT64_C(0x47), "A week of look-ups is over: the root of the entries up to this one draws among them."},
    {STR_INIT("sample.drawn"), KIND_SAMPLE, EVENT_PATCH, UINT64_C(0x78), "Which look-ups of the week go to the reviewer."},
    {STR_INIT("review.opened"), KIND_REVIEW, EVENT_CREATES, UINT64_C(0x10ff), "A look waits for the reviewer."},
    {STR_INIT("review.overdue"), KIND_REVIEW, EVENT_PATCH, UINT64_C(0x1100), "Nobody judged it in time."},
    {STR_INIT("review.done"), KIND_REVIEW, EVENT_ENDS, UINT64_C(0xe00), "A reviewer judged it."},
    {STR_INIT("policy.set"), KIND_POLICY, EVENT_CREATES, UINT64_C(0xf), "How long something is kept was changed."},
    {STR_INIT("erase"), KIND_POLICY, EVENT_PATCH, UINT64_C(0x70), "Salts and payloads of the events it names are gone; what was personal in them is nowhere any more."},
    {STR_INIT("hold.placed"), KIND_HOLD, EVENT_CREATES, UINT64_C(0x7f), "Something must be kept until a day."},
    {STR_INIT("hold.extended"), KIND_HOLD, EVENT_PATCH, UINT64_C(0x72), "It must be kept until another day."},
    {STR_INIT("hold.released"), KIND_HOLD, EVENT_ENDS, UINT64_C(0x0), "It need not be kept any longer."},
    {STR_INIT("hold.expired"), KIND_HOLD, EVENT_ENDS, UINT64_C(0x0), "Its day has come."},
};

const struct record *const input_table[IN_COUNT] = {
    &record_in_nothing,
    &record_in_window,
    &record_in_backup,
    &record_in_sign_in,
    &record_in_set_up,
    &record_in_user_add,
    &record_in_user_change,
    &record_in_user_disable,
    &record_in_password,
    &record_in_user_reset,
    &record_in_token_add,
    &record_in_site_set,
    &record_in_device_set,
    &record_in_keyholder_set,
    &record_in_procedure_set,
    &record_in_area_desk,
    &record_in_still_set,
    &record_in_maintenance,
    &record_in_unit_set,
    &record_in_unit_duty,
    &record_in_unit_status,
    &record_in_unit_listening,
    &record_in_unit_help,
    &record_in_position,
    &record_in_heartbeat,
    &record_in_alarm_send,
    &record_in_close,
    &record_in_act,
    &record_in_gone,
    &record_in_note_add,
    &record_in_acknowledge_many,
    &record_in_shelve,
    &record_in_alarm_take,
    &record_in_snapshot_failed,
    &record_in_alarm_code,
    &record_in_alarm_offer,
    &record_in_schedule_set,
    &record_in_schedule_area,
    &record_in_drill_plan,
    &record_in_drill_end,
    &record_in_warning_issue,
    &record_in_warning_cancel,
    &record_in_incident_open,
    &record_in_incident_change,
    &record_in_incident_close,
    &record_in_assign,
    &record_in_lead,
    &record_in_link,
    &record_in_merge,
    &record_in_step,
    &record_in_message,
    &record_in_broadcast,
    &record_in_receipt,
    &record_in_card_set,
    &record_in_incident_level,
    &record_in_read,
    &record_in_hotlist_line,
    &record_in_entry_affirm,
    &record_in_entry_remove,
    &record_in_hit_see,
    &record_in_hit_reaffirm,
    &record_in_hit_dismiss,
    &record_in_notice_answer,
    &record_in_closure_place,
    &record_in_closure_change,
    &record_in_closure_lift,
    &record_in_traffic_set,
    &record_in_approve,
    &record_in_approve_refuse,
    &record_in_approve_withdraw,
    &record_in_case_open,
    &record_in_case_defer,
    &record_in_export_ask,
    &record_in_review,
    &record_in_retention_set,
    &record_in_hold_place,
    &record_in_hold_extend,
    &record_in_hold_release,
};

const struct str topic_names[TOPIC_COUNT] = {STR_INIT("centre"), STR_INIT("access"), STR_INIT("registry"), STR_INIT("unit"), STR_INIT("alarm"), STR_INIT("dispatch"), STR_INIT("road"), STR_INIT("approval"), STR_INIT("audit"), STR_INIT("case")};
const struct str permission_names[PERM_COUNT] = {STR_INIT("picture.read"), STR_INIT("live.read"), STR_INIT("history.read"), STR_INIT("road.read"), STR_INIT("access.read"), STR_INIT("access.manage"), STR_INIT("registry.write"), STR_INIT("alarm.send"), STR_INIT("alarm.handle"), STR_INIT("drill.lead"), STR_INIT("dispatch.handle"), STR_INIT("dispatch.note"), STR_INIT("unit.act"), STR_INIT("reads.send"), STR_INIT("positions.send"), STR_INIT("heartbeats.send"), STR_INIT("street.close"), STR_INIT("warning.send"), STR_INIT("warning.issue"), STR_INIT("media.send"), STR_INIT("hotlist.write"), STR_INIT("road.handle"), STR_INIT("road.reaffirm"), STR_INIT("approve.read"), STR_INIT("audit.read"), STR_INIT("audit.review"), STR_INIT("usage.read"), STR_INIT("case.read"), STR_INIT("case.open"), STR_INIT("export.ask"), STR_INIT("load.read"), STR_INIT("load.report"), STR_INIT("status.read"), STR_INIT("status.manage"), STR_INIT("history.renew"), STR_INIT("retention.manage")};

const uint64_t role_permissions[ROLE_COUNT] = {
    UINT64_C(0xf18800075), /* admin */
    UINT64_C(0x148651f0f), /* operator */
    UINT64_C(0xdf8f51f5f), /* supervisor */
    UINT64_C(0x820d88b), /* unit */
    UINT64_C(0x7ff80001d), /* auditor */
    UINT64_C(0x8a000), /* camera */
    UINT64_C(0xc080), /* tracker */
    UINT64_C(0x8080), /* alarm */
    UINT64_C(0x4000000), /* portal */
    UINT64_C(0x20000), /* partner */
};
/* clang-format on */
