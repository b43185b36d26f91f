import { seededRandom } from "sourdough-local/faults";
import { ulid } from "ulid";
import { type Audit, audit } from "../bench/audit.ts";
import { type Aws, connectAws, scan, text } from "../bench/aws.ts";
import { untilIdle } from "../bench/console.ts";
import { send } from "../bench/http.ts";
import { type LocalCloud, type Place, startLocalCloud } from "../bench/local-cloud.ts";
import { fillStores, type Order, orderer, readMenus, signIn } from "../bench/shop.ts";

export interface CrashOptions {
  readonly place: Place;
  readonly kills: number;
  /** After that it kills no more, however few there were, and looks. */
  readonly limitMs?: number | undefined;
  readonly seed: number;
  /** Orders placed between two kills. */
  readonly ordersPerLife: number;
  say(message: string): void;
}

export interface CrashReport extends Audit {
  /** Orders that were accepted, each in the end. */
  readonly accepted: number;
  readonly kills: number;
  readonly killsWhileStarting: number;
  /** Accepted, and without an answer after the last start. */
  readonly unanswered: readonly string[];
  /** Milliseconds from starting Node to the ready line, of each start that came that far. */
  readonly readyMs: readonly number[];
}

/** Of the kills, while it starts. */
const WHILE_STARTING = 0.2;
const LONGEST_START_MS = 4_000;
/** From the answer it waits for until it is killed. */
const LONGEST_AFTERLIFE_MS = 1_500;
/** In which at least one more order must get its answer: a busy machine leaves hundreds of them to the last life. */
const ANSWERED_WITHIN_MS = 180_000;
const FINAL = new Set(["CONFIRMED", "REJECTED"]);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Kills all processes of the local cloud again and again while customers order, starts it anew, and looks in the end
 * whether each order that was accepted has its answer and everything adds up. A customer whose order got no answer sends it
 * again, as the page does.
 */
export const crash = async (options: CrashOptions): Promise<CrashReport> => {
  const { place, seed, ordersPerLife, say, limitMs = Number.POSITIVE_INFINITY } = options;
  const startedAt = performance.now();
  const random = seededRandom(seed);
  const readyMs: number[] = [];
  const start = async (killAfterMs?: number): Promise<LocalCloud> => {
    const cloud = await startLocalCloud(place, { state: "from the last run", killAfterMs });
    readyMs.push(cloud.readyMs);
    return cloud;
  };

  let cloud = await start();
  const { outputs } = cloud;
  const aws = connectAws(outputs);
  await fillStores(outputs);
  const customer = await signIn(aws, outputs.userPoolClientId);
  const next = orderer(await readMenus(outputs));
  const accepted: Order[] = [];
  /** Sent, and not yet accepted. */
  const open = new Set<Order>();

  const put = async (order: Order, whenAccepted = () => {}): Promise<void> => {
    open.add(order);
    const { orderId, storeId, lines } = order;
    const body = JSON.stringify({ storeId, paymentMethodId: "pm_card_visa", lines });
    const sent = customer.token().then((authorization) => {
      const headers = { authorization, "content-type": "application/json" };
      return send("PUT", `${outputs.apiUrl}/orders/${orderId}`, headers, body);
    });
    const answer = await sent.catch(() => undefined);
    if (answer?.status === 202) {
      open.delete(order);
      accepted.push(order);
      whenAccepted();
    } else if (answer && answer.status < 500 && answer.status !== 429)
      throw new Error(`PUT of ${orderId} answered ${answer.status}: ${answer.text}`);
  };
  /** Orders, and kills when as many of them are accepted as the seed says: in the middle of them, however slow the machine is. */
  const orderAndKill = async () => {
    const fresh = Array.from({ length: ordersPerLife }, () => ({ orderId: `ord-${ulid()}`, ...next() }));
    const orders = [...open, ...fresh];
    let left = Math.floor(random() * (orders.length + 1));
    const isMoment = Promise.withResolvers<void>();
    const countDown = () => {
      if (left-- === 0) isMoment.resolve();
    };
    countDown();
    const sent = Promise.all(orders.map((order) => put(order, countDown)));
    await Promise.race([isMoment.promise, sent]);
    await pause(random() * LONGEST_AFTERLIFE_MS);
    await cloud.kill();
    await sent;
  };

  let kills = 0;
  let killsWhileStarting = 0;
  let isRunning = true;
  while (kills < options.kills && performance.now() - startedAt < limitMs) {
    if (!isRunning && random() < WHILE_STARTING) {
      // It may be ready before that.
      const early = await start(random() * LONGEST_START_MS).catch(() => undefined);
      await early?.kill();
      killsWhileStarting += 1;
    } else {
      if (!isRunning) cloud = await start();
      await orderAndKill();
    }
    isRunning = false;
    kills += 1;
    if (kills % 10 === 0) say(`${kills} kills, ${accepted.length} orders accepted`);
  }

  cloud = await start();
  try {
    for (const giveUpAt = Date.now() + ANSWERED_WITHIN_MS; open.size > 0 && Date.now() < giveUpAt; )
      await Promise.all([...open].map((order) => put(order)));
    say(`${accepted.length} orders accepted; waiting for their answers`);
    const unanswered = await answersOf(aws, outputs.ordersTable, accepted);
    await untilIdle(outputs.consoleUrl);
    return {
      ...(await audit(aws, outputs, accepted)),
      accepted: accepted.length,
      kills,
      killsWhileStarting,
      unanswered,
      readyMs,
    };
  } finally {
    await cloud.stop();
  }
};

/** Waits until all have their answer, and tells which have not. */
const answersOf = async (aws: Aws, table: string, orders: readonly Order[]): Promise<string[]> => {
  let giveUpAt = Date.now() + ANSWERED_WITHIN_MS;
  let fewest = orders.length;
  for (;;) {
    const items = await scan(aws, table, "order");
    const statuses = new Map(items.map((item) => [text(item, "orderId"), text(item, "status")]));
    const left = orders.filter(({ orderId }) => !FINAL.has(statuses.get(orderId) ?? ""));
    if (left.length < fewest) {
      fewest = left.length;
      giveUpAt = Date.now() + ANSWERED_WITHIN_MS;
    }
    if (left.length === 0 || Date.now() > giveUpAt)
      return left.map(({ orderId }) => `${orderId} (${statuses.get(orderId) ?? "not stored"})`);
    await pause(500);
  }
};
