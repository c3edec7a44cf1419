/* The conversations on the left: pages by cursor, of which a bounded number of rows stays in the document. */

const ROWS = 50; // a page
const MOST_ROWS = 200;
const LISTS = {
    queue: { assigned: "nobody", order: "waiting" },
    mine: { assigned: "me", order: "newest" },
    all: { assigned: "anybody", order: "newest" },
};

class ConversationList {
    #reading = null;

    /** `chosen(id)` hears which conversation an agent wants to see, `seen(conversation)` of each one that was read;
        `isPresent(customer)` says who is there. */
    constructor({ api, chosen, seen, isPresent }) {
        Object.assign(this, { api, chosen, seen, isPresent, which: "queue", current: 0, items: [], next: null, cut: false });
        for (const tab of document.querySelectorAll("[data-list]"))
            tab.addEventListener("click", () => this.show(tab.dataset.list));
        this.form = find("narrow");
        this.form.addEventListener("submit", (event) => (event.preventDefault(), this.search()));
        this.form.search.addEventListener("input", settled(250, () => this.search()));
        this.form.status.addEventListener("change", () => this.reload());
        find("more-rows").addEventListener("click", () => this.more());
        find("from-the-start").addEventListener("click", () => this.reload());
        this.box = find("rows").parentElement;
        this.box.addEventListener("scroll", () => this.#atTheEnd() && this.more());
        this.refresh = atMostEvery(1500, () => this.#refresh());
        this.count = atMostEvery(3000, () => this.#count());
        setInterval(() => this.draw(), 20000);
    }

    get words() {
        return this.form.search.value.trim();
    }

    show(which) {
        this.which = which;
        if (which !== "all") this.form.search.value = "";
        this.reload();
    }

    /** Search among all conversations, the resolved ones too. */
    search() {
        if (this.words) this.which = "all";
        return this.reload();
    }

    async reload() {
        for (const tab of document.querySelectorAll("[data-list]"))
            tab.setAttribute("aria-pressed", tab.dataset.list === this.which);
        this.count();
        const page = await this.#read("");
        if (!page) return;
        Object.assign(this, { items: page.items, next: page.next, cut: false });
        this.draw();
        this.box.scrollTop = 0;
    }

    async more() {
        if (!this.next || this.#reading) return;
        const page = await this.#read(this.next);
        if (!page) return;
        const fresh = new Set(page.items.map((one) => one.id));
        this.items = [...this.items.filter((one) => !fresh.has(one.id)), ...page.items];
        this.cut ||= this.items.length > MOST_ROWS;
        this.items = this.items.slice(-MOST_ROWS);
        this.next = page.next;
        this.draw();
    }

    /** A conversation stands otherwise: it comes, goes, moves or is drawn anew. */
    update(conversation) {
        this.count();
        const at = this.items.findIndex((one) => one.id === conversation.id);
        if (this.words && at < 0) return this.refresh(); // what is found is for the server to say
        if (this.words) this.items[at] = conversation;
        else this.#move(conversation);
        this.draw();
    }

    /** Change a row that is shown; where it is not, the first page may have changed. */
    patch(id, change) {
        const found = this.items.find((one) => one.id === id);
        if (!found) return this.cut || this.refresh();
        this.update({ ...found, ...change(found) });
    }

    /** Choose the next row (1) or the one before (-1). */
    step(by) {
        const at = this.items.findIndex((one) => one.id === this.current);
        const next = this.items[at < 0 ? 0 : at + by];
        next ? this.chosen(next.id) : by > 0 && this.more();
        document.querySelector("#rows [aria-current]")?.scrollIntoView({ block: "nearest" });
    }

    mark(id) {
        this.current = id;
        this.draw();
    }

    draw() {
        const moment = (one) => ago(one.waiting_since ?? one.last_message_at);
        const stamp = (one) => JSON.stringify([one, one.id === this.current, moment(one), this.isPresent(one.customer)]);
        const rows = this.items.map((one) => ({ key: one.id, stamp: stamp(one), one }));
        reconcile(find("rows"), rows, ({ one }, before) => this.#row(one, before));
        find("more-rows").hidden = !this.next;
        find("from-the-start").hidden = !this.cut;
        find("no-rows").hidden = this.items.length > 0;
        find("no-rows").textContent = say(this.words ? "nothingFound" : "nothing");
    }

    #atTheEnd() {
        return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < 600;
    }

    #row(one, before) {
        const button = element("button", { type: "button", className: "row", onclick: () => this.chosen(one.id) });
        if (one.id === this.current) button.setAttribute("aria-current", "true");
        const [told, moment] = [element("span", { className: "marks" }), ago(one.last_message_at)];
        told.append(...this.#marks(one));
        button.append(
            element("span", { className: "name" }, nameOf(one.customer)),
            element("time", { className: "soft", dateTime: one.last_message_at }, moment),
            element("span", { className: "subject" }, one.subject),
            told,
        );
        const row = before ?? element("li");
        const focused = row.contains(document.activeElement);
        row.replaceChildren(button);
        if (focused) button.focus({ preventScroll: true });
        return row;
    }

    *#marks(one) {
        const mark = (className, text) => element("span", { className: `mark ${className}` }, text);
        if (this.isPresent(one.customer)) yield mark("present", say("present"));
        if (one.unread) yield mark("unread", say("unread", { count: one.unread }));
        if (one.waiting_since) {
            const late = minutesSince(one.waiting_since) >= 30 ? "late" : "waits";
            yield mark(late, say(one.first_answered_at ? "waits" : "firstWaits", { time: during(one.waiting_since) }));
        }
        if (one.about) yield mark("", one.about.title);
        if (one.status !== "open") yield mark(one.status, say(one.status));
        if (one.assigned_to) yield mark("", one.assigned_to.id === start.me.id ? say("you") : nameOf(one.assigned_to));
    }

    #belongs(one) {
        const status = this.form.status.value;
        if (status ? status !== "any" && one.status !== status : one.status === "resolved") return false;
        if (this.which === "queue") return !one.assigned_to;
        return this.which === "all" || one.assigned_to?.id === start.me.id;
    }

    #move(conversation) {
        this.items = this.items.filter((one) => one.id !== conversation.id);
        if (this.#belongs(conversation)) this.#insert(conversation);
    }

    #insert(conversation) {
        const place = (one) =>
            this.which === "queue"
                ? [one.waiting_since ? Date.parse(one.waiting_since) : Infinity, one.id]
                : [-Date.parse(one.last_message_at), -one.id];
        const [time, id] = place(conversation);
        let at = this.items.findIndex((one) => {
            const [other, otherId] = place(one);
            return other > time || (other === time && otherId > id);
        });
        if (at < 0 && this.next) return; // it stands on a page that has not been asked for
        if (at === 0 && this.cut) return;
        at < 0 ? this.items.push(conversation) : this.items.splice(at, 0, conversation);
        this.items.length = Math.min(this.items.length, MOST_ROWS);
    }

    async #refresh() {
        const page = await this.#read("", { beside: true });
        if (!page) return;
        const fresh = new Set(page.items.map((one) => one.id));
        const further = this.items.length > ROWS;
        this.items = [...page.items, ...(further ? this.items.filter((one) => !fresh.has(one.id)) : [])];
        this.items.length = Math.min(this.items.length, MOST_ROWS);
        if (!further) this.next = page.next;
        this.draw();
    }

    #query(more) {
        const { assigned, order } = LISTS[this.which];
        const status = this.form.status.value || (this.words ? "any" : "");
        return new URLSearchParams({ assigned, order, limit: ROWS, search: this.words, ...(status && { status }), ...more });
    }

    // A later question makes an earlier one's answer void.
    async #read(cursor, { beside = false } = {}) {
        if (!beside) this.#reading?.abort();
        const reading = new AbortController();
        if (!beside) this.#reading = reading;
        const asked = String(this.#query());
        try {
            const page = await this.api.call("GET", `support/queue/?${this.#query(cursor && { cursor })}`, { signal: reading.signal });
            if (asked !== String(this.#query())) return null;
            page.items.forEach(this.seen);
            return page;
        } catch (failure) {
            if (!reading.signal.aborted) notice(say("failed", { why: why(failure) }), { wrong: true });
            return null;
        } finally {
            if (this.#reading === reading) this.#reading = null;
        }
    }

    async #count() {
        for (const which of ["queue", "mine"]) {
            const query = new URLSearchParams({ ...LISTS[which], limit: 1, count: true });
            const page = await this.api.call("GET", `support/queue/?${query}`).catch(() => null);
            const shown = document.querySelector(`[data-list=${which}] .count`);
            if (page) shown.textContent = page.count_exact ? page.count : `${page.count}+`;
        }
    }
}
