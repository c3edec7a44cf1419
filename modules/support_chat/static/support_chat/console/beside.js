/* Beside the talk: the order or product it is about as that stands now, whose matter it is, and their other ones. */

class Beside {
    constructor({ api, chosen }) {
        Object.assign(this, { api, chosen, id: 0 });
        this.box = find("beside");
        find("show-beside").addEventListener("click", () => this.toggle());
        find("hide-beside").addEventListener("click", () => (this.toggle(false), find("show-beside").focus()));
    }

    toggle(shown = this.box.hidden) {
        this.box.hidden = !shown;
        find("show-beside").setAttribute("aria-expanded", shown);
    }

    show(conversation, present) {
        const { about, customer } = conversation;
        find("about").hidden = !about;
        if (about) this.#about(about);
        find("customer").querySelector(".name").textContent = nameOf(customer);
        find("customer").querySelector(".email").textContent = customer.email;
        find("customer").querySelector(".present").textContent = present;
        find("customer").querySelector(".present").hidden = !present;
    }

    #about({ kind, title, facts }) {
        const box = find("about");
        box.querySelector("h2").textContent = say(kind);
        box.querySelector(".title").textContent = title;
        const fact = ({ name, value }) => element("div", {}, element("dt", {}, say(name)), element("dd", {}, value));
        box.querySelector("dl").replaceChildren(...facts.map(fact));
    }

    /** Read what else this customer has asked; nothing is said where that cannot be had. */
    async others({ id, customer }) {
        this.id = id;
        find("others").hidden = true;
        const query = new URLSearchParams({ customer_id: customer.id, assigned: "anybody", status: "any", order: "newest", limit: 6 });
        const page = await this.api.call("GET", `support/queue/?${query}`).catch(() => null);
        if (!page || this.id !== id) return;
        const found = page.items.filter((one) => one.id !== id).slice(0, 5);
        find("others").hidden = !found.length;
        find("others").querySelector("ul").replaceChildren(...found.map((one) => element("li", {}, this.#link(one))));
    }

    #link(one) {
        const told = `${say(one.status)}, ${timeOf(one.last_message_at)}`;
        const open = () => this.chosen(one.id);
        return element("button", { type: "button", className: "plain", onclick: open }, one.subject, element("span", { className: "soft" }, told));
    }
}
