const NEWEST = 2_147_483_647;
const PAGE = 50;
const READ_AFTER_MS = 400;

/** Fetches what is not known of a conversation, and says what has been read of it. */
class Reading {
    #waiting = 0;
    #filling = new Set();

    constructor(widget) {
        this.widget = widget;
    }

    /** Get to know a conversation that something was told of. */
    async fetch(id) {
        try {
            this.widget.talk.hold(await this.widget.api.call("GET", `support/conversations/${id}/`));
            this.widget.changed();
        } catch {
            // It is tried again with the next that is told of it.
        }
    }

    /** Read the newest messages of a conversation, and then any that are missing in between. */
    async fill(id) {
        const { widget } = this;
        if (!id || !widget.person || this.#filling.has(id) || this.#isWhole(id)) return;
        this.#filling.add(id);
        try {
            if (!widget.talk.conversations.has(id)) await this.fetch(id); // older than all that was told of
            if (!widget.talk.threads.has(id)) await this.#page(id, { before_seq: NEWEST });
            for (let gap, done = -1; (gap = widget.talk.gap(id)) !== null && gap > done; done = gap)
                await this.#page(id, { after_seq: gap });
        } catch (failure) {
            // Else it is tried again when there is a connection, or something new.
            if (!passes(failure) && widget.place.id === id) widget.go(NOWHERE);
        } finally {
            this.#filling.delete(id);
            widget.draw();
            this.look();
        }
    }

    /** Get to know the conversations that are older than all that are known. */
    async older() {
        const { talk, api } = this.widget;
        try {
            for (let fresh = []; !fresh.length && talk.hasOlder; ) {
                const query = new URLSearchParams({ limit: PAGE, ...(talk.olderFrom && { cursor: talk.olderFrom }) });
                const page = await api.call("GET", `support/conversations/?${query}`);
                fresh = page.items.filter((one) => !talk.conversations.has(one.id));
                for (const one of fresh) talk.hold(one);
                talk.olderFrom = page.next ?? "";
                talk.hasOlder = Boolean(page.next);
            }
        } catch {
            return; // the button is still there
        }
        this.widget.draw();
    }

    async earlier(id) {
        try {
            await this.#page(id, { before_seq: this.widget.talk.messages(id)[0].seq });
        } catch {
            return; // the button is still there
        }
        this.widget.draw();
    }

    /** Say soon what has been read: once somebody has had it before their eyes. */
    look() {
        clearTimeout(this.#waiting);
        this.#waiting = setTimeout(() => this.#read(), READ_AFTER_MS);
    }

    #isWhole(id) {
        return this.widget.talk.threads.has(id) && this.widget.talk.gap(id) === null;
    }

    async #page(id, query) {
        const { talk } = this.widget;
        const asked = new URLSearchParams({ limit: PAGE, ...query });
        const { items } = await this.widget.api.call("GET", `support/conversations/${id}/messages/?${asked}`);
        talk.put(id, items);
    }

    async #read() {
        const { talk, place, panel, thread, api } = this.widget;
        const conversation = talk.conversations.get(place.id);
        const theirs = talk.messages(place.id).findLast((one) => one.author.side === "agent")?.seq || 0;
        if (!conversation || !panel.isSeen || !thread.isAtEnd || theirs <= conversation.read_up_to.customer) return;
        try {
            const body = { up_to_seq: theirs };
            talk.hold(await api.call("PUT", `support/conversations/${place.id}/read/`, { body }));
            this.widget.draw();
        } catch {
            // It is said again with the next that is drawn.
        }
    }
}
