#include "experiments/config/resolvers.h"

#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <map>

#include "kernels/base/config.h"
#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts::config {
namespace {

using Arguments = std::vector<Node>;

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorKind::kConfig, message); }

Node create(const Arguments& arguments, const ResolverContext&) { return arguments[0]; }

Node decode(const Arguments& arguments, const ResolverContext& context) {
  return arguments[0].is_null() ? arguments[0] : context.decode(arguments[0].as_string());
}

Node env(const Arguments& arguments, const ResolverContext&) {
  const std::string& name = arguments[0].as_string();
  if (const char* value = std::getenv(name.c_str()); value != nullptr) {
    return Node(value);
  }
  if (arguments.size() == 1) {
    fail(
        fmt::format("the environment variable '{}' is not set; set it, or give a default: "
                    "${{oc.env:{},default}}",
                    name, name));
  }
  return arguments[1].is_null() ? arguments[1] : Node(arguments[1].to_python_string());
}

Node now(const Arguments& arguments, const ResolverContext&) {
  static const std::time_t kStart = std::time(nullptr);
  std::tm local{};
  localtime_r(&kStart, &local);
  char text[256];
  const std::size_t length =
      std::strftime(text, sizeof(text), arguments[0].as_string().c_str(), &local);
  if (length == 0) {
    fail("the date format is empty or too long");
  }
  return Node(std::string(text, length));
}

Node select(const Arguments& arguments, const ResolverContext& context) {
  const std::optional<Node> found = context.select(arguments[0].as_string());
  if (found.has_value()) {
    return *found;
  }
  return arguments.size() == 2 ? arguments[1] : Node::null();
}

// A map, given itself or by its path.
Node map_of(const Node& argument, const ResolverContext& context) {
  const std::optional<Node> map =
      argument.is_string() ? context.select(argument.as_string()) : std::optional(argument);
  if (!map.has_value()) {
    fail(fmt::format("there is no '{}'", argument.as_string()));
  }
  if (!map->is_map()) {
    fail(fmt::format("it wants a dict, not a {}", map->type_name()));
  }
  return *map;
}

Node dict_keys(const Arguments& arguments, const ResolverContext& context) {
  Node keys = Node::list();
  const Node map = map_of(arguments[0], context);
  for (const auto& [key, value] : map.entries()) {
    keys.items().emplace_back(key);
  }
  return keys;
}

Node dict_values(const Arguments& arguments, const ResolverContext& context) {
  Node values = Node::list();
  const Node map = map_of(arguments[0], context);
  for (const auto& [key, value] : map.entries()) {
    values.items().push_back(value);
  }
  return values;
}

struct Resolver {
  Node (*function)(const Arguments&, const ResolverContext&);
  std::size_t fewest;
  std::size_t most;
};

const std::map<std::string, Resolver>& resolvers() {
  static const std::map<std::string, Resolver> kResolvers = {
      {"now", {now, 1, 1}},
      {"oc.create", {create, 1, 1}},
      {"oc.decode", {decode, 1, 1}},
      {"oc.dict.keys", {dict_keys, 1, 1}},
      {"oc.dict.values", {dict_values, 1, 1}},
      {"oc.env", {env, 1, 2}},
      {"oc.select", {select, 1, 2}},
  };
  return kResolvers;
}

}  // namespace

Node call_resolver(const std::string& name, const std::vector<Node>& arguments,
                   const ResolverContext& context) {
  const auto found = resolvers().find(name);
  if (found == resolvers().end()) {
    std::vector<std::string> names;
    for (const auto& [known, resolver] : resolvers()) {
      names.push_back(known);
    }
    const std::string near = nearest_match(name, names);
    fail(fmt::format("unknown resolver '{}'; there are: {}{}", name, joined(names, ", "),
                     near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
  }
  const Resolver& resolver = found->second;
  if (arguments.size() < resolver.fewest || arguments.size() > resolver.most) {
    fail(fmt::format("{} takes {} to {} arguments, got {}", name, resolver.fewest, resolver.most,
                     arguments.size()));
  }
  return resolver.function(arguments, context);
}

}  // namespace goodparts::config
