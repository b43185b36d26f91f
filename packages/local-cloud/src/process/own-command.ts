/** What a person types to start the local cloud as it was started; options follow. */
export const ownCommand =
  process.env.npm_lifecycle_event === "start" ? "npm start --" : "npx sourdough-local";
