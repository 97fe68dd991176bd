#include "symbols/places.h"

#include "symbols/frame_rules.h"

#include "runtime/abi/hooks.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Path.h"

namespace gordian::symbols {

Places::Places(const trace::Trace &trace) : trace_(trace) {}

ModuleFile &Places::fileOf(const trace::Module &module) {
  auto found = files_.find(&module);
  if (found == files_.end())
    found = files_
                .emplace(std::piecewise_construct, std::forward_as_tuple(&module),
                         std::forward_as_tuple(module, trace_.process.folder, trace_.process.header.start_time_ns))
                .first;
  return found->second;
}

const Site *Places::site(trace::SiteId id) {
  if (uint32_t(id) < GORDIAN_FIRST_SITE)
    return nullptr;
  auto found = sites_.find(id);
  if (found == sites_.end())
    found = sites_.emplace(id, readSite(id)).first;
  return found->second ? &*found->second : nullptr;
}

std::optional<Site> Places::readSite(trace::SiteId id) {
  ++coverage_.sites;
  const trace::Unit *unit = trace_.unitOf(id);
  if (!unit) {
    ++coverage_.unknown_sites["the log does not say which unit they belong to"];
    return std::nullopt;
  }
  const trace::Module *module = trace_.moduleAt(unit->address);
  if (!module) {
    ++coverage_.unknown_sites["the log does not say which file they belong to"];
    return std::nullopt;
  }
  ModuleFile &file = fileOf(*module);
  auto site = file.sites().site(unit->unit_id, uint32_t(id) - unit->site_base);
  if (!site) {
    std::string reason =
        !file.problem().empty() ? file.problem() : "'" + file.path() + "' has no site table for them: was it stripped?";
    ++coverage_.unknown_sites[reason];
    return std::nullopt;
  }
  for (findings::Frame &frame : site->frames) {
    frame.module = file.path();
    if (frame.file.empty())
      frame.unknown = kNoDebugInfo;
  }
  return site;
}

findings::Stack Places::framesAt(uint64_t return_address) {
  auto found = frames_.find(return_address);
  if (found != frames_.end())
    return found->second;
  findings::Stack stack;
  const trace::Module *module = trace_.moduleAt(return_address);
  if (!module || return_address <= module->base) {
    stack.emplace_back();
    stack.back().unknown = "unknown (in no module of the log)";
    stack.back().is_instrumented = false;
    stack.back().offset = return_address;
  } else {
    ModuleFile &file = fileOf(*module);
    // The byte before the return address belongs to the call.
    uint64_t offset = return_address - module->base - 1;
    if (file.problem().empty())
      stack = symbolizer_.code(file.path(), offset);
    else
      stack.emplace_back().unknown = "unknown (" + file.problem() + ")";
    for (findings::Frame &frame : stack) {
      frame.module = file.path();
      frame.offset = offset + 1;
      frame.is_instrumented = module->is_instrumented;
    }
  }
  frames_.emplace(return_address, stack);
  return stack;
}

findings::Stack Places::stack(trace::SiteId site_id, trace::StackId stack_id) {
  findings::Stack result;
  if (const Site *innermost = site(site_id))
    result = innermost->frames;
  if (const std::vector<uint64_t> *addresses = trace_.stack(stack_id))
    for (uint64_t address : *addresses)
      llvm::append_range(result, framesAt(address));
  applyFrameRules(result);
  for (const findings::Frame &frame : result) {
    ++coverage_.frames;
    if (!frame.unknown.empty() && frame.is_instrumented) {
      llvm::StringRef module = llvm::sys::path::filename(frame.module);
      bool is_bare = frame.unknown == kNoDebugInfo;
      ++coverage_.without_line[is_bare ? (module + " was built without -g").str() : frame.unknown];
    }
  }
  return result;
}

std::optional<Global> Places::global(uint64_t address) {
  const trace::Module *module = trace_.moduleAt(address);
  if (!module || address < module->base)
    return std::nullopt;
  ModuleFile &file = fileOf(*module);
  if (!file.problem().empty())
    return std::nullopt;
  return symbolizer_.data(file.path(), address - module->base);
}

} // namespace gordian::symbols
