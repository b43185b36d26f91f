import { useState } from "react";
import { useLabels } from "../alarms/labels.ts";
import { useDashboard, useDashboards } from "../api/use-api.ts";
import { Choices } from "../components/choices.tsx";
import { Page } from "../components/page.tsx";
import { Empty, Loaded } from "../components/state.tsx";
import { linkTo, useRoute } from "../shell/route.ts";
import { WidgetBox } from "./widget.tsx";
import "./dashboards.css";

const spans = [
  { value: "15", label: "15 min" },
  { value: "60", label: "1 h" },
  { value: "360", label: "6 h" },
  { value: "1440", label: "1 day" },
] as const;
type Minutes = (typeof spans)[number]["value"];

const Drawn = ({ name, minutes }: { name: string; minutes: Minutes }) => (
  <Loaded result={useDashboard(name, minutes)} what="The dashboard">
    {({ widgets, from, to }) => (
      <div className="widgets">
        {widgets.map((widget) => (
          <WidgetBox key={`${widget.x} ${widget.y}`} widget={widget} span={{ from, to }} />
        ))}
      </div>
    )}
  </Loaded>
);

export const DashboardsView = () => {
  const { rest } = useRoute();
  const labelOf = useLabels();
  const [minutes, setMinutes] = useState<Minutes>("60");
  return (
    <Page
      title="Dashboards"
      lead="Drawn from the very JSON that is deployed, with what the local cloud counted."
      actions={<Choices label="How far back" value={minutes} options={spans} onChange={setMinutes} />}
    >
      <Loaded result={useDashboards()} what="The list of dashboards">
        {({ dashboards }) => {
          const shown = dashboards.find(({ name }) => name === rest[0]) ?? dashboards[0];
          if (!shown) return <Empty title="This app has no dashboards" />;
          return (
            <>
              <nav className="dashboard-names" aria-label="Dashboards">
                {dashboards.map(({ name }) => (
                  <a
                    key={name}
                    className="button"
                    href={linkTo("dashboards", [name])}
                    aria-current={name === shown.name ? "page" : undefined}
                  >
                    {labelOf(name)}
                  </a>
                ))}
              </nav>
              <Drawn key={shown.name} name={shown.name} minutes={minutes} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
};
