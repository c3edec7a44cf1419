const SPEECH = ["M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z"];
const CROSS = ["M6 6l12 12M18 6L6 18"];
const ARROW = ["M15 5l-7 7 7 7"];
const FOCUSABLE = "button, a[href], textarea, input, [tabindex='0']";

/** The button in the corner and the window it opens, in a shadow root, so that the shop's style and this do not meet. */
class Panel {
    constructor({ words, language, theme, side, style, said }) {
        Object.assign(this, { words, language, said });
        this.host = element("torg-support", { lang: language });
        const root = this.host.attachShadow({ mode: "open" });
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(style);
        root.adoptedStyleSheets = [sheet];
        this.launcher = this.#launcher();
        this.announcer = element("p", { className: "unseen", role: "status" });
        this.dialog = this.#dialog();
        this.frame = element("div", { className: "frame" }, this.launcher, this.announcer, this.dialog);
        Object.assign(this.frame.dataset, { theme, side });
        root.append(this.frame);
        (document.body || document.documentElement).append(this.host);
    }

    get isOpen() {
        return !this.dialog.hidden;
    }

    /** Whether somebody looks at it now. */
    get isSeen() {
        return this.isOpen && document.visibilityState === "visible";
    }

    // It covers a phone's whole screen: what lies behind it is not to be reached.
    get #isFull() {
        return matchMedia("(max-width: 480px)").matches;
    }

    open() {
        this.dialog.hidden = false;
        this.dialog.setAttribute("aria-modal", String(this.#isFull));
        this.launcher.setAttribute("aria-expanded", "true");
        this.focus();
    }

    close() {
        if (!this.isOpen) return;
        this.dialog.hidden = true;
        this.launcher.setAttribute("aria-expanded", "false");
        this.launcher.focus();
    }

    /** Put the focus where one goes on. */
    focus() {
        const wanted = [...this.body.querySelectorAll("[data-first]")].find((one) => one.checkVisibility());
        (wanted || this.closer).focus({ preventScroll: true });
    }

    draw({ unread, title, standing, canGoBack, isHere }) {
        const { words } = this;
        const name = unread ? `${words.open}, ${words.unread(unread)}` : words.open;
        this.launcher.setAttribute("aria-label", name);
        this.badge.textContent = unread > 99 ? "99+" : unread || "";
        this.badge.hidden = !unread;
        this.title.textContent = title;
        this.back.hidden = !canGoBack;
        this.here.hidden = !isHere;
        this.#say(this.standing, words[standing] || "");
        this.standing.hidden = !words[standing];
    }

    /** Tell those who do not see it. */
    announce(text) {
        this.announcer.textContent = "";
        setTimeout(() => this.#say(this.announcer, text), 100);
    }

    remove() {
        this.host.remove();
    }

    // A live region that is set to what it says already would be read out again.
    #say(region, text) {
        if (region.textContent !== text) region.textContent = text;
    }

    #launcher() {
        this.badge = element("span", { className: "badge", "aria-hidden": "true", hidden: true });
        const about = { "aria-haspopup": "dialog", "aria-expanded": "false", "aria-label": this.words.open };
        const toggle = () => (this.isOpen ? this.said.close() : this.said.open());
        return element("button", { type: "button", className: "launcher", onclick: toggle, ...about }, icon(...SPEECH), this.badge);
    }

    #dialog() {
        const { words, said } = this;
        this.title = element("h2", { id: "title" });
        this.here = element("p", { className: "here", hidden: true }, words.here);
        this.back = element("button", { type: "button", className: "bare", "aria-label": words.back, onclick: said.back }, icon(...ARROW));
        this.closer = element("button", { type: "button", className: "bare", "aria-label": words.close, onclick: said.close }, icon(...CROSS));
        this.standing = element("p", { className: "standing", role: "status", hidden: true });
        this.body = element("div", { className: "body" });
        const head = element("header", {}, this.back, element("div", {}, this.title, this.here), this.closer);
        const about = { role: "dialog", "aria-labelledby": "title", className: "window", hidden: true };
        const dialog = element("section", about, head, this.standing, this.body);
        dialog.addEventListener("keydown", (event) => this.#key(event));
        for (const kind of ["keyup", "keypress"]) dialog.addEventListener(kind, (event) => event.stopPropagation());
        return dialog;
    }

    #key(event) {
        event.stopPropagation(); // the shop's own shortcuts are not meant
        if (event.key === "Escape" && !event.isComposing) this.said.close();
        else if (event.key === "Tab" && this.#isFull) this.#stay(event);
    }

    #stay(event) {
        const all = [...this.dialog.querySelectorAll(FOCUSABLE)].filter((one) => !one.disabled && one.checkVisibility());
        const [from, to] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
        if (this.host.shadowRoot.activeElement !== from) return;
        event.preventDefault();
        to.focus();
    }
}
