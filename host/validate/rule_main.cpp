// SPDX-License-Identifier: EUPL-1.2
// ecluse_validate_rule SLUG LIBRARY FOLDER: one rule, its verdict on descriptor 3.
#include <cstdio>

#include "validate/validate.hpp"

int main(int count, char** arguments) {
  if (count != 4) {
    std::fputs("usage: ecluse_validate_rule SLUG LIBRARY FOLDER\n", stderr);
    return 2;
  }
  ecluse::validate::run_rule(arguments[1], {arguments[2], arguments[3]});
}
