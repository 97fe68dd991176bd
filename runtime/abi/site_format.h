/* The site table: what the plugin knows of each place in the source, in a section that is not loaded at run time.
 *
 * Written by the plugin, read by the analyzer; the runtime only counts sites. Constants and PODs, no code. Each
 * translation unit contributes one block to section ".gordian_sites" (not allocated, so it costs no memory at run time
 * and survives without -g); the linker concatenates the blocks. Blocks start at multiples of 8; zero bytes between them
 * are padding. All numbers are little-endian; all strings are offsets into the block's own string area, which begins
 * with a zero byte, so that offset 0 is the empty string (unknown).
 *
 *   block   := SiteBlockHeader SiteRecord[site_count] FrameRecord[frame_count] char[string_bytes] padding
 */
#ifndef GORDIAN_ABI_SITE_FORMAT_H
#define GORDIAN_ABI_SITE_FORMAT_H

#include <stdint.h>

#define GORDIAN_SITE_SECTION ".gordian_sites"
#define GORDIAN_SITE_MAGIC 0x54495347u /* "GSIT" */
#define GORDIAN_SITE_VERSION 1u

struct gordian_site_block {
  uint32_t magic;        /* GORDIAN_SITE_MAGIC */
  uint32_t version;      /* GORDIAN_SITE_VERSION */
  uint64_t unit_id;      /* as in struct gordian_unit */
  uint64_t block_bytes;  /* whole block, header and padding included; a multiple of 8 */
  uint32_t site_count;
  uint32_t frame_count;
  uint32_t string_bytes;
  uint32_t source_file;  /* string: the unit's main source file */
};

/* One source position. `caller` is 1 + the index of the FrameRecord into which this function was inlined here, or 0. */
struct gordian_frame_record {
  uint32_t function; /* string: qualified name as people write it, with parameter types for C++ */
  uint32_t file;     /* string: path as the compiler was given it, made absolute */
  uint32_t line;
  uint32_t column;
  uint32_t caller;
  uint32_t reserved;
};

enum gordian_site_kind {
  GORDIAN_SITE_KIND_READ = 1,
  GORDIAN_SITE_KIND_WRITE = 2,
  GORDIAN_SITE_KIND_ATOMIC = 3,
  GORDIAN_SITE_KIND_RANGE = 4,
  GORDIAN_SITE_KIND_VPTR = 5,
  GORDIAN_SITE_KIND_CALL = 6 /* a synchronisation call, see __gordian_at; expression names the object: `m`, `jobs` */
};

struct gordian_site_record {
  struct gordian_frame_record frame; /* innermost position */
  uint32_t expression; /* string: the accessed expression with field path: "job->state", "s.a", "counter" */
  uint32_t variable;   /* string: the variable at its base: "job", "s", "counter" */
  uint32_t type;       /* string: type of the accessed expression: "int" */
  uint32_t declared_file; /* string: where the variable is declared */
  uint32_t declared_line;
  uint16_t kind;       /* enum gordian_site_kind */
  uint16_t size;       /* bytes, 0 for ranges and calls */
};

#endif
