import type { Catalogue, ProductChange } from "../src/domain/plan-import.ts";
import type {
  CatalogueRepository,
  CountedBatch,
  FileStore,
  ImportPorts,
  ImportRepository,
  MenuImport,
} from "../src/use-cases/ports.ts";

export const store = { storeId: "store-1", name: "Mitte", city: "Berlin" };

/** Keeps a catalogue in memory; `losing` is how many products of the first save somebody else changes first. */
export const catalogueInMemory = (losing = 0, stores: Catalogue["stores"] = []) => {
  let lost = losing;
  let state: Catalogue = { stores, products: [], stock: [] };
  const apply = ({ product, stock }: ProductChange, lastImport: string) => {
    const delivered = new Map(stock.map((item) => [item.storeId, item.delivered]));
    state = {
      ...state,
      products: [...state.products.filter(({ sku }) => sku !== product.sku), { ...product, lastImport }],
      stock: [
        ...state.stock.filter(({ sku, storeId }) => sku !== product.sku || !delivered.has(storeId)),
        ...[...delivered].map(([storeId, pieces]) => ({
          storeId,
          sku: product.sku,
          delivered: pieces,
          onHand: pieces,
          reserved: 0,
          sold: 0,
        })),
      ],
    };
  };
  const catalogue: CatalogueRepository = {
    load: async (skus) =>
      skus
        ? {
            stores: state.stores,
            products: state.products.filter(({ sku }) => skus.includes(sku)),
            stock: state.stock.filter(({ sku }) => skus.includes(sku)),
          }
        : state,
    saveStores: async (more) => {
      state = { ...state, stores: [...state.stores, ...more] };
    },
    saveProducts: async (changes, { correlationId }) => {
      const saved = changes.slice(Math.min(lost, changes.length));
      lost = 0;
      for (const change of saved) apply(change, correlationId);
      return saved;
    },
  };
  return { catalogue, state: () => state };
};

/** Keeps imports in memory, by the rules of the table. */
export const importsInMemory = () => {
  const imports = new Map<string, MenuImport & { problems: readonly object[] }>();
  const batches = new Map<string, CountedBatch>();
  const repository: ImportRepository = {
    async begin(menuImport, problems) {
      const known = imports.get(menuImport.importId);
      if (known) return known.execution === menuImport.execution;
      imports.set(menuImport.importId, { ...menuImport, problems });
      return true;
    },
    find: async (importId) => imports.get(importId),
    async count(batch) {
      const found = imports.get(batch.importId)!;
      const key = `${batch.importId} ${String(batch.firstRow).padStart(9, "0")}`;
      if (found.status !== "RUNNING" || batches.has(key)) return;
      batches.set(key, batch);
      imports.set(batch.importId, {
        ...found,
        rows: found.rows + batch.rows,
        changed: found.changed + batch.changed,
        refused: found.refused + batch.refused,
      });
    },
    batches: async (importId) =>
      [...batches]
        .filter(([key]) => key.startsWith(importId))
        .sort()
        .map(([, batch]) => batch),
    async end({ importId }, { status, problems }) {
      imports.set(importId, { ...imports.get(importId)!, status, problems });
    },
  };
  return { imports: repository, found: (importId: string) => imports.get(importId) };
};

export const filesInMemory = (
  files: Record<string, { text: string | Uint8Array; fileName?: string }> = {},
) => {
  const written = new Map<string, string>();
  const store: FileStore = {
    offerUpload: async (key) => ({ url: "https://files.example/", fields: { key } }),
    offerDownload: async (key) => `https://files.example/${key}`,
    async read(key) {
      const { text, fileName } = files[key]!;
      const bytes = typeof text === "string" ? Buffer.from(text) : text;
      return {
        fileName,
        chunks: (async function* () {
          yield bytes;
        })(),
      };
    },
    async write(key, text) {
      written.set(key, text);
    },
  };
  return { files: store, written };
};

export const importId = "imp-01JD7Q2Z8M4V6T0K9X3C5B7N1A";

/** Ports of the function, on all of these. */
export const portsInMemory = (uploads: Parameters<typeof filesInMemory>[0] = {}) => {
  const catalogue = catalogueInMemory(0, [store]);
  const imports = importsInMemory();
  const files = filesInMemory(uploads);
  let ids = 0;
  const ports: ImportPorts = {
    now: () => new Date("2026-11-23T05:00:00.000Z"),
    newId: (prefix) => `${prefix}-01JD7Q2Z8M4V6T0K9X3C5B${String(++ids).padStart(4, "0")}`,
    catalogue: catalogue.catalogue,
    imports: imports.imports,
    files: files.files,
  };
  return { ports, state: catalogue.state, found: imports.found, written: files.written };
};
