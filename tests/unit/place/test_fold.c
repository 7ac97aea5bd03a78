/* SPDX-License-Identifier: Apache-2.0 */
#include "place/fold.h"

#include <string.h>

#include "support/t.h"

/* The words with blanks between them. */
static struct str folded(const char *text, bool telling)
{
    static char out[PLACE_WORDS_MAX * (PLACE_WORD_MAX + 1)];
    struct place_words w = {.n = 0};
    size_t n = 0;
    place_fold(str_c(text), &w);
    if (telling)
        place_words_tell(&w);
    for (uint32_t i = 0; i < w.n; i++) {
        if (i > 0)
            out[n++] = ' ';
        memcpy(out + n, w.text[i], w.len[i]);
        n += w.len[i];
    }
    return (struct str){out, n};
}

static void same(const char *a, const char *b)
{
    struct str x = folded(a, false);
    char copy[512];
    T_REQUIRE(x.n > 0);
    T(str_copy(copy, sizeof copy, x));
    T_STRC(folded(b, false), copy);
}

static void test_place_fold__both_scripts_of_uzbek_meet(void)
{
    same("Ўзбекистон", "Oʻzbekiston");
    same("Ўзбекистон", "O'zbekiston");
    same("Ғафур Ғулом", "G‘afur G‘ulom");
    same("Қўқон", "Qo'qon");
    same("Ҳамза", "Hamza");
    same("Юнусобод", "Yunusobod");
    same("Яшнобод", "Yashnobod");
    same("Чилонзор", "CHILONZOR");
    same("Шайхонтоҳур", "Shayxontohur");
    same("Жиззах", "Jizzax");
    same("кўчаси", "koʻchasi");
    same("Маърифат", "Ma’rifat");
    same("Бўстонлиқ", "Böstonliq");
    same("Чирчиқ", "Çirçiq");
}

static void test_place_fold__both_scripts_of_kazakh_meet(void)
{
    same("Қазыбек би", "Qazybek bi");
    same("Әуезов", "Äuezov");
    same("Жамбыл", "Zhambyl");
    same("Өскемен", "Öskemen");
    same("Үшарал", "Üsharal");
    same("Шымкент", "Şymkent");
    same("Тараз көшесі", "Taraz kóshesi");
    same("Ғабит", "Ǵabit");
    same("Ғабит", "Ğabit");
    same("Һ", "h");
}

static void test_place_fold__russian_by_several_standards(void)
{
    same("Жуковского", "Zhukovskogo");
    same("Хорезмская", "Khorezmskaya");
    same("ЩУКИНА", "Shukina");
    same("Объездная", "Obezdnaya");
    same("Алёна", "Alyona");
    same("Ильич", "Ilich");
    same("Аллея", "Aleya");
}

static void test_place_fold__numbers_keep_what_belongs_to_them(void)
{
    T_STRC(folded("12 а", false), "12a");
    T_STRC(folded("12-А", false), "12a");
    T_STRC(folded("12А", false), "12a");
    T_STRC(folded("12/3", false), "12/3");
    T_STRC(folded("12-3", false), "12/3");
    T_STRC(folded("12 корпус 3", false), "12k3");
    T_STRC(folded("12к3", false), "12k3");
    T_STRC(folded("8-март", false), "8 mart");
    T_STRC(folded("11", false), "11");
    T_STRC(folded("100/22", false), "100/22");
}

static void test_place_words_tell__drops_what_tells_nothing(void)
{
    T_STRC(folded("улица Навои, дом 5", true), "navoi 5");
    T_STRC(folded("Navoiy ko'chasi Navoiy", true), "navoi");
    T_STRC(folded("улица", true), "ulitsa");
    T_STRC(folded(" ,.;- ", true), "");
    T_STRC(folded("Абай көшесі", true), "abai");
}

static void test_place_fold__any_bytes(void)
{
    struct place_words w = {.n = 0};
    char many[4096];
    for (size_t i = 0; i < sizeof many; i++)
        many[i] = (char)(i % 3 == 0 ? ' ' : (int)(i * 7 % 256));
    place_fold((struct str){many, sizeof many}, &w);
    T(w.n > PLACE_WORDS_MAX / 2 && w.n <= PLACE_WORDS_MAX);
    memset(many, 'b', sizeof many);
    for (size_t i = 0; i < sizeof many; i += 2)
        many[i] = 'a';
    w.n = 0;
    place_fold((struct str){many, sizeof many}, &w);
    T_EQ(w.n, 1);
    T_EQ(w.len[0], PLACE_WORD_MAX);
    T_STRC(folded("\xd0", false), "");
    T_STRC(folded("a\xff\xfe"
                  "b",
                  false),
           "a b");
    T_STRC(folded("東京 tokio", false), "東京 tokio");
}

static void test_place_fold_house__is_one_word(void)
{
    char out[PLACE_WORD_MAX];
    T_STRC(place_fold_house(str_c("дом 12 корпус 3"), out), "12k3");
    T_STRC(place_fold_house(str_c("12 A"), out), "12a");
    T_STRC(place_fold_house(str_c(""), out), "");
}

int main(void)
{
    T_RUN(test_place_fold__both_scripts_of_uzbek_meet);
    T_RUN(test_place_fold__both_scripts_of_kazakh_meet);
    T_RUN(test_place_fold__russian_by_several_standards);
    T_RUN(test_place_fold__numbers_keep_what_belongs_to_them);
    T_RUN(test_place_words_tell__drops_what_tells_nothing);
    T_RUN(test_place_fold__any_bytes);
    T_RUN(test_place_fold_house__is_one_word);
    return t_end();
}
