const PLANE = ["M3 11l18-8-8 18-2-8z"];
const LONGEST_TEXT = 10_000;
const TYPING_PAUSE_MS = 3000;

/** Where a message is written: Enter sends, Shift and Enter begin a line. */
class Composer {
    #typed = 0;
    #place = null;
    #aside = null; // what was being written when a message began to be changed: {text, files}
    #left = new Map(); // what was begun to be written elsewhere: place -> {text, files}

    constructor({ words, files, said }) {
        Object.assign(this, { words, files, said });
        const label = { "aria-label": words.write, placeholder: words.write, "data-first": "" };
        this.text = element("textarea", { rows: 1, maxLength: LONGEST_TEXT, ...label });
        this.text.addEventListener("keydown", (event) => this.#key(event));
        this.text.addEventListener("input", () => this.#input());
        this.text.addEventListener("paste", (event) => this.#take(event, event.clipboardData.files));
        this.chips = element("ul", { className: "chips", hidden: true });
        this.refusals = element("div", { className: "refusals wrong", role: "alert" });
        this.changing = null; // the message that is being changed
        this.root = this.#form();
    }

    /** Go to another place: what was begun here stays here. */
    at(place) {
        if (place === this.#place) return;
        this.leave();
        if (this.#place) this.#left.set(this.#place, { text: this.text.value, files: this.files.list });
        const { text, files } = this.#left.get(place) || { text: "", files: [] };
        this.text.value = text;
        this.files.list = files;
        this.#place = place;
        this.refusals.replaceChildren();
    }

    /** The place has another name now. */
    stay(place) {
        this.#place = place;
    }

    /** Change a message of one's own; what was begun to be written waits. */
    change(message) {
        if (!this.changing) this.#aside = { text: this.text.value, files: this.files.list };
        this.changing = message;
        this.text.value = message.text;
        this.files.list = [];
        this.refusals.replaceChildren();
        this.draw();
        this.text.focus();
    }

    /** Change nothing any more, and write on. */
    leave() {
        if (!this.changing) return;
        this.changing = null;
        this.text.value = this.#aside.text;
        this.files.list = this.#aside.files;
        this.refusals.replaceChildren();
        this.draw();
    }

    draw() {
        const { files, words } = this;
        this.attach.disabled = Boolean(this.changing);
        this.notice.hidden = !this.changing;
        const chips = files.list.map((one) => {
            const told = one.attachment ? one.name : words.uploading(one.name, Math.round(one.part * 100));
            const remove = { type: "button", className: "bare", "aria-label": words.detach(one.name), onclick: () => files.remove(one) };
            const bar = one.attachment ? "" : element("progress", { max: 1, value: one.part, "aria-hidden": "true" });
            return element("li", {}, element("span", { dir: "auto" }, told), bar, element("button", remove, icon(...CROSS)));
        });
        this.chips.replaceChildren(...chips);
        this.chips.hidden = !chips.length;
        const others = this.changing?.attachments ?? files.list;
        this.button.disabled = !files.ready || !(this.text.value.trim() || others.length);
    }

    /** Say why a file does not go along: in a sentence that stays until one goes on. */
    refused(name, why) {
        this.refusals.append(element("p", { dir: "auto" }, `${name}: ${why}`));
    }

    /** Say what did not work, in the same place. */
    wrong(sentence) {
        this.refusals.append(element("p", {}, sentence));
    }

    #form() {
        const { words } = this;
        const pick = element("input", { type: "file", multiple: true, hidden: true, onchange: () => this.#picked(pick) });
        const attach = { type: "button", className: "bare", "aria-label": words.attach, title: words.files, onclick: () => pick.click() };
        this.attach = element("button", attach, icon(...CLIP));
        const leave = { type: "button", className: "plain", onclick: () => (this.leave(), this.text.focus()) };
        this.notice = element("p", { className: "changing", role: "status", hidden: true }, words.changing, element("button", leave, words.leave));
        this.button = element("button", { type: "submit", className: "send", "aria-label": words.send, disabled: true }, icon(...PLANE));
        const row = element("div", { className: "row" }, pick, this.attach, this.text, this.button);
        const form = element("form", { className: "composer", onsubmit: (event) => this.#submit(event) }, this.refusals, this.notice, this.chips, row);
        form.addEventListener("dragover", (event) => event.preventDefault());
        form.addEventListener("drop", (event) => this.#take(event, event.dataTransfer.files));
        return form;
    }

    #picked(pick) {
        this.refusals.replaceChildren();
        this.files.add(pick.files);
        pick.value = "";
        this.text.focus();
    }

    #take(event, files) {
        if (!files.length) return;
        event.preventDefault();
        if (this.changing) return;
        this.refusals.replaceChildren();
        this.files.add(files);
    }

    #key(event) {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event);
        if (event.key === "Escape" && this.changing && !event.isComposing) {
            event.stopPropagation(); // it is left, and the window stays
            this.leave();
        }
    }

    #input() {
        this.draw();
        if (Date.now() - this.#typed < TYPING_PAUSE_MS) return;
        this.#typed = Date.now();
        this.said.typing();
    }

    // Emptied before anything is sent: a second click finds nothing to send.
    #submit(event) {
        event.preventDefault();
        const text = sendable(this.text.value);
        if (this.changing) return void this.#changed(text);
        if (!this.files.ready || !(text || this.files.list.length)) return;
        this.text.value = "";
        this.#typed = 0;
        this.refusals.replaceChildren();
        const attachments = this.files.take();
        this.draw();
        this.said.say(text, attachments);
        this.text.focus();
    }

    async #changed(text) {
        const message = this.changing;
        if (!text && !message.attachments.length) return;
        this.refusals.replaceChildren();
        this.button.disabled = true;
        const wrong = text === message.text ? "" : await this.said.changed(message, text);
        if (this.changing !== message) return;
        if (wrong) this.wrong(wrong);
        else this.leave();
        this.draw();
        this.text.focus();
    }
}
