import { z } from "zod";
import type { MapEdge, MapModel, MapNode } from "../../console/api.ts";
import { fitting, pageFrom } from "../page.ts";
import { cursor, name, tool } from "../tool.ts";

const NEWEST_WARNINGS = 10;

const trafficOf = ({ nodes }: MapModel["stats"], id: string) => {
  const seen = nodes[id];
  return seen && { count: seen.count, failures: seen.failures };
};

const shown = (map: MapModel) => {
  const areas = new Map(map.areas.map((area) => [area.id, area.name]));
  const names = new Map(map.nodes.map((node) => [node.id, node.name]));
  const ways = Map.groupBy(map.edges, ({ from }: MapEdge) => from);
  return ({ id, kind, name: own, area, file, arn, facts }: MapNode) => ({
    name: own,
    kind,
    area: areas.get(area),
    file,
    arn,
    facts,
    seen: trafficOf(map.stats, id),
    to: ways.get(id)?.map((edge) => ({ name: names.get(edge.to), kind: edge.kind, label: edge.label })),
  });
};

export const overviewTools = [
  tool({
    name: "get_overview",
    title: "Overview",
    description:
      "What runs: app, stage, outputs of the config, addresses, the clock, newest warnings, and how many failures, dead letters and firing alarms there are.",
    input: z.strictObject({}),
    run: async ({ console: api }) => {
      const { app, region, outputs, warnings, failures, deadLetters, alarms } =
        await api.get("/api/overview");
      const clock = await api.get("/api/clock");
      return fitting({
        app,
        region,
        outputs,
        clock: { now: new Date(clock.now).toISOString(), aheadMs: clock.aheadMs },
        failures,
        deadLetters,
        firingAlarms: alarms,
        warnings: warnings.slice(-NEWEST_WARNINGS),
      });
    },
  }),
  tool({
    name: "get_map",
    title: "Map",
    description:
      "The resources of the app and the ways between them: each node with its kind, the file that declares it, its facts (timeouts, patterns), what went through it, and where it leads (flow: hands on, call: calls, poll: is polled by, deadLetter). Narrow it down by kind, area or a part of the name.",
    input: z.strictObject({
      kind: name.optional().describe("function, queue, deadLetterQueue, bus, rule, table, machine, route, …"),
      area: name.optional().describe("folder of the app whose code declares it: orders"),
      name: name.optional().describe("part of the name"),
      cursor,
    }),
    run: async ({ console: api }, wanted) => {
      const map = await api.get("/api/map");
      const nodes = map.nodes
        .map(shown(map))
        .filter(
          (node) =>
            (wanted.kind === undefined || node.kind === wanted.kind) &&
            (wanted.area === undefined || node.area === wanted.area) &&
            (wanted.name === undefined || node.name.toLowerCase().includes(wanted.name.toLowerCase())),
        );
      return pageFrom(nodes, wanted.cursor);
    },
  }),
];
