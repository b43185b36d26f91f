import { createBucket, createMaps, csvReader, mapOf } from "./map.fixture.ts";

// A program of its own, so that the memory is that of the import alone: `node many-rows.fixture.ts <rows> <batch>`.
const [rows = 0, batch = 0] = process.argv.slice(2).map(Number);

const menu = async function* () {
  let text = "sku,name,price,allergens\r\n";
  for (let row = 0; row < rows; row++) {
    text += `sku-${row},"Bread, number ${row} of the menu",${(row % 90) + 0.5},"gluten\nsesame; nuts and milk"\r\n`;
    if (text.length < 65_536) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
};

const maps = createMaps(createBucket({ "menu.csv": menu }));
const machine = await maps.machine(
  "Import",
  mapOf({
    map: {
      ItemReader: csvReader("menu.csv"),
      ItemSelector: {
        line: "{% $states.context.Map.Item.Index + 2 %}",
        row: "{% $states.context.Map.Item.Value %}",
      },
      ...(batch > 0 && { ItemBatcher: { MaxItemsPerBatch: batch } }),
      ResultWriter: {
        Resource: "arn:aws:states:::s3:putObject",
        Arguments: { Bucket: "results", Prefix: "imports" },
        WriterConfig: { Transformation: "COMPACT", OutputType: "JSON" },
      },
    },
    states: { Row: { Type: "Pass", Output: "{% $count($states.input.Items) %}", End: true } },
  }),
);
globalThis.gc?.();
const before = process.memoryUsage.rss();
let most = before;
const watch = setInterval(() => {
  most = Math.max(most, process.memoryUsage.rss());
}, 20);
const started = performance.now();
const execution = await maps.start(machine);
await maps.cloud.journal.waitFor(
  ({ action, resource }) => action === "EndExecution" && resource === execution,
  { timeoutMs: 300_000 },
);
clearInterval(watch);
const { status, itemCounts } = await maps.mapRunOf(execution);
process.stdout.write(
  JSON.stringify({
    status,
    itemCounts,
    seconds: (performance.now() - started) / 1000,
    addedMegabytes: (most - before) / 1e6,
    hops: maps.cloud.journal.size.recorded,
  }),
);
process.exit();
