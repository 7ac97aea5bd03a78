/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one table of what panels' codes mean: Contact ID (SIA DC-05) and SIA (DC-03). A code that is not in it is guessed by its
 * hundreds or its second letter, and when in doubt it is an alarm: nobody is left alone for a word that we do not know.
 */
#include <string.h>

#include "wire/dc09.h"

struct cid {
    int16_t from, to;
    enum dc09_says says; /* of a new event; the restore of an alarm is DC09_RESTORED */
    const char *kind, *meaning;
};

#define ALARM(from, to, kind, meaning) \
    { \
        from, to, DC09_ALARM, kind, meaning \
    }
#define REPORT(from, to, meaning) \
    { \
        from, to, DC09_REPORT, "other", meaning \
    }
#define TEST(from, to, meaning) \
    { \
        from, to, DC09_TEST, "test", meaning \
    }

/* The first row that has the code counts. */
static const struct cid cids[] = {
    ALARM(100, 100, "medical", "Medical alarm"),
    ALARM(101, 101, "medical", "Personal emergency"),
    ALARM(102, 102, "medical", "Failed to report in"),
    ALARM(103, 109, "medical", "Medical alarm"),
    ALARM(110, 110, "fire", "Fire alarm"),
    ALARM(111, 111, "fire", "Smoke"),
    ALARM(112, 112, "fire", "Combustion"),
    ALARM(113, 113, "fire", "Sprinkler flows"),
    ALARM(114, 114, "fire", "Heat"),
    ALARM(115, 115, "fire", "Fire call point pulled"),
    ALARM(116, 116, "fire", "Duct smoke"),
    ALARM(117, 117, "fire", "Flame"),
    ALARM(118, 119, "fire", "Fire alarm near"),
    ALARM(121, 121, "duress", "Duress"),
    ALARM(124, 124, "duress", "Duress: access granted"),
    ALARM(125, 125, "duress", "Duress: egress granted"),
    ALARM(122, 122, "panic", "Silent panic"),
    ALARM(123, 123, "panic", "Audible panic"),
    ALARM(129, 129, "panic", "Hold-up, confirmed"),
    ALARM(120, 129, "panic", "Panic"),
    ALARM(130, 130, "intrusion", "Burglary"),
    ALARM(131, 131, "intrusion", "Burglary: perimeter"),
    ALARM(132, 132, "intrusion", "Burglary: interior"),
    ALARM(133, 133, "intrusion", "Burglary: 24-hour zone"),
    ALARM(134, 134, "intrusion", "Burglary: entry or exit"),
    ALARM(135, 135, "intrusion", "Burglary: day or night zone"),
    ALARM(136, 136, "intrusion", "Burglary: outdoor"),
    ALARM(137, 137, "tamper", "Tamper of the panel"),
    ALARM(138, 138, "intrusion", "Burglary near"),
    ALARM(139, 139, "intrusion", "Burglary, confirmed"),
    ALARM(140, 140, "other", "General alarm"),
    ALARM(141, 143, "technical", "Polling loop or expansion module failed"),
    ALARM(144, 144, "tamper", "Tamper of a sensor"),
    ALARM(145, 145, "tamper", "Tamper of an expansion module"),
    ALARM(146, 146, "intrusion", "Silent burglary"),
    ALARM(147, 147, "technical", "Sensor is not heard"),
    ALARM(151, 151, "fire", "Gas"),
    ALARM(152, 153, "technical", "Refrigeration or heating failed"),
    ALARM(154, 154, "technical", "Water leaks"),
    ALARM(155, 155, "intrusion", "Window foil broken"),
    ALARM(156, 157, "technical", "Day trouble"),
    ALARM(158, 159, "technical", "Temperature too high or too low"),
    ALARM(161, 161, "technical", "Air does not flow"),
    ALARM(162, 162, "fire", "Carbon monoxide"),
    ALARM(163, 163, "technical", "Tank level"),
    ALARM(150, 169, "other", "24-hour zone"),
    ALARM(200, 299, "technical", "Fire supervision"),
    ALARM(301, 301, "technical", "Mains power lost"),
    ALARM(302, 302, "technical", "Battery low"),
    ALARM(305, 306, "technical", "Panel was reset or programmed"),
    ALARM(307, 307, "technical", "Self-test failed"),
    ALARM(308, 308, "technical", "Panel shut down"),
    ALARM(309, 309, "technical", "Battery test failed"),
    ALARM(310, 310, "technical", "Ground fault"),
    ALARM(311, 311, "technical", "Battery missing"),
    ALARM(300, 319, "technical", "Trouble of the panel"),
    ALARM(320, 329, "technical", "Trouble of a sounder or relay"),
    ALARM(341, 341, "tamper", "Tamper of an expansion module"),
    ALARM(344, 344, "technical", "Radio jammed"),
    ALARM(330, 349, "technical", "Trouble of a peripheral"),
    ALARM(350, 350, "technical", "Communication trouble"),
    ALARM(351, 352, "technical", "Telephone line failed"),
    ALARM(353, 353, "technical", "Radio transmitter failed"),
    ALARM(354, 354, "technical", "Could not report an event"),
    ALARM(355, 356, "technical", "Supervision of the line lost"),
    ALARM(357, 359, "technical", "Communication trouble"),
    ALARM(373, 373, "technical", "Trouble of a fire loop"),
    ALARM(383, 383, "tamper", "Tamper of a sensor"),
    ALARM(384, 384, "technical", "Battery of a sensor low"),
    ALARM(381, 382, "technical", "Sensor is not heard"),
    ALARM(370, 399, "technical", "Trouble of a sensor"),
    {406, 406, DC09_CANCELLED, "intrusion", "Cancelled at the site"},
    REPORT(441, 442, "Closed, people inside"),
    REPORT(400, 410, "Opened or closed"),
    REPORT(411, 416, "Remote access"),
    ALARM(423, 423, "intrusion", "Door forced"),
    ALARM(426, 426, "intrusion", "Door held open"),
    REPORT(421, 434, "Access"),
    ALARM(453, 453, "technical", "Was not opened in time"),
    ALARM(454, 455, "technical", "Was not closed in time"),
    REPORT(450, 460, "Opened or closed out of time"),
    ALARM(461, 461, "tamper", "Wrong code entered"),
    REPORT(462, 499, "Opened or closed"),
    REPORT(570, 579, "Zone bypassed"),
    REPORT(500, 569, "Part switched off"),
    TEST(601, 601, "Test by hand"),
    TEST(602, 602, "Periodic test"),
    TEST(603, 604, "Test of radio or fire"),
    TEST(608, 608, "Periodic test, with a trouble present"),
    TEST(611, 616, "Zone tested"),
    REPORT(605, 607, "Status, listening or walk test begins"),
    REPORT(600, 699, "Event log or service"),
};

static const struct {
    char code[3];
    enum dc09_says says;
    const char *kind, *meaning;
} sias[] = {
    {"PA", DC09_ALARM, "panic", "Panic"},
    {"PH", DC09_RESTORED, "panic", "Panic: over"},
    {"PR", DC09_RESTORED, "panic", "Panic: over"},
    {"HA", DC09_ALARM, "duress", "Hold-up: duress"},
    {"HV", DC09_ALARM, "duress", "Hold-up, confirmed"},
    {"HH", DC09_RESTORED, "duress", "Hold-up: over"},
    {"HR", DC09_RESTORED, "duress", "Hold-up: over"},
    {"MA", DC09_ALARM, "medical", "Medical alarm"},
    {"MH", DC09_RESTORED, "medical", "Medical alarm: over"},
    {"MR", DC09_RESTORED, "medical", "Medical alarm: over"},
    {"QA", DC09_ALARM, "medical", "Emergency"},
    {"QH", DC09_RESTORED, "medical", "Emergency: over"},
    {"QR", DC09_RESTORED, "medical", "Emergency: over"},
    {"FA", DC09_ALARM, "fire", "Fire alarm"},
    {"FV", DC09_ALARM, "fire", "Fire, confirmed"},
    {"FH", DC09_RESTORED, "fire", "Fire alarm: over"},
    {"FR", DC09_RESTORED, "fire", "Fire alarm: over"},
    {"FI", DC09_REPORT, "test", "Fire test begins"},
    {"FK", DC09_REPORT, "test", "Fire test ends"},
    {"FX", DC09_TEST, "test", "Fire test"},
    {"GA", DC09_ALARM, "fire", "Gas"},
    {"GH", DC09_RESTORED, "fire", "Gas: over"},
    {"GR", DC09_RESTORED, "fire", "Gas: over"},
    {"KA", DC09_ALARM, "fire", "Heat"},
    {"KH", DC09_RESTORED, "fire", "Heat: over"},
    {"KR", DC09_RESTORED, "fire", "Heat: over"},
    {"SA", DC09_ALARM, "fire", "Sprinkler flows"},
    {"SR", DC09_RESTORED, "fire", "Sprinkler: over"},
    {"BA", DC09_ALARM, "intrusion", "Burglary"},
    {"BM", DC09_ALARM, "intrusion", "Burglary: cross point"},
    {"BV", DC09_ALARM, "intrusion", "Burglary, confirmed"},
    {"BC", DC09_CANCELLED, "intrusion", "Burglary: cancelled at the site"},
    {"BH", DC09_RESTORED, "intrusion", "Burglary: over"},
    {"BR", DC09_RESTORED, "intrusion", "Burglary: over"},
    {"BX", DC09_TEST, "test", "Burglary test"},
    {"UA", DC09_ALARM, "other", "Alarm of an untyped zone"},
    {"UH", DC09_RESTORED, "other", "Untyped zone: over"},
    {"UR", DC09_RESTORED, "other", "Untyped zone: over"},
    {"EA", DC09_ALARM, "intrusion", "Exit alarm"},
    {"EE", DC09_REPORT, "other", "Exit error"},
    {"DF", DC09_ALARM, "intrusion", "Door forced"},
    {"DN", DC09_ALARM, "intrusion", "Door held open"},
    {"DT", DC09_ALARM, "technical", "Trouble of an access point"},
    {"TA", DC09_ALARM, "tamper", "Tamper"},
    {"TR", DC09_RESTORED, "tamper", "Tamper: over"},
    {"JA", DC09_ALARM, "tamper", "Wrong code entered"},
    {"TS", DC09_REPORT, "test", "Test begins"},
    {"TE", DC09_REPORT, "test", "Test ends"},
    {"TX", DC09_TEST, "test", "Test"},
    {"RP", DC09_TEST, "test", "Periodic test"},
    {"RX", DC09_TEST, "test", "Test by hand"},
    {"RY", DC09_TEST, "test", "Test, trouble present"},
    {"RR", DC09_REPORT, "technical", "Power came on"},
    {"ZA", DC09_ALARM, "technical", "Frost"},
    {"ZR", DC09_RESTORED, "technical", "Frost: over"},
    {"WA", DC09_ALARM, "technical", "Water leaks"},
    {"WH", DC09_RESTORED, "technical", "Water: over"},
    {"WR", DC09_RESTORED, "technical", "Water: over"},
    {"AT", DC09_ALARM, "technical", "Mains power lost"},
    {"AR", DC09_RESTORED, "technical", "Mains power is back"},
    {"YT", DC09_ALARM, "technical", "Battery low"},
    {"YM", DC09_ALARM, "technical", "Battery missing"},
    {"YP", DC09_ALARM, "technical", "Power supply failed"},
    {"YQ", DC09_RESTORED, "technical", "Power supply is back"},
    {"YR", DC09_RESTORED, "technical", "Battery charged"},
    {"YC", DC09_ALARM, "technical", "Communication failed"},
    {"YS", DC09_ALARM, "technical", "Communication trouble"},
    {"YK", DC09_RESTORED, "technical", "Communication is back"},
    {"YA", DC09_ALARM, "technical", "Sounder failed"},
    {"YH", DC09_RESTORED, "technical", "Sounder is back"},
    {"YW", DC09_REPORT, "technical", "Panel was reset"},
    {"YX", DC09_REPORT, "technical", "Service required"},
    {"YZ", DC09_REPORT, "technical", "Service done"},
    {"YG", DC09_REPORT, "technical", "Programming changed"},
    {"XT", DC09_ALARM, "technical", "Battery of a sensor low"},
    {"XR", DC09_RESTORED, "technical", "Battery of a sensor charged"},
    {"XQ", DC09_ALARM, "technical", "Radio jammed"},
    {"XH", DC09_RESTORED, "technical", "Radio is free"},
    {"XS", DC09_ALARM, "technical", "Sensor is not heard"},
    {"LT", DC09_ALARM, "technical", "Telephone line failed"},
    {"LR", DC09_RESTORED, "technical", "Telephone line is back"},
    {"ET", DC09_ALARM, "technical", "Expansion module failed"},
    {"ER", DC09_RESTORED, "technical", "Expansion module is back"},
    {"IA", DC09_ALARM, "technical", "Equipment failed"},
    {"IR", DC09_RESTORED, "technical", "Equipment is back"},
    {"NA", DC09_ALARM, "technical", "No activity"},
    {"OP", DC09_REPORT, "other", "Opened"},
    {"OA", DC09_REPORT, "other", "Opened by itself"},
    {"OG", DC09_REPORT, "other", "Area opened"},
    {"OK", DC09_REPORT, "other", "Opened early"},
    {"OJ", DC09_REPORT, "other", "Opened late"},
    {"OR", DC09_REPORT, "other", "Opened after an alarm"},
    {"OQ", DC09_REPORT, "other", "Opened remotely"},
    {"OC", DC09_CANCELLED, "intrusion", "Cancelled at the site"},
    {"OI", DC09_ALARM, "technical", "Was not opened in time"},
    {"CI", DC09_ALARM, "technical", "Was not closed in time"},
    {"CL", DC09_REPORT, "other", "Closed"},
    {"CA", DC09_REPORT, "other", "Closed by itself"},
    {"CF", DC09_REPORT, "other", "Closed with zones left out"},
    {"CG", DC09_REPORT, "other", "Area closed"},
    {"CE", DC09_REPORT, "other", "Closing put off"},
    {"CJ", DC09_REPORT, "other", "Closed late"},
    {"CK", DC09_REPORT, "other", "Closed early"},
    {"CP", DC09_REPORT, "other", "Closed by itself"},
    {"CQ", DC09_REPORT, "other", "Closed remotely"},
    {"NL", DC09_REPORT, "other", "Closed, people inside"},
    {"NF", DC09_REPORT, "other", "Closed, people inside, zones left out"},
    {"DA", DC09_REPORT, "other", "Area assigned"},
    {"RA", DC09_REPORT, "technical", "Remote programming failed"},
    {"VA", DC09_REPORT, "technical", "Event log"},
};

static void say(struct dc09_event *out, enum dc09_says says, const char *kind, const char *meaning)
{
    out->says = says;
    out->kind = kind;
    out->meaning = meaning;
}

static void guess_cid(int code, struct dc09_event *out)
{
    if (code >= 400)
        say(out, DC09_REPORT, "other", "Unknown report");
    else if (code >= 200)
        say(out, DC09_ALARM, "technical", "Unknown trouble");
    else
        say(out, DC09_ALARM, "other", "Unknown alarm");
}

void dc09_meaning_cid(int qualifier, int code, struct dc09_event *out)
{
    (void)snprintf(out->code, sizeof out->code, "%d%03d", qualifier, code);
    guess_cid(code, out);
    for (size_t i = 0; i < ARRAY_LEN(cids); i++)
        if (code >= cids[i].from && code <= cids[i].to) {
            say(out, cids[i].says, cids[i].kind, cids[i].meaning);
            break;
        }
    out->old = qualifier == 6;
    if (qualifier != 3)
        return;
    if (out->says == DC09_ALARM)
        out->says = DC09_RESTORED;
    else if (out->says == DC09_TEST)
        out->says = DC09_REPORT;
}

void dc09_meaning_sia(struct str code, struct dc09_event *out)
{
    (void)str_copy(out->code, sizeof out->code, code);
    for (size_t i = 0; i < ARRAY_LEN(sias); i++)
        if (str_eqc(code, sias[i].code)) {
            say(out, sias[i].says, sias[i].kind, sias[i].meaning);
            return;
        }
    switch (code.n == 2 ? code.p[1] : ' ') {
    case 'B':
    case 'U': say(out, DC09_REPORT, "other", "Zone bypassed"); return;
    case 'H':
    case 'J':
    case 'R': say(out, DC09_RESTORED, "technical", "Over"); return;
    case 'S':
    case 'T': say(out, DC09_ALARM, "technical", "Trouble"); return;
    case 'X': say(out, DC09_TEST, "test", "Test"); return;
    default: break;
    }
    bool report = code.n == 2 &&
                  (code.p[0] == 'C' || code.p[0] == 'D' || code.p[0] == 'O' || code.p[0] == 'L' ||
                   code.p[0] == 'R' || code.p[0] == 'J' || code.p[0] == 'V');
    if (report)
        say(out, DC09_REPORT, "other", "Unknown report");
    else
        say(out, DC09_ALARM, code.n == 2 && code.p[1] == 'A' ? "other" : "technical",
            "Unknown alarm");
}
