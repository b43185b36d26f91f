import { z } from "zod";
import { unqualified } from "../../../core/arn.ts";
import { AwsError } from "../../../core/aws-error.ts";
import { parseInput } from "../../parse-input.ts";
import type { StepFunctionsOperations } from "../api.ts";
import type { Machine } from "../execution.ts";
import { qualifierOf } from "../machines.ts";
import { conflict, type MachineAlias, type MachineVersions } from "../versions.ts";
import {
  checkKind,
  compiledOf,
  loggingConfiguration,
  machineOf,
  page,
  pageOf,
  type Service,
} from "./service.ts";

const description = z.string().max(256).optional();
const routingConfiguration = z
  .array(z.strictObject({ stateMachineVersionArn: z.string(), weight: z.int().min(0).max(100) }))
  .min(1)
  .max(2);

const publishInput = z.strictObject({
  stateMachineArn: z.string(),
  revisionId: z.string().optional(),
  description,
});
const updateMachineInput = z.strictObject({
  stateMachineArn: z.string(),
  definition: z.string().optional(),
  roleArn: z.string().optional(),
  loggingConfiguration: loggingConfiguration.optional(),
  tracingConfiguration: z.strictObject({ enabled: z.boolean().optional() }).optional(),
  publish: z.boolean().optional(),
  versionDescription: description,
});
const deleteVersionInput = z.strictObject({ stateMachineVersionArn: z.string() });
const ofMachine = z.strictObject({ stateMachineArn: z.string(), ...page });
const createAliasInput = z.strictObject({ name: z.string(), description, routingConfiguration });
const ofAlias = z.strictObject({ stateMachineAliasArn: z.string() });
const updateAliasInput = ofAlias.extend({
  description,
  routingConfiguration: routingConfiguration.optional(),
});

type RoutingConfiguration = z.output<typeof routingConfiguration>;

// https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html
const isAliasName = (name: string) => /^[a-zA-Z0-9_.-]{1,80}$/.test(name) && /[a-zA-Z_.-]/.test(name);

const notFound = (arn: string) => new AwsError("ResourceNotFound", `Resource not found: '${arn}'`);
const invalid = (message: string) => new AwsError("ValidationException", message);

/** Versions, aliases with weights, and new revisions. */
export const versionOperations = (service: Service): StepFunctionsOperations => {
  const now = () => new Date(service.cloud.clock.now());

  /** The machine that an ARN without version and alias names. */
  const plain = (arn: string): { machine: Machine; versions: MachineVersions } => {
    const machine = machineOf(service, arn);
    if (qualifierOf(arn) !== undefined)
      throw invalid(`The ARN of a state machine is needed, without a version or an alias: '${arn}'`);
    return { machine, versions: service.machines.versions(arn)! };
  };
  const routesOf = (configuration: RoutingConfiguration) => {
    const [machineArn, other] = new Set(
      configuration.map(({ stateMachineVersionArn }) => unqualified(stateMachineVersionArn)),
    );
    for (const { stateMachineVersionArn: arn } of configuration) {
      checkKind(arn, "stateMachine");
      if (!/^\d+$/.test(qualifierOf(arn) ?? ""))
        throw invalid(`An alias points to versions, and this is the ARN of none: '${arn}'`);
    }
    if (other)
      throw invalid(`The versions of an alias are of one state machine: '${machineArn}', '${other}'`);
    const versions = service.machines.versions(machineArn!);
    if (!versions) throw notFound(configuration[0]!.stateMachineVersionArn);
    const routes = configuration.map(({ stateMachineVersionArn, weight }) => ({
      version: Number(qualifierOf(stateMachineVersionArn)),
      weight,
    }));
    return { machineArn: machineArn!, versions, routes };
  };
  const findAlias = (arn: string) => {
    checkKind(arn, "stateMachine");
    const versions = service.machines.versions(arn);
    const alias = versions?.alias(qualifierOf(arn) ?? "");
    if (!versions || !alias) throw notFound(arn);
    return { machineArn: unqualified(arn), versions, alias };
  };
  const listed = (machineArn: string, { name, creationDate }: MachineAlias) => ({
    stateMachineAliasArn: `${machineArn}:${name}`,
    creationDate,
  });

  return {
    UpdateStateMachine(request: unknown) {
      const input = parseInput(updateMachineInput, request);
      const { machine, versions } = plain(input.stateMachineArn);
      const { definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
      if ([definition, roleArn, loggingConfiguration, tracingConfiguration].every((one) => one === undefined))
        throw new AwsError(
          "MissingRequiredParameter",
          "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified",
        );
      if (input.versionDescription !== undefined && !input.publish)
        throw invalid("Version description can only be set when publish is true");
      const compiled = definition === undefined ? undefined : compiledOf(service, definition, machine.type);
      const current = service.machines.update(machine, {
        ...(definition !== undefined && { definition, compiled }),
        ...(roleArn !== undefined && { roleArn }),
        ...(loggingConfiguration && { loggingConfiguration }),
        ...(tracingConfiguration && {
          tracingConfiguration: { enabled: tracingConfiguration.enabled ?? false },
        }),
      });
      const version = input.publish ? versions.publish(current, input.versionDescription, now()) : undefined;
      return {
        updateDate: now(),
        revisionId: current.revisionId,
        stateMachineVersionArn: version && `${machine.arn}:${version.number}`,
      };
    },

    PublishStateMachineVersion(request: unknown) {
      const { stateMachineArn, revisionId, description } = parseInput(publishInput, request);
      const { machine, versions } = plain(stateMachineArn);
      if (revisionId !== undefined && revisionId !== machine.revisionId)
        throw conflict(
          `The revision of the state machine is ${machine.revisionId} by now, and not ${revisionId}.`,
        );
      const { number, creationDate } = versions.publish(machine, description, now());
      return { stateMachineVersionArn: `${machine.arn}:${number}`, creationDate };
    },

    DeleteStateMachineVersion(request: unknown) {
      const { stateMachineVersionArn: arn } = parseInput(deleteVersionInput, request);
      checkKind(arn, "stateMachine");
      const qualifier = qualifierOf(arn) ?? "";
      if (!/^\d+$/.test(qualifier)) throw invalid(`This is the ARN of no version: '${arn}'`);
      service.machines.versions(arn)?.remove(Number(qualifier));
      return {};
    },

    ListStateMachineVersions(request: unknown) {
      const { stateMachineArn, ...paging } = parseInput(ofMachine, request);
      const { machine, versions } = plain(stateMachineArn);
      const { page: found, nextToken } = pageOf(versions.all(), paging);
      return {
        stateMachineVersions: found.map(({ number, creationDate }) => ({
          stateMachineVersionArn: `${machine.arn}:${number}`,
          creationDate,
        })),
        nextToken,
      };
    },

    CreateStateMachineAlias(request: unknown) {
      const { name, description, routingConfiguration } = parseInput(createAliasInput, request);
      if (!isAliasName(name)) throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
      const { machineArn, versions, routes } = routesOf(routingConfiguration);
      const known = versions.alias(name);
      if (
        known &&
        (known.description !== description || JSON.stringify(known.routes) !== JSON.stringify(routes))
      )
        throw conflict(`There is an alias ${machineArn}:${name} already, and it is another.`);
      return listed(machineArn, known ?? versions.route({ name, description, routes }, now()));
    },

    UpdateStateMachineAlias(request: unknown) {
      const input = parseInput(updateAliasInput, request);
      const { versions, alias, machineArn } = findAlias(input.stateMachineAliasArn);
      if (input.description === undefined && input.routingConfiguration === undefined)
        throw invalid("Either description or routingConfiguration must be given.");
      const asked = input.routingConfiguration && routesOf(input.routingConfiguration);
      if (asked && asked.machineArn !== machineArn)
        throw invalid(`The versions are of '${asked.machineArn}', and the alias is of '${machineArn}'.`);
      const { updateDate } = versions.route(
        {
          name: alias.name,
          description: input.description ?? alias.description,
          routes: asked?.routes ?? alias.routes,
        },
        now(),
      );
      return { updateDate };
    },

    DescribeStateMachineAlias(request: unknown) {
      const { stateMachineAliasArn } = parseInput(ofAlias, request);
      const { machineArn, alias } = findAlias(stateMachineAliasArn);
      const { name, description, routes, creationDate, updateDate } = alias;
      return {
        stateMachineAliasArn,
        name,
        description,
        routingConfiguration: routes.map(({ version, weight }) => ({
          stateMachineVersionArn: `${machineArn}:${version}`,
          weight,
        })),
        creationDate,
        updateDate,
      };
    },

    DeleteStateMachineAlias(request: unknown) {
      const { versions, alias } = findAlias(parseInput(ofAlias, request).stateMachineAliasArn);
      versions.unroute(alias.name);
      return {};
    },

    ListStateMachineAliases(request: unknown) {
      const { stateMachineArn, ...paging } = parseInput(ofMachine, request);
      const machine = machineOf(service, stateMachineArn);
      const version = qualifierOf(stateMachineArn);
      const aliases = service.machines
        .versions(stateMachineArn)!
        .aliases()
        .filter(
          ({ routes }) => version === undefined || routes.some((one) => String(one.version) === version),
        );
      const { page: found, nextToken } = pageOf(aliases, paging);
      return { stateMachineAliases: found.map((alias) => listed(machine.arn, alias)), nextToken };
    },
  };
};
