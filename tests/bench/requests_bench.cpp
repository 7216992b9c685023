// SPDX-License-Identifier: EUPL-1.2
// Reading 10,000 CityWeb and DILA files: ours (both models filled, all limits, encodings checked)
// against a bare libxml2 SAX2 loop that opens and parses the same files and keeps nothing. Rounds
// are interleaved in one process; the ratio of the medians is the figure. Target: at least 0.5.
#include <fcntl.h>
#include <libxml/parser.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "reading.hpp"

namespace {

namespace fs = std::filesystem;
using ecluse::civil::read_request;

ecluse::civil::Request made_up(int number) {
  using namespace ecluse::civil;
  Request request;
  request.id = "EC-2026-" + std::to_string(number);
  request.type = static_cast<RegisterType>(number % 3);
  request.nature = static_cast<DocumentNature>(number % 4);
  request.copies = 1 + number % 3;
  request.requested_at = "2026-03-05T10:12:00";
  Applicant applicant;
  applicant.quality = "père";
  applicant.person.family_name = "LE GALL DE KERVOR";
  applicant.person.first_names = std::vector<std::string>{"Éloïse", "Anne-Marie"};
  applicant.person.address =
      Address{"12 rue de l'Hôtel de Ville", {}, "29200", "Brest", {}, "FRANCE"};
  applicant.person.email = "eloise@example.invalid";
  request.applicant = applicant;
  request.subject.family_name = "N'DIAYE--MARTIN " + std::to_string(number);
  request.subject.first_names = std::vector<std::string>{"Zoé", "Lou"};
  request.subject.sex = Sex::female;
  request.subject.born = ecluse::PartialDate::of(2001, 6, 0);
  request.subject.birth_place = Place{"Nantes", {}, {}, "Loire-Atlantique", "FRANCE"};
  for (auto* parent : {&request.subject.father, &request.subject.mother}) {
    parent->emplace().family_name = "N'DIAYE";
    (*parent)->first_names = std::vector<std::string>{"Ousmane"};
    (*parent)->born = ecluse::PartialDate::of(1969, 0, 0);
  }
  request.event_from = ecluse::PartialDate::of(2001, 6, 0);
  request.event_place = Place{"Nantes", {}, {}, {}, {}};
  request.reason = "Passeport";
  request.origin = Origin::internet;
  return request;
}

std::string dila(int number) {
  const auto n = std::to_string(number);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Message "
         "xmlns=\"http://www.message.interconnexiondila."
         "externalservices.plugins.capdemat.capwebct.fr\">\n<Entete><MessageId>29019-" +
         n +
         "</MessageId><DateEmission>2026-03-05T10:12:00</"
         "DateEmission>\n<TypeDemande><Code>REQUEST_EC</Code>"
         "<Libelle>Acte</Libelle></TypeDemande>\n<IdOrigineApplication>25</IdOrigineApplication>"
         "<IdDestinataire>1</IdDestinataire><IdCommune>29019</IdCommune></"
         "Entete>\n<Corps><EnveloppeMetier>"
         "<DemandeActe>\n<TypeActe><Code>0</Code><Libelle>Naissance</Libelle></"
         "TypeActe>\n<natureActe><Code>1"
         "</Code><Libelle>Extrait</Libelle></natureActe>\n<NombreExemplaires>1</"
         "NombreExemplaires>\n"
         "<MotifDemande><Code>PASSEPORT</Code><Libelle>Passeport</Libelle></"
         "MotifDemande>\n<Demandeur>"
         "<QualiteDemandeur><Code>3</Code><Libelle>Parent</Libelle></"
         "QualiteDemandeur>\n<Nom>MARTIN</Nom>"
         "<Prenom>Claire</Prenom>\n<Adresse><NumeroVoie>12</NumeroVoie><Voie><Code>AVENUE</"
         "Code><Libelle>de "
         "l'Hôtel de "
         "Ville</Libelle></Voie><CodePostal>29200</CodePostal><Ville>BREST</Ville></Adresse>\n"
         "<Mail>claire@example.invalid</Mail><Telephone>0200000000</Telephone></"
         "Demandeur>\n<Titulaire><Nom>"
         "N'DIAYE " +
         n +
         "</Nom><NomUsage></NomUsage><NomJeuneFille></NomJeuneFille>\n<Prenoms><Prenom>Zoé"
         "</Prenom><Prenom>Aminata</Prenom></Prenoms>\n<DateNaissance>2001-06-14</DateNaissance>\n"
         "<LieuNaissance><Commune>NANTES</Commune><Adresse><CodePostal>44000</"
         "CodePostal><Ville>NANTES</Ville>"
         "</Adresse></LieuNaissance>\n<Filiation><Pere Etat=\"Inconnu\"/><Mere "
         "Etat=\"Connu\"><Nom>MARTIN</Nom>"
         "<Prenoms><Prenom>Claire</Prenom></Prenoms></Mere></Filiation></Titulaire>\n</DemandeActe>"
         "</EnveloppeMetier></Corps></Message>\n";
}

// One way of getting the bytes, for both.
void load(const std::string& path, std::string& bytes) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat info = {};
  if (file < 0 || ::fstat(file, &info) != 0) std::abort();
  bytes.resize(static_cast<std::size_t>(info.st_size));
  if (::read(file, bytes.data(), bytes.size()) != info.st_size) std::abort();
  ::close(file);
}

void nothing_start(void*, const xmlChar*, const xmlChar*, const xmlChar*, int, const xmlChar**, int,
                   int, const xmlChar**) {}
void nothing_end(void*, const xmlChar*, const xmlChar*, const xmlChar*) {}
void nothing_text(void*, const xmlChar*, int) {}

double bare(const std::vector<std::string>& paths) {
  xmlSAXHandler table = {};
  table.initialized = XML_SAX2_MAGIC;
  table.startElementNs = nothing_start;
  table.endElementNs = nothing_end;
  table.characters = nothing_text;
  std::string bytes;
  const auto begin = std::chrono::steady_clock::now();
  for (const auto& path : paths) {
    load(path, bytes);
    auto* context = xmlCreatePushParserCtxt(&table, nullptr, nullptr, 0, nullptr);
    xmlCtxtUseOptions(context, XML_PARSE_NONET);
    xmlParseChunk(context, bytes.data(), static_cast<int>(bytes.size()), 0);
    xmlParseChunk(context, nullptr, 0, 1);
    if (!context->wellFormed) std::abort();
    xmlFreeParserCtxt(context);
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double ours(const std::vector<std::string>& paths) {
  std::string bytes;
  std::size_t kept = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (const auto& path : paths) {
    load(path, bytes);
    const auto read = read_request(bytes);
    if (!read || read->request.id.empty() || !read->findings.empty()) std::abort();
    kept += read->request.subject.family_name->size();
  }
  const auto seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return kept > 0 ? seconds : 0;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main() {
  constexpr int kFiles = 10'000, kRounds = 7;
  std::string name = (fs::temp_directory_path() / "ecluse-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return 1;
  std::vector<std::string> paths;
  std::uintmax_t total = 0;
  for (int number = 0; number < kFiles; ++number) {
    paths.push_back(name + "/" + std::to_string(number) + ".xml");
    const auto text =
        number % 2 == 0 ? ecluse::civil::write_cityweb(made_up(number)) : dila(number);
    total += text.size();
    std::ofstream(paths.back(), std::ios::binary) << text;
  }
  bare(paths), ours(paths);  // warm
  std::vector<double> reference, measured;
  for (int round = 0; round < kRounds; ++round) {
    reference.push_back(bare(paths));
    measured.push_back(ours(paths));
  }
  const double bare_rate = kFiles / median(reference), our_rate = kFiles / median(measured);
  std::printf("requests: %d files of %ju bytes on average, %d interleaved rounds, medians\n",
              kFiles, total / kFiles, kRounds);
  std::printf("  bare libxml2 SAX2 loop  %9.0f files/s\n  read_request            %9.0f files/s\n",
              bare_rate, our_rate);
  std::printf("  ratio                   %9.2f  (target 0.50)\n", our_rate / bare_rate);
  fs::remove_all(name);
  return our_rate / bare_rate >= 0.5 ? 0 : 1;
}
