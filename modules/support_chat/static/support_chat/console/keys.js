/* What an agent does with single keys; `?` shows them. */

const KEYS = {
    KeyJ: (desk) => desk.list.step(1),
    KeyK: (desk) => desk.list.step(-1),
    ArrowDown: (desk) => desk.list.step(1),
    ArrowUp: (desk) => desk.list.step(-1),
    "/": () => find("narrow").search.focus(),
    Slash: () => find("narrow").search.focus(),
    "?": () => find("keys").showModal(),
    KeyR: (desk) => desk.thread.id && desk.composer.write("reply"),
    KeyN: (desk) => desk.thread.id && desk.composer.write("note"),
    KeyC: (desk) => desk.replies.open(),
    KeyT: (desk) => desk.take(),
    KeyE: (desk) => desk.conversation && desk.status(desk.conversation.status === "resolved" ? "open" : "resolved"),
};

/** Do what a key stands for. Letters are keys only where nothing is being written; AZERTY and ЙЦУКЕН have theirs in the
    same places. */
function pressedKey(event, desk) {
    const busy = event.target.closest("input, textarea, select, dialog") || document.querySelector("dialog[open]");
    const scrolls = event.key.startsWith("Arrow") && event.target.closest("#messages, #beside");
    if (busy || scrolls || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key] ?? KEYS[event.code];
    if (!act) return;
    event.preventDefault();
    act(desk);
}
