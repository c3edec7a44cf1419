/* Ready answers, with the names of the conversation put in by the server, to be inserted where one writes. */

class Replies {
    constructor({ api, insert }) {
        Object.assign(this, { api, insert, items: [] });
        this.dialog = find("replies");
        find("show-replies").addEventListener("click", () => this.open());
        find("find-reply").addEventListener("input", () => this.draw());
        find("find-reply").addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), this.#first()));
    }

    async open(id = this.id) {
        if (!id || this.dialog.open) return;
        this.items = [];
        find("find-reply").value = "";
        this.dialog.showModal();
        try {
            this.items = await this.#all(id);
        } catch (failure) {
            this.dialog.close();
            return notice(say("failed", { why: why(failure) }), { wrong: true });
        }
        this.draw();
    }

    draw() {
        const words = find("find-reply").value.trim().toLowerCase();
        const found = this.items.filter((one) => `${one.title}\n${one.filled_in}`.toLowerCase().includes(words));
        find("reply-list").replaceChildren(...found.slice(0, 100).map((one) => element("li", {}, this.#button(one))));
        find("no-replies").hidden = this.items.length > 0;
    }

    #button(one) {
        const title = element("b", {}, one.title);
        return element("button", { type: "button", onclick: () => this.#choose(one) }, title, element("span", {}, one.filled_in));
    }

    #first() {
        find("reply-list").querySelector("button")?.click();
    }

    #choose(one) {
        this.dialog.close();
        this.insert(one.filled_in);
    }

    async #all(id) {
        const items = [];
        let next = "";
        do {
            const query = new URLSearchParams({ conversation_id: id, limit: 100, cursor: next });
            const page = await this.api.call("GET", `support/canned-replies/?${query}`);
            items.push(...page.items);
            next = page.next;
        } while (next && items.length < 1000);
        return items;
    }
}
