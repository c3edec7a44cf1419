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

    /** Keep what was applied: a customer's own. The desk's is everybody's, and is never kept. */
    keepState(state) {
        if (state.side === "customer") this.#write(`${this.own}state`, state);
        else this.#drop((key) => key.startsWith(this.own));
    }

    /** Forget what was said to others who have used this browser. */
    forgetOthers() {
        this.#drop((key) => key.startsWith(this.prefix) && !key.startsWith(this.own) && key.endsWith(":state"));
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
        this.#drop((key) => key.startsWith(this.prefix) && (drafts || key.endsWith(":state")));
    }

    #drop(isGone) {
        for (const key of this.#keys().filter(isGone)) this.#attempt(() => localStorage.removeItem(key));
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
