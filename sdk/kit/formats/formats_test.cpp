// SPDX-License-Identifier: MIT
#include "ecluse/kit/formats.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace ecluse::kit {
namespace {

struct Row {
  Format format;
  std::vector<std::string_view> right;
  std::vector<std::string_view> wrong;
};

TEST(Formats, TellRightFromWrong) {
  const Row rows[] = {
      {Format::date,
       {"2024-02-29", "0001-01-01"},
       {"2023-02-29", "2024-13-01", "2024-1-01", "2024-01-01 ", "", "2024"}},
      {Format::partial_date,
       {"1969", "2001-06", "2001-06-14"},
       {"19", "2001-00", "2001-06-31", "2001-", "200106"}},
      {Format::time, {"09:05", "23:59:60"}, {"9:05", "24:00", "09:60", "09:05:", "09:05:61"}},
      {Format::date_time,
       {"2024-03-05T10:12:00Z", "2024-03-05T10:12:00.250+01:00"},
       {"2024-03-05T10:12:00", "2024-03-05", "2024-03-05T10:12Z", "2024-03-05T10:12:00.Z"}},
      {Format::decimal,
       {"0", "-12.50", "100000000000.01"},
       {"01", "1.", ".5", "+1", "1e3", "1,5", "", "-"}},
      {Format::duration, {"10s", "250ms", "48h"}, {"s", "10", "1.5s", "10 s", "10S"}},
      {Format::folder, {"/srv/état civil"}, {"srv", "/srv/../etc", "", "/a\nb", "/.."}},
      {Format::url,
       {"http://127.0.0.1:5678", "https://n8n.mairie.lan/x"},
       {"ftp://x", "http://", "http:///x", "http://a b"}},
      {Format::email, {"a@b", "claire@example.invalid"}, {"a", "@b", "a@", "a@b@c", "a b@c"}},
      {Format::insee_commune,
       {"29019", "2A004", "75107", "99352", "2B033"},
       {"2C004", "290190", "2901", "A1234", "2a004"}},
      {Format::uuid,
       {"019b3c1e-7f00-7abc-8abc-0123456789ab"},
       {"019b3c1e7f007abc8abc0123456789ab", "019b3c1e-7f00-7abc-8abc-0123456789ag"}},
  };
  for (const Row& row : rows) {
    for (const auto text : row.right)
      EXPECT_TRUE(is_valid(row.format, text)) << name(row.format) << ": " << text;
    for (const auto text : row.wrong)
      EXPECT_FALSE(is_valid(row.format, text)) << name(row.format) << ": " << text;
    EXPECT_EQ(format_named(name(row.format)), row.format);
  }
}

}  // namespace
}  // namespace ecluse::kit
