// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: nothing is finer than a nanosecond
#include <chrono>
#include <ecluse/connector.hpp>

#ifdef GOOD
using Time = std::chrono::microseconds;
#else
using Time = std::chrono::duration<std::int64_t, std::pico>;
#endif

bool rest(const ecluse::Call& call) { return call.wait(Time(5)); }
