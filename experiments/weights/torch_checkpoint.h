// A file that torch.save wrote (.pth, .pt): what it holds, and the bytes of its storages.
//
// Two formats. Since PyTorch 1.6: a zip archive with NAME/data.pkl and NAME/data/KEY. Before (and
// with _use_new_zipfile_serialization=False; torchvision still publishes such files): a magic
// number, a protocol version, facts about the machine, the object and the list of storage keys as
// five pickles, then each storage as a 64-bit count of elements and their bytes.
#pragma once

#include <memory>
#include <string>

#include "experiments/weights/pickle.h"

namespace goodparts {

class TorchCheckpoint {
 public:
  virtual ~TorchCheckpoint() = default;
  const std::string& path() const { return path_; }
  const Pickle& pickle() const { return pickle_; }
  // All elements of pickle().storages[storage], little-endian. Throws Error(kData) where the file
  // has fewer bytes than it said.
  virtual std::string read_storage(std::uint32_t storage) const = 0;

 protected:
  std::string path_;
  Pickle pickle_;
};

// Runs nothing that the file contains. Throws Error(kData) for what is no such file, is damaged, or
// asks for code to be run.
std::unique_ptr<TorchCheckpoint> open_torch_checkpoint(const std::string& path);

}  // namespace goodparts
