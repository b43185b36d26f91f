import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/header.css";
import "./styles/shop.css";
import "./styles/basket.css";
import "./styles/orders.css";
import "./styles/account.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
