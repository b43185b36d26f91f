import type { WebSocketRoute } from "playwright-core";
import { expect, test } from "vitest";
import type { Stage } from "../stage.ts";

export const troubleStories = (stage: Stage) => {
  test("an order made offline is kept, and sent once under the same id", async () => {
    const { page, add, order, orderId, heading, seeInNoTime, context, picture } = await stage.member();
    await add("Country loaf");
    // Away from the menu, whose code and drawings have to be here by then.
    await page.waitForLoadState("networkidle");
    await context.setOffline(true);
    await page.clock.install();
    await order();
    await seeInNoTime(/sent once you are online again/);
    await heading("Not sent yet.");
    await picture("order-offline");
    const id = orderId();
    await context.setOffline(false);
    await heading("It is yours.");
    const orders = (await stage.bakery.items("orders")).filter((item) => item.orderId === id && item.lines);
    expect(orders).toHaveLength(1);
  });

  test("a dropped connection is shown and bridged", async () => {
    const { bakery } = stage;
    const { page, press, signUp, button, add, order, heading, see, picture } = await stage.open();
    const sockets = new Set<WebSocketRoute>();
    let broken = false;
    // Before somebody is signed in, to whom the menu opens one at once.
    await page.routeWebSocket(/\/event\/realtime$/, (socket) => {
      if (broken) void socket.close();
      else {
        socket.connectToServer();
        sockets.add(socket);
      }
    });
    await press("Sign in");
    await signUp();
    await button("Sign out").waitFor();
    bakery.faults.onDelivery(({ service, to }) =>
      service === "events" && to.includes("AuthorizePayment") ? [60_000] : [0],
    );
    await add("Baguette de tradition");
    await order();
    await heading("Checking the shelf and your card.");
    await see("Live");
    broken = true;
    for (const socket of sockets) await socket.close();
    await see(/^Reconnecting/);
    await picture("order-reconnecting");
    await bakery.pass(60_000);
    await heading("It is yours.");

    broken = false;
    // It is tried again within eight seconds. In seconds that pass in no time a slow answer would always come too late.
    await see(/^Live$/);
  });

  test("an order of somebody else cannot be found", async () => {
    const other = await stage.bakery.signUp();
    const orderId = await other.place();
    const { press, signUp, heading, goTo } = await stage.open({}, `/orders/${orderId}`);
    await heading("Whose order is this?");
    await press("Sign in");
    await signUp();
    await heading("We cannot find this order.");
    await goTo("See your orders");
    await heading("Your orders");
  });

  test("a session that ended asks to sign in, and goes on where it was", async () => {
    const { press, signUp, signIn, add, order, heading, page, button } = await stage.open();
    await press("Sign in");
    await signUp();
    await button("Sign out").waitFor();
    await add("Focaccia with sea salt");
    await page.evaluate(() => {
      for (const key of Object.keys(localStorage))
        if (key.startsWith("Cognito")) localStorage.removeItem(key);
    });
    await order();
    await heading("Not sent yet.");
    await press("Sign in and send");
    await signIn();
    await heading("It is yours.");
  });

  test("an account that a new user pool does not know is created again, and the order goes out", async () => {
    const { page, press, signUp, add, order, see, heading, picture, button } = await stage.open();
    await press("Sign in");
    await signUp();
    await button("Sign out").waitFor();
    await add("Country loaf");
    // As they are after the local cloud was started again.
    await page.evaluate(() => {
      for (const [key, value] of Object.entries(localStorage)) {
        if (key.endsWith(".refreshToken")) localStorage.setItem(key, "of-another-pool");
        if (key.endsWith(".idToken")) localStorage.setItem(key, value.replace(/\.[^.]*$/, ".AAAA"));
      }
    });
    await page.reload();
    await order();
    await heading("Not sent yet.");
    await see(/does not know this account any more/);
    await picture("account-gone");
    await page.reload();
    await press("Sign in");
    await see("8 characters or more");
    await press("Close");
    await press("Create the account again and send");
    await signUp({ email: "again@example.com", password: "croissant1" });
    await heading("It is yours.");
    await see("again@example.com");
  });

  test("somebody whose account did not outlive the local cloud sees why, and can create it again", async () => {
    const { press, signUp, signIn, see, page, picture } = await stage.open();
    const account = { email: "forgotten@example.com", password: "croissant1" };
    await press("Sign in");
    await page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click();
    await signIn(account);
    await see(/an account lasts until npm start ends/);
    await picture("account-forgotten");
    await press("Create it again");
    await signUp(account);
    await see(account.email);
  });

  test("an order under an id that was taken says so, and is ordered again under another", async () => {
    const other = await stage.bakery.signUp();
    const taken = await other.place();
    const { page, add, order, orderId, heading, see, timeline, press, picture } = await stage.member();
    await page.route("**/api/orders/*", (route) =>
      route.request().method() === "PUT"
        ? route.continue({
            url: route
              .request()
              .url()
              .replace(/ord-\w+$/, taken),
          })
        : route.fallback(),
    );
    await add("Country loaf");
    await order();
    await expect
      .poll(async () => (await stage.bakery.items("orders")).map(({ reason }) => reason))
      .toContain("id_taken");
    await page.goto(stage.url(`/orders/${taken}`));
    await heading("Not this time.");
    await see(/Its number was in use already/);
    await expect.poll(timeline).toEqual(["RECEIVED done", "REJECTED failed"]);
    await picture("order-id-taken");
    await page.unroute("**/api/orders/*");
    await press(/it gets another number/);
    await order();
    await heading("It is yours.");
    expect(orderId()).not.toBe(taken);
  });

  test("a menu that does not come can be asked for again", async () => {
    const { page, see, seeInNoTime, press, picture } = await stage.open();
    await see("Country loaf");
    await page.route("**/api/stores/*/menu", (route) => route.fulfill({ status: 500, body: "{}" }));
    await page.clock.install();
    await page.reload();
    await seeInNoTime("The menu is not here");
    await picture("menu-problem");

    await page.unroute("**/api/stores/*/menu");
    await press("Try again");
    await see("Country loaf");
  });

  test("a menu of thousands of products comes page by page, is shown a part at a time, and is searched whole", async () => {
    const { page, see, press } = await stage.open();
    await see("Country loaf");
    const pageOf = (first: number, cursor?: string) => ({
      cursor,
      items: Array.from({ length: 1000 }, (_, index) => ({
        sku: `roll-${first + index}`,
        name: `Roll number ${first + index}`,
        category: "bread",
        priceCents: 100,
        allergens: [],
        onHand: 5,
      })),
    });
    await page.route(/\/api\/stores\/[^/]+\/menu/, (route) => {
      const cursor = new URL(route.request().url()).searchParams.get("cursor");
      const first = cursor === null ? 0 : Number(cursor);
      return route.fulfill({ json: pageOf(first, first < 2000 ? String(first + 1000) : undefined) });
    });
    await page.reload();
    await see("Roll number 0");
    const cards = page.locator(".product");
    await expect.poll(() => cards.count()).toBe(120);
    await press("Show 120 more of 3000 in Bread");
    await expect.poll(() => cards.count()).toBe(240);

    await page.getByPlaceholder("Search").fill("number 2999");
    await see("Roll number 2999");
    await expect.poll(() => cards.count()).toBe(1);
  });

  test("an order that the bakery cannot take now is kept, and can be sent again", async () => {
    const { page, add, order, heading, press, seeInNoTime } = await stage.member();
    await add("Country loaf");
    await page.route("**/api/orders/*", (route) => route.fulfill({ status: 500, body: "{}" }));
    await page.clock.install();
    await order();
    await seeInNoTime("Something broke on our side.");
    await page.unroute("**/api/orders/*");
    await press("Send it now");
    await heading("It is yours.");
  });
};
