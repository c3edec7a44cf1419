/** The widget of one person on one page: what is shown, and what is done about it. */
class Widget {
    #fresh = true; // whether the place was changed since it was drawn

    constructor(options, style) {
        this.options = options;
        this.words = WORDS[options.language];
        this.place = NOWHERE;
        this.standing = "";
        this.ended = new AbortController();
        this.talk = new Talk();
        this.api = new Api({ ...options, words: this.words, token: () => this.#token() });
        this.reading = new Reading(this);
        this.changing = new Changing(this);
        const said = { open: () => this.open(), close: () => this.close(), back: () => this.go(NOWHERE) };
        this.panel = new Panel({ ...options, words: this.words, style, said });
        this.#furnish();
        this.draw();
        const signal = this.ended.signal;
        document.addEventListener("visibilitychange", () => this.reading.look(), { signal });
        window.addEventListener("storage", (event) => this.#stored(event), { signal });
        window.addEventListener("online", () => this.#online(), { signal });
    }

    /** Sign in with the page's token and follow the feed; where there is none, ask for it again when it is opened. */
    async start() {
        let person;
        try {
            person = personOf(await this.api.token());
        } catch (failure) {
            return failure.code === "unauthenticated" ? this.#signedOut() : this.#later();
        }
        if (this.ended.signal.aborted || this.person) return;
        this.person = person;
        this.keeping = new Keeping(this.options.base, person);
        this.keeping.forgetOthers();
        const name = `${this.keeping.own}tabs`;
        // It listens before what is kept is read: nothing that is told in between is lost.
        this.tabs = new Tabs(name, { told: (said) => this.#heard(said), lead: () => this.#lead() });
        this.talk = new Talk(this.keeping.state());
        this.sending = new Sending({
            api: this.api,
            keeping: this.keeping,
            arrived: (message) => this.talk.put(message.conversation_id, [message]),
            begun: (conversation, key) => this.#begun(conversation, key),
            changed: () => this.changed(),
            signedOut: () => this.#signedOut(),
        });
        this.tabs.start();
        this.tabs.tell({ asks: true });
        if (this.place.view === "signIn") this.#arrive();
        this.changed();
    }

    /** Open the window: `order_id` or `product_id` for a conversation about it, `conversation_id` for that one. */
    open({ conversation_id: id, order_id, product_id, subject, title } = {}) {
        if (!this.person) {
            this.wanted = { conversation_id: id, order_id, product_id, subject, title };
            this.start();
        }
        const [kind, about] = order_id ? ["order", order_id] : ["product", product_id];
        const known = about ? this.talk.about(kind, about)?.id : id;
        if (!this.person) this.go({ view: "signIn" });
        else if (known) this.go({ view: "thread", id: known });
        else if (about) this.go(fresh({ order_id, product_id, subject, about: { kind, title: title || `№ ${about}` } }));
        else if (this.place.view === "list") this.#arrive();
        this.panel.open();
        this.changed();
    }

    close() {
        this.panel.close();
        this.draw();
    }

    /** Stop and remove all; with `forget` also what the browser keeps of anybody's conversations. */
    stop({ forget = false } = {}) {
        this.#leave();
        this.ended.abort();
        this.panel.remove();
        if (forget) new Keeping(this.options.base, "").forget({ drafts: true });
    }

    #leave() {
        this.feed?.stop();
        this.tabs?.stop();
        this.sending?.stop();
        this.person = this.tabs = this.sending = this.feed = null;
    }

    // --- The token, and whose it is

    async #token() {
        const token = await this.options.token();
        if (token && this.person && personOf(token) !== this.person) this.#another();
        return token;
    }

    // Somebody else has signed in on this page: nothing of the one before is shown or sent in their name.
    #another() {
        this.#leave();
        this.talk = new Talk();
        this.go(NOWHERE);
        setTimeout(() => this.start());
        throw new Refusal({ code: "unauthenticated" });
    }

    #signedOut() {
        if (this.ended.signal.aborted) return;
        this.#leave();
        new Keeping(this.options.base, "").forget();
        this.talk = new Talk();
        this.standing = "";
        this.go({ view: "signIn" });
    }

    // The page could not say who is there; it may be able to in a while.
    async #later() {
        this.#stands("waiting");
        await pause(backOff((this.attempts = (this.attempts || 0) + 1)));
        if (!this.ended.signal.aborted && !this.person) this.start();
    }

    // --- The feed

    async #lead() {
        const { sending } = this;
        if (!sending) return;
        this.#catchUp();
        sending.leads = true;
        this.feed = new Feed({
            api: this.api,
            cursor: () => this.talk.cursor,
            told: (answer) => this.#keep(answer),
            standing: (standing) => this.#stands(standing),
        });
        await this.feed.run();
        if (this.sending === sending) this.#signedOut();
    }

    #keep(answer) {
        const { cursor: from, isHere } = this.talk;
        this.#told(answer);
        if (answer.snapshot || answer.events.length) this.keeping.keepState(this.talk.record());
        const isOther = this.talk.cursor !== from || this.talk.isHere !== isHere;
        if (isOther || answer.ephemeral.length) this.tabs.tell({ answer, from });
    }

    // Whoever polls keeps what it was told before it tells the others.
    #catchUp() {
        const kept = this.keeping.state();
        if (kept && kept.cursor !== this.talk.cursor) this.talk.restore(kept);
    }

    #heard({ answer, from, standing, asks }) {
        if (answer && from === this.talk.cursor) this.#told(answer);
        else if (answer) this.#catchUp();
        if (standing) this.#stands(standing);
        if (asks && this.feed) this.tabs.tell({ standing: this.standing });
        this.changed();
    }

    #told(answer) {
        const news = this.talk.told(answer);
        for (const { type, data, conversation_id: id } of news) {
            if (type === "message.created" && data.author.side === "customer") this.#isThere(data);
            if (!this.talk.conversations.has(id)) this.reading.fetch(id);
        }
        const theirs = news.some(({ type, data }) => type === "message.created" && data.author.side === "agent");
        if (theirs && !this.panel.isSeen) this.panel.announce(this.words.news);
        if (answer.ephemeral.length) setTimeout(() => this.draw(), TYPING_MS + 100);
        if (answer.snapshot) this.#arriveAgain();
        this.sending?.flush();
        this.changed();
    }

    #isThere(message) {
        if (this.sending?.drafts().some((one) => one.client_msg_id === message.client_msg_id))
            this.sending.drop(message.client_msg_id);
    }

    #stands(standing) {
        if (standing === this.standing) return;
        this.standing = standing;
        if (this.feed) this.tabs?.tell({ standing });
        if (standing === "live") this.#online();
        this.draw();
    }

    // --- What the person does

    #say(text, attachments) {
        const { id, begin } = this.place;
        const subject = begin && (begin.subject || subjectOf(text) || this.words.question);
        if (begin) begin.subject = subject;
        this.sending.say({ id, begin: begin && { ...begin }, text, attachments });
        this.draw();
        this.thread.toEnd();
    }

    #begun(conversation, key) {
        this.talk.hold(conversation);
        if (!this.talk.threads.has(conversation.id)) this.talk.put(conversation.id, []);
        if (this.place.begin?.key !== key) return;
        this.composer.stay(conversation.id);
        this.place = { view: "thread", id: conversation.id };
    }

    #typing() {
        const { id } = this.place;
        if (id && this.standing === "live") this.api.call("POST", `support/conversations/${id}/typing/`).catch(() => {});
    }

    async #download(file) {
        try {
            const blob = await this.api.call("GET", `support/attachments/${file.id}/`, { blob: true, timeout: 300 });
            const url = URL.createObjectURL(blob);
            element("a", { href: url, download: file.name }).click();
            setTimeout(() => URL.revokeObjectURL(url), 60_000);
        } catch (failure) {
            this.composer.wrong(sentenceOf(failure, this.words));
        }
    }

    // --- Where one is, and what is drawn

    go(place) {
        this.composer.at(place.id || place.begin?.key);
        this.place = place;
        this.#fresh = true;
        this.changed();
        if (this.panel.isOpen) queueMicrotask(() => this.panel.focus());
    }

    /** Go where somebody who opens the window most likely wants to be. */
    #arrive() {
        const wanted = this.wanted;
        this.wanted = null;
        if (wanted?.order_id || wanted?.product_id || wanted?.conversation_id) return this.open(wanted);
        const living = this.talk.list().filter((one) => one.status !== "resolved");
        if (!this.talk.conversations.size && this.talk.cursor) this.go(fresh({}));
        else if (living.length === 1) this.go({ view: "thread", id: living[0].id });
        else this.go(NOWHERE);
    }

    // The list was empty since nothing was known yet.
    #arriveAgain() {
        const { view, begin } = this.place;
        if (this.panel.isOpen && view === "list") this.#arrive();
        const known = begin && this.talk.about(begin.about?.kind, begin.order_id || begin.product_id);
        if (known && !this.sending.of({ key: begin.key }).length) this.go({ view: "thread", id: known.id });
    }

    #stored(event) {
        if (this.keeping?.isDraft(event.key)) this.draw();
    }

    #online() {
        this.sending?.poke();
        this.changed();
    }

    changed() {
        this.draw();
        this.reading.fill(this.place.id);
        this.reading.look();
    }

    draw() {
        show(this, this.#fresh);
        this.#fresh = false;
    }

    #furnish() {
        const { words, options } = this;
        const said = {
            earlier: () => this.reading.earlier(this.place.id),
            again: (draft) => this.sending.again(draft),
            drop: (draft) => this.sending.drop(draft.client_msg_id),
            download: (file) => this.#download(file),
            typing: () => this.#typing(),
            say: (text, attachments) => this.#say(text, attachments),
            change: (message) => this.composer.change(message),
            changed: (message, text) => this.changing.change(message, text),
            takeBack: (message) => this.changing.takeBack(message),
            older: () => this.reading.older(),
            seen: () => this.reading.look(),
            choose: (id) => this.go({ view: "thread", id }),
            begin: () => this.go(fresh({})),
        };
        this.thread = new Thread({ words, language: options.language, previews: new Previews(this.api), said });
        this.files = new Files({
            api: this.api,
            words,
            changed: () => this.composer.draw(),
            refused: (name, why) => this.composer.refused(name, why),
        });
        this.composer = new Composer({ words, files: this.files, said });
        this.list = new List({ words, language: options.language, signIn: options.signIn, base: options.base, said });
        this.panel.body.append(this.list.root, this.thread.root, this.composer.root);
    }
}
