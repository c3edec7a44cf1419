/**
 * A first sale with the generated client, from the registration to the invoice, and what a supplier and the staff do.
 * Every call is typed, its refusals too. Node runs this file as it is:
 *
 *     TORG_URL=http://127.0.0.1:8000 TORG_DATA_DIR=var node clients/typescript/first-sale.ts
 */
import { randomUUID } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { createClient, formDataBodySerializer, type Client } from "../generated/typescript/client/index.ts";
import * as torg from "../generated/typescript/index.ts";

const url = process.env["TORG_URL"] ?? "http://127.0.0.1:8000";
const folder = process.env["TORG_DATA_DIR"] ?? "var"; // where the demo keeps its accounts and its mails
const PASSWORD = "Kettle-and-lamp-7";

/** The answer of a call that must succeed. */
function done<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

/** Asks until there is an answer, for half a minute. */
async function wait<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const found = await ask();
    if (found !== undefined) return found;
    await sleep(300);
  }
  throw new Error("nothing came in half a minute");
}

async function signIn(email: string, password: string): Promise<Client> {
  const guest = createClient({ baseUrl: url });
  const tokens = done(await torg.accountsLogin({ client: guest, body: { email, password } }));
  return createClient({ baseUrl: url, auth: tokens.access });
}

function demo(role: "staff" | "supplier"): Promise<Client> {
  const passwords = JSON.parse(readFileSync(`${folder}/demo-accounts.json`, "utf8")) as Record<typeof role, string>;
  return signIn(`${role}@torg.example`, passwords[role]);
}

function mailedToken(email: string): string | undefined {
  const texts = globSync(`${folder}/mail/*.eml`).map((name) => readFileSync(name, "utf8"));
  return texts.find((text) => text.includes(`To: ${email}`))?.match(/^Token: (\S+)/m)?.[1];
}

async function newBuyer(): Promise<Client> {
  const client = createClient({ baseUrl: url, headers: { "Accept-Language": "en" } });
  const email = `${randomUUID()}@buyer.example`;
  done(await torg.accountsRegister({ client, body: { email, password: PASSWORD, first_name: "Anna" } }));
  const token = await wait(() => mailedToken(email));
  done(await torg.accountsConfirm({ client, body: { email, token } }));
  return signIn(email, PASSWORD);
}

// The catalogue: who looks needs no account.
const guest = createClient({ baseUrl: url });
const filters: torg.CatalogProductsListData["query"] = { in_stock: true, price_min: "100.00", ordering: "-price", limit: 5 };
const page = done(await torg.catalogProductsList({ client: guest, query: filters }));
const listed = page.items[0];
if (!listed) throw new Error("the demo catalogue is empty");
const product = done(await torg.catalogProductRead({ client: guest, path: { product_id: listed.id } }));
console.log(`${product.name}: ${product.price ?? "no price"} ${product.currency}, ${product.stock} in stock`);

// Into the cart, and to the checkout; a second try with the same key is given the same order.
const client = await newBuyer();
const cart = done(await torg.cartAdd({ client, body: { product_id: product.id, quantity: 1 } }));
if (cart.problems.length) throw new Error(`the cart has problems: ${cart.problems.map((one) => one.code).join(", ")}`);
const checkout = {
  client,
  headers: { "Idempotency-Key": randomUUID() },
  body: { address: { city: "Казань", street: "Баумана", house: "1" }, expected_total: cart.total },
};
const order = done(await torg.cartCheckOut(checkout));
const again = await torg.cartCheckOut(checkout);
if (done(again).id !== order.id || again.response?.headers.get("Idempotency-Replayed") !== "true") {
  throw new Error("the same key made a second order");
}
console.log(`order ${order.number}: ${order.total} ${order.currency}`);

// More than there is: the refusal says which line is short, and by how much.
const wanted = { items: [{ product_id: product.id, quantity: product.stock + 1 }], address: checkout.body.address };
const { error } = await torg.ordersPlace({ client, body: wanted });
if (!error || !("details" in error)) throw new Error("more than there is was sold");
for (const line of error.details) {
  console.log(`${error.code}: ${line.available} of ${line.requested} pieces of product ${line.product_id}`);
}

// The invoice is made in the background: 202 until it is there.
const path = { order_id: order.id };
const invoice = await wait(async () => {
  const made = done(await torg.ordersInvoice({ client, path, parseAs: "auto" }));
  return made instanceof Blob ? made : undefined;
});
console.log(`invoice: ${invoice.size} bytes of ${invoice.type}`);

// The staff take a step, the buyer sees it and changes their mind.
const staff = await demo("staff");
done(await torg.ordersMove({ client: staff, path, body: { status: "confirmed" } }));
const cancelled = done(await torg.ordersCancel({ client, path }));
const history = done(await torg.ordersHistory({ client, path }));
console.log(`history: ${history.map((step) => step.status).join(" -> ")}`);
if (cancelled.status !== "cancelled" || history.length !== 3) throw new Error("the steps are not what was done");

// A supplier sends a price list and waits until it is applied.
const supplier = await demo("supplier");
const file = new File(["sku;name;price;quantity\nTS-1;Kettle from TypeScript;1499.00;12\n"], "prices.csv");
// The call takes an address as JSON or a file as a form; the generated function is typed for the address.
const sent = done(
  await supplier.post<torg.PartnersSendPriceListResponses, torg.PartnersSendPriceListErrors>({
    ...formDataBodySerializer,
    url: "/api/v1/partner/price-lists/",
    security: [{ scheme: "bearer", type: "http" }],
    headers: { "Content-Type": null },
    body: { file, mode: "update" },
  }),
);
const list = await wait(async () => {
  const one = done(await torg.partnersReadPriceList({ client: supplier, path: { price_list_id: sent.id } }));
  return one.status === "applied" || one.status === "failed" ? one : undefined;
});
if (list.status !== "applied") throw new Error(`the list ended as ${list.status}: ${list.error?.detail ?? ""}`);
console.log(`price list ${list.id}: ${list.counts.new} new, ${list.counts.errors} errors`);
console.log("sold");
