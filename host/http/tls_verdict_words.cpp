// SPDX-License-Identifier: EUPL-1.2
// The words of each verdict, and what to do in n8n and in Make.
#include <array>

#include "http/tls_verdict.hpp"

namespace ecluse::http {
namespace {

// A table, in the order of Verdict. What n8n must never do is said wherever it is tempting.

// clang-format off
#define NO_IGNORE_FR " N'activez pas « Ignore SSL Issues » : n'importe quelle machine du réseau pourrait se faire passer pour l'hôte, et lire la clé et les données."
#define NO_IGNORE_EN " Do not turn on \"Ignore SSL Issues\": any machine of the network could then pass for the host, and read the key and the data."
constexpr std::array words{
  VerdictWords{Verdict::expired, "expired",
    {"Le certificat {subject} a expiré le {date}.",
     "The certificate {subject} expired on {date}."},
    {"Renouvelez-le, puis ecluse reload ; rien n'est à changer dans n8n." NO_IGNORE_FR,
     "Renew it, then ecluse reload; nothing has to change in n8n." NO_IGNORE_EN},
    {"Renouvelez-le, puis ecluse reload ; relancez ensuite les scénarios, car Make ne réessaie pas après une erreur de certificat.",
     "Renew it, then ecluse reload; then start the scenarios again, for Make does not retry after a certificate error."}},
  VerdictWords{Verdict::not_yet_valid, "not-yet-valid",
    {"Le certificat {subject} n'est valable qu'à partir du {date}.",
     "The certificate {subject} is valid only from {date}."},
    {"Vérifiez l'horloge de la machine qui l'a délivré et de celle-ci, ou attendez cette date.",
     "Check the clock of the machine that issued it and of this one, or wait for that date."},
    {"Vérifiez l'horloge de la machine qui l'a délivré et de celle-ci, ou attendez cette date.",
     "Check the clock of the machine that issued it and of this one, or wait for that date."}},
  VerdictWords{Verdict::self_signed, "self-signed",
    {"Le certificat {subject} est signé par lui-même : aucune autorité ne s'en porte garante.",
     "The certificate {subject} is signed by itself: no authority vouches for it."},
    {"Déposez ce certificat (PEM) sur la machine de n8n et démarrez n8n avec NODE_EXTRA_CA_CERTS=/chemin/ecluse.pem ; ou collez-le comme CA dans un identifiant « SSL Certificates » du nœud HTTP Request." NO_IGNORE_FR,
     "Put this certificate (PEM) on n8n's machine and start n8n with NODE_EXTRA_CA_CERTS=/path/ecluse.pem; or paste it as CA into a credential \"SSL Certificates\" of the HTTP Request node." NO_IGNORE_EN},
    {"Obtenez un certificat d'une autorité publique pour ce nom (ACME est gratuit). À défaut, seule une application Make personnalisée peut l'accepter : ce PEM dans « ca », à la base et à la connexion.",
     "Get a certificate of a public authority for this name (ACME is free). Failing that, only a custom Make app can accept it: this PEM in \"ca\", in the base and in the connection."}},
  VerdictWords{Verdict::unknown_authority, "unknown-authority",
    {"Le certificat {subject} vient de {issuer}, une autorité que les plateformes ne connaissent pas.",
     "The certificate {subject} comes from {issuer}, an authority that the platforms do not know."},
    {"Déposez le certificat racine de cette autorité (PEM) sur la machine de n8n et démarrez n8n avec NODE_EXTRA_CA_CERTS=/chemin/racine.pem ; ou collez-le comme CA dans un identifiant « SSL Certificates » du nœud HTTP Request. Contrôlez avec --trusted racine.pem." NO_IGNORE_FR,
     "Put the root certificate of this authority (PEM) on n8n's machine and start n8n with NODE_EXTRA_CA_CERTS=/path/root.pem; or paste it as CA into a credential \"SSL Certificates\" of the HTTP Request node. Check with --trusted root.pem." NO_IGNORE_EN},
    {"Obtenez un certificat d'une autorité publique pour ce nom (ACME est gratuit). À défaut, seule une application Make personnalisée peut l'accepter : le PEM de la racine dans « ca », à la base et à la connexion.",
     "Get a certificate of a public authority for this name (ACME is free). Failing that, only a custom Make app can accept it: the PEM of the root in \"ca\", in the base and in the connection."}},
  VerdictWords{Verdict::missing_intermediate, "missing-intermediate",
    {"La chaîne s'arrête à {subject} : le certificat de son émetteur, {issuer}, n'est pas envoyé.",
     "The chain ends at {subject}: the certificate of its issuer, {issuer}, is not sent."},
    {"Mettez dans [server.tls] certificate le certificat de l'hôte suivi de ses intermédiaires (fullchain.pem), puis ecluse reload. Un navigateur qui l'accepte ne prouve rien : il a pu garder l'intermédiaire d'un autre site. Si {issuer} est la racine de votre propre autorité, contrôlez avec --trusted racine.pem.",
     "Put the host's certificate followed by its intermediates (fullchain.pem) into [server.tls] certificate, then ecluse reload. A browser that accepts it proves nothing: it may have kept the intermediate from another site. If {issuer} is the root of your own authority, check with --trusted root.pem."},
    {"Mettez dans [server.tls] certificate le certificat de l'hôte suivi de ses intermédiaires (fullchain.pem), puis ecluse reload ; rien n'est à changer dans Make.",
     "Put the host's certificate followed by its intermediates (fullchain.pem) into [server.tls] certificate, then ecluse reload; nothing has to change in Make."}},
  VerdictWords{Verdict::wrong_name, "wrong-name",
    {"Le certificat vaut pour {names}, pas pour {name}.",
     "The certificate is for {names}, not for {name}."},
    {"Donnez à public_url, et aux adresses dans n8n, l'un des noms du certificat ; ou demandez un certificat pour {name}." NO_IGNORE_FR,
     "Give public_url, and the addresses in n8n, one of the names of the certificate; or request a certificate for {name}." NO_IGNORE_EN},
    {"Donnez à public_url, et à la connexion dans Make, l'un des noms du certificat ; ou demandez un certificat pour {name}.",
     "Give public_url, and the connection in Make, one of the names of the certificate; or request a certificate for {name}."}},
  VerdictWords{Verdict::private_address, "private-address",
    {"{name} mène à {address}, une adresse privée.",
     "{name} leads to {address}, a private address."},
    {"Un n8n du même réseau l'atteint : rien à faire.",
     "An n8n of the same network gets there: nothing to do."},
    {"Make est sur Internet et n'y arrive pas : publiez l'hôte à une adresse publique (mandataire inverse en DMZ, ouvert aux seules adresses de Make), ou gardez ce flux dans un n8n de la mairie.",
     "Make is on the Internet and does not get there: publish the host at a public address (reverse proxy in a DMZ, open to Make's addresses alone), or keep this flow in an n8n of the town hall."}, false},
  VerdictWords{Verdict::unknown_address, "unknown-address",
    {"Le nom {name} ne mène à aucune adresse, vu de cette machine.",
     "The name {name} leads to no address, as seen from this machine."},
    {"Inscrivez ce nom dans le DNS que n8n interroge, ou corrigez public_url.",
     "Enter this name into the DNS that n8n asks, or correct public_url."},
    {"Inscrivez ce nom dans le DNS public avec une adresse publique, ou corrigez public_url.",
     "Enter this name into the public DNS with a public address, or correct public_url."}},
  VerdictWords{Verdict::refused, "refused",
    {"La chaîne est refusée à {subject} : {why}.",
     "The chain is refused at {subject}: {why}."},
    {"Demandez un certificat de serveur avec une clé RSA d'au moins 2048 bits ou EC, signé en SHA-256.",
     "Request a server certificate with an RSA key of at least 2048 bits or an EC key, signed with SHA-256."},
    {"Demandez un certificat de serveur avec une clé RSA d'au moins 2048 bits ou EC, signé en SHA-256.",
     "Request a server certificate with an RSA key of at least 2048 bits or an EC key, signed with SHA-256."}},
};
#undef NO_IGNORE_FR
#undef NO_IGNORE_EN
// clang-format on

}  // namespace

const VerdictWords& words_of(Verdict verdict) { return words[static_cast<std::size_t>(verdict)]; }

}  // namespace ecluse::http
