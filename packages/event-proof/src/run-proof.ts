import { formatFinding } from "./finding.ts";
import { loadSubject } from "./load.ts";
import { prove } from "./prove.ts";

const plural = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;

/** Proves the repository's routes, prints what is wrong, and gives the exit code. */
export const runProof = async (root: string): Promise<number> => {
  const subject = await loadSubject(root);
  const start = performance.now();
  const { findings, routes, samples } = await prove(subject);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  for (const finding of findings) console.log(`${formatFinding(finding)}\n`);
  console.log(
    `${plural(subject.contracts.length, "event version")} in ${plural(samples, "value")} over ${plural(routes, "route")} to ${plural(subject.consumers.size, "consumer")}: ${plural(findings.length, "mistake")}, ${seconds} s`,
  );
  return findings.length > 0 ? 1 : 0;
};
