/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a route costs by libroutino, in its own process, for roads.bench.mjs: routino DATA SHARE (/usr/share/routino) reads lines "LAT LON LAT LON" and
 * prints one JSON object: how many routes were found, and their mean time in ms with and without finding the two points. No output of a
 * route is asked for but its points.
 */
#include <stdio.h>
#include <stdlib.h>

#include <routino.h>

#include "base/clock.h"

struct sums {
    unsigned asked, found;
    usec_t whole, route;
};

static void drive(Routino_Database *db, Routino_Profile *profile, Routino_Translation *words,
                  const double v[4], struct sums *s)
{
    usec_t start = clock_steady();
    Routino_Waypoint *ends[2] = {Routino_FindWaypoint(db, profile, v[0], v[1]),
                                 Routino_FindWaypoint(db, profile, v[2], v[3])};
    s->asked++;
    if (ends[0] != NULL && ends[1] != NULL) {
        usec_t found = clock_steady();
        Routino_Output *route =
            Routino_CalculateRoute(db, profile, words, ends, 2,
                                   ROUTINO_ROUTE_QUICKEST | ROUTINO_ROUTE_LIST_TEXT_ALL, NULL);
        s->route += clock_steady() - found;
        if (route != NULL) {
            s->found++;
            Routino_DeleteRoute(route);
        }
        s->whole += clock_steady() - start;
    }
    free(ends[0]);
    free(ends[1]);
}

int main(int argc, char **argv)
{
    double v[4];
    struct sums s = {0};
    if (argc != 3) {
        (void)fputs("usage: routino DATA SHARE <PAIRS\n", stderr);
        return 2;
    }
    char profiles[1024], translations[1024];
    (void)snprintf(profiles, sizeof profiles, "%s/profiles.xml", argv[2]);
    (void)snprintf(translations, sizeof translations, "%s/translations.xml", argv[2]);
    Routino_Database *db = Routino_LoadDatabase(argv[1], NULL);
    if (db == NULL || Routino_ParseXMLProfiles(profiles) != 0 ||
        Routino_ParseXMLTranslations(translations) != 0) {
        (void)fprintf(stderr, "routino: cannot load (error %d)\n", Routino_errno);
        return 1;
    }
    Routino_Translation *words = Routino_GetTranslation("en"); /* no route is given without */
    Routino_Profile *profile = Routino_GetProfile("motorcar");
    if (profile == NULL || Routino_ValidateProfile(db, profile) != 0) {
        (void)fprintf(stderr, "routino: no profile of a motorcar (error %d)\n", Routino_errno);
        return 1;
    }
    while (scanf("%lf %lf %lf %lf", &v[0], &v[1], &v[2], &v[3]) == 4)
        drive(db, profile, words, v, &s);
    unsigned n = s.found > 0 ? s.found : 1;
    printf("{\"asked\":%u,\"found\":%u,\"pair_ms\":%.5f,\"route_ms\":%.5f}\n", s.asked, s.found,
           (double)s.whole / 1000.0 / n, (double)s.route / 1000.0 / n);
    Routino_UnloadDatabase(db);
    return 0;
}
