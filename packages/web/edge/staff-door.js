/**
 * Sends whoever has no session, or one whose time is over, to sign in before the kitchen or the office load. A courtesy
 * and no lock: the cookie is a date that anybody can write. Who is staff is asked by the API, with the token. What they
 * wanted to look at comes along as it stands in the URL, where nothing can end the header.
 */
// biome-ignore lint/correctness/noUnusedVariables: infra puts it together with the call.
function door(request) {
  const page = /^\/(kitchen|office)\/?$/.exec(request.uri);
  const session = request.cookies["sourdough-session"] || {};
  if (!page || session.value * 1000 > Date.now()) return;
  let to = page[1];
  for (const name in request.querystring) to += `%26${name}=${request.querystring[name].value}`;
  return { statusCode: 302, headers: { location: { value: `/sign-in?to=/${to.replace("%26", "?")}` } } };
}
