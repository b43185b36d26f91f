import { z } from "zod";
import { arnOf, isArn, unqualified } from "../../../core/arn.ts";
import { AwsError } from "../../../core/aws-error.ts";
import { parseInput } from "../../parse-input.ts";
import type { StepFunctionsOperations } from "../api.ts";
import type { Machine } from "../execution.ts";
import { isName } from "../names.ts";
import { checkKind, compiledOf, loggingConfiguration, type Service, tagList } from "./service.ts";

const createInput = z.strictObject({
  name: z.string(),
  definition: z.string().min(1).max(1_048_576),
  roleArn: z.string().min(1).max(256),
  type: z.enum(["STANDARD", "EXPRESS"]).optional(),
  loggingConfiguration: loggingConfiguration.optional(),
  tracingConfiguration: z.strictObject({ enabled: z.boolean().optional() }).optional(),
  tags: tagList.optional(),
  publish: z.boolean().optional(),
  versionDescription: z.string().max(256).optional(),
  // Nothing is encrypted here.
  encryptionConfiguration: z.looseObject({}).optional(),
});
const deleteInput = z.strictObject({ stateMachineArn: z.string().min(1).max(256) });
const ofResource = z.strictObject({ resourceArn: z.string().min(1).max(256) });
const tagInput = ofResource.extend({ tags: tagList });
const untagInput = ofResource.extend({ tagKeys: z.array(z.string()) });

const TYPE = "aws:sfn/stateMachine:StateMachine";

type Create = z.output<typeof createInput>;

/** Another role and other tags make no other machine. */
const isSame = (machine: Machine, { definition, type = "STANDARD", ...input }: Create): boolean =>
  machine.definition === definition &&
  machine.type === type &&
  machine.loggingConfiguration.level === (input.loggingConfiguration?.level ?? "OFF") &&
  machine.tracingConfiguration.enabled === (input.tracingConfiguration?.enabled ?? false);

/** Makes, deletes and tags state machines. */
export const controlOperations = (service: Service): StepFunctionsOperations => {
  const { cloud, machines, activities, executions, tags } = service;
  const exists = (arn: string) => {
    if (!isArn(arn)) throw new AwsError("InvalidArn", `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
    if (!machines.find(arn) && !activities.find(arn))
      throw new AwsError("ResourceNotFound", `Resource not found: '${arn}'`, {
        fields: { resourceName: arn },
      });
    return arn;
  };

  return {
    async CreateStateMachine(request: unknown) {
      const input = parseInput(createInput, request);
      const { name, definition, roleArn, type = "STANDARD", loggingConfiguration: logging } = input;
      if (!isName(name, 80)) throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
      if (!isArn(roleArn)) throw new AwsError("InvalidArn", `Invalid Arn: 'Invalid ARN prefix: ${roleArn}'`);
      if (input.versionDescription !== undefined && !input.publish)
        throw new AwsError("ValidationException", "Version description can only be set when publish is true");
      const destination = logging?.destinations?.[0]?.cloudWatchLogsLogGroup.logGroupArn;
      if ((logging?.level ?? "OFF") !== "OFF" && destination === undefined)
        throw new AwsError(
          "InvalidLoggingConfiguration",
          "Invalid Logging Configuration: Must specify exactly one Log Destination.",
        );
      const arn = arnOf("states", cloud, `stateMachine:${name}`);
      const known = machines.find(arn);
      if (known && !isSame(known, input))
        throw new AwsError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
      if (!known) {
        compiledOf(service, definition, type);
        await cloud.made.make(TYPE, name, {
          name,
          definition,
          roleArn,
          type,
          loggingConfiguration: logging && {
            level: logging.level,
            includeExecutionData: logging.includeExecutionData,
            logDestination: destination,
          },
          tracingConfiguration: input.tracingConfiguration,
        });
        tags.put(arn, input.tags ?? []);
      }
      const machine = machines.find(arn)!;
      const version = input.publish
        ? machines.versions(arn)!.publish(machine, input.versionDescription, machine.creationDate)
        : undefined;
      return {
        stateMachineArn: arn,
        creationDate: machine.creationDate,
        stateMachineVersionArn: version && `${arn}:${version.number}`,
      };
    },

    /** Does nothing about one that is not there; what runs of it is ended. */
    DeleteStateMachine(request: unknown) {
      const arn = unqualified(parseInput(deleteInput, request).stateMachineArn);
      checkKind(arn, "stateMachine");
      machines.delete(arn);
      executions.deleteOf(arn);
      tags.forget(arn);
      cloud.made.forget(TYPE, arn);
      return {};
    },

    TagResource(request: unknown) {
      const { resourceArn, tags: given } = parseInput(tagInput, request);
      tags.put(exists(resourceArn), given);
      return {};
    },
    UntagResource(request: unknown) {
      const { resourceArn, tagKeys } = parseInput(untagInput, request);
      tags.remove(exists(resourceArn), tagKeys);
      return {};
    },
    ListTagsForResource(request: unknown) {
      const { resourceArn } = parseInput(ofResource, request);
      return { tags: [...tags.of(exists(resourceArn))].map(([key, value]) => ({ key, value })) };
    },
  };
};
