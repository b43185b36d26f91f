import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCloud, type RunningCloud } from "../boot/create-cloud.ts";
import { createClock } from "../core/clock.ts";
import type { VirtualHost } from "../core/cloud.ts";
import { noFaults } from "../core/faults.ts";
import { createJournal } from "../core/journal.ts";
import { services } from "../emulators/registry.ts";
import { type Gateway, startGateway } from "../gateway/gateway.ts";
import { certificateFile } from "../http/certificate.ts";
import { openState, type State } from "../state/state.ts";
import { graphOf } from "./graph.ts";

export interface TestCloud extends RunningCloud {
  /** What `warn` was told. */
  readonly warnings: string[];
  readonly hosts: ReadonlyMap<string, VirtualHost>;
}

/** The cloud an emulator sees, without a gateway and without permission checks. Add emulators with `add`. */
export const createTestCloud = (
  options: { endpoint?: string; localFolder?: string; state?: State } = {},
): TestCloud => {
  const warnings: string[] = [];
  const hosts = new Map<string, VirtualHost>();
  const cloud = createCloud({
    graph: graphOf(),
    clock: createClock(),
    services,
    journal: createJournal(),
    faults: noFaults(),
    endpoint: options.endpoint ?? "http://127.0.0.1:4566",
    state: options.state ?? openState({ warn: (message) => warnings.push(message) }),
    localFolder: options.localFolder ?? mkdtempSync(join(tmpdir(), "local-cloud-")),
    serve: (host) => hosts.set(host.host, host),
    find: (url) => {
      const host = hosts.get(url.host);
      return host && { host, url };
    },
    report: (message) => warnings.push(message),
  });
  return Object.assign(cloud, { warnings, hosts });
};

/** A test cloud behind a real gateway on a free port, for tests through AWS SDK clients. */
export const startTestGateway = async (): Promise<{
  cloud: TestCloud;
  gateway: Gateway;
  stop(): Promise<void>;
}> => {
  const localFolder = mkdtempSync(join(tmpdir(), "local-cloud-"));
  const gateway = await startGateway(0, { certificate: certificateFile(localFolder) });
  gateway.allow("http://localhost:3000");
  const cloud = createTestCloud({ endpoint: gateway.endpoint, localFolder });
  const serve = cloud.serve;
  Object.assign(cloud, {
    takeCalls: gateway.takeCalls,
    serve: (host: VirtualHost) => {
      serve(host);
      gateway.serve(host);
    },
  });
  gateway.open({ cloud, emulator: cloud.emulator, holderOf: cloud.holderOf, secretOf: cloud.secretOf });
  return {
    cloud,
    gateway,
    stop: async () => {
      cloud.clock.stop();
      await gateway.close();
    },
  };
};
