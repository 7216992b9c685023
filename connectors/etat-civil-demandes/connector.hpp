// SPDX-License-Identifier: EUPL-1.2
// The connector: actions over the inbox, writing into the outbox. Any number of threads; no state
// of its own beside the index file, which the background instance writes.
#pragma once

#include <ecluse/connector.hpp>
#include <ecluse/host_folder.hpp>
#include <memory>

#include "answers.hpp"
#include "inbox.hpp"

namespace ecluse::civil {

class Requests {
 public:
  static Result<std::unique_ptr<Requests>> open(Settings settings, Host host);
  Requests(Settings settings, Host host, Schemas schemas);

  Result<Page> search_requests(const Search& input, Call& call);
  Result<OneRequest> get_request(const ById& input, Call& call);
  Result<Verdict> validate_request(const WhichFile& input, Call& call);
  Result<RejectedPage> list_rejected(const RejectedQuery& input, Call& call);
  Result<Built> build_request(const Build& input, Call& call);
  Result<Built> forward_request(const Forward& input, Call& call);
  Result<Outcome<Built>> find_built(const Build& input, Call& call);
  Result<Outcome<Built>> find_forwarded(const Forward& input, Call& call);
  Result<Polled<Notice>> new_request(const NewParams& params, const PollQuery& query, Call& call);
  Result<Polled<Notice>> request_waiting(const WaitingParams& params, const PollQuery& query,
                                         Call& call);
  Result<Checked> check(Call& call);
  Result<bool> refresh(Call& call);

 private:
  enum class Told : std::uint8_t { all, still_waiting };
  Result<void> ready(Call& call);
  Result<Entry> entry_of(const std::string& id);
  Result<ReadRequest> read(const Entry& entry);
  Result<Built> publish(Request request, std::string_view action, Call& call);
  Result<Built> read_back(const std::string& file) const;
  Result<Outcome<Built>> trace(std::string_view action, Call& call) const;
  std::string file_name(std::string_view action, const Call& call) const;
  Result<Polled<Notice>> poll(Filter filter, Told told, const PollQuery& query, Call& call);

  Settings settings_;
  Host host_;
  mutable HostFolder in_, out_;
  Inbox inbox_;
};

}  // namespace ecluse::civil
