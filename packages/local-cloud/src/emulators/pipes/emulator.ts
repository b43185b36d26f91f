import { z } from "zod";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import { createReaders } from "../../polling/readers.ts";
import { pipeControl } from "./control.ts";
import { createPipeOperations, named } from "./operations.ts";
import { createPipe, type Pipe } from "./pipe.ts";
import { pipeArn, pipe as pipeProperties } from "./resources.ts";

const TYPE = "aws:pipes/pipe:Pipe";
const passing = z.object({ RoleArn: z.string() });

/** EventBridge Pipes from SQS queues and DynamoDB streams: filter, enrichment, template, target. */
export const createPipesEmulator = (cloud: Cloud): Emulator => {
  const pipes = new Map<string, Pipe>();
  const readers = createReaders(cloud, "pipes/readers");
  const naming = <Result>(name: string, run: () => Result): Result => {
    try {
      return run();
    } catch (cause) {
      throw new Error(`Pipe ${name}: ${(cause as Error).message}`, { cause });
    }
  };

  return {
    service: "pipes",
    operations: {
      ...createPipeOperations(pipes, () => new Date(cloud.clock.now())),
      ...pipeControl({
        find: (name) => pipes.get(name),
        async make(name, properties) {
          await cloud.made.make(TYPE, name, properties);
          return pipes.get(name)!;
        },
        remove(pipe) {
          pipes.delete(pipe.name);
          cloud.made.forget(TYPE, pipe.name);
        },
        forget: readers.forget,
      }),
    },
    provision: {
      [TYPE]: ({ inputs, outputs }) => {
        const name = String(outputs.name);
        const pipe = naming(name, () =>
          createPipe({ cloud, readers }, name, pipeArn(cloud, name), pipeProperties.parse(inputs)),
        );
        pipes.set(name, pipe);
      },
    },
    start() {
      readers.retain((name) => pipes.has(name));
      for (const pipe of pipes.values()) {
        if (pipe.desiredState === "RUNNING") naming(pipe.name, pipe.run);
      }
    },
    async stop() {
      await Promise.all([...pipes.values()].map((pipe) => pipe.stop()));
    },
    permissions: (operation, input) => {
      const passed = /^(Create|Update)Pipe$/.test(operation)
        ? passing.safeParse(input).data?.RoleArn
        : undefined;
      return [
        {
          action: `pipes:${operation}`,
          resource:
            operation === "ListPipes" ? "*" : pipeArn(cloud, named.safeParse(input).data?.Name ?? "*"),
        },
        ...(passed === undefined ? [] : [{ action: "iam:PassRole", resource: passed }]),
      ];
    },
  };
};
