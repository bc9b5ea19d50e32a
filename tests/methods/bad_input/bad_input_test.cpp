// Every method of the table meets every kind of awkward data: it either tells the obvious anomaly
// from good samples, or says clearly what is wrong. Which of the two is written down here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "kernels/base/error.h"
#include "methods/registry.h"
#include "metrics/evaluation.h"
#include "tests/support/memory_archive.h"
#include "tests/support/memory_source.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;
using testing::MemorySource;

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

struct Case {
  std::string name;
  bool images = false;
  std::vector<std::int64_t> dims;
  std::vector<std::vector<float>> good;
  std::vector<std::vector<float>> test;  // good ones, then one obvious anomaly
};

std::vector<float> row(Rng& rng, std::int64_t columns) {
  std::vector<float> values;
  for (std::int64_t c = 0; c < columns; ++c) {
    values.push_back(static_cast<float>(rng.normal(5.0, 1.0)));
  }
  return values;
}

// `good` training rows; 10 more good ones and one with every value far off to test.
Case rows_case(const std::string& name, std::int64_t good, std::int64_t columns) {
  Case result{name, false, {columns}, {}, {}};
  Rng rng(7, name);
  for (std::int64_t i = 0; i < good; ++i) {
    result.good.push_back(row(rng, columns));
  }
  for (int i = 0; i < 10; ++i) {
    result.test.push_back(row(rng, columns));
  }
  result.test.emplace_back(static_cast<std::size_t>(columns), 60.0F);
  return result;
}

Case with_column(Case result, std::size_t column, float value) {
  for (auto* part : {&result.good, &result.test}) {
    for (std::vector<float>& values : *part) {
      values[column] = value;
    }
  }
  return result;
}

// Grey noise around a level; the anomaly has a bright square over its middle.
std::vector<float> image(Rng& rng, std::int64_t size, float noise, bool defective) {
  std::vector<float> values(static_cast<std::size_t>(3 * size * size));
  for (std::int64_t y = 0; y < size; ++y) {
    for (std::int64_t x = 0; x < size; ++x) {
      const bool inside =
          defective && std::abs(2 * y - size) < size / 2 && std::abs(2 * x - size) < size / 2;
      const float grey = inside ? 1.0F : 0.3F + noise * static_cast<float>(rng.uniform(-1.0, 1.0));
      for (std::int64_t channel = 0; channel < 3; ++channel) {
        values[static_cast<std::size_t>((channel * size + y) * size + x)] = grey;
      }
    }
  }
  return values;
}

Case images_case(const std::string& name, std::int64_t good, std::int64_t size, float noise) {
  Case result{name, true, {3, size, size}, {}, {}};
  Rng rng(7, name);
  for (std::int64_t i = 0; i < good; ++i) {
    result.good.push_back(image(rng, size, noise, false));
  }
  for (int i = 0; i < 4; ++i) {
    result.test.push_back(image(rng, size, noise, false));
  }
  result.test.push_back(image(rng, size, noise, true));
  return result;
}

std::vector<Case> all_cases() {
  Case constant = rows_case("constant rows", 40, 3);
  for (std::size_t c = 0; c < 3; ++c) {
    constant = with_column(std::move(constant), c, 5.0F);
  }
  constant.test.back() = {60.0F, 60.0F, 60.0F};
  return {with_column(rows_case("a constant column", 60, 4), 2, 5.0F),
          constant,
          rows_case("one training row", 1, 4),
          rows_case("two training rows", 2, 4),
          rows_case("fewer rows than columns", 12, 30),
          rows_case("one column", 60, 1),
          with_column(rows_case("an all-NaN column", 60, 4), 1, kNone),
          images_case("one training image", 1, 64, 0.05F),
          images_case("few training images", 6, 64, 0.05F),
          images_case("constant images", 6, 64, 0.0F),
          images_case("images smaller than the receptive field", 6, 8, 0.05F)};
}

// What is said instead of a result. Where a method is not listed, it must find the anomaly.
const std::map<std::pair<std::string, std::string>, std::string>& clear_errors() {
  static const std::map<std::pair<std::string, std::string>, std::string> errors = [] {
    std::map<std::pair<std::string, std::string>, std::string> all;
    for (const char* method :
         {"ecod", "ewma", "hbos", "hotelling_t2", "knn", "mewma", "pca", "shewhart"}) {
      all[{method, "one training row"}] = "at least 2";
      all[{method, "one training image"}] = "at least 2";
    }
    for (const char* method : {"autoencoder", "ecod", "ewma", "hbos", "hotelling_t2", "knn",
                               "mewma", "pca", "shewhart"}) {
      all[{method, "an all-NaN column"}] = "needs complete rows";
    }
    for (const char* method : {"hotelling_t2", "mewma", "pca"}) {
      all[{method, "constant rows"}] = "no column of the good samples varies";
      all[{method, "constant images"}] = "no column of the good samples varies";
    }
    for (const char* data : {"one training row", "one training image"}) {
      all[{"isolation_forest", data}] = "at least 2";
    }
    all[{"isolation_forest", "constant rows"}] = "all alike";
    all[{"isolation_forest", "constant images"}] = "all alike";
    for (const char* method : {"cflow", "fastflow"}) {
      all[{method, "constant images"}] = "the same at every place";
    }
    all[{"flow", "one training row"}] = "at least 2";
    all[{"flow", "one training image"}] = "at least 2";
    all[{"flow", "an all-NaN column"}] = "needs complete rows";
    all[{"flow", "constant rows"}] = "all alike";
    all[{"flow", "constant images"}] = "all alike";
    all[{"efficient_ad", "images smaller than the receptive field"}] = "33 × 33";
    all[{"patchcore", "an all-NaN column"}] = "is missing, and PatchCore needs complete rows";
    return all;
  }();
  return errors;
}

// Baselines that look at nothing; and an isolation tree of two rows, which is one split, so that
// every sample lies at depth 1 whatever it is.
bool is_blind(const std::string& method, const Case& data) {
  return method == "random" || method == "always_alarm" ||
         (method == "isolation_forest" && data.name == "two training rows");
}

bool reads(const MethodEntry& method, const Case& data) {
  return method.reads == Reads::kBoth || (method.reads == Reads::kImages) == data.images;
}

// Settings as they are, but trainings of a few steps and slim networks.
class ShortTraining : public ConfigVisitor {
 public:
  void field(const char*, bool&) override {}
  void field(const char* key, std::int64_t& value) override {
    if (std::string(key) == "epochs") {
      value = std::min<std::int64_t>(value, 10);
    }
    if (std::string(key) == "channels") {  // of EfficientAD's networks
      value = std::min<std::int64_t>(value, 24);
    }
  }
  void field(const char*, double&) override {}
  void field(const char*, std::string&) override {}
  void field(const char*, std::optional<std::int64_t>&) override {}
  void field(const char*, std::optional<double>&) override {}
  void field(const char*, std::optional<std::string>&) override {}
  void field(const char*, std::vector<std::string>&) override {}
  void field(const char*, std::vector<std::int64_t>&) override {}
  void field(const char*, std::vector<double>&) override {}
};

std::unique_ptr<Detector> make(const std::string& method) {
  return make_detector(method, [](const std::string&, Config& into) {
    ShortTraining shorten;
    into.visit(shorten);
  });
}

std::vector<double> fit_and_score(const std::string& method, const Case& data) {
  const std::unique_ptr<Detector> detector = make(method);
  Context context;
  context.threads = 2;
  detector->fit(context, MemorySource(data.dims, data.good));
  std::vector<std::int64_t> all(data.test.size());
  std::iota(all.begin(), all.end(), std::int64_t{0});
  std::vector<double> scores;
  for (const SampleScore& score :
       detector->score(context, MemorySource(data.dims, data.test), all)) {
    scores.push_back(score.score);
    for (const float value : score.map.values) {
      EXPECT_TRUE(std::isfinite(value)) << method << ", " << data.name << ": a map is not finite";
    }
  }
  return scores;
}

class BadInput : public ::testing::TestWithParam<std::size_t> {};

TEST_P(BadInput, GivesAResultOrAClearError) {
  const MethodEntry& method = method_registry()[GetParam()];
  for (const Case& data : all_cases()) {
    if (!reads(method, data)) {
      continue;
    }
    SCOPED_TRACE(std::string(method.name) + ", " + data.name);
    const auto expected = clear_errors().find({method.name, data.name});
    try {
      const std::vector<double> scores = fit_and_score(method.name, data);
      EXPECT_EQ(expected, clear_errors().end()) << "a result where an error was expected";
      EXPECT_TRUE(
          std::all_of(scores.begin(), scores.end(), [](double s) { return std::isfinite(s); }));
      if (!is_blind(method.name, data)) {
        EXPECT_GT(scores.back(), *std::max_element(scores.begin(), scores.end() - 1));
      }
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::kUnavailable) {
        GTEST_SKIP() << error.what();  // a build without LibTorch
      }
      ASSERT_NE(expected, clear_errors().end()) << "unexpected: " << error.what();
      EXPECT_THAT(error.what(), HasSubstr(expected->second));
    }
  }
}

// Only good samples to test: scores there are, but nothing that compares two classes is defined.
TEST_P(BadInput, ATestSetOfOneClassHasNoRanking) {
  const MethodEntry& method = method_registry()[GetParam()];
  Case data = method.reads == Reads::kImages ? images_case("one class", 6, 64, 0.05F)
                                             : rows_case("one class", 40, 3);
  data.test.pop_back();
  std::vector<double> scores;
  try {
    scores = fit_and_score(method.name, data);
  } catch (const Error& error) {
    ASSERT_EQ(error.kind(), ErrorKind::kUnavailable) << error.what();
    GTEST_SKIP() << error.what();  // a build without LibTorch
  }
  ScoreTable table;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    table.unit.emplace_back("unit");
    table.id.push_back(std::to_string(i));
    table.group.push_back(std::to_string(i));
    table.split.push_back(Split::kTest);
    table.label.push_back(0);
    table.defect.emplace_back("good");
    table.score.push_back(scores[i]);
  }
  const Evaluation evaluation = evaluate(table, nullptr, {});
  for (const auto& [name, value] : evaluation.metrics) {
    if (name == "sample_auroc" || name == "sample_f1_max" || name == "sample_fpr_at_95tpr") {
      EXPECT_TRUE(std::isnan(value)) << name << " is " << value;
    }
  }
}

std::vector<std::size_t> every_method() {
  std::vector<std::size_t> indices(method_registry().size());
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  return indices;
}

INSTANTIATE_TEST_SUITE_P(EveryMethod, BadInput, ::testing::ValuesIn(every_method()),
                         [](const auto& info) {
                           return std::string(method_registry()[info.param].name);
                         });

}  // namespace
}  // namespace goodparts
