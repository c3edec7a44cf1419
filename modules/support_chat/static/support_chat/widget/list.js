/** The conversations, or a word on why there are none to be seen. */
class List {
    constructor({ words, language, signIn, base, said }) {
        Object.assign(this, { words, signIn, base, said });
        this.date = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
        this.note = element("p", { className: "hello" });
        this.link = element("a", { className: "main", hidden: true, "data-first": "" });
        this.items = element("ul");
        const begin = { type: "button", className: "main", onclick: said.begin, "data-first": "" };
        this.begin = element("button", begin, words.begin);
        this.older = element("button", { type: "button", className: "plain", onclick: said.older, hidden: true }, words.older);
        this.root = element("div", { className: "list" }, this.note, this.link, this.begin, this.items, this.older);
    }

    draw({ conversations, hasOlder, isSignedIn, isDesk }) {
        const { words } = this;
        this.note.textContent = isDesk ? words.desk : isSignedIn ? words.hello : words.signIn;
        const [href, text] = isDesk ? [`${this.base}/support/console/`, words.console] : [this.signIn, words.signInLink];
        this.link.hidden = !href || (isSignedIn && !isDesk);
        if (!this.link.hidden) Object.assign(this.link, { href, textContent: text });
        this.begin.hidden = !isSignedIn || isDesk;
        this.items.hidden = isDesk;
        this.older.hidden = isDesk || !hasOlder;
        this.items.replaceChildren(...conversations.map((one) => this.#item(one)));
    }

    #item(one) {
        const { words } = this;
        const at = new Date(one.last_message_at);
        const unread = one.unread ? element("span", { className: "badge" }, words.unread(one.unread)) : "";
        const about = one.about ? element("span", { dir: "auto" }, `${words.about[one.about.kind] || ""} ${one.about.title}`) : "";
        const when = element("time", { dateTime: at.toISOString() }, this.date.format(at));
        const line = element("span", { className: "stands" }, words.status[one.status], " · ", when);
        const open = { type: "button", onclick: () => this.said.choose(one.id) };
        return element("li", {}, element("button", open, element("b", { dir: "auto" }, one.subject), unread, about, line));
    }
}
