/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target once over every file of a corpus folder, and over every prefix of the small ones. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return 0;
    static uint8_t data[1 << 20];
    size_t n = fread(data, 1, sizeof data, f);
    fclose(f);
    LLVMFuzzerTestOneInput(data, n);
    for (size_t i = 0; n <= 4096 && i < n; i++) {
        uint8_t *exact =
            malloc(i > 0 ? i : 1); /* exact size, so that a read past the end is seen */
        if (exact == NULL)
            return 0;
        for (size_t k = 0; k < i; k++)
            exact[k] = data[k];
        LLVMFuzzerTestOneInput(exact, i);
        free(exact);
    }
    return 1;
}

int main(int argc, char **argv)
{
    int files = 0;
    for (int a = 1; a < argc; a++) {
        DIR *d = opendir(argv[a]);
        if (d == NULL) {
            printf("cannot open corpus '%s'\n", argv[a]);
            return 1;
        }
        for (struct dirent *e; (e = readdir(d)) != NULL;) {
            char path[4096];
            if (e->d_name[0] == '.')
                continue;
            (void)snprintf(path, sizeof path, "%s/%s", argv[a], e->d_name);
            files += replay_file(path);
        }
        closedir(d);
    }
    printf("%d passed, %d failed\n", files, files == 0);
    return files == 0;
}
