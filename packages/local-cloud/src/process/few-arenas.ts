/** Of glibc's allocator, for all threads together. */
const ARENAS = 2;

/**
 * Begins this process anew with few arenas. glibc gives threads arenas of their own, eight for each processor, and none
 * of them gives back what a thread once needed to load its code; how many there are is read when a process begins.
 * https://www.gnu.org/software/libc/manual/html_node/Memory-Allocation-Tunables.html
 */
export const beginWithFewArenas = (): void => {
  const { platform, env, execPath, execArgv, argv } = process;
  // Another program would not know the channel to who started this one.
  if (platform !== "linux" || env.MALLOC_ARENA_MAX !== undefined || process.send) return;
  process.execve?.(execPath, [execPath, ...execArgv, ...argv.slice(1)], {
    ...env,
    MALLOC_ARENA_MAX: String(ARENAS),
  });
};
