import { globSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { EventContract } from "../event.ts";

/** A contract and where it is written down. */
export interface ContractFile {
  /** Below the root of the repository. */
  file: string;
  /** What services import. */
  exportName: string;
  contract: EventContract;
}

/** Something that is not as it has to be: the thing, the rule, the remedy. */
export interface Problem {
  subject: string;
  rule: string;
  remedy: string;
}

const isContract = (value: unknown): value is EventContract =>
  typeof value === "object" && value !== null && "detail" in value && "lifecycle" in value;

/** How people call a version of an event. */
export const titleOf = ({ name, version, source }: Pick<EventContract, "name" | "version" | "source">) =>
  `${name} v${version} of ${source}`;

/** Every contract below `events-schema/src/<domain>/`, one file each. */
export async function loadContracts(
  root: string,
): Promise<{ contracts: ContractFile[]; problems: Problem[] }> {
  const contracts: ContractFile[] = [];
  const problems: Problem[] = [];
  const files = globSync("events-schema/src/*/*.v*.ts", { cwd: root });
  for (const file of files.filter((name) => !name.endsWith(".test.ts")).sort()) {
    try {
      const module: Record<string, unknown> = await import(pathToFileURL(join(root, file)).href);
      const found = Object.entries(module).flatMap(([exportName, value]) =>
        isContract(value) ? [{ file, exportName, contract: value }] : [],
      );
      contracts.push(...found);
      if (found.length !== 1)
        problems.push({
          subject: file,
          rule: `has ${found.length} contracts, and must have one`,
          remedy: "export one defineEvent() per file",
        });
    } catch (error) {
      problems.push({
        subject: file,
        rule: `cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
        remedy: "correct the file",
      });
    }
  }
  return { contracts, problems };
}
