import type { Answer } from "@sourdough/contracts/can-i-deploy";
import type { Deployment } from "@sourdough/contracts/deployments";
import { expect, test } from "vitest";
import type { SliceState } from "../slices/changed-slices.ts";
import { type DeploySlices, deploySlices } from "./deploy-slices.ts";

const fine: Answer = { obstacles: [], notes: [] };
const needs = {
  platform: [],
  inventory: ["platform"],
  orders: ["platform"],
  payments: ["platform"],
  web: ["platform", "inventory", "orders", "payments"],
};
type Name = keyof typeof needs;

type Ask = DeploySlices["deployability"]["ask"];

interface Circumstances extends Partial<Pick<DeploySlices, "record" | "force">> {
  readonly fails?: Name;
  readonly sentBack?: Name;
  readonly ask?: Ask;
}

const run = async (
  changed: readonly Name[],
  { fails, sentBack, ask = () => fine, ...options }: Circumstances = {},
) => {
  const deployed: string[] = [];
  const recorded = new Map<string, Deployment>();
  const said: string[] = [];
  const states = Object.entries(needs).map(
    ([name, needs]): SliceState => ({
      name,
      needs,
      base: "0123",
      state: changed.includes(name as Name) ? "changed" : "unchanged",
      reasons: [],
    }),
  );
  const outcomes = await deploySlices({
    stage: "staging",
    states,
    chosen: new Set(changed),
    recorded: {},
    commit: "4567",
    force: false,
    now: () => new Date("2026-11-29T08:00:00.000Z"),
    say: (line) => said.push(line),
    deploy: async (slice) => {
      deployed.push(slice);
      return slice === fails ? 3 : 0;
    },
    shift: async (slice) => slice !== sentBack,
    record: async (slice, deployment) => {
      recorded.set(slice, deployment);
    },
    ...options,
    deployability: {
      projects: new Map(
        states.map(({ name, needs }) => [name, { name, root: `services/${name}`, needs }] as const),
      ),
      uses: new Map([["orders", { publishes: { "sourdough.orders/OrderPlaced.v2": 1 }, takes: {} }]]),
      ask,
    },
  });
  return { outcomes, deployed, recorded, said };
};
const results = (outcomes: Awaited<ReturnType<typeof run>>["outcomes"]) =>
  outcomes.map(({ name, result }) => `${name} ${result}`);

test("deploys what changed and nothing else, what others need first", async () => {
  const { deployed, recorded, outcomes } = await run(["web", "orders", "platform"]);

  expect(deployed).toEqual(["platform", "orders", "web"]);
  expect(results(outcomes)).toEqual(["platform deployed", "orders deployed", "web deployed"]);
  expect(recorded.get("orders")).toEqual({
    commit: "4567",
    deployedAt: "2026-11-29T08:00:00.000Z",
    publishes: { "sourdough.orders/OrderPlaced.v2": 1 },
    takes: {},
  });
});

test("a slice that fails stops what needs it, is not recorded, and lets the others go on", async () => {
  const { deployed, recorded, outcomes, said } = await run(["inventory", "orders", "payments", "web"], {
    fails: "inventory",
  });

  expect(deployed).toEqual(["inventory", "orders", "payments"]);
  expect([...recorded.keys()]).toEqual(["orders", "payments"]);
  expect(results(outcomes)).toEqual([
    "inventory failed",
    "orders deployed",
    "payments deployed",
    "web stopped",
  ]);
  expect(outcomes[0]?.why).toBe("sst deploy ended with 3");
  expect(outcomes[3]?.why).toBe("it needs inventory");
  expect(said).toContain("✗ inventory failed after 0 s");
});

test("a slice whose new version was sent back is not recorded, and stops what needs it", async () => {
  const { recorded, outcomes } = await run(["orders", "payments", "web"], { sentBack: "orders" });

  expect([...recorded.keys()]).toEqual(["payments"]);
  expect(results(outcomes)).toEqual(["orders failed", "payments deployed", "web stopped"]);
  expect(outcomes[0]?.why).toContain("sent back");
});

/** Says no with a reason. */
const refusing =
  (why: (name: string, isThere: (name: string) => boolean) => string | undefined): Ask =>
  ({ name }, _stage, recorded) => {
    const reason = why(name, (other) => recorded[other] !== undefined);
    return reason ? { obstacles: [{ why: reason, remedy: "wait" }], notes: [] } : fine;
  };

test("lets a consumer go before its publisher when can-i-deploy wants it so", async () => {
  const { deployed } = await run(["inventory", "payments"], {
    ask: refusing((name, isThere) =>
      name === "inventory" && !isThere("payments") ? "payments takes v1 there" : undefined,
    ),
  });

  expect(deployed).toEqual(["payments", "inventory"]);
});

test("deploys nothing that can-i-deploy refuses, nor what needs it, unless it is forced", async () => {
  const ask = refusing((name) => (name === "orders" ? "payments would not understand it" : undefined));
  const { deployed, outcomes } = await run(["orders", "payments", "web"], { ask });

  expect(deployed).toEqual(["payments"]);
  expect(results(outcomes)).toEqual(["orders refused", "payments deployed", "web stopped"]);
  expect(outcomes[0]?.why).toBe("payments would not understand it (wait)");
  const forced = await run(["orders", "payments", "web"], { ask, force: true });
  expect(forced.deployed).toEqual(["orders", "payments", "web"]);
});

test("tells can-i-deploy that what was deployed a moment ago is no longer changed", async () => {
  const asked: [string, boolean | undefined][] = [];
  await run(["platform", "orders"], {
    ask: ({ name }, _stage, _recorded, changed) => {
      asked.push([name, changed.get("platform")]);
      return fine;
    },
  });

  expect(asked).toContainEqual(["platform", true]);
  expect(asked.at(-1)).toEqual(["orders", false]);
});

test("what is deployed and cannot be written down is said, and stops nobody", async () => {
  const { outcomes } = await run(["orders", "web"], {
    record: async (slice) => {
      if (slice === "orders") throw new Error("AccessDenied");
    },
  });

  expect(results(outcomes)).toEqual(["orders not recorded", "web deployed"]);
  expect(outcomes[0]?.why).toBe("AccessDenied");
});
