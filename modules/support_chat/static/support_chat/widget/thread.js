const CLIP = ["M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.5 3.5 0 0 1 5 5l-8.5 8.5a2 2 0 0 1-3-3L14 7"];
const NEAR = 80; // pixels from the end that still count as reading the newest

/** What was said in one conversation, what is on its way, and who writes. */
class Thread {
    #drawn = new Map(); // key -> {line, state, one, buttons}
    #atEnd = true;

    constructor({ words, language, previews, said }) {
        Object.assign(this, { words, language, previews, said });
        this.time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
        this.day = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" });
        this.about = element("p", { className: "about", hidden: true });
        this.earlier = element("button", { type: "button", className: "plain", onclick: said.earlier, hidden: true }, words.earlier);
        this.lines = element("ol");
        this.log = element("div", { className: "log", role: "log", tabIndex: 0, "aria-live": "off" }, this.earlier, this.lines);
        this.log.addEventListener("scroll", () => this.#scrolled());
        new ResizeObserver(() => this.#atEnd && this.toEnd()).observe(this.log);
        this.typing = element("p", { className: "typing", role: "status" });
        this.note = element("p", { className: "note", hidden: true });
        this.root = element("div", { className: "thread", hidden: true }, this.about, this.log, this.typing, this.note);
    }

    /** Begin with another conversation: nothing of it is read out as new. */
    clear(label) {
        this.#drawn.clear();
        this.lines.replaceChildren();
        this.log.setAttribute("aria-label", label);
        this.log.setAttribute("aria-live", "off");
    }

    draw({ about, messages, drafts, readUpTo, hasEarlier, typing, note, now }) {
        this.now = now;
        const fromEnd = this.log.scrollHeight - this.log.scrollTop;
        const grewAbove = hasEarlier !== !this.earlier.hidden || messages[0]?.seq < this.first;
        this.first = messages[0]?.seq;
        this.earlier.hidden = !hasEarlier;
        this.#put(this.about, about ? `${this.words.about[about.kind] || ""} ${about.title}`.trim() : "");
        this.#put(this.typing, typing ? this.words.types(typing) : "");
        this.typing.hidden = false; // keeps its place, so that nothing jumps
        this.#put(this.note, note);
        this.#lines(messages, drafts, readUpTo);
        if (this.#atEnd) this.toEnd();
        else if (grewAbove) this.log.scrollTop = this.log.scrollHeight - fromEnd;
        setTimeout(() => this.log.setAttribute("aria-live", "polite"), 500);
    }

    /** Whether the newest messages are before one's eyes. */
    get isAtEnd() {
        return this.#atEnd;
    }

    toEnd() {
        this.#atEnd = true;
        this.log.scrollTop = this.log.scrollHeight;
    }

    #scrolled() {
        this.#atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
        if (this.#atEnd) this.said.seen();
    }

    #put(place, text) {
        if (place.textContent !== text) place.textContent = text;
        place.hidden = !text;
    }

    #lines(messages, drafts, readUpTo) {
        const arrived = new Set(messages.filter((one) => one.author.side === "customer").map((one) => one.client_msg_id));
        const waiting = drafts.filter((one) => !arrived.has(one.client_msg_id));
        const lastOwn = messages.findLast((one) => one.author.side === "customer" && !one.deleted_at)?.seq;
        const shown = [
            ...messages.map((one) => ({ one, stands: one.seq === lastOwn ? (readUpTo >= one.seq ? "read" : "sent") : "" })),
            ...waiting.map((one) => ({ one, stands: one.failed ? "failed" : "sending" })),
        ];
        let day = "";
        let before = null;
        for (const { one, stands } of shown) {
            const date = this.day.format(new Date(one.created_at || one.at));
            // The same line from its writing on: it turns from "sending" into "sent" where it stands.
            const key = `${one.author?.side || "customer"}:${one.client_msg_id}`;
            before = this.#line(key, one, stands, date === day ? "" : date, before);
            day = date;
        }
        const keys = new Set(shown.map(({ one }) => `${one.author?.side || "customer"}:${one.client_msg_id}`));
        for (const [key, { line }] of this.#drawn)
            if (!keys.has(key)) {
                line.remove();
                this.#drawn.delete(key);
            }
    }

    #line(key, one, stands, day, before) {
        const marks = [one.edited_at, one.deleted_at, stands, one.failed, day, this.#mayChange(one)];
        const state = JSON.stringify([one.text, one.attachments, ...marks]);
        const had = this.#drawn.get(key);
        const line = had?.line || element("li");
        const buttons = this.#mayChange(one) ? had?.buttons || this.#change(key) : ""; // a question that is asked stays
        if (had?.state !== state) keepingFocus(line, () => line.replaceChildren(...this.#content(one, stands, day, buttons)));
        line.className = one.author?.side === "agent" ? "theirs" : "own";
        if ((before ? before.nextSibling : this.lines.firstChild) !== line)
            before ? before.after(line) : this.lines.prepend(line);
        this.#drawn.set(key, { line, state, one, buttons });
        return line;
    }

    #content(one, stands, day, buttons) {
        const { words } = this;
        const at = new Date(one.created_at || one.at);
        const author = one.author?.side === "agent" ? one.author.name || words.agent : words.you;
        const said = one.deleted_at ? element("em", {}, words.deleted) : element("span", { dir: "auto" }, ...linked(one.text));
        return [
            day && element("p", { className: "day" }, day),
            element("p", { className: "who" }, buttons, element("b", { dir: "auto" }, author), " ", element("time", { dateTime: at.toISOString() }, this.time.format(at))),
            (one.text || one.deleted_at) && element("p", { className: "said" }, said),
            ...one.attachments.map((file) => this.#file(file)),
            one.edited_at && !one.deleted_at && element("p", { className: "stands" }, words.edited),
            stands && this.#stands(one, words[stands]),
        ].filter(Boolean);
    }

    #mayChange(one) {
        return one.author?.side === "customer" && Date.parse(one.editable_until) > this.now;
    }

    #change(key) {
        const one = () => this.#drawn.get(key).one;
        return changeButtons(this.words, { change: () => this.said.change(one()), takeBack: () => this.said.takeBack(one()) });
    }

    #stands(one, text) {
        if (!one.failed) return element("p", { className: "stands" }, text);
        const again = element("button", { type: "button", className: "plain", onclick: () => this.said.again(one) }, this.words.again);
        const drop = element("button", { type: "button", className: "plain", onclick: () => this.said.drop(one) }, this.words.drop);
        return element("p", { className: "stands wrong", role: "alert" }, `${text}: ${one.failed} `, again, " ", drop);
    }

    #file(file) {
        const size = sized(file.size, this.language);
        const label = { "aria-label": this.words.download(file.name, size) };
        const load = () => this.said.download(file);
        const name = element("span", { dir: "auto" }, file.name);
        const about = { type: "button", className: "file", onclick: load, ...label };
        return element("button", about, this.previews.of(file), icon(...CLIP), name, ` ${size}`);
    }
}
