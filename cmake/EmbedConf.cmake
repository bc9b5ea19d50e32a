# Writes OUTPUT, a C++ source that holds every YAML file below FOLDER. Run with cmake -P.
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*.yaml)
list(SORT files)
set(entries "")
foreach(path IN LISTS files)
  file(READ ${FOLDER}/${path} text)
  string(APPEND entries "      {\"${path}\", R\"__yaml__(${text})__yaml__\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"experiments/embedded_conf.h\"\n
namespace goodparts {\n
const std::map<std::string, std::string>& embedded_conf() {
  static const std::map<std::string, std::string> files = {
${entries}  };
  return files;
}\n
}  // namespace goodparts\n")
