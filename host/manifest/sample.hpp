// SPDX-License-Identifier: EUPL-1.2
// For tests: a manifest that uses every member of MANIFEST.md, and one property of a schema.
#pragma once

#include <nlohmann/json.hpp>

#include "json/parse.hpp"

namespace ecluse::manifest {

inline json::Value sample_field() {
  return json::parse(R"({"type": "string", "title": {"fr": "Champ", "en": "Field"}})").value();
}

inline json::Value sample() {
  return json::parse(R"({
    "ecluse": 1,
    "plugin": {"id": "civil-status", "version": "1.0.0-rc.1", "license": "EUPL-1.2",
               "publisher": "Écluse", "contact": "https://ecluse.test"},
    "requires": ["ecluse.files/1"], "uses": ["ecluse.storage/1"],
    "connectors": [{
      "id": "demandes", "title": {"fr": "Demandes d'état civil", "en": "Civil-status requests"},
      "description": {"fr": "Un dossier de fichiers.", "en": "A folder of files."},
      "product": "CityWeb", "versions": ["1.0"], "personal": true, "max_concurrency": 4,
      "refresh": 30, "extensions": ["ecluse.check/1", "ecluse.trigger/1"],
      "settings": {"type": "object", "additionalProperties": false, "required": ["folder"],
        "properties": {
          "folder": {"type": "string", "format": "folder", "title": {"fr": "Dossier", "en": "Folder"}},
          "token": {"type": "string", "writeOnly": true, "title": {"fr": "Jeton", "en": "Token"}}}},
      "errors": {"folder-unreachable": {"status": "unavailable",
        "title": {"fr": "Dossier injoignable", "en": "Folder unreachable"},
        "sentence": {"fr": "Le dossier {folder} | est injoignable.", "en": "{folder} | is out of reach."},
        "remedy": {"fr": "Vérifiez le montage.", "en": "Check the mount."}}},
      "options": [{"name": "communes", "title": {"fr": "Communes", "en": "Communes"}}],
      "actions": [
        {"name": "search-requests", "title": {"fr": "Chercher des demandes", "en": "Search requests"},
         "description": {"fr": "Cherche.", "en": "Searches."}, "safe": true, "personal": true,
         "idempotency": "none", "stream": false, "timeout": 20,
         "input": {"type": "object", "additionalProperties": false, "properties": {
           "commune": {"type": "string", "format": "insee-commune", "options": "communes",
                       "title": {"fr": "Commune", "en": "Commune"}}}},
         "output": {"type": "array", "items": {"type": "string"}},
         "errors": ["folder-unreachable"], "examples": []},
        {"name": "build-request", "title": {"fr": "Établir une demande", "en": "Build a request"},
         "description": {"fr": "Établit.", "en": "Builds."}, "safe": false, "personal": true,
         "idempotency": "required", "stream": false, "max_body": 4096,
         "input": {"type": "object", "additionalProperties": false, "required": ["person"],
           "properties": {
             "kind": {"type": "string", "enum": ["birth", "death"], "default": "birth",
                      "labels": {"birth": {"fr": "Naissance", "en": "Birth"},
                                 "death": {"fr": "Décès", "en": "Death"}},
                      "title": {"fr": "Acte", "en": "Act"}},
             "person": {"type": "object", "additionalProperties": false, "required": ["name"],
               "title": {"fr": "Personne", "en": "Person"}, "personal": "identity",
               "properties": {
                 "born": {"type": "string", "format": "partial-date",
                          "title": {"fr": "Naissance", "en": "Born"}},
                 "name": {"type": "string", "maxLength": 80, "examples": ["MARTIN"],
                          "description": {"fr": "De famille", "en": "Of the family"},
                          "title": {"fr": "Nom", "en": "Name"}}}}}},
         "output": {"type": "object", "additionalProperties": false, "required": ["file"],
           "properties": {"file": {"type": "string", "title": {"fr": "Fichier", "en": "File"}}}},
         "errors": [], "examples": [{"title": {"fr": "Une naissance", "en": "A birth"},
           "input": {"person": {"name": "MARTIN", "born": "1969"}}, "output": {"file": "a.xml"}}]},
        {"name": "list-files", "title": {"fr": "Lister les fichiers", "en": "List the files"},
         "description": {"fr": "Liste.", "en": "Lists."}, "safe": true, "personal": false,
         "idempotency": "none", "stream": true,
         "input": {"type": "object", "additionalProperties": false, "properties": {
           "at": {"type": "string", "format": "time", "title": {"fr": "Heure", "en": "Time"}},
           "filter": {"type": "object", "additionalProperties": false, "properties": {},
                      "title": {"fr": "Filtre", "en": "Filter"}},
           "page_size": {"type": "integer", "minimum": 1, "maximum": 500, "default": 50,
                         "advanced": true, "title": {"fr": "Taille", "en": "Size"}},
           "states": {"type": "array", "maxItems": 3, "items": {"type": "string"},
                      "title": {"fr": "États", "en": "States"}}}},
         "output": {"type": "object", "additionalProperties": false, "properties": {
           "name": {"type": "string", "title": {"fr": "Nom", "en": "Name"}}}},
         "errors": ["folder-unreachable"], "examples": [{"title": {"fr": "Tout", "en": "All"},
           "input": {}, "output": {"name": "a.xml"}}]}],
      "triggers": [{"name": "new-request", "title": {"fr": "Nouvelle demande", "en": "New request"},
        "description": {"fr": "Arrivée.", "en": "Arrived."}, "kind": "poll", "personal": true,
        "params": {"type": "object", "additionalProperties": false, "properties": {
          "commune": {"type": "string", "format": "insee-commune",
                      "title": {"fr": "Commune", "en": "Commune"}}}},
        "event": {"type": "object", "additionalProperties": false, "properties": {}},
        "errors": ["folder-unreachable"]}],
      "commands": [{"name": "import", "title": {"fr": "Importer", "en": "Import"},
        "description": {"fr": "Importe.", "en": "Imports."},
        "input": {"type": "object", "additionalProperties": false, "properties": {}}}]
    }]})")
      .value();
}

}  // namespace ecluse::manifest
