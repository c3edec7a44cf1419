/* Where an agent writes: an answer or a note, with files; what is not sent yet stays with its conversation. */

const MOST_FILES = 10;

class Composer {
    #aside = null; // what was being written when a message began to be changed
    #drafts = new Map();
    #typed = 0;

    /** `changed(message)` hears of a message that was changed. */
    constructor({ api, outbox, changed }) {
        Object.assign(this, { api, outbox, changed, id: 0, mode: "reply", files: [], resolved: false, changing: null });
        this.text = find("text");
        find("composer").addEventListener("submit", (event) => (event.preventDefault(), this.send()));
        for (const tab of document.querySelectorAll("[data-mode]"))
            tab.addEventListener("click", () => this.write(tab.dataset.mode));
        this.text.addEventListener("keydown", (event) => this.#key(event));
        this.text.addEventListener("input", () => this.#tell());
        this.text.addEventListener("paste", (event) => event.clipboardData.files.length && (event.preventDefault(), this.attach(event.clipboardData.files)));
        find("attach").addEventListener("click", () => find("file").click());
        find("file").addEventListener("change", ({ target }) => (this.attach(target.files), (target.value = "")));
        find("leave-change").addEventListener("click", () => this.leave());
        find("talk").addEventListener("dragover", (event) => event.preventDefault());
        find("talk").addEventListener("drop", (event) => (event.preventDefault(), this.attach(event.dataTransfer.files)));
    }

    /** Write in another conversation; what was begun in the one before is there again when one comes back. */
    move(id) {
        if (id === this.id) return;
        this.leave();
        if (this.id) this.#drafts.set(this.id, { text: this.text.value, mode: this.mode, files: this.files });
        const { text = "", mode = "reply", files = [] } = this.#drafts.get(id) ?? {};
        this.#drafts.delete(id);
        Object.assign(this, { id, mode, files });
        this.text.value = text;
        this.draw();
    }

    stand(conversation) {
        this.resolved = conversation.status === "resolved";
        this.draw();
    }

    /** Change a message of one's own; what was begun to be written waits. */
    change(message) {
        if (!this.changing) this.#aside = { text: this.text.value, mode: this.mode, files: this.files };
        Object.assign(this, { changing: message, mode: "reply", files: [] });
        this.text.value = message.text;
        this.draw();
        this.text.focus();
    }

    /** Change nothing any more, and write on. */
    leave() {
        if (!this.changing) return;
        const { text, mode, files } = this.#aside;
        Object.assign(this, { changing: null, mode, files });
        this.text.value = text;
        this.draw();
        this.text.focus();
    }

    write(mode) {
        this.leave();
        this.mode = mode;
        this.draw();
        this.text.focus();
    }

    /** Insert a text where the caret is; behind what was written already, on a line of its own. */
    insert(text) {
        this.text.focus();
        const { value, selectionStart: from, selectionEnd: to } = this.text;
        const before = value.slice(0, from);
        const gap = to === value.length && before.trim() && !before.endsWith("\n") ? "\n" : "";
        this.text.setRangeText(gap + text, from, to, "end");
        this.#tell();
    }

    send() {
        const text = sendable(this.text.value);
        if (this.changing) return void this.#change(text);
        const note = this.mode === "note";
        const files = note ? [] : this.files;
        if ((!text && !files.length) || files.some((file) => !file.id) || (this.resolved && !note)) return;
        this.text.value = "";
        if (!note) this.files = [];
        this.outbox.add({ conversation_id: this.id, text, note, files: files.map(({ id, name }) => ({ id, name })) });
        this.draw();
        this.text.focus();
    }

    attach(given) {
        if (this.changing) return;
        if (this.mode === "note") return notice(say("noteFiles"), { wrong: true }); // it would go to the customer later
        const room = MOST_FILES - this.files.length;
        for (const file of [...given].slice(0, room)) this.#upload(file);
        const over = [...given].slice(room).map((file) => file.name);
        if (over.length) notice(say("tooMany", { names: over.join(", ") }), { wrong: true });
    }

    async #change(text) {
        const message = this.changing;
        if (!text && !message.attachments.length) return;
        try {
            if (text !== message.text) this.changed(await this.api.call("PATCH", pathOf(message), { body: { text } }));
            if (this.changing === message) this.leave();
        } catch (failure) {
            notice(say("failed", { why: why(failure) }), { wrong: true });
        }
    }

    draw() {
        const note = this.mode === "note";
        for (const tab of document.querySelectorAll("[data-mode]"))
            tab.setAttribute("aria-pressed", tab.dataset.mode === this.mode);
        const label = note ? say("note") : say(this.resolved ? "resolvedHint" : "reply");
        this.text.placeholder = label;
        this.text.setAttribute("aria-label", label);
        find("composer").classList.toggle("note", note);
        find("changing").hidden = !this.changing;
        find("send").textContent = say(note ? "keepNote" : this.changing ? "keepChange" : "send");
        find("send").disabled = (!note && this.resolved && !this.changing) || this.files.some((file) => !file.id);
        find("attach").hidden = note || Boolean(this.changing);
        find("files").replaceChildren(...(note ? [] : this.files.map((file) => this.#chip(file))));
    }

    #chip(file) {
        const drop = () => (file.stop.abort(), (this.files = this.files.filter((one) => one !== file)), this.draw());
        const name = file.id ? file.name : say("uploading", { name: file.name });
        const button = element("button", { type: "button", className: "plain", onclick: drop }, say("remove"));
        button.setAttribute("aria-label", `${say("remove")}: ${file.name}`);
        return element("li", {}, name, " ", button);
    }

    async #upload(given) {
        const [file, files] = [{ name: given.name, id: 0, stop: new AbortController() }, this.files];
        files.push(file);
        this.draw();
        try {
            const kept = await this.api.upload(given, { key: uuid(), signal: file.stop.signal });
            Object.assign(file, { id: kept.id, name: kept.name });
        } catch (failure) {
            files.splice(files.indexOf(file), 1);
            if (!file.stop.signal.aborted) notice(`${given.name}: ${why(failure)}`, { wrong: true });
        }
        this.draw();
    }

    #key(event) {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            this.send();
        }
        if (event.key === "Escape") this.changing ? this.leave() : this.text.blur();
    }

    // The customer sees that an answer is being written, and never that a note is.
    #tell() {
        if (this.changing || this.mode !== "reply" || !this.text.value.trim() || Date.now() - this.#typed < 3000) return;
        this.#typed = Date.now();
        this.api.call("POST", `support/conversations/${this.id}/typing/`).catch(() => null);
    }
}
