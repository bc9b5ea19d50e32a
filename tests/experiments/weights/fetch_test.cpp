// Fetching, from a server on the loopback. Digests: sha256sum of tests/data/weights/types.pth.
#include "experiments/weights/fetch.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "experiments/weights/sha256.h"
#include "experiments/weights/url.h"
#include "methods/backbones/backbone.h"
#include "methods/backbones/safetensors.h"
#include "methods/backbones/weights_cache.h"
#include "tests/experiments/weights/hub.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;
using testing::Hub;
using testing::Seen;

constexpr const char* kDigest = "c164036d9116ccd1e22c7d33251a2de6e05abdcf454a74c210aee8e25c6e12d0";
constexpr std::int64_t kBytes = 3557;

std::string bytes_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

class Fetch : public ::testing::Test {
 protected:
  Fetch() : hub_(bytes_of(GOODPARTS_SOURCE_DIR "/tests/data/weights/types.pth")) {
    ::setenv("GOODPARTS_CACHE", folder_.path().c_str(), 1);
    for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
                             "no_proxy", "NO_PROXY"}) {
      ::unsetenv(name);
    }
    weights_.name = "types";
    weights_.url = hub_.url("/file.pth");
    weights_.sha256 = kDigest;
    weights_.bytes = kBytes;
    settings_.download.pause_seconds = 0.01;
    settings_.download.stall_seconds = 1;
    settings_.download.connect_seconds = 2;
  }
  ~Fetch() override { ::unsetenv("GOODPARTS_CACHE"); }

  Fetched fetch() { return fetch_weights({}, weights_, settings_); }
  fs::path part() const { return folder_.path() / "weights" / ".types.part"; }

  void expect_whole() {
    EXPECT_EQ(verify_weights({}, "types"), CacheState::kWhole);
    EXPECT_EQ(SafetensorsFile(cached_weights_file("types").string()).read("uint8", {3}).values,
              (std::vector<float>{0, 7, 255}));
    EXPECT_FALSE(fs::exists(part()));
  }

  testing::TemporaryFolder folder_;
  Hub hub_;
  PublishedWeights weights_;
  FetchSettings settings_;
};

TEST_F(Fetch, PutsCheckedWeightsIntoTheCacheOnce) {
  const Fetched first = fetch();
  EXPECT_FALSE(first.was_there);
  EXPECT_EQ(first.record.source_sha256, kDigest);
  EXPECT_EQ(first.record.source_bytes, kBytes);
  EXPECT_EQ(first.record.checked_by, "sha256");
  expect_whole();
  EXPECT_TRUE(fetch().was_there);
  EXPECT_EQ(hub_.seen().size(), 1U);
  EXPECT_EQ(hub_.seen()[0].range, "");
  settings_.again = true;
  EXPECT_FALSE(fetch().was_there);
}

TEST_F(Fetch, GoesOnWhereTheConnectionBroke) {
  hub_.break_after = 1000;
  fetch();
  const std::vector<Seen> seen = hub_.seen();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[1].range, "bytes=1000-");
  EXPECT_EQ(seen[1].if_range, "\"one\"");
  expect_whole();
}

TEST_F(Fetch, GoesOnInALaterCall) {
  settings_.download.retries = 0;
  hub_.break_after = 1500;
  EXPECT_ERROR(fetch(), ErrorKind::kUnavailable, "given up after 1 attempt");
  EXPECT_EQ(fs::file_size(part()), 1500U);
  fetch();
  EXPECT_EQ(hub_.seen().back().range, "bytes=1500-");
  expect_whole();
}

TEST_F(Fetch, BeginsAnewWhereTheServerKnowsNoRanges) {
  hub_.knows_ranges = false;
  hub_.break_after = 1000;
  fetch();
  ASSERT_EQ(hub_.seen().size(), 2U);
  EXPECT_EQ(hub_.seen()[1].range, "bytes=1000-");
  expect_whole();
}

TEST_F(Fetch, NeverPutsTwoVersionsTogether) {
  settings_.download.retries = 0;
  const std::string right = hub_.content;
  hub_.content = std::string(right.size(), 'x');
  hub_.break_after = 1000;
  EXPECT_ERROR(fetch(), ErrorKind::kUnavailable, "given up");
  ASSERT_EQ(fs::file_size(part()), 1000U);
  hub_.content = right;
  hub_.etag = "\"two\"";
  fetch();
  EXPECT_EQ(hub_.seen().back().if_range, "\"one\"");
  expect_whole();
}

// Without an ETag only the size tells versions apart; then the digest does, and one more try is
// made.
TEST_F(Fetch, FetchesFromTheStartWhereThePartsDoNotFit) {
  settings_.download.retries = 0;
  const std::string right = hub_.content;
  hub_.etag = "";
  hub_.content = std::string(right.size(), 'x');
  hub_.break_after = 1000;
  EXPECT_ERROR(fetch(), ErrorKind::kUnavailable, "given up");
  hub_.content = right;
  fetch();
  EXPECT_EQ(hub_.seen().size(), 3U);
  EXPECT_EQ(hub_.seen().back().range, "");
  expect_whole();
}

TEST_F(Fetch, TakesACompletePartForWhole) {
  fs::create_directories(part().parent_path());
  std::ofstream(part(), std::ios::binary) << hub_.content;
  std::ofstream(part().string() + ".json")
      << R"({"url":")" << weights_.url << R"(","version":"\"one\"","total":3557})";
  fetch();
  ASSERT_EQ(hub_.seen().size(), 1U);
  EXPECT_EQ(hub_.seen()[0].range, "bytes=3557-");
  expect_whole();
}

TEST_F(Fetch, RemovesAFileOfAnotherDigest) {
  hub_.content[2000] ^= 1;
  EXPECT_ERROR(fetch(), ErrorKind::kData, std::string("expected ") + kDigest, "got ", "removed");
  EXPECT_FALSE(fs::exists(part()));
  EXPECT_FALSE(fs::exists(cached_weights_file("types")));
  EXPECT_EQ(verify_weights({}, "types"), CacheState::kNotFetched);
}

TEST_F(Fetch, RefusesAFileOfAnotherSizeBeforeFetchingIt) {
  hub_.content += "more";
  EXPECT_ERROR(fetch(), ErrorKind::kData, "3561", "3557");
}

TEST_F(Fetch, ComparesAPublishedPrefix) {
  weights_.sha256 = std::string(kDigest).substr(0, 8);
  EXPECT_EQ(fetch().record.checked_by, "sha256 prefix");
  settings_.again = true;
  weights_.sha256 = "00000000";
  EXPECT_ERROR(fetch(), ErrorKind::kData, "expected 00000000…", kDigest);
}

TEST_F(Fetch, TrustsTheFirstFileWhereNoDigestIsPublished) {
  weights_.sha256 = "";
  weights_.bytes = 0;
  EXPECT_EQ(fetch().record.checked_by, "first use");
  settings_.again = true;
  EXPECT_EQ(fetch().record.source_sha256, kDigest);
  hub_.content = bytes_of(GOODPARTS_SOURCE_DIR "/tests/data/weights/views.pth");
  EXPECT_ERROR(fetch(), ErrorKind::kData, kDigest, "first fetched", "types.json");
  expect_whole();  // what was there stays
}

TEST_F(Fetch, NamesTheStatusAndDoesNotInsist) {
  hub_.faults = -1;
  hub_.status = 404;
  EXPECT_ERROR(fetch(), ErrorKind::kUnavailable, hub_.url("/file.pth"), "404", "not found");
  EXPECT_EQ(hub_.seen().size(), 1U);
}

TEST_F(Fetch, TriesAgainAfterPassingFaults) {
  hub_.faults = 2;
  hub_.status = 503;
  fetch();
  EXPECT_EQ(hub_.seen().size(), 3U);
  hub_.faults = -1;
  settings_.again = true;
  settings_.download.retries = 1;
  EXPECT_ERROR(fetch(), ErrorKind::kUnavailable, "503", "given up after 2 attempts");
}

TEST_F(Fetch, FollowsRedirects) {
  weights_.url = hub_.url("/moved");
  fetch();
  expect_whole();
}

TEST_F(Fetch, RecognisesALoginPage) {
  weights_.url = hub_.url("/page");
  EXPECT_ERROR(fetch(), ErrorKind::kUnavailable, "web page");
}

TEST_F(Fetch, GoesOnAfterAStall) {
  hub_.stall = true;
  hub_.break_after = 1000;
  fetch();
  EXPECT_EQ(hub_.seen().back().range, "bytes=1000-");
  expect_whole();
}

TEST_F(Fetch, UsesAMirror) {
  weights_.url = "https://hub.invalid/models/file.pth";
  settings_.mirror = hub_.url("/copies/");
  EXPECT_EQ(fetch().record.url, hub_.url("/copies/models/file.pth"));
  EXPECT_EQ(hub_.seen()[0].target, "/copies/models/file.pth");
  EXPECT_ERROR(through_mirror("https://a/b", "files.example.com"), ErrorKind::kConfig, "--mirror");
}

TEST_F(Fetch, UsesAProxy) {
  weights_.url = "http://hub.invalid/models/file.pth";
  settings_.download.proxy = hub_.url();
  fetch();
  EXPECT_EQ(hub_.seen()[0].target, "http://hub.invalid/models/file.pth");
  settings_.again = true;
  settings_.download.proxy = "";
  ::setenv("http_proxy", hub_.url().c_str(), 1);
  fetch();
  ::unsetenv("http_proxy");
  EXPECT_EQ(hub_.seen()[1].target, "http://hub.invalid/models/file.pth");
}

TEST_F(Fetch, SaysThatNobodyListens) {
  weights_.url = "http://127.0.0.1:1/file.pth";
  settings_.download.retries = 1;
  EXPECT_ERROR(fetch(), ErrorKind::kUnavailable, "127.0.0.1", "2 attempts");
}

TEST_F(Fetch, TwoAtATimeFetchOnce) {
  std::thread other([this] { EXPECT_NO_THROW(fetch()); });
  EXPECT_NO_THROW(fetch());
  other.join();
  EXPECT_EQ(hub_.seen().size(), 1U);
  expect_whole();
}

TEST_F(Fetch, StopsWhenAskedTo) {
  const std::atomic<bool> cancelled = true;
  Context context;
  context.cancelled = &cancelled;
  EXPECT_ERROR(fetch_weights(context, weights_, settings_), ErrorKind::kInterrupted, "interrupted");
}

TEST_F(Fetch, VerifyFindsAFlippedBit) {
  fetch();
  std::fstream file(cached_weights_file("types"), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(-1, std::ios::end);
  file.put('\x7f');
  file.close();
  EXPECT_EQ(verify_weights({}, "types"), CacheState::kDamaged);
  fs::remove(folder_.path() / "weights" / "types.json");
  EXPECT_EQ(verify_weights({}, "types"), CacheState::kNoRecord);
}

TEST(Url, HidesPasswords) {
  EXPECT_EQ(without_password("https://me:secret@host/a@b"), "https://host/a@b");
  EXPECT_EQ(without_password("https://host/a@b"), "https://host/a@b");
}

TEST(WeightsCache, IsWhereTheEnvironmentSays) {
  ::setenv("GOODPARTS_CACHE", "/own", 1);
  ::setenv("XDG_CACHE_HOME", "/xdg", 1);
  EXPECT_EQ(weights_cache_folder(), "/own/weights");
  ::unsetenv("GOODPARTS_CACHE");
  EXPECT_EQ(weights_cache_folder(), "/xdg/goodparts/weights");
  ::setenv("XDG_CACHE_HOME", "relative", 1);
  EXPECT_EQ(weights_cache_folder(), fs::path(std::getenv("HOME")) / ".cache/goodparts/weights");
  ::unsetenv("XDG_CACHE_HOME");
}

TEST(WeightsCache, NamesTheCommandThatFetches) {
  const testing::TemporaryFolder folder;
  ::setenv("GOODPARTS_CACHE", folder.path().c_str(), 1);
  EXPECT_ERROR(find_weights("resnet18", std::nullopt), ErrorKind::kConfig,
               "goodparts weights fetch resnet18", "backbone.weights=FILE.safetensors");
  EXPECT_ERROR(find_weights("resnet18", "resnet50"), ErrorKind::kConfig, "weights of resnet50");
  EXPECT_EQ(find_weights("resnet18", "some/file.safetensors"), "some/file.safetensors");
  fs::create_directories(folder / "weights");
  std::ofstream(folder / "weights/resnet18.safetensors") << "x";
  EXPECT_EQ(find_weights("resnet18", std::nullopt), folder / "weights/resnet18.safetensors");
  EXPECT_EQ(find_weights("resnet18", "resnet18"), folder / "weights/resnet18.safetensors");
  ::unsetenv("GOODPARTS_CACHE");
}

TEST(WeightsCatalogue, DigestsAgreeWithTheFilesNames) {
  for (const PublishedWeights& weights : published_weights()) {
    EXPECT_TRUE(weights.url.starts_with("https://")) << weights.name;
    EXPECT_TRUE(weights.sha256.empty() || weights.sha256.size() == 64) << weights.name;
    if (weights.url.find("download.pytorch.org") != std::string::npos) {
      const std::size_t dash = weights.url.rfind('-');
      EXPECT_TRUE(weights.sha256.starts_with(weights.url.substr(dash + 1, 8))) << weights.name;
    }
  }
}

}  // namespace
}  // namespace goodparts
