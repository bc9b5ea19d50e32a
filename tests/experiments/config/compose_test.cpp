// Expected compositions follow from Hydra 1.3's documentation
// (https://hydra.cc/docs/1.3/advanced/defaults_list/, …/overriding_packages/,
// …/override_grammar/basic/).
#include "experiments/config/compose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "experiments/config/yaml.h"
#include "kernels/base/error.h"
#include "tests/support/temporary_folder.h"

namespace goodparts::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

SearchPath example() {
  SearchPath path;
  path.add_embedded(
      "conf", {{"config.yaml",
                "defaults:\n- server: apache\n- optional extra: absent\n- _self_\nname: app\nseed: "
                "0\nmust: ???\nlist: [1, 2]\n"},
               {"server/apache.yaml", "defaults:\n- site: [fb, google]\nport: 80\nname: apache\n"},
               {"server/nginx.yaml", "port: 8080\nname: nginx\n"},
               {"server/site/fb.yaml", "fb: {domain: facebook.com}\n"},
               {"server/site/google.yaml", "google: {domain: google.com}\n"},
               {"experiment/fast.yaml",
                "# @package _global_\ndefaults:\n- override /server: nginx\nseed: 7\n"},
               {"plain.yaml", "a: {b: 1}\nc: text\n"},
               {"needs.yaml", "defaults:\n- server: ???\n"},
               {"choice.yaml", "defaults:\n- server: nginx\n- copy@other: ${server}\n"},
               {"copy/nginx.yaml", "x: 1\n"},
               {"bad/defaults.yaml", "defaults: {a: b}\n"},
               {"bad/two_keys.yaml", "defaults:\n- a: b\n  c: d\n"},
               {"bad/number.yaml", "defaults:\n- server: 5\n"},
               {"bad/list.yaml", "- 1\n"},
               {"bad/header.yaml", "# @package a b\nx: 1\n"},
               {"bad/unknown.yaml", "defaults:\n- /server: apach\n"},
               {"bad/order.yaml", "defaults:\n- override /server: nginx\n- /server: apache\n"},
               {"bad/self.yaml", "defaults:\n- _self_\n- _self_\n"},
               {"bad/merge.yaml", "defaults:\n- /plain\n- _self_\n# a is a map there\na: [1]\n"},
               {"hydra_node.yaml", "hydra: {run: {dir: x}}\na: 1\n"}});
  return path;
}

std::string composed(const std::string& name, const std::vector<std::string>& overrides = {}) {
  return to_yaml(compose(example(), name, overrides).config);
}

std::string message_of(const std::string& name, const std::vector<std::string>& overrides = {}) {
  try {
    compose(example(), name, overrides);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kConfig);
    return error.what();
  }
  return "";
}

TEST(Compose, NestedDefaultsInOrder) {
  const Composition composition = compose(example(), "config", {});
  EXPECT_EQ(to_yaml(composition.config),
            "server:\n  site:\n    fb:\n      domain: facebook.com\n    google:\n      domain: "
            "google.com\n"
            "  port: 80\n  name: apache\nname: app\nseed: 0\nmust: ???\nlist:\n- 1\n- 2\n");
  EXPECT_THAT(composition.choices, ElementsAre(Pair("server", "apache"), Pair("extra", "absent")));
  const std::vector<DefaultsEntry> expected = {
      {"server/site/fb", "server.site", false, "server/apache"},
      {"server/site/google", "server.site", false, "server/apache"},
      {"server/apache", "server", true, "config"},
      {"config", "", true, std::nullopt}};
  EXPECT_EQ(composition.defaults, expected);
}

TEST(Compose, GroupOverrides) {
  EXPECT_EQ(
      composed("config", {"server=nginx"}),
      "server:\n  port: 8080\n  name: nginx\nname: app\nseed: 0\nmust: ???\nlist:\n- 1\n- 2\n");
  EXPECT_EQ(composed("config", {"~server", "~list"}), "name: app\nseed: 0\nmust: ???\n");
  EXPECT_EQ(composed("config", {"~server=apache", "~list"}), "name: app\nseed: 0\nmust: ???\n");
  EXPECT_EQ(composed("plain", {"+server=nginx"}),
            "a:\n  b: 1\nc: text\nserver:\n  port: 8080\n  name: nginx\n");
  EXPECT_EQ(composed("plain", {"+server@web.main=nginx", "~c", "~a"}),
            "web:\n  main:\n    port: 8080\n    name: nginx\n");
  EXPECT_EQ(composed("plain", {"+server/site=[google,fb]", "~c", "~a"}),
            "server:\n  site:\n    google:\n      domain: google.com\n    fb:\n      domain: "
            "facebook.com\n");
  EXPECT_EQ(composed("needs", {"server=nginx"}), "server:\n  port: 8080\n  name: nginx\n");
}

TEST(Compose, AnExperimentOverridesAGroup) {
  EXPECT_EQ(
      composed("config", {"+experiment=fast"}),
      "server:\n  port: 8080\n  name: nginx\nname: app\nseed: 7\nmust: ???\nlist:\n- 1\n- 2\n");
  EXPECT_THAT(composed("config", {"+experiment=fast", "server=apache"}), HasSubstr("name: apache"));
}

TEST(Compose, ChoicesMayFollowOtherChoices) {
  EXPECT_EQ(composed("choice"), "server:\n  port: 8080\n  name: nginx\nother:\n  x: 1\n");
  EXPECT_THAT(message_of("choice", {"server=apache"}), HasSubstr("could not find 'copy/apache'"));
}

TEST(Compose, ValueOverrides) {
  EXPECT_EQ(composed("plain", {"a.b=2", "c=null"}), "a:\n  b: 2\nc: null\n");
  EXPECT_EQ(composed("plain", {"+a.d={e: 1}", "++c=x", "++a.b=[1]"}),
            "a:\n  b:\n  - 1\n  d:\n    e: 1\nc: x\n");
  EXPECT_EQ(composed("plain", {"a={b: 5}"}), "a:\n  b: 5\nc: text\n");
  EXPECT_EQ(composed("plain", {"a=5"}), "a: 5\nc: text\n");
  EXPECT_EQ(composed("plain", {"~a.b", "~c=text"}), "a: {}\n");
  EXPECT_EQ(composed("plain", {"+x.v.z=1"}), "a:\n  b: 1\nc: text\nx:\n  v:\n    z: 1\n");
  EXPECT_EQ(composed("config", {"~server", "list.1=9", "+must=x"}),
            "name: app\nseed: 0\nmust: x\nlist:\n- 1\n- 9\n");
  EXPECT_EQ(composed("config", {"~server", "list=[3]"}),
            "name: app\nseed: 0\nmust: ???\nlist:\n- 3\n");
  EXPECT_EQ(composed("", {"+a=1"}), "a: 1\n");
  EXPECT_EQ(composed("hydra_node"), "a: 1\n");
}

TEST(Compose, UnknownKeysSuggestTheNearest) {
  EXPECT_EQ(message_of("config", {"sed=1"}),
            "Could not override 'sed'. There is no key 'sed'; did you mean 'seed'?\nTo append to "
            "your config use +sed=1");
  EXPECT_EQ(message_of("plain", {"a.bb=1"}),
            "Could not override 'a.bb'. There is no key 'a.bb'; did you mean 'a.b'?\nTo append to "
            "your config use +a.bb=1");
  EXPECT_THAT(message_of("plain", {"servr=nginx"}), HasSubstr("There is a group 'server'."));
  EXPECT_THAT(message_of("plain", {"a={z: 1}"}), HasSubstr("There is no key 'a.z'"));
  EXPECT_THAT(message_of("plain", {"a.b.c=1"}), HasSubstr("Could not override 'a.b.c'"));
}

TEST(Compose, UnknownOptionsListTheOnesThereAre) {
  EXPECT_EQ(message_of("config", {"server=ngin"}),
            "conf/config.yaml:2: In 'config': could not find 'server/ngin'. Did you mean 'nginx'? "
            "Available options in 'server': "
            "apache, nginx. Config search path: conf");
  EXPECT_THAT(message_of("bad/unknown"),
              HasSubstr("conf/bad/unknown.yaml:2: In 'bad/unknown': could not find 'server/apach'. "
                        "Did you mean 'apache'?"));
  EXPECT_EQ(message_of("needs"),
            "conf/needs.yaml:2: You must specify 'server', e.g. server=<OPTION>. Available "
            "options: apache, nginx");
  EXPECT_THAT(message_of("confi"),
              HasSubstr("Cannot find primary config 'confi'. Did you mean 'config'?"));
}

TEST(Compose, OverridesThatMeetNothingFail) {
  EXPECT_EQ(message_of("plain", {"server=nginx"}),
            "Could not override 'server'. No match in the defaults list.\nTo append to your "
            "defaults list use +server=nginx");
  EXPECT_EQ(message_of("config", {"server@web=nginx"}),
            "Could not override 'server@web'. Did you mean server?\nTo append to your defaults "
            "list use +server@web=nginx");
  EXPECT_EQ(message_of("plain", {"~server"}),
            "Could not delete 'server'. No match in the defaults list.");
  EXPECT_EQ(message_of("config", {"~server=nginx"}),
            "Could not delete 'server=nginx'. No match in the defaults list.");
  EXPECT_EQ(message_of("plain", {"~zz"}), "Could not delete from config. 'zz' does not exist.");
  EXPECT_THAT(message_of("plain", {"~c=other"}),
              HasSubstr("The value of 'c' is not the one of '~c=other'"));
  EXPECT_THAT(message_of("plain", {"+c=1"}), HasSubstr("An item is already at 'c'"));
  EXPECT_THAT(message_of("config", {"+server=nginx"}), HasSubstr("multiple values for 'server'"));
  EXPECT_THAT(message_of("config", {"++server=nginx"}), HasSubstr("++ works on values"));
  EXPECT_THAT(message_of("config", {"server=5"}),
              HasSubstr("must be a string or a list, not a int"));
  EXPECT_THAT(message_of("plain", {"serv/x=1"}), HasSubstr("there is no group 'serv/x'"));
  EXPECT_THAT(message_of("plain", {"c@d=1"}), HasSubstr("there is no group 'c'"));
  EXPECT_THAT(message_of("plain", {"=1"}), HasSubstr("has no key"));
  EXPECT_THAT(message_of("config", {"list.7=1"}),
              HasSubstr("'7' is no index of a list of 2 items"));
  EXPECT_THAT(message_of("plain", {"a=[1]"}),
              HasSubstr("'a' is a dict and cannot be merged with a list"));
  EXPECT_THAT(message_of("config", {"must.x=1"}), HasSubstr("'must' is missing"));
  EXPECT_THAT(message_of("plain", {"a={null: 1}"}), HasSubstr("a key may not be null"));
}

TEST(Compose, SweepsMustBeExpandedFirst) {
  EXPECT_THAT(message_of("plain", {"c=a,b"}), HasSubstr("Ambiguous value for argument 'c=a,b'"));
  EXPECT_THAT(message_of("plain", {"c=choice(a,b)"}), HasSubstr("require -m"));
}

TEST(Compose, MalformedConfigsNameTheirLine) {
  EXPECT_THAT(message_of("bad/defaults"),
              HasSubstr("conf/bad/defaults.yaml:1: in the defaults list: it must be a list"));
  EXPECT_THAT(
      message_of("bad/two_keys"),
      HasSubstr("conf/bad/two_keys.yaml:2: in the defaults list: an item is one 'group: option'"));
  EXPECT_THAT(
      message_of("bad/number"),
      HasSubstr(
          "conf/bad/number.yaml:2: in the defaults list: the option of 'server' must be a string"));
  EXPECT_THAT(message_of("bad/header"),
              HasSubstr("conf/bad/header.yaml:1: write '# @package NAME'"));
  EXPECT_THAT(
      message_of("bad/order"),
      HasSubstr(
          "conf/bad/order.yaml:2: In 'bad/order': override 'server@bad.server' is defined before"));
  EXPECT_THAT(message_of("bad/self"), HasSubstr("Duplicate _self_"));
  EXPECT_EQ(message_of("bad/merge"),
            "conf/bad/merge.yaml:5: 'bad.a' is a dict and cannot be merged with a list");
  EXPECT_EQ(composed("bad/list"), "bad:\n- 1\n");
}

TEST(SearchPath, TheFirstSourceWins) {
  const goodparts::testing::TemporaryFolder folder;
  std::filesystem::create_directories(folder / "server");
  std::ofstream(folder / "server/nginx.yaml") << "port: 1\n";
  std::ofstream(folder / "server/caddy.yaml") << "port: 2\n";
  std::ofstream(folder / "server/notes.txt") << "no config\n";
  SearchPath path;
  path.add_folder(folder.path());
  path.add_embedded("conf", {{"server/nginx.yaml", "port: 3\n"},
                             {"server/apache.yaml", "port: 4\n"},
                             {"server.yaml", "x: 1\n"}});
  EXPECT_EQ(to_yaml(compose(path, "", {"+server=nginx"}).config), "server:\n  port: 1\n");
  EXPECT_EQ(to_yaml(compose(path, "", {"+server=apache"}).config), "server:\n  port: 4\n");
  EXPECT_THAT(path.options("server"), ElementsAre("apache", "caddy", "nginx"));
  EXPECT_THAT(path.groups(""), ElementsAre("server"));
  EXPECT_TRUE(path.has_group("server"));
  EXPECT_FALSE(path.has_group("serve"));
  EXPECT_EQ(path.read("server/caddy")->name, (folder / "server/caddy.yaml").string());
  EXPECT_FALSE(path.read("server").value().text.empty());
  EXPECT_FALSE(path.read("client").has_value());
  EXPECT_THROW(path.add_folder(folder / "absent"), Error);
}

TEST(Compose, OverridesAreOrigins) {
  const Composition composition = compose(example(), "plain", {"a.b=[x]"});
  EXPECT_EQ(composition.config.at("a.b.0").origin(), "override 'a.b=[x]'");
  EXPECT_EQ(composition.config.at("c").origin(), "conf/plain.yaml:2");
  EXPECT_THAT(composition.overrides, ElementsAre("a.b=[x]"));
}

}  // namespace
}  // namespace goodparts::config
