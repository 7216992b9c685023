// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <ecluse/kit/xml.hpp>

namespace ecluse::kit::xml {
namespace {

// Writes the events down: "<a@2 text >a".
class Log final : public Handler {
 public:
  void start(const Tag& tag, int line) override {
    out += '<' + std::string(tag.name()) + '@' + std::to_string(line);
    if (const auto id = tag.attribute("id"); !id.empty()) out += '#' + std::string(id);
  }
  void end(std::string_view name, int) override { out += '>' + std::string(name); }
  void text(std::string_view piece) override { out += piece; }
  std::string out;
};

std::string slug_of(std::string_view document, const Options& options = {}) {
  Log log;
  const auto result = read(document, log, options);
  return result ? "read" : result.error().slug;
}

std::string parameter(const Error& error, std::string_view name) {
  for (const auto& [key, value] : error.parameters)
    if (key == name) return value;
  return "absent";
}

TEST(XmlReader, tells_elements_attributes_text_and_lines) {
  Log log;
  ASSERT_TRUE(read("<a>\n<b id='7'>x &amp; &#233;</b></a>", log));
  EXPECT_EQ(log.out, "<a@1\n<b@2#7x & é>b>a");
}

TEST(XmlReader, is_the_same_whatever_the_pieces) {
  const std::string document =
      "<?xml version='1.0' encoding='ISO-8859-1'?><!-- - -- --><a t='>'><![CDATA[<]]]]><x/>é</a>";
  for (std::size_t size = 1; size < document.size(); ++size) {
    Log log;
    Reader reader(log, {});
    for (std::size_t at = 0; at < document.size(); at += size)
      if (!reader.feed(std::string_view(document).substr(at, size))) break;
    EXPECT_EQ(reader.finish().has_value(), false) << size;  // "--" in a comment is malformed
  }
  const std::string good =
      "<?xml version='1.0' encoding='UTF-8'?><!-- - - --><a t='>'><![CDATA[<]]]]><x/>é</a>";
  for (std::size_t size = 1; size < good.size(); ++size) {
    Log log;
    Reader reader(log, {});
    for (std::size_t at = 0; at < good.size(); at += size)
      ASSERT_TRUE(reader.feed(std::string_view(good).substr(at, size))) << size;
    ASSERT_TRUE(reader.finish()) << size;
    EXPECT_EQ(log.out, "<a@1<]]<x@1>xé>a") << size;
  }
}

TEST(XmlReader, refuses_a_doctype_of_any_kind) {
  Log log;
  const auto result = read("<?xml version='1.0'?>\n<!DOCTYPE a>\n<a/>", log);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().slug, "doctype-refused");
  EXPECT_EQ(result.error().status, Status::data_loss);
  EXPECT_EQ(parameter(result.error(), "line"), "2");
  EXPECT_EQ(log.out, "");
  EXPECT_EQ(slug_of("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"),
            "doctype-refused");
  EXPECT_EQ(slug_of("<!DOCTYPE a SYSTEM 'http://example.invalid/a.dtd'><a/>"), "doctype-refused");
}

TEST(XmlReader, entity_bombs_end_at_their_doctype) {
  std::string bomb = "<!DOCTYPE l [<!ENTITY l0 'lol'>";
  for (int level = 1; level < 12; ++level) {
    const auto before = "&l" + std::to_string(level - 1) + ";";
    bomb += "<!ENTITY l" + std::to_string(level) + " '";
    for (int copy = 0; copy < 10; ++copy) bomb += before;
    bomb += "'>";
  }
  EXPECT_EQ(slug_of(bomb + "]><l>&l11;</l>"), "doctype-refused");
  std::string quadratic = "<!DOCTYPE l [<!ENTITY a '" + std::string(100'000, 'a') + "'>]><l>";
  for (int copy = 0; copy < 20'000; ++copy) quadratic += "&a;";
  EXPECT_EQ(slug_of(quadratic + "</l>"), "doctype-refused");
}

TEST(XmlReader, an_unknown_entity_is_malformed) {
  EXPECT_EQ(slug_of("<a>&eacute;</a>"), "xml-malformed");
}

TEST(XmlReader, depth_is_counted) {
  const auto nested = [](int depth) {
    std::string text;
    for (int level = 0; level < depth; ++level) text += "<a>";
    for (int level = 0; level < depth; ++level) text += "</a>";
    return text;
  };
  EXPECT_EQ(slug_of(nested(64)), "read");
  EXPECT_EQ(slug_of(nested(65)), "xml-too-deep");
  EXPECT_EQ(slug_of(nested(1'000'000)), "xml-too-deep");
}

TEST(XmlReader, a_tag_is_measured_before_it_is_parsed) {
  std::string tag = "<a";
  for (int count = 0; count < 100'000; ++count) tag += " a" + std::to_string(count) + "='>'";
  EXPECT_EQ(slug_of(tag + "/>"), "tag-too-large");
  EXPECT_EQ(slug_of("<a b='" + std::string(64 * 1024, 'x') + "'/>"), "tag-too-large");
  EXPECT_EQ(slug_of("<a b='" + std::string(60 * 1024, 'x') + "'/>"), "read");
  EXPECT_EQ(slug_of("<a><!-- " + std::string(100'000, 'x') + " --></a>"), "read");
  EXPECT_EQ(slug_of("<a><![CDATA[" + std::string(100'000, '<') + "]]></a>"), "read");
}

TEST(XmlReader, text_is_bounded) {
  Options options;
  options.limits.text_bytes = 1000;
  EXPECT_EQ(slug_of("<a>" + std::string(1000, 'x') + "</a>", options), "read");
  EXPECT_EQ(slug_of("<a>" + std::string(1001, 'x') + "</a>", options), "text-too-large");
}

TEST(XmlReader, truncated_documents_say_where) {
  Log log;
  const auto result = read("<a>\n<b>text", log);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().slug, "xml-malformed");
  EXPECT_EQ(parameter(result.error(), "line"), "2");
  EXPECT_EQ(slug_of(""), "xml-empty");
  for (const auto* bad : {"<", "<a", "<a><", "<a></b>", "<a/><b/>", "text", "<a/>x", "<?xml"})
    EXPECT_EQ(slug_of(bad), "xml-malformed") << bad;
}

TEST(XmlReader, after_an_error_only_the_error) {
  Log log;
  Reader reader(log, {});
  EXPECT_FALSE(reader.feed("<!DOCTYPE a>"));
  EXPECT_EQ(reader.feed("<a/>").error().slug, "doctype-refused");
  EXPECT_EQ(reader.finish().error().slug, "doctype-refused");
  EXPECT_EQ(log.out, "");
}

TEST(XmlEncoding, declared_latin_is_decoded) {
  Log log;
  const auto summary = read("<?xml version='1.0' encoding='ISO-8859-1'?><a>Zo\xEB</a>", log);
  ASSERT_TRUE(summary);
  EXPECT_EQ(log.out, "<a@1Zoë>a");
  EXPECT_EQ(summary->encoding, Encoding::iso_8859_1);
  EXPECT_TRUE(summary->notices.empty());
}

TEST(XmlEncoding, latin_label_over_windows_bytes_is_reported) {
  Log log;
  const auto summary = read("<?xml version='1.0' encoding='ISO-8859-1'?><a>\x9Cuvre</a>", log);
  ASSERT_TRUE(summary);
  EXPECT_EQ(log.out, "<a@1œuvre>a");
  EXPECT_EQ(summary->encoding, Encoding::windows_1252);
  ASSERT_EQ(summary->notices.size(), 1U);
  EXPECT_EQ(summary->notices[0].slug, "encoding-label-wrong");
  EXPECT_EQ(summary->notices[0].offset, 46U);
}

TEST(XmlEncoding, utf8_label_over_windows_text_is_reported) {
  Log log;
  const auto summary = read("<?xml version='1.0' encoding='UTF-8'?><a>Zo\xEB</a>", log);
  ASSERT_TRUE(summary);
  EXPECT_EQ(log.out, "<a@1Zoë>a");
  ASSERT_EQ(summary->notices.size(), 1U);
  EXPECT_EQ(summary->notices[0].offset, 43U);
}

TEST(XmlEncoding, a_mixture_is_refused_with_its_offset) {
  Log log;
  const auto result = read("<a>\xC3\xAB\n Zo\xEB</a>", log);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().slug, "wrong-encoding");
  EXPECT_EQ(parameter(result.error(), "offset"), "9");
  EXPECT_EQ(parameter(result.error(), "line"), "2");
}

TEST(XmlEncoding, bytes_that_mean_nothing_are_refused) {
  EXPECT_EQ(slug_of("<?xml version='1.0' encoding='windows-1252'?><a>\x81</a>"), "wrong-encoding");
  EXPECT_EQ(slug_of("<?xml version='1.0' encoding='US-ASCII'?><a>\xE9</a>"), "wrong-encoding");
  EXPECT_EQ(slug_of("\xEF\xBB\xBF<a>\xE9</a>"), "wrong-encoding");
}

TEST(XmlEncoding, strange_labels_are_refused_by_name) {
  Log log;
  const auto result = read("<?xml version='1.0' encoding='UTF-7'?><a/>", log);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().slug, "encoding-unsupported");
  EXPECT_EQ(parameter(result.error(), "encoding"), "UTF-7");
  EXPECT_EQ(slug_of(std::string_view("<\0a\0/\0>\0", 8)), "encoding-unsupported");
}

TEST(XmlEncoding, latin_9_has_the_euro) {
  Log log;
  ASSERT_TRUE(read("<?xml version='1.0' encoding='ISO-8859-15'?><a>\xA4\xBD</a>", log));
  EXPECT_EQ(log.out, "<a@1€œ>a");
}

constexpr std::string_view kXsd = R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:element name="a"><xs:complexType><xs:sequence>
<xs:element name="n"><xs:simpleType><xs:restriction base="xs:string">
<xs:enumeration value="NAI"/></xs:restriction></xs:simpleType></xs:element>
<xs:element name="d" type="xs:date"/>
</xs:sequence></xs:complexType></xs:element></xs:schema>)";

TEST(XmlSchema, faults_have_a_line_and_no_value) {
  Options options;
  options.schema = *Schema::compile(kXsd);
  Log log;
  const auto good = read("<a><n>NAI</n><d>2001-06-14</d></a>", log, options);
  ASSERT_TRUE(good);
  EXPECT_TRUE(good->schema_faults.empty());
  const auto summary = read("<a>\n<n>SECRET</n>\n<e/></a>", log, options);
  ASSERT_TRUE(summary);
  ASSERT_EQ(summary->schema_faults.size(), 2U);
  EXPECT_EQ(summary->schema_faults[0].slug, "schema-value");
  EXPECT_EQ(summary->schema_faults[0].element, "n");
  EXPECT_EQ(summary->schema_faults[0].line, 2);
  EXPECT_EQ(summary->schema_faults[1].slug, "schema-unexpected-element");
  EXPECT_EQ(summary->schema_faults[1].expected, "d");
  EXPECT_EQ(summary->schema_faults[1].line, 3);
}

TEST(XmlSchema, missing_element_and_unknown_root) {
  Options options;
  options.schema = *Schema::compile(kXsd);
  Log log;
  EXPECT_EQ(read("<a><n>NAI</n></a>", log, options)->schema_faults.at(0).slug,
            "schema-missing-element");
  EXPECT_EQ(read("<b/>", log, options)->schema_faults.at(0).slug, "schema-unknown-root");
}

TEST(XmlSchema, must_stand_alone_and_be_a_schema) {
  EXPECT_EQ(
      Schema::compile("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>"
                      "<xs:include schemaLocation='http://example.invalid/x.xsd'/></xs:schema>")
          .error()
          .slug,
      "schema-not-alone");
  EXPECT_EQ(Schema::compile("<a/>").error().slug, "schema-invalid");
  EXPECT_EQ(Schema::compile("<!DOCTYPE a><a/>").error().slug, "doctype-refused");
}

TEST(XmlWriter, escapes_and_falls_back_to_references) {
  Writer writer(Encoding::iso_8859_1);
  writer.open("a").attribute("id", "\"<\n").leaf("b", "Zoë & œuvre\x01");
  const auto bytes = std::move(writer).take();
  EXPECT_EQ(bytes,
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n"
            "<a id=\"&#34;&lt;&#10;\">\n  <b>Zo\xEB &amp; &#339;uvre</b>\n</a>\n");
  Log log;
  ASSERT_TRUE(read(bytes, log));
  EXPECT_NE(log.out.find("Zoë & œuvre"), std::string::npos);
}

TEST(XmlWriter, utf8_stays_as_it_is) {
  Writer writer(Encoding::utf_8);
  writer.open("a").leaf("b", "Zoë").open("c").close();
  EXPECT_EQ(std::move(writer).take(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>\n  <b>Zoë</b>\n  <c>\n  </c>\n</a>\n");
}

}  // namespace
}  // namespace ecluse::kit::xml
