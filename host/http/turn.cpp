// SPDX-License-Identifier: EUPL-1.2
#include "http/turn.hpp"

#include "http/inflate.hpp"

namespace ecluse::http {

FrontShared::FrontShared(Application& served, const TransportLimits& given, const base::Clock& time)
    : application(served),
      limits(given),
      head_limits{given.head_bytes, given.head_fields, given.target_bytes},
      clock(time) {
  for (const std::string& text : given.trusted_proxies)
    if (const auto network = Network::parse(text)) trusted_proxies.push_back(*network);
}

Response FrontShared::refuse(const Refusal& refusal, std::string_view language) const {
  return application.refuse(refusal.slug, refusal.parameters, language);
}

std::optional<Refusal> Turn::read(std::string_view bytes, const Address& peer,
                                  std::shared_ptr<const ClientCertificate> certificate) {
  bytes_ = bytes;
  auto refused = read_head(bytes_, shared_.head_limits, head);
  client = client_of(peer, head.fields, shared_.trusted_proxies);
  peer_ = to_text(client);
  request_.method = head.method;
  request_.path = head.path;
  request_.query = head.query;
  request_.peer = peer_;
  request_.fields = head.fields;
  request_.certificate = std::move(certificate);
  return refused;
}

void Turn::admit() {
  try {
    admission_ = shared_.application.admit(request_);
  } catch (...) {  // of a library below; its text stays inside
    admission_.refusal =
        shared_.application.refuse("internal", {}, request_.header("Accept-Language"));
  }
}

bool Turn::start() {
  const std::lock_guard lock(mutex_);
  started_ = target_ != nullptr;
  return started_;
}

bool Turn::started() {
  const std::lock_guard lock(mutex_);
  return started_;
}

/// The body as the client meant it. False when it was refused. [lane]
bool Turn::unpack() {
  if (head.coding == Coding::gzip && !body.empty()) {
    auto plain = inflate_gzip(body, admission_.body_limit);
    if (!plain) {
      send(shared_.application.refuse(plain.error().slug, plain.error().parameters,
                                      admission_.language));
      return false;
    }
    body = std::move(*plain);
  }
  request_.body = body;
  return true;
}

void Turn::run() {
  if (!start()) return;
  try {
    if (unpack()) shared_.application.answer(admission_, request_, *this);
  } catch (...) {  // its text stays inside
  }
  admission_.context.reset();  // what the application holds for it is free now, not at a sweep
  // Only when it was not answered: a fault of ours, or an exception.
  {
    const std::lock_guard lock(mutex_);
    if (answered_) return;
  }
  send(shared_.application.refuse("internal", {}, admission_.language));
}

void Turn::send(Response response) {
  const std::lock_guard lock(mutex_);
  if (std::exchange(answered_, true) || target_ == nullptr) return;
  const bool look = target_->deliver(std::move(response));
  if (look || asked_) shared_.mailbox.post(target_->name());
}

bool Turn::take_back() {
  const std::lock_guard lock(mutex_);
  asked_ = true;
  return answered_;
}

void Turn::detach() {
  const std::lock_guard lock(mutex_);
  target_ = nullptr;
}

}  // namespace ecluse::http
