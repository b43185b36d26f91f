/**
 * Of glibc's allocator. It gives threads arenas of their own, eight for each processor, none of which gives back what a
 * thread once needed to load its code: two are for all.
 * https://www.gnu.org/software/libc/manual/html_node/Memory-Allocation-Tunables.html
 */
const SETTINGS = { MALLOC_ARENA_MAX: "2" };

/** Begins this process anew with an allocator that keeps little, since its settings are read when a process begins. */
export const beginWithMallocSettings = (): void => {
  const { platform, env, execPath, execArgv, argv } = process;
  const isSet = Object.keys(SETTINGS).some((name) => env[name] !== undefined);
  // Another program would not know the channel to who started this one.
  if (platform !== "linux" || isSet || process.send) return;
  process.execve?.(execPath, [execPath, ...execArgv, ...argv.slice(1)], { ...env, ...SETTINGS });
};
