/* What the shop's page says:

       <script src="https://torg.example/support/widget.js" data-lang="ru" defer></script>

   and, once the script is there (event `torg-support`, or `window.TorgSupport`):

       TorgSupport.start({ token: async () => "..." })   an access token of whoever is signed in, "" for nobody
       TorgSupport.open({ order_id: 7 })                 or product_id, conversation_id, or nothing
       TorgSupport.close()
       TorgSupport.stop({ forget: true })                when the person signs out: what the browser kept goes

   Options, each a `data-` attribute as well: token, lang (ru, en; the page's by default), theme (light, dark; the
   system's by default), side (left, right), sign-in (an address), base (where Torg is, if not where this script is). */

const SCRIPT = document.currentScript;
let widget = null;

function options(given) {
    const said = { ...SCRIPT?.dataset, ...given };
    const language = (said.lang || document.documentElement.lang || navigator.language).slice(0, 2).toLowerCase();
    const give = typeof said.token === "function" ? said.token : () => said.token;
    return {
        base: (said.base ?? SCRIPT?.src.replace(/\/support\/widget\.js.*$/, "") ?? "").replace(/\/$/, ""),
        language: language === "ru" ? "ru" : "en",
        theme: ["light", "dark"].includes(said.theme) ? said.theme : "auto",
        side: said.side === "left" ? "left" : "right",
        signIn: safeAddress(said.signIn),
        token: give,
    };
}

function safeAddress(address) {
    const url = address && URL.canParse(address, location.href) ? new URL(address, location.href) : null;
    return url && /^https?:$/.test(url.protocol) ? url.href : "";
}

window.TorgSupport ??= Object.freeze({
    start(given = {}) {
        widget?.stop();
        widget = new Widget(options(given), STYLE);
        widget.start();
    },
    open: (about) => widget?.open(about),
    close: () => widget?.close(),
    stop(how) {
        widget?.stop(how);
        widget = null;
    },
});
window.dispatchEvent(new Event("torg-support"));
if (SCRIPT?.dataset.token) window.TorgSupport.start();
