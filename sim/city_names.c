/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of an invented city: trees, fruits, birds, crafts. None of them is a real person or place.
 */
#include "city_priv.h"

#include "base/str.h"

static const char *const bases[][2] = {
    {"Chinor", "Чинор"},
    {"Anor", "Анор"},
    {"Lola", "Лола"},
    {"Bahor", "Бахор"},
    {"Yulduz", "Юлдуз"},
    {"Quyosh", "Куёш"},
    {"Gulzor", "Гулзор"},
    {"Tolzor", "Толзор"},
    {"Buloq", "Булок"},
    {"Daryo", "Дарё"},
    {"Kamalak", "Камалак"},
    {"Ipakchi", "Ипакчи"},
    {"Zargar", "Заргар"},
    {"Kulol", "Кулол"},
    {"Naqqosh", "Наккош"},
    {"Misgar", "Мисгар"},
    {"Temirchi", "Темирчи"},
    {"Duradgor", "Дурадгор"},
    {"Novvoy", "Новвой"},
    {"Mirob", "Мироб"},
    {"Karvon", "Карвон"},
    {"Minora", "Минора"},
    {"Tegirmon", "Тегирмон"},
    {"Paxta", "Пахта"},
    {"Bug‘doy", "Бугдой"},
    {"Uzum", "Узум"},
    {"Olma", "Олма"},
    {"Shaftoli", "Шафтоли"},
    {"O‘rik", "Урик"},
    {"Yong‘oq", "Ёнгок"},
    {"Bodom", "Бодом"},
    {"Pista", "Писта"},
    {"Jiyda", "Жийда"},
    {"Terak", "Терак"},
    {"Archa", "Арча"},
    {"Majnuntol", "Мажнунтол"},
    {"Atirgul", "Атиргул"},
    {"Rayhon", "Райхон"},
    {"Yalpiz", "Ялпиз"},
    {"Binafsha", "Бинафша"},
    {"Savsan", "Савсан"},
    {"Nargis", "Наргис"},
    {"Boychechak", "Бойчечак"},
    {"Kabutar", "Кабутар"},
    {"Bulbul", "Булбул"},
    {"Lochin", "Лочин"},
    {"Burgut", "Бургут"},
    {"Kiyik", "Кийик"},
    {"Ohu", "Оху"},
    {"Shamol", "Шамол"},
    {"Tong", "Тонг"},
    {"Shafaq", "Шафак"},
    {"Oydin", "Ойдин"},
    {"Hilol", "Хилол"},
    {"Hamkor", "Хамкор"},
    {"Mehr", "Мехр"},
    {"Ilm", "Илм"},
    {"Kitob", "Китоб"},
    {"Sarv", "Сарв"},
    {"Behi", "Бехи"},
    {"Nok", "Нок"},
    {"Gilos", "Гилос"},
    {"Olcha", "Олча"},
    {"Xurmo", "Хурмо"},
    {"Anjir", "Анжир"},
    {"Limon", "Лимон"},
    {"Zira", "Зира"},
    {"Sumbul", "Сумбул"},
    {"Ko‘prik", "Куприк"},
    {"Ko‘cha", "Куча"},
    {"Soy", "Сой"},
    {"Tepa", "Тепа"},
    {"Adir", "Адир"},
    {"Yaylov", "Яйлов"},
    {"Qamish", "Камиш"},
};

static const char *const districts[CITY_DISTRICTS][1 + CITY_LANGS] = {
    {"north", "North district", "Северный район", "Shimoliy tuman", "Солтүстік ауданы"},
    {"east", "East district", "Восточный район", "Sharqiy tuman", "Шығыс ауданы"},
    {"south", "South district", "Южный район", "Janubiy tuman", "Оңтүстік ауданы"},
    {"west", "West district", "Западный район", "G‘arbiy tuman", "Батыс ауданы"},
    {"central", "Central district", "Центральный район", "Markaziy tuman", "Орталық ауданы"},
};

unsigned city_name_count(void)
{
    return ARRAY_LEN(bases);
}

void city_name_street(struct city_street *s, unsigned base)
{
    static const char *const words[][CITY_LANGS] = {
        [CITY_RING] = {"Ring Road", "кольцевая дорога", "halqa yoʻli", "айналма жолы"},
        [CITY_AVENUE] = {"Avenue", "проспект", "shoh koʻchasi", "даңғылы"},
        [CITY_MAIN] = {"Street", "улица", "koʻchasi", "көшесі"},
        [CITY_MINOR] = {"Lane", "переулок", "tor koʻchasi", "тұйық көшесі"},
    };
    const char *const *word = words[s->kind];
    const char *latin = bases[base % ARRAY_LEN(bases)][0];
    const char *cyrillic = bases[base % ARRAY_LEN(bases)][1];
    snprintf(s->name[0], sizeof(s->name[0]), "%s %s", latin, word[0]);
    snprintf(s->name[1], sizeof(s->name[1]), "%s %s", word[1], cyrillic);
    snprintf(s->name[2], sizeof(s->name[2]), "%s %s", latin, word[2]);
    snprintf(s->name[3], sizeof(s->name[3]), "%s %s", cyrillic, word[3]);
}

void city_name_crew(struct rng *r, char *out, size_t cap)
{
    static const char *const names[] = {
        "Sobirov",  "Olimov", "Nazarova", "Toshmatov", "Kim",     "Ergashev", "Petrov",
        "Yusupova", "Saidov", "Ahmedova", "Lee",       "Rahimov", "Ivanova",  "Murodov",
        "Qodirova", "Bekov",  "Sultonov", "Zokirova",  "Aliyev",  "Hakimova"};
    uint32_t a = rng_below(r, ARRAY_LEN(names));
    uint32_t b = (a + 1 + rng_below(r, ARRAY_LEN(names) - 1)) % (uint32_t)ARRAY_LEN(names);
    snprintf(out, cap, "%s %c.; %s %c.", names[a], 'A' + (int)rng_below(r, 20), names[b],
             'A' + (int)rng_below(r, 20));
}

void city_name_districts(struct city *c)
{
    static const int script[CITY_LANGS] = {0, 1, 0, 1}; /* Latin, Cyrillic */
    const uint32_t town = c->plan.town;
    must(CITY_TOWNS_MAX <= ARRAY_LEN(bases)); /* each town has a name of its own */
    for (unsigned d = 0; d < CITY_DISTRICTS; d++) {
        if (town == 0)
            snprintf(c->area_id[d], sizeof(c->area_id[d]), "%s", districts[d][0]);
        else
            snprintf(c->area_id[d], sizeof(c->area_id[d]), "t%02u-%s", (unsigned)town + 1,
                     districts[d][0]);
        for (unsigned lang = 0; lang < CITY_LANGS; lang++) {
            const char *name = districts[d][1 + lang];
            if (town == 0)
                snprintf(c->area_name[d][lang], sizeof(c->area_name[d][lang]), "%s", name);
            else
                snprintf(c->area_name[d][lang], sizeof(c->area_name[d][lang]), "%s, %s",
                         bases[town][script[lang]], name);
        }
    }
}
