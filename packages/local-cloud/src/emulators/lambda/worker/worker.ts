import { Worker } from "node:worker_threads";
import { createExecutionEnvironment, type FunctionWorker } from "./execution-environment.ts";
import { ThreadMessage, type ThreadStart } from "./protocol.ts";

/** Starts an execution environment of a Node.js function. */
export type StartThread = (options: {
  /** JavaScript file that the thread runs. */
  code: string;
  start: ThreadStart;
  env: NodeJS.ProcessEnv;
  memoryMb: number;
}) => FunctionWorker;

/** An execution environment of a Node.js function: a thread with the loaded bundle. */
export const startWorker: StartThread = (options) =>
  createExecutionEnvironment(({ receive, log, ended }) => {
    let death: string | undefined;
    const thread = new Worker(options.code, {
      workerData: options.start,
      transferList: options.start.calls ? [options.start.calls] : [],
      env: options.env,
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
      name: options.start.functionName,
      // Only a runaway handler should meet the limit: a thread shares what AWS counts for the whole process.
      resourceLimits: {
        maxOldGenerationSizeMb: Math.max(options.memoryMb, 128),
        maxYoungGenerationSizeMb: 8,
      },
    });
    thread.on("message", (given: unknown) => {
      // The function's own code can post to the same port, as nobody would do on AWS.
      const { data: message } = ThreadMessage.safeParse(given);
      if (message) receive(message);
    });
    for (const stream of [thread.stdout, thread.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => text.trimEnd().split("\n").forEach(log));
    }
    thread.on("error", (error) => {
      death ??=
        (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY"
          ? "signal: killed"
          : String(error);
    });
    thread.on("exit", (code) => ended(death ?? (code === 0 ? undefined : `exit status ${code}`)));
    return { tell: (command) => thread.postMessage(command), end: () => thread.terminate() };
  });
