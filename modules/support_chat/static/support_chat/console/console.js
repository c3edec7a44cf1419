/* The console: what its parts tell each other, what an agent does to a conversation, and what the feed brings. */

const MOST_KNOWN = 2000;

class Desk {
    #cursor = "";
    #applied = new Set();
    #known = new Map();

    constructor() {
        const chosen = (id) => this.open(id);
        const words = { tooLarge: say("tooLarge"), stopped: say("stopped") };
        const api = (this.api = new Api({ token: () => this.#access(), language: start.language, words }));
        this.previews = new Previews(api);
        this.present = new Set(); // ids of customers who are there
        const outbox = new Outbox({ api, changed: (item) => this.#unsent(item), sent: (item, answer) => this.#sent(item, answer) });
        this.alerts = new Alerts();
        this.list = new ConversationList({ api, chosen, seen: (one) => this.#know(one), isPresent: (one) => this.isPresent(one) });
        this.thread = new Thread({ api, outbox, shown: (one) => this.#show(one) });
        this.composer = new Composer({ api, outbox, changed: (message) => this.thread.message(message) });
        this.replies = new Replies({ api, insert: (text) => this.composer.insert(text) });
        this.beside = new Beside({ api, chosen });
        this.outbox = outbox;
        this.feed = new Feed({ api, cursor: () => this.#cursor, told: (answer) => this.#told(answer), standing: (how) => this.#standing(how) });
        this.#wire();
    }

    begin() {
        this.beside.toggle(matchMedia("(min-width: 1100px)").matches);
        this.outbox.flush();
        this.#agents();
        this.feed.run();
    }

    get conversation() {
        return this.thread.conversation;
    }

    /** Show a conversation; 0 shows none, which on a phone is the list. */
    async open(id, { push = true } = {}) {
        find("console").dataset.view = id ? "talk" : "list";
        find("chosen").hidden = !id;
        find("nothing-chosen").hidden = Boolean(id);
        if (push && id !== this.thread.id) this.#address(id);
        this.list.mark(id);
        this.replies.id = id;
        if (!id) return this.thread.clear(0);
        this.composer.move(id);
        const conversation = await this.thread.open(id, this.#known.get(id) ?? null);
        if (conversation) this.beside.others(conversation);
        else if (conversation === null && !this.conversation) this.open(0);
    }

    // From one conversation to the next is no step back; on a phone, "back" leads to the list, as the arrow does.
    #address(id) {
        const how = id && this.thread.id ? "replaceState" : "pushState";
        history[how]({}, "", id ? `?conversation=${id}` : location.pathname);
        if (id && find("back").checkVisibility()) find("subject").focus();
    }

    /** Make a conversation one's own; of several agents at once one gets it, the others are told who. */
    async take() {
        if (!this.conversation) return;
        if (this.conversation.assigned_to) return this.assign(start.me.id);
        const id = this.thread.id;
        try {
            this.#stands(await this.api.call("POST", `support/conversations/${id}/take/`));
            notice(say("taken"));
        } catch (failure) {
            if (failure.code !== "conversation_taken") return this.#failed(failure);
            const now = await this.api.call("GET", `support/conversations/${id}/`);
            this.#stands(now);
            notice(say("faster", { name: nameOf(now.assigned_to) }), { wrong: true });
        }
    }

    async assign(agent_id) {
        const now = await this.#did("assign/", { agent_id });
        if (now) notice(now.assigned_to ? say("assigned", { name: nameOf(now.assigned_to) }) : say("returned"));
        if (!now && this.conversation) this.#show(this.conversation);
    }

    async status(status) {
        const now = await this.#did("status/", { status });
        if (now) notice(say({ open: "nowOpen", pending: "nowPending", resolved: "nowResolved" }[status]));
    }

    /** Save a file: it is read with the token, so it is no plain link; nothing of it is ever shown as a page. */
    async download({ name, url }) {
        try {
            const address = URL.createObjectURL(await this.api.call("GET", url, { blob: true, timeout: 120 }));
            element("a", { href: address, download: name }).click();
            setTimeout(() => URL.revokeObjectURL(address), 60000);
        } catch (failure) {
            this.#failed(failure);
        }
    }

    /** Take back a message of one's own. */
    async takeBack(message) {
        try {
            await this.api.call("DELETE", pathOf(message));
            const at = new Date(Date.now() + skew).toISOString();
            this.thread.message({ ...message, text: "", attachments: [], deleted_at: at, editable_until: null });
            this.composer.text.focus();
        } catch (failure) {
            this.#failed(failure);
        }
    }

    /** Whether a customer is there at this moment, as far as is known. */
    isPresent({ id }) {
        return this.present.has(id);
    }

    async #did(verb, body) {
        try {
            const now = await this.api.call("POST", `support/conversations/${this.thread.id}/${verb}`, { body });
            this.#stands(now);
            return now;
        } catch (failure) {
            this.#failed(failure);
            return null;
        }
    }

    #failed(failure) {
        notice(say("failed", { why: why(failure) }), { wrong: true });
    }

    #stands(conversation) {
        this.#know(conversation);
        this.list.update(conversation);
        if (conversation.id === this.thread.id) this.thread.set(conversation);
    }

    #know(conversation) {
        this.#known.delete(conversation.id);
        this.#known.set(conversation.id, conversation);
        if (this.#known.size > MOST_KNOWN) this.#known.delete(this.#known.keys().next().value);
    }

    #show(conversation) {
        const { status, assigned_to } = conversation;
        find("subject").textContent = conversation.subject;
        const present = this.isPresent(conversation.customer) ? say("present") : "";
        const facts = [nameOf(conversation.customer), present, conversation.about?.title, say(status)];
        find("about-line").textContent = facts.filter(Boolean).join(" · ");
        find("take").textContent = say(assigned_to ? "takeOver" : "take");
        find("take").hidden = status === "resolved" || assigned_to?.id === start.me.id;
        find("resolve").hidden = status === "resolved";
        find("pend").hidden = status !== "open";
        find("reopen").hidden = status === "open";
        find("assign").disabled = status === "resolved";
        if (assigned_to && !find("assign").querySelector(`[value="${Number(assigned_to.id)}"]`)) this.#offer(assigned_to);
        find("assign").value = assigned_to?.id ?? "";
        this.composer.stand(conversation);
        this.beside.show(conversation, present);
    }

    #offer({ id, name }) {
        find("assign").append(element("option", { value: id }, name || say("someone")));
    }

    async #agents() {
        find("assign").append(element("option", { value: "" }, say("nobody")));
        const agents = await this.api.call("GET", "support/agents/").catch(() => []);
        for (const agent of agents) if (!find("assign").querySelector(`[value="${agent.id}"]`)) this.#offer(agent);
    }

    #unsent(item) {
        if (item.conversation_id === this.thread.id) this.thread.draw({ toEnd: true });
    }

    #sent(item, answer) {
        if (item.conversation_id !== this.thread.id) return;
        item.note ? this.thread.note(answer) : this.thread.message(answer);
    }

    #told(answer) {
        skew = Date.parse(answer.server_time) - Date.now();
        if (answer.snapshot) this.#anew(answer.snapshot);
        for (const event of answer.events) if (this.#isNew(event)) this.#apply(event);
        this.#cursor = answer.next_cursor;
        for (const said of answer.ephemeral) this.#typing(said);
        if (answer.ephemeral.some(({ type }) => type === "typing")) return;
        this.#present(answer.ephemeral.find(({ type }) => type === "presence")?.data.customers ?? []);
    }

    #present(ids) {
        if (ids.length === this.present.size && ids.every((id) => this.present.has(id))) return;
        this.present = new Set(ids);
        this.list.draw();
        if (this.conversation) this.#show(this.conversation);
    }

    // The cursor was taken before anything is read, so that what happens meanwhile is told of.
    #anew({ side, conversations }) {
        if (side !== "agent") return location.reload(); // no agent any more: the page says so
        conversations.forEach((one) => this.#know(one));
        this.list.reload();
        this.open(this.thread.id || Number(new URLSearchParams(location.search).get("conversation")) || 0, { push: false });
    }

    #isNew({ event_id }) {
        if (this.#applied.has(event_id)) return false;
        this.#applied.add(event_id);
        if (this.#applied.size > MOST_KNOWN) this.#applied.delete(this.#applied.values().next().value);
        return true;
    }

    #apply({ type, conversation_id: id, data }) {
        const here = id === this.thread.id;
        if (type.startsWith("conversation.")) return this.#stands(this.#factsKept(data));
        if (type.startsWith("message.") && here) this.thread.message(data);
        if (type === "message.created") this.#spoke(id, data);
        if (type === "note.created" && here) this.thread.note(data);
        if (type === "receipt.read") this.#read(id, data, here);
    }

    // What the feed tells of an order is in the shop's language; what was read, in the agent's.
    #factsKept(conversation) {
        const facts = this.#known.get(conversation.id)?.about?.facts;
        return facts?.length ? { ...conversation, about: { ...conversation.about, facts } } : conversation;
    }

    #spoke(id, { seq, author, created_at }) {
        const theirs = author.side === "customer";
        this.list.patch(id, (one) =>
            seq <= one.last_seq
                ? {}
                : {
                      last_seq: seq,
                      last_message_at: created_at,
                      unread: one.unread + (theirs ? 1 : 0),
                      waiting_since: theirs ? (one.waiting_since ?? created_at) : null,
                      first_answered_at: one.first_answered_at ?? (theirs ? null : created_at),
                  },
        );
        const owner = this.#known.get(id)?.assigned_to;
        if (theirs && (!owner || owner.id === start.me.id)) this.alerts.news();
    }

    #read(id, data, here) {
        if (here) this.thread.receipt(data);
        if (data.reader.side === "agent") this.list.patch(id, (one) => (data.up_to_seq >= one.last_seq ? { unread: 0 } : {}));
    }

    #typing({ type, conversation_id, data }) {
        if (type === "typing" && conversation_id === this.thread.id && data.id !== start.me.id) this.thread.typing(data);
    }

    #standing(how) {
        const said = { waiting: "offline", offline: "offline", signed_out: "out" }[how];
        find("standing").textContent = said ? say(said) : "";
        if (how === "live" && this.interrupted) this.outbox.flush();
        this.interrupted = Boolean(said);
        if (how === "signed_out") location.assign(start.signIn + encodeURIComponent(location.pathname + location.search));
    }

    async #access() {
        const own = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
        const headers = { "X-CSRFToken": own ? own[1] : start.csrf };
        return within(30, [], async (signal) => {
            const answer = await fetch(start.access, { method: "POST", headers, signal });
            if (answer.status === 401 || answer.status === 403) return "";
            if (!answer.ok) throw new TypeError("no token");
            return (await answer.json()).access;
        });
    }

    #wire() {
        const pressed = (id, act) => find(id).addEventListener("click", act);
        pressed("take", () => this.take());
        pressed("resolve", () => this.status("resolved"));
        pressed("pend", () => this.status("pending"));
        pressed("reopen", () => this.status("open"));
        pressed("back", () => this.open(0));
        pressed("show-keys", () => find("keys").showModal());
        find("assign").addEventListener("change", ({ target }) => this.assign(target.value ? Number(target.value) : null));
        addEventListener("popstate", () => this.open(Number(new URLSearchParams(location.search).get("conversation")) || 0, { push: false }));
        addEventListener("keydown", (event) => pressedKey(event, this));
    }
}

const desk = new Desk();
desk.begin();
