/**
 * Sends whoever has no session, or one whose time is over, to sign in before the kitchen or the office load. A courtesy
 * and no lock: the cookie is a date that anybody can write. Who is staff is asked by the API, with the token.
 */
// biome-ignore lint/correctness/noUnusedVariables: infra puts it together with the call.
function staffDoor(request) {
  const door = /^\/(kitchen|office)\/?$/.exec(request.uri);
  const session = request.cookies["sourdough-session"];
  if (!door || (session && session.value * 1000 > Date.now())) return;
  return { statusCode: 302, headers: { location: { value: `/sign-in?to=/${door[1]}` } } };
}
