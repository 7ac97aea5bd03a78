/* SPDX-License-Identifier: Apache-2.0 */
#include "store/media.h"

#include "support/t.h"

static void test_media_sniff__knows_images_only(void)
{
    T_EQ(media_sniff(STR("\xff\xd8\xff\xe0\0\x10JFIF")), MEDIA_JPEG);
    T_EQ(media_sniff(STR("\x89PNG\r\n\x1a\n\0\0\0\rIHDR")), MEDIA_PNG);
    T_EQ(media_sniff(STR("RIFF\x10\0\0\0WEBPVP8 ")), MEDIA_WEBP);
    T_EQ(media_sniff(STR("RIFF\x10\0\0\0WEBPVP8L")), MEDIA_WEBP);
    T_EQ(media_sniff(STR("RIFF\x10\0\0\0WEBPVP8X")), MEDIA_WEBP);
    static const struct str others[] = {
        {"", 0},
        {"\xff\xd8", 2},
        {"\x89PNG\r\n\x1a", 7},
        {"RIFF\x10\0\0\0WEBPVP8", 15},
        {"RIFF\x10\0\0\0WEBPVP9 ", 16},
        {"RIFF\x10\0\0\0WAVEfmt ", 16},
        {"GIF89a", 6},
        {"<svg xmlns='http://www.w3.org/2000/svg'>", 40},
        {"<html><script>", 14},
        {"%PDF-1.7", 8},
        {"{\"plate\":\"01A123BC\"}\n", 21},
        {" \xff\xd8\xff", 4},
    };
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        T_EQ(media_sniff(others[i]), MEDIA_NONE);
}

static void test_media_mime__names_each_type(void)
{
    T_STRC(str_c(media_mime(MEDIA_JPEG)), "image/jpeg");
    T_STRC(str_c(media_mime(MEDIA_PNG)), "image/png");
    T_STRC(str_c(media_mime(MEDIA_WEBP)), "image/webp");
    T_STRC(str_c(media_mime(MEDIA_NDJSON)), "application/x-ndjson");
    T(media_mime(MEDIA_NONE) == NULL);
}

int main(void)
{
    T_RUN(test_media_sniff__knows_images_only);
    T_RUN(test_media_mime__names_each_type);
    return t_end();
}
