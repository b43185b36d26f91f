import { Dialog } from "@base-ui/react/dialog";
import { Ellipsis, TriangleAlert, Unplug, X } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { dismissNotice, useLiveness, useNotices } from "../api/live.ts";
import { useFaults, useOverview } from "../api/use-api.ts";
import { count } from "../components/format.ts";
import { linkTo, useRoute } from "./route.ts";
import { Search } from "./search.tsx";
import { TopSlot } from "./top-slot.tsx";
import { type ViewInfo, views } from "./views.ts";

const owners: Record<string, string> = { trace: "traces" };

const Badge = ({ view }: { view: string }) => {
  const { data: overview } = useOverview();
  const { data: faults } = useFaults();
  if (view === "queues" && overview?.deadLetters)
    return (
      <span className="badge">
        {count(overview.deadLetters)}
        <span className="visually-hidden"> dead letters</span>
      </span>
    );
  if (view === "alarms" && overview?.alarms)
    return (
      <span className="badge">
        {count(overview.alarms)}
        <span className="visually-hidden"> firing</span>
      </span>
    );
  if (view === "faults" && faults?.active) return <span className="badge calm">on</span>;
  return null;
};

const NavLink = ({ view, current, onGo }: { view: ViewInfo; current: string; onGo?: () => void }) => (
  <a href={linkTo(view.id)} aria-current={current === view.id ? "page" : undefined} onClick={onGo}>
    <view.icon aria-hidden="true" />
    {view.label}
    <Badge view={view.id} />
  </a>
);

const Nav = ({ current }: { current: string }) => (
  <nav className="nav" aria-label="Views">
    {views.map((group, index) => (
      <div key={group[0]!.id} style={{ display: "contents" }}>
        {index > 0 && <div className="nav-gap" />}
        {group.map((view) => (
          <NavLink key={view.id} view={view} current={current} />
        ))}
      </div>
    ))}
  </nav>
);

const Pages = () => {
  const { data } = useOverview();
  const page = data?.outputs.webUrl;
  return (
    <>
      {typeof page === "string" && (
        <a href={page} target="_blank" rel="noreferrer">
          Open the page
        </a>
      )}
      {data && (
        <span className="number" title={`${count(data.hops.recorded)} since the start`}>
          {count(data.hops.held)} of {count(data.hops.capacity)} hops kept
        </span>
      )}
      {data?.redacted && <span>Personal fields are masked</span>}
    </>
  );
};

const Wordmark = () => {
  const { data } = useOverview();
  return (
    <a className="wordmark" href={linkTo("map")}>
      <img src="./icon.svg" alt="" />
      <span>
        <b>{data?.app.name ?? "Console"}</b>
        <small>{data ? `console · ${data.app.stage}` : "local cloud"}</small>
      </span>
    </a>
  );
};

const words = { connecting: "Connecting", live: "Live", lost: "Reconnecting" };

const Liveness = () => {
  const state = useLiveness();
  return (
    <span className="liveness" data-state={state} role="status" title={words[state]}>
      <i aria-hidden="true" />
      <span>{words[state]}</span>
    </span>
  );
};

const TabsBar = ({ current }: { current: string }) => {
  const [open, setOpen] = useState(false);
  const all = views.flat();
  const [near, far] = [all.slice(0, 4), all.slice(4)];
  return (
    <nav className="tabs-bar" aria-label="Views">
      {near.map((view) => (
        <NavLink key={view.id} view={view} current={current} />
      ))}
      <Dialog.Root open={open} onOpenChange={setOpen}>
        <Dialog.Trigger aria-current={far.some(({ id }) => id === current) ? "page" : undefined}>
          <Ellipsis aria-hidden="true" />
          More
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Backdrop className="backdrop" />
          <Dialog.Popup className="sheet">
            <Dialog.Title>More</Dialog.Title>
            <div className="nav">
              {far.map((view) => (
                <NavLink key={view.id} view={view} current={current} onGo={() => setOpen(false)} />
              ))}
            </div>
            <div className="side-foot">
              <Pages />
            </div>
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
    </nav>
  );
};

const Tray = () => {
  const notices = useNotices();
  return (
    <section className="tray" aria-label="Warnings of the local cloud" aria-live="polite">
      {notices.slice(0, 2).map((notice) => (
        <div className="notice" key={`${notice.at} ${notice.message}`}>
          <TriangleAlert aria-hidden="true" />
          <p>{notice.message}</p>
          {notice.traceId && <a href={linkTo("trace", [notice.traceId, notice.hopId])}>Trace</a>}
          <button
            type="button"
            className="icon-button"
            aria-label="Dismiss"
            onClick={() => dismissNotice(notice)}
          >
            <X aria-hidden="true" />
          </button>
        </div>
      ))}
    </section>
  );
};

export const Shell = ({ children }: { children: ReactNode }) => {
  const { view } = useRoute();
  const current = owners[view] ?? view;
  const liveness = useLiveness();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  // A new view begins at its top, and that is where a keyboard or a screen reader goes on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for each view
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    main.current?.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [current]);

  return (
    <div className="shell">
      <button type="button" className="skip button" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <aside className="side">
        <Wordmark />
        <Nav current={current} />
        <div className="side-foot">
          <Pages />
        </div>
      </aside>
      <header className="top">
        <Search />
        <TopSlot />
        <Liveness />
      </header>
      <main className="main" ref={main} tabIndex={-1}>
        {liveness === "lost" && (
          <div className="offline" role="alert">
            <Unplug aria-hidden="true" />
            <span>
              The local cloud does not answer. What you see is from before; this page goes on by itself once
              <code> npm start </code> runs again.
            </span>
          </div>
        )}
        {children}
      </main>
      <TabsBar current={current} />
      <Tray />
    </div>
  );
};
