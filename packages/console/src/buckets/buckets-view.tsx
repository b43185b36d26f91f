import { useInfiniteQuery } from "@tanstack/react-query";
import type { Bucket } from "sourdough-local/console-api";
import { get } from "../api/http.ts";
import { useBuckets } from "../api/use-api.ts";
import { AreaChip } from "../components/area-chip.tsx";
import { Chip } from "../components/chip.tsx";
import { bytes, fullTime, plural } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { PickList } from "../components/pick-list.tsx";
import { Split } from "../components/split.tsx";
import { Empty, Failure, Loaded, Loading } from "../components/state.tsx";
import { linkTo, useRoute } from "../shell/route.ts";
import "./buckets.css";

const useObjects = (name: string, folder: string) =>
  useInfiniteQuery({
    queryKey: ["buckets", name, folder],
    queryFn: ({ pageParam, signal }) =>
      get(
        "/api/buckets/{name}/objects",
        { name },
        { limit: "100", cursor: pageParam, folder: folder || undefined },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.cursor,
  });

const inFolder = (name: string, folder: string) => linkTo("buckets", [name], { folder: folder || undefined });

/** The folders above, each a link. */
const Way = ({ name, folder }: { name: string; folder: string }) => {
  const parts = folder.split("/").slice(0, -1);
  return (
    <nav className="row-sub" aria-label="Folder">
      <a href={inFolder(name, "")}>{name}</a>
      {parts.map((part, index) => {
        const path = `${parts.slice(0, index + 1).join("/")}/`;
        return (
          <span key={path}>
            {" / "}
            <a href={inFolder(name, path)}>{part || "(no name)"}</a>
          </span>
        );
      })}
    </nav>
  );
};

const Objects = ({ bucket }: { bucket: Bucket }) => {
  const { query } = useRoute();
  const folder = query.get("folder") ?? "";
  const result = useObjects(bucket.name, folder);
  const folders = result.data?.pages.flatMap((page) => page.folders) ?? [];
  const objects = result.data?.pages.flatMap((page) => page.objects) ?? [];
  return (
    <div className="bucket-detail">
      <header className="page-head">
        <div>
          <h2>{bucket.label}</h2>
          <div className="row-sub">
            <AreaChip area={bucket.area} />
            <a href={linkTo("map", [bucket.node])}>On the map</a>
            {bucket.versioning && <Chip>versions {bucket.versioning.toLowerCase()}</Chip>}
            <Chip>
              {plural(bucket.objects, "object")}, {bytes(bucket.size)}
            </Chip>
          </div>
          <Way name={bucket.name} folder={folder} />
        </div>
      </header>
      {result.error ? (
        <Failure error={result.error} retry={result.refetch} what="The objects" />
      ) : !result.data ? (
        <Loading />
      ) : folders.length + objects.length === 0 ? (
        <Empty title={folder ? "Nothing is in this folder" : "The bucket is empty"} />
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <section className="panel table-scroll" tabIndex={0} aria-label={`Objects of ${bucket.label}`}>
            <table className="table objects">
              <thead>
                <tr>
                  <th scope="col">Key</th>
                  <th scope="col">Size</th>
                  <th scope="col">Changed</th>
                  <th scope="col">Class</th>
                </tr>
              </thead>
              <tbody>
                {folders.map((path) => (
                  <tr key={path}>
                    <td colSpan={4}>
                      <a href={inFolder(bucket.name, path)}>{path.slice(folder.length)}</a>
                    </td>
                  </tr>
                ))}
                {objects.map(({ key, size, modified, storageClass, etag }) => (
                  <tr key={key}>
                    <td title={`${key}, ETag ${etag}`}>
                      {key.slice(folder.length) || "(the folder itself)"}
                    </td>
                    <td className="number">{bytes(size)}</td>
                    <td>{fullTime(modified)}</td>
                    <td>{storageClass}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          {result.hasNextPage && (
            <div className="page-actions">
              <button type="button" className="button" onClick={() => void result.fetchNextPage()}>
                More
              </button>
            </div>
          )}
        </>
      )}
    </div>
  );
};

export const BucketsView = () => {
  const { rest } = useRoute();
  const result = useBuckets();
  return (
    <Page
      title="Buckets"
      lead="Files that services keep. Objects are listed as they are; nothing here changes them."
    >
      <Loaded result={result} what="The list of buckets">
        {({ buckets }) => {
          if (buckets.length === 0) return <Empty title="This app has no buckets" />;
          const picked = buckets.find(({ name }) => name === rest[0]);
          const shown = picked ?? buckets[0];
          return (
            <Split
              back={linkTo("buckets")}
              list={
                <PickList
                  view="buckets"
                  items={buckets}
                  shown={shown}
                  about={(bucket) => plural(bucket.objects, "object")}
                />
              }
              detail={picked && <Objects key={picked.name} bucket={picked} />}
              placeholder={shown && <Objects key={shown.name} bucket={shown} />}
            />
          );
        }}
      </Loaded>
    </Page>
  );
};
