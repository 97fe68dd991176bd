/* step(n): the order of a test program, forced in a way that a race detector cannot see.
 *
 * Deterministic tests need an order without a happens-before. step.c is compiled without the plugin and makes bare
 * system calls, so nothing in it is interposed, instrumented or known to any runtime.
 */
#ifndef GORDIAN_TESTCASES_STEP_H
#define GORDIAN_TESTCASES_STEP_H

#ifdef __cplusplus
extern "C" {
#endif

/** Waits until steps 1 to n-1 have been taken, and takes step n. Each number is taken once in a run. */
void step(int n);

/** Sleeps a while: gives another thread the time to block. A verdict may not depend on it. */
void pause_ms(int milliseconds);

#ifdef __cplusplus
}
#endif
#endif
