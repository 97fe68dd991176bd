#include "report/pprof.h"

#include "report/parts.h"

#include <map>
#include <zlib.h>

namespace gordian::report {

namespace {

/// A protocol buffer message in the making.
class Message {
public:
  void number(unsigned field, uint64_t value) {
    if (value == 0)
      return;
    varint(uint64_t(field) << 3);
    varint(value);
  }
  void bytes(unsigned field, const std::string &value) {
    varint(uint64_t(field) << 3 | 2);
    varint(value.size());
    bytes_ += value;
  }
  void message(unsigned field, const Message &value) { bytes(field, value.bytes_); }
  void packed(unsigned field, const std::vector<uint64_t> &values) {
    Message body;
    for (uint64_t value : values)
      body.varint(value);
    message(field, body);
  }
  const std::string &all() const { return bytes_; }

private:
  void varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7)
      bytes_ += char(value | 0x80);
    bytes_ += char(value);
  }
  std::string bytes_;
};

/// Texts, functions and locations by number; each once.
class Tables {
public:
  uint64_t text(const std::string &value) { return numberOf(texts_, text_order_, shown(value, /*is_line=*/true), 0); }

  uint64_t location(const findings::Frame &frame) {
    std::string name = frame.function.empty() ? "??" : frame.function;
    std::string key = name + '\n' + frame.file;
    auto [function, is_new] = functions_.try_emplace(key, functions_.size() + 1);
    if (is_new) {
      Message message;
      message.number(1, function->second);
      message.number(2, text(name));
      message.number(3, text(name));
      message.number(4, text(frame.file));
      function_messages_.push_back(message);
    }
    auto [location, is_new_place] = locations_.try_emplace({function->second, frame.line}, locations_.size() + 1);
    if (is_new_place) {
      Message line, message;
      line.number(1, function->second);
      line.number(2, frame.line);
      message.number(1, location->second);
      message.message(4, line);
      location_messages_.push_back(message);
    }
    return location->second;
  }

  void writeTo(Message &profile) const {
    for (const Message &message : location_messages_)
      profile.message(4, message);
    for (const Message &message : function_messages_)
      profile.message(5, message);
    for (const std::string &text : text_order_)
      profile.bytes(6, text);
  }

private:
  static uint64_t numberOf(std::map<std::string, uint64_t> &numbers, std::vector<std::string> &order,
                           const std::string &value, uint64_t first) {
    auto [found, is_new] = numbers.try_emplace(value, order.size() + first);
    if (is_new)
      order.push_back(value);
    return found->second;
  }

  std::map<std::string, uint64_t> texts_ = {{"", 0}};
  std::vector<std::string> text_order_ = {""}; // the format wants the empty text first
  std::map<std::string, uint64_t> functions_;
  std::map<std::pair<uint64_t, uint32_t>, uint64_t> locations_;
  std::vector<Message> function_messages_, location_messages_;
};

std::string gzipped(const std::string &bytes) {
  z_stream stream = {};
  constexpr int kGzipWrapper = 16 + MAX_WBITS;
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWrapper, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return bytes; // pprof reads it as it is, too
  std::string result(deflateBound(&stream, bytes.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
  stream.avail_in = uInt(bytes.size());
  stream.next_out = reinterpret_cast<Bytef *>(result.data());
  stream.avail_out = uInt(result.size());
  int status = deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return status == Z_STREAM_END ? result : bytes;
}

} // namespace

std::string pprofOf(const std::vector<ProfileSample> &samples, uint64_t start_ns, uint64_t duration_ns) {
  Message profile;
  Tables tables;
  auto valueType = [&](const char *type, const char *unit) {
    Message message;
    message.number(1, tables.text(type));
    message.number(2, tables.text(unit));
    return message;
  };
  profile.message(1, valueType("contentions", "count"));
  profile.message(1, valueType("delay", "nanoseconds"));
  for (const ProfileSample &sample : samples) {
    Message message, label;
    std::vector<uint64_t> locations;
    for (const findings::Frame &frame : sample.stack)
      locations.push_back(tables.location(frame));
    message.packed(1, locations);
    message.packed(2, {sample.count, sample.nanoseconds});
    label.number(1, tables.text("object"));
    label.number(2, tables.text(sample.label));
    message.message(3, label);
    profile.message(2, message);
  }
  tables.writeTo(profile);
  profile.number(9, start_ns);
  profile.number(10, duration_ns);
  return gzipped(profile.all());
}

} // namespace gordian::report
