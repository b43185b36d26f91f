/** Of glibc's allocator, for all threads together. */
const ARENAS = "2";
/** Bytes, glibc's own, which it raises as it goes unless somebody has set it. */
const TRIM_THRESHOLD = String(128 * 1024);

/**
 * Begins this process anew with few arenas, and with a limit for large pieces that stays. glibc gives threads arenas of
 * their own, eight for each processor, and none of them gives back what a thread once needed to load its code; a large
 * piece that was freed it takes from its heap from then on, where it leaves a hole. Both are read when a process begins.
 * Processes that this one starts have the limit no more: while they evaluate a config it costs far more than it saves.
 * https://www.gnu.org/software/libc/manual/html_node/Memory-Allocation-Tunables.html
 */
export const beginWithFewArenas = (): void => {
  const { platform, env, execPath, execArgv, argv } = process;
  if (env.MALLOC_TRIM_THRESHOLD_ === TRIM_THRESHOLD) delete env.MALLOC_TRIM_THRESHOLD_;
  // Another program would not know the channel to who started this one.
  if (platform !== "linux" || env.MALLOC_ARENA_MAX !== undefined || process.send) return;
  process.execve?.(execPath, [execPath, ...execArgv, ...argv.slice(1)], {
    MALLOC_TRIM_THRESHOLD_: TRIM_THRESHOLD,
    ...env,
    MALLOC_ARENA_MAX: ARENAS,
  });
};
