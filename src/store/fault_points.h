/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every named fault point of the program, sorted, one a line: FOLDER.WHERE, where WHERE says what has just happened or
 * is about to. Tests kill the process or fail the call at each; a name that is not here cannot be armed.
 */
#ifndef STORE_FAULT_POINTS_H
#define STORE_FAULT_POINTS_H

#define FAULT_POINTS(X) \
    X("core.after-match") \
    X("core.before-checkpoint") \
    X("core.before-match") \
    X("core.look-decided") \
    X("core.look-durable") \
    X("file.written-aside") \
    X("journal.after-commit") \
    X("journal.before-commit") \
    X("journal.begun") \
    X("journal.index-after-commit") \
    X("journal.index-before-commit") \
    X("journal.row-written") \
    X("journal.tree-before-sync") \
    X("telemetry.after-commit") \
    X("telemetry.before-commit") \
    X("telemetry.partition-created") \
    X("telemetry.partition-forgetting") \
    X("thin.step") \
    X("vault.deleting") \
    X("vault.indexed") \
    X("vault.renamed") \
    X("vault.written")

#endif
