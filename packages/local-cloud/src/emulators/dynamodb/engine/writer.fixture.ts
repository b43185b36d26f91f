import { openTestEngine, orders } from "./engine.fixture.ts";

const [, , folder, first] = process.argv;
const engine = openTestEngine(folder);
if (first === "0") engine.call("CreateTable", orders);
for (let n = Number(first); ; n++) {
  const Item = {
    pk: { S: `customer-${n % 7}` },
    sk: { N: String(n) },
    shop: { S: "s-1" },
    amount: { N: "1" },
  };
  const { code, message } = engine.call("PutItem", { TableName: orders.TableName, Item });
  if (code) throw new Error(String(message));
  process.stdout.write(`${n}\n`);
}
