#include "metrics/evaluation_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <nlohmann/json.hpp>

#include "kernels/base/error.h"
#include "metrics/metric_names.h"

namespace goodparts {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// T, or T const: one list of fields serves writing and reading.
template <class Given, class T>
concept Is = std::same_as<std::remove_const_t<Given>, T>;

template <class Io, Is<Rate> R>
void fields(Io& io, R& rate) {
  io("count", rate.count);
  io("total", rate.total);
  io("value", rate.value);
  io("low", rate.low);
  io("high", rate.high);
}

template <class Io, Is<OperatingPoint> P>
void fields(Io& io, P& point) {
  io("threshold", point.threshold);
  io("tp", point.tp);
  io("fp", point.fp);
  io("tn", point.tn);
  io("fn", point.fn);
  io("recall", point.recall);
  io("false_positive_rate", point.false_positive_rate);
  io("precision", point.precision);
}

template <class Io, Is<ThresholdChoice> C>
void fields(Io& io, C& choice) {
  io("available", choice.available);
  io("rule", choice.rule);
  io("target_fpr", choice.target_fpr);
  io("threshold", choice.threshold);
  io("good_count", choice.good_count);
  io("rank", choice.rank);
  io("expected_fpr", choice.expected_fpr);
  io("fpr_upper_95", choice.fpr_upper_95);
  io("good_needed", choice.good_needed);
  io("note", choice.note);
}

template <class Io, Is<DefectRecall> D>
void fields(Io& io, D& defect) {
  io("defect", defect.defect);
  io("recall", defect.recall);
}

template <class Io, Is<SizedDefect> D>
void fields(Io& io, D& defect) {
  io("defect", defect.defect);
  io("area", defect.area);
  io("flagged", defect.flagged);
}

template <class Io, Is<ConditionRate> C>
void fields(Io& io, C& condition) {
  io("condition", condition.condition);
  io("level", condition.level);
  io("false_positive_rate", condition.false_positive_rate);
}

template <class Io, Is<Histogram> H>
void fields(Io& io, H& histogram) {
  io("edges", histogram.edges);
  io("calibration", histogram.calibration);
  io("good", histogram.good);
  io("anomalous", histogram.anomalous);
}

template <class Io, Is<UnitEvaluation> U>
void fields(Io& io, U& unit) {
  io("name", unit.name);
  io("good", unit.good);
  io("anomalous", unit.anomalous);
  io("calibration", unit.calibration);
  io("metrics", unit.metrics);
  io("choice", unit.choice);
  io("at_choice", unit.at_choice);
  io("oracle_f1", unit.oracle_f1);
  io("defects", unit.defects);
  io("conditions", unit.conditions);
  io("sized_defects", unit.sized_defects);
  io("sweep", unit.sweep);
  io("roc", unit.roc);
  io("precision_recall", unit.precision_recall);
  io("pro", unit.pro);
  io("histogram", unit.histogram);
}

template <class Io, Is<Evaluation> E>
void fields(Io& io, E& evaluation) {
  io("metrics", evaluation.metrics);
  io("has_choice", evaluation.has_choice);
  io("at_choice", evaluation.at_choice);
  io("defects", evaluation.defects);
  io("conditions", evaluation.conditions);
  io("units", evaluation.units);
  io("notes", evaluation.notes);
}

class Writer {
 public:
  template <class T>
  void operator()(const char* key, const T& value) {
    object_[key] = write(value);
  }
  template <class T>
  static ordered_json write(const T& value) {
    Writer writer;
    fields(writer, value);
    return std::move(writer.object_);
  }

 private:
  static ordered_json write(bool value) { return value; }
  static ordered_json write(std::int64_t value) { return value; }
  static ordered_json write(const std::string& value) { return value; }
  static ordered_json write(double value) {
    return std::isnan(value) ? ordered_json(nullptr) : ordered_json(value);
  }
  static ordered_json write(const CurvePoint& point) {
    return ordered_json::array({write(point.x), write(point.y), write(point.threshold)});
  }
  static ordered_json write(const NamedValues& values) {
    ordered_json object = ordered_json::object();
    for (const auto& [name, value] : values) {
      object[name] = write(value);
    }
    return object;
  }
  template <class T>
  static ordered_json write(const std::vector<T>& items) {
    ordered_json array = ordered_json::array();
    for (const T& item : items) {
      array.push_back(write(item));
    }
    return array;
  }

  ordered_json object_ = ordered_json::object();
};

// Metrics that json has sorted by name go back to the order in which they are reported, others
// after them.
void restore_order(NamedValues& values) {
  const auto position = [](const std::string& name) {
    std::ptrdiff_t before = 0;
    const auto found_in = [&](const auto& names) {
      const auto found = std::find(names.begin(), names.end(), name);
      before += found - names.begin();
      return found != names.end();
    };
    static_cast<void>(found_in(kSampleMetrics) || found_in(kMoreSampleMetrics) ||
                      found_in(kPixelMetrics) || found_in(kMorePixelMetrics));
    return before;
  };
  std::stable_sort(values.begin(), values.end(), [&](const auto& a, const auto& b) {
    return position(a.first) < position(b.first);
  });
}

class Reader {
 public:
  Reader(const json& value, std::string path) : value_(value), path_(std::move(path)) {}

  template <class T>
  void operator()(const char* key, T& field) {
    const std::string path = path_.empty() ? key : path_ + "." + key;
    const auto found = value_.find(key);
    if (found == value_.end()) {
      throw Error(
          ErrorKind::kData,
          fmt::format(
              "evaluation: field '{}' is missing; the file is damaged or of another version",
              path));
    }
    Reader(*found, path).read(field);
  }
  template <class T>
  void read(T& structure) {
    require(value_.is_object(), "an object");
    fields(*this, structure);
  }

 private:
  void require(bool fits, const char* expected) const {
    if (!fits) {
      throw Error(ErrorKind::kData, fmt::format("evaluation: field '{}' must be {}, but is {}",
                                                path_, expected, value_.type_name()));
    }
  }
  void read(bool& field) {
    require(value_.is_boolean(), "true or false");
    field = value_.get<bool>();
  }
  void read(std::int64_t& field) {
    require(value_.is_number_integer(), "an integer");
    field = value_.get<std::int64_t>();
  }
  void read(double& field) {
    require(value_.is_number() || value_.is_null(), "a number or null");
    field = value_.is_null() ? kUndefined : value_.get<double>();
  }
  void read(std::string& field) {
    require(value_.is_string(), "a string");
    field = value_.get<std::string>();
  }
  void read(CurvePoint& point) {
    require(value_.is_array() && value_.size() == 3, "an array of three numbers");
    Reader(value_[0], path_ + "[0]").read(point.x);
    Reader(value_[1], path_ + "[1]").read(point.y);
    Reader(value_[2], path_ + "[2]").read(point.threshold);
  }
  void read(NamedValues& values) {
    require(value_.is_object(), "an object");
    for (const auto& [name, value] : value_.items()) {
      if (std::find(kPooledMetrics.begin(), kPooledMetrics.end(), name) != kPooledMetrics.end()) {
        continue;  // said by the operating point
      }
      values.emplace_back(name, kUndefined);
      Reader(value, path_ + "." + name).read(values.back().second);
    }
    restore_order(values);
  }
  template <class T>
  void read(std::vector<T>& items) {
    require(value_.is_array(), "an array");
    for (std::size_t i = 0; i < value_.size(); ++i) {
      Reader(value_[i], fmt::format("{}[{}]", path_, i)).read(items.emplace_back());
    }
  }

  const json& value_;
  std::string path_;
};

}  // namespace

ordered_json to_json(const Evaluation& evaluation) { return Writer::write(evaluation); }

ordered_json metrics_json(const Evaluation& evaluation) {
  ordered_json metrics = to_json(evaluation).at("metrics");
  if (!evaluation.has_choice) {
    return metrics;
  }
  const OperatingPoint& at = evaluation.at_choice;
  const auto share = [](std::int64_t part, std::int64_t whole) {
    return whole == 0 ? ordered_json(nullptr)
                      : ordered_json(static_cast<double>(part) / static_cast<double>(whole));
  };
  const std::array<ordered_json, kPooledMetrics.size()> values = {
      at.tp,
      at.fn,
      at.fp,
      at.tn,
      share(at.fp, at.fp + at.tn),
      share(at.fn, at.fn + at.tp),
      share(2 * at.tp, 2 * at.tp + at.fp + at.fn)};
  for (std::size_t i = 0; i < values.size(); ++i) {
    metrics[std::string(kPooledMetrics[i])] = values[i];
  }
  return metrics;
}

Evaluation evaluation_from_json(const json& json) {
  Evaluation evaluation;
  Reader(json, "").read(evaluation);
  return evaluation;
}

}  // namespace goodparts
