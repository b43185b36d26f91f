import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { end, spawnOwn } from "../../../../process/own-children.ts";
import {
  createExecutionEnvironment,
  type FunctionWorker,
  type HostEvents,
} from "../execution-environment.ts";
import { openRuntimeApi } from "./runtime-api.ts";

const RUNTIME = fileURLToPath(new URL("./runtime.py", import.meta.url));

/** The interpreter of the app's virtual environment, which uv makes, or else the machine's. */
const interpreterFor = (project: string): string => {
  for (let folder = project; ; folder = dirname(folder)) {
    const own = join(folder, ".venv", "bin", "python");
    if (existsSync(own)) return own;
    if (folder === dirname(folder)) return "python3";
  }
};

const missing = (interpreter: string, runtime: string) => ({
  errorType: "Runtime.InterpreterMissing",
  errorMessage: `${interpreter} does not start, and functions of ${runtime} need it: install Python, or make a .venv in the function's project (uv sync).`,
});

/** An execution environment of a Python function: a process that speaks the Lambda runtime API. */
export const startPython = (options: {
  taskRoot: string;
  /** Folder of the sources, whose virtual environment is used. */
  project: string;
  /** What comes after the function's own folder where modules are looked for. */
  modulePath: readonly string[];
  runtime: string;
  env: NodeJS.ProcessEnv;
  pycacheFolder: string;
  warn(message: string): void;
}): FunctionWorker =>
  createExecutionEnvironment((events) => {
    const { taskRoot, runtime } = options;
    const interpreter = interpreterFor(options.project);
    const output = createOutput(events);
    const opening = openRuntimeApi({ receive: events.receive, printed: output.printed, warn: options.warn });
    let isEnded = false;
    let child: ReturnType<typeof spawnOwn> | undefined;

    const over = async (how: string | undefined) => {
      if (isEnded) return;
      isEnded = true;
      output.close();
      events.ended(how);
      (await opening).close();
    };

    void opening.then(({ address }) => {
      if (isEnded) return;
      child = spawnOwn(interpreter, ["-u", RUNTIME], {
        cwd: taskRoot,
        env: {
          ...options.env,
          AWS_LAMBDA_RUNTIME_API: address,
          LOCAL_PYTHON_PATH: JSON.stringify([taskRoot, ...options.modulePath]),
          // Compiled code beside the sources would look like a change of them.
          PYTHONPYCACHEPREFIX: options.pycacheFolder,
        },
        stdio: ["ignore", "pipe", "pipe"],
      });
      for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding("utf8").on("data", output.data);
      child.once("error", () => {
        events.receive({ type: "init-error", error: missing(interpreter, runtime) });
        void over(undefined);
      });
      child.once("close", (code, signal) => {
        const how = signal ? `signal: ${signal === "SIGKILL" ? "killed" : signal}` : `exit status ${code}`;
        void over(code === 0 ? undefined : how);
      });
    });

    return {
      tell: (command) => void opening.then((api) => api.tell(command)),
      async end() {
        if (child) end(child);
        await over("signal: killed");
      },
    };
  });

/** Reads lines; one that has a NUL says that all was printed that belongs to the id behind it. */
const createOutput = ({ log }: Pick<HostEvents, "log">) => {
  const waiting = new Map<string, () => void>();
  const seen = new Set<string>();
  let rest = "";
  const read = (line: string) => {
    const [text = "", id] = line.split("\0");
    if (text !== "" || id === undefined) log(text);
    if (id === undefined) return;
    waiting.get(id)?.();
    if (!waiting.delete(id)) seen.add(id);
  };
  return {
    data(text: string) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) read(line);
    },
    /** Resolves when what was printed before the id is there. */
    printed: (id: string) =>
      new Promise<void>((resolve) => {
        if (seen.delete(id)) resolve();
        else waiting.set(id, resolve);
      }),
    close() {
      if (rest !== "") log(rest);
      for (const resolve of waiting.values()) resolve();
      waiting.clear();
    },
  };
};
