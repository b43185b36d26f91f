import { z } from "zod";
import type { Cloud } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { invocationProperties } from "./properties.ts";

export interface DeclaredInvocations {
  add(resource: Pick<Resource, "name" | "inputs">): void;
  /**
   * Makes those that were not made as they are declared now, in their order; resolves when all are answered. One that
   * fails is warned of, and made again at the next start.
   */
  make(): Promise<void>;
}

const root = { principal: { kind: "root" }, causes: [] } as const;

/** `aws.lambda.Invocation`: a function that a deployment invokes, as to make the tables of a database. */
export const createDeclaredInvocations = (cloud: Cloud): DeclaredInvocations => {
  const declared = new Map<string, z.output<typeof invocationProperties>>();
  const made = cloud.state.records("lambda/declared-invocations", z.object({ asked: z.string() }));

  /** Throws when the function fails. */
  const invoke = async ({ functionName, qualifier, input }: z.output<typeof invocationProperties>) => {
    const asked = { FunctionName: functionName, Qualifier: qualifier, Payload: input };
    const { FunctionError, Payload } = await cloud.call("lambda", "Invoke", asked, root);
    if (FunctionError !== undefined)
      throw new Error(`${functionName} failed, which would end a deployment: ${Payload}`);
  };

  return {
    add({ name, inputs }) {
      declared.set(name, invocationProperties.parse(inputs));
    },
    async make() {
      const before = new Map(made.read());
      for (const name of before.keys()) if (!declared.has(name)) made.delete(name);
      for (const [name, properties] of declared) {
        const asked = JSON.stringify(properties);
        if (before.get(name)?.asked === asked) continue;
        try {
          await invoke(properties);
          made.put(name, { asked });
        } catch (error) {
          const why = (error as Error).message;
          cloud.warn(`${name} (aws.lambda.Invocation): ${why}. It is invoked again at the next start.`);
        }
      }
    },
  };
};
