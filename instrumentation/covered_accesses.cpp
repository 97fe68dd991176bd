// See covered_accesses.h.
#include "covered_accesses.h"

#include "sync_effects.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace gordian {

/// Bytes of memory, relative to a value that does not change: `base + begin` to `base + end`.
struct Extent {
  const Value *base = nullptr;
  int64_t begin = 0, end = 0;

  bool isKnown() const { return base && end > begin; }
  bool includes(const Extent &other) const {
    return base == other.base && begin <= other.begin && other.end <= end;
  }
};

static Extent extentOf(const Access &access) {
  uint64_t size = 0;
  if (access.shape == AccessShape::Fixed)
    size = access.size;
  else if (auto *constant = access.shape == AccessShape::Sized ? dyn_cast<ConstantInt>(access.size_value) : nullptr)
    size = constant->getLimitedValue(uint64_t{1} << 40);
  if (size == 0 || access.address->getType()->isVectorTy())
    return {};
  const DataLayout &layout = access.instruction->getModule()->getDataLayout();
  APInt offset(layout.getIndexTypeSizeInBits(access.address->getType()), 0);
  const Value *base = access.address->stripAndAccumulateConstantOffsets(layout, offset, /*AllowNonInbounds=*/true);
  if (offset.getSignificantBits() > 48)
    return {};
  int64_t begin = offset.getSExtValue();
  return {base, begin, begin + static_cast<int64_t>(size)};
}

/// Something that can be known at a place: these bytes have been accessed so by this thread in this epoch.
struct Fact {
  Extent extent;
  bool writes, is_vptr;

  bool covers(const Fact &other) const {
    return is_vptr == other.is_vptr && writes >= other.writes && extent.includes(other.extent);
  }
};

namespace {

/// Forward data flow of facts over one function; the largest solution.
///
/// In a loop a value may be computed again, so that facts about it are no longer true. But a fact about a value is made only
/// behind its definition, so on the way from the function's start to the definition there is none, and what is not there on
/// every way does not hold: at a value's definition nothing is known about it.
class Availability {
public:
  Availability(Function &function, ArrayRef<Access> accesses, const SyncEffects &effects);
  BitVector covered();

private:
  struct Event {
    enum Kind { Made, Release } kind;
    unsigned access; // that was made
  };
  struct Block {
    SmallVector<Event, 8> events;
    BitVector after;
    bool is_visited = false;
  };

  unsigned factOf(const Access &access);
  void readBlock(BasicBlock &block, unsigned &next_access, const SyncEffects &effects);
  BitVector before(BasicBlock &block);
  void apply(const Event &event, BitVector &facts) const;
  bool isCovered(unsigned fact, const BitVector &facts) const;

  static constexpr unsigned kNoFact = ~0u;
  static constexpr uint64_t kMostBits = uint64_t{1} << 27; // 16 MiB: beyond it blocks are looked at one by one

  Function &function_;
  ArrayRef<Access> accesses_;
  SmallVector<Fact, 32> facts_;
  SmallVector<unsigned, 32> fact_of_; // of each access
  DenseMap<const Value *, unsigned> base_numbers_;
  SmallVector<SmallVector<unsigned, 4>, 16> facts_of_base_;
  DenseMap<const BasicBlock *, Block> blocks_;
  bool is_too_large_ = false;
};

unsigned Availability::factOf(const Access &access) {
  // A store to a virtual-table pointer is checked only if it changes it.
  Extent extent = extentOf(access);
  if (!extent.isKnown() || (access.is_vptr && access.writes))
    return kNoFact;
  auto [entry, is_new] = base_numbers_.try_emplace(extent.base, facts_of_base_.size());
  if (is_new)
    facts_of_base_.emplace_back();
  Fact fact{extent, access.writes, access.is_vptr};
  for (unsigned known : facts_of_base_[entry->second])
    if (facts_[known].covers(fact) && fact.covers(facts_[known]))
      return known;
  facts_of_base_[entry->second].push_back(facts_.size());
  facts_.push_back(fact);
  return facts_.size() - 1;
}

Availability::Availability(Function &function, ArrayRef<Access> accesses, const SyncEffects &effects)
    : function_(function), accesses_(accesses) {
  for (const Access &access : accesses)
    fact_of_.push_back(factOf(access));
  is_too_large_ = facts_.size() * function.size() > kMostBits;
  unsigned next_access = 0;
  for (BasicBlock &block : function)
    readBlock(block, next_access, effects);
}

/// The events of one block. An instruction first makes its accesses, then releases.
void Availability::readBlock(BasicBlock &block, unsigned &next_access, const SyncEffects &effects) {
  SmallVector<Event, 8> &events = blocks_[&block].events;
  for (Instruction &instruction : block) {
    for (; next_access < accesses_.size() && accesses_[next_access].instruction == &instruction; ++next_access)
      if (fact_of_[next_access] != kNoFact)
        events.push_back({Event::Made, next_access});
    if (effects.mayRelease(instruction))
      events.push_back({Event::Release, 0});
  }
}

bool Availability::isCovered(unsigned fact, const BitVector &facts) const {
  auto &same_base = facts_of_base_[base_numbers_.lookup(facts_[fact].extent.base)];
  return any_of(same_base, [&](unsigned known) { return facts.test(known) && facts_[known].covers(facts_[fact]); });
}

void Availability::apply(const Event &event, BitVector &facts) const {
  if (event.kind == Event::Release) {
    facts.reset();
    return;
  }
  // Weaker facts hold too: where paths meet, one may bring the access itself and another only a weaker one.
  const Fact &made = facts_[fact_of_[event.access]];
  for (unsigned fact : facts_of_base_[base_numbers_.lookup(made.extent.base)])
    if (made.covers(facts_[fact]))
      facts.set(fact);
}

/// What holds on all paths into a block: blocks not yet visited bring everything, for now.
BitVector Availability::before(BasicBlock &block) {
  BitVector facts(facts_.size());
  if (&block == &function_.getEntryBlock() || is_too_large_)
    return facts;
  bool is_first = true;
  for (BasicBlock *predecessor : predecessors(&block)) {
    const Block &from = blocks_[predecessor];
    if (!from.is_visited)
      continue;
    if (is_first)
      facts = from.after;
    else
      facts &= from.after;
    is_first = false;
  }
  return facts;
}

BitVector Availability::covered() {
  BitVector result(accesses_.size());
  if (facts_.empty())
    return result;
  ReversePostOrderTraversal<Function *> order(&function_);
  for (bool has_changed = true; has_changed && !is_too_large_;) {
    has_changed = false;
    for (BasicBlock *block : order) {
      BitVector facts = before(*block);
      Block &state = blocks_[block];
      for (const Event &event : state.events)
        apply(event, facts);
      if (state.is_visited && state.after == facts)
        continue;
      state.after = std::move(facts);
      state.is_visited = has_changed = true;
    }
  }
  for (BasicBlock *block : order) {
    BitVector facts = before(*block);
    for (const Event &event : blocks_[block].events) {
      if (event.kind == Event::Made && isCovered(fact_of_[event.access], facts))
        result.set(event.access);
      apply(event, facts);
    }
  }
  return result;
}

} // namespace

BitVector findCovered(Function &function, ArrayRef<Access> accesses, const SyncEffects &effects) {
  return accesses.size() < 2 ? BitVector(accesses.size()) : Availability(function, accesses, effects).covered();
}

/// Whether two instructions come from one line of one function, inlined into the same place; or neither has a line.
static bool areOfOneLine(const Instruction &one, const Instruction &other) {
  const DILocation *a = one.getDebugLoc(), *b = other.getDebugLoc();
  if (!a || !b)
    return a == b;
  return a->getLine() == b->getLine() && a->getInlinedAt() == b->getInlinedAt() &&
         a->getScope()->getSubprogram() == b->getScope()->getSubprogram();
}

BitVector findReadsBeforeWrites(ArrayRef<Access> accesses, const SyncEffects &effects) {
  BitVector result(accesses.size());
  SmallVector<std::pair<Extent, const Instruction *>, 8> writes; // that come later in the block, nothing between
  for (unsigned next = accesses.size(); next > 0;) {
    const BasicBlock *block = accesses[next - 1].instruction->getParent();
    writes.clear();
    const Instruction *at = accesses[next - 1].instruction;
    for (; next > 0 && accesses[next - 1].instruction->getParent() == block; --next) {
      const Access &access = accesses[next - 1];
      for (; at != access.instruction; at = at->getPrevNode())
        if (effects.maySynchroniseOrLeave(*at))
          writes.clear();
      Extent extent = extentOf(access);
      if (!extent.isKnown() || access.is_vptr)
        continue;
      if (access.writes)
        writes.emplace_back(extent, access.instruction);
      else if (any_of(writes, [&](auto &write) {
                 return write.first.includes(extent) && areOfOneLine(*write.second, *access.instruction);
               }))
        result.set(next - 1);
    }
  }
  return result;
}

} // namespace gordian
