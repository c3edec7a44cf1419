/* What was written and is not known to have been taken: kept over a reload, and sent again under its first
   `client_msg_id` until the server says yes or no. A second tab may send the same; it is one message all the same. */

class Outbox {
    // An item has a key of its own, so that two tabs do not write over each other's.
    #prefix = `support.outbox.${start.me.id}.`;
    #failures = 0;
    #sending = new Set();

    /** `changed(item)` hears of every change of state; `sent(item, answer)` of what the server made of it. */
    constructor({ api, changed, sent }) {
        Object.assign(this, { api, changed, sent });
        this.items = this.#kept();
        addEventListener("online", () => this.flush());
    }

    of(conversationId) {
        return this.items.filter((item) => item.conversation_id === conversationId);
    }

    add({ conversation_id, text, note = false, files = [] }) {
        const at = new Date(Date.now() + skew).toISOString();
        const item = { client_msg_id: uuid(), conversation_id, text, note, files, at, error: "" };
        this.items.push(item);
        this.#keep(item);
        this.changed(item);
        this.flush();
    }

    again(item) {
        item.error = "";
        this.changed(item);
        this.flush();
    }

    remove(item) {
        this.items = this.items.filter((one) => one !== item);
        localStorage.removeItem(this.#prefix + item.client_msg_id);
        this.changed(item);
    }

    /** Send what waits, one after the other within a conversation, so that the order holds. */
    flush() {
        clearTimeout(this.timer);
        for (const id of new Set(this.items.map((item) => item.conversation_id))) this.#flush(id);
    }

    async #flush(id) {
        if (this.#sending.has(id)) return;
        this.#sending.add(id);
        try {
            for (let item; (item = this.of(id).find((one) => !one.error)); ) if (!(await this.#send(item))) break;
        } finally {
            this.#sending.delete(id);
        }
    }

    async #send(item) {
        try {
            const answer = await this.#call(item);
            this.#failures = 0;
            this.remove(item);
            this.sent(item, answer);
            return true;
        } catch (failure) {
            if (!passes(failure)) return this.#refused(item, failure);
            this.timer = setTimeout(() => this.flush(), 1000 * backOff(++this.#failures, failure.retryAfter));
            return false;
        }
    }

    #refused(item, failure) {
        item.error = why(failure);
        this.#keep(item);
        this.changed(item);
        return true; // what follows it may go
    }

    #call({ conversation_id, client_msg_id, text, note, files }) {
        const at = `support/conversations/${conversation_id}/`;
        if (note) return this.api.call("POST", `${at}notes/`, { body: { text }, key: client_msg_id });
        const body = { client_msg_id, text, attachment_ids: files.map((file) => file.id) };
        return this.api.call("POST", `${at}messages/`, { body });
    }

    #kept() {
        const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.#prefix));
        return keys.flatMap((key) => this.#read(key)).sort((a, b) => a.at.localeCompare(b.at));
    }

    #read(key) {
        try {
            const item = JSON.parse(localStorage.getItem(key));
            if (item.client_msg_id && item.conversation_id && item.at) return [item];
        } catch {
            // What others have written there is not ours to send.
        }
        localStorage.removeItem(key);
        return [];
    }

    #keep(item) {
        try {
            localStorage.setItem(this.#prefix + item.client_msg_id, JSON.stringify(item));
        } catch {
            // No room is left, or keeping is forbidden: it is sent all the same, and only a reload would lose it.
        }
    }
}
