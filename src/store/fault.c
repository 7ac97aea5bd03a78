/* SPDX-License-Identifier: Apache-2.0 */
#include "store/fault.h"

#ifdef MARKAZ_FAULTS

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/str.h"
#include "store/fault_points.h"

#define POINT_NAME(name) name,
static const char *const points[] = {FAULT_POINTS(POINT_NAME)};

static const char *const io_names[FAULT_IO_COUNT] = {"write", "sync", "open", "shm"};

bool fault_points_armed;

static struct {
    const char *name;
    enum fault_action action;
    _Atomic uint64_t left; /* passings until it strikes; 0: struck or not armed */
    atomic_bool fired;
} point;

static struct {
    atomic_bool armed; /* one of the below is set: the only load when nothing is */
    atomic_bool installed;
    _Atomic uint64_t left[FAULT_IO_COUNT];
    atomic_bool on[FAULT_IO_COUNT];
    atomic_bool disk_limited;
    _Atomic uint64_t disk_left;
    _Atomic uint64_t fired;
} io;

static const char *find_point(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(points); i++) {
        if (str_eqc(name, points[i]))
            return points[i];
    }
    return NULL;
}

const char *fault_point_name(size_t i)
{
    return i < ARRAY_LEN(points) ? points[i] : NULL;
}

bool fault_point_arm(const char *name, uint64_t nth, enum fault_action action)
{
    const char *known = find_point(str_c(name));
    if (known == NULL || nth == 0)
        return false;
    point.name = known;
    point.action = action;
    point.fired = false;
    point.left = nth;
    fault_points_armed = true;
    return true;
}

bool fault_point_fired(void)
{
    return point.fired;
}

enum rc fault_point_hit(const char *name, struct err *e)
{
    must(find_point(str_c(name)) != NULL);
    if (!str_eqc(str_c(name), point.name))
        return RC_OK;
    uint64_t left = point.left;
    while (left > 0 && !atomic_compare_exchange_weak(&point.left, &left, left - 1))
        ;
    if (left != 1)
        return RC_OK;
    if (point.action == FAULT_KILL) {
        (void)kill(getpid(), SIGKILL);
        for (;;)
            (void)pause(); /* the signal may take a moment to arrive */
    }
    point.fired = true;
    return err_set(e, RC_IO, "fault point '%s' was made to fail", name);
}

void fault_install(void)
{
    io.installed = true;
}

void fault_arm(enum fault_io kind, uint64_t nth, bool on)
{
    must(kind < FAULT_IO_COUNT && nth > 0);
    fault_install();
    io.fired = 0;
    io.on[kind] = on;
    io.left[kind] = nth;
    io.armed = true;
}

void fault_disk(uint64_t bytes)
{
    fault_install();
    io.fired = 0;
    io.disk_left = bytes;
    io.disk_limited = true;
    io.armed = true;
}

void fault_disarm(void)
{
    io.armed = false;
    io.disk_limited = false;
    for (int i = 0; i < FAULT_IO_COUNT; i++)
        io.left[i] = 0;
    fault_points_armed = false;
    point.left = 0;
}

uint64_t fault_fired(void)
{
    return io.fired;
}

static bool disk_takes(uint64_t growth)
{
    uint64_t left = io.disk_left;
    do {
        if (left < growth)
            return false;
    } while (!atomic_compare_exchange_weak(&io.disk_left, &left, left - growth));
    return true;
}

int fault_io(enum fault_io kind, uint64_t growth)
{
    must(kind < FAULT_IO_COUNT);
    if (!io.armed)
        return 0;
    uint64_t left = io.left[kind];
    while (left > 0) {
        uint64_t next = left == 1 && io.on[kind] ? 1 : left - 1;
        if (!atomic_compare_exchange_weak(&io.left[kind], &left, next))
            continue;
        if (left == 1) {
            io.fired++;
            return EIO;
        }
        break;
    }
    if (growth > 0 && io.disk_limited && !disk_takes(growth)) {
        io.fired++;
        return ENOSPC;
    }
    return 0;
}

bool fault_parse_io(const char *text)
{
    struct str rest = str_c(text);
    struct str kind = str_cut(&rest, ':');
    bool on = str_ends(rest, STR("+"));
    if (on)
        rest.n--;
    int64_t n;
    if (!str_i64(rest, &n) || n < 0)
        return false;
    if (str_eqc(kind, "full") && !on) {
        fault_disk((uint64_t)n);
        return true;
    }
    for (int i = 0; i < FAULT_IO_COUNT; i++) {
        if (str_eqc(kind, io_names[i]) && n > 0) {
            fault_arm((enum fault_io)i, (uint64_t)n, on);
            return true;
        }
    }
    return false;
}

bool fault_parse_point(const char *text)
{
    struct str rest = str_c(text);
    const char *name = find_point(str_cut(&rest, ':'));
    int64_t nth = 1;
    enum fault_action action = FAULT_KILL;
    if (name == NULL)
        return false;
    while (rest.n > 0) {
        struct str word = str_cut(&rest, ':');
        if (str_eqc(word, "error"))
            action = FAULT_ERROR;
        else if (!str_eqc(word, "kill") && (!str_i64(word, &nth) || nth < 1))
            return false;
    }
    return fault_point_arm(name, (uint64_t)nth, action);
}

__attribute__((constructor)) static void fault_from_environment(void)
{
    const char *what = getenv("MARKAZ_FAULT");
    const char *where = getenv("MARKAZ_FAULT_POINT");
    if (what != NULL && !fault_parse_io(what)) {
        (void)fprintf(stderr, "MARKAZ_FAULT '%s' is not KIND:N[+] or full:BYTES\n", what);
        _exit(2);
    }
    if (where != NULL && !fault_parse_point(where)) {
        (void)fprintf(stderr, "MARKAZ_FAULT_POINT '%s' is not NAME[:N][:kill|error]\n", where);
        _exit(2);
    }
}

bool fault_wanted(void)
{
    return io.installed;
}

#else

/* A translation unit must hold something. */
extern const bool fault_compiled_out;
const bool fault_compiled_out = true;

#endif
