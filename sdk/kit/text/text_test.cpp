// SPDX-License-Identifier: MIT
#include "ecluse/kit/text.hpp"

#include <gtest/gtest.h>

namespace ecluse::kit {
namespace {

TEST(Detect, AsksTheBytes) {
  EXPECT_EQ(detect("MARTIN"), Encoding::ascii);
  EXPECT_EQ(detect("Ren\xC3\xA9"), Encoding::utf_8);
  EXPECT_EQ(detect("Ren\xE9"), Encoding::iso_8859_1);
  EXPECT_EQ(detect("C\xBDur"), Encoding::iso_8859_15);
  EXPECT_EQ(detect("2 \xBD"), Encoding::iso_8859_1);
  EXPECT_EQ(detect("C\x9Cur"), Encoding::windows_1252);
  EXPECT_EQ(detect("Ren\xC3"), Encoding::iso_8859_1);
}

TEST(Utf8Fault, NamesTheFirstBrokenByte) {
  EXPECT_FALSE(utf8_fault("\xE2\x82\xAC \xF0\x9F\x98\x80"));
  EXPECT_EQ(utf8_fault("ab\xC0\xAF"), 2u);        // overlong
  EXPECT_EQ(utf8_fault("\xED\xA0\x80"), 0u);      // surrogate
  EXPECT_EQ(utf8_fault("abc\xE2\x82"), 3u);       // cut
  EXPECT_EQ(utf8_fault("\xF4\x90\x80\x80"), 0u);  // above U+10FFFF
}

TEST(Decode, ReadsTheLatinFamily) {
  EXPECT_EQ(decode("Ren\xE9").text, "René");
  EXPECT_EQ(decode("C\x9Cur \x80").text, "Cœur €");
  EXPECT_EQ(decode("\xA4", Encoding::iso_8859_15).text, "€");
  EXPECT_EQ(decode("\xEF\xBB\xBFRen\xC3\xA9").text, "René");
}

TEST(Decode, ReportsWhatIsNotDefinedWithItsOffset) {
  const Decoded decoded = decode(
      "ab\x81"
      "c\x9C\x8D",
      Encoding::windows_1252);
  EXPECT_EQ(decoded.text,
            "ab\xEF\xBF\xBD"
            "cœ\xEF\xBF\xBD");
  ASSERT_EQ(decoded.bad_count, 2u);
  EXPECT_EQ(decoded.bad[0].offset, 2u);
  EXPECT_EQ(decoded.bad[0].byte, 0x81);
  EXPECT_EQ(decoded.bad[1].offset, 5u);
  EXPECT_EQ(decode(std::string(100, '\x81'), Encoding::windows_1252).bad.size(), 16u);
  EXPECT_EQ(decode(std::string(100, '\x81'), Encoding::windows_1252).bad_count, 100u);
}

TEST(Fold, IsWhatAClerkTypes) {
  EXPECT_EQ(fold("N'Diaye-Éloïse"), "N DIAYE ELOISE");
  EXPECT_EQ(fold("MARTIN--DUPONT"), "MARTIN DUPONT");
  EXPECT_EQ(fold("  L’Hœuvre  "), "L HOEUVRE");
  EXPECT_EQ(fold("Straße Æsir Łódź Ğ ÿ"), "STRASSE AESIR LODZ G Y");
  EXPECT_EQ(fold("e\xCC\x81t\xC3\xA9"), "ETE");
  EXPECT_EQ(fold(std::string_view("AN\0\x7F"
                                  "E",
                                  5)),
            "ANE");
  EXPECT_EQ(fold("REMPLACE\xEF\xBF\xBD"), "REMPLACE");
  EXPECT_EQ(fold("--"), "");
  EXPECT_EQ(fold("\xC3"), "");
  EXPECT_EQ(fold("Ωmega"), "ΩMEGA");
}

TEST(Fold, AppendsWithoutTouchingWhatIsThere) {
  std::string key = "DUPONT*";
  fold_append("-Anne", key);
  EXPECT_EQ(key, "DUPONT*ANNE");
}

TEST(IsAscii, LooksAtEveryByte) {
  for (std::size_t size = 1; size < 40; ++size)
    for (std::size_t place = 0; place < size; ++place) {
      std::string text(size, 'A');
      EXPECT_TRUE(is_ascii(text));
      text[place] = '\x80';
      EXPECT_FALSE(is_ascii(text)) << size << ' ' << place;
    }
}

TEST(Characters, AreCodePoints) {
  EXPECT_EQ(count_characters("René €"), 6u);
  EXPECT_EQ(trim("  a b \t"), "a b");
  EXPECT_EQ(trim("   "), "");
}

}  // namespace
}  // namespace ecluse::kit
