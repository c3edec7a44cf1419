const KNOWN_EVENTS = 500;
const KEPT_CONVERSATIONS = 50; // as many as a snapshot has: older ones are asked for
const KEPT_THREADS = 5;
const KEPT_MESSAGES = 50;
const TYPING_MS = 6000;

/** What is known of a person's conversations: a snapshot with everything applied to it that the feed has told since. */
class Talk {
    constructor(state) {
        this.begin();
        if (state) this.restore(state);
    }

    begin() {
        this.side = "customer";
        this.cursor = "";
        this.known = []; // event ids, the newest last
        this.conversations = new Map();
        this.threads = new Map(); // conversation id -> Map of seq -> message, without a gap from its first to its last
        this.typing = new Map(); // conversation id -> {name, until}
        this.hasOlder = false; // conversations that are not known here, which page has them, and what is unread there
        this.olderFrom = "";
        this.unreadBeyond = 0;
        this.isHere = false; // whether anybody of support is
        this.skew = 0; // how many milliseconds the server's clock is ahead of this one's
    }

    restore({ cursor, known, side, conversations, threads, hasOlder = false, unreadBeyond = 0 }) {
        Object.assign(this, { cursor, known, side, hasOlder, unreadBeyond, olderFrom: "" });
        this.conversations = new Map(conversations.map((one) => [one.id, one]));
        this.threads = new Map(threads.map(([id, said]) => [id, new Map(said.map((one) => [one.seq, one]))]));
    }

    /** Everything as one record: the cursor goes with what was applied up to it, or not at all. */
    record() {
        const [all, older] = [this.list(), this.list().slice(KEPT_CONVERSATIONS)];
        const kept = all.slice(0, KEPT_CONVERSATIONS);
        const newest = kept.filter((one) => this.threads.has(one.id)).slice(0, KEPT_THREADS);
        return {
            cursor: this.cursor,
            known: this.known,
            side: this.side,
            conversations: kept,
            hasOlder: this.hasOlder || older.length > 0,
            unreadBeyond: this.unreadBeyond + unreadOf(older),
            threads: newest.map((one) => [one.id, this.messages(one.id).slice(-KEPT_MESSAGES)]),
        };
    }

    /** Apply the answer to a poll; return the events that were news. */
    told(answer) {
        if (answer.snapshot) this.#snapshot(answer.snapshot);
        const news = answer.events.filter((event) => !this.known.includes(event.event_id));
        for (const event of news) this.#apply(event);
        this.known = [...this.known, ...news.map((event) => event.event_id)].slice(-KNOWN_EVENTS);
        for (const said of answer.ephemeral) this.#typing(said);
        if (!answer.ephemeral.some(({ type }) => type === "typing"))
            this.isHere = answer.ephemeral.some(({ type, data }) => type === "presence" && data.support);
        this.skew = Date.parse(answer.server_time) - Date.now();
        this.cursor = answer.next_cursor;
        return news;
    }

    /** The conversations, that with the newest message first. */
    list() {
        const found = [...this.conversations.values()];
        return found.sort((one, other) => other.last_message_at.localeCompare(one.last_message_at) || other.id - one.id);
    }

    unread() {
        return unreadOf(this.list()) + this.unreadBeyond;
    }

    messages(id) {
        return [...(this.threads.get(id)?.values() || [])].sort((one, other) => one.seq - other.seq);
    }

    /** The number after which messages are missing in a thread that was read, or null. */
    gap(id) {
        const seqs = this.messages(id).map((one) => one.seq);
        const last = this.conversations.get(id)?.last_seq || 0;
        if (!seqs.length) return last ? 0 : null;
        const jump = seqs.findIndex((seq, at) => at + 1 < seqs.length && seqs[at + 1] !== seq + 1);
        if (jump >= 0) return seqs[jump];
        return seqs.at(-1) < last ? seqs.at(-1) : null;
    }

    /** Put messages into a thread; of two states of one message the later stays. */
    put(id, messages) {
        const thread = this.threads.get(id) || new Map();
        for (const one of messages) {
            const had = thread.get(one.seq);
            if (!had || changed(one) >= changed(had)) thread.set(one.seq, one);
        }
        this.threads.set(id, thread);
    }

    /** Take a conversation as the API shows it; what is older than what is known brings no number back. */
    hold(view) {
        const had = this.conversations.get(view.id);
        if (!had) {
            this.conversations.set(view.id, view);
            this.unreadBeyond = Math.max(0, this.unreadBeyond - view.unread);
            return;
        }
        const older = view.last_seq < had.last_seq;
        const read = {
            customer: Math.max(view.read_up_to.customer, had.read_up_to.customer),
            agent: Math.max(view.read_up_to.agent, had.read_up_to.agent),
        };
        const newest = older ? { last_seq: had.last_seq, last_message_at: had.last_message_at, unread: had.unread } : {};
        this.conversations.set(view.id, { ...view, ...newest, read_up_to: read });
        if (read.customer >= this.conversations.get(view.id).last_seq) this.conversations.get(view.id).unread = 0;
    }

    /** The conversation about an order or product that is not resolved, if there is one. */
    about(kind, id) {
        return this.list().find((one) => one.status !== "resolved" && one.about?.kind === kind && one.about.id === id);
    }

    #snapshot({ side, conversations, unread }) {
        this.begin(); // what was changed or taken back meanwhile is not told of: all is read anew
        this.side = side;
        for (const one of conversations) this.conversations.set(one.id, one);
        this.hasOlder = conversations.length >= KEPT_CONVERSATIONS;
        this.unreadBeyond = Math.max(0, unread - unreadOf(conversations));
    }

    #apply({ type, conversation_id: id, data }) {
        if (type.startsWith("conversation.")) return this.hold(data);
        const conversation = this.conversations.get(id);
        if (type.startsWith("message.")) this.#message(type, conversation, data);
        if (type === "receipt.read" && conversation) this.#read(conversation, data);
    }

    #message(type, conversation, data) {
        const id = data.conversation_id;
        const isNews = type === "message.created" && data.seq > (conversation?.last_seq ?? 0);
        if (this.threads.has(id) || data.seq === 1) this.put(id, [data]);
        if (data.author.side === "agent") this.typing.delete(id);
        if (!conversation) return;
        const unseen = data.author.side === "agent" && data.seq > conversation.read_up_to.customer;
        if (type === "message.deleted" && unseen) conversation.unread = Math.max(0, conversation.unread - 1);
        if (!isNews) return;
        conversation.last_seq = data.seq;
        conversation.last_message_at = data.created_at;
        if (unseen) conversation.unread += 1;
    }

    #read(conversation, { reader, up_to_seq: upTo }) {
        const read = conversation.read_up_to;
        read[reader.side] = Math.max(read[reader.side], upTo);
        if (reader.side === "customer" && upTo >= conversation.last_seq) conversation.unread = 0;
    }

    #typing({ type, conversation_id: id, data }) {
        if (type === "typing" && data.side === "agent")
            this.typing.set(id, { name: data.name, until: Date.now() + TYPING_MS });
    }
}

function unreadOf(conversations) {
    return conversations.reduce((sum, one) => sum + one.unread, 0);
}

function changed(message) {
    return message.deleted_at || message.edited_at || message.created_at;
}
