import {
  CheckpointDurableExecutionCommand,
  GetDurableExecutionCommand,
  InvokeCommand,
  type LambdaClient,
  SendDurableExecutionCallbackSuccessCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** A durable function whose executions may take longer than 15 minutes, here or on AWS. */
export interface DurablePlace {
  readonly lambda: LambdaClient;
  readonly functionName: string;
  readonly qualifier: string;
  stop(): Promise<void>;
}

/** What Lambda refuses of durable functions, asked so that no execution starts. */
export const describeDurableFacts = (name: string, skip: boolean, connect: () => Promise<DurablePlace>) =>
  describe.skipIf(skip)(name, () => {
    let place: DurablePlace;
    beforeAll(async () => {
      place = await connect();
    });
    afterAll(() => place?.stop());

    const unknown = () =>
      `arn:aws:lambda:eu-west-1:000000000000:function:${place.functionName}:1/durable-execution/nobody/nothing`;

    test("a durable function is invoked by a version or alias", async () => {
      const { functionName: FunctionName } = place;
      await expect(
        place.lambda.send(new InvokeCommand({ FunctionName, InvocationType: "Event" })),
      ).rejects.toMatchObject({
        name: "InvalidParameterValueException",
        message: "You cannot invoke a durable function using an unqualified ARN.",
      });
    });

    test("nobody waits for an execution that may take longer than an invocation", async () => {
      const { functionName: FunctionName, qualifier: Qualifier } = place;
      await expect(place.lambda.send(new InvokeCommand({ FunctionName, Qualifier }))).rejects.toMatchObject({
        name: "InvalidParameterValueException",
        message:
          "You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.",
      });
    });

    test("a name of an execution has at most 64 letters, digits, hyphens and underscores", async () => {
      const { functionName: FunctionName, qualifier: Qualifier } = place;
      for (const DurableExecutionName of ["a b", "x".repeat(65)])
        await expect(
          place.lambda.send(
            new InvokeCommand({ FunctionName, Qualifier, InvocationType: "Event", DurableExecutionName }),
          ),
        ).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
    });

    test("knows no execution and no callback that it did not make", async () => {
      const DurableExecutionArn = unknown();
      await expect(
        place.lambda.send(new GetDurableExecutionCommand({ DurableExecutionArn })),
      ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
      await expect(
        place.lambda.send(
          new CheckpointDurableExecutionCommand({ DurableExecutionArn, CheckpointToken: "bm9uZQ==" }),
        ),
      ).rejects.toMatchObject({
        name: expect.stringMatching(/^(ResourceNotFound|InvalidParameterValue)Exception$/),
      });
      await expect(
        place.lambda.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId: "bm9uZQ==" })),
      ).rejects.toMatchObject({ name: "InvalidParameterValueException" });
    });
  });
