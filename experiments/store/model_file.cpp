#include "experiments/store/model_file.h"

#include <fmt/format.h>

#include "experiments/store/archive_hdf5.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

constexpr const char* kSchema = "goodparts.model/1";

std::string unit_folder(std::size_t index) { return fmt::format("units/{}", index); }

std::filesystem::path model_path(const std::filesystem::path& path) {
  return std::filesystem::is_directory(path) ? path / "model.h5" : path;
}

}  // namespace

ModelFileWriter::ModelFileWriter(const std::filesystem::path& path, const std::string& config_yaml,
                                 const InputSpec& input)
    : file_(path, Hdf5File::Mode::kCreate) {
  file_.write_text("schema", kSchema);
  file_.write_text("config", config_yaml);
  file_.write_text("input/kind", input.kind);
  const std::int64_t sizes[] = {input.resize_height, input.resize_width, input.crop, input.window};
  file_.write("input/sizes", std::span<const std::int64_t>(sizes));
  file_.write("input/features", input.features);
  file_.write_text("input/separator", input.separator);
  file_.write("input/conditions", input.conditions);
  for (std::size_t i = 0; i < input.categories.size(); ++i) {
    if (!input.categories[i].empty()) {
      file_.write(fmt::format("input/categories/{}", i), input.categories[i]);
    }
  }
}

void ModelFileWriter::add_unit(std::size_t index, const std::string& name,
                               const Detector& detector) {
  file_.write_text(unit_folder(index) + "/name", name);
  Hdf5ArchiveWriter archive(file_, unit_folder(index) + "/detector");
  detector.save(archive);
}

void ModelFileWriter::finish(const std::vector<ThresholdChoice>& choices) {
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const ThresholdChoice& choice = choices[i];
    const std::string folder = unit_folder(i) + "/threshold";
    file_.write_text(folder + "/rule", choice.available ? choice.rule : "");
    file_.write_text(folder + "/note", choice.note);
    const double numbers[] = {choice.threshold, choice.target_fpr, choice.expected_fpr,
                              choice.fpr_upper_95};
    file_.write(folder + "/numbers", std::span<const double>(numbers));
    const std::int64_t counts[] = {choice.good_count, choice.rank, choice.good_needed};
    file_.write(folder + "/counts", std::span<const std::int64_t>(counts));
  }
  file_.close();
}

ModelFile::ModelFile(const std::filesystem::path& path)
    : file_(model_path(path), Hdf5File::Mode::kRead) {
  if (!file_.has("schema") || file_.read_text("schema") != kSchema) {
    throw Error(
        ErrorKind::kData,
        fmt::format("{}: not a model of this version ('{}'); train it again with this goodparts",
                    file_.path().string(), kSchema));
  }
  config_yaml_ = file_.read_text("config");
  const std::vector<std::int64_t> sizes = file_.read_integers("input/sizes");
  if (sizes.size() != 4) {
    throw Error(ErrorKind::kData, file_.path().string() + ": 'input/sizes' is damaged");
  }
  input_ = {file_.read_text("input/kind"),
            sizes[0],
            sizes[1],
            sizes[2],
            file_.read_texts("input/features"),
            file_.read_text("input/separator"),
            sizes[3],
            {},
            {}};
  if (file_.has("input/conditions")) {
    input_.conditions = file_.read_texts("input/conditions");
  }
  for (std::size_t i = 0; file_.has("input/categories") && i < input_.features.size(); ++i) {
    const std::string name = fmt::format("input/categories/{}", i);
    input_.categories.push_back(file_.has(name) ? file_.read_texts(name)
                                                : std::vector<std::string>{});
  }
  for (std::size_t i = 0; file_.has(unit_folder(i)); ++i) {
    units_.push_back(file_.read_text(unit_folder(i) + "/name"));
  }
}

ThresholdChoice ModelFile::choice(std::size_t unit) const {
  const std::string folder = unit_folder(unit) + "/threshold";
  const std::vector<double> numbers = file_.read_doubles(folder + "/numbers");
  const std::vector<std::int64_t> counts = file_.read_integers(folder + "/counts");
  if (numbers.size() != 4 || counts.size() != 3) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: '{}' is damaged", file_.path().string(), folder));
  }
  ThresholdChoice choice;
  choice.rule = file_.read_text(folder + "/rule");
  choice.available = !choice.rule.empty();
  choice.note = file_.read_text(folder + "/note");
  choice.threshold = numbers[0];
  choice.target_fpr = numbers[1];
  choice.expected_fpr = numbers[2];
  choice.fpr_upper_95 = numbers[3];
  choice.good_count = counts[0];
  choice.rank = counts[1];
  choice.good_needed = counts[2];
  return choice;
}

void ModelFile::load(std::size_t unit, Detector& into) const {
  into.load(Hdf5ArchiveReader(file_, unit_folder(unit) + "/detector"));
}

}  // namespace goodparts
