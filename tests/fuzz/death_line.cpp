// SPDX-License-Identifier: EUPL-1.2
// Any bytes as a line of deaths, fixed width and CSV: read or refused with a reason; what is read
// is whole letters without control characters, and a place that is named lies in the line.
#include <cstdlib>
#include <ecluse/kit/text.hpp>

#include "findings.hpp"
#include "record.hpp"

namespace {

using namespace ecluse::deces;

void judge(bool read, const Record& record, std::string_view line, Layout layout) {
  if (read == record.flaws.fatal()) std::abort();
  for (int index = 0; index < flaw_count; ++index)
    if (const Flaw flaw = static_cast<Flaw>(index);
        record.flaws.has(flaw) && place_in(flaw, line, layout) > line.size())
      std::abort();
  if (!read) return;
  for (const std::string_view field :
       {record.family_name, record.given_names, record.birth_place, record.birth_town,
        record.birth_country, record.death_place, record.act})
    if (ecluse::kit::utf8_fault(field) || field.find('\0') != field.npos ||
        field.find('\x1F') != field.npos)
      std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(bytes), size);
  LineReader reader;
  Record record;
  judge(reader.read_fixed(line, record), record, line, Layout::fixed_width);
  const Columns columns = columns_of(line.substr(0, line.find('\n')));
  judge(reader.read_csv(line, columns, record), record, line, Layout::csv);
  return 0;
}
