/* What was said in one conversation, with the desk's notes between: the newest first, the rest page by page. */

const PAGE = 50;
const MOST_MESSAGES = 300;
const LAST = 2147483647;

class Thread {
    #opening = null;

    /** `shown(conversation)` hears when the conversation that is open stands otherwise. */
    constructor({ api, outbox, shown }) {
        Object.assign(this, { api, outbox, shown });
        this.box = find("messages");
        this.clear(0);
        // Whoever was at the end stays there when the page becomes lower, as it does under a phone's keyboard.
        this.box.addEventListener("scroll", () => (this.stuck = this.#nearEnd()));
        new ResizeObserver(() => this.stuck && (this.box.scrollTop = this.box.scrollHeight)).observe(this.box);
        find("earlier").addEventListener("click", () => this.earlier());
        find("latest").addEventListener("click", () => this.open(this.id));
        this.read = settled(300, () => this.#markRead());
        for (const event of ["focus", "visibilitychange"]) addEventListener(event, () => this.read());
    }

    clear(id) {
        this.#opening?.abort();
        changeable.clear();
        Object.assign(this, { id, conversation: null, messages: new Map(), notes: new Map(), hasEarlier: false, atEnd: true });
    }

    get last() {
        return Math.max(0, ...this.messages.keys());
    }

    /** Show a conversation: what is known of it at once, its words as they come. Returns it, null where it is not. */
    async open(id, known = null) {
        this.clear(id);
        const opening = (this.#opening = new AbortController());
        if (known) this.set(known);
        this.draw();
        const [at, signal] = [`support/conversations/${id}/`, opening.signal];
        try {
            const [conversation, messages, notes] = await Promise.all([
                this.api.call("GET", at, { signal }),
                this.api.call("GET", `${at}messages/?limit=${PAGE}&before_seq=${LAST}`, { signal }),
                this.api.call("GET", `${at}notes/?limit=100`, { signal }),
            ]);
            this.hasEarlier = Boolean(messages.next);
            for (const note of notes.items) this.notes.set(note.id, note);
            this.#take(messages.items);
            this.set(conversation);
            this.draw({ toEnd: true });
            return conversation;
        } catch (failure) {
            if (signal.aborted) return undefined; // another one is being opened
            notice(failure.code === "not_found" ? say("gone") : say("failed", { why: why(failure) }), { wrong: true });
            return null;
        }
    }

    /** The conversation stands otherwise; facts that were read before stay where this answer has none. */
    set(conversation) {
        const facts = this.conversation?.about?.facts ?? [];
        if (conversation.about && !conversation.about.facts.length) conversation = { ...conversation, about: { ...conversation.about, facts } };
        this.conversation = conversation;
        this.shown(conversation);
        this.draw();
    }

    async earlier() {
        const [first, height] = [Math.min(...this.messages.keys()), this.box.scrollHeight];
        const page = await this.#asked(`messages/?limit=${PAGE}&before_seq=${first}`);
        if (!page) return;
        this.hasEarlier = Boolean(page.next);
        this.#take(page.items);
        if (this.messages.size > MOST_MESSAGES) {
            const kept = [...this.messages.keys()].sort((a, b) => a - b).slice(0, MOST_MESSAGES);
            this.messages = new Map(kept.map((seq) => [seq, this.messages.get(seq)]));
            this.atEnd = false;
        }
        this.draw();
        this.box.scrollTop += this.box.scrollHeight - height;
    }

    /** Read what came after the last message that is shown: a number was jumped, or an event was missed. */
    async catchUp() {
        const page = await this.#asked(`messages/?limit=100&after_seq=${this.last}`);
        if (!page) return;
        this.#take(page.items);
        this.draw();
        if (page.next) await this.catchUp();
    }

    message(message) {
        const known = this.messages.has(message.seq);
        if (!known && !this.atEnd) return;
        if (!known && message.seq > this.last + 1 && this.messages.size) return this.catchUp();
        if (!known && message.seq <= this.last) return; // it is above what has been read so far
        this.#take([message]);
        if (message.author.side === "customer") find("typing").textContent = "";
        this.draw();
    }

    note(note) {
        this.notes.set(note.id, note);
        this.draw();
    }

    receipt({ reader, up_to_seq }) {
        const read = this.conversation?.read_up_to;
        if (!read || read[reader.side] >= up_to_seq) return;
        this.conversation = { ...this.conversation, read_up_to: { ...read, [reader.side]: up_to_seq } };
        this.draw();
    }

    typing(person) {
        find("typing").textContent = say("typing", { name: nameOf(person) });
        clearTimeout(this.typed);
        this.typed = setTimeout(() => (find("typing").textContent = ""), 5000);
    }

    draw({ toEnd = false } = {}) {
        const nearEnd = this.#nearEnd();
        keepingFocus(find("said"), () => reconcile(find("said"), [...this.#items()], (item) => item.draw()));
        find("earlier").hidden = !this.hasEarlier;
        find("latest").hidden = this.atEnd;
        if (toEnd || (nearEnd && this.atEnd)) this.box.scrollTop = this.box.scrollHeight;
        this.read();
    }

    #nearEnd() {
        return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < 80;
    }

    *#items() {
        const seqs = [...this.messages.keys()].sort((a, b) => a - b);
        const notes = [...this.notes.values()].sort((a, b) => a.id - b.id);
        const early = this.hasEarlier && seqs.length ? Date.parse(this.messages.get(seqs[0]).created_at) : 0;
        let left = notes.filter((note) => Date.parse(note.created_at) >= early);
        for (const seq of seqs) {
            const message = this.messages.get(seq);
            const before = left.filter((note) => Date.parse(note.created_at) < Date.parse(message.created_at));
            left = left.slice(before.length);
            yield* before.map(noteItem);
            yield messageItem(message, this.conversation?.read_up_to.customer ?? 0);
        }
        if (!this.atEnd) return;
        yield* left.map(noteItem);
        // The feed may tell of a message before its own answer comes.
        const told = new Set([...this.messages.values()].map((message) => message.client_msg_id));
        const unsent = this.outbox.of(this.id).filter((item) => !told.has(item.client_msg_id));
        yield* unsent.map((item) => unsentItem(item, this.outbox));
    }

    #take(messages) {
        for (const message of messages) this.messages.set(message.seq, message);
        if (!this.atEnd || this.messages.size <= MOST_MESSAGES) return;
        for (const seq of [...this.messages.keys()].sort((a, b) => a - b).slice(0, -MOST_MESSAGES)) this.messages.delete(seq);
        this.hasEarlier = true;
    }

    async #asked(path) {
        const signal = this.#opening.signal;
        try {
            return await this.api.call("GET", `support/conversations/${this.id}/${path}`, { signal });
        } catch (failure) {
            if (!signal.aborted) notice(say("failed", { why: why(failure) }), { wrong: true });
            return null;
        }
    }

    async #markRead() {
        const up_to_seq = this.last;
        const unread = this.conversation && up_to_seq > this.conversation.read_up_to.agent;
        if (!unread || !this.atEnd || document.hidden || !document.hasFocus()) return;
        const at = `support/conversations/${this.id}/read/`;
        const conversation = await this.api.call("PUT", at, { body: { up_to_seq } }).catch(() => null);
        if (conversation && conversation.id === this.id) this.set(conversation);
    }
}
