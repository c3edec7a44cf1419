/* What the page was given to start with, and how it speaks: in the reader's language and by the server's clock. */

const start = JSON.parse(document.getElementById("start").textContent);
const find = (id) => document.getElementById(id);
const TIME = new Intl.DateTimeFormat(start.language, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(start.language, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
// How many milliseconds the server's clock is ahead of this one's.
let skew = 0;

/** Return a sentence of the page's, with `{name}` filled in. */
function say(key, values = {}) {
    return (start.words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function nameOf(person) {
    return person?.name || say("someone");
}

/** Return the time of a message: of the day, with the date where it is not today's. */
function timeOf(moment) {
    const date = new Date(moment);
    return date.toDateString() === new Date().toDateString() ? TIME.format(date) : DAY.format(date);
}

function minutesSince(moment) {
    return Math.max(0, Math.floor((Date.now() + skew - Date.parse(moment)) / 60000));
}

/** Return how long ago something was, in the largest unit. */
function ago(moment) {
    const minutes = minutesSince(moment);
    if (minutes < 1) return say("now");
    if (minutes < 60) return say("minutes", { count: minutes });
    return minutes < 48 * 60 ? say("hours", { count: Math.floor(minutes / 60) }) : say("days", { count: Math.floor(minutes / 1440) });
}

/** Return for how long something has been so. */
function during(moment) {
    return minutesSince(moment) < 1 ? say("shortly") : ago(moment);
}

/** Return why a call failed, for people: the API's own sentence, or that there is no line. */
function why(failure) {
    return failure instanceof Refusal ? failure.message : say("noLine");
}

/** Say something in passing, at the edge of the page and to screen readers. */
function notice(text, { wrong = false } = {}) {
    const line = find("notice");
    line.textContent = text;
    line.classList.toggle("wrong", wrong);
    line.hidden = false;
    clearTimeout(notice.timer);
    notice.timer = setTimeout(() => (line.hidden = true), 6000);
}

/** Return a function that runs once, so many milliseconds after it was last asked to. */
function settled(milliseconds, run) {
    let timer;
    return (...given) => {
        clearTimeout(timer);
        timer = setTimeout(() => run(...given), milliseconds);
    };
}

/** Return a function that runs at most once in so many milliseconds, the first time soon. */
function atMostEvery(milliseconds, run) {
    let timer = null;
    let last = 0;
    return () => {
        if (timer !== null) return;
        const wait = Math.max(200, last + milliseconds - Date.now());
        timer = setTimeout(() => ((timer = null), (last = Date.now()), run()), wait);
    };
}

/** Make the children of `parent` those of `items`, in their order, touching only what is not so already.
    An item has a `key` and a `stamp`; `draw(item, before)` makes its element when the stamp is another one. */
function reconcile(parent, items, draw) {
    const had = parent.drawn ?? new Map();
    parent.drawn = new Map();
    items.forEach((item, at) => {
        const known = had.get(item.key);
        const node = known?.stamp === item.stamp ? known.node : draw(item, known?.node);
        parent.drawn.set(item.key, { stamp: item.stamp, node });
        if (parent.children[at] !== node) parent.insertBefore(node, parent.children[at] ?? null);
    });
    while (parent.children.length > items.length) parent.lastElementChild.remove();
}
