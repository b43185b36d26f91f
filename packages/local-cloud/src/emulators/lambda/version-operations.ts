import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { parseInput } from "../parse-input.ts";
import type { LambdaOperations } from "./api.ts";
import type { Bundles } from "./bundle/bundles.ts";
import { type ReadCode, zipOrObject } from "./code-input.ts";
import { configurationOf, notFound } from "./describe.ts";
import type { FunctionRegistry, LambdaFunction } from "./functions.ts";
import type { ProvisionedConcurrency } from "./provisioned.ts";
import { LATEST, type Routing } from "./versions.ts";

const aliasName = z.string().regex(/^(?!^[0-9]+$)[a-zA-Z0-9-_]{1,128}$/, "an alias has a letter in its name");
const functionVersion = z.string().regex(/^(\$LATEST|[0-9]+)$/, "a version is a number or $LATEST");
const routingConfig = z
  .strictObject({ AdditionalVersionWeights: z.record(z.string(), z.number()).optional() })
  .optional();

const ofFunction = z.strictObject({ FunctionName: z.string() });
const ofAlias = ofFunction.extend({ Name: aliasName });
const createInput = ofAlias.extend({
  FunctionVersion: functionVersion,
  Description: z.string().max(256).optional(),
  RoutingConfig: routingConfig,
});
const updateInput = createInput.extend({ FunctionVersion: functionVersion.optional() });
const publishInput = ofFunction.extend({ Description: z.string().max(256).optional() });
const page = {
  Marker: z.string().optional(),
  MaxItems: z.coerce.number().int().min(1).max(10_000).optional(),
};
const listAliasesInput = ofFunction.extend({ FunctionVersion: functionVersion.optional(), ...page });
const codeInput = z.looseObject({ FunctionName: z.string(), Publish: z.boolean().optional() });

/** Versions, aliases with shares, and new code. */
export const versionOperations = (
  functions: FunctionRegistry,
  bundles: Bundles,
  provisioned: Pick<ProvisionedConcurrency, "checkRouting" | "moved" | "set">,
  readCode: ReadCode,
): LambdaOperations => {
  const find = (name: string) => {
    const { fn } = functions.find(name);
    return { fn, versions: functions.versionsOf(fn) };
  };
  const described = (
    fn: LambdaFunction,
    name: string,
    { functionVersion, description, weights }: Routing,
  ) => ({
    AliasArn: `${fn.arn}:${name}`,
    Name: name,
    FunctionVersion: functionVersion,
    Description: description,
    RoutingConfig: Object.keys(weights).length > 0 ? { AdditionalVersionWeights: { ...weights } } : undefined,
  });
  const aliasOf = (fn: LambdaFunction, name: string) => {
    const routing = functions.versionsOf(fn).alias(name);
    if (!routing) throw notFound(`Alias not found: ${fn.arn}:${name}`);
    return routing;
  };
  const publish = (fn: LambdaFunction, description = "") => {
    const version = functions.versionsOf(fn).publish(bundles.generationOf(fn.logicalName), description);
    return configurationOf(fn, version);
  };

  return {
    PublishVersion(input) {
      const { FunctionName, Description } = parseInput(publishInput, input);
      return publish(find(FunctionName).fn, Description);
    },
    ListVersionsByFunction(input) {
      const { FunctionName, ...asked } = parseInput(ofFunction.extend(page), input);
      const { fn, versions } = find(FunctionName);
      const { items, NextMarker } = pageOf(versions.all(), asked);
      return { Versions: items.map((version) => configurationOf(fn, version)), NextMarker };
    },
    CreateAlias(input) {
      const { FunctionName, Name, ...asked } = parseInput(createInput, input);
      const { fn, versions } = find(FunctionName);
      if (versions.alias(Name))
        throw new AwsError("ResourceConflictException", `Alias already exists: ${fn.arn}:${Name}`, {
          status: 409,
          fields: { Type: "User" },
        });
      const weights = asked.RoutingConfig?.AdditionalVersionWeights ?? {};
      versions.route(Name, {
        functionVersion: asked.FunctionVersion,
        description: asked.Description ?? "",
        weights,
      });
      return described(fn, Name, aliasOf(fn, Name));
    },
    UpdateAlias(input) {
      const { FunctionName, Name, ...asked } = parseInput(updateInput, input);
      const { fn, versions } = find(FunctionName);
      const before = aliasOf(fn, Name);
      // Without a RoutingConfig the shares stay; an empty one takes them away.
      const weights = asked.RoutingConfig
        ? (asked.RoutingConfig.AdditionalVersionWeights ?? {})
        : before.weights;
      provisioned.checkRouting(fn, Name, weights);
      versions.route(Name, {
        functionVersion: asked.FunctionVersion ?? before.functionVersion,
        description: asked.Description ?? before.description,
        weights,
      });
      provisioned.moved(fn, Name);
      return described(fn, Name, aliasOf(fn, Name));
    },
    GetAlias(input) {
      const { FunctionName, Name } = parseInput(ofAlias, input);
      const { fn } = find(FunctionName);
      return described(fn, Name, aliasOf(fn, Name));
    },
    ListAliases(input) {
      const { FunctionName, FunctionVersion, ...asked } = parseInput(listAliasesInput, input);
      const { fn, versions } = find(FunctionName);
      const wanted = versions
        .aliases()
        .filter(
          ([, { functionVersion, weights }]) =>
            FunctionVersion === undefined ||
            functionVersion === FunctionVersion ||
            Object.hasOwn(weights, FunctionVersion),
        );
      const { items, NextMarker } = pageOf(wanted, asked);
      return { Aliases: items.map(([name, routing]) => described(fn, name, routing)), NextMarker };
    },
    DeleteAlias(input) {
      const { FunctionName, Name } = parseInput(ofAlias, input);
      // AWS takes what is ready for an alias away with it.
      const { versions } = find(FunctionName);
      if (versions.alias(Name)) provisioned.set(FunctionName, Name, 0);
      versions.unroute(Name);
      return {};
    },
    async UpdateFunctionCode(input, caller) {
      const { FunctionName, Publish, ...given } = parseInput(codeInput, input);
      const code = await readCode(parseInput(zipOrObject, given), caller);
      const { fn, versions } = find(FunctionName);
      // What was published keeps its code, also the version that had that of the sources until now.
      versions.freeze(bundles.generationOf(fn.logicalName));
      await bundles.replace(fn.logicalName, code);
      return Publish ? publish(fn) : configurationOf(fn, versions.find(LATEST)!);
    },
  };
};

const pageOf = <T>(
  all: readonly T[],
  { Marker = "0", MaxItems = 50 }: { Marker?: string; MaxItems?: number },
) => {
  const begin = /^\d+$/.test(Marker) ? Number(Marker) : Number.NaN;
  if (Number.isNaN(begin))
    throw new AwsError("InvalidParameterValueException", `Invalid value for Marker: ${Marker}`, {
      fields: { Type: "User" },
    });
  const end = begin + MaxItems;
  return { items: all.slice(begin, end), NextMarker: end < all.length ? String(end) : undefined };
};
