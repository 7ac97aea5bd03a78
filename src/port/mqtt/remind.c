/* SPDX-License-Identifier: Apache-2.0 */
/* Weekly tests, told to the devices that shall prove themselves: at markaz/DEVICE/test, kept by the broker. */
#include <stdlib.h>

#include "base/mem.h"
#include "port/mqtt/mqtt_priv.h"

#define NOTHING STR("{\"state\":\"none\"}")

void remind_heard(struct port_state *s, const char *device)
{
    if (map_get(&s->heard, str_c(device)) != NULL || s->heard.n >= MQTT_HEARD_MAX)
        return;
    struct mqtt_heard *h = mem_alloc(sizeof *h);
    (void)str_copy(h->device, sizeof h->device, str_c(device));
    (void)map_set(&s->heard, str_c(h->device), h);
    s->next_remind = 0;
}

static void say(struct port_state *s, struct mqtt_heard *h, struct str text)
{
    uint64_t hash = map_hash(text);
    if (h->said == hash)
        return;
    mqtt_client_say(s, h->device, "test", text, true);
    atomic_fetch_add(&s->reminders, 1);
    h->said = hash;
}

/* One of the answer's list: {"device":"b1", …}. It is passed on as it stands. */
static void take(struct port_state *s, struct str one)
{
    struct json_reader r;
    struct json_token device = {0};
    json_open(&r, one);
    if (json_next(&r).kind != JSON_OBJECT || !json_member_is(&r, STR("device"), &device))
        return;
    struct mqtt_heard *h = map_get(&s->heard, device.raw);
    if (h == NULL)
        return;
    h->asked = true;
    say(s, h, one);
}

static void take_all(struct port_state *s, struct str answer)
{
    struct json_reader r;
    struct json_token list = {0};
    struct str one;
    json_open(&r, answer);
    if (json_next(&r).kind != JSON_OBJECT || !json_member_is(&r, STR("tests"), &list) ||
        list.kind != JSON_ARRAY)
        return;
    for (struct json_token t = json_next(&r); t.kind == JSON_OBJECT; t = json_next(&r)) {
        if (!json_skip(&r, t, &one))
            return;
        take(s, one);
    }
}

/* Who was asked, or has not been told anything yet, and is not in the answer. */
static void take_back(struct port_state *s)
{
    size_t at = 0;
    for (struct mqtt_heard *h; (h = map_next(&s->heard, &at)) != NULL;) {
        if (!h->asked)
            say(s, h, NOTHING);
        h->asked = false;
    }
}

static void done(struct call *c)
{
    UNUSED(c);
}

void remind_all(struct port_state *s)
{
    struct call c;
    s->next_remind = clock_steady() + MQTT_REMIND_EVERY;
    if (s->heard.n == 0)
        return;
    call_init(&c);
    principal_port(&c.who, "mqtt", ROLE_ALARM);
    c.route = &route_table[ROUTE_SITE_TESTS];
    c.secure = true;
    c.done = done;
    s->host->call(s->host, &c); /* a quick view: answered when it comes back */
    if (c.rc == RC_OK) {
        take_all(s, buf_str(&c.answer));
        take_back(s);
    }
    call_release(&c);
}

void remind_anew(struct port_state *s)
{
    size_t at = 0;
    for (struct mqtt_heard *h; (h = map_next(&s->heard, &at)) != NULL;)
        h->said = 0;
    s->next_remind = 0;
}

void remind_free(struct port_state *s)
{
    size_t at = 0;
    for (struct mqtt_heard *h; (h = map_next(&s->heard, &at)) != NULL;)
        free(h);
    map_release(&s->heard);
}
