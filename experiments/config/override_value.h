// What stands after the '=' of an override: a value, or a sweep over values.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "experiments/config/node.h"

namespace goodparts::config {

struct Value;
using ValueList = std::vector<Value>;
using ValueDict = std::vector<std::pair<Value, Value>>;

struct Text {
  std::string text;
  char quote = 0;  // ' or " where it was quoted, else 0
  bool operator==(const Text&) const = default;
};

// a,b,c · choice(a,b,c)
struct ChoiceSweep {
  ValueList list;
  bool simple_form = false;  // a,b,c
  bool shuffle = false;
  std::set<std::string> tags;
  bool operator==(const ChoiceSweep&) const = default;
};

// range(start,stop,step): integers if all three are, else floats
struct RangeSweep {
  std::vector<Value> bounds;  // start, stop, step: numbers
  bool shuffle = false;
  std::set<std::string> tags;
  bool operator==(const RangeSweep&) const = default;
};

// interval(start,end): cannot be enumerated
struct IntervalSweep {
  std::vector<Value> bounds;  // start, end
  std::set<std::string> tags;
  bool operator==(const IntervalSweep&) const = default;
};

// glob(include,exclude): among the options of the override's group
struct Glob {
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  bool operator==(const Glob&) const = default;
};

struct Value {
  std::variant<std::monostate, bool, std::int64_t, double, Text, ValueList, ValueDict, ChoiceSweep,
               RangeSweep, IntervalSweep, Glob>
      data;

  template <class T>
  bool is() const {
    return std::holds_alternative<T>(data);
  }
  template <class T>
  const T& get() const {
    return std::get<T>(data);
  }
  template <class T>
  T& get() {
    return std::get<T>(data);
  }
  bool is_sweep() const {
    return is<ChoiceSweep>() || is<RangeSweep>() || is<IntervalSweep>() || is<Glob>();
  }
  bool operator==(const Value&) const = default;
};

// bool, int or float as a float; nullopt for anything else.
std::optional<double> as_number(const Value& value);

// As it would be written in an override: special characters escaped, quotes kept, True, 1e-05,
// null. No sweeps.
std::string to_override_text(const Value& value);

// As a config value; quotes are gone. No sweeps. Throws Error(kConfig) for a dict with a null key.
Node to_node(const Value& value);

}  // namespace goodparts::config
