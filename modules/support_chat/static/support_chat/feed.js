/* Talking to the support chat's API and following its feed, with all that is asked of a client there: once, for the
   widget (which is served as one script, made of this and others) and for the console (which loads it by itself).

   A feed answers at least once; who follows it applies each event once, by its `event_id`, and keeps the cursor
   together with what was applied. */

const LONGEST_PAUSE = 30;
const USUAL_WAIT = 25;
// Over and above what a poll is held for: an answer that has not come by then will not come.
const GRACE = 15;
// An upload of which nothing more has gone out for so long will not end by itself.
const STALLED = 60;
const PASSING = new Set(["unavailable_now", "rate_limited", "idempotency_in_progress", "internal_error", ""]);
// What a proxy refuses in words of its own, without a code: it will not take the same later either.
const STOPPED = new Set([400, 403, 405, 413, 414, 415, 431]);
const LOST = new Set(["cursor_expired", "cursor_invalid"]);

/** A refusal of the API. What to do about it is decided by its `code` alone; `message` is for people. */
class Refusal extends Error {
    constructor(problem, { status = 0, retryAfter = 0, said = "" } = {}) {
        super(problem.detail || problem.title || problem.code || said);
        this.code = problem.code || "";
        this.problem = problem;
        this.status = status;
        this.retryAfter = retryAfter;
    }
}

/** Whether the same may well be taken when it is asked again: no answer, or one that says so. */
function passes(failure) {
    if (!(failure instanceof Refusal)) return true;
    return PASSING.has(failure.code) && !STOPPED.has(failure.status);
}

/** A random UUID; `crypto.randomUUID` is missing on pages without TLS. */
function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Seconds to wait after so many failures in a row: 1 to 30, and never all clients at the same moment. */
function backOff(failures, atLeast = 0) {
    const longest = Math.min(LONGEST_PAUSE, 2 ** (failures - 1));
    return Math.max(atLeast, longest * (0.5 + Math.random() / 2)) + (atLeast ? Math.random() : 0);
}

/** Wait so many seconds, or until one of the signals. */
function pause(seconds, ...signals) {
    return within(seconds, signals, (ended) => new Promise((done) => ended.aborted ? done() : ended.addEventListener("abort", done)));
}

/** Do some work that is given up after so many seconds, or at one of the signals: `work(signal)`. A timer and listeners
    of our own: browsers have collected `AbortSignal.timeout` and `.any` as rubbish before they fired. */
async function within(seconds, signals, work) {
    const ended = new AbortController();
    const end = () => ended.abort();
    const timer = setTimeout(end, seconds * 1000);
    for (const one of signals) one.aborted ? end() : one.addEventListener("abort", end);
    try {
        return await work(ended.signal);
    } finally {
        clearTimeout(timer);
        for (const one of signals) one.removeEventListener("abort", end);
    }
}

/** Calls of the API. `token()` is asked for an access token, and for a fresh one when that is refused; `words` says what
    a proxy's refusal means (`tooLarge`, `stopped`). */
class Api {
    #token = "";
    #asking = null;

    constructor({ base = "", token, language = "", words }) {
        this.root = `${base}/api/v1/`;
        this.give = token;
        this.language = language;
        this.words = words;
    }

    /** Forget the token: the next call asks for one. */
    forget() {
        this.#token = "";
    }

    /** The access token that is used now, asked for where there is none; all who need one ask once. */
    async token() {
        if (!this.#token) {
            this.#asking ??= this.#asked().finally(() => (this.#asking = null));
            this.#token = await this.#asking;
        }
        if (!this.#token) throw new Refusal({ code: "unauthenticated" });
        return this.#token;
    }

    // A page that never says would hold everything up.
    async #asked() {
        const late = pause(LONGEST_PAUSE).then(() => Promise.reject(new TypeError("There is no token.")));
        return Promise.race([this.give(), late]);
    }

    /** Return what a call answers, as JSON (or a Blob, with `blob`); throws Refusal, or TypeError for no answer. It is
        given up at the `signal`, or the first of several. */
    call(method, path, asked = {}) {
        return this.#signed((token) => this.#fetched(method, path, asked, token));
    }

    /** Send a file ahead; `progress(0..1)` hears how far it is. */
    upload(file, { key, progress, signal }) {
        return this.#signed((token) => this.#sent(file, { key, progress, signal }, token));
    }

    async #signed(call) {
        const token = await this.token();
        try {
            return await call(token);
        } catch (failure) {
            if (failure.code !== "unauthenticated") throw failure;
            if (this.#token === token) this.#token = ""; // else somebody has asked for a fresh one already
            return call(await this.token());
        }
    }

    #headers(token, more) {
        const language = this.language && { "Accept-Language": this.language };
        return { Accept: "application/json", Authorization: `Bearer ${token}`, ...language, ...more };
    }

    async #fetched(method, path, { body, key, signal, timeout = 30, blob = false }, token) {
        const sent = body === undefined ? undefined : JSON.stringify(body);
        const more = { ...(sent && { "Content-Type": "application/json" }), ...(key && { "Idempotency-Key": key }) };
        const headers = this.#headers(token, more);
        const asked = { method, body: sent, headers, cache: "no-store", credentials: "omit" };
        return within(timeout, [signal ?? []].flat(), async (ended) => {
            const answer = await fetch(new URL(path, new URL(this.root, location.href)), { ...asked, signal: ended });
            if (!answer.ok) throw this.#refused(answer.status, await answer.text(), answer.headers.get("Retry-After"));
            if (blob) return answer.blob();
            return answer.status === 204 ? null : answer.json();
        });
    }

    #sent(file, { key, progress, signal }, token) {
        return new Promise((done, fail) => {
            const request = new XMLHttpRequest(); // fetch does not tell how much has gone out
            request.open("POST", new URL("support/attachments/", new URL(this.root, location.href)));
            for (const [name, value] of Object.entries(this.#headers(token, { "Idempotency-Key": key })))
                request.setRequestHeader(name, value);
            const giveUp = () => request.abort();
            let stalled = setTimeout(giveUp, STALLED * 1000);
            request.upload.onprogress = (at) => {
                clearTimeout(stalled);
                stalled = setTimeout(giveUp, STALLED * 1000);
                if (at.lengthComputable) progress?.(at.loaded / at.total);
            };
            request.onload = () =>
                request.status < 300
                    ? done(JSON.parse(request.responseText))
                    : fail(this.#refused(request.status, request.responseText, request.getResponseHeader("Retry-After")));
            request.onerror = request.onabort = () => fail(new TypeError("The file was not sent."));
            request.onloadend = () => (clearTimeout(stalled), signal?.removeEventListener("abort", giveUp));
            signal?.addEventListener("abort", giveUp);
            const form = new FormData();
            form.append("file", file);
            request.send(form);
        });
    }

    #refused(status, text, retryAfter) {
        let problem = {};
        try {
            problem = JSON.parse(text) ?? {};
        } catch {
            // Not the API's own words: a proxy's, which has no code.
        }
        const said = this.words?.[status === 413 ? "tooLarge" : "stopped"];
        return new Refusal(problem, { status, retryAfter: Number(retryAfter) || 0, said });
    }
}

/** Follows a feed until `stop`. `cursor()` says from where ("": from a snapshot), `told(answer)` applies an answer and
    keeps its `next_cursor`, `standing(state)` hears of "connecting", "live", "waiting", "offline", "signed_out". */
class Feed {
    #ended = new AbortController();
    #poked = new AbortController();
    #certain = false; // whether the last answer came, so that the next one may be long in coming

    constructor({ api, cursor, told, standing = () => {}, path = "support/updates/" }) {
        Object.assign(this, { api, cursor, told, standing, path });
    }

    /** Follow the feed; comes back after `stop`, or when nobody is signed in any more. */
    async run() {
        const ended = this.#ended.signal;
        for (const [target, event] of this.#wakers()) target.addEventListener(event, this.#poke, { signal: ended });
        let failures = 0;
        let cursor = this.cursor();
        this.standing("connecting");
        while (!ended.aborted) {
            try {
                if (!navigator.onLine) await this.#untilOnline();
                this.told(await this.#poll(cursor));
                cursor = this.cursor();
                failures = 0;
                this.standing("live");
            } catch (failure) {
                if (ended.aborted) return;
                if (failure.code === "unauthenticated") return this.standing("signed_out");
                if (LOST.has(failure.code)) cursor = "";
                if (this.#poked.signal.aborted) continue; // not a failure: it is asked again at once
                this.standing(navigator.onLine ? "waiting" : "offline");
                await pause(backOff(++failures, failure.retryAfter), ended, this.#poked.signal);
            }
        }
    }

    stop() {
        this.#ended.abort();
    }

    #poll(cursor) {
        if (this.#poked.signal.aborted) this.#poked = new AbortController();
        const timeout = this.#certain ? USUAL_WAIT : 0;
        const query = new URLSearchParams({ timeout, limit: 100, ...(cursor && { cursor }) });
        const signal = [this.#ended.signal, this.#poked.signal];
        this.#certain = false;
        return this.api.call("GET", `${this.path}?${query}`, { signal, timeout: timeout + GRACE }).then((answer) => {
            this.#certain = true;
            return answer;
        });
    }

    #wakers() {
        return [[window, "online"], [window, "offline"], [window, "pageshow"]];
    }

    // What was being waited for is given up and asked for anew: the network has changed.
    #poke = () => this.#poked.abort();

    async #untilOnline() {
        this.standing("offline");
        await new Promise((done) => {
            window.addEventListener("online", done, { once: true, signal: this.#ended.signal });
            this.#ended.signal.addEventListener("abort", done, { once: true });
        });
        this.standing("connecting");
    }
}
