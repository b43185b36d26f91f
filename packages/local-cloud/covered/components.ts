/** What becomes of a component of SST: the test of ours that boots one, or why there is none. */
type Outcome = { readonly test: string; readonly note?: string } | { readonly gap: string };

const asServer: Outcome = {
  test: "dev-commands.flow.test.ts",
  note: "its development server runs, with links and the site's role",
};
const database = (name: string): Outcome => ({
  gap: `no ${name} runs here; with \`dev\` links point at one on this machine, without it the start is refused`,
});

/** Every component of `sst.aws` in SST 4.17, by what the local cloud does with it. */
export const components: Readonly<Record<string, Outcome>> = {
  Alb: {
    gap: "containers behind one get no balancer here; a `Service` with `loadBalancer` has an address of its own",
  },
  Analog: asServer,
  ApiGatewayV1: { test: "apis-app" },
  ApiGatewayV2: { test: "apis-app" },
  ApiGatewayWebSocket: { test: "apis-app" },
  AppSync: { gap: "GraphQL APIs are not emulated; AppSync Events are" },
  Astro: asServer,
  Aurora: { test: "databases.flow.test.ts", note: "PostgreSQL, with the Data API; of MySQL only with `dev`" },
  Auth: { test: "auth.flow.test.ts", note: "its pages have an address of their own" },
  Bucket: { test: "bucket-app" },
  Bus: { test: "any-app" },
  Cluster: { test: "dev-commands.flow.test.ts", note: "accepted, its services are their `dev.command`" },
  CognitoIdentityPool: { test: "people.flow.test.ts", note: "for users of user pools, and guests" },
  CognitoUserPool: {
    test: "hosted-sign-in.flow.test.ts",
    note: "codes are in `.local/mailbox`, a `domain` has its pages; identity providers are not emulated",
  },
  Cron: { test: "cron.flow.test.ts" },
  CronV2: { test: "workflows" },
  Dsql: { gap: "Aurora DSQL is not emulated; `sst.aws.Postgres` and `sst.aws.Aurora` are" },
  Dynamo: { test: "any-app" },
  Efs: { test: "edge.flow.test.ts", note: "a folder, for what functions do by Node's `fs`" },
  Email: { test: "components.flow.test.ts", note: "mails are in `.local/mailbox`" },
  Function: { test: "apis-app" },
  KinesisStream: { test: "stream-app" },
  Mysql: database("MySQL"),
  Nextjs: asServer,
  Nuxt: asServer,
  OpenControl: { gap: "no test of ours boots one yet: it needs the package of OpenControl" },
  OpenSearch: database("OpenSearch"),
  Postgres: { test: "databases.flow.test.ts", note: "PGlite behind PostgreSQL's protocol" },
  Queue: { test: "any-app" },
  React: asServer,
  Realtime: { test: "realtime-app", note: "MQTT over WebSocket" },
  Redis: {
    test: "dev-commands.flow.test.ts",
    note: "none runs here: links point at `localhost:6379`, or at what `dev` names",
  },
  Remix: asServer,
  Router: { test: "dev-commands.flow.test.ts" },
  Service: { test: "dev-commands.flow.test.ts", note: "by its `dev.command`; no container runs" },
  SnsTopic: { test: "any-app" },
  SolidStart: asServer,
  StaticSite: { test: "sites.flow.test.ts" },
  StepFunctions: { test: "components.flow.test.ts", note: "JSONata" },
  SvelteKit: asServer,
  TanStackStart: asServer,
  Task: { test: "tasks.flow.test.ts", note: "by its `dev.command`; no container runs" },
  Vector: { test: "databases.flow.test.ts", note: "needs the package of pgvector for PGlite" },
  Vpc: { test: "dev-commands.flow.test.ts", note: "accepted: no network is modelled" },
  Workflow: { test: "workflows" },
};
