#include "tests/reports/records.h"

namespace goodparts::testing {
namespace {

OperatingPoint point(double threshold, const Rate& recall, const Rate& fpr, const Rate& precision) {
  OperatingPoint result;
  result.threshold = threshold;
  result.tp = recall.count;
  result.fn = recall.total - recall.count;
  result.fp = fpr.count;
  result.tn = fpr.total - fpr.count;
  result.recall = recall;
  result.false_positive_rate = fpr;
  result.precision = precision;
  return result;
}

}  // namespace

RunRecord image_record(std::int64_t seed) {
  RunRecord run;
  run.path = "out/tile/" + std::to_string(seed);
  run.name = "patchcore seed=" + std::to_string(seed);
  run.method = "patchcore";
  run.backbone = "mobilenet_v2";
  run.dataset = "tile";
  run.protocol = "mvtec";
  run.seed = seed;
  run.config_yaml = "method:\n  name: patchcore\nseed: " + std::to_string(seed) +
                    "\noutput:\n  dir: " + run.path + "\n";
  run.facts = {{"memory bank", "10 × 4"}};
  run.environment = {{"BLAS", "OpenBLAS"}};
  run.timings = {12.5 + static_cast<double>(seed), 4.0, 17.5, 60.0, 65.0, 70.0, 512.0};

  UnitEvaluation unit;
  unit.name = "tile";
  unit.good = 20;
  unit.anomalous = 50;
  unit.calibration = 40;
  unit.metrics = {{"sample_auroc", 0.9375 + 0.02 * static_cast<double>(seed)},
                  {"sample_ap", 0.91},
                  {"sample_f1_max", 0.95},
                  {"sample_fpr_at_95tpr", 0.15},
                  {"pixel_auroc", 0.88},
                  {"pixel_ap", 0.4},
                  {"pixel_aupro_0.30", 0.7},
                  {"pixel_aupro_0.05", 0.35}};
  unit.choice.available = true;
  unit.choice.rule = "rank 2 of 40 held-out good scores";
  unit.choice.target_fpr = 0.05;
  unit.choice.threshold = 0.1234567890123;
  unit.choice.good_count = 40;
  unit.choice.rank = 2;
  unit.choice.good_needed = 93;
  unit.choice.note = "40 held-out good parts are too few.";
  unit.at_choice =
      point(unit.choice.threshold, {45, 50, 0.9, 0.7818646335657977, 0.9667249064109775},
            {1, 20, 0.05, 0.0012650894979498038, 0.24873276277202777},
            {45, 46, 45.0 / 46.0, 0.88472817440201, 0.9994497643051193});
  unit.oracle_f1 = unit.at_choice;
  unit.defects = {{"crack", {12, 15, 0.8, 0.5191088661931469, 0.9566879948941633}}};
  unit.conditions = {{"shift", "night", {0, 10, 0.0, 0.0, 0.3084971078187608}}};
  unit.sweep = {unit.at_choice};
  unit.roc = {{0.0, 0.0, 1.0}, {0.05, 0.9, 0.123}, {1.0, 1.0, 0.0}};
  unit.precision_recall = {{0.9, 0.978, 0.123}, {1.0, 0.714, 0.0}};
  unit.pro = {{0.0, 0.0, 1.0}, {0.3, 0.9, 0.1}};
  unit.histogram = {{0.0, 0.5, 1.0}, {38, 2}, {19, 1}, {5, 45}};
  run.evaluation.metrics = unit.metrics;
  run.evaluation.has_choice = true;
  run.evaluation.at_choice = unit.at_choice;
  run.evaluation.defects = unit.defects;
  run.evaluation.conditions = unit.conditions;
  run.evaluation.units = {unit};
  run.evaluation.notes = {"AU-PRO: mvtec_ad convention."};
  return run;
}

RunRecord awkward_record() {
  RunRecord run;
  run.path = "out/a,b";
  run.name = "forest \"quick\" | <b>";
  run.method = "isolation_forest";
  run.dataset = "pump, two files";
  run.protocol = "per_file";
  run.config_yaml = "note: </script><script>alert(1)</script>\n";
  run.warnings = {"line one\nline two", "296 rows, inside training"};
  for (const char* name : {"a.csv", "b.csv"}) {
    UnitEvaluation unit;
    unit.name = name;
    unit.good = 1200;
    unit.anomalous = 15;
    unit.metrics = {{"sample_auroc", 0.75}};
    unit.choice.available = true;
    unit.choice.threshold = 0.5;
    unit.choice.good_count = 40;
    run.evaluation.units.push_back(unit);
  }
  run.evaluation.metrics = {{"sample_auroc", 0.75}, {"range_f1", 0.25}};
  run.evaluation.has_choice = true;
  // 120 of 2400 and 12 of 30; 12 of 132 flagged parts are anomalous.
  run.evaluation.at_choice =
      point(kUndefined, {12, 30, 0.4, 0.22655764882859367, 0.5939650699481813},
            {120, 2400, 0.05, 0.041626, 0.059492}, {12, 132, 12.0 / 132.0, 0.047860, 0.153416});
  return run;
}

RunRecord bare_record() {
  RunRecord run;
  run.name = "bare";
  run.method = "padim";
  run.dataset = "table";
  UnitEvaluation unit;
  unit.name = "table";
  unit.good = 7;
  unit.metrics = {{"sample_auroc", kUndefined}};
  run.evaluation.metrics = unit.metrics;
  run.evaluation.units = {unit};
  return run;
}

GalleryItem gallery_item(const std::string& kind, const std::string& id, double score,
                         std::size_t bytes) {
  GalleryItem item;
  item.unit = "tile";
  item.kind = kind;
  item.id = id;
  item.score = score;
  item.threshold = 0.5;
  item.original = std::string(bytes, 'x');
  return item;
}

}  // namespace goodparts::testing
