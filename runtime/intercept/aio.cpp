// POSIX aio: libc does the transfers in threads of its own, so the buffers count as touched when the program gives them
// in and when it is told that they are done.
#include "intercept/flow.h"

#include <aio.h>

namespace gordian {
namespace {

GORDIAN_INLINE void starting(const aiocb *block, int operation) {
  if (operation == LIO_WRITE)
    sending(block->aio_fildes, const_cast<const void *>(block->aio_buf), block->aio_nbytes);
}

} // namespace

GORDIAN_INTERPOSE(int, aio_read, aiocb *block) {
  starting(block, LIO_READ);
  return real.aio_read(block);
}
GORDIAN_INTERPOSE(int, aio_read64, aiocb *block) {
  starting(block, LIO_READ);
  return real.aio_read(block);
}
GORDIAN_INTERPOSE(int, aio_write, aiocb *block) {
  starting(block, LIO_WRITE);
  return real.aio_write(block);
}
GORDIAN_INTERPOSE(int, aio_write64, aiocb *block) {
  starting(block, LIO_WRITE);
  return real.aio_write(block);
}
GORDIAN_INTERPOSE(int, lio_listio, int mode, aiocb *const *blocks, int count, sigevent *event) {
  for (int i = 0; i < count; ++i)
    if (blocks[i])
      starting(blocks[i], blocks[i]->aio_lio_opcode);
  return real.lio_listio(mode, blocks, count, event);
}
GORDIAN_INTERPOSE(ssize_t, aio_return, aiocb *block) {
  ssize_t bytes = real.aio_return(block);
  if (bytes >= 0 && block->aio_lio_opcode == LIO_READ)
    received(block->aio_fildes, const_cast<void *>(block->aio_buf), bytes);
  return bytes;
}
GORDIAN_INTERPOSE(ssize_t, aio_return64, aiocb *block) {
  ssize_t bytes = real.aio_return(block);
  if (bytes >= 0 && block->aio_lio_opcode == LIO_READ)
    received(block->aio_fildes, const_cast<void *>(block->aio_buf), bytes);
  return bytes;
}

} // namespace gordian
