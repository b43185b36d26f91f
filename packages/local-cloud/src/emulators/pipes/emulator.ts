import type { Cloud, Emulator } from "../../core/cloud.ts";
import { createPipeOperations, named } from "./operations.ts";
import { createPipe, type Pipe } from "./pipe.ts";
import { pipeArn, pipe as pipeProperties } from "./resources.ts";

/** EventBridge Pipes from SQS queues and DynamoDB streams: filter, enrichment, template, target. */
export const createPipesEmulator = (cloud: Cloud): Emulator => {
  const pipes = new Map<string, Pipe>();
  const naming = <Result>(name: string, run: () => Result): Result => {
    try {
      return run();
    } catch (cause) {
      throw new Error(`Pipe ${name}: ${(cause as Error).message}`, { cause });
    }
  };

  return {
    service: "pipes",
    operations: createPipeOperations(pipes, () => new Date(cloud.clock.now())),
    provision: {
      "aws:pipes/pipe:Pipe": ({ inputs, outputs }) => {
        const name = String(outputs.name);
        const pipe = naming(name, () =>
          createPipe(cloud, name, pipeArn(cloud, name), pipeProperties.parse(inputs)),
        );
        pipes.set(name, pipe);
      },
    },
    start() {
      for (const pipe of pipes.values()) {
        if (pipe.desiredState === "RUNNING") naming(pipe.name, pipe.run);
      }
    },
    async stop() {
      await Promise.all([...pipes.values()].map((pipe) => pipe.stop()));
    },
    permissions: (operation, input) => [
      {
        action: `pipes:${operation}`,
        resource: operation === "ListPipes" ? "*" : pipeArn(cloud, named.safeParse(input).data?.Name ?? "*"),
      },
    ],
  };
};
