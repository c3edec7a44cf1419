/* Making elements. Whatever people have written goes in as text, never as HTML, so it cannot become anything else;
   this holds under a policy that requires Trusted Types as well. */

/** Return an element: `on*` functions become listeners, other properties are set, names with a dash are attributes. */
function element(name, properties = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
        if (value === undefined || value === null) continue;
        if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
        else if (key.includes("-") || key === "role" || key === "for" || key === "part") made.setAttribute(key, value);
        else made[key] = value;
    }
    made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
}

/** Return a text as the server takes it: without halves of characters, and without controls but tabs and line ends. */
function sendable(text) {
    return text.toWellFormed().replaceAll(/[^\P{Cc}\n\t]/gu, "").trim();
}

/** Return a drawing of 24 by 24 made of paths, for eyes alone. */
function icon(...paths) {
    const space = "http://www.w3.org/2000/svg";
    const drawing = document.createElementNS(space, "svg");
    for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }))
        drawing.setAttribute(key, value);
    for (const path of paths) {
        const line = document.createElementNS(space, "path");
        line.setAttribute("d", path);
        drawing.append(line);
    }
    return drawing;
}

const ADDRESS = /https?:\/\/[^\s<>"'`]+/gi;
const AFTER_ADDRESS = /[.,;:!?)\]}»”’]+$/;

/** Return a text as nodes in which web addresses (http and https alone) can be clicked; they are shown whole. */
function linked(text) {
    const nodes = [];
    let read = 0;
    for (const found of text.matchAll(ADDRESS)) {
        const shown = found[0].replace(AFTER_ADDRESS, "");
        const url = URL.canParse(shown) ? new URL(shown) : null;
        if (!url || !/^https?:$/.test(url.protocol)) continue;
        nodes.push(text.slice(read, found.index));
        nodes.push(element("a", { href: url.href, target: "_blank", rel: "noopener noreferrer nofollow" }, shown));
        read = found.index + shown.length;
    }
    nodes.push(text.slice(read));
    return nodes.filter((node) => node !== "");
}

/** Return a size in words: 1.2 MB. */
function sized(bytes, language) {
    const [unit, divisor] = bytes < 1e3 ? ["byte", 1] : bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
    const style = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: bytes < 1e4 || bytes >= 1e6 ? 1 : 0 };
    return new Intl.NumberFormat(language, style).format(bytes / divisor);
}

/** Draw anew within an element; whatever has the focus and is still there afterwards has it again. */
function keepingFocus(within, draw) {
    const focused = within.getRootNode().activeElement;
    draw();
    if (focused && within.contains(focused)) focused.focus({ preventScroll: true });
}

/** Return the buttons by which people change or take back what they have said; before it is taken back they are asked. */
function changeButtons(words, { change, takeBack }) {
    const box = element("span", { className: "change" });
    const button = (word, onclick) => element("button", { type: "button", className: "plain", onclick }, word);
    const offer = () => box.replaceChildren(button(words.change, change), " ", button(words.takeBack, ask));
    const keep = () => (offer(), box.lastElementChild.focus());
    const ask = () => {
        box.replaceChildren(words.sure, " ", button(words.takeBack, takeBack), " ", button(words.keep, keep));
        box.lastElementChild.focus();
    };
    offer();
    return box;
}
