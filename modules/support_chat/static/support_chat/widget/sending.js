// A message that another tab has not brought out by then was left behind.
const LEFT_BEHIND_MS = 15_000;

/** Messages on their way: kept until they are known to have arrived, sent in their order, each under one
    `client_msg_id` however often. */
class Sending {
    #busy = false;
    #poked = new AbortController();
    #own = new Set();
    #order = 0;
    #held = new Map(); // for browsers that keep nothing

    constructor({ api, keeping, arrived, begun, changed, signedOut }) {
        Object.assign(this, { api, keeping, arrived, begun, changed, signedOut });
        this.leads = false;
    }

    /** All that has not arrived, in order. */
    drafts() {
        const kept = this.keeping.drafts();
        const ids = new Set(kept.map((one) => one.client_msg_id));
        return [...kept, ...[...this.#held.values()].filter((one) => !ids.has(one.client_msg_id))];
    }

    /** Those of a conversation, or of one that is yet to begin (`key`). */
    of({ id, key }) {
        return this.drafts().filter((one) => (id ? one.conversation_id === id : !one.conversation_id && one.begin?.key === key));
    }

    /** Send a message: `id` of its conversation, or `begin` with what a new one is made of. */
    say({ id = null, begin = null, text, attachments }) {
        const draft = { client_msg_id: uuid(), conversation_id: id, begin, text, attachments };
        this.#keep({ ...draft, at: Date.now(), order: this.#order++, failed: "" });
        this.#own.add(draft.client_msg_id);
        this.flush();
    }

    again(draft) {
        this.#own.add(draft.client_msg_id);
        this.#keep({ ...draft, failed: "" });
        this.flush();
    }

    drop(id) {
        this.#held.delete(id);
        this.keeping.dropDraft(id);
        this.changed();
    }

    /** Try at once what is being waited with. */
    poke() {
        this.#poked.abort();
        this.flush();
    }

    /** Send what there is, one after the other, until nothing is left or a refusal is final. */
    async flush() {
        if (this.#busy) return;
        this.#busy = true;
        try {
            for (let failures = 0, draft; (draft = this.#next()); ) {
                if (await this.#send(draft)) failures = 0;
                else await this.#wait(++failures);
                if (this.stopped) break;
            }
        } finally {
            this.#busy = false;
        }
    }

    stop() {
        this.stopped = true;
        this.#poked.abort();
    }

    #next() {
        const old = Date.now() - LEFT_BEHIND_MS;
        const mine = (one) => this.#own.has(one.client_msg_id) || (this.leads && one.at < old);
        return this.drafts().find((one) => !one.failed && mine(one));
    }

    /** Return whether something has come of it: it arrived, or it never will. */
    async #send(draft) {
        try {
            const id = draft.conversation_id || (await this.#begin(draft.begin));
            const body = {
                client_msg_id: draft.client_msg_id,
                text: draft.text,
                attachment_ids: draft.attachments.map((file) => file.id),
            };
            const message = await this.api.call("POST", `support/conversations/${id}/messages/`, { body });
            this.arrived(message);
            this.drop(draft.client_msg_id);
            return true;
        } catch (failure) {
            this.failure = failure;
            if (failure.code === "unauthenticated") return this.signedOut();
            if (passes(failure)) return false;
            const together = draft.conversation_id ? [draft] : this.of({ key: draft.begin.key });
            for (const one of together) this.#keep({ ...one, failed: failure.message });
            return true;
        }
    }

    async #begin({ key, subject, order_id, product_id }) {
        const body = { subject, order_id, product_id };
        const made = await this.api.call("POST", "support/conversations/", { body, key });
        for (const one of this.of({ key })) this.#keep({ ...one, conversation_id: made.id });
        this.begun(made, key);
        return made.id;
    }

    #keep(draft) {
        this.#held.set(draft.client_msg_id, draft);
        this.keeping.keepDraft(draft);
        this.changed();
    }

    #wait(failures) {
        this.#poked = new AbortController();
        return pause(backOff(failures, this.failure.retryAfter), this.#poked.signal);
    }
}

/** Return the first line of a text as a subject: eighty characters of what can be seen. */
function subjectOf(text) {
    const seen = text.split("\n")[0].replaceAll(/[\p{C}\p{Z}]+/gu, " ");
    return [...seen.trim()].slice(0, 80).join("").trim();
}
