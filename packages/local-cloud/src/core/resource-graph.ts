/** One cloud resource of the synthesized graph, as the Pulumi provider would have received it. */
export interface Resource {
  /** Pulumi type token, e.g. `aws:sqs/queue:Queue`. */
  readonly type: string;
  /** Logical name, e.g. `PlaceOrderQueue`. */
  readonly name: string;
  readonly urn: string;
  /** URN of the component the resource belongs to; absent for a resource at the top. */
  readonly parent?: string;
  /** Provider id, what `resource.id` resolves to. */
  readonly id: string;
  /** Properties as the config set them, all resolved. */
  readonly inputs: Record<string, unknown>;
  /** Inputs plus what the provider computes (`arn`, `url`, ...). */
  readonly outputs: Record<string, unknown>;
  /** How to bundle the code; only on `aws:lambda/function:Function`. */
  readonly build?: FunctionBuild;
  /** File of the app that declares it, relative to the config; absent for what a component made by itself. */
  readonly file?: string;
  /** Absolute folder a static site's build writes to; only on the `command:local:Command` that builds it. */
  readonly siteOutput?: string;
}

/** What SST hands to its bundler for one function. */
export interface FunctionBuild {
  /** Absolute folder the handler path is relative to. */
  readonly root: string;
  /** `services/orders/src/handlers/place-order.queue.handler` */
  readonly handler: string;
  /** SST's `bundle`: absolute folder of code that is run as it is; the handler is inside. */
  readonly bundle?: string;
  /** Linked resources: name -> properties, what `Resource.<name>` returns inside the function. */
  readonly links: Record<string, Record<string, unknown>>;
  readonly copyFiles: readonly { from: string; to: string; isDir: boolean }[];
  /** SST's `nodejs` argument: esbuild options, minify, loader, install, banner, splitting... */
  readonly nodejs: Record<string, unknown>;
}

/** A component (`sst:aws:Queue`, ...): groups resources, has no behaviour of its own. */
export interface Component {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly parent?: string;
  /** As of a resource. */
  readonly file?: string;
}

/** A command that `sst dev` runs beside what it deploys: a development server, a container's `dev.command`, a tool. */
export interface DevCommand {
  /** Of the component it belongs to: `Web`, `Studio`. */
  readonly name: string;
  /** For the shell. */
  readonly command: string;
  /** Relative to the config. */
  readonly directory: string;
  readonly autostart: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** Names of what is linked. */
  readonly links: readonly string[];
  /** ARN of the role whose permissions it has; none counts as the root user. */
  readonly role?: string;
  /** Only said, nothing is run: what a database on this machine has to look like. */
  readonly message?: string;
}

/** What `sst dev` runs of a task in place of its containers, each time one is to run. */
export interface TaskCommand {
  /** Of the component. */
  readonly name: string;
  /** For the shell; absent where the config gives none. */
  readonly command?: string;
  /** Absolute. */
  readonly directory: string;
}

/** Everything `sst.config.ts` declares for one stage, in an order where dependencies come first. */
export interface ResourceGraph {
  readonly app: { readonly name: string; readonly stage: string };
  readonly region: string;
  readonly accountId: string;
  readonly components: readonly Component[];
  readonly resources: readonly Resource[];
  /** What the config's `run` returned. */
  readonly outputs: Record<string, unknown>;
  /** Everything that can be linked: name -> properties, what `sst shell` hands to a command. */
  readonly links: Record<string, Record<string, unknown>>;
  readonly devCommands?: readonly DevCommand[];
  readonly tasks?: readonly TaskCommand[];
}
