// SPDX-License-Identifier: EUPL-1.2
// tls_certificates FOLDER: what the tests of the doctor serve. NAME.pem is a chain as a server
// sends it, NAME.key its key; root.pem is the authority of most of them.
#include <fstream>
#include <iostream>

#include "authority.hpp"

namespace ecluse::tls_test {
namespace {

void lay_out(const std::filesystem::path& folder) {
  const auto write = [&](const std::string& name, const std::string& chain, const Identity& own) {
    std::ofstream(folder / (name + ".pem")) << chain;
    std::ofstream(folder / (name + ".key")) << own.key();
    std::filesystem::permissions(folder / (name + ".key"), std::filesystem::perms(0600));
  };
  const Identity root(authority_named("Racine de la mairie"));
  const Identity between = root.issue(authority_named("Intermédiaire"));
  const Identity stranger(authority_named("Racine inconnue"));
  const Identity strange = stranger.issue(authority_named("Autre intermédiaire"));
  std::ofstream(folder / "root.pem") << root.certificate();
  std::ofstream(folder / "stranger.pem") << stranger.certificate();
  Wish wish;
  wish.name = "ecluse.example";
  wish.alternatives = {"DNS:ecluse.example", "DNS:localhost", "IP:192.0.2.1", "IP:127.0.0.1"};
  const auto chained = [&](const std::string& name, const Wish& of) {
    const Identity own = between.issue(of);
    write(name, own.certificate() + between.certificate(), own);
  };
  chained("good", wish);
  chained("good-too", wish);
  Wish other = wish;
  other.end = std::chrono::year{2021} / 3 / 31;
  chained("expired", other);
  other = wish;
  other.begin = std::chrono::year{2089} / 3 / 31;
  chained("early", other);
  other = wish;
  other.alternatives = {"DNS:autre.example", "IP:192.0.2.99"};
  chained("wrong-name", other);
  other = wish;
  other.algorithm = Algorithm::weak_rsa;
  chained("weak", other);
  other = wish;
  other.purpose = Purpose::client;
  chained("client", other);
  const Identity alone(wish);
  write("self-signed", alone.certificate(), alone);
  const Identity lost = between.issue(wish);
  write("missing", lost.certificate(), lost);
  other = wish;
  other.marks = Marks::published_issuer;
  const Identity published = between.issue(other);
  write("missing-published", published.certificate(), published);
  const Identity unknown = strange.issue(wish);
  write("unknown", unknown.certificate() + strange.certificate(), unknown);
  const Identity direct = stranger.issue(wish);
  write("unknown-direct", direct.certificate(), direct);
  Wish old = authority_named("Intermédiaire ancienne");
  old.end = std::chrono::year{2022} / 2 / 1;
  const Identity aged = root.issue(old), under = aged.issue(wish);
  write("expired-intermediate", under.certificate() + aged.certificate(), under);
}

}  // namespace
}  // namespace ecluse::tls_test

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "tls_certificates FOLDER\n";
    return 2;
  }
  ecluse::tls_test::lay_out(arguments[1]);
  return 0;
}
