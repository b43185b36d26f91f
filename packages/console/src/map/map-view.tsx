import { useEffect, useMemo, useRef, useState } from "react";
import type { MapModel } from "sourdough-local/console-api";
import { useDeadLetters, useFiring, useMap, useQueues } from "../api/use-api.ts";
import { Choices } from "../components/choices.tsx";
import { plural } from "../components/format.ts";
import { Empty, Failure, Loaded } from "../components/state.tsx";
import { go, linkTo, useRoute } from "../shell/route.ts";
import { InTopBar } from "../shell/top-slot.tsx";
import type { Depths } from "./cards.tsx";
import { Drawing } from "./drawing.tsx";
import { Inspector } from "./inspector.tsx";
import { onPaint, paint, traffic } from "./light/live-traffic.ts";
import { rateOf } from "./light/traffic.ts";
import "./map.css";
import { isUnseen } from "./node-status.ts";
import { Outline } from "./outline.tsx";
import { useLayout } from "./use-layout.ts";

type Shape = "drawing" | "list";
type Question = "all" | "unseen" | "undeclared" | "failing";

const narrow = matchMedia("(max-width: 640px)");

const undeclaredEdges = (model: MapModel) => model.edges.filter(({ declared }) => !declared);

const match = (model: MapModel, question: Question): ReadonlySet<string> | undefined => {
  if (question === "all") return undefined;
  const test = {
    unseen: isUnseen,
    undeclared: (node: MapModel["nodes"][number]) => node.undeclared === true,
    failing: (node: MapModel["nodes"][number]) => (traffic.nodes.get(node.id)?.failures ?? 0) > 0,
  }[question];
  const found = model.nodes.filter(test).map(({ id }) => id);
  const ends = question === "undeclared" ? undeclaredEdges(model).flatMap(({ from, to }) => [from, to]) : [];
  return new Set([...found, ...ends]);
};

const Counts = ({
  model,
  question,
  onAsk,
}: {
  model: MapModel;
  question: Question;
  onAsk: (question: Question) => void;
}) => {
  const [counts, setCounts] = useState({ unseen: 0, undeclared: 0, failing: 0, rate: "0" });
  useEffect(
    () =>
      onPaint(() => {
        const size = (asked: Question) => match(model, asked)?.size ?? 0;
        const rate = [...traffic.edges.values()].reduce((sum, flow) => sum + rateOf(flow), 0);
        const next = {
          unseen: size("unseen"),
          undeclared: model.nodes.filter((node) => node.undeclared).length + undeclaredEdges(model).length,
          failing: size("failing"),
          rate: rate >= 10 ? String(Math.round(rate)) : rate.toFixed(1),
        };
        setCounts((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
      }),
    [model],
  );
  const button = (asked: Exclude<Question, "all">, label: string) => (
    <button
      type="button"
      className="map-count"
      data-question={asked}
      aria-pressed={question === asked}
      disabled={counts[asked] === 0 && question !== asked}
      onClick={() => onAsk(question === asked ? "all" : asked)}
    >
      <i aria-hidden="true" />
      <b className="number">{counts[asked]}</b> {label}
    </button>
  );
  return (
    <div className="map-counts">
      <span className="map-rate">
        <b className="number">{counts.rate}</b> messages/s
      </span>
      {button("failing", "failing")}
      {button("unseen", "never seen")}
      {button("undeclared", "undeclared")}
    </div>
  );
};

const none = {};

const MapPage = ({ model }: { model: MapModel }) => {
  const route = useRoute();
  const picked = route.rest[0];
  const [chosen, setShape] = useState<Shape>();
  const [question, setQuestion] = useState<Question>("all");
  const shape = chosen ?? (narrow.matches ? "list" : "drawing");
  const { layout, error } = useLayout(shape === "drawing" ? model : undefined);
  const queues = useQueues().data?.queues;
  const deadLetters = useDeadLetters() ?? none;
  const firing = useFiring() ?? none;
  const depths = useRef<Depths>(new Map()).current;
  useEffect(() => {
    traffic.reset(model.stats);
    paint();
  }, [model]);
  useEffect(() => {
    for (const { node: id, depth } of queues ?? []) depths.set(id, depth);
    paint();
  }, [queues, depths]);

  const highlighted = useMemo(() => match(model, question), [model, question]);
  const pick = (id: string | undefined) => {
    if (id !== picked) go(linkTo("map", [id]), "replace");
  };
  // What is picked would hide the answer.
  const ask = (asked: Question) => {
    setQuestion(asked);
    pick(undefined);
  };
  const node = model.nodes.find(({ id }) => id === picked);
  return (
    <div className="map">
      <InTopBar>
        <div className="map-head">
          <h1>Map</h1>
          <Counts model={model} question={question} onAsk={ask} />
          <Choices<Shape>
            label="Show the map as"
            value={shape}
            onChange={setShape}
            options={[
              { value: "drawing", label: "Drawing" },
              { value: "list", label: "List" },
            ]}
          />
        </div>
      </InTopBar>
      <div className="map-body">
        {shape === "list" ? (
          <Outline model={model} picked={picked} highlighted={highlighted} onPick={pick} />
        ) : error ? (
          <Failure error={error} retry={() => location.reload()} what="The layout" />
        ) : layout ? (
          <Drawing
            model={model}
            layout={layout}
            depths={depths}
            deadLetters={deadLetters}
            firing={firing}
            picked={node?.id}
            highlighted={highlighted}
            onPick={pick}
          />
        ) : (
          <div className="map-waiting" role="status">
            Laying out {plural(model.nodes.length, "resource")}…
          </div>
        )}
        {node && (
          <Inspector
            node={node}
            model={model}
            queue={queues?.find((queue) => queue.node === node.id)}
            onPick={pick}
          />
        )}
      </div>
    </div>
  );
};

export const MapView = () => {
  const result = useMap();
  useEffect(() => {
    document.title = "Map · Console";
  }, []);
  return (
    <Loaded
      result={result}
      what="The map"
      loading={
        <div className="map-waiting" role="status">
          Reading the map…
        </div>
      }
    >
      {(model) =>
        model.nodes.length === 0 ? (
          <Empty title="This app declares nothing">Add a resource in sst.config.ts and start again.</Empty>
        ) : (
          <MapPage model={model} />
        )
      }
    </Loaded>
  );
};
