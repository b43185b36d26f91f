import { once } from "@sourdough/lambda-kit";
import { Resource } from "sst/resource";
import * as z from "zod";
import { shopClient } from "./adapters/shop.ts";
import type { Ports } from "./use-cases/ports.ts";

const Links = z.object({
  Shopped: z.object({
    apiUrl: z.url(),
    realtimeUrl: z.url(),
    region: z.string(),
    userPoolId: z.string(),
    userPoolClientId: z.string(),
    email: z.string(),
  }),
  SyntheticPassword: z.object({ value: z.string() }),
});

const shop = once(() => {
  const { Shopped, SyntheticPassword } = Links.parse(Resource);
  const { email, ...options } = Shopped;
  // Where AWS is not: the local cloud hands its address to every function.
  const userPoolEndpoint = process.env.AWS_ENDPOINT_URL;
  return shopClient({ ...options, userPoolEndpoint }, { email, password: SyntheticPassword.value });
});

/** Built when the function first uses it, and kept: a token serves an hour of runs. */
export const wiring = (): Ports => ({
  ticks: () => performance.now(),
  get shop() {
    return shop();
  },
});
