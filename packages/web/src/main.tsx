import { createRoot } from "react-dom/client";
import { client } from "./client.ts";

const root = document.getElementById("root");
if (root) createRoot(root).render(<h1>Sourdough</h1>);
console.log(client);
