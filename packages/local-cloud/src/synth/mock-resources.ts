import type { z } from "zod";
import { globalArn } from "../core/arn.ts";
import type { Component, Resource } from "../core/resource-graph.ts";
import { type Account, type ResourceType, stableId } from "../core/resource-type.ts";
import { at } from "../core/values.ts";
import { managedSecret } from "../emulators/rds/managed-secret.ts";
import { CLUSTER } from "../emulators/rds/resources.ts";
import type { Lineage } from "./lineage.ts";
import { plain } from "./plain.ts";
import { howToSet, type ProviderOutputs, unset, unsetIn } from "./provider-outputs.ts";
import { type Declared, isOfOtherProvider, type Refusals, writtenType } from "./refusals.ts";

/** What Pulumi hands to its mock of a provider. */
export interface MockArguments {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  custom: boolean;
  /** `<urn>::<id>` of the provider that makes it, where the config names one. */
  provider?: string;
}

/** All that a config declares, as it is registered. */
export interface MockResources {
  readonly components: readonly Component[];
  readonly resources: readonly Resource[];
  readonly links: Record<string, Record<string, unknown>>;
  /** Values of the SSM parameters declared so far. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Texts of the secrets declared so far, by ARN, with those that RDS makes. */
  readonly secrets: ReadonlyMap<string, string>;
  /** The last one registered, for messages. */
  readonly last: string;
  /** The account, in the region of a provider; in that of the app without one. */
  accountOf(provider: string | undefined): Account;
  newResource(args: MockArguments): { id: string; state: Record<string, unknown> };
}

export const keyOf = ({ type, name }: Declared): string => `${type}::${name}`;

/** Whether a type can be in another region than the app, or is in none; code of functions is uploaded as objects. */
const hasRegions = (type: string): boolean =>
  /^aws:(?:cloudfront|iam|lambda|wafv2)\/|^aws:(?:cloudwatch\/logGroup|s3\/bucketObjectv2):|^(?!aws:)/.test(
    type,
  );

/** A property that a variant lacks which is refused (`providerArns` of a Lambda authorizer) is no mistake of its own. */
const withoutMissing = (issues: readonly z.core.$ZodIssue[]) => {
  const present = issues.filter(({ message }) => !message.endsWith("received undefined"));
  return present.length > 0 ? present : issues;
};

/** Keeps what is registered, computes what a provider would, and refuses what no emulator implements. */
export const createMockResources = (
  account: Account,
  lineage: Lineage,
  refusals: Refusals,
  resourceTypes: ReadonlyMap<string, ResourceType>,
  said: ProviderOutputs,
): MockResources => {
  const components: Component[] = [];
  const componentOf = new Map<string, Component>();
  /** Of the providers that name one, by their key. */
  const regions = new Map<string, string>();
  const resources: Resource[] = [];
  const links: Record<string, Record<string, unknown>> = {};
  const parameters = new Map<string, string>();
  const secrets = new Map<string, string>();
  const refused = new Set<string>();
  let last = "none";

  const componentsOf = (key: string): Component[] => {
    const found: Component[] = [];
    for (let parent = lineage.parentOf(key); parent; parent = lineage.parentOf(parent)) {
      const component = componentOf.get(parent);
      if (component && component.type !== "pulumi:pulumi:Stack") found.push(component);
    }
    return found;
  };

  /** What a refused resource would have computed is undefined; that is not one more mistake. */
  const isConsequence = (key: string, property: PropertyKey | undefined, inputs: Record<string, unknown>) => {
    if (refused.size === 0) return false;
    const name = String(property);
    return inputs[name] === undefined || lineage.sourcesOf(key, name).some((source) => refused.has(source));
  };

  const compute = (
    type: string,
    name: string,
    inputs: Record<string, unknown>,
    { region }: Account,
  ): Record<string, unknown> => {
    const key = keyOf({ type, name });
    const owners = componentsOf(key);
    const outermost = owners.at(-1);
    const nothing = () => {
      refused.add(key);
      refusals.noteComponents(owners);
      return { arn: globalArn("unknown", "", stableId(key)) };
    };
    if (type === "pulumi:providers:aws") {
      if (inputs.assumeRoles === undefined && inputs.assumeRole === undefined) return {};
      refusals.add(`${name}: another AWS provider, of another account; the local cloud has one account.`);
      return nothing();
    }
    const resourceType = resourceTypes.get(type);
    if (resourceType && region !== account.region && !hasRegions(type) && !resourceType.inert) {
      const { name: declared, type: of } = outermost ?? { name, type };
      refusals.add(
        `${declared} (${writtenType(of)}): it is in ${region}. The local cloud has functions in several regions, and all else in ${account.region}; on this stage, give it no region and no provider of one.`,
        outermost,
      );
      return nothing();
    }
    if (!resourceType && isOfOtherProvider(type)) return { id: unset(name, "id"), ...said[name] };
    if (!resourceType) {
      refusals.missingType({ type, name }, outermost);
      return nothing();
    }
    const refusal = resourceType.refuses?.({ name, components: owners.map((owner) => owner.type) });
    if (refusal) {
      const declared = outermost ?? { type, name };
      refusals.add(`${declared.name} (${writtenType(declared.type)}): ${refusal}.`, outermost);
      refused.add(key);
    }
    // Most schemas look at a resource or two, which is less work than compiling them.
    const parsed = resourceType.properties.safeParse(inputs, { jitless: true });
    if (parsed.success) {
      const computed = resourceType.compute({ name, inputs: parsed.data }, { ...account, region });
      return unsetIn(computed).length > 0 ? { ...computed, ...said[name] } : computed;
    }
    const isUnset = ({ path: [property] }: z.core.$ZodIssue) => {
      const outputs = unsetIn(inputs[String(property)]);
      if (outputs.length === 0) return false;
      refusals.add(
        `${name} (${writtenType(type)}): ${String(property)} is made of ${outputs.join(", ")}, which nobody knows here. ${howToSet(outputs)}`,
        outermost,
      );
      return true;
    };
    const issues = withoutMissing(parsed.error.issues).filter(
      (issue) =>
        issue.code === "unrecognized_keys" || !(isUnset(issue) || isConsequence(key, issue.path[0], inputs)),
    );
    refusals.issues({ type, name }, outermost, issues);
    refused.add(key);
    try {
      return resourceType.compute({ name, inputs }, { ...account, region });
    } catch {
      return nothing();
    }
  };

  /** The account in the region of the provider that makes a resource. */
  const accountOf = (provider: string | undefined): Account => {
    for (const [key, region] of regions)
      if (provider?.startsWith(`${lineage.urnOf(key)}::`)) return { ...account, region };
    return account;
  };

  /** Version 7 of the AWS provider takes a region at each resource, which counts before that of its provider. */
  const accountFor = ({ type, provider, inputs }: Omit<MockArguments, "name" | "custom">): Account => {
    const { region } = inputs;
    const isOfAws = type.startsWith("aws:") && typeof region === "string" && region !== "";
    return isOfAws ? { ...account, region } : accountOf(provider);
  };

  const newResource = ({ type, name, inputs: raw, custom, provider: by }: MockArguments) => {
    const key = keyOf({ type, name });
    const parent = lineage.parentUrnOf(key);
    last = `${name} (${type})`;
    if (type === "sst:sst:LinkRef")
      links[name.replace(/LinkRef$/, "")] = plain(raw.properties) as Record<string, unknown>;
    if (!custom) {
      const component = { type, name, urn: key, parent };
      components.push(component);
      componentOf.set(key, component);
      return { id: "", state: raw };
    }
    const inputs = plain(raw) as Record<string, unknown>;
    const computed = compute(type, name, inputs, accountFor({ type, inputs, provider: by }));
    const id = String(computed.id ?? name);
    const outputs = { ...inputs, ...computed, id };
    resources.push({ type, name, urn: key, parent, id, inputs, outputs });
    if (type === "pulumi:providers:aws" && typeof inputs.region === "string") regions.set(key, inputs.region);
    if (type === "aws:ssm/parameter:Parameter") parameters.set(String(inputs.name), String(inputs.value));
    if (type === "aws:secretsmanager/secretVersion:SecretVersion")
      secrets.set(String(inputs.secretId), String(inputs.secretString));
    const managed = type === CLUSTER && at(outputs, "masterUserSecrets", 0, "secretArn");
    if (typeof managed === "string")
      secrets.set(managed, managedSecret(managed, String(inputs.masterUsername)));
    return { id, state: outputs };
  };

  return {
    components,
    resources,
    links,
    parameters,
    secrets,
    get last() {
      return last;
    },
    accountOf,
    newResource,
  };
};
