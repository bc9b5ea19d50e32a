// How a component describes its settings.
//
// A component keeps its settings in a plain struct derived from Config whose visit() names every
// field once; the same function serves reading from YAML, printing and hashing. validate() checks
// ranges and throws Error(kConfig) with the field's name and value. Reading rejects unknown keys
// and suggests the nearest known one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace goodparts {

class ConfigVisitor {
 public:
  virtual ~ConfigVisitor() = default;
  virtual void field(const char* key, bool& value) = 0;
  virtual void field(const char* key, std::int64_t& value) = 0;
  virtual void field(const char* key, double& value) = 0;
  virtual void field(const char* key, std::string& value) = 0;
  virtual void field(const char* key, std::optional<std::int64_t>& value) = 0;  // null: none
  virtual void field(const char* key, std::optional<double>& value) = 0;
  virtual void field(const char* key, std::optional<std::string>& value) = 0;
  // Lists accept a single value too: layers=features.6 is [features.6].
  virtual void field(const char* key, std::vector<std::string>& value) = 0;
  virtual void field(const char* key, std::vector<std::int64_t>& value) = 0;
  virtual void field(const char* key, std::vector<double>& value) = 0;
};

struct Config {
  virtual ~Config() = default;
  virtual void visit(ConfigVisitor& visitor) = 0;
  virtual void validate() const {}
};

// Throws Error(kConfig) "<path>: '<value>' is not one of a, b, c; did you mean 'a'?" unless value
// is allowed.
void require_one_of(const std::string& path, const std::string& value,
                    const std::vector<std::string>& allowed);

// The candidate nearest to `word` by edit distance, or "" if none is near enough to suggest.
std::string nearest_match(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace goodparts
