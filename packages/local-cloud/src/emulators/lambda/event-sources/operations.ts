import { randomUUID } from "node:crypto";
import { arnOf, serviceOf } from "../../../core/arn.ts";
import { AwsError } from "../../../core/aws-error.ts";
import { parseInput } from "../../parse-input.ts";
import type { LambdaOperations } from "../api.ts";
import { parseFunctionName } from "../arns.ts";
import { checkSettings } from "./checks.ts";
import { createInput, listInput, ofMapping, propertiesOf, updateInput } from "./inputs.ts";
import type { KeptMappings } from "./kept-mappings.ts";
import { createEventSourceMapping, type EventSourceMapping, type MappingSurroundings } from "./mapping.ts";
import { eventSourceMappingProperties } from "./properties.ts";

type Mappings = Map<string, EventSourceMapping>;

/** The mappings there are, and the operations on them. */
export const mappingOperations = (
  mappings: Mappings,
  kept: KeptMappings,
  surroundings: MappingSurroundings,
): LambdaOperations => {
  const find = (uuid: string): EventSourceMapping => {
    const mapping = mappings.get(uuid);
    if (mapping) return mapping;
    throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", {
      status: 404,
      fields: { Type: "User" },
    });
  };

  return {
    CreateEventSourceMapping(input) {
      const properties = propertiesOf(parseInput(createInput, input));
      checkSettings(properties);
      const uuid = randomUUID();
      const mapping = createEventSourceMapping(
        {
          uuid,
          arn: arnOf("lambda", surroundings.cloud, `event-source-mapping:${uuid}`),
          name: `The mapping of ${properties.functionName}`,
          settings: eventSourceMappingProperties.parse(properties),
          declared: false,
        },
        surroundings,
      );
      checkUnique(mappings, mapping);
      const answer = mapping.describe();
      mapping.start();
      mappings.set(uuid, mapping);
      kept.put(mapping);
      return answer;
    },
    UpdateEventSourceMapping(input) {
      const { UUID, ...changes } = parseInput(updateInput, input);
      const mapping = find(UUID);
      mapping.update(propertiesOf(changes));
      kept.put(mapping);
      return mapping.describe();
    },
    DeleteEventSourceMapping(input) {
      const mapping = find(parseInput(ofMapping, input).UUID);
      const gone = mapping.delete();
      kept.delete(mapping.uuid);
      void gone.then(() => mappings.delete(mapping.uuid));
      return mapping.describe();
    },
    GetEventSourceMapping: (input) => find(parseInput(ofMapping, input).UUID).describe(),
    ListEventSourceMappings(input) {
      const { FunctionName, EventSourceArn, Marker, MaxItems = 100 } = parseInput(listInput, input);
      const asked = FunctionName === undefined ? undefined : parseFunctionName(FunctionName);
      const all = [...mappings.values()]
        .filter(({ fn, functionArn }) => {
          if (FunctionName === undefined) return true;
          if (asked?.name !== fn.name) return false;
          return asked.qualifier === undefined || functionArn.endsWith(`:${asked.qualifier}`);
        })
        .filter(({ sourceArn }) => EventSourceArn === undefined || sourceArn === EventSourceArn);
      const begin = Marker === undefined ? 0 : all.findIndex(({ uuid }) => uuid === Marker);
      const end = Math.max(begin, 0) + MaxItems;
      return {
        EventSourceMappings: all.slice(Math.max(begin, 0), end).map((mapping) => mapping.describe()),
        NextMarker: all[end]?.uuid,
      };
    },
  };
};

/** AWS keeps one mapping of a source and a function. */
export const checkUnique = (mappings: Mappings, mapping: EventSourceMapping): void => {
  const { sourceArn, functionArn, fn } = mapping;
  for (const other of mappings.values()) {
    if (other.sourceArn !== sourceArn || other.functionArn !== functionArn) continue;
    const names = `(" ${sourceArn} ") and function (" ${fn.name} ")`;
    const what =
      serviceOf(sourceArn) === "sqs"
        ? `An event source mapping with SQS arn ${names} already exists.`
        : `The event source arn ${names} provided mapping already exists.`;
    throw new AwsError(
      "ResourceConflictException",
      `${what} Please update or delete the existing mapping with UUID ${other.uuid}`,
      { status: 409, fields: { Type: "User" } },
    );
  }
};
