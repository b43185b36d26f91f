import type { Permission } from "../core/cloud.ts";
import { allowedIn, matcher } from "./policy.ts";

/** One action on one resource, as a policy of a role writes them: both may have wildcards. */
export interface Grant {
  /** Name of the role. */
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

export interface UsedGrants {
  /** A policy of a role. */
  add(role: string, policy: unknown): void;
  /** A role did something that it may. */
  note(role: string, permission: Permission): void;
  /** What was needed so far. */
  list(): Grant[];
}

/** Keeps which grants roles made use of: as many as there are, however long a cloud runs. */
export const createUsedGrants = (): UsedGrants => {
  const byRole = new Map<string, { grant: Grant; matches(permission: Permission): boolean }[]>();
  const used = new Set<Grant>();
  return {
    add(role, policy) {
      const grants = byRole.get(role) ?? [];
      byRole.set(role, grants);
      for (const { action, resource } of allowedIn(policy)) {
        const isAction = matcher([action], "i");
        const isResource = matcher([resource]);
        grants.push({
          grant: { role, action, resource },
          matches: (permission) => isAction(permission.action) && isResource(permission.resource),
        });
      }
    },
    note(role, permission) {
      for (const { grant, matches } of byRole.get(role) ?? [])
        if (!used.has(grant) && matches(permission)) used.add(grant);
    },
    list: () => [...used],
  };
};
