// SPDX-License-Identifier: EUPL-1.2
// Which library and which source folder the author of a connector means.
#pragma once

#include <tl/expected.hpp>

#include "app/commands.hpp"
#include "validate/rule.hpp"

namespace ecluse::app {

/// `question.plugin` is the path of a .so, the folder of a connector (its newest library is looked
/// for in the build folders of that folder and of those above it), or the name of a plugin of
/// [plugins] folders. The source folder is `question.source`, or the folder above the library whose
/// manifest.json bears the same id; empty when there is none. Fails with a sentence.
tl::expected<validate::Subject, base::Localized> find_plugin(const Options& options,
                                                             const PluginQuestion& question);

}  // namespace ecluse::app
