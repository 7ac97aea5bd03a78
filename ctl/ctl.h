/* SPDX-License-Identifier: Apache-2.0 */
/* markazctl: speaks HTTP to the server's control socket, or, with no server running, starts the same core on it itself. */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include "base/buf.h"
#include "base/err.h"
#include "tlog/policy.h"

struct ctl {
    const char *dir; /* store.path */
    void *offline;   /* struct app, when we are the server ourselves */
};

/*
 * owner.c: before files of the store are touched. Root becomes the owner of `dir`, for good: what root made there, the server
 * could not open. Nothing for anybody else, or when there is no `dir` yet.
 */
MUST_USE enum rc ctl_become_owner(const char *dir, struct err *e);

/* Reach the store: the running server, else our own. RC_IO says why not. */
MUST_USE enum rc ctl_open(struct ctl *c, const char *dir, struct err *e);
void ctl_close(struct ctl *c);
/* One request; *out gets the answer's body. A problem document comes back as its code and detail. */
MUST_USE enum rc ctl_call(struct ctl *c, const char *method, const char *path, struct str body,
                          struct buf *out, struct err *e);

/* Top-level member of a JSON object as text, without quotes; empty when absent. Borrowed from `json`. */
struct str ctl_member(struct str json, const char *name);

/* commands.c: argv[0] is the command. Returns the exit code. */
int ctl_run(struct ctl *c, int argc, char **argv);
/* Those that work on the files themselves, without a server: rebuild, restore, import osm, jemss and places, roads, places. -1: not one of them. */
int ctl_run_files(const char *dir, int argc, char **argv);
/* restore.c: what follows the word "restore". */
int ctl_restore(const char *dir, int argc, char **argv);

/* roads.c: what follows the word "import" when it names a source of roads; it writes DIR/roads/map. */
bool ctl_imports_roads(int argc, char **argv);
int ctl_import_roads(const char *dir, int argc, char **argv);
/* places.c: the same of the index of addresses and places, DIR/places/index. */
bool ctl_imports_places(int argc, char **argv);
int ctl_import_places(const char *dir, int argc, char **argv);
/* What markaz-osm wrote of addresses and names, CSV, becomes that index, and figures are printed; of none it stays as it is. */
MUST_USE enum rc ctl_take_places(const char *dir, struct str csv, struct err *e);
/* What follows the word "places": that index checked and told, or asked. */
int ctl_places(const char *dir, int argc, char **argv);
/* What follows the word "roads": that map checked and told, or asked how long driving takes from one place to another. */
int ctl_roads(const char *dir, int argc, char **argv);

/*
 * program.c: run a program of ours, with a word or none (NULL), from `in` to `out` until it ends. *code is its exit code, or -1 when it was ended. RC_IO when it
 * cannot be started.
 */
MUST_USE enum rc ctl_program(const char *name, const char *word, int in, int out, int *code,
                             struct err *e);

/* report.c: what follows the word "report". */
int ctl_report(struct ctl *c, int argc, char **argv);

/*
 * log.c: `verify --log …`, which needs no store: the options after it. Returns the exit code; 2 when they cannot be
 * understood.
 */
int ctl_verify_log(int argc, char **argv);
/* export.c: is this whole file of histories in the log that the policy names? Says so on standard output. */
MUST_USE enum rc ctl_export_check(const char *path, const struct tlog_policy *policy,
                                  struct err *e);

extern const char ctl_usage[];

#endif
