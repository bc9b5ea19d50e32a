// The arguments of a function of the override grammar, as Python binds them to its parameters.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "experiments/config/override_functions.h"

namespace goodparts::config {

class FunctionArguments {
 public:
  // `variadic`: positional arguments are kept apart, and `parameters` can only be given by name.
  // Throws Error(kConfig): too many, an unknown name, one given twice.
  FunctionArguments(const FunctionCall& call, const std::vector<std::string>& parameters,
                    bool variadic);

  std::vector<Value>& positional() { return positional_; }
  const Value* named(const std::string& name) const;  // nullptr if it was not given
  // Throws Error(kConfig) unless it was given and is an integer or a float.
  const Value& number(const std::string& name) const;

 private:
  std::vector<Value> positional_;
  std::map<std::string, Value> named_;
};

// a,b,c. Throws Error(kConfig) if one of them is a sweep.
Value simple_choice(std::vector<Value> values);

}  // namespace goodparts::config
