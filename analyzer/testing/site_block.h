// Makes blocks of the site table for tests, as the plugin would. For tests only.
#ifndef GORDIAN_ANALYZER_TESTING_SITE_BLOCK_H
#define GORDIAN_ANALYZER_TESTING_SITE_BLOCK_H

#include "runtime/abi/site_format.h"

#include <cstring>
#include <string>
#include <vector>

namespace gordian::testing {

class SiteBlock {
public:
  explicit SiteBlock(uint64_t unit_id) : unit_id_(unit_id) {}

  /// Returns the number by which sites and frames name it as their caller.
  uint32_t frame(const std::string &function, const std::string &file, uint32_t line, uint32_t column,
                 uint32_t caller) {
    frames_.push_back({text(function), text(file), line, column, caller, 0});
    return uint32_t(frames_.size());
  }

  void site(const std::string &function, const std::string &file, uint32_t line, uint32_t column, uint32_t caller,
            const std::string &expression, const std::string &variable, const std::string &type) {
    sites_.push_back({{text(function), text(file), line, column, caller, 0},
                      text(expression),
                      text(variable),
                      text(type),
                      text(file),
                      2,
                      GORDIAN_SITE_KIND_WRITE,
                      4});
  }

  std::string bytes() const {
    gordian_site_block header = {};
    header.magic = GORDIAN_SITE_MAGIC;
    header.version = GORDIAN_SITE_VERSION;
    header.unit_id = unit_id_;
    header.site_count = uint32_t(sites_.size());
    header.frame_count = uint32_t(frames_.size());
    header.string_bytes = uint32_t(texts_.size());
    std::string body(reinterpret_cast<const char *>(sites_.data()), sites_.size() * sizeof(sites_[0]));
    body.append(reinterpret_cast<const char *>(frames_.data()), frames_.size() * sizeof(frames_[0]));
    body += texts_;
    body.resize((body.size() + 7) / 8 * 8);
    header.block_bytes = sizeof(header) + body.size();
    return std::string(reinterpret_cast<const char *>(&header), sizeof(header)) + body;
  }

private:
  uint32_t text(const std::string &text) {
    uint32_t offset = uint32_t(texts_.size());
    texts_ += text + '\0';
    return offset;
  }

  uint64_t unit_id_;
  std::vector<gordian_site_record> sites_;
  std::vector<gordian_frame_record> frames_;
  std::string texts_ = std::string(1, '\0');
};

} // namespace gordian::testing

#endif
