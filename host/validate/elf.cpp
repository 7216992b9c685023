// SPDX-License-Identifier: EUPL-1.2
// Sections are enough: what was stripped keeps .dynsym. Every offset is checked against the file.
#include "validate/elf.hpp"

#include <elf.h>

#include <cstring>
#include <optional>
#include <string_view>

#include "base/problems.hpp"
#include "validate/harness.hpp"

namespace ecluse::validate {
namespace {

class Bytes {
 public:
  explicit Bytes(std::string_view all) : all_(all) {}
  template <typename Struct>
  std::optional<Struct> read(std::uint64_t offset) const {
    Struct value;
    if (offset > all_.size() || all_.size() - offset < sizeof value) return std::nullopt;
    std::memcpy(&value, all_.data() + offset, sizeof value);
    return value;
  }
  std::string text(std::uint64_t offset) const {
    if (offset >= all_.size()) return {};
    const auto end = all_.find('\0', offset);
    return std::string(all_.substr(offset, end == all_.npos ? 0 : end - offset));
  }

 private:
  std::string_view all_;
};

void read_segments(const Bytes& bytes, const Elf64_Ehdr& header, Library& library) {
  for (unsigned index = 0; index < header.e_phnum; ++index) {
    const auto segment =
        bytes.read<Elf64_Phdr>(header.e_phoff + std::uint64_t{index} * sizeof(Elf64_Phdr));
    if (segment && segment->p_type == PT_GNU_STACK && (segment->p_flags & PF_X) != 0)
      library.executable_stack = true;
  }
}

void read_symbols(const Bytes& bytes, const Elf64_Shdr& symbols, std::uint64_t names,
                  Library& library) {
  for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= symbols.sh_size; at += sizeof(Elf64_Sym)) {
    const auto symbol = bytes.read<Elf64_Sym>(symbols.sh_offset + at);
    if (!symbol) return;
    const auto bind = ELF64_ST_BIND(symbol->st_info);
    if (symbol->st_shndx == SHN_UNDEF || symbol->st_shndx == SHN_ABS || bind == STB_LOCAL) continue;
    const std::string name = bytes.text(names + symbol->st_name);
    library.exported.push_back(name);
    if (bind == STB_GNU_UNIQUE) library.unique.push_back(name);
  }
}

void read_dynamic(const Bytes& bytes, const Elf64_Shdr& dynamic, Library& library) {
  for (std::uint64_t at = 0; at + sizeof(Elf64_Dyn) <= dynamic.sh_size; at += sizeof(Elf64_Dyn)) {
    const auto entry = bytes.read<Elf64_Dyn>(dynamic.sh_offset + at);
    if (!entry || entry->d_tag == DT_NULL) return;
    if (entry->d_tag == DT_TEXTREL ||
        (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL) != 0))
      library.text_relocations = true;
  }
}

}  // namespace

base::Result<Library> read_library(const std::string& path) {
  const std::string all = read_text(path);
  const Bytes bytes(all);
  const auto header = bytes.read<Elf64_Ehdr>(0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
      header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_type != ET_DYN)
    return base::fail(base::problem("plugin-refused")
                          .with("plugin", path)
                          .with("why", "it is no 64-bit shared library")
                          .with("why_fr", "ce n'est pas une bibliothèque partagée de 64 bits"));
  Library library;
  read_segments(bytes, *header, library);
  for (unsigned index = 0; index < header->e_shnum; ++index) {
    const auto section =
        bytes.read<Elf64_Shdr>(header->e_shoff + std::uint64_t{index} * sizeof(Elf64_Shdr));
    if (!section) break;
    if (section->sh_type == SHT_DYNAMIC) read_dynamic(bytes, *section, library);
    if (section->sh_type != SHT_DYNSYM) continue;
    const auto names = bytes.read<Elf64_Shdr>(header->e_shoff +
                                              std::uint64_t{section->sh_link} * sizeof(Elf64_Shdr));
    if (names) read_symbols(bytes, *section, names->sh_offset, library);
  }
  return library;
}

}  // namespace ecluse::validate
