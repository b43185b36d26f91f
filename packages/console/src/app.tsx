import { AlarmsView } from "./alarms/alarms-view.tsx";
import { ArchivesView } from "./archives/archives-view.tsx";
import { BucketsView } from "./buckets/buckets-view.tsx";
import { Page } from "./components/page.tsx";
import { Empty } from "./components/state.tsx";
import { CostView } from "./cost/cost-view.tsx";
import { DashboardsView } from "./dashboards/dashboards-view.tsx";
import { EventsView } from "./events/events-view.tsx";
import { ExecutionsView } from "./executions/executions-view.tsx";
import { FaultsView } from "./faults/faults-view.tsx";
import { LogsView } from "./logs/logs-view.tsx";
import { MailboxView } from "./mailbox/mailbox-view.tsx";
import { MapView } from "./map/map-view.tsx";
import { QueuesView } from "./queues/queues-view.tsx";
import { SchedulesView } from "./schedules/schedules-view.tsx";
import { linkTo, useRoute } from "./shell/route.ts";
import { Shell } from "./shell/shell.tsx";
import { StreamsView } from "./streams/streams-view.tsx";
import { TablesView } from "./tables/tables-view.tsx";
import { TraceView } from "./trace/trace-view.tsx";
import { TracesView } from "./trace/traces-view.tsx";

const View = () => {
  const { view, rest } = useRoute();
  switch (view) {
    case "map":
      return <MapView />;
    case "traces":
      return <TracesView />;
    case "trace":
      return rest[0] ? <TraceView key={rest[0]} id={rest[0]} /> : <TracesView />;
    case "queues":
      return <QueuesView />;
    case "tables":
      return <TablesView />;
    case "buckets":
      return <BucketsView />;
    case "streams":
      return <StreamsView />;
    case "executions":
      return <ExecutionsView />;
    case "schedules":
      return <SchedulesView />;
    case "archives":
      return <ArchivesView />;
    case "logs":
      return <LogsView />;
    case "mailbox":
      return <MailboxView />;
    case "events":
      return <EventsView />;
    case "faults":
      return <FaultsView />;
    case "alarms":
      return <AlarmsView />;
    case "dashboards":
      return <DashboardsView />;
    case "cost":
      return <CostView />;
    default:
      return (
        <Page title="No such page">
          <Empty title={`The console has no view called ${view}`}>
            <a href={linkTo("map")}>Back to the map</a>
          </Empty>
        </Page>
      );
  }
};

export const App = () => (
  <Shell>
    <View />
  </Shell>
);
