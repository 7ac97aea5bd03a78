/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "ctl.h"

int main(int argc, char **argv)
{
    struct ctl c;
    struct err e = {0};
    if (argc >= 2 && strcmp(argv[1], "--help") == 0)
        return fputs(ctl_usage, stdout) < 0;
    if (argc >= 2 && strcmp(argv[1], "--version") == 0)
        return puts("markazctl " MARKAZ_VERSION) < 0;
    if (argc >= 3 && strcmp(argv[1], "verify") == 0)
        return ctl_verify_log(argc - 2, argv + 2);
    if (argc < 4 || strcmp(argv[1], "--data") != 0) {
        (void)fputs(ctl_usage, stderr);
        return 2;
    }
    (void)signal(SIGPIPE, SIG_IGN);
    int code = ctl_run_files(argv[2], argc - 3, argv + 3);
    if (code >= 0)
        return code;
    if (ctl_open(&c, argv[2], &e) != RC_OK) {
        (void)fprintf(stderr, "markazctl: %s\n", e.detail);
        return 1;
    }
    code = ctl_run(&c, argc - 3, argv + 3);
    ctl_close(&c);
    return code;
}
