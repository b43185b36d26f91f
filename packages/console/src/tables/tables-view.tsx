import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Table } from "sourdough-local/console-api";
import { get } from "../api/http.ts";
import { useTables } from "../api/use-api.ts";
import { AreaChip } from "../components/area-chip.tsx";
import { Chip } from "../components/chip.tsx";
import { plural } from "../components/format.ts";
import { Json } from "../components/json.tsx";
import { Page } from "../components/page.tsx";
import { PickList } from "../components/pick-list.tsx";
import { Split } from "../components/split.tsx";
import { Empty, Failure, Loaded, Loading } from "../components/state.tsx";
import { go, linkTo, useRoute } from "../shell/route.ts";
import { cell, columnsOf } from "./columns.ts";
import "./tables.css";

const useItems = (name: string, key: string) =>
  useInfiniteQuery({
    queryKey: ["tables", name, key],
    queryFn: ({ pageParam, signal }) =>
      get(
        "/api/tables/{name}/items",
        { name },
        { limit: "50", cursor: pageParam, key: key || undefined },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.cursor,
  });

const Items = ({ table }: { table: Table }) => {
  const { query } = useRoute();
  const key = query.get("key") ?? "";
  const [text, setText] = useState(key);
  const [open, setOpen] = useState<string>();
  const result = useItems(table.name, key);
  const keys = [table.partitionKey, ...(table.sortKey ? [table.sortKey] : [])];
  const items = result.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = columnsOf(items, keys);
  return (
    <div className="table-detail">
      <header className="page-head">
        <div>
          <h2>{table.label}</h2>
          <div className="row-sub">
            <AreaChip area={table.area} />
            <a href={linkTo("map", [table.node])}>On the map</a>
            {table.stream && <Chip>stream</Chip>}
            {table.ttlAttribute && <Chip>TTL on {table.ttlAttribute}</Chip>}
            {table.indexes.map((index) => (
              <Chip key={index.name}>
                {index.name}: {index.partitionKey}
                {index.sortKey ? `, ${index.sortKey}` : ""}
              </Chip>
            ))}
          </div>
        </div>
        <form
          className="page-actions"
          onSubmit={(event) => {
            event.preventDefault();
            go(linkTo("tables", [table.name], { key: text.trim() || undefined }), "replace");
          }}
        >
          <input
            className="input"
            style={{ width: "16rem" }}
            aria-label={`Value of ${table.partitionKey}`}
            placeholder={`${table.partitionKey} is exactly`}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <button type="submit" className="button">
            Query
          </button>
        </form>
      </header>
      {result.error ? (
        <Failure error={result.error} retry={result.refetch} what="The items" />
      ) : !result.data ? (
        <Loading />
      ) : items.length === 0 ? (
        <Empty title={key ? "No item has this key" : "The table is empty"}>
          {key ? `Keys are exact: ${table.partitionKey} = ${key}.` : undefined}
        </Empty>
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <section className="panel table-scroll" tabIndex={0} aria-label={`Items of ${table.label}`}>
            <table className="table items">
              <thead>
                <tr>
                  {columns.map((column) => (
                    <th key={column} scope="col">
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {items.map((item) => {
                  const id = keys.map((name) => cell(item[name])).join(" ");
                  return (
                    <ItemRow
                      key={id}
                      id={id}
                      item={item}
                      columns={columns}
                      open={open === id}
                      onToggle={() => setOpen(open === id ? undefined : id)}
                    />
                  );
                })}
              </tbody>
            </table>
          </section>
          <div className="page-actions">
            <span className="quiet small">{plural(items.length, "item")}</span>
            {result.hasNextPage && (
              <button type="button" className="button" onClick={() => void result.fetchNextPage()}>
                More
              </button>
            )}
          </div>
        </>
      )}
    </div>
  );
};

const ItemRow = ({
  id,
  item,
  columns,
  open,
  onToggle,
}: {
  id: string;
  item: Record<string, unknown>;
  columns: string[];
  open: boolean;
  onToggle: () => void;
}) => (
  <>
    <tr>
      {columns.map((column, index) => (
        <td key={column} title={cell(item[column])}>
          {index === 0 ? (
            <button type="button" className="item-open" aria-expanded={open} onClick={onToggle}>
              {cell(item[column])}
            </button>
          ) : (
            cell(item[column])
          )}
        </td>
      ))}
    </tr>
    {open && (
      <tr>
        <td colSpan={columns.length} className="item-more">
          <Json value={item} label={`Item ${id}`} />
        </td>
      </tr>
    )}
  </>
);

export const TablesView = () => {
  const { rest } = useRoute();
  const result = useTables();
  return (
    <Page
      title="Tables"
      lead="What each service keeps. Items are read as they are; nothing here changes them."
    >
      <Loaded result={result} what="The list of tables">
        {({ tables }) => {
          if (tables.length === 0) return <Empty title="This app has no tables" />;
          const picked = tables.find(({ name }) => name === rest[0]);
          const shown = picked ?? tables[0];
          return (
            <Split
              back={linkTo("tables")}
              list={
                <PickList
                  view="tables"
                  items={tables}
                  shown={shown}
                  about={(table) => (
                    <code>
                      {table.partitionKey}
                      {table.sortKey ? `, ${table.sortKey}` : ""}
                    </code>
                  )}
                />
              }
              detail={picked && <Items key={picked.name} table={picked} />}
              placeholder={shown && <Items key={shown.name} table={shown} />}
            />
          );
        }}
      </Loaded>
    </Page>
  );
};
