/** What one person's browser keeps, for all tabs: how far the feed was applied together with what came of it, in one
    record; and, a record each, the messages that are not known to have arrived. */
class Keeping {
    constructor(base, person) {
        this.prefix = `torg-support:${base}:`;
        this.own = `${this.prefix}${person}:`;
    }

    /** What was applied, with its cursor; null where nothing is kept. */
    state() {
        return this.#read(`${this.own}state`);
    }

    keepState(state) {
        this.#write(`${this.own}state`, state);
    }

    /** Unsent messages in the order in which they were written. */
    drafts() {
        const keys = this.#keys().filter((key) => key.startsWith(`${this.own}draft:`));
        const found = keys.map((key) => this.#read(key)).filter(Boolean);
        return found.sort((one, other) => one.at - other.at || one.order - other.order);
    }

    keepDraft(draft) {
        this.#write(`${this.own}draft:${draft.client_msg_id}`, draft);
    }

    dropDraft(id) {
        this.#attempt(() => localStorage.removeItem(`${this.own}draft:${id}`));
    }

    isDraft(key) {
        return Boolean(key?.startsWith(`${this.own}draft:`));
    }

    /** Forget what was said, of everybody; with `drafts` also what was not sent. */
    forget({ drafts = false } = {}) {
        const gone = this.#keys().filter((key) => key.startsWith(this.prefix) && (drafts || key.endsWith(":state")));
        for (const key of gone) this.#attempt(() => localStorage.removeItem(key));
    }

    #keys() {
        return this.#attempt(() => Object.keys(localStorage)) || [];
    }

    #read(key) {
        return this.#attempt(() => JSON.parse(localStorage.getItem(key)));
    }

    #write(key, value) {
        this.#attempt(() => localStorage.setItem(key, JSON.stringify(value)));
    }

    // A browser may refuse to keep anything, or be full: then the page's own memory has to do.
    #attempt(step) {
        try {
            return step();
        } catch {
            return null;
        }
    }
}

/** Whose token it is, so that nobody is shown what another person's browser kept; "?" where it does not say. */
function personOf(token) {
    try {
        const claims = JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
        return String(claims.sub ?? "?");
    } catch {
        return "?";
    }
}
