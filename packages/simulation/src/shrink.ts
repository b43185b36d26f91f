import type { Job, Report } from "./job.ts";
import type { Workers } from "./workers.ts";

/** A sentence without what differs from run to run: ids, numbers and times. */
const kindOf = (sentence: string): string =>
  sentence
    .replace(/\b[a-z]{2,4}-[0-9A-Z]{26}\b/g, "#")
    .replace(/\d+/g, "0")
    .slice(0, 60);

/** Halves of a list, then quarters, and so on: what may be left out of it at once. */
const parts = <T>(list: readonly T[], count: number): T[][] => {
  const size = Math.ceil(list.length / count);
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
};

/** The shortest list found that still does it, by leaving out less and less at a time (delta debugging). */
const fewest = async <T>(
  list: readonly T[],
  stillDoes: (some: readonly T[]) => Promise<boolean>,
  isOver: () => boolean,
): Promise<readonly T[]> => {
  let left = list;
  if (left.length > 0 && (await stillDoes([]))) return [];
  for (let count = 2; left.length > 1 && !isOver(); ) {
    const rests = parts(left, count).map((part) => left.filter((one) => !part.includes(one)));
    const does = await Promise.all(rests.map((rest) => stillDoes(rest)));
    const found = rests.find((_, index) => does[index]);
    if (found) {
      left = found;
      count = Math.max(count - 1, 2);
    } else if (count >= left.length) break;
    else count = Math.min(count * 2, left.length);
  }
  return left;
};

/** The fewest orders and faults with which a day still goes wrong in the way that its report says first, found until it is over. */
export const shrink = async (
  workers: Workers,
  job: Job,
  report: Report,
  isOver: () => boolean = () => false,
): Promise<Job> => {
  const kind = kindOf(report.wrong[0]!);
  const isSame = ({ wrong }: Report) => wrong.some((sentence) => kindOf(sentence) === kind);
  const goesWrong = async (changes: Partial<Job>) => isSame(await workers.run({ ...job, ...changes }));
  const allOrders = job.onlyOrders ?? Array.from({ length: job.orders }, (_, index) => index);
  const onlyOrders = await fewest(allOrders, (some) => goesWrong({ onlyOrders: some }), isOver);
  const { faults } = await workers.run({ ...job, onlyOrders });
  const onlyFaults = await fewest(faults, (some) => goesWrong({ onlyOrders, onlyFaults: some }), isOver);
  return { ...job, onlyOrders, onlyFaults };
};
