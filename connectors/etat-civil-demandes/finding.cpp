// SPDX-License-Identifier: EUPL-1.2
#include "finding.hpp"

#include <ecluse/kit/formats.hpp>

namespace ecluse::civil {
namespace {

struct Sentence {
  std::string_view code, french, english;
};

// {field}: the element or pointer; {expected}: names, an offset or a limit.
constexpr Sentence kSentences[] = {
    {"commune-code-short",
     "Le code commune n'a que quatre chiffres : son zéro initial a sans doute été perdu. "
     "Vérifiez-le.",
     "The commune code has only four digits: its leading zero was probably lost. Check it."},
    {"date-in-future", "La date {field} est dans le futur. Vérifiez-la auprès du demandeur.",
     "The date {field} lies in the future. Check it with the applicant."},
    {"dates-reversed", "La fin de la période précède son début. Échangez dateDebut et dateFin.",
     "The period ends before it begins. Swap dateDebut and dateFin."},
    {"encoding-label-wrong",
     "L'encodage annoncé ne correspond pas aux octets (à partir de l'octet {expected}) ; le "
     "fichier a été lu en windows-1252. Faites corriger l'en-tête XML.",
     "The declared encoding does not fit the bytes (from byte {expected}); the file was read as "
     "windows-1252. Have the XML header corrected."},
    {"impossible-date",
     "{field} n'est pas une date qui existe. Écrivez AAAA, AAAA-MM ou AAAA-MM-JJ.",
     "{field} is not a date that exists. Write YYYY, YYYY-MM or YYYY-MM-DD."},
    {"insee-code-invalid",
     "{field} ressemble à un code INSEE mais n'en est pas un. Écrivez un code à cinq caractères ou "
     "le nom de la commune.",
     "{field} looks like an INSEE code but is none. Write a five-character code or the name of the "
     "commune."},
    {"missing-field", "{field} manque. Demandez-le au demandeur ou complétez le fichier.",
     "{field} is missing. Ask the applicant for it or complete the file."},
    {"postal-code-short",
     "Le code postal n'a que quatre chiffres : son zéro initial a sans doute été perdu. "
     "Vérifiez-le.",
     "The postal code has only four digits: its leading zero was probably lost. Check it."},
    {"schema-attribute", "Un attribut de {field} manque ou n'est pas prévu par le schéma.",
     "An attribute of {field} is missing or unknown to the schema."},
    {"schema-missing-element", "Il manque un élément dans {field}. Attendu : {expected}.",
     "An element is missing in {field}. Expected: {expected}."},
    {"schema-text", "{field} contient du texte que le schéma n'admet pas.",
     "{field} holds text that the schema does not allow."},
    {"schema-unexpected-element",
     "L'élément {field} n'est pas à sa place. Attendu ici : {expected}.",
     "The element {field} is out of place. Expected here: {expected}."},
    {"schema-unknown-root",
     "L'élément racine n'est pas celui du schéma configuré. Vérifiez le fichier XSD des réglages.",
     "The root element is not that of the configured schema. Check the XSD file in the settings."},
    {"schema-value", "La valeur de {field} n'est pas admise par le schéma.",
     "The schema does not allow the value of {field}."},
    {"spouse-missing",
     "Une demande d'acte de mariage sans conjoint : l'acte sera plus difficile à trouver.",
     "A request for a marriage record without a spouse: the record will be harder to find."},
    {"text-clipped", "{field} dépasse 500 octets ; seul le début a été lu.",
     "{field} is longer than 500 bytes; only its beginning was read."},
    {"unknown-code", "Le code de {field} n'est pas connu. Utilisez un code de la liste du format.",
     "The code of {field} is unknown. Use one of the format's list."},
    {"unknown-element", "L'élément {field} n'est pas connu ; il n'a pas été lu.",
     "The element {field} is unknown; it was not read."},
    // Of files that cannot be read at all.
    {"doctype-refused",
     "Le fichier contient une déclaration DOCTYPE, refusée par sécurité. Faites-la retirer par "
     "l'émetteur.",
     "The file holds a DOCTYPE declaration, refused for safety. Have the sender remove it."},
    {"encoding-unsupported",
     "L'encodage annoncé ({expected}) n'est pas pris en charge. Enregistrez le fichier en UTF-8.",
     "The declared encoding ({expected}) is not supported. Save the file as UTF-8."},
    {"file-too-large",
     "Le fichier dépasse la taille d'une demande ({expected} octets) ; il n'a pas été lu.",
     "The file is larger than a request may be ({expected} bytes); it was not read."},
    {"not-a-request",
     "Ce message DILA n'est pas une demande d'acte (accusé, erreur ou message technique).",
     "This DILA message is no request for a record (acknowledgement, error or technical message)."},
    {"tag-too-large", "Une balise dépasse {expected} octets.",
     "A tag is longer than {expected} bytes."},
    {"text-too-large", "Le texte du fichier dépasse {expected} octets.",
     "The file's text is longer than {expected} bytes."},
    {"unknown-format", "Ce fichier n'est ni une demande CityWeb ni un message DILA.",
     "This file is neither a CityWeb request nor a DILA message."},
    {"wrong-encoding",
     "Le fichier mélange des encodages ou contient un octet sans signification (octet {expected}). "
     "Faites-le réexporter en UTF-8.",
     "The file mixes encodings or holds a byte without meaning (byte {expected}). Have it exported "
     "again as UTF-8."},
    {"xml-empty", "Le fichier est vide.", "The file is empty."},
    {"xml-malformed", "Le XML est incomplet ou mal formé. Demandez un nouvel envoi.",
     "The XML is incomplete or malformed. Ask for it to be sent again."},
    {"xml-too-deep", "Les éléments sont imbriqués sur plus de {expected} niveaux.",
     "Elements are nested more than {expected} levels deep."},
};

void fill(std::string& text, std::string_view name, std::string_view value) {
  if (const auto at = text.find(name); at != text.npos) text.replace(at, name.size(), value);
}

struct Check {
  std::vector<Finding>& findings;
  void add(Severity severity, std::string_view code, std::string_view field) {
    findings.push_back({severity, std::string(code), std::string(field), 0, {}});
  }
  void need(bool there, std::string_view field) {
    if (!there) add(Severity::error, "missing-field", field);
  }
};

}  // namespace

std::string sentence(const Finding& finding, Tongue tongue) {
  std::string text = finding.code;
  for (const auto& row : kSentences)
    if (row.code == finding.code) text = tongue == Tongue::english ? row.english : row.french;
  fill(text, "{field}", finding.field);
  fill(text, "{expected}", finding.expected.empty() ? "?" : finding.expected);
  return text;
}

void check_request(const Request& request, PackedDay today, std::vector<Finding>& findings) {
  Check check{findings};
  check.need(!request.id.empty(), "/id");
  check.need(request.type.has_value(), "/type");
  check.need(request.nature.has_value(), "/nature");
  check.need(request.requested_at.has_value(), "/requested_at");
  check.need(request.subject.family_name.has_value(), "/subject/family_name");
  const bool dila_without_date =
      request.format == RequestFormat::dila && request.type != RegisterType::birth;
  if (!dila_without_date) check.need(request.event_from.has_value(), "/event_from");
  if (request.event_from && request.event_to &&
      request.event_to->last_day() < request.event_from->first_day())
    check.add(Severity::error, "dates-reversed", "/event_to");
  if (request.type == RegisterType::marriage && request.format == RequestFormat::cityweb &&
      !request.spouse)
    check.add(Severity::warning, "spouse-missing", "/spouse");
  if (request.copies && *request.copies == 0) check.add(Severity::error, "unknown-code", "/copies");
  if (today == 0) return;
  const auto in_future = [&](const std::optional<PartialDate>& date, std::string_view field) {
    if (date && date->first_day() > today) check.add(Severity::warning, "date-in-future", field);
  };
  in_future(request.event_from, "/event_from");
  in_future(request.subject.born, "/subject/born");
}

}  // namespace ecluse::civil
