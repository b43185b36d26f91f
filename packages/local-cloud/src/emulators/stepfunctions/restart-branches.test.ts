import { expect, test } from "vitest";
import { createLives } from "../../testing/restart.ts";
import { createWorkflows } from "../../testing/workflows.ts";
import { queue, setUp, succeed, token, typesOf } from "./restart.fixture.ts";

test("branches and iterations go on each where it is, and those that are done are not run again", async () => {
  const { sent, services } = queue();
  const pass = { Type: "Pass", Output: "{% $uuid() %}", End: true };
  const live = setUp(
    {
      Both: {
        Type: "Parallel",
        Branches: [
          { StartAt: "Quick", States: { Quick: pass } },
          {
            StartAt: "Ask",
            States: { Ask: token({ Assign: { answer: "{% $states.result %}" }, Output: 1 }) },
          },
        ],
        Next: "Each",
      },
      Each: {
        Type: "Map",
        Items: ["a", "b", "c"],
        MaxConcurrency: 2,
        ItemProcessor: {
          StartAt: "First",
          States: {
            First: { Type: "Pass", Assign: { item: "{% $states.input %}" }, Next: "Then" },
            Then: token({ Output: "{% [$item, $states.result, $states.context.Map.Item.Index] %}" }),
          },
        },
        End: true,
      },
    },
    services,
  );
  const first = await live();
  const arn = await first.start(first.machine, {}, "one");
  await first.idle();
  const second = await live();
  await second.idle();
  expect(sent).toHaveLength(1);
  await succeed(second, sent[0]!.token, "both");
  await second.idle();
  expect(sent).toHaveLength(3);
  await succeed(second, sent[2]!.token, "y");
  await second.idle();
  expect(sent).toHaveLength(4);

  const third = await live();
  await third.idle();
  expect(sent).toHaveLength(4);
  await succeed(third, sent[3]!.token, "z");
  await succeed(third, sent[1]!.token, "x");
  expect(await third.end(arn)).toMatchObject({
    status: "SUCCEEDED",
    output: [
      ["a", "x", 0],
      ["b", "y", 1],
      ["c", "z", 2],
    ],
  });
  const types = await typesOf(third, arn);
  const count = (type: string) => types.filter((one) => one === type).length;
  expect([count("MapIterationStarted"), count("MapStateStarted"), count("ParallelStateStarted")]).toEqual([
    3, 1, 1,
  ]);
  expect(count("PassStateEntered")).toBe(4);
});

test("an execution that waits for one that it started gets its end", async () => {
  const { sent, services } = queue();
  const nextLife = createLives();
  const live = async () => {
    const workflows = createWorkflows(services, await nextLife());
    const child = await workflows.machine("Child", { StartAt: "Ask", States: { Ask: token() } });
    const parent = await workflows.machine("Parent", {
      StartAt: "Nest",
      States: {
        Nest: {
          Type: "Task",
          Resource: "arn:aws:states:::states:startExecution.sync:2",
          Arguments: { StateMachineArn: child },
          Output: "{% $states.result.Output %}",
          End: true,
        },
      },
    });
    workflows.emulator.restore?.();
    await workflows.emulator.start?.();
    return { ...workflows, parent };
  };
  const first = await live();
  const arn = await first.start(first.parent, {}, "one");
  await first.idle();
  const second = await live();
  await succeed(second, sent[0]!.token, "child");
  expect(await second.end(arn)).toMatchObject({ status: "SUCCEEDED", output: "child" });
  expect(sent).toHaveLength(1);
});
