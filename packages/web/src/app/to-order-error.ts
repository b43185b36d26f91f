import { OrderError } from "@sourdough/order-client";

/** What a customer can read; anything that is no `OrderError` is a fault of the page. */
export const toOrderError = (error: unknown): OrderError => {
  if (error instanceof OrderError) return error;
  console.error(error);
  return new OrderError("unavailable", 0, "Something broke on this page. Reload it to go on.", {
    cause: error,
  });
};
