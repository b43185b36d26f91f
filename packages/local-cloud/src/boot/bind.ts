/** A port that something else holds, with the flag that chooses another. */
class PortInUseError extends Error {
  override readonly name = "PortInUseError";
}

/** Rejects with a `PortInUseError` when `what` finds its port taken. */
export const bind = async <T>(
  what: string,
  flag: string,
  port: number,
  run: () => Promise<T>,
): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new PortInUseError(
      `Port ${port} on 127.0.0.1 is in use, and ${what} needs it. Choose another with ${flag} <port>, or stop what holds it.`,
    );
  }
};
