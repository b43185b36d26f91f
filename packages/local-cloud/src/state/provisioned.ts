import { hash } from "node:crypto";
import { z } from "zod";
import type { Resource } from "../core/resource-graph.ts";
import type { State } from "./state.ts";

/** What was provisioned, this time and the time before. */
export interface Provisioned {
  /** Whether the run before had provisioned the same: what it put into others is there, or was changed since. */
  isKept(resource: Resource): boolean;
  note(resource: Resource): void;
  /** A call took it away. */
  forget(resource: Resource): void;
  /** Forgets what the config has no longer. */
  end(): void;
}

const inputsOf = ({ inputs }: Resource): string => hash("sha256", JSON.stringify(inputs), "base64url");

export const createProvisioned = (state: State): Provisioned => {
  const records = state.records("cloud/resources", z.object({ inputs: z.string() }));
  const before = new Map(records.read());
  const noted = new Set<string>();
  return {
    isKept: (resource) => before.get(resource.urn)?.inputs === inputsOf(resource),
    note(resource) {
      noted.add(resource.urn);
      const inputs = inputsOf(resource);
      if (before.get(resource.urn)?.inputs !== inputs) records.put(resource.urn, { inputs });
    },
    forget({ urn }) {
      before.delete(urn);
      records.delete(urn);
    },
    end() {
      for (const urn of before.keys()) if (!noted.has(urn)) records.delete(urn);
    },
  };
};
