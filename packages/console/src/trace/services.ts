import {
  AlarmClock,
  ArrowRightFromLine,
  Building2,
  CircleDot,
  KeyRound,
  Layers,
  type LucideIcon,
  Mail,
  Megaphone,
  Radio,
  SquareFunction,
  Table2,
  Users,
  Waypoints,
  Webhook,
  Workflow,
} from "lucide-react";
import type { TraceHop } from "sourdough-local/console-api";

const known: Record<string, { label: string; icon: LucideIcon }> = {
  "execute-api": { label: "API Gateway", icon: Webhook },
  sqs: { label: "SQS", icon: Layers },
  lambda: { label: "Lambda", icon: SquareFunction },
  dynamodb: { label: "DynamoDB", icon: Table2 },
  events: { label: "EventBridge", icon: Waypoints },
  scheduler: { label: "EventBridge Scheduler", icon: AlarmClock },
  pipes: { label: "Pipes", icon: ArrowRightFromLine },
  states: { label: "Step Functions", icon: Workflow },
  sns: { label: "SNS", icon: Megaphone },
  appsync: { label: "AppSync Events", icon: Radio },
  iot: { label: "IoT Core", icon: Radio },
  iotdata: { label: "IoT Core", icon: Radio },
  ses: { label: "SES", icon: Mail },
  "cognito-idp": { label: "Cognito", icon: Users },
  secretsmanager: { label: "Secrets Manager", icon: KeyRound },
  ssm: { label: "Systems Manager", icon: KeyRound },
  "third-party": { label: "Third party", icon: Building2 },
};

export const serviceOf = (hop: Pick<TraceHop, "service">) =>
  known[hop.service] ?? { label: hop.service, icon: CircleDot };
