import "./styles/base.css";
import "./styles/controls.css";
import "./styles/panels.css";
import "./styles/state.css";
import "./styles/components.css";
import "./styles/code.css";
import "./styles/shell.css";
import "./styles/search.css";
import "./styles/narrow.css";
import "./styles/dialogs.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queries } from "./api/live.ts";
import { App } from "./app.tsx";

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
