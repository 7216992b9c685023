// SPDX-License-Identifier: EUPL-1.2
// The connector: questions over the index, and the import that fills it. Any number of threads; its
// only state are connections to the index file, which the background instance writes.
#pragma once

#include <ecluse/connector.hpp>
#include <ecluse/host_folder.hpp>
#include <functional>

#include "answers.hpp"
#include "readers.hpp"
#include "search.hpp"
#include "watched.hpp"

namespace ecluse::deces {

class Deaths {
 public:
  Deaths(Settings settings, Host host);

  Result<DeathPage> list_deaths(const ListDeaths& input, Call& call);
  Result<DeathPage> search_deaths(const SearchDeaths& input, Call& call);
  Result<Death> get_death(const ByReference& input, Call& call);
  Result<Matches> match_persons(const MatchPersons& input, Call& call);
  Result<ImportStatus> get_import_status(const Nothing& input, Call& call);
  Result<Polled<Notice>> new_death(const WatchParams& params, const PollQuery& query, Call& call);
  Result<Checked> check(Call& call);
  Result<bool> refresh(Call& call);
  /// `ecluse system NAME import`: what refresh does, with lines to watch; follows an import that is
  /// under way elsewhere.
  Result<void> import(const Nothing& input, Call& call, Lines& lines);

 private:
  Result<Readers::Lease> ready(Call& call);
  Result<Readers::Lease> ready_to_tell(Call& call);
  Result<void> first_import(Call& call);
  Result<DeathPage> page(const Criteria& criteria, const Text& cursor, int page_size, Call& call);
  Result<FolderState> folder_state();
  Result<void> follow(Call& call, Lines& lines);
  Result<Brought> bring(Call& call, Lines& lines);
  Watched watched();
  bool is_running(const Progress& progress) const;

  Settings settings_;
  Host host_;
  HostFolder folder_;
  Readers readers_;
};

}  // namespace ecluse::deces
