import type { Chance } from "./chance.ts";
import type { PaymentOffice } from "./payment-office.ts";
import { type Person, pause } from "./people.ts";

type Command = "cancel" | "ready" | "collected";

/** A command that was answered with success: nothing that happens later takes it back. */
export interface Promised {
  readonly orderId: string;
  readonly command: Command;
}

/** An order that was accepted, and who has to do with it. */
export interface Visit extends Chance {
  readonly orderId: string;
  readonly customer: Person;
  readonly kitchen: Person;
  readonly office: PaymentOffice;
  /** Asks for the same order again. */
  again(): Promise<unknown>;
  promised(command: Command): void;
}

type Habit = (visit: Visit) => Promise<unknown>;

const FIRST_LOOK_MS = 200;
const LAST_LOOK_MS = 20_000;

/** Who gets no answer for so long gives up; what they asked for may have happened. */
const unlessGone = <T>(asked: Promise<T>): Promise<T | undefined> => asked.catch(() => undefined);

const command = async ({ orderId, customer, kitchen, promised }: Visit, what: Command): Promise<void> => {
  const [person, path] =
    what === "cancel"
      ? [customer, `orders/${orderId}/cancel`]
      : [kitchen, `orders/${orderId}/${what}?customerId=${customer.customerId}`];
  const answer = await unlessGone(person.ask("POST", path));
  if (answer?.status === 200) promised(what);
};

/** How the order stands, where there is an answer and the order is stored. */
const look = async ({ orderId, customer }: Visit): Promise<string | undefined> => {
  const answer = await unlessGone(customer.ask("GET", `orders/${orderId}`));
  return answer?.status === 200 ? (answer.body as { status: string }).status : undefined;
};

/** Looks at the order, less often as time goes by, until it is no longer pending. Answers how it stands then. */
const untilAnswered = async (visit: Visit): Promise<string | undefined> => {
  for (let ms = FIRST_LOOK_MS; ms < LAST_LOOK_MS; ms *= 1.5) {
    await pause(ms);
    const status = await look(visit);
    if (status !== undefined && status !== "PENDING") return status;
  }
  return undefined;
};

const isConfirmed = async (visit: Visit) => (await untilAnswered(visit)) === "CONFIRMED";

const waits: Habit = async () => {};

const cancelsSometime: Habit = async (visit) => {
  await pause(visit.between(20, 60_000));
  await command(visit, "cancel");
};

/** Whoever has no answer yet goes elsewhere, just when something has gone wrong and is about to be tried again. */
const losesPatience: Habit = async (visit) => {
  await pause(visit.between(3_000, 60_000));
  if ((await look(visit)) === "PENDING") await command(visit, "cancel");
};

const cancelsOnceConfirmed: Habit = async (visit) => {
  if (!(await isConfirmed(visit))) return;
  if (visit.random() < 0.5) await pause(visit.between(100, 30_000));
  await command(visit, "cancel");
};

/** Customer and kitchen at the same moment, from two tabs each. */
const allAtOnce: Habit = async (visit) => {
  if (!(await isConfirmed(visit))) return;
  const commands: Command[] = visit.random() < 0.5 ? ["ready", "ready"] : ["cancel", "ready", "cancel"];
  await Promise.all(commands.map((what) => command(visit, what)));
};

const collects: Habit = async (visit) => {
  await pause(2_000 + visit.random() * 20_000);
  await command(visit, "ready");
  await pause(visit.random() * 30_000);
  await command(visit, "collected");
};

/** By then the store may have closed. */
const collectsLate: Habit = async (visit) => {
  if (!(await isConfirmed(visit))) return;
  await command(visit, "ready");
  await pause(visit.between(1_000, 600_000));
  if (visit.random() < 0.5) await command(visit, "collected");
};

/** The page was loaded again, and sends what it has not seen an answer to. */
const asksAgain: Habit = async (visit) => {
  await pause(visit.between(100, 90_000));
  await unlessGone(visit.again());
};

/** The office gives back a part in the provider's dashboard, and right after it another. */
const complains: Habit = async (visit) => {
  if (!(await isConfirmed(visit))) return;
  await pause(visit.between(500, 20_000));
  await unlessGone(visit.office.giveBack(visit.orderId, 50));
  await pause(visit.between(1, 300));
  await unlessGone(visit.office.giveBack(visit.orderId, 30));
};

/** As often as they are named. */
const habits: readonly Habit[] = [
  ...Array<Habit>(3).fill(waits),
  ...Array<Habit>(4).fill(collects),
  ...Array<Habit>(3).fill(cancelsSometime),
  ...Array<Habit>(3).fill(losesPatience),
  ...Array<Habit>(4).fill(cancelsOnceConfirmed),
  ...Array<Habit>(2).fill(allAtOnce),
  ...Array<Habit>(2).fill(collectsLate),
  ...Array<Habit>(2).fill(asksAgain),
  ...Array<Habit>(2).fill(complains),
];

/** What somebody does about an order once it is placed. */
export const followHabit = (visit: Visit): Promise<unknown> => visit.pick(habits)(visit);
