// SPDX-License-Identifier: MIT
#include <ecluse/kit/xml.hpp>

namespace ecluse::kit::xml {
namespace {

// The code point that starts at `at`, which moves past it; '?' for what is not UTF-8.
char32_t next_point(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
  if (more == 0 || at + static_cast<std::size_t>(more) > text.size()) return U'?';
  char32_t point = lead & (0x3FU >> more);
  for (int index = 0; index < more; ++index)
    point = (point << 6) | (static_cast<unsigned char>(text[at++]) & 0x3FU);
  return point;
}

// XML 1.0 allows no other control character, not even as a reference.
bool is_allowed(char32_t point) {
  return point >= 0x20 ? point != 0xFFFE && point != 0xFFFF
                       : point == '\t' || point == '\n' || point == '\r';
}

}  // namespace

Writer::Writer(Encoding encoding) : encoding_(encoding) {
  out_ = "<?xml version=\"1.0\" encoding=\"";
  out_ += name(encoding);
  out_ += "\"?>\n";
}

void Writer::end_start_tag() {
  if (!in_start_tag_) return;
  out_ += ">\n";
  in_start_tag_ = false;
}

void Writer::indent() { out_.append(open_.size() * 2, ' '); }

void Writer::escape(std::string_view text, bool quoted) {
  for (std::size_t at = 0; at < text.size();) {
    const auto from = at;
    const char32_t point = next_point(text, at);
    if (!is_allowed(point)) continue;
    if (point == '&') {
      out_ += "&amp;";
    } else if (point == '<') {
      out_ += "&lt;";
    } else if (point == '>') {
      out_ += "&gt;";
    } else if (point == '\r' || (quoted && (point == '"' || point < 0x20))) {
      out_ += "&#" + std::to_string(static_cast<unsigned>(point)) + ';';
    } else if (point < 0x80) {
      out_ += static_cast<char>(point);
    } else if (encoding_ == Encoding::utf_8) {
      out_ += text.substr(from, at - from);
    } else if (point >= 0xA0 && point <= 0xFF) {
      out_ += static_cast<char>(point);
    } else {
      out_ += "&#" + std::to_string(static_cast<unsigned>(point)) + ';';
    }
  }
}

Writer& Writer::open(std::string_view element) {
  end_start_tag();
  indent();
  out_ += '<';
  out_ += element;
  open_.emplace_back(element);
  in_start_tag_ = true;
  return *this;
}

Writer& Writer::attribute(std::string_view name, std::string_view value) {
  out_ += ' ';
  out_ += name;
  out_ += "=\"";
  escape(value, true);
  out_ += '"';
  return *this;
}

Writer& Writer::close() {
  end_start_tag();
  const std::string element = std::move(open_.back());
  open_.pop_back();
  indent();
  out_ += "</" + element + ">\n";
  return *this;
}

Writer& Writer::leaf(std::string_view element, std::string_view text) {
  end_start_tag();
  indent();
  out_ += '<';
  out_ += element;
  out_ += '>';
  escape(text, false);
  out_ += "</";
  out_ += element;
  out_ += ">\n";
  return *this;
}

std::string Writer::take() && {
  while (!open_.empty()) close();
  return std::move(out_);
}

}  // namespace ecluse::kit::xml
