// The smallest ELF file that carries a site table: what the reader of sites needs, and nothing else. For tests only.
#ifndef GORDIAN_ANALYZER_TESTING_ELF_FILE_H
#define GORDIAN_ANALYZER_TESTING_ELF_FILE_H

#include "llvm/BinaryFormat/ELF.h"

#include <cstring>
#include <fstream>
#include <string>

namespace gordian::testing {

/// Writes a file at `path` whose section .gordian_sites holds `sites`.
inline void writeElfWithSites(const std::string &path, const std::string &sites) {
  using namespace llvm::ELF;
  const std::string names("\0.shstrtab\0.gordian_sites\0", 26);
  Elf64_Ehdr header = {};
  std::memcpy(header.e_ident, ElfMagic, 4);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_ident[EI_VERSION] = EV_CURRENT;
  header.e_type = ET_EXEC;
  header.e_machine = EM_X86_64;
  header.e_version = EV_CURRENT;
  header.e_ehsize = sizeof(header);
  header.e_shentsize = sizeof(Elf64_Shdr);
  header.e_shnum = 3;
  header.e_shstrndx = 1;
  Elf64_Shdr sections[3] = {};
  sections[1].sh_name = 1;
  sections[1].sh_type = SHT_STRTAB;
  sections[1].sh_offset = sizeof(header);
  sections[1].sh_size = names.size();
  sections[2].sh_name = 11;
  sections[2].sh_type = SHT_PROGBITS;
  sections[2].sh_offset = sizeof(header) + names.size();
  sections[2].sh_size = sites.size();
  std::string body = names + sites;
  body.resize((body.size() + 7) / 8 * 8);
  header.e_shoff = sizeof(header) + body.size();
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char *>(&header), sizeof(header));
  file << body;
  file.write(reinterpret_cast<const char *>(sections), sizeof(sections));
}

} // namespace gordian::testing

#endif
