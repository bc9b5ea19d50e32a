#include "experiments/command_line.h"

namespace goodparts {
namespace {

constexpr const char* kFooter = R"(Examples
  goodparts run method=patchcore dataset=synthetic_image
  goodparts run method=isolation_forest dataset=skab dataset.root=data/skab output.dir=runs/skab
  goodparts run -m method=patchcore,isolation_forest seed=0,1,2 dataset=synthetic_sensor output.dir=runs/sweep
  goodparts run --cfg job method=patchcore        prints the configuration that would run
  goodparts report runs/sweep
  goodparts evaluate scores.csv --calibration held_out.csv --output evaluation
  goodparts compare runs/patchcore runs/padim
  goodparts predict runs/skab new.csv --unit valve1/0
  goodparts weights fetch wide_resnet50_2

Exit codes
  0 done   1 defect in goodparts   2 command line or configuration   3 input data   4 output cannot be written
  5 not available in this build   6 some runs of a sweep failed   130 interrupted
)";

void add_run(CLI::App& app, RunOptions& options) {
  CLI::App* run = app.add_subcommand("run",
                                     "Train on good parts, score, choose a threshold on held-out "
                                     "good parts, measure false positives");
  run->add_option(
      "overrides", options.overrides,
      "key=value and group=option, as in Hydra: method=patchcore dataset.category=bottle seed=3");
  run->add_flag("-m,--multirun", options.multirun,
                "Run every combination of comma-separated values: seed=0,1,2");
  run->add_option("-c,--cfg", options.print, "Print the composed configuration and stop: --cfg job")
      ->check(CLI::IsMember({"job"}));
  run->add_option("--config-dir", options.config_dirs,
                  "Folder with more configuration files, searched first")
      ->allow_extra_args(false);
  run->add_option("--config-name", options.config_name, "Configuration file to start from")
      ->capture_default_str();
}

void add_compare(CLI::App& app, CompareOptions& options) {
  CLI::App* compare = app.add_subcommand(
      "compare", "Compare detectors on the same parts: which may be the best, by which tests");
  compare
      ->add_option("scores", options.scores,
                   "Two or more: runs' folders, score files or CSVs; NAME=PATH names a detector")
      ->required();
  compare->add_option("-o,--output", options.output,
                      "Folder for comparison.json and comparison.md (default: print only)");
  compare
      ->add_option("--target-fpr", options.comparison.target_fpr,
                   "Share of good parts that may be flagged at the thresholds compared")
      ->capture_default_str();
  compare
      ->add_option("--bootstrap", options.comparison.bootstrap,
                   "Replicates behind the comparison of average precision")
      ->capture_default_str()
      ->check(CLI::Range(100, 1000000));
  compare->add_option("--seed", options.seed, "Of the bootstrap")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  compare->add_option("-j,--threads", options.threads, "Threads (default: every core)")
      ->check(CLI::Range(1, 4096));
}

void add_report(CLI::App& app, ReportOptions& options) {
  CLI::App* report = app.add_subcommand(
      "report",
      "Turn finished runs into report.html (one file, opens from disk), report.csv and report.md");
  report->add_option("runs", options.paths, "Folders of runs or sweeps; searched for finished runs")
      ->required();
  report->add_option(
      "-o,--output", options.output,
      "Folder to write to (default: the given folder, or ./report if several are given)");
  report->add_flag("--methods-table", options.methods_table,
                   "Write methods.md instead: for runs that lie in <data>/<method>/…, a table for "
                   "each data set with a row for each method");
}

constexpr const char* kEvaluateFooter = R"(The CSV
  id,score             required; a higher score is more anomalous
  label,defect         0 good, 1 anomalous, empty: not known; what is wrong with the part
  split                test, or calibration: good parts held out from training, which set the threshold
  group,unit           parts of one lot; scores are compared within a unit
  time,latency_ms      seconds or 2020-03-09 10:14:33 (adds metrics of time series); what scoring the part took
  any other column     an operating condition: shift, lot, temperature
  Maps and masks lie at MAPS/<id without extension>.npy (.tiff, .png) and MASKS/<same>.png.

Examples
  goodparts evaluate runs/bottle --output bottle_evaluation
  goodparts evaluate scores.csv --calibration held_out.csv --output evaluation
  goodparts evaluate scores.csv --maps maps --masks ground_truth --column score=pred_score --output evaluation
)";

void add_evaluate(CLI::App& app, EvaluateOptions& options) {
  CLI::App* evaluate = app.add_subcommand(
      "evaluate", "Evaluate scores that any tool wrote: metrics, thresholds, false positives");
  evaluate->footer(kEvaluateFooter);
  evaluate
      ->add_option("scores", options.input.scores,
                   "A run's folder, its scores.h5, or a CSV with the columns id and score")
      ->required();
  evaluate->add_option("-o,--output", options.output, "Folder to write to")->required();
  evaluate->add_flag("--overwrite", options.overwrite, "Replace an earlier result there");
  evaluate->add_option("--calibration", options.input.calibration,
                       "CSV of good parts that were held out from training");
  evaluate->add_option("--maps", options.input.maps, "Folder of anomaly maps (.npy, .tiff, .png)");
  evaluate->add_option("--masks", options.input.masks, "Folder of the defects' masks");
  evaluate->add_option("--column", options.columns,
                       "Name of a column: score=anomaly_score; may be given several times");
  evaluate->add_option("--ignore", options.input.csv.ignored,
                       "Columns that are no operating conditions");
  evaluate->add_option("--separator", options.separator, "Of the CSV: ',', ';' or tab")
      ->capture_default_str();
  evaluate->add_option("--name", options.name, "The detector's name in the report");
  evaluate->add_option("--dataset", options.dataset, "The data's name in the report");
  evaluate
      ->add_option("--target-fpr", options.evaluation.target_fpr,
                   "Share of good parts that may be flagged")
      ->capture_default_str();
  evaluate
      ->add_option("--confidence", options.evaluation.confidence,
                   "Of intervals, bounds and certificates")
      ->capture_default_str();
  evaluate
      ->add_option("--bootstrap", options.evaluation.bootstrap,
                   "Replicates behind intervals of metrics; 0: only those that need none")
      ->capture_default_str();
  evaluate
      ->add_option("--min-recall", options.evaluation.min_recall,
                   "Of the rule \"FPR at a recall\" and of the review band")
      ->capture_default_str();
  evaluate->add_option("--prevalence", options.evaluation.prevalence,
                       "Share of defective parts in production: 0.002");
  evaluate->add_option("--escape-cost", options.evaluation.escape_cost,
                       "Of a defective part that passes, for the rule \"expected cost\"");
  evaluate->add_option("--overkill-cost", options.evaluation.overkill_cost,
                       "Of a good part that is flagged");
  evaluate->add_option("--max-gap", options.evaluation.max_gap_seconds,
                       "Seconds; a longer step in time breaks a series");
  evaluate->add_option("--requirements", options.evaluation.requirements,
                       "requirements.yaml: adds the decision go, no-go or not enough evidence");
  evaluate->add_flag("--conventions", options.conventions,
                     "Print the same scores under every convention side by side");
  evaluate->add_option("--saturation", options.saturation,
                       "MVTec LOCO's defects_config.json: adds AU-sPRO to --conventions");
  evaluate
      ->add_option("--model-size", options.model_size,
                   "Height and width of the model's maps, for anomalib's AU-PRO in --conventions")
      ->expected(2)
      ->check(CLI::PositiveNumber);
  evaluate->add_option("--seed", options.seed, "Of what is random: bootstrap")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  evaluate->add_option("-j,--threads", options.threads, "Threads (default: every core)")
      ->check(CLI::Range(1, 4096));
}

void add_predict(CLI::App& app, PredictOptions& options) {
  CLI::App* predict =
      app.add_subcommand("predict", "Score new images or rows with a trained detector");
  predict->add_option("model", options.model, "A run's folder or its model.h5")->required();
  predict
      ->add_option("inputs", options.inputs,
                   "Images or folders of images; CSV or npz files for rows; folders of cycles")
      ->required();
  predict->add_option("-o,--output", options.output,
                      "Folder for predictions.csv and heatmaps/ (default: print the predictions)");
  predict->add_option("-u,--unit", options.unit,
                      "Which detector, where the model holds several (a category, a file)");
  predict->add_flag("!--no-heatmaps", options.heatmaps, "Write no pictures");
  predict->add_option("-j,--threads", options.threads, "Threads (default: every core)")
      ->check(CLI::Range(1, 4096));
  predict->add_option("--device", options.device, "Where kernels compute: cpu or cuda")
      ->capture_default_str();
}

constexpr const char* kWeightsFooter = R"(Where
  The cache is $GOODPARTS_CACHE/weights, else $XDG_CACHE_HOME/goodparts/weights, else ~/.cache/goodparts/weights.
  A run finds what is there by itself: goodparts weights fetch resnet18 && goodparts run backbone=resnet18 ...

Examples
  goodparts weights list
  goodparts weights fetch resnet18 wide_resnet50_2
  goodparts weights fetch resnet18 --mirror https://files.example.com/pytorch
  goodparts weights fetch resnet18 --proxy http://proxy.example.com:3128
  goodparts weights verify
  goodparts weights convert my_model.pth my_model.safetensors
)";

void add_weights_fetch(CLI::App& weights, WeightsOptions& options) {
  CLI::App* fetch = weights.add_subcommand(
      "fetch", "Fetch published weights, check their SHA-256 and keep them as safetensors");
  fetch->add_option("names", options.names, "Names that `goodparts weights list` shows")
      ->required();
  fetch
      ->add_option("--mirror", options.mirror,
                   "URL that takes the place of the hub's scheme and host")
      ->envname("GOODPARTS_MIRROR");
  fetch->add_option("--proxy", options.proxy,
                    "URL of a proxy (default: what https_proxy, http_proxy and no_proxy say)");
  fetch->add_flag("--again", options.again, "Also where the cache already has them");
  fetch
      ->add_option("--stall", options.stall_seconds,
                   "Seconds without a byte after which a connection is tried anew")
      ->capture_default_str()
      ->check(CLI::Range(1, 3600));
}

void add_weights(CLI::App& app, WeightsOptions& options) {
  CLI::App* weights =
      app.add_subcommand("weights", "Fetch, check and convert the weights of pretrained backbones");
  weights->require_subcommand(1);
  weights->fallthrough();
  weights->footer(kWeightsFooter);
  weights
      ->add_subcommand("list", "Which weights can be fetched by name, and which have been fetched")
      ->add_flag("--json", options.json, "As JSON");
  add_weights_fetch(*weights, options);
  weights
      ->add_subcommand("verify",
                       "Compute the SHA-256 of fetched weights anew; exit code 3 for a damaged one")
      ->add_option("names", options.names, "Names (default: all that are in the cache)");
  CLI::App* convert = weights->add_subcommand(
      "convert",
      "Turn a PyTorch file of weights into safetensors. Reads tensors only: a file that wants to "
      "run code is refused");
  convert->add_option("input", options.input, "File that torch.save wrote (.pth, .pt)")->required();
  convert->add_option("output", options.output, "The .safetensors file to write")->required();
  convert->add_option(
      "--key", options.key,
      "Take the tensors below this entry, such as ema or teacher.backbone (default: "
      "state_dict, model_state_dict or model, where there is one)");
}

}  // namespace

void add_commands(CLI::App& app, CommandOptions& options) {
  app.footer(kFooter);
  add_run(app, options.run);
  add_evaluate(app, options.evaluate);
  add_compare(app, options.compare);
  add_report(app, options.report);
  add_predict(app, options.predict);
  add_weights(app, options.weights);
  app.add_subcommand(
      "info", "Versions, libraries, threads, and which methods, backbones and datasets there are");
}

}  // namespace goodparts
