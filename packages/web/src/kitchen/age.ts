/** Minutes after which an order has waited for long. */
const longMinutes = 10;

/** How long ago something was, in words as short as a kitchen needs them. */
export const age = (since: string, now: number) => {
  const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / 60_000));
  const words =
    minutes < 1
      ? "just now"
      : minutes < 60
        ? `${minutes} min`
        : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return { words, isLong: minutes >= longMinutes };
};
