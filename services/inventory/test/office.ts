import type {
  ImportOffer,
  ImportProblemsView,
  ImportSummary,
  ImportsView,
} from "@sourdough/events-schema/http";
import type { Bakery, Customer } from "@sourdough/test-kit";

/** Its code is bundled when it is first used, for which a busy machine takes longer than API Gateway waits. */
const warmUp = async ({ local, arn }: Bakery) => {
  const invoke = local.cloud.emulator("lambda")!.operations.Invoke!;
  const Payload = JSON.stringify({ type: "OfferUpload", groups: "", body: { fileName: "none" } });
  await invoke(
    { FunctionName: arn("ImportMenuFunction"), Payload },
    { principal: { kind: "root" }, causes: [] },
  );
};

/** Somebody of the office, who imports menus as the page does. */
export const openOffice = async (bakery: Bakery) => {
  await warmUp(bakery);
  const staff: Customer = await bakery.signUp({ group: "staff" });

  const offer = async (fileName: string): Promise<ImportOffer> => {
    const answer = await staff.request("POST", "/office/imports", { fileName });
    if (answer.status !== 200)
      throw new Error(`POST /office/imports: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as ImportOffer;
  };
  const send = ({ url, fields }: ImportOffer, file: string | Uint8Array) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", new Blob([file as Uint8Array<ArrayBuffer>]));
    return fetch(url, { method: "POST", body: form });
  };
  /** Uploads a file; the id of its import. */
  const upload = async (file: string | Uint8Array, fileName = "menu.csv") => {
    const form = await offer(fileName);
    const answer = await send(form, file);
    if (answer.status !== 201) throw new Error(`The upload: ${answer.status} ${await answer.text()}`);
    return form.importId;
  };
  const list = async (): Promise<ImportSummary[]> => {
    const answer = await staff.request("GET", "/office/imports");
    if (answer.status !== 200)
      throw new Error(`GET /office/imports: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as ImportsView).imports;
  };
  const find = async (importId: string) => (await list()).find((one) => one.importId === importId);
  /** An import once it is over; many rows take a busy machine a while. */
  const over = (importId: string) =>
    bakery.until(
      `import ${importId} is over`,
      async () => {
        const found = await find(importId);
        return found && found.status !== "RUNNING" && found;
      },
      { timeoutMs: 240_000 },
    );
  const problems = async (importId: string) => {
    const answer = await staff.request("GET", `/office/imports/${importId}/problems`);
    return ((await answer.json()) as ImportProblemsView).problems;
  };
  return {
    staff,
    offer,
    send,
    upload,
    list,
    find,
    over,
    problems,
    import: async (file: string | Uint8Array, fileName?: string) => over(await upload(file, fileName)),
  };
};

export type OfficeClerk = Awaited<ReturnType<typeof openOffice>>;

export const header = "sku,name,category,priceCents,allergens,store-1,store-2";

/** Rows of products that nobody else has, from `first` on. */
export const rows = (first: number, count: number, change: { priceCents?: number; pieces?: string } = {}) =>
  Array.from({ length: count }, (_, index) => {
    const number = String(first + index).padStart(6, "0");
    const { priceCents = 300, pieces = "5,6" } = change;
    return `roll-${number},Roll ${number},bread,${priceCents},gluten,${pieces}`;
  });

export const fileOf = (...lines: string[]) => [header, ...lines, ""].join("\n");
