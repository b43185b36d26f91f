import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { type PolicyStatement, statementsIn } from "../../iam/resource-policies.ts";
import { parseInput } from "../parse-input.ts";
import type { EventBridgeOperations } from "./api.ts";
import type { Bus, Buses } from "./buses.ts";
import { busNameOf } from "./resources.ts";

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html
const name = z
  .string()
  .regex(/^[.\-_A-Za-z0-9]+$/, "Member must satisfy regular expression pattern: [/\\.\\-_A-Za-z0-9]+")
  .max(256, "Member must have length less than or equal to 256");
const settings = {
  Description: z.string().max(512).optional(),
  // Nothing is encrypted here, and the journal holds every event.
  KmsKeyIdentifier: z.string().optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
  LogConfig: z.looseObject({}).optional(),
};
const createInput = z.strictObject({
  Name: name,
  ...settings,
  EventSourceName: z
    .string()
    .refine(() => false, "partner event sources are not implemented by the local cloud")
    .optional(),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional(),
});
const updateInput = z.strictObject({ Name: z.string().optional(), ...settings });
const deleteInput = z.strictObject({ Name: z.string() });
const putPermissionInput = z.strictObject({
  EventBusName: z.string().optional(),
  StatementId: z
    .string()
    .regex(/^[a-zA-Z0-9-_]{1,64}$/)
    .optional(),
  Action: z.literal("events:PutEvents").optional(),
  Principal: z
    .string()
    .regex(/^(\d{12}|\*)$/, "Member must satisfy regular expression pattern: (\\d{12}|\\*)")
    .optional(),
  Condition: z.strictObject({ Type: z.string(), Key: z.string(), Value: z.string() }).optional(),
  Policy: z.string().optional(),
});
const removePermissionInput = z.strictObject({
  EventBusName: z.string().optional(),
  StatementId: z.string().optional(),
  RemoveAllPermissions: z.boolean().optional(),
});

const TYPE = "aws:cloudwatch/eventBus:EventBus";
const POLICY = "aws:cloudwatch/eventBusPolicy:EventBusPolicy";
const invalid = (message: string) => new AwsError("ValidationException", message);

/** Makes, changes and deletes buses, and says who may put events on them. */
export const createBusOperations = (
  cloud: Pick<Cloud, "made" | "resourcePolicies">,
  buses: Buses,
): EventBridgeOperations => {
  const setPolicy = (bus: Bus, policy: string | undefined) => {
    cloud.resourcePolicies.attach(bus.arn, policy);
    bus.policy = policy;
    cloud.made.forget(POLICY, bus.name);
    if (policy !== undefined) cloud.made.note(POLICY, bus.name, { eventBusName: bus.name, policy });
  };
  const setStatements = (bus: Bus, Statement: readonly PolicyStatement[]) =>
    setPolicy(bus, Statement.length > 0 ? JSON.stringify({ Version: "2012-10-17", Statement }) : undefined);
  const statementsOf = (bus: Bus) => statementsIn(cloud.resourcePolicies.policyOf(bus.arn));

  return {
    async CreateEventBus(input) {
      const { Name, Description, Tags = [] } = parseInput(createInput, input);
      if (buses.find(Name))
        throw new AwsError("ResourceAlreadyExistsException", `Event bus ${Name} already exists.`);
      const tags = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
      await cloud.made.make(TYPE, Name, { name: Name, description: Description, tags });
      return { EventBusArn: buses.get(Name).arn, Description };
    },
    UpdateEventBus(input) {
      const { Name, Description } = parseInput(updateInput, input);
      const bus = buses.get(Name);
      bus.description = Description ?? bus.description;
      if (bus.name !== "default") {
        cloud.made.forget(TYPE, bus.arn);
        cloud.made.note(TYPE, bus.name, { name: bus.name, description: bus.description });
      }
      return { Name: bus.name, Arn: bus.arn, Description: bus.description };
    },
    /** Does nothing about one that is not there. */
    DeleteEventBus(input) {
      const busName = busNameOf(parseInput(deleteInput, input).Name);
      if (busName === "default") throw invalid("Cannot delete event bus default.");
      const bus = buses.find(busName);
      if (!bus) return {};
      if (bus.rules.size > 0) throw invalid(`Event bus ${busName} cannot be deleted since it has rules.`);
      setStatements(bus, []);
      buses.delete(busName);
      cloud.made.forget(TYPE, bus.arn);
      return {};
    },
    PutPermission(input) {
      const asked = parseInput(putPermissionInput, input);
      const bus = buses.get(asked.EventBusName);
      if (asked.Policy !== undefined) {
        setPolicy(bus, asked.Policy);
        return {};
      }
      const { StatementId, Action, Principal, Condition } = asked;
      if (!StatementId || !Action || !Principal)
        throw invalid("Parameters StatementId, Action and Principal must be specified, or Policy.");
      const statement: PolicyStatement = {
        Sid: StatementId,
        Effect: "Allow",
        Principal: Principal === "*" ? "*" : { AWS: `arn:aws:iam::${Principal}:root` },
        Action,
        Resource: bus.arn,
        ...(Condition && { Condition: { [Condition.Type]: { [Condition.Key]: Condition.Value } } }),
      };
      setStatements(bus, [...statementsOf(bus).filter(({ Sid }) => Sid !== StatementId), statement]);
      return {};
    },
    RemovePermission(input) {
      const { EventBusName, StatementId, RemoveAllPermissions } = parseInput(removePermissionInput, input);
      const bus = buses.get(EventBusName);
      if (RemoveAllPermissions) setStatements(bus, []);
      else {
        const before = statementsOf(bus);
        const left = before.filter(({ Sid }) => Sid !== StatementId);
        if (left.length === before.length)
          throw new AwsError("ResourceNotFoundException", `Statement with the provided id does not exist.`);
        setStatements(bus, left);
      }
      return {};
    },
  };
};
