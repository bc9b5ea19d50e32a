// Runs the goodparts program as a user would and keeps what it printed.
#pragma once

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace goodparts::testing {

struct ProgramResult {
  int code = -1;    // exit code; −signal if a signal ended it
  std::string out;  // standard output
  std::string err;  // standard error
};

// A running program; wait() returns what became of it.
class Program {
 public:
  // `file_limit` bytes: no file may grow beyond, as on a full disk; 0: no limit.
  explicit Program(const std::vector<std::string>& arguments, rlim_t file_limit = 0) {
    std::vector<std::string> all = {GOODPARTS_PROGRAM};
    all.insert(all.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& argument : all) {
      argv.push_back(argument.data());
    }
    argv.push_back(nullptr);
    const std::string out = folder_ / "out";
    const std::string err = folder_ / "err";
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT, 0600), STDOUT_FILENO);
      ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT, 0600), STDERR_FILENO);
      if (file_limit > 0) {
        const rlimit limit{file_limit, file_limit};
        ::setrlimit(RLIMIT_FSIZE, &limit);
      }
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
  }

  void signal(int number) const { ::kill(pid_, number); }

  std::string error_so_far() const { return read("err"); }

  ProgramResult wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), read("out"), read("err")};
  }

 private:
  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder_ / name).rdbuf();
    return text.str();
  }

  TemporaryFolder folder_;
  pid_t pid_ = -1;
};

inline ProgramResult run_program(const std::vector<std::string>& arguments) {
  return Program(arguments).wait();
}

}  // namespace goodparts::testing
